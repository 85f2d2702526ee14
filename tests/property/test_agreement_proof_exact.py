"""Exactness: in a small made-up catalogue, each answer is the one that trying every value there is gives.

Every value is tried through a view, which decides as the engine does (``test_agreement_proof_view``); whatever is
shown as an example goes through the engine itself.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.agreement.fixture import export_of_record
from drivectl.agreement.judge import judge
from drivectl.agreement.proof.differ import compare
from drivectl.agreement.proof.prove import disjoint, implies, never
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import Place
from drivectl.model.action import SHARE, WITHHOLD, Act, Action, meet
from drivectl.model.agreement import Agreement, All, AnyOf, Baseline, Clause, Condition, Not, Rule
from drivectl.model.agreement import Test as Ask
from drivectl.model.catalogue import Catalogue, Domain, Entity, Field
from drivectl.model.export import MISSING, Value
from drivectl.spec.policies import Policies, load_policies

HERE = Place(file=Path("made-up.yaml"), line=1)
PARTY = "exampleshire-police"
DOMAINS: Mapping[str, tuple[Value, ...]] = {
    "case.rank": ("low", "mid", "high", MISSING),
    "case.flag": (True, False, MISSING),
    "case.count": (0, 1, 2, 3, MISSING),
    "note.who": ("us", "them", "other", MISSING),
    "note.members": ((), ("a",), ("b",), ("a", "b"), MISSING),
}
"""Every value that there is of each attribute."""
WORTH = ("case.x", "case.y", "note.z")
ALL = (*WORTH, "case.key", "note.case")
ACTIONS = (
    WITHHOLD,
    SHARE,
    Action(act=Act.REDACT),
    Action(act=Act.GENERALISE, to="year"),
    Action(act=Act.GENERALISE, to="month"),
    Action(act=Act.PSEUDONYMISE),
    Action(act=Act.PSEUDONYMISE, scope="release"),
)


@cache
def policies() -> Policies:
    return load_policies(Path(__file__).parents[2] / "policies")


def entity(name: str, **fields: Field) -> Entity:
    return Entity(name=name, kind="table", table=name, subject="none", key=("key",), fields=fields)


@cache
def catalogue() -> Catalogue:
    def field(path: str, type_: Any = "string", **more: Any) -> Field:
        return Field(path=path, type=type_, classes=("plain",), **more)

    case = {
        "key": field("case.key", "id"),
        "rank": field("case.rank", "enum", domain="rank"),
        "flag": field("case.flag", "yn", domain="yes_no"),
        "count": field("case.count", "int", minimum=0, maximum=3),
        "x": field("case.x"),
        "y": field("case.y", sources=("note.z",)),
    }
    note = {
        "key": field("note.key", "id"),
        "case": field("note.case", "id", references="case.key"),
        "who": field("note.who", "enum", domain="who"),
        "members": field("note.members", "set"),
        "z": field("note.z"),
        "originator": field("note.originator"),
    }
    domains = {
        "rank": Domain(name="rank", values=("low", "mid", "high"), ordered=True),
        "yes_no": Domain(name="yes_no", values=(True, False)),
        "who": Domain(name="who", values=("us", "them", "other")),
    }
    entities = {"case": entity("case", **case), "note": entity("note", **note)}
    return replace(policies().catalogue, domains=domains, entities=entities, inferences=())


ASKS = (
    st.builds(Ask, st.just("case.rank"), st.sampled_from(("gte", "lt")), st.sampled_from((("mid",), ("high",)))),
    st.builds(Ask, st.just("case.rank"), st.just("in"), st.sampled_from((("mid",), ("low", "high")))),
    st.builds(Ask, st.just("case.flag"), st.just("in"), st.sampled_from(((True,), (False,)))),
    st.builds(Ask, st.just("case.count"), st.sampled_from(("gt", "lte", "in")), st.sampled_from(((1,), (2,)))),
    st.builds(Ask, st.just("note.who"), st.just("in"), st.sampled_from((("us",), ("us", "them")))),
    st.builds(Ask, st.just("note.members"), st.just("contains"), st.sampled_from((("a",), ("a", "b")))),
    st.builds(Ask, st.sampled_from(sorted(DOMAINS)), st.just("missing")),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(*ASKS),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.tuples(inner, inner)),
        st.builds(AnyOf, st.tuples(inner, inner)),
    ),
    max_leaves=3,
)
MAYBE = st.none() | CONDITIONS


def clauses(least: int = 0) -> st.SearchStrategy[tuple[Clause, ...]]:
    one = st.builds(Clause, action=st.sampled_from(ACTIONS), when=MAYBE, purposes=st.just(("p",)), at=st.just(HERE))
    return st.lists(one, min_size=least, max_size=2).map(tuple)


BASELINES = st.builds(
    lambda ceilings, never_when, hold, requires: replace(
        policies().baseline,
        field_ceilings={path: list_ for path, list_ in ceilings.items() if list_},
        class_ceilings={"plain": Clause(action=SHARE, at=HERE)},
        never_share=(Rule(id="NS", why="", at=HERE, when=never_when, fields=("case.x",)),) if never_when else (),
        holds=(Rule(id="HOLD", why="", at=HERE, when=hold),) if hold else (),
        coherence=(Rule(id="CO", why="", at=HERE, fields=("case.x",), requires="case.y"),) if requires else (),
        originator_control=False,
        test_defaults={},
    ),
    st.fixed_dictionaries(dict.fromkeys(WORTH, clauses())),
    MAYBE,
    MAYBE,
    st.booleans(),
)
AGREEMENTS = st.builds(
    lambda include, fields: replace(policies().agreements["drive-police"], include=include, fields=fields),
    MAYBE,
    st.fixed_dictionaries(dict.fromkeys((*WORTH, "case.key"), clauses())),
)


def effective(words: Agreement, baseline: Baseline) -> Effective:
    return resolve(words, baseline, catalogue(), policies().parties)


def everything(*effectives: Effective) -> Iterator[tuple[dict[str, Value], tuple[dict[str, Action], ...]]]:
    """Every case that anything can be said of, with what leaves of it under each agreement."""
    views = [View(one, PARTY) for one in effectives]
    read = frozenset[str]().union(*(one.parties[PARTY].wanted for one in effectives)) & DOMAINS.keys()
    axes = {path: DOMAINS[path] for path in sorted(read)} | {"case.y": ("something", MISSING)}
    for values in itertools.product(*axes.values()):
        record = dict(zip(axes, values, strict=True))
        yield record, tuple(out(view, record) for view in views)


def out(view: View, record: Mapping[str, Value]) -> dict[str, Action]:
    decisions = [(path, view.decide(path, record).action) for path in ALL] if view.open(record) else []
    return {path: resolved(action) for path, action in decisions if action != WITHHOLD}


def leaves(one: Effective, record: Mapping[str, Value]) -> dict[str, Action]:
    [case] = judge(export_of_record(record, catalogue()), one, PARTY, None, date(2026, 12, 10)).cases
    decisions = case.decisions.items() if case.state == "ready" else ()
    return {path: resolved(decision.action) for (_, _, path), decision in decisions if decision.action != WITHHOLD}


def resolved(action: Action) -> Action:
    return replace(action, scope="agreement") if action.act is Act.PSEUDONYMISE and action.scope is None else action


def within(one: Mapping[str, Action], other: Mapping[str, Action], path: str) -> bool:
    mine = one.get(path, WITHHOLD)
    return meet(mine, other.get(path, WITHHOLD), catalogue().ladders) == mine


@settings(max_examples=50, deadline=None)
@given(AGREEMENTS, BASELINES, st.randoms(use_true_random=False))
def test_the_engine_decides_the_same_of_any_case(words: Agreement, baseline: Baseline, random: Random) -> None:
    one = effective(words, baseline)
    for _ in range(10):
        record = {path: random.choice(values) for path, values in DOMAINS.items()} | {"case.y": "something"}
        assert leaves(one, record) == out(View(one, PARTY), record)


@settings(max_examples=35, deadline=None)
@given(AGREEMENTS, BASELINES)
def test_never_is_what_no_case_lets_out(words: Agreement, baseline: Baseline) -> None:
    one = effective(words, baseline)
    found = set[str]().union(*(out for _, (out,) in everything(one)))
    ways = {"case.x": {"case.x"}, "case.y": {"case.y", "note.z"}, "case.key": {"case.key", "note.case"}}
    for path, every in ways.items():
        proof = never(View(one, PARTY), path)
        assert proof.holds == every.isdisjoint(found)
        assert proof.holds == bool(proof.blocked_by)
        if proof.example is not None and proof.way is not None:
            assert leaves(one, proof.example)[proof.way.path] == resolved(proof.lets_out[0])


@settings(max_examples=40, deadline=None)
@given(AGREEMENTS, AGREEMENTS, BASELINES)
def test_implies_and_disjoint_are_so_in_every_case(words: Agreement, others: Agreement, baseline: Baseline) -> None:
    one, other = effective(words, baseline), effective(others, baseline)
    cases = [outs for _, outs in everything(one, other)]
    implied = implies(one, other)
    assert implied.holds == all(within(mine, theirs, path) for mine, theirs in cases for path in mine)
    apart = disjoint(one, other)
    assert apart.holds == all(mine.keys().isdisjoint(theirs) for mine, theirs in cases)
    for proof in (implied, apart):
        if proof.example is not None and proof.way is not None:
            mine, theirs, path = leaves(one, proof.example), leaves(other, proof.example), proof.way.path
            assert not within(mine, theirs, path) if proof is implied else path in mine and path in theirs


@settings(max_examples=35, deadline=None)
@given(AGREEMENTS, AGREEMENTS, BASELINES, BASELINES)
def test_nothing_wider_is_missed_and_nothing_is_called_wider_that_is_not(
    words: Agreement, others: Agreement, baseline: Baseline, another: Baseline
) -> None:
    """Over a scope that stays, per field; over one that moves, for the whole."""
    old, new = effective(words, baseline), effective(others, another)
    changes = [one for one in compare(old, new) if not one.field.startswith("baseline.")]
    cases = [outs for _, outs in everything(old, new)]
    wider = any(not within(after, before, path) for before, after in cases for path in after)
    assert wider <= any(one.direction == "wider" for one in changes)
    narrower = any(not within(before, after, path) for before, after in cases for path in before)
    assert narrower <= any(one.direction in {"narrower", "wider"} for one in changes)
    for one in changes:
        if one.direction in {"wider", "narrower"} and "." in one.field:
            assert one.example is not None
            less, more = (old, new) if one.direction == "wider" else (new, old)
            assert not within(leaves(more, one.example), leaves(less, one.example), one.field)
    if (words.include, baseline.holds) == (others.include, another.holds):
        told = {one.field for one in changes if one.direction == "wider"}
        real = {path for before, after in cases for path in after if not within(after, before, path)}
        assert told <= real <= {*told, "note.case"}  # a foreign key is told with the key it names
