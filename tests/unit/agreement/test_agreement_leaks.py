"""What can be worked out is found with its chain, its join and the change that closes it; what cannot is not."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

from drivectl.agreement.proof.leaks import Leak, find, written
from drivectl.agreement.resolve import resolve
from drivectl.model.action import SHARE, Act, Action
from drivectl.model.agreement import Agreement, All, AnyOf, Baseline, Clause, Not, TeamAddress
from drivectl.model.agreement import Test as Asked
from drivectl.model.catalogue import Catalogue, Inference
from drivectl.model.export import MISSING
from drivectl.spec.policies import Policies

POLICE, CSC, BRISTOL = "drive-police", "drive-childrens-social-care", "bristol-evaluation"
Found = Callable[..., tuple[Leak, ...]]


@pytest.fixture
def loose(policies: Policies) -> Baseline:
    """A baseline that protects an informant's name only."""
    never = (
        replace(one, classes=(), fields=("informant.name",)) if one.id == "NS-INFORMANT" else one
        for one in policies.baseline.never_share
    )
    free = policies.baseline.class_ceilings["identity"]
    classes = {**policies.baseline.class_ceilings, "informant": free, "third_party": free, "locating": free}
    return replace(policies.baseline, never_share=tuple(never), class_ceilings=MappingProxyType(classes))


def granting(agreement: Agreement, **clauses: Clause | None) -> Agreement:
    """The agreement with other clauses (``informant__relationship=``; none takes one away)."""
    fields = dict(agreement.fields)
    for word, clause in clauses.items():
        fields.pop(word.replace("__", "."), None)
        if clause is not None:
            fields[word.replace("__", ".")] = (clause,)
    return replace(agreement, fields=MappingProxyType(fields))


def share(agreement: Agreement, action: Action = SHARE) -> Clause:
    return replace(next(iter(agreement.fields.values()))[0], action=action, when=None)


def leaks(
    policies: Policies, *changed: Agreement, baseline: Baseline | None = None, catalogue: Catalogue | None = None
) -> tuple[Leak, ...]:
    every = {**policies.agreements, **{one.id: one for one in changed}}
    known = catalogue or policies.catalogue
    words = [resolve(one, baseline or policies.baseline, known, policies.parties) for one in every.values()]
    return find(words, known)


def test_nothing_can_be_worked_out_from_the_shipped_agreements(policies: Policies) -> None:
    assert leaks(policies) == ()


def test_a_school_without_its_condition_leads_to_the_safe_address(policies: Policies) -> None:
    csc = policies.agreements[CSC]
    [leak] = leaks(policies, granting(csc, child__school=replace(csc.fields["child.school"][0], when=None)))
    assert (leak.fact, leak.rule, leak.parties) == ("victim.safe_address", "NS-SAFE-LOCATION", ("exampleshire-csc",))
    assert [one.id for one in leak.steps] == ["INF01"]
    assert leak.case["victim.address_status"] != "known_to_perpetrator"
    assert str(leak.closing.change) == (
        "drive-childrens-social-care: share child.school only when {victim.address_status: known_to_perpetrator}"
    )
    lines = csc.path.read_text("utf-8").splitlines()
    assert "child.school:" in lines[(leak.facts[0].at.line or 0) - 2]


def test_an_address_that_nobody_can_vouch_for_leads_there_too(policies: Policies) -> None:
    """``unless`` that is unknown is no reason to trust."""
    csc = policies.agreements[CSC]
    when = Not(Asked("victim.address_status", "in", ("confidential", "unknown")))
    changed = granting(csc, child__school=replace(csc.fields["child.school"][0], when=when))
    assert leaks(policies, changed) == ()
    asked = Asked("victim.address_status", "missing")
    [leak] = leaks(policies, granting(csc, child__school=replace(csc.fields["child.school"][0], when=asked)))
    assert leak.case["victim.address_status"] is MISSING


def test_two_together_name_the_informant(policies: Policies, loose: Baseline) -> None:
    police = policies.agreements[POLICE]
    split = granting(police, informant__relationship=share(police), case__case_ref=None)
    [leak] = leaks(policies, split, baseline=loose)
    assert leak.parties == ("exampleshire-csc", "exampleshire-police")
    assert [one.field for one in leak.facts] == ["case.case_ref", "informant.relationship"]
    assert "victim.name" in leak.joins
    assert str(leak.closing.change) == "drive-police: do not share informant.relationship"
    apart = {f"{who}__name": None for who in ("victim", "child", "perpetrator")}
    births = {f"{who}__date_of_birth": None for who in ("victim", "child", "perpetrator")}
    assert leaks(policies, granting(split, **apart, **births), baseline=loose) == ()


def test_tokens_join_only_where_both_say_so(policies: Policies, loose: Baseline) -> None:
    bristol, csc = policies.agreements[BRISTOL], policies.agreements[CSC]
    told = replace(granting(bristol, informant__relationship=share(bristol), case__case_ref=None), include=None)
    token = Action(act=Act.PSEUDONYMISE)

    def both(scope: str, linked: tuple[str, ...] = ()) -> tuple[Leak, ...]:
        ours = granting(csc, victim__person_id=share(csc, token))
        theirs = granting(told, victim__person_id=share(bristol, token), perpetrator__date_of_birth=None)
        links = {"key_scope": scope, "linkable_with": linked}
        return leaks(policies, replace(ours, **links), replace(theirs, **links), baseline=loose)  # type: ignore[arg-type]

    assert both("agreement") == ()
    assert [one.joins for one in both("partnership")] == [("victim.person_id",)]
    assert both("shared", ("another",)) == ()


def test_the_facts_must_leave_in_one_case(policies: Policies, loose: Baseline) -> None:
    police = policies.agreements[POLICE]
    wales = granting(replace(police, include=Asked("case.nation", "in", ("wales",))), case__case_ref=None)
    assert leaks(policies, granting(wales, informant__relationship=share(police)), baseline=loose) == ()


def test_a_recipient_of_two_agreements_is_one_recipient(policies: Policies, loose: Baseline) -> None:
    police = policies.agreements[POLICE]
    one = granting(police, case__case_ref=None, informant__relationship=share(police))
    other = replace(granting(police), id="another", addresses=(TeamAddress(party="exampleshire-police", team="x"),))
    csc = granting(policies.agreements[CSC], case__case_ref=None)
    [leak] = leaks(policies, one, other, csc, baseline=loose)
    assert leak.parties == ("exampleshire-police",)
    assert set(leak.agreements) == {POLICE, "another"}


def test_chains_of_several_steps_and_circles(policies: Policies) -> None:
    steps = (
        Inference(id="A", sources=("case.dash_score",), gives="victim.occupation", how="a"),
        Inference(id="B", sources=("victim.occupation", "case.opened"), gives="victim.workplace", how="b"),
        Inference(id="C", sources=("victim.workplace",), gives="victim.occupation", how="back"),
        Inference(id="D", sources=("victim.workplace",), gives="victim.safe_address", how="d"),
    )
    known = replace(policies.catalogue, inferences=steps)
    [leak] = leaks(policies, catalogue=known)
    assert [one.id for one in leak.steps] == ["A", "B", "D"]
    assert [one.field for one in leak.facts] == ["case.dash_score", "case.opened"]


def test_a_value_made_less_exact_is_not_the_value(policies: Policies) -> None:
    step = Inference(id="A", sources=("allegation.date",), gives="victim.refuge_name", how="a")
    police = policies.agreements[POLICE]
    changed = granting(police, allegation__date=share(police, Action(act=Act.GENERALISE, to="month")))
    assert leaks(policies, changed, catalogue=replace(policies.catalogue, inferences=(step,))) == ()


def test_conditions_are_written_as_in_a_policy_file() -> None:
    known = Asked("victim.address_status", "in", ("known_to_perpetrator",))
    risk, gone = Asked("case.risk_level", "gte", ("high",)), Asked("case.closed", "missing")
    said = written(All((known, Not(risk), AnyOf((gone, Asked("case.live_sar", "in", (True, False)))))))
    assert said == (
        "{victim.address_status: known_to_perpetrator, not: {case.risk_level: {gte: high}}, "
        "any: [{case.closed: {is: missing}}, {case.live_sar: [true, false]}]}"
    )
