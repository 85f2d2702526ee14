"""Blocks of values: every answer that a value can give is given by one of them, and too many cases are refused."""

import math
from datetime import date, datetime

import pytest

from drivectl.agreement.proof.space import Space, space
from drivectl.errors import DrivectlError
from drivectl.model.agreement import All, AnyOf, Condition, Not
from drivectl.model.agreement import Test as Ask
from drivectl.model.export import MISSING
from drivectl.spec.policies import Policies


def axis(policies: Policies, path: str, *conditions: Condition | None) -> tuple[object, ...]:
    return space(policies.catalogue, conditions, (path,)).axes[path]


@pytest.mark.parametrize(
    ("path", "conditions", "blocks"),
    [
        ("case.risk_level", (), ("standard", MISSING)),
        ("case.risk_level", (Ask("case.risk_level", "missing"),), ("standard", MISSING)),
        ("case.risk_level", (Ask("case.risk_level", "in", ("high", "very_high")),), ("standard", "high", MISSING)),
        ("case.risk_level", (Ask("case.risk_level", "gte", ("very_high",)),), ("standard", "very_high", MISSING)),
        (
            "case.risk_level",
            (Not(Ask("case.risk_level", "gte", ("medium",))), Ask("case.risk_level", "in", ("high",))),
            ("standard", "medium", "high", MISSING),
        ),
        ("case.live_sar", (Ask("case.live_sar", "in", (True,)),), (True, False, MISSING)),
        ("case.dash_score", (AnyOf((Ask("case.dash_score", "gte", (14,)),)),), (13, 14, MISSING)),
        ("case.dash_score", (All((Ask("case.dash_score", "gt", (14,)),)),), (13, 15, MISSING)),
        ("note.originator", (Ask("note.originator", "in", ("us", "other")),), ("us", "other-", MISSING)),
        ("note.originator", (Ask("note.originator", "missing"),), ("other", MISSING)),
        ("case.opened", (Ask("case.opened", "missing"),), (date(2000, 1, 1), MISSING)),
        (
            "case.opened",
            (Ask("case.opened", "lt", ("2026-01-31",)),),
            (date(2026, 1, 30), date(2026, 1, 31), MISSING),
        ),
        ("case.insider_orgs", (Ask("case.insider_orgs", "contains", ("a",)),), ((), ("a",), MISSING)),
        ("case.insider_orgs", (Ask("case.insider_orgs", "contains", ("a", "b")),), ((), ("a",), MISSING)),
        (
            "case.insider_orgs",
            (Ask("case.insider_orgs", "contains", ("a", "c")), Ask("case.insider_orgs", "contains", ("b", "c"))),
            ((), ("a",), ("c",), ("b",), MISSING),
        ),
    ],
)
def test_values_that_answer_alike_are_one_block(
    policies: Policies, path: str, conditions: tuple[Condition, ...], blocks: tuple[object, ...]
) -> None:
    assert axis(policies, path, *conditions) == blocks


def test_a_moment_keeps_its_type(policies: Policies) -> None:
    [moment, missing] = axis(policies, "note.date", Ask("note.date", "missing"))
    assert isinstance(moment, datetime)
    assert missing is MISSING


def test_points_are_the_product(policies: Policies) -> None:
    found = space(policies.catalogue, [Ask("case.live_sar", "in", (True,)), None], ["case.status"])
    points = list(found.points())
    assert len(points) == found.size() == math.prod((3, 2))
    assert {"case.live_sar": MISSING, "case.status": MISSING} in points
    assert list(found.only(["case.status"]).axes) == ["case.status"]


def test_no_condition_is_one_point(policies: Policies) -> None:
    assert list(space(policies.catalogue, [None]).points()) == [{}]


def test_too_many_cases_are_refused_by_name() -> None:
    wide = Space({"case.a": tuple(range(1000)), "case.b": tuple(range(2000)), "case.c": (MISSING,)})
    with pytest.raises(DrivectlError) as stopped:
        next(wide.points())
    assert stopped.value.code == "STR024"
    assert "2000000 cases" in str(stopped.value)
    assert "case.b, case.a, case.c" in str(stopped.value)
    assert str(stopped.value.diagnostics[0].notes[0]) == "case.b: 2000 kinds of value"
