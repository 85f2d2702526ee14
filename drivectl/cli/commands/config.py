"""``drivectl config show`` and ``drivectl config path``."""

from drivectl.cli.options import Run, command
from drivectl.config import SETTINGS


@command(examples=("drivectl config show", "drivectl config show --plain"), see=("config path", "doctor"))
def show(run: Run) -> None:
    """Show every setting, its value and where the value comes from."""
    rows = []
    for one in SETTINGS:
        found = run.settings.values[one.name]
        rows.append({"name": one.name, "value": found.value, "origin": found.origin, "help": one.help})
        value = "not set" if found.value is None else found.value
        run.terminal.record(
            one.name, found.value or "", found.origin, text=f"{one.name}: {value}   ({found.origin}; {one.help})"
        )
    run.terminal.emit_json("config show", 0, {"settings": rows})


@command(examples=("drivectl config path", "drivectl config path --json"), see=("config show",))
def path(run: Run) -> None:
    """Show the files that settings are read from, nearest first."""
    rows = [{"path": str(one), "exists": one.is_file()} for one in run.settings.files]
    for row in rows:
        there = "there" if row["exists"] else "not there"
        run.terminal.record(str(row["path"]), there, text=f"{row['path']}: {there}")
    run.terminal.emit_json("config path", 0, {"files": rows})
