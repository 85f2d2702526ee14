"""The embedded tests, asked of a view: the same answers as a run of the engine over the test's record, far sooner."""

from drivectl.agreement.decide import Facts, Truth, truth
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.view import View
from drivectl.agreement.selftest import failures
from drivectl.model.agreement import PolicyTest
from drivectl.model.plan import CasePlan, Hold
from drivectl.safe import Safe


def failed(test: PolicyTest, view: View, case: Point) -> tuple[Safe, ...]:
    """What is not as ``test`` says of ``case``, the values of its record."""
    facts = Facts(case, view.effective.orders)
    if truth(view.words.include, facts) is not Truth.TRUE:
        return failures(test, CasePlan(case="", state="out_of_scope"), {})
    held = [rule for rule in view.words.holds if truth(rule.when, facts) is not Truth.FALSE]
    holds = tuple(Hold(id=one.id, unknown=False) for one in held)
    plan = CasePlan(case="", state="held" if held else "ready", holds=holds)
    named = view.words.nameable if test.sees_only is not None else {*test.sees, *test.never_sees}
    acts = {path: view.allows(path, case).action.act for path in named if path in view.words.nameable}
    return failures(test, plan, acts)
