"""A plan in words: treatments, reasons, the flow of cases; never a value."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from drivectl.errors import Place
from drivectl.model.action import SHARE, WITHHOLD, Act, Action
from drivectl.model.agreement import Purpose
from drivectl.model.plan import CasePlan, Decision, Hold, Plan, Reason
from drivectl.render.plan import cell_text, field_rows, plan_json, plan_text

ISA = Path("policies/isa/police.yaml")
BASE = Path("policies/baseline.yaml")
MONTH = Action(act=Act.GENERALISE, to="month")


def clause(action: Action, met: Literal["true", "false", "unknown", "none"] = "none") -> Reason:
    at = Place(file=ISA, line=76)
    return Reason(kind="clause", action=action, at=at, met=met, because=("victim.address_status",))


LIMIT = Reason(kind="limit", action=SHARE, at=Place(file=BASE, line=36))
NEVER = Reason(kind="never", action=WITHHOLD, id="NS-SAFE-LOCATION", at=Place(file=BASE, line=15))
SHARED = Decision(action=SHARE, purposes=("prevent-crime",), reasons=(clause(SHARE, "true"), LIMIT))
NOT_MET = Decision(action=WITHHOLD, reasons=(clause(WITHHOLD, "false"), LIMIT))
UNSAID = Decision(action=WITHHOLD, reasons=(clause(WITHHOLD, "unknown"), LIMIT))
NEVERS = Decision(action=WITHHOLD, reasons=(NEVER,))


def case(ref: str, address: Decision) -> CasePlan:
    return CasePlan(
        case=ref,
        state="ready",
        decisions={
            ("clients", 2, "victim.address"): address,
            ("clients", 2, "victim.safe_address"): NEVERS,
            ("clients", 2, "allegation.date"): Decision(action=MONTH, reasons=(clause(MONTH),)),
        },
    )


PLAN = Plan(
    agreement="drive-police",
    agreement_version="1.0.0",
    agreement_sha256="00",
    party="exampleshire-police",
    cases=(
        case("D-1", SHARED),
        case("D-2", NOT_MET),
        case("D-3", UNSAID),
        replace(case("D-4", SHARED), state="held", holds=(Hold(id="HOLD-INSIDER", unknown=True),)),
        CasePlan(case="D-5", state="held", holds=(Hold(id="HOLD-INSIDER", unknown=False),)),
        CasePlan(case="D-6", state="out_of_scope"),
        CasePlan(case="D-7", state="suppressed"),
    ),
    not_in_export=("perpetrator.vehicle",),
)
LAW = {"prevent-crime": Purpose(id="prevent-crime", text="x", basis={"discloser": "ukgdpr.6.1.ea"})}


def test_only_cases_that_leave_count() -> None:
    assert field_rows(PLAN) == field_rows(replace(PLAN, cases=PLAN.cases[:3]))


def test_each_field_stands_in_one_group_with_its_reasons() -> None:
    text = plan_text(PLAN, "Exampleshire Police")
    assert text.startswith("Exampleshire Police would get, of 3 cases:")
    assert "  shared as they are     1 field   victim.address\n" in text
    assert "  made less exact        1 field   allegation.date (to month)\n" in text
    assert "  never                  1 field   victim.safe_address\n" in text
    assert "victim.address: as it is 1; withheld 2 (its condition is not met 1, nobody has said 1)" in text
    assert "Agreed, but not in this export: perpetrator.vehicle" in text


def test_the_flow_says_who_clears_each_hold() -> None:
    lines = plan_text(PLAN, "P").splitlines()[-3:]
    assert lines[0] == "Cases: 7 in the export, 6 in scope, 2 held, 1 withheld because they stand out, 3 leaving"
    assert lines[1] == "  held, HOLD-INSIDER: 1   your DPO decides"
    assert lines[2] == "  held, HOLD-INSIDER: 1   nobody has said: fill it in flags.xlsx"


def test_one_cell_names_agreement_limit_law_and_condition() -> None:
    text = cell_text(PLAN, "D-1", "victim.address", LAW)
    assert "agreement  policies/isa/police.yaml:76   as it is" in text
    assert "case       the condition is met (victim.address_status)" in text
    assert "limit      policies/baseline.yaml:36   as it is" in text
    assert "law        prevent-crime: discloser ukgdpr.6.1.ea" in text
    assert "the condition is not met" in cell_text(PLAN, "D-2", "victim.address", LAW)
    assert "never      policies/baseline.yaml:15   NS-SAFE-LOCATION: never shared" in cell_text(
        PLAN, "D-2", "victim.safe_address", LAW
    )


def test_a_case_or_field_that_is_not_there_is_said() -> None:
    assert "no such case" in cell_text(PLAN, "D-99", "victim.address", LAW)
    assert "does not have this field" in cell_text(PLAN, "D-6", "victim.name", LAW)


def test_json_agrees_with_the_text() -> None:
    data = plan_json(PLAN)
    assert data["flow"] == {"in_export": 7, "in_scope": 6, "held": 2, "suppressed": 1, "leaving": 3}
    assert {row.field for row in field_rows(PLAN)} == {"victim.address", "victim.safe_address", "allegation.date"}
    assert "D-1" not in str(data)
