"""``drivectl help [COMMAND]``."""

import click

from drivectl.cli.options import Run, command


@command(examples=("drivectl help share", "drivectl help keys new"))
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@click.pass_context
def help_(context: click.Context, run: Run, words: tuple[str, ...]) -> None:
    """Show the help of a command, or of drivectl."""
    here = context.find_root()
    for word in words:
        if not isinstance(here.command, click.Group):
            raise click.UsageError(f"{here.command_path} takes no command {word}.", here)
        _, found, _ = here.command.resolve_command(here, [word])
        if found is None:
            raise click.UsageError(f"There is no command {word}.", here)
        here = click.Context(found, parent=here, info_name=word, help_option_names=["-h", "--help"])
    text = here.get_help()
    run.terminal.emit_json("help", 0, {"command": " ".join(words), "text": text})
    if not run.json:
        run.terminal.data(text)
