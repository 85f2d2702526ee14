"""What the flags sheet states of a case, beside the export: it can only narrow, or supply what no column has."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from drivectl.model.export import MISSING, Value
from drivectl.model.flags import SAME, CaseFlags, FlagsSheet

_DURATION: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_DAYS: Final = (365, 28, 7, 1)
_KNOWN_ADDRESS: Final = ("victim.address_status", "known_to_perpetrator")


def days(duration: str) -> int:
    """The days of an ISO 8601 duration, a month at its shortest; what cannot be read is no time at all."""
    found = _DURATION.fullmatch(duration)
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), _DAYS, strict=True)) if found else 0


class Stated:
    """The sheet's rows by case. Without a sheet nothing is stated and nothing is compared."""

    def __init__(self, sheet: FlagsSheet | None, fields: Iterable[str], max_age: int, today: date) -> None:
        self.fields = frozenset(fields) if sheet is not None else frozenset()
        self._max_age = max_age
        self._today = today
        self._rows: dict[str, list[CaseFlags]] = {}
        self._words: dict[str, list[tuple[str | None, int]]] = {}
        known: dict[tuple[bool, str], int] = {}
        for row in sheet.rows if sheet is not None else ():
            words = known.setdefault((self._lapsed(row), repr(row.values)), len(known))
            self._rows.setdefault(row.case, []).append(row)
            self._words.setdefault(row.case, []).append((row.person, words))

    def alike(self, case: str, person: str | None, victims: Collection[str]) -> tuple[object, ...]:
        """All that :meth:`beside` depends on, beside the attribute and the export: the same for all cases like this."""
        rows = self._words.get(case, ())
        covered = {one for one, _ in rows}.issuperset(victims)
        return (
            len(victims) > 1,
            covered,
            person is None,
            *[(one is None, one == person, words) for one, words in rows],
        )

    def beside(  # noqa: PLR0913, PLR0917 -- what a statement is about
        self,
        case: str,
        attribute: str,
        export: Collection[Value],
        bound: bool,
        person: str | None,
        victims: Collection[str],
    ) -> Collection[Value]:
        """The alternatives of ``attribute``: the export's and the stated ones, each to be tried.

        ``person`` None is a pool of people: every row of the case is about it. Where the sheet speaks of some of
        the case's ``victims`` only, a row may have been lost, and with it what it said of the case.
        """
        several = len(victims) > 1
        of_people = not attribute.startswith("case.")
        rows = [
            row
            for row in self._rows.get(case, ())
            if not of_people or person is None or row.person is None or row.person == person
        ]
        said: dict[Value, None] = dict.fromkeys((export or (MISSING,)) if bound else ())
        for row in rows:
            value = row.values.get(attribute, MISSING)
            if value is SAME:
                said.update({} if bound else {MISSING: None})
            elif self._lapsed(row) or (
                not bound and several and row.person is None and (attribute, value) == _KNOWN_ADDRESS
            ):
                said[MISSING] = None
            else:
                said[value] = None
        named = {row.person for row in rows}
        if not rows or (not of_people and None not in named and not named.issuperset(victims)):
            said[MISSING] = None
        return said

    def holds(self, case: str) -> tuple[bool, bool]:
        """Whether the sheet holds the case, and whether it says so unreadably."""
        rows = self._rows.get(case, ())
        return (
            any(row.hold_until is not None and row.hold_until >= self._today for row in rows),
            any(row.hold_unreadable for row in rows),
        )

    def _lapsed(self, row: CaseFlags) -> bool:
        """Undated, older than the agreement accepts, or dated in the future; nobody's statement counts as undated."""
        return row.on is None or not row.by or not 0 <= (self._today - row.on).days <= self._max_age
