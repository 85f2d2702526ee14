"""LEK: what recipients can work out from what they are sent, over all agreements."""

import itertools
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from drivectl.agreement.lint.rule import Subject, Whole, set_rule
from drivectl.agreement.proof.leaks import Leak, find
from drivectl.agreement.proof.meeting import common, same
from drivectl.agreement.proof.space import Point
from drivectl.errors import Place
from drivectl.model.export import MISSING, Value
from drivectl.model.lint import Finding
from drivectl.safe import Safe, name, names, say, shown_path


@lru_cache(maxsize=1)
def _leaks(whole: Whole) -> tuple[Leak, ...]:
    return find((one.effective for one in _sound(whole)), whole.catalogue)


def _sound(whole: Whole) -> list[Subject]:
    return [one for one in whole.subjects if one.sound]


@set_rule("LEK951")
def to_one(whole: Whole) -> Iterator[Finding]:
    """One recipient can derive a never-share fact."""
    yield from (finding(leak) for leak in _leaks(whole) if len(leak.parties) == 1)


@set_rule("LEK952")
def to_two(whole: Whole) -> Iterator[Finding]:
    """Two recipients together can."""
    yield from (finding(leak) for leak in _leaks(whole) if len(leak.parties) > 1)


@set_rule("LEK953")
def onward(whole: Whole) -> Iterator[Finding]:
    """One of the two may pass what it was sent on to bodies like the other."""
    subjects = {one.agreement.id: one for one in _sound(whole)}
    kinds = {party.id: party.kind for party in whole.policies.parties.parties.values()}
    for leak in _leaks(whole):
        for sent, other in itertools.permutations(leak.facts, 2):
            subject = subjects[sent.agreement]
            said: dict[str, Any] = subject.data.get("onward") or {}
            excepted = {one["to_kind"] for one in said.get("except") or () if "to_kind" in one}
            if sent.party != other.party and (said.get("allowed") or kinds[other.party] in excepted):
                what = say(
                    "{a} may pass {f} on to {b}, which could then work out {fact}",
                    a=name(sent.party), f=name(sent.field), b=name(other.party), fact=name(leak.fact),
                )  # fmt: skip
                yield subject.finding(what, "onward", key=True, fix=leak.closing.change, related=other.at)


@set_rule("LEK954")
def join_key(whole: Whole) -> Iterator[Finding]:
    """A reference joins the rows of two recipients, where a token of each agreement's own would do."""
    views = [view for one in _sound(whole) for view in one.views.values()]
    for one, other in itertools.combinations(views, 2):
        ours, theirs = one.effective.agreement, other.effective.agreement
        if one.party == other.party or ours is theirs:
            continue
        for path in common(one, other, "linkage_key"):
            for first, second in itertools.product(ours.fields[path], theirs.fields[path]):
                if same(one, other, first.action, second.action):
                    what = say("{f} joins these rows to those of {other}", f=name(path), other=name(theirs.id))
                    yield Finding(what=what, at=first.at, related=second.at)


def finding(leak: Leak) -> Finding:
    """The leak at its first fact, with the chain, a case, and what closes it."""
    both = [name(one) for one in leak.parties]
    who = both[0] if len(both) == 1 else say("{a} and {b} together", a=both[0], b=both[1])
    return Finding(
        code="LEK951" if len(both) == 1 else "LEK952",
        what=say("{who} can work out {fact} ({rule})", who=who, fact=name(leak.fact), rule=name(leak.rule)),
        at=leak.facts[0].at,
        notes=tuple(_notes(leak)),
        fix=say("{change}; {loses}", change=leak.closing.change, loses=leak.closing.loses),
        example=shown(leak.case),
        related=_second(leak),
    )


def shown(case: Point) -> dict[str, str]:
    """A case in the words of a policy file."""
    return {path: _value(case[path]) for path in sorted(case)}


def _value(value: Value) -> str:
    if value is MISSING:
        return "missing"
    if isinstance(value, tuple):
        return " ".join(value) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _second(leak: Leak) -> Place | None:
    return next((one.at for one in leak.facts[1:]), None)


def _notes(leak: Leak) -> Iterator[Safe]:
    for one in leak.facts:
        yield say("{party} is sent {f} ({a})", party=name(one.party), f=name(one.field), a=name(one.agreement))
    if leak.joins:
        yield say("their rows are joined by {keys}", keys=names(list(leak.joins)))
    for step in leak.steps:
        sources, fact, how = names(list(step.sources)), name(step.gives), shown_path(step.how)
        yield say("from {all} follows {fact}: {how} ({id})", all=sources, fact=fact, how=how, id=name(step.id))
