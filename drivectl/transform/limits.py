"""What the plan of one case means for its texts."""

from collections.abc import Iterator
from datetime import date, datetime

from drivectl.model.action import WITHHOLD, Act, Action
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Case, Export
from drivectl.model.plan import CasePlan, Decision, Plan, Reason
from drivectl.transform.spans import Limits
from drivectl.transform.textdates import record_dates

NOTICES = {"safe_contact": "victim.safe_contact_note"}
"""Notice that a clause asks for -> the field that is written beside the value."""

Place = tuple[str, int, str]
"""(table, row, field)."""


def texts_needed(export: Export, plan: Plan, catalogue: Catalogue) -> Iterator[tuple[str, Place]]:
    """(case, place) of every text that has to be masked for this recipient: granted ones, and what notices say."""
    cases = {case.ref: case for case in export.cases}
    for one in plan.cases:
        if one.state != "ready":
            continue
        granted = [(at, decision) for at, decision in one.decisions.items() if decision.action.act is not Act.WITHHOLD]
        wanted = {at for at, decision in granted if is_text(decision, at[2], catalogue)}
        wanted |= {(at[0], at[1], NOTICES[dec.notice]) for at, dec in granted if dec.notice in NOTICES}
        for record in cases[one.case].records:
            for path, cell in record.cells.items():
                if (record.table, record.row, path) in wanted and isinstance(cell.value, str):
                    yield one.case, (record.table, record.row, path)


def is_text(decision: Decision, path: str, catalogue: Catalogue) -> bool:
    """Whether what leaves is a masked text: redacted, or free text by its type."""
    free = catalogue.field(path).type == "text" and decision.action.act is Act.SHARE
    return free or decision.action.act is Act.REDACT


def text_limits(case: Case, plan: CasePlan, catalogue: Catalogue) -> Limits:
    """The limits that all texts of the case are masked under."""
    acts: dict[str, set[Act]] = {}
    never: set[str] = set()
    for (_, _, path), decision in plan.decisions.items():
        acts.setdefault(path, set()).add(decision.action.act)
        if any(one.kind == "never" or _barred(one) for one in decision.reasons):
            never.add(path)
    return Limits(
        shared=frozenset(path for path, found in acts.items() if found == {Act.SHARE}) - never,
        never=frozenset(never),
        dates=record_dates(_dates(case, plan), catalogue.ladders),
        ladders=catalogue.ladders,
    )


def _barred(reason: Reason) -> bool:
    """Whether the partnership's limit withholds it, an address in hiding above all: no reader opens that."""
    return reason.kind == "limit" and reason.action.act is Act.WITHHOLD


def dates_of(case: Case) -> Iterator[date]:
    """Every date that stands in the case's record."""
    return (day for _, _, _, day in _dated(case))


def _dates(case: Case, plan: CasePlan) -> Iterator[tuple[date, Action]]:
    for table, row, path, day in _dated(case):
        decision = plan.decisions.get((table, row, path))
        yield day, WITHHOLD if decision is None else decision.action


def _dated(case: Case) -> Iterator[tuple[str, int, str, date]]:
    for record in case.records:
        for path, cell in record.cells.items():
            if isinstance(cell.value, date):
                day = cell.value.date() if isinstance(cell.value, datetime) else cell.value
                yield record.table, record.row, path, day
