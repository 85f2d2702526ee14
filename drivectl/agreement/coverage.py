"""What the tests of an agreement leave untried, and for each gap a test that would try it.

A clause is tried where it decides a field that a test speaks of. A cell is one attribute with values that the scope,
or the clauses of one field, do not tell apart; it is tried where a test has such a value and speaks of that field. An
offered test says what the words do now: whoever takes it in decides whether that is right.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from drivectl.agreement.decide import Facts, Truth, attributes, tests, truth
from drivectl.agreement.fixture import values_of
from drivectl.agreement.mutation import Fate, Outcome, survey
from drivectl.agreement.proof.cases import Cases
from drivectl.agreement.proof.space import Point, space
from drivectl.agreement.proof.testing import failed
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import Place
from drivectl.model.action import Act
from drivectl.model.agreement import Agreement, Baseline, Clause, Condition, GivenMissing, Parties, PolicyTest
from drivectl.model.agreement import Test as Asked
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Value
from drivectl.safe import Safe, name, say
from drivectl.spec.yamlmarks import load

_ORIGINATOR: Final = "note.originator"


class Count(NamedTuple):
    """How many are tried, of how many."""

    tried: int
    all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that no test tries, where it stands, and a test that would, where there is one."""

    kind: str
    what: Safe
    at: Place
    test: PolicyTest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of one agreement its tests try: of its clauses, cells and one-step widenings."""

    counts: Mapping[str, Count]
    gaps: tuple[Gap, ...]
    indent: int
    """How deep the items of ``tests:`` stand in the file."""


class _Cell(NamedTuple):
    """One block of values of ``attribute``, as ``asked`` of it by the clauses of ``field``, or by the scope."""

    field: str | None
    attribute: str
    asked: tuple[Asked, ...]
    value: Value
    at: Place


def cover(agreement: Agreement, baseline: Baseline, catalogue: Catalogue, parties: Parties) -> Coverage:
    """What the tests of ``agreement`` try, and what they do not."""
    return _Survey(replace(agreement, release="rows"), baseline, catalogue, parties).run()


class _Survey:
    def __init__(self, agreement: Agreement, baseline: Baseline, catalogue: Catalogue, parties: Parties) -> None:
        self.known = (baseline, catalogue, parties)
        self.agreement = agreement
        self.effective = resolve(agreement, *self.known)
        self.views = _views(self.effective)
        self.cases = Cases(self.views, agreement.fields)
        self.tests = [(test, self._record(test)) for test in agreement.tests]
        self.offered: list[PolicyTest] = []

    def run(self) -> Coverage:
        """Clauses, then cells, then widenings."""
        clauses = [(path, one) for path, every in self.agreement.fields.items() for one in every]
        found = (
            [self._clause(path, one) for path, one in clauses],
            [self._block(one) for one in self._cells()],
            [self._widening(one) for one in survey(self.agreement, *self.known) if one.fate is not Fate.HARMLESS],
        )
        counts = [Count(every.count(None), len(every)) for every in found]
        gaps = tuple(gap for every in found for gap in every if gap is not None)
        column = next((one.at.column for one in self.agreement.tests), None) or len("  - ") + 1
        named = dict(zip(("clauses", "cells", "widenings"), counts, strict=True))
        return Coverage(counts=named, gaps=gaps, indent=column - len("- ") - 1)

    def _clause(self, path: str, clause: Clause) -> Gap | None:
        def decides(case: Point) -> bool:
            reasons = (one for view in self.views for one in view.decide(path, case).reasons)
            return any(one.at == clause.at and one.met in {"true", "none"} for one in reasons)

        def tries(test: PolicyTest, case: Point) -> bool:
            return _speaks(test, path) and decides(case)

        if any(tries(*one) for one in self.tests):
            return None
        what = say("no test speaks of {f} where this clause decides", f=name(path))
        likely = (case for case in self._open(path) if decides(case))
        return self._gap("clause", what, clause.at, path, likely, tries, attributes(clause.when))

    def _block(self, cell: _Cell) -> Gap | None:
        def tries(test: PolicyTest, case: Point) -> bool:
            if self._kind(cell, case.get(cell.attribute, MISSING)) != self._kind(cell, cell.value):
                return False
            return cell.field is None or (_speaks(test, cell.field) and any(view.open(case) for view in self.views))

        if any(tries(*one) for one in self.tests):
            return None
        about = name(cell.field) if cell.field else say("the scope")
        value = say("missing") if cell.value is MISSING else name(_word(cell.value))
        what = say("no test asks about {about} where {a} is {v}", about=about, a=name(cell.attribute), v=value)
        path = cell.field or next(iter(self.agreement.fields), "")
        return self._gap("cell", what, cell.at, path, self._turned(path, cell), tries, {cell.attribute})

    def _widening(self, one: Outcome) -> Gap | None:
        if one.fate is Fate.KILLED:
            return None
        _, catalogue, parties = self.known
        wider = _views(resolve(one.mutant.agreement, one.mutant.baseline, catalogue, parties))
        what = say("no test fails when this is changed: {what}", what=one.mutant.what)

        def notices(test: PolicyTest, case: Point) -> bool:
            return any(failed(test, view, case) for view in wider)

        return self._gap("widening", what, one.mutant.at, one.path, [one.case], notices, one.case)

    def _gap(  # noqa: PLR0913, PLR0917 -- what a gap is, and how a test for it is looked for
        self,
        kind: str,
        what: Safe,
        at: Place,
        path: str,
        likely: Iterable[Point],
        tries: Callable[[PolicyTest, Point], bool],
        named: Iterable[str],
    ) -> Gap:
        offers = (self._test(path, case, frozenset(named)) for case in likely)
        candidates = itertools.chain(self.offered, filter(self._holds, offers))
        test = next((one for one in candidates if tries(one, self._record(one))), None)
        if test is not None and test not in self.offered:
            self.offered.append(test)
        return Gap(kind=kind, what=what, at=at, test=test)

    def _cells(self) -> Iterator[_Cell]:
        agreement = self.agreement
        scope = load(agreement.path).at("scope", "include", key=True)
        asked: list[tuple[str | None, list[Condition | None], Place]] = [(None, [agreement.include], scope)]
        asked += [(path, [one.when for one in every], every[0].at) for path, every in agreement.fields.items()]
        for path, conditions, at in asked:
            for attribute, values in space(self.effective.catalogue, conditions).axes.items():
                questions = tuple(one for when in conditions for one in tests(when) if one.field == attribute)
                for value in values:
                    cell = _Cell(path, attribute, questions, value, at)
                    found = cell if path is None else self._in_the_open(cell, path)
                    if found is not None:
                        yield found

    def _in_the_open(self, cell: _Cell, path: str) -> _Cell | None:
        """``cell`` by a value that an open case has; none where it is for the scope to say that no case is."""
        kind = self._kind(cell, cell.value)
        values = (case.get(cell.attribute, MISSING) for case in self._open(path))
        return next((cell._replace(value=one) for one in values if self._kind(cell, one) == kind), None)

    def _kind(self, cell: _Cell, value: Value) -> tuple[bool, tuple[Truth, ...]]:
        facts = Facts({cell.attribute: value}, self._orders)
        return value is MISSING, tuple(truth(one, facts) for one in cell.asked)

    def _open(self, path: str) -> Iterator[Point]:
        return (case for case, opens in self.cases.of(path) if all(opens)) if path else iter(())

    def _turned(self, path: str, cell: _Cell) -> Iterator[Point]:
        """Open cases with the value of ``cell`` put in; first those in which that changes what happens."""
        same = []
        for case in self._open(path):
            turned = {**case, cell.attribute: cell.value}
            if any(view.decide(path, case).action != view.decide(path, turned).action for view in self.views):
                yield turned
            else:
                same.append(turned)
        yield from same

    def _test(self, path: str, case: Point, named: frozenset[str]) -> PolicyTest:
        """What the words do in ``case`` with ``path``, as a test that is called after it and the ``named`` values."""
        view = self.views[0]
        closed, act = view.closed(case), view.decide(path, case).action.act
        usual = {**self.effective.baseline.test_defaults, _ORIGINATOR: self.agreement.discloser}
        given = {one: _given(value) for one, value in sorted(case.items()) if usual.get(one, "") != _given(value)}
        said = " and ".join(f"{one} is {_word(given[one])}" for one in sorted(named & given.keys()))
        where = f" where {said}" if said else ""
        test = PolicyTest(name="", at=Place(file=self.agreement.path), given=given, full_record=True)
        if closed is None and act is Act.WITHHOLD:
            return replace(test, name=f"{path} stays{where}", never_sees=(path,))
        if closed is None:
            return replace(test, name=f"{path} is {act.value.rstrip('e')}ed{where}", sees={path: act.value})
        if closed.id is None:
            return replace(test, name=f"out of scope{where}", in_scope=False)
        return replace(test, name=f"{closed.id} holds the case{where}", held=closed.id)

    def _holds(self, test: PolicyTest) -> bool:
        return not any(failed(test, view, self._record(test)) for view in self.views)

    def _record(self, test: PolicyTest) -> Point:
        return values_of(test, self.effective.baseline, self.effective.catalogue, self.agreement.discloser)

    @cached_property
    def _orders(self) -> Mapping[str, tuple[str | bool, ...]]:
        return self.effective.orders


def _views(effective: Effective) -> list[View]:
    return [View(effective, party) for party in effective.parties]


def _speaks(test: PolicyTest, path: str) -> bool:
    return test.sees_only is not None or path in test.sees or path in test.never_sees


def _given(value: Value) -> object:
    """A value as a test in a file has it."""
    if value is MISSING:
        return GivenMissing.MISSING
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _word(value: object) -> str:
    """A given value in the name of a test."""
    if isinstance(value, list | tuple):
        return " and ".join(map(str, value)) or "empty"
    return str(value).lower() if isinstance(value, bool) else str(value).removeprefix("is ")
