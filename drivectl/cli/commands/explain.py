"""``drivectl explain CODE``."""

from difflib import get_close_matches

import click

from drivectl.cli.options import Run, command
from drivectl.codes import CODES
from drivectl.errors import problem
from drivectl.safe import name, say, shown_path


@command(examples=("drivectl explain SRC210", "drivectl explain KEY331 --json"), see=("doctor",))
@click.argument("code")
def explain(run: Run, code: str) -> None:
    """Say what CODE means, why it matters and how to fix it."""
    wanted = code.upper()
    if wanted not in CODES:
        near = get_close_matches(wanted, CODES) or [one for one in CODES if one.startswith(wanted[:3])]
        fix = say("did you mean {code}?", code=name(near[0])) if near else None
        raise problem("ENV505", say("there is no code {code}", code=shown_path(code)), fix=fix)
    entry = CODES[wanted]
    for key, value in (entry._asdict() | {"law": "; ".join(entry.law) or "none"}).items():
        label = {"code": "code", "name": "name", "exit": "exit status"}.get(key, key)
        run.terminal.record(key, value, text=f"{label}: {value}")
    run.terminal.emit_json("explain", 0, entry._asdict())
