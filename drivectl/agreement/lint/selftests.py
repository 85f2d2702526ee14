"""TST: the tests that stand in the policies, and what they would miss."""

from collections.abc import Iterable, Iterator

from drivectl.agreement import selftest
from drivectl.agreement.fixture import values_of
from drivectl.agreement.lint.rule import Subject, Whole, rule, set_rule
from drivectl.agreement.mutation import Fate, survey
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.testing import failed
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import resolve
from drivectl.model.agreement import Agreement, PolicyTest
from drivectl.model.lint import Finding
from drivectl.safe import name, say


@set_rule("TST901")
def failing(whole: Whole) -> Iterator[Finding]:
    """A test that fails, the baseline's included; too few of them."""
    floor = int(str(whole.baseline.floors["min_test_count"]))
    for subject in whole.subjects:
        found = len(subject.agreement.tests)
        if found < floor:
            what = say("{n} tests, and the baseline asks for {floor}", n=found, floor=floor)
            yield subject.finding(what, "tests", key=True, related=whole.at_floor("min_test_count"))
        if subject.sound:
            for test in subject.agreement.tests:
                yield from _run(test, subject.agreement, subject.views.values())
    known = (whole.baseline, whole.catalogue, whole.policies.parties)
    for lender in sorted((one.agreement for one in whole.subjects if one.sound), key=lambda one: not one.recipients)[
        :1
    ]:
        effective = resolve(selftest.widest(lender, *known), *known)
        views = {party: View(effective, party) for party in effective.parties}
        for test in whole.baseline.tests:
            asked = selftest.asked_of(test, lender, whole.policies.parties)
            yield from _run(test, effective.agreement, [views[party] for party in asked])


def _run(test: PolicyTest, agreement: Agreement, views: Iterable[View]) -> Iterator[Finding]:
    case: Point | None = None
    for view in views:
        case = case or values_of(test, view.effective.baseline, view.effective.catalogue, agreement.discloser)
        for what in failed(test, view, case):
            told = say("this test fails for {party}: {what}", party=name(view.party), what=what)
            yield Finding(what=told, at=test.at)


@rule("TST903")
def no_exact_test(subject: Subject) -> Iterator[Finding]:
    """No test of exactly what leaves; none that the never-share fields stay."""
    tests = subject.agreement.tests
    if not any(one.sees_only is not None for one in tests):
        yield subject.finding(say("no test has sees_only"), "tests", key=True)
    if not any(subject.whole.is_never_share(path) for one in tests for path in one.never_sees):
        what = say("no test says that a never-share field stays")
        yield subject.finding(what, "tests", key=True)


@rule("TST902", exact=True)
def unnoticed(subject: Subject) -> Iterator[Finding]:
    """A step that lets more out and that no test notices, with the case in which it does."""
    policies = subject.whole.policies
    for one in survey(subject.agreement, policies.baseline, policies.catalogue, policies.parties):
        if one.fate is Fate.SURVIVED:
            yield Finding(what=one.mutant.what, at=one.mutant.at, example=one.case)
