"""One row of the flags sheet to what it states; a cell that is not one of its choices is refused."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from drivectl.model.export import MISSING, Value
from drivectl.model.flags import SAME, CaseFlags, Same
from drivectl.safe import Safe, name, say
from drivectl.source.faults import Faults
from drivectl.source.flagcolumns import (
    CASE,
    HOLD_UNTIL,
    HOLD_WHY,
    PERSON,
    REASONS,
    STATED_BY,
    STATED_ON,
    Choices,
    FlagColumn,
)
from drivectl.source.grid import Grid, Raw

_DATES: Final = ("%Y-%m-%d", "%d/%m/%Y")
_DATE: Final = re.compile(r"[0-9]+[-/][0-9]+[-/][0-9]+")
_NEEDED: Final = (CASE, STATED_BY, STATED_ON, HOLD_UNTIL, HOLD_WHY)
"""A sheet without the columns of holds would let every held case go."""
_OTHER: Final = (PERSON,)


class FlagRows:
    """Rows of one sheet."""

    def __init__(self, grid: Grid, choices: Choices, *, today: date, max_age_days: int) -> None:
        self.faults = Faults(grid.path)
        self._at = {header: index for index, header in enumerate(grid.header)}
        self._columns = [one for one in choices.columns if one.header in self._at]
        self._choices, self._today, self._max_age = choices, today, max_age_days
        known = {*_NEEDED, *_OTHER, *(one.header for one in choices.columns)}
        lost = [one for one in _NEEDED if one not in self._at]
        strange = [one for one in grid.header if one not in known]
        if lost or strange:
            what = say("{n} columns of the flags sheet are missing, {m} are not its own", n=len(lost), m=len(strange))
            self.faults.add("SRC240", what, row=grid.header_row)
            self.faults.stop()

    @property
    def fields(self) -> list[str]:
        """The catalogue fields that the sheet has a column for."""
        return [one.field for one in self._columns]

    def row(self, number: int, cells: tuple[Raw, ...]) -> CaseFlags | None:
        """One row; nothing where it is at fault."""
        case, by = self._text(cells, CASE), self._text(cells, STATED_BY)
        if not case:
            self._wrong(number, CASE, say("is empty"))
            return None
        values = {one.field: self._value(number, one, self._text(cells, one.header)) for one in self._columns}
        until_text, why = self._text(cells, HOLD_UNTIL), self._text(cells, HOLD_WHY)
        until = self._date(cells, HOLD_UNTIL)
        reason = next((code for code, word in REASONS.items() if word == why), None)
        if why and reason is None:
            self._wrong(number, HOLD_WHY, say("is not one of its choices"))
        stated = bool(until_text or why) or any(one not in (MISSING, SAME) for one in values.values())
        on = self._date(cells, STATED_ON)
        if stated and not by:
            self._wrong(number, STATED_BY, say("is empty beside a stated value"))
        if stated and on is None:
            self._wrong(number, STATED_ON, say("is no date beside a stated value"))
        return CaseFlags(
            case=case,
            person=self._text(cells, PERSON) or None,
            row=number,
            values=values if on is None or self._counts(on) else _lapsed(values),
            by=by or None,
            on=on,
            hold_until=until,
            hold_unreadable=until is None and bool(until_text or why),
            hold_reason=reason,
        )

    def refuse_twins(self, rows: list[CaseFlags]) -> None:
        """Two rows of one case and person: which of them counts is not known."""
        first: dict[tuple[str, str | None], int] = {}
        for one in rows:
            before = first.setdefault((one.case, one.person), one.row)
            if before != one.row:
                self.faults.add("SRC240", say("rows {a} and {b} are of one case", a=before, b=one.row), row=one.row)

    def _counts(self, on: date) -> bool:
        return 0 <= (self._today - on).days <= self._max_age

    def _value(self, number: int, column: FlagColumn, text: str) -> Value | Same:
        found = self._choices.value(column, text)
        if found is None:
            self._wrong(number, column.header, say("is not one of its choices"))
            return MISSING
        return found

    def _text(self, cells: tuple[Raw, ...], header: str) -> str:
        index = self._at.get(header)
        if index is None:
            return ""
        raw = cells[index]
        return raw.isoformat() if isinstance(raw, date) else str(raw).strip()

    def _date(self, cells: tuple[Raw, ...], header: str) -> date | None:
        """The date of a cell; nothing where it is empty or unreadable."""
        index = self._at.get(header)
        raw = "" if index is None else cells[index]
        if isinstance(raw, date):
            return raw.date() if isinstance(raw, datetime) else raw
        text = str(raw).strip()
        for form in _DATES:
            try:
                return datetime.strptime(text, form).date() if _DATE.fullmatch(text) else None  # noqa: DTZ007 -- a day
            except ValueError:
                continue
        return None

    def _wrong(self, number: int, header: str, why: Safe) -> None:
        what = say("row {row}, {header} {why}", row=number, header=name(header), why=why)
        self.faults.add("SRC242", what, row=number, field=name(header))


def _lapsed(values: Mapping[str, Value | Same]) -> dict[str, Value | Same]:
    """What is too old, or of a day to come, says nothing; the export's own value is no statement and stays."""
    return {path: SAME if value is SAME else MISSING for path, value in values.items()}
