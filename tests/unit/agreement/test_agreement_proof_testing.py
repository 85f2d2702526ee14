"""Embedded tests asked of a view say what a run of the engine says, for words that are right and words that are not."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from drivectl.agreement import selftest
from drivectl.agreement.fixture import values_of
from drivectl.agreement.proof.testing import failed
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import resolve
from drivectl.model.agreement import Agreement, Baseline
from drivectl.spec.policies import Policies

BROKEN = {
    "right": lambda one: one,
    "no scope": lambda one: replace(one, include=None),
    "no conditions": lambda one: replace(
        one,
        fields=MappingProxyType(
            {path: tuple(replace(each, when=None) for each in clauses) for path, clauses in one.fields.items()}
        ),
    ),
    "nothing granted": lambda one: replace(one, fields=MappingProxyType({})),
}


@pytest.mark.parametrize("ident", ["drive-police", "drive-childrens-social-care", "bristol-evaluation"])
@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("held", [True, False])
def test_a_view_answers_as_the_engine_does(how: str, ident: str, held: bool, policies: Policies) -> None:
    agreement: Agreement = BROKEN[how](policies.agreements[ident])
    baseline: Baseline = policies.baseline if held else replace(policies.baseline, holds=())
    run = selftest.run_tests(agreement, baseline, policies.catalogue, policies.parties)
    effective = resolve(agreement, baseline, policies.catalogue, policies.parties)
    view = View(effective, agreement.recipients[0])
    for one, result in zip(agreement.tests, run, strict=True):
        case = values_of(one, baseline, policies.catalogue, agreement.discloser)
        assert sorted(failed(one, view, case)) == sorted(result.failed), one.name
    if how == "right" and held:
        assert not any(result.failed for result in run)
