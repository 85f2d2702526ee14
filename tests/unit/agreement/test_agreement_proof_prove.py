"""Claims about the shipped policies, each way by which a value could leave, and what refutes a claim."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from drivectl.agreement.fixture import export_of_record
from drivectl.agreement.judge import judge
from drivectl.agreement.proof.prove import Proof, Way, disjoint, implies, never, ways_out
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import Place
from drivectl.model.action import SHARE, Act
from drivectl.model.agreement import Agreement, Baseline, Clause
from drivectl.model.agreement import Test as Ask
from drivectl.spec.policies import Policies

POLICE, CSC, BRISTOL = "drive-police", "drive-childrens-social-care", "bristol-evaluation"


def effective(p: Policies, id_: str, **changes: object) -> Effective:
    words: Agreement = replace(p.agreements[id_], **changes)  # type: ignore[arg-type]
    return resolve(words, p.baseline, p.catalogue, p.parties)


def view(p: Policies, id_: str = POLICE, *, baseline: Baseline | None = None, **changes: object) -> View:
    words: Agreement = replace(p.agreements[id_], **changes)  # type: ignore[arg-type]
    return View(resolve(words, baseline or p.baseline, p.catalogue, p.parties), words.recipients[0])


def granting(p: Policies, *paths: str) -> Mapping[str, tuple[Clause, ...]]:
    return {path: (Clause(action=SHARE, at=Place(file=p.folder)),) for path in paths}


def engine_says(seen: View, proof: Proof) -> Act:
    """What the engine decides of the counterexample."""
    assert proof.example is not None
    assert proof.way is not None
    export = export_of_record(proof.example, seen.effective.catalogue)
    [case] = judge(export, seen.effective, seen.party, None, date(2026, 12, 10)).cases
    assert case.state == "ready"
    [act] = {one.action.act for (_, _, path), one in case.decisions.items() if path == proof.way.path}
    return act


def test_police_never_get_the_safe_address_and_the_never_share_list_is_why(policies: Policies) -> None:
    proof = never(view(policies), "victim.safe_address")
    assert proof.holds
    assert proof.checked > 100
    [reason] = proof.blocked_by
    assert (reason.kind, reason.id, reason.at and reason.at.file.name) == ("never", "NS-SAFE-LOCATION", "baseline.yaml")


def test_a_name_that_is_shared_is_shown_with_a_case(policies: Policies) -> None:
    seen = view(policies)
    proof = never(seen, "victim.name")
    assert (proof.holds, proof.way, proof.party) == (False, Way("victim.name"), "exampleshire-police")
    assert engine_says(seen, proof) is Act.SHARE


def test_what_is_on_no_list_is_kept_by_the_missing_clause(policies: Policies) -> None:
    proof = never(view(policies), "perpetrator.employer")
    assert [one.kind for one in proof.blocked_by] == ["no_clause"]


def test_an_agreement_that_opens_for_no_case_lets_nothing_out(policies: Policies) -> None:
    shut = Ask("case.victim_consent", "in", ("nothing_like_it",))
    proof = never(view(policies, include=shut), "victim.name")
    assert proof.holds
    assert [(one.kind, one.id) for one in proof.blocked_by] == [("row", None)]


@pytest.mark.parametrize(
    ("field", "granted", "way"),
    [
        ("case.engagement", "perpetrator.engagement", Way("perpetrator.engagement")),  # a view of the stored field
        ("perpetrator.engagement", "case.engagement", Way("case.engagement")),  # the stored field it is made of
        ("case.case_ref", "case.case_ref", Way("case.case_ref")),
        ("victim.person_id", "victim.person_id", Way("victim.person_id")),
    ],
)
def test_every_way_out_counts(policies: Policies, field: str, granted: str, way: Way) -> None:
    seen = view(policies, fields=granting(policies, granted))
    proof = never(seen, field)
    assert (proof.holds, proof.way) == (False, way)
    assert engine_says(seen, proof) is Act.SHARE


def test_a_key_can_leave_as_a_foreign_key_and_in_its_role_alone(policies: Policies) -> None:
    ways = ways_out(policies.catalogue, "victim.person_id")
    assert Way("case_person.person_id", "victim") in ways  # whoever has the role
    assert Way("abuse_assessment.victim_id") in ways
    assert all(one.role in {None, "victim"} for one in ways)
    assert Way("person.person_id", "victim") in ways
    seen = view(policies, fields=granting(policies, "perpetrator.person_id"))
    assert never(seen, "victim.person_id").holds
    assert not never(seen, "perpetrator.person_id").holds


def test_the_stored_key_leaves_in_any_role(policies: Policies) -> None:
    proof = never(view(policies, fields=granting(policies, "child.person_id")), "person.person_id")
    assert proof.way is not None
    assert proof.way.role == "child"


def test_every_agreement_implies_itself(policies: Policies) -> None:
    for id_ in policies.agreements:
        assert implies(effective(policies, id_), effective(policies, id_)).holds


def test_a_narrower_agreement_implies_the_wider_one_and_not_the_other_way(policies: Policies) -> None:
    wide = effective(policies, POLICE)
    narrow = effective(policies, POLICE, include=Ask("case.risk_level", "in", ("very_high",)))
    strict = effective(policies, POLICE, consent_required=True)
    assert implies(strict, wide).holds
    proof = implies(wide, strict)
    assert not proof.holds
    assert proof.example is not None
    assert proof.example["case.victim_consent"] != "given"
    assert [one.act for one in proof.lets_out] == [Act.PSEUDONYMISE, Act.WITHHOLD]
    assert not implies(narrow, wide).holds  # it has other cases: any nation, any status


def test_a_token_that_joins_further_is_not_implied(policies: Policies) -> None:
    clauses = {"case.case_ref": (replace(policies.agreements[POLICE].fields["case.case_ref"][0]),)}
    clauses["case.case_ref"] = (
        replace(clauses["case.case_ref"][0], action=replace(clauses["case.case_ref"][0].action, scope=None)),
    )
    own = effective(policies, POLICE, fields=clauses)
    joined = effective(policies, POLICE, fields=clauses, key_scope="partnership")
    assert implies(own, joined).holds
    assert not implies(joined, own).holds


def test_open_and_closed_cases_never_meet(policies: Policies) -> None:
    police, bristol = effective(policies, POLICE), effective(policies, BRISTOL)
    assert disjoint(police, bristol).holds
    proof = disjoint(police, effective(policies, CSC))
    assert not proof.holds
    assert proof.example is not None
    assert proof.example["case.status"] in {"referred", "open"}
    assert {one.act for one in proof.lets_out} == {Act.PSEUDONYMISE}


def test_other_fields_of_the_same_case_are_apart(policies: Policies) -> None:
    one = effective(policies, POLICE, fields=granting(policies, "case.crime_ref"))
    other = effective(policies, POLICE, fields=granting(policies, "case.marac_ref"))
    assert disjoint(one, other).holds
    assert not disjoint(one, one).holds
