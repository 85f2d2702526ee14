"""The frame around every command: lazy groups, one exit status per outcome, faults without values."""

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, Never

import click

from drivectl.cli import VERSION, registry
from drivectl.cli.options import GLOBAL, Run, write_help

if TYPE_CHECKING:  # help must not wait for what only a failure needs
    from drivectl.errors import DrivectlError

URGENT = frozenset({"share", "bundle open", "flags", "flags set"})
"""Commands whose refusal may stand between a person and help: it is said first that drivectl is not needed."""
STOPPED = 130


def _say_version(context: click.Context, _option: click.Parameter, asked: object) -> None:
    if asked:
        sys.stdout.write(VERSION)
        context.exit()


_VERSION = click.Option(
    ["-V", "--version"], is_flag=True, expose_value=False, callback=_say_version, help="Show the version and exit."
)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are named, never to list them."""

    def __init__(self, path: str = "", help: str | None = None) -> None:  # noqa: A002 -- Click's word
        super().__init__(
            name=path or "drivectl",
            help=help,
            params=[*GLOBAL, *([] if path else [_VERSION])],
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
            no_args_is_help=False,
            invoke_without_command=True,
        )
        self.path = path

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- Click's signature
        """The words that may follow, from the registry."""
        return list(registry.under(self.path))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- Click's
        """Import the command now that it is named."""
        path = f"{self.path} {cmd_name}".strip()
        path = registry.ALIASES.get(path, path)
        cmd_name = path.rpartition(" ")[2]
        if cmd_name not in registry.under(self.path):
            return None
        if path in registry.COMMANDS:
            found = registry.load(path)
            found.name = cmd_name
            return found
        return LazyGroup(path, registry.GROUPS[path][1])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Exact names only; a word that is near one is proposed, never run. A command may have one below it."""
        word = args[0]
        if len(args) > 1 and word in registry.COMMANDS and f"{word} {args[1]}" in registry.COMMANDS and not self.path:
            found = registry.load(f"{word} {args[1]}")
            found.name = f"{word} {args[1]}"
            return found.name, found, args[2:]
        if self.get_command(ctx, word) is None and not word.startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 -- only when a word is wrong

            near = get_close_matches(word, self.list_commands(ctx))
            hint = f" Did you mean {' or '.join(near)}?" if near else f" {ctx.command_path} --help lists them."
            raise click.UsageError(f"There is no command {word}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Without a word: help, which is an answer at the top (0) and a wrong use below it (2)."""
        if not ctx._protected_args and not ctx.args:  # noqa: SLF001 -- what Click's own invoke looks at
            click.echo(ctx.get_help(), err=bool(self.path))
            return 2 if self.path else 0
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help in the one form."""
        write_help(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- Click's
        """The commands by use."""
        words = registry.under(self.path)
        for section in registry.SECTIONS:
            rows = [(word, text) for word, (home, text) in words.items() if home == section]
            if rows:
                with formatter.section(section):
                    formatter.write_dl(rows)


def root() -> LazyGroup:
    """The program as a Click group."""
    return LazyGroup(
        help="Share what protects people from domestic abuse, and nothing that endangers them.\n\n"
        "A first look, on invented cases: drivectl demo"
    )


def run(arguments: Sequence[str]) -> int:
    """Run one command and map its outcome to an exit status."""
    with contextlib.suppress(ValueError):  # only the main thread may; a notebook may run us in another
        signal.signal(signal.SIGTERM, _stop)
    if instruction := os.environ.get("_DRIVECTL_COMPLETE"):
        from click.shell_completion import shell_complete  # noqa: PLC0415 -- only for a shell's question

        return shell_complete(root(), {}, "drivectl", "_DRIVECTL_COMPLETE", instruction)
    state = Run(json="--json" in arguments)  # a usage error must be JSON too, before options are parsed
    try:
        return _guarded(state, list(arguments))
    except BrokenPipeError:  # the reader of our output went away
        _quiet_streams()
        return STOPPED
    except (KeyboardInterrupt, click.Abort):
        state.terminal.words("Stopped. Temporary files were removed; what was finished stays.", always=True)
        return STOPPED


def _guarded(state: Run, arguments: list[str]) -> int:
    try:
        with root().make_context("drivectl", arguments, obj=state) as context:
            status = context.command.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (BrokenPipeError, KeyboardInterrupt, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001 -- the last line of defence: no traceback may reach a screen
        return _failed(state, error)
    return status if isinstance(status, int) else 0


def _failed(state: Run, error: Exception) -> int:
    from drivectl.errors import DrivectlError  # noqa: PLC0415 -- start-up

    if isinstance(error, click.UsageError):
        stop = _usage(error)
    else:
        state.trace()
        if isinstance(error, DrivectlError):
            stop = error
        else:
            from drivectl.cli.faults import report_fault  # noqa: PLC0415 -- only for a fault

            stop = report_fault(error)
    if stop.exit == 3 and state.command in URGENT:
        state.terminal.urgent()
    state.terminal.diagnostics(stop.diagnostics)
    return stop.exit


def _usage(error: click.UsageError) -> "DrivectlError":
    from drivectl.errors import problem  # noqa: PLC0415 -- start-up
    from drivectl.safe import say, shown_path  # noqa: PLC0415

    command = error.ctx.command_path if error.ctx else "drivectl"
    message = error.format_message()
    if '"' in message and sys.platform == "win32":  # pragma: no cover -- cmd.exe reads \" as a quote
        message += ' A path in quotes must not end in a backslash: write "C:\\folder", not "C:\\folder\\".'
    return problem(
        "ENV507",
        shown_path(message),  # the person's own words, escaped
        fix=say("{command} --help shows what it takes", command=shown_path(command)),
    )


def _stop(_number: int, _frame: FrameType | None) -> Never:
    raise KeyboardInterrupt


def _quiet_streams() -> None:
    """Give the interpreter something to flush at exit, so that it does not complain about the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
