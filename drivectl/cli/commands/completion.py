"""``drivectl completion SHELL``."""

import click
from click.shell_completion import get_completion_class

from drivectl.cli.options import Run, command


@command(examples=("drivectl completion bash >> ~/.bashrc", "drivectl completion powershell >> $PROFILE"))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@click.pass_context
def completion(context: click.Context, run: Run, shell: str) -> None:
    """Print the script that lets SHELL complete drivectl's words."""
    kind = get_completion_class(shell)
    assert kind is not None  # Click knows all four
    script = kind(context.find_root().command, {}, "drivectl", "_DRIVECTL_COMPLETE").source()
    run.terminal.emit_json("completion", 0, {"shell": shell, "script": script})
    if not run.json:
        run.terminal.data(script)
