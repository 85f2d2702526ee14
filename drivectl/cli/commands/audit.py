"""``drivectl audit``: is the log whole, and what does it say?"""

import io
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.options import DAY, PATH, Run, command
from drivectl.model.event import Event, Outcome
from drivectl.render.events import COLUMNS, cells_of, flat
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.audit.line import Line

_LIMITS = (
    "Not checked: copies of the log that partners hold; there are none yet. "
    "A change to the last event, or of the whole file computed anew, would not be found."
)


@command(
    examples=("drivectl audit verify", "drivectl audit verify --registers"), see=("audit query", "audit show", "doctor")
)
@click.option("--registers", is_flag=True, help="Unlock your keys and compare what each register holds, too.")
def verify(run: Run, *, registers: bool) -> int:
    """Read the whole log: every event in its form, none missing, each following the last; and its register files."""
    from drivectl.audit.facts import check_register  # noqa: PLC0415 -- start-up
    from drivectl.audit.verify import verify as verify_log  # noqa: PLC0415
    from drivectl.render.json import diagnostic_json  # noqa: PLC0415

    folder = run.site.state / "audit"
    verdict = verify_log(folder)
    found = [verdict.failure] if verdict.failure else []
    if verdict.events and verdict.failure is None:
        desk = run.desk
        lines = desk.log.lines()  # which first settles what was interrupted
        verdict = verify_log(folder)
        found = check_register(run.site.state / "register", lines, desk.keyring.identities() if registers else ())
    status, terminal = int(bool(found)), run.terminal
    if not terminal.json:
        terminal.diagnostics([*verdict.notes, *found])
    if not found:
        terminal.record("whole", verdict.events, text=f"The log is whole: {many(verdict.events, 'event')}.")
    terminal.words(_LIMITS)
    if not registers:
        terminal.words("The inside of the registers was not compared: --registers does that, with your keys.")
    shown = [diagnostic_json(one) for one in found]
    notes = [diagnostic_json(one) for one in verdict.notes]
    levels = {"chain": status == 0, "checkpoints": None, "witnesses": None}
    terminal.emit_json(
        "audit verify", status, {"events": verdict.events, "levels": levels, "findings": shown, "notes": notes}
    )
    return status


@command(examples=("drivectl audit show 12", "drivectl audit show DRV-20261204-7F3AQ2M9KX"), see=("audit query",))
@click.argument("which", metavar="SEQ|BUNDLE")
def show(run: Run, which: str) -> None:
    """Show one event by its number, or everything that happened to one bundle."""
    lines = [
        one
        for one in run.desk.log.lines()
        if (one.seq == int(which) if which.isdecimal() else one.content.get("bundle_id") == which)
    ]
    if not lines:
        raise click.BadParameter("the log has no event and no bundle of that name", param_hint="SEQ|BUNDLE")
    for one in lines:
        for key, value in flat(one.content):
            run.terminal.record(one.seq, key, value, text=f"{key}: {value}")
        if one is not lines[-1]:
            run.terminal.record("", text="")
    run.terminal.emit_json("audit show", 0, {"events": [dict(one.content) for one in lines]})


@command(
    examples=("drivectl audit query --since 2026-12-01 --event bundle.sealed", "drivectl audit query --csv -o log.csv"),
    see=("audit show", "audit verify"),
)
@click.option("--since", type=DAY, metavar="DATE", help="From this day on.")
@click.option("--until", type=DAY, metavar="DATE", help="To this day, itself included.")
@click.option("--event", type=click.Choice([str(one) for one in Event]), metavar="EVENT", help="One kind of event.")
@click.option("--party", metavar="PARTY", help="About this partner.")
@click.option("--bundle", "bundle_id", metavar="BUNDLE", help="About this bundle.")
@click.option("--outcome", type=click.Choice([str(one) for one in Outcome]), help="How it ended.")
@click.option("--csv", "as_csv", is_flag=True, help="A table for a spreadsheet; its cells cannot act as formulas.")
@click.option("-o", "--output", type=PATH, metavar="PATH", help="With --csv: the file to write.")
def query(
    run: Run,
    *,
    since: datetime | None,
    until: datetime | None,
    as_csv: bool,
    output: Path | None,
    **wanted: str | None,
) -> None:
    """List the events of the log that fit everything asked. Days are those of UTC."""
    first, last = (one.date().isoformat() if one else None for one in (since, until))
    found = [
        one
        for one in run.desk.log.lines()
        if all(value is None or one.content.get(key) == value for key, value in wanted.items())
        and (first is None or one.content["time"][:10] >= first)
        and (last is None or one.content["time"][:10] <= last)
    ]
    if (output is not None and not as_csv) or (as_csv and run.json):
        raise click.UsageError("-o goes with --csv, and --csv goes without --json")
    if as_csv:
        _write_csv(found, output)
    else:
        for one in found:
            cells = cells_of(one.content)
            run.terminal.record(*cells, text=" ".join(cell for cell in cells if cell))
    run.terminal.words(f"{many(len(found), 'event')}")
    run.terminal.emit_json("audit query", 0, {"events": [dict(one.content) for one in found]})


def _write_csv(found: "Iterable[Line]", output: Path | None) -> None:
    from drivectl.model.output import OutputColumn, OutputTable  # noqa: PLC0415 -- start-up
    from drivectl.source.write import write_table  # noqa: PLC0415

    columns = tuple(OutputColumn(header=one, field=one) for one in COLUMNS)
    table = OutputTable(name="log", kind="csv", columns=columns, rows=tuple(cells_of(one.content) for one in found))
    if output is not None:
        write_table(output, table)
        return
    stream = io.BytesIO()
    write_table(stream, table)
    sys.stdout.write(stream.getvalue().decode("utf-8-sig").replace("\r\n", "\n"))
