"""What commands have in common: the run's own settings, shared option sets, and one form of help."""

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:  # help must not wait for what only a run needs
    from drivectl.cli.terminal import Terminal
    from drivectl.config import Settings
    from drivectl.site import Site
    from drivectl.steps.desk import Desk

Callback = TypeVar("Callback", bound=Callable[..., object])


@dataclass
class Flags:
    """How a run speaks, as the global options said."""

    json: bool = False
    plain: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    no_input: bool = False


@dataclass
class Run(Flags):
    """One run of drivectl: what the global options said, and what follows from them."""

    config: Path | None = None
    site_flag: Path | None = None
    debug_file: Path | None = None
    command: str = ""
    """The words of the command, once they are known: ``keys new``."""

    @cached_property
    def terminal(self) -> "Terminal":
        """Where words and data go."""
        from drivectl.cli.terminal import Terminal  # noqa: PLC0415 -- start-up

        return Terminal(**{one.name: getattr(self, one.name) for one in fields(Flags)})

    @cached_property
    def settings(self) -> "Settings":
        """Settings with their origins; works outside a site too."""
        from drivectl.config import load_settings  # noqa: PLC0415 -- start-up
        from drivectl.site import find_site  # noqa: PLC0415 -- start-up

        flags = {"site": str(self.site_flag)} if self.site_flag else {}
        folder = find_site(self.site_flag, named=os.environ.get("DRIVECTL_SITE"))
        return load_settings(folder, user_file=self.config, flags=flags)

    @cached_property
    def site(self) -> "Site":
        """The site, its state folder checked; ENV502 where there is none."""
        from drivectl.site import open_site  # noqa: PLC0415 -- start-up

        site = open_site(self.settings)
        if self.verbose:
            self.terminal.words(f"Site {site.folder.resolve()}, state {site.state}")
        return site

    @cached_property
    def desk(self) -> "Desk":
        """The desk that the command works at; nothing is read or unlocked before it is needed."""
        from drivectl.cli.unlock import passphrase  # noqa: PLC0415 -- start-up
        from drivectl.steps.desk import Desk  # noqa: PLC0415

        return Desk(self.site, lambda: passphrase(self), of_role=lambda role: passphrase(self, role=role))

    def trace(self) -> None:
        """Write the current exception with everything in it to ``--debug-file``, if that was asked for."""
        if self.debug_file is not None:
            import traceback  # noqa: PLC0415 -- only when something failed

            from drivectl.files import write_bytes  # noqa: PLC0415

            self.terminal.words("The debug file may hold case data: keep it as you keep the export.", always=True)
            write_bytes(self.debug_file, traceback.format_exc().encode("utf-8", "backslashreplace"))


def _remember(context: click.Context, option: click.Parameter, value: object) -> None:
    if value:
        setattr(context.find_object(Run), str(option.name), value)


_global = partial(click.Option, expose_value=False, callback=_remember, is_eager=True)
PATH: Final = click.Path(path_type=Path)
DAY: Final = click.DateTime(["%Y-%m-%d"])

GLOBAL: Final[tuple[click.Parameter, ...]] = (
    _global(["--json", "json"], is_flag=True, help="Results and failures as JSON on stdout."),
    _global(["--plain", "plain"], is_flag=True, help="One record a line, tab-separated, for screen readers."),
    _global(["-q", "--quiet", "quiet"], is_flag=True, help="Errors and urgent words only."),
    _global(["-v", "--verbose", "verbose"], is_flag=True, help="More about what is done."),
    _global(["--no-color", "no_color"], is_flag=True, help="No colour."),
    _global(["--no-input", "no_input"], is_flag=True, help="Never ask; stop where an answer is needed."),
    _global(["--config", "config"], type=PATH, metavar="PATH", help="User settings file."),
    _global(["--site", "site_flag"], type=PATH, metavar="DIR", help="The site to work in."),
    _global(["--debug-file", "debug_file"], type=PATH, metavar="PATH", help="Full trace of a failure."),
)
"""The options of every command, before or after its name."""


class Command(click.Command):
    """A command with the global options, examples in its help, and the ``Run`` as its first argument."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), see: tuple[str, ...] = (), **attrs: Any) -> None:
        attrs.setdefault("context_settings", {"help_option_names": ["-h", "--help"], "max_content_width": 100})
        super().__init__(*args, **attrs)
        self.params.extend(GLOBAL)
        self.examples = examples
        self.see = see

    def invoke(self, ctx: click.Context) -> object:
        """Note which command runs, then run it."""
        ctx.ensure_object(Run).command = ctx.command_path.partition(" ")[2]
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help in the one form."""
        write_help(self, ctx, formatter)


def command(*, examples: tuple[str, ...], see: tuple[str, ...] = ()) -> Callable[[Callable[..., object]], Command]:
    """Make a function a command: ``Run`` comes first, then its own parameters; it returns its exit status or None."""

    def decorate(function: Callable[..., object]) -> Command:
        return click.command(cls=Command, examples=examples, see=see)(click.pass_obj(function))

    return decorate


def write_help(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """What it does, two examples, its options, those of every command, what to see next."""
    command.format_usage(ctx, formatter)
    command.format_help_text(ctx, formatter)
    if examples := getattr(command, "examples", ()):
        with formatter.section("Examples"):
            for line in examples:
                formatter.write(f"  {line}\n")
    if isinstance(command, click.Group):
        command.format_commands(ctx, formatter)
    params = [p for p in command.get_params(ctx) if isinstance(p, click.Option)]
    own = [r for p in params if p not in GLOBAL and (r := p.get_help_record(ctx))]
    common = [r for p in params if p in GLOBAL and (r := p.get_help_record(ctx))]
    for title, rows in (("Options", own), ("For every command", common)):
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)
    if see := getattr(command, "see", ()):
        with formatter.section("See also"):
            formatter.write_text(", ".join(f"drivectl {one}" for one in see))


def _stack(*decorators: Callable[[Callback], Callback]) -> Callable[[Callback], Callback]:
    def decorate(function: Callback) -> Callback:
        for one in reversed(decorators):
            function = one(function)
        return function

    return decorate


DRY_RUN: Final = click.option("-n", "--dry-run", is_flag=True, help="Say what would be written; write nothing.")


def writers() -> Callable[[Any], Any]:
    """``-o/--output --overwrite -n/--dry-run --allow-here`` as ``output, overwrite, dry_run, allow_here``."""
    return _stack(
        click.option("-o", "--output", type=PATH, metavar="PATH", help="Where to write (- is stdout where it fits)."),
        click.option("--overwrite", is_flag=True, help="Replace the output if it exists."),
        DRY_RUN,
        click.option("--allow-here", is_flag=True, help="Allow a git or synchronised folder; this is logged."),
    )


def agreements() -> Callable[[Any], Any]:
    """``-a/--agreement --to`` as ``agreement, to`` (a tuple of parties)."""
    return _stack(
        click.option("-a", "--agreement", metavar="AGREEMENT", help="File, id or unique file name of the agreement."),
        click.option("--to", multiple=True, metavar="PARTY", help="The partner, by id."),
    )


def layouts() -> Callable[[Any], Any]:
    """``--layout`` as ``layout``."""
    return click.option("--layout", metavar="NAME", help="Layout id or file; else chosen by the header.")


def examples() -> Callable[[Any], Any]:
    """``--example-dir`` as ``example_dir``."""
    return click.option("--example-dir", type=PATH, metavar="DIR", help="Write each example there, as a record file.")
