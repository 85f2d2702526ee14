import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.errors import Place
from drivectl.model.agreement import DisclosureControl
from drivectl.model.plan import CasePlan, Plan
from drivectl.risk.gate import gate, refusal, without_suppressed
from drivectl.risk.measure import class_sizes, measure

CONTROL = DisclosureControl(
    k=2,
    quasi_identifiers=("case.site", "case.opened"),
    on_violation="suppress",
    max_suppressed_share=0.25,
    reference_date="transfer",
    at=Place(file=Path("a.yaml")),
)
KEYS: dict[str, tuple[str | None, ...]] = {
    "a": ("north", "2025"),
    "b": ("north", "2025"),
    "c": ("south", "2025"),
    "d": ("south", "2025"),
}


def test_all_pass() -> None:
    result = gate(KEYS, CONTROL)
    assert (result.passes, result.suppressed, result.after.k, result.costliest) == (True, frozenset(), 2, None)


def test_a_unique_case_is_suppressed_within_the_allowed_share() -> None:
    result = gate({**KEYS, "canary": ("north", "1999")}, CONTROL)
    assert result.passes
    assert result.suppressed == {"canary"}
    assert (result.before.k, result.after.k, result.suppressed_ppm) == (1, 2, 200_000)
    plan = Plan(
        agreement="a",
        agreement_version="1",
        agreement_sha256="",
        party="p",
        not_in_export=(),
        cases=(CasePlan(case="a", state="ready"), CasePlan(case="canary", state="ready")),
    )
    assert [one.state for one in without_suppressed(plan, result).cases] == ["ready", "suppressed"]


@pytest.mark.parametrize(
    "change", [{"on_violation": "fail"}, {"max_suppressed_share": 0.1}, {"k": 6}, {"quasi_identifiers": ()}]
)
def test_refused(change: dict[str, object]) -> None:
    control = dataclasses.replace(CONTROL, **change)  # type: ignore[arg-type]
    result = gate({**KEYS, "canary": ("north", "1999")}, control)
    assert not result.passes
    error = refusal(result, control)
    assert error.code == "DIS511"
    assert error.exit == 3
    assert "canary" not in f"{error} {error.diagnostics} {result}"


def test_the_costliest_column_is_named() -> None:
    result = gate({**KEYS, "e": ("north", "1999"), "f": ("south", "1998")}, CONTROL)
    assert result.costliest == "case.opened"
    assert not result.passes


VALUES = st.one_of(st.none(), st.sampled_from(["x", "y"]))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), max_size=25), st.integers(1, 4))
def test_every_class_that_leaves_holds_k_and_missing_is_judged_both_ways(
    rows: list[tuple[str | None, str | None]], k: int
) -> None:
    keys: dict[str, tuple[str | None, ...]] = {str(at): row for at, row in enumerate(rows)}
    result = gate(keys, dataclasses.replace(CONTROL, k=k, max_suppressed_share=1.0))
    left = {case: key for case, key in keys.items() if case not in result.suppressed}
    assert all(size >= k for size in class_sizes(left).values())
    found = measure(left)
    assert found.k <= found.k_matching
    assert found.k == result.after.k
    assert not left or found.k >= k
