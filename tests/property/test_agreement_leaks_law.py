"""The leaks that are found are those that trying every case finds."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.agreement.decide import Facts, Truth, truth
from drivectl.agreement.proof.leaks import find
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import resolve
from drivectl.model.action import SHARE, Act
from drivectl.model.agreement import Agreement, All, Clause, Condition, Not
from drivectl.model.agreement import Test as Asked
from drivectl.model.catalogue import Inference
from drivectl.model.export import MISSING, Value
from drivectl.spec.policies import load_policies

POLICIES = load_policies(Path(__file__).parents[2] / "policies")
WORDS = (POLICIES.agreements["drive-police"], POLICIES.agreements["drive-childrens-social-care"])
AXES: dict[str, tuple[Value, ...]] = {
    "case.risk_level": ("standard", "medium", "high", "very_high", MISSING),
    "case.nation": ("england", "wales", MISSING),
    "case.live_sar": (False,),
    "case.insider_orgs": ((),),
}
FIELDS = ("case.dash_score", "case.opened", "case.closed")
KEYS = ("case.crime_ref", "victim.name")
HIDDEN = ("victim.safe_address", "victim.refuge_name")

tests = st.sampled_from(
    [
        Asked("case.risk_level", "gte", ("high",)),
        Asked("case.risk_level", "in", ("standard",)),
        Asked("case.nation", "in", ("wales",)),
        Asked("case.nation", "missing"),
    ]
)
conditions: st.SearchStrategy[Condition] = st.one_of(tests, tests.map(Not), st.tuples(tests, tests).map(All))
whens = st.none() | conditions
grants = st.dictionaries(st.sampled_from(FIELDS + KEYS), whens, min_size=1)
inferences = st.lists(
    st.builds(
        Inference,
        id=st.sampled_from("ABCDEF"),
        sources=st.lists(
            st.sampled_from((*FIELDS, "case.allocated", *HIDDEN)), min_size=1, max_size=2, unique=True
        ).map(tuple),
        gives=st.sampled_from(("case.allocated", *HIDDEN)),
        how=st.just("so"),
        when=whens,
        unless=whens,
    ),
    min_size=1,
    max_size=4,
)


def changed(words: Agreement, fields: dict[str, Condition | None], include: Condition | None) -> Agreement:
    at = next(iter(words.fields.values()))[0].at
    made = {path: (Clause(action=SHARE, purposes=("p",), when=when, at=at),) for path, when in fields.items()}
    return replace(words, fields=MappingProxyType(made), include=include)


def cases() -> Iterator[dict[str, Value]]:
    for values in itertools.product(*AXES.values()):
        yield dict(zip(AXES, values, strict=True))


def closed(known: set[str], steps: Sequence[Inference], facts: Facts) -> set[str]:
    for _ in steps:
        for one in steps:
            follows = truth(one.when, facts) is not Truth.FALSE
            follows = follows and (one.unless is None or truth(one.unless, facts) is not Truth.TRUE)
            if follows and known.issuperset(one.sources):
                known = known | {one.gives}
    return known


def tried(views: Sequence[View], steps: Sequence[Inference]) -> set[tuple[tuple[str, ...], str]]:
    """Every case, every recipient, every pair."""
    ranked = {"case.risk_level": POLICIES.catalogue.domains["risk_level"].values}
    alone: set[tuple[tuple[str, ...], str]] = set()
    both: set[tuple[tuple[str, ...], str]] = set()
    for point in cases():
        sent = [{p for p in FIELDS + KEYS if one.decide(p, point).action.act is Act.SHARE} for one in views]
        facts = Facts(point, ranked)
        for view, fields in zip(views, sent, strict=True):
            alone |= {((view.party,), one) for one in HIDDEN if one in closed(set(fields), steps, facts)}
        if not sent[0].isdisjoint(sent[1]) and sent[0] & sent[1] & set(KEYS):
            learned = closed(sent[0] | sent[1], steps, facts)
            both |= {(tuple(sorted(one.party for one in views)), fact) for fact in HIDDEN if fact in learned}
    known = {fact for _, fact in alone}
    return alone | {(who, fact) for who, fact in both if fact not in known}


@settings(max_examples=150, deadline=None)
@given(steps=inferences, one=grants, other=grants, scopes=st.tuples(whens, whens))
def test_the_same_as_trying_every_case(
    steps: list[Inference],
    one: dict[str, Condition | None],
    other: dict[str, Condition | None],
    scopes: tuple[Condition | None, Condition | None],
) -> None:
    catalogue = replace(POLICIES.catalogue, inferences=tuple(steps))
    words = [changed(*each) for each in zip(WORDS, (one, other), scopes, strict=True)]
    effectives = [resolve(each, POLICIES.baseline, catalogue, POLICIES.parties) for each in words]
    views = [View(each, next(iter(each.parties))) for each in effectives]
    found = {(tuple(sorted(leak.parties)), leak.fact) for leak in find(effectives, catalogue)}
    assert found == tried(views, steps)
