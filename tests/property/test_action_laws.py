"""The laws of the order between actions, over the levels of the shipped catalogue."""

import itertools
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.model.action import SCOPES, SHARE, WITHHOLD, Act, Action, Ladder, meet
from drivectl.spec.load import load_catalogue


@cache
def ladders() -> tuple[Ladder, ...]:
    return load_catalogue(Path(__file__).parents[2] / "policies" / "catalogue.yaml").ladders


@cache
def actions() -> tuple[Action, ...]:
    levels = [(level, one.method) for one in ladders() for level in (*one.steps, *one.also)]
    return (
        WITHHOLD,
        SHARE,
        Action(act=Act.REDACT),
        Action(act=Act.REDACT, params={"keep": 1}),
        *(Action(act=Act.GENERALISE, to=level) for level, _ in levels),
        *(Action(act=Act.GENERALISE, to=level, method=method) for level, method in levels[:3]),
        *(Action(act=Act.GENERALISE, to=level, params={"keep": 1}) for level, _ in levels[:3]),
        *(Action(act=Act.PSEUDONYMISE, scope=scope) for scope in (None, *SCOPES)),
        *(Action(act=Act.PSEUDONYMISE, scope=scope, method="hmac") for scope in SCOPES[:2]),
    )


def meeting(one: Action, other: Action) -> Action:
    return meet(one, other, ladders())


def below(one: Action, other: Action) -> bool:
    """``one`` allows no more than ``other``."""
    return meeting(one, other) == one


ANY = st.deferred(lambda: st.sampled_from(actions()))


def test_pairs_are_commutative_idempotent_and_bounded() -> None:
    for one, other in itertools.product(actions(), repeat=2):
        both = meeting(one, other)
        assert both == meeting(other, one)
        assert below(both, one)
        assert below(both, other)


def test_share_is_the_top_and_withhold_the_bottom() -> None:
    for one in actions():
        assert meeting(one, one) == one
        assert meeting(one, SHARE) == meeting(SHARE, one) == one
        assert meeting(one, WITHHOLD) == meeting(WITHHOLD, one) == WITHHOLD


@given(ANY, ANY, ANY)
@settings(max_examples=200)
def test_meet_is_associative(a: Action, b: Action, c: Action) -> None:
    assert meeting(meeting(a, b), c) == meeting(a, meeting(b, c))


@given(ANY, ANY, ANY)
@settings(max_examples=200)
def test_a_narrower_part_never_gives_a_wider_whole(wide: Action, other: Action, third: Action) -> None:
    narrow = meeting(wide, third)
    assert below(meeting(narrow, other), meeting(wide, other))


def test_levels_of_every_ladder_obey_the_laws_three_at_a_time() -> None:
    for one in ladders():
        levels = [Action(act=Act.GENERALISE, to=level) for level in (*one.steps, *one.also)]
        for a, b, c in itertools.product(levels, repeat=3):
            assert meeting(meeting(a, b), c) == meeting(a, meeting(b, c))


def test_a_coarser_level_wins_and_a_level_beside_the_ladder_meets_nothing_else() -> None:
    year, month, term = (Action(act=Act.GENERALISE, to=one) for one in ("year", "month", "term"))
    assert meeting(year, month) == meeting(month, year) == year
    assert meeting(term, month) == WITHHOLD
    assert meeting(term, term) == term


def test_the_less_linkable_scope_wins() -> None:
    tokens = [Action(act=Act.PSEUDONYMISE, scope=scope) for scope in SCOPES]
    for at, narrow in enumerate(tokens):
        assert all(meeting(narrow, wide) == narrow for wide in tokens[at:])


def test_the_meet_is_the_greatest_of_what_both_allow() -> None:
    known = actions()
    allowed = {at: {low for low, lower in enumerate(known) if below(lower, one)} for at, one in enumerate(known)}
    for one, other in itertools.combinations(range(len(known)), 2):
        both = meeting(known[one], known[other])
        assert all(below(known[low], both) for low in allowed[one] & allowed[other])


def test_kinds_of_action_that_differ_meet_at_nothing() -> None:
    for one, other in itertools.combinations((Act.GENERALISE, Act.PSEUDONYMISE, Act.REDACT), 2):
        assert meeting(Action(act=one, to="year"), Action(act=other)) == WITHHOLD
