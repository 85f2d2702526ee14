"""Judge an export under one agreement for one recipient: which cases wait, and what happens to every cell."""

import gc
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final

from drivectl.agreement import decide, needed
from drivectl.agreement.alike import Alike
from drivectl.agreement.decide import Truth
from drivectl.agreement.facts import CAP, CaseFacts, Instance, Projections, Reader, assignments
from drivectl.agreement.resolve import Effective, PartyWords
from drivectl.agreement.rows import Rows
from drivectl.agreement.stated import Stated, days
from drivectl.errors import failure, problem
from drivectl.model.agreement import Condition, Test
from drivectl.model.export import Case, Export
from drivectl.model.flags import ClearedHold, FlagsSheet
from drivectl.model.plan import CasePlan, Cells, Hold, Plan
from drivectl.safe import name, say

HOLD_FLAG: Final = "HOLD-FLAG"
CLEARING: Final = timedelta(days=31)
"""A hold is cleared for this long at most."""


def judge(  # noqa: PLR0913, PLR0917 -- what a judgement depends on
    export: Export,
    effective: Effective,
    party: str,
    flags: FlagsSheet | None,
    today: date,
    cleared: Sequence[ClearedHold] = (),
) -> Plan:
    """The plan for ``party``. Raises XFR611 where something needed is in neither export nor sheet."""
    agreement, words = effective.agreement, effective.parties[party]
    if agreement.release == "tables":
        raise problem("XFR613", say("{agreement} releases tables only", agreement=name(agreement.id)))
    ages = [days(age) for age in (effective.baseline.flag_max_age, agreement.flag_max_age) if age is not None]
    stated = Stated(flags, effective.baseline.flag_fields, min(ages), today)
    ours = Test("note.originator", "in", () if agreement.discloser is None else (agreement.discloser,))
    alike = Alike((*words.conditions, ours), effective, effective.orders)
    reader = Reader(export, effective.catalogue, words.wanted | {ours.field}, stated, alike)
    here = reader.everything | (frozenset(flags.fields) if flags is not None else frozenset())
    if lacking := needed.missing(effective, words, here, frozenset().union(*reader.roles.values())):
        raise failure(*lacking)
    lifted = {(one.case, one.hold) for one in cleared if one.party == party and today <= one.until <= today + CLEARING}
    court = _Court(effective, words, reader, stated, lifted)
    with _uncollected():
        cases = tuple(court.case(case) for case in export.cases)
    return Plan(
        agreement=agreement.id,
        agreement_version=agreement.version,
        agreement_sha256=effective.sha256,
        party=party,
        cases=cases,
        not_in_export=tuple(path for path in words.granted if path not in here),
        assumed_missing=needed.assumed(words, here),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector: facts and decisions have no cycles, and it would walk the whole export for each."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Court:
    """Judges case after case, remembering what it decided for the same facts."""

    def __init__(
        self, effective: Effective, words: PartyWords, reader: Reader, stated: Stated, lifted: set[tuple[str, str]]
    ) -> None:
        self._words = words
        self._reader = reader
        self._stated = stated
        self._lifted = lifted
        self._orders = effective.orders
        self._rows = Rows(effective, words, self._orders, reader.bound)
        self._include = _Question(words.include)
        self._held = [(rule, _Question(rule.when)) for rule in words.holds]

    def case(self, case: Case) -> CasePlan:
        """Scope, then holds, then every cell; out of scope decides nothing, so nothing can leave."""
        facts = self._reader.read(case)
        outside = self._outside(facts)
        if outside is None:
            return CasePlan(case=case.ref, state="out_of_scope")
        holds = tuple(self._holds(case.ref, facts))
        decisions = Cells(self._rows.decide(case, facts, outside))
        return CasePlan(case=case.ref, state="held" if holds else "ready", holds=holds, decisions=decisions)

    def _outside(self, facts: CaseFacts) -> frozenset[Instance] | None:
        """Instances that do not meet the scope; None where no combination of instances meets it for certain."""
        asked = self._include
        choices = [facts.of(entity) for entity in asked.groups]
        if math.prod(len(one) for one in choices) > CAP:
            return None
        meeting: set[Instance] = set()
        met = False
        for combination in itertools.product(*choices):
            chosen = [one.said.projections(read) for one, read in zip(combination, asked.groups.values(), strict=True)]
            if asked.answers(chosen, self._orders) == {Truth.TRUE}:
                meeting.update(combination)
                met = True
        return frozenset(one for some in choices for one in some) - meeting if met else None

    def _holds(self, case: str, facts: CaseFacts) -> Iterator[Hold]:
        for rule, asked in self._held:
            chosen = [facts.projections(entity, read) for entity, read in asked.groups.items()]
            answers = asked.answers(chosen, self._orders)
            unknown = Truth.UNKNOWN in answers
            if unknown or (Truth.TRUE in answers and (case, rule.id) not in self._lifted):
                yield Hold(id=rule.id, unknown=unknown, at=rule.at)
        until, unreadable = self._stated.holds(case)
        if unreadable or (until and (case, HOLD_FLAG) not in self._lifted):
            yield Hold(id=HOLD_FLAG, unknown=unreadable)


class _Question:
    """A condition about a case, with the answers it has got so far."""

    def __init__(self, condition: Condition | None) -> None:
        self._condition = condition
        self._known: dict[tuple[Projections, ...], set[Truth]] = {}
        self.groups: dict[str, tuple[str, ...]] = {}
        for attribute in sorted(decide.attributes(condition)):
            entity = attribute.partition(".")[0]
            self.groups[entity] = (*self.groups.get(entity, ()), attribute)

    def answers(self, chosen: Sequence[Projections], orders: Mapping[str, tuple[str | bool, ...]]) -> set[Truth]:
        """The answers over all alternatives of each entity; too many to try are unknown."""
        key = tuple(chosen)
        if key not in self._known:
            found = assignments(tuple(itertools.chain.from_iterable(self.groups.values())), chosen, orders)
            tried = {decide.truth(self._condition, facts) for facts in found or ()}
            self._known[key] = {Truth.UNKNOWN} if found is None else tried
        return self._known[key]
