"""Run the tests that stand in the policies themselves: the authors' own words, against what the words do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from drivectl.agreement.fixture import export_of
from drivectl.agreement.judge import judge
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import Diagnostic, Place
from drivectl.model.action import SHARE, WITHHOLD, Act
from drivectl.model.agreement import Agreement, Baseline, Clause, Parties, PolicyTest
from drivectl.model.catalogue import Catalogue
from drivectl.model.plan import CasePlan
from drivectl.safe import Safe, name, say

ANY_DAY: Final = date(2000, 1, 1)
"""Tests state no flags, so no date matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One test for one party; it passed if nothing ``failed``."""

    name: str
    party: str
    at: Place
    failed: tuple[Safe, ...]

    @property
    def passed(self) -> bool:
        """Whether the words do what the test says."""
        return not self.failed

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """TST901 for each thing that is not so."""
        return tuple(Diagnostic(code="TST901", what=what, at=self.at) for what in self.failed)


def run_tests(agreement: Agreement, baseline: Baseline, catalogue: Catalogue, parties: Parties) -> list[TestResult]:
    """The agreement's own tests, for each of its recipients."""
    effective = resolve(replace(agreement, release="rows"), baseline, catalogue, parties)
    return [run_test(test, effective, party)[0] for test in agreement.tests for party in effective.parties]


def run_baseline_tests(
    agreement: Agreement, baseline: Baseline, catalogue: Catalogue, parties: Parties
) -> list[TestResult]:
    """The baseline's tests: for each party, under an agreement that grants everything."""
    effective = resolve(widest(agreement, baseline, catalogue, parties), baseline, catalogue, parties)
    return [
        run_test(test, effective, party)[0] for test in baseline.tests for party in asked_of(test, agreement, parties)
    ]


def asked_of(test: PolicyTest, agreement: Agreement, parties: Parties) -> tuple[str, ...]:
    """The parties for whom a test of the baseline is run."""
    return tuple(parties.parties) if test.for_each_party else agreement.recipients


def widest(agreement: Agreement, baseline: Baseline, catalogue: Catalogue, parties: Parties) -> Agreement:
    """An agreement that grants everything to everybody; ``agreement`` lends its form only."""
    here = Place(file=baseline.path)
    fields = [field for entity in catalogue.entities.values() for field in entity.fields.values()]
    return replace(
        agreement,
        kind="sharing",
        release="rows",
        include=None,
        consent_required=False,
        disclosure_control=None,
        recipients=tuple(parties.parties),
        fields={one.path: (Clause(action=SHARE, at=here),) for one in fields if one.references is None},
    )


def run_test(test: PolicyTest, effective: Effective, party: str) -> tuple[TestResult, CasePlan]:
    """One test for one party, and what was decided for its record."""
    export = export_of(test, effective.baseline, effective.catalogue, effective.agreement.discloser)
    [case] = judge(export, effective, party, None, ANY_DAY).cases
    acts = seen(case, effective, party)
    return TestResult(name=test.name, party=party, at=test.at, failed=failures(test, case, acts)), case


def seen(case: CasePlan, effective: Effective, party: str) -> dict[str, Act]:
    """What happens to each field that a test can name."""
    return {
        path: decision.action.act
        for (_, _, path), decision in case.decisions.items()
        if path in effective.parties[party].nameable
    }


def failures(test: PolicyTest, case: CasePlan, acts: Mapping[str, Act]) -> tuple[Safe, ...]:
    """What is not as ``test`` says, where ``case`` and ``acts`` were decided for its record."""
    return (*_state(test, case), *_seen(test, acts), *_only(test, acts))


def _state(test: PolicyTest, case: CasePlan) -> Iterator[Safe]:
    """Scope and holds; a test that says nothing of them expects a case that could leave."""
    inside = case.state != "out_of_scope"
    if inside != (test.in_scope is not False):
        yield say("the case is in scope") if inside else say("the case is out of scope")
    if test.held is None or test.held == "none":
        yield from (say("the case is held: {hold}", hold=name(one.id)) for one in case.holds)
    elif test.held not in {one.id for one in case.holds}:
        yield say("the case is not held by {hold}", hold=name(test.held))


def _seen(test: PolicyTest, acts: Mapping[str, Act]) -> Iterator[Safe]:
    for path, wanted in test.sees.items():
        act = acts.get(path, Act.WITHHOLD)
        if act != wanted:
            yield say("{f} is {a}, not {w}", f=name(path), a=name(act.value), w=name(wanted))
    for path in test.never_sees:
        act = acts.get(path, WITHHOLD.act)
        if act is not Act.WITHHOLD:
            yield say("{f} is {a}", f=name(path), a=name(act.value))


def _only(test: PolicyTest, acts: Mapping[str, Act]) -> Iterator[Safe]:
    if test.sees_only is None:
        return
    wanted = {path: act for act, paths in test.sees_only.items() for path in paths}
    for path in sorted(wanted.keys() | {path for path, act in acts.items() if act is not Act.WITHHOLD}):
        act = acts.get(path, Act.WITHHOLD)
        if act != wanted.get(path, Act.WITHHOLD):
            w = name(wanted.get(path, Act.WITHHOLD.value))
            yield say("{f} is {a}, not {w}", f=name(path), a=name(act.value), w=w)
