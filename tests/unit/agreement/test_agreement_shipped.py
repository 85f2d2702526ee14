"""The tests that stand in the shipped policies pass; and the runner notices when words and tests differ."""

from dataclasses import replace

import pytest

from drivectl.agreement import selftest
from drivectl.model.action import SHARE
from drivectl.model.agreement import Clause
from drivectl.spec.policies import Policies

IDS = ("drive-police", "drive-childrens-social-care", "bristol-evaluation")


@pytest.mark.parametrize("id_", IDS)
def test_every_agreement_does_what_its_own_tests_say(policies: Policies, id_: str) -> None:
    agreement = policies.agreements[id_]
    results = selftest.run_tests(agreement, policies.baseline, policies.catalogue, policies.parties)
    assert len(results) == len(agreement.tests) > 0
    assert [(one.name, *one.failed) for one in results if not one.passed] == []


def test_the_baseline_does_what_its_own_tests_say_for_every_party(policies: Policies) -> None:
    agreement = policies.agreements["drive-police"]
    results = selftest.run_baseline_tests(agreement, policies.baseline, policies.catalogue, policies.parties)
    assert len(results) == len(policies.baseline.tests) * len(policies.parties.parties)
    assert [(one.name, one.party, *one.failed) for one in results if not one.passed] == []


@pytest.mark.parametrize("id_", IDS)
def test_one_grant_more_fails_sees_only(policies: Policies, id_: str) -> None:
    agreement = policies.agreements[id_]
    wider = replace(
        agreement,
        fields={**agreement.fields, "case.marac_ref": (Clause(action=SHARE, at=agreement.tests[0].at),)},
    )
    results = selftest.run_tests(wider, policies.baseline, policies.catalogue, policies.parties)
    failed = [one for one in results if not one.passed]
    assert failed
    assert all("case.marac_ref is share" in text for one in failed for text in one.failed)
    assert {one.code for result in failed for one in result.diagnostics()} == {"TST901"}


def test_a_baseline_without_its_holds_or_limits_fails_its_tests(policies: Policies) -> None:
    agreement = policies.agreements["drive-police"]
    bare = replace(policies.baseline, holds=(), never_share=(), field_ceilings={})
    results = selftest.run_baseline_tests(agreement, bare, policies.catalogue, policies.parties)
    failed = {one.name for one in results if not one.passed}
    assert "a case waits until it is known who works where" in failed
    open_ = replace(
        bare,
        class_ceilings={name: Clause(action=SHARE, at=agreement.tests[0].at) for name in policies.catalogue.classes},
    )
    results = selftest.run_baseline_tests(agreement, open_, policies.catalogue, policies.parties)
    assert "nobody ever receives a refuge name" in {one.name for one in results if not one.passed}
