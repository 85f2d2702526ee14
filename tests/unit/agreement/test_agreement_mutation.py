"""Mutants widen, proof sorts out what changes nothing, and tests notice the rest."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import pytest

from drivectl.agreement.mutants import mutants
from drivectl.agreement.mutation import Fate, score, survey
from drivectl.agreement.selftest import run_tests
from drivectl.model.action import SHARE, WITHHOLD
from drivectl.model.agreement import Agreement, All, AnyOf, Clause, Condition, Not
from drivectl.model.agreement import Test as Asked
from drivectl.spec.policies import Policies

HIGH = Asked("case.risk_level", "gte", ("high",))
OPEN = Asked("case.status", "in", ("open", "closed"))
KNOWN = Asked("victim.address_status", "in", ("known_to_perpetrator",))


@pytest.fixture
def police(policies: Policies) -> Agreement:
    return policies.agreements["drive-police"]


def said(policies: Policies, agreement: Agreement, path: str) -> list[str]:
    found = mutants(agreement, policies.baseline, policies.catalogue)
    return [one.what.removeprefix(f"{path}: ") for one in found if one.fields == (path,)]


def with_clauses(agreement: Agreement, path: str, *clauses: Clause) -> Agreement:
    return replace(agreement, fields=MappingProxyType({path: clauses}))


def clause(agreement: Agreement, when: Condition | None, *, share: bool = True) -> Clause:
    at = next(iter(agreement.fields.values()))[0].at
    return Clause(action=SHARE if share else WITHHOLD, purposes=("prevent-crime",), when=when, at=at)


@pytest.mark.parametrize("agreement", ["drive-police", "drive-childrens-social-care", "bristol-evaluation"])
def test_the_shipped_agreements_notice_every_widening(policies: Policies, agreement: str) -> None:
    found = survey(policies.agreements[agreement], policies.baseline, policies.catalogue, policies.parties)
    total = score(found)
    assert [str(one.mutant.what) for one in found if one.fate is Fate.SURVIVED] == []
    assert total[Fate.KILLED] > 20
    assert total[Fate.HARMLESS] > 5
    assert all(one.mutant.at.line for one in found)


def test_what_no_test_says_survives_with_its_place(policies: Policies, police: Agreement) -> None:
    lost = ("subject access", "Welsh", "case.nation is missing")
    less = tuple(one for one in police.tests if not any(word in one.name for word in lost))
    found = survey(replace(police, tests=less), policies.baseline, policies.catalogue, policies.parties)
    left = {(one.mutant.at.file.name, str(one.mutant.what)) for one in found if one.fate is Fate.SURVIVED}
    assert left == {
        ("police.yaml", "case.nation may also be wales"),
        ("police.yaml", "case.nation is not asked"),
        ("baseline.yaml", "HOLD-LIVE-SAR does not reach this agreement"),
    }
    [nation] = [one for one in found if str(one.mutant.what) == "case.nation may also be wales"]
    assert (
        police.path.read_text("utf-8").splitlines()[(nation.mutant.at.line or 0) - 1].strip() == "case.nation: england"
    )
    assert nation.case["case.nation"] == "wales"
    assert nation.path in police.fields


def test_what_the_baseline_blocks_is_harmless(policies: Policies, police: Agreement) -> None:
    found = survey(police, policies.baseline, policies.catalogue, policies.parties)
    harmless = {str(one.mutant.what) for one in found if one.fate is Fate.HARMLESS}
    assert "victim.address: its condition is dropped" in harmless
    assert "note.text: shared as it is, instead of redact" in harmless
    assert "NS-SAFE-LOCATION does not reach this agreement" in harmless


def cases() -> Iterator[tuple[Condition | None, bool, list[str]]]:
    yield None, True, []
    yield HIGH, True, ["its condition is dropped", "case.risk_level is compared one step further"]
    yield (
        OPEN,
        False,
        [
            "a clause that withholds is dropped",
            "case.status is not tested for open",
            "case.status is not tested for closed",
        ],
    )
    yield (
        All((HIGH, KNOWN)),
        True,
        [
            "its condition is dropped",
            "case.risk_level is not asked",
            "case.risk_level is compared one step further",
            "victim.address_status is not asked",
            "victim.address_status may also be confidential",
            "victim.address_status may also be unknown",
        ],
    )
    yield (
        Not(OPEN),
        True,
        [
            "its condition is dropped",
            "the not before case.status is dropped",
            "case.status is not tested for open",
            "case.status is not tested for closed",
        ],
    )
    yield (
        AnyOf((KNOWN, HIGH)),
        False,
        [
            "a clause that withholds is dropped",
            "victim.address_status is not asked",
            "case.risk_level is not asked",
            "case.risk_level is compared one step nearer",
        ],
    )


@pytest.mark.parametrize(("when", "share", "wanted"), list(cases()))
def test_each_step_is_taken_once(
    policies: Policies, police: Agreement, when: Condition | None, *, share: bool, wanted: list[str]
) -> None:
    changed = with_clauses(police, "victim.name", clause(police, when, share=share))
    assert said(policies, changed, "victim.name") == wanted


def test_a_step_at_the_end_of_an_order(policies: Policies, police: Agreement) -> None:
    for test, steps in (
        (Asked("case.risk_level", "gte", ("standard",)), 1),
        (Asked("case.risk_level", "gt", ("standard",)), 2),
        (Asked("case.risk_level", "lt", ("very_high",)), 2),
        (Asked("case.dash_score", "lte", (9,)), 2),
        (Asked("case.status", "missing"), 1),
    ):
        changed = with_clauses(police, "victim.name", clause(police, test))
        assert len(said(policies, changed, "victim.name")) == steps, test


def test_consent_that_need_not_be_given_is_a_mutant(policies: Policies, police: Agreement) -> None:
    changed = replace(police, consent_required=True, consent_record="case.victim_consent")
    found = [str(one.what) for one in mutants(changed, policies.baseline, policies.catalogue)]
    assert "consent is not required" in found


def test_the_agreements_pass_their_own_tests(policies: Policies, police: Agreement) -> None:
    results = run_tests(police, policies.baseline, policies.catalogue, policies.parties)
    assert [one.name for one in results if not one.passed] == []
