"""One statement into the rows of a flags sheet, without making any other statement younger than it is."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from drivectl.model.export import MISSING, Value
from drivectl.model.flags import SAME, CaseFlags, FlagsSheet, Same


def rows_of(sheet: FlagsSheet, case: str, person: str | None) -> tuple[CaseFlags, ...]:
    """The rows that a statement about the case (and one victim of it) goes into."""
    return tuple(one for one in sheet.rows if one.case == case and person in (None, one.person))


def restated(  # noqa: PLR0913 -- a statement says all of this
    sheet: FlagsSheet, rows: Collection[CaseFlags], field: str, value: Value | Same, *, by: str, on: date
) -> FlagsSheet:
    """``sheet`` with the statement in each of ``rows``.

    A row has one day and its names. Where it states more than this, it keeps its older day, so that nothing lives
    longer for it, and both names.
    """

    def said(row: CaseFlags) -> CaseFlags:
        values = {**row.values, field: value}
        if not any(_others(row, field)):
            return replace(row, values=values, by=by, on=on)
        names = dict.fromkeys((*(row.by or "").split("; "), by))
        return replace(row, values=values, by="; ".join(filter(None, names)), on=min(row.on or on, on))

    return replace(sheet, rows=tuple(said(one) if one in rows else one for one in sheet.rows))


def _others(row: CaseFlags, field: str) -> Iterator[bool]:
    """What else the row states."""
    yield row.hold_until is not None or row.hold_unreadable
    yield from (one not in (MISSING, SAME) for path, one in row.values.items() if path != field)
