"""TST: the tests that stand in the policies, and what they would miss."""

from collections.abc import Iterator

from drivectl.agreement import selftest
from drivectl.agreement.lint.rule import Subject, Whole, rule, set_rule
from drivectl.model.lint import Finding
from drivectl.safe import name, say


@set_rule("TST901")
def failing(whole: Whole) -> Iterator[Finding]:
    """A test that fails, the baseline's included; too few of them."""
    policies, floor = whole.policies, int(str(whole.baseline.floors["min_test_count"]))
    for subject in whole.subjects:
        found = len(subject.agreement.tests)
        if found < floor:
            what = say("{n} tests, and the baseline asks for {floor}", n=found, floor=floor)
            yield subject.finding(what, "tests", key=True, related=whole.at_floor("min_test_count"))
    sound = [one.agreement for one in whole.subjects if one.sound]
    known = (policies.baseline, policies.catalogue, policies.parties)
    results = [result for one in sound for result in selftest.run_tests(one, *known)]
    for lender in sorted(sound, key=lambda one: not one.recipients)[:1]:  # it lends its form only
        results += selftest.run_baseline_tests(lender, *known)
    for result in results:
        for what in result.failed:
            told = say("{test}: {what} ({party})", test=name(result.name), what=what, party=name(result.party))
            yield Finding(what=told, at=result.at)


@rule("TST903")
def no_exact_test(subject: Subject) -> Iterator[Finding]:
    """No test of exactly what leaves; none that the never-share fields stay."""
    tests = subject.agreement.tests
    if not any(one.sees_only is not None for one in tests):
        yield subject.finding(say("no test has sees_only"), "tests", key=True)
    if not any(subject.whole.is_never_share(path) for one in tests for path in one.never_sees):
        what = say("no test says that a never-share field stays")
        yield subject.finding(what, "tests", key=True)
