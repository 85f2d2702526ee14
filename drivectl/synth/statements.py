"""What people state about the invented cases on the flags sheet."""

from datetime import date, timedelta
from pathlib import Path

from drivectl.model.export import MISSING, Value
from drivectl.model.flags import SAME, CaseFlags, FlagsSheet, Same
from drivectl.synth.dice import Dice

_EMPLOYERS = (("exampleshire-police", 2), ("exampleshire-csc", 1), ("university-of-bristol", 1))


def flags_row(dice: Dice, ref: str, row: int, today: date, *, planted: bool) -> CaseFlags:
    """One row: mostly "nobody, none, no objection", some insiders, open requests and objections, some left blank."""
    if not planted and dice.chance("blank", 3):
        values: dict[str, Value | Same] = dict.fromkeys(
            ("case.insider_orgs", "case.live_sar", "case.research_objection"), MISSING
        )
        return CaseFlags(case=ref, row=row, values={**_same(), **values})
    insider = not planted and dice.chance("insider", 3)
    stated: dict[str, Value | Same] = {
        "case.insider_orgs": (dice.weighted("employer", _EMPLOYERS),) if insider else (),
        "case.live_sar": not planted and dice.chance("sar", 2),
        "case.research_objection": not planted and dice.chance("objection", 4),
    }
    on = today - timedelta(days=dice.number("on", 5))
    return CaseFlags(
        case=ref, row=row, values={**_same(), **stated}, by=dice.pick("by", ("A. Example", "B. Example")), on=on
    )


def _same() -> dict[str, Value | Same]:
    return {"case.victim_consent": SAME, "victim.address_status": SAME}


def flags_sheet(rows: tuple[CaseFlags, ...]) -> FlagsSheet:
    """The rows as a sheet, as if it had been read."""
    return FlagsSheet(path=Path("flags.xlsx"), sha256="", fields=tuple(rows[0].values) if rows else (), rows=rows)
