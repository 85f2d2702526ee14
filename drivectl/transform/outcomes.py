"""Outcome measures of one case, with their definitions.

* ``police_incidents_6m_before``: domestic abuse incidents in the six calendar months that end the day before the
  case opened; ``..._after``: in the six months from that day on.
* ``marac_12m``: MARAC hearings in the twelve months from the day the case opened.
* ``idva_risk_change``: what the latest dated contact that states one says.
* ``housing``: the outcome of the housing pathway, where all its rows agree.

A window that has not ended yet, a case without an opening date, an event without a kind, and an event of the
counted kind without a date make the number missing: too low a count would look like a good result.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Final

from drivectl.model.export import MISSING, Case, Record, Value
from drivectl.transform.dates import months_after


def _values(case: Case, *paths: str) -> Iterator[tuple[Value, ...]]:
    """The values at ``paths`` of every row of the case that binds the first."""
    for record in case.records:
        if paths[0] in record.cells:
            yield tuple(_of(record, path) for path in paths)


def _of(record: Record, path: str) -> Value:
    cell = record.cells.get(path)
    return MISSING if cell is None else cell.value


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _count(case: Case, today: date, *, kind: str, start: int, end: int) -> Value:
    """Events of ``kind`` from ``start`` up to (not on) ``end`` months after the case opened."""
    opened = {_day(value) for (value,) in _values(case, "case.opened")}
    day = opened.pop() if len(opened) == 1 else None
    if day is None or months_after(day, end) > today:
        return MISSING
    total = 0
    for what, when in _values(case, "agency_event.kind", "agency_event.date"):
        on = _day(when)
        if what is MISSING or (what == kind and on is None):
            return MISSING
        total += what == kind and on is not None and months_after(day, start) <= on < months_after(day, end)
    return total


def _latest_risk_change(case: Case, _today: date) -> Value:
    dated = []
    for change, when in _values(case, "idva_contact.perceived_risk_change", "idva_contact.date"):
        day = _day(when)
        if change is not MISSING and day is None:
            return MISSING
        if change is not MISSING and day is not None:
            dated.append((day, str(change)))
    latest = {change for day, change in dated if day == max(dated)[0]}
    return latest.pop() if len(latest) == 1 else MISSING


def _housing(case: Case, _today: date) -> Value:
    outcomes = {value for (value,) in _values(case, "housing_pathway.outcome")}
    return outcomes.pop() if len(outcomes) == 1 else MISSING


OUTCOMES: Final[Mapping[str, Callable[[Case, date], Value]]] = {
    "outcome.police_incidents_6m_before": partial(_count, kind="dv_incident", start=-6, end=0),
    "outcome.police_incidents_6m_after": partial(_count, kind="dv_incident", start=0, end=6),
    "outcome.marac_12m": partial(_count, kind="marac_hearing", start=0, end=12),
    "outcome.idva_risk_change": _latest_risk_change,
    "outcome.housing": _housing,
}
"""Field -> how it is computed from a case, as of a day."""
