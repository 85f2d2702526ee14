"""The k gate: no case leaves in a class smaller than k. Cases are counted, never rows."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from drivectl.errors import DrivectlError, problem
from drivectl.model.agreement import DisclosureControl
from drivectl.model.plan import Plan
from drivectl.risk.measure import Key, Measure, class_sizes, measure
from drivectl.safe import name, say


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What the gate found. ``after`` measures what would leave."""

    passes: bool
    suppressed: frozenset[str] = field(repr=False)
    cases: int
    before: Measure
    after: Measure
    costliest: str | None
    """The quasi-identifier without which fewest cases would be withheld."""

    @property
    def share(self) -> float:
        """The share of cases withheld."""
        return len(self.suppressed) / self.cases if self.cases else 0.0

    @property
    def suppressed_ppm(self) -> int:
        """The same in parts per million, rounded up: what the statement says."""
        return -(-len(self.suppressed) * 1_000_000 // self.cases) if self.cases else 0


def gate(keys: Mapping[str, Key], control: DisclosureControl) -> GateResult:
    """Judge the treated quasi-identifiers of all cases that are ready, in the order of ``control``'s fields."""
    small = _small(keys, control.k)
    left = {case: key for case, key in keys.items() if case not in small}
    allowed = 0.0 if control.on_violation == "fail" else control.max_suppressed_share
    within = len(small) <= allowed * len(keys) + 1e-9
    return GateResult(
        passes=bool(control.quasi_identifiers) and within and (bool(left) or not keys),
        suppressed=small,
        cases=len(keys),
        before=measure(keys),
        after=measure(left),
        costliest=_costliest(keys, control) if small else None,
    )


def refusal(result: GateResult, control: DisclosureControl) -> DrivectlError:
    """DIS511 for a result that does not pass."""
    if not control.quasi_identifiers:
        return problem("DIS511", say("the agreement names no quasi-identifiers to check"))
    costs = result.costliest
    notes = () if costs is None else (say("{field} costs most", field=name(costs)),)
    what = say("{n} of {all} cases stand in groups below {k}", n=len(result.suppressed), all=result.cases, k=control.k)
    return problem("DIS511", what, notes=notes)


def without_suppressed(plan: Plan, result: GateResult) -> Plan:
    """``plan`` with the suppressed cases marked: every row of every table of theirs stays here."""
    cases = tuple(
        dataclasses.replace(one, state="suppressed") if one.case in result.suppressed else one for one in plan.cases
    )
    return dataclasses.replace(plan, cases=cases)


def _small(keys: Mapping[str, Key], k: int) -> frozenset[str]:
    return frozenset(case for case, size in class_sizes(keys).items() if size < k)


def _costliest(keys: Mapping[str, Key], control: DisclosureControl) -> str | None:
    def left_without(at: int) -> int:
        return len(_small({case: (*key[:at], *key[at + 1 :]) for case, key in keys.items()}, control.k))

    fields = control.quasi_identifiers
    return fields[min(range(len(fields)), key=left_without)] if fields else None
