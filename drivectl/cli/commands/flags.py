"""``drivectl flags``: the sheet for what the case system does not record."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.options import DAY, DRY_RUN, PATH, Run, command, layouts

if TYPE_CHECKING:
    from drivectl.steps.desk import Desk

_CLEAR = "clear"
_NAME = 80


@command(
    examples=("drivectl flags exports/2026-12-04", "drivectl flags exports/2026-12-04 --layout da-case-management"),
    see=("flags set", "share", "plan"),
)
@click.argument("export", type=click.Path(path_type=Path, exists=True, file_okay=False))
@layouts()
@DRY_RUN
def flags(run: Run, export: Path, *, layout: str | None, dry_run: bool) -> None:
    """Make or refresh flags.xlsx beside EXPORT: case references only, with a list to choose from in every cell.

    What was stated before is carried over. A blank cell says nothing, and what nobody has said protects most.
    """
    from drivectl.render.words import many  # noqa: PLC0415 -- start-up
    from drivectl.steps.flagsheet import refresh_flags  # noqa: PLC0415

    path, cases, carried = refresh_flags(run.desk, export, layout, write=not dry_run)
    words = "Would write" if dry_run else "Wrote"
    run.terminal.words(f"{words} {path.name} for {many(cases, 'case')}; {many(carried, 'row')} carried over")
    if not dry_run:
        run.terminal.words("Next: fill it in Excel. Each stated value needs who says so and on which day.")
    run.terminal.record(str(path), cases, carried, text=str(path))
    run.terminal.emit_json("flags", 0, {"path": str(path), "cases": cases, "carried": carried, "written": not dry_run})


@command(
    examples=(
        "drivectl flags set D-1042 Address=- --by 'A. Example'",
        "drivectl flags set D-1042 clear=HOLD-INSIDER --to exampleshire-csc --key DPO --reason-file why.txt",
    ),
    see=("flags", "plan", "share"),
)
@click.argument("case", metavar="CASE")
@click.argument("statement", metavar="FIELD=VALUE")
@click.option("--person", metavar="REF", help="Which victim, where the case has several.")
@click.option("--by", metavar="NAME", help="Who says so; asked for where it is not given.")
@click.option("--to", metavar="PARTY", help="With clear=: for which partner.")
@click.option("--key", "role", metavar="ROLE", help="With clear=: whose key signs (DPO).")
@click.option("--reason-file", "reason", type=PATH, metavar="PATH", help="With clear=: why.")
@click.option("--until", type=DAY, metavar="DATE", help="With clear=: the last day; 31 days at most.")
def set_(  # noqa: PLR0913 -- the options of the command
    run: Run,
    case: str,
    statement: str,
    *,
    person: str | None,
    by: str | None,
    to: str | None,
    role: str | None,
    reason: Path | None,
    until: datetime | None,
) -> None:
    """State one value of CASE now: in flags.xlsx beside the export, and in the sheet that is kept.

    FIELD and VALUE are written as on the sheet, or as the catalogue has them. With - as VALUE you are asked for it,
    so that it stays out of the history of your shell.

    Your DPO clears a hold that is known to be true with clear=HOLD-ID: of one case, for one partner, for a while. One
    that nobody has said anything about is not cleared but answered.
    """
    field, equals, value = statement.partition("=")
    if not equals:
        raise click.UsageError("Write FIELD=VALUE: Address=Confidential, or Address=- to be asked for it.")
    desk = run.desk
    if field == _CLEAR:
        if to is None or role is None or reason is None or person or by:
            raise click.UsageError("clear=HOLD-ID needs --to PARTY, --key ROLE and --reason-file PATH, and no more.")
        _clear(run, desk, case, value, to=to, role=role, reason=reason, until=until)
    elif to or role or reason or until:
        raise click.UsageError("--to, --key, --reason-file and --until go with clear=HOLD-ID.")
    else:
        _state(run, desk, case, field, value, person=person, by=by)


def _state(  # noqa: PLR0913 -- what a statement says
    run: Run, desk: "Desk", case: str, field: str, value: str, *, person: str | None, by: str | None
) -> None:
    from drivectl.steps.flagsheet import column_of, set_flag  # noqa: PLC0415 -- start-up

    column = column_of(desk, field)
    if value == "-":
        value = run.terminal.ask(
            f"{column.header} ({', '.join(column.words.values()) or 'partners, by id'})", "FIELD=VALUE"
        )
    by = by or run.terminal.ask("Who says so? Your name", "--by NAME")
    if not (by.isprintable() and by.strip() and len(by) <= _NAME) or ";" in by:
        raise click.UsageError("--by is the name of one person.")
    path, number = set_flag(desk, case, column, value, person, by.strip())
    run.terminal.words(f"Stated in {path}. Recorded as event {number:06}.")
    run.terminal.words("Drafts made before are out of date: run drivectl share again.")
    run.terminal.emit_json("flags set", 0, {"path": str(path), "field": column.field, "event": number})


def _clear(  # noqa: PLR0913 -- what a decision says
    run: Run, desk: "Desk", case: str, hold: str, *, to: str, role: str, reason: Path, until: datetime | None
) -> None:
    from drivectl.steps.deciding import decide_hold  # noqa: PLC0415 -- start-up

    day = until.date() if until else None
    last, number = decide_hold(desk, case, hold, party=to, role=role, reason=reason, until=day)
    run.terminal.words(f"{hold} of this case is cleared for {to}, up to {last}. Recorded as event {number:06}.")
    run.terminal.emit_json("flags set", 0, {"hold": hold, "party": to, "until": last.isoformat(), "event": number})
