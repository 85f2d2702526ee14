"""Every shipped agreement against the shipped layout: each field it grants leaves, or is said not to be there."""

from typing import Any

import pytest

from drivectl import pipeline
from drivectl.model.action import Act
from drivectl.spec.policies import load_policies
from drivectl.steps.copies import make_copy
from drivectl.steps.drafting import text_reader
from drivectl.steps.scopes import scopes
from drivectl.transform.apply import is_key
from drivectl.transform.limits import NOTICES

NOT_IN_EXPORT: dict[str, set[str]] = {
    "drive-police": set(),
    "bristol-evaluation": set(),
    "drive-childrens-social-care": set(),
}


def test_no_shipped_agreement_is_forgotten_here(bench: Any) -> None:
    assert set(load_policies(bench.site() / "policies").agreements) == set(NOT_IN_EXPORT)


@pytest.mark.parametrize("ident", NOT_IN_EXPORT)
def test_what_is_granted_leaves_or_is_said_not_to_be_there(bench: Any, ident: str) -> None:
    desk = bench.desk()
    intake, (found,) = pipeline.plan(desk, bench.order(agreement=ident))
    agreement, plan, catalogue = found.ruling.agreement, found.plan, desk.policies.catalogue
    granted, bound = set(agreement.fields), intake.export.bound
    assert plan.flow.leaving > 5
    assert set(plan.not_in_export) == NOT_IN_EXPORT[ident]
    assert set(plan.not_in_export).isdisjoint(bound)

    allowed = {
        path
        for case in plan.cases
        if case.state == "ready"
        for (_, _, path), decision in case.decisions.items()
        if decision.action.act is not Act.WITHHOLD
    }
    copy = make_copy(intake, found, text_reader(intake, None), scopes(desk, found.ruling, "DRV-X"))
    columns = {column.field for table in copy.tables for column in table.columns if column.field}
    assert granted - set(plan.not_in_export) <= columns, "everything granted that is there leaves in some case"
    more = {path for path in allowed | columns if path not in granted}
    assert all(is_key(catalogue, path) for path in more), "nothing else leaves but keys of what does"
    assert columns.isdisjoint(agreement.not_shared)
    assert not {catalogue.field(path).path for path in columns} & set(NOTICES.values())
    assert plan.assumed_missing == ()
