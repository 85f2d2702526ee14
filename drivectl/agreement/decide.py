"""Conditions and clause lists in three values: what is not known never widens.

A test on a missing value is *unknown*. A clause whose condition is unknown counts both ways: the result is
the meet of its own action and of whatever the rest of the list says. The end of a list withholds.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

from drivectl.model.action import WITHHOLD, Act, Action, Ladder, meet
from drivectl.model.agreement import All, AnyOf, Clause, Condition, Not, Test
from drivectl.model.export import MISSING, Value
from drivectl.model.plan import Decision, Reason, ReasonKind


class Truth(StrEnum):
    """Kleene's three values."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


Met = Literal["true", "false", "unknown", "none"]

_OPPOSITE: Final = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Facts:
    """One assignment: attribute -> its value (absent is missing), and the order of ordered domains by attribute."""

    values: Mapping[str, Value]
    orders: Mapping[str, tuple[str | bool, ...]]


def truth(condition: Condition | None, facts: Facts) -> Truth:
    """Decide ``condition``; none at all is true."""
    match condition:
        case None:
            return Truth.TRUE
        case Test():
            return _test(condition, facts)
        case Not(part):
            return _OPPOSITE[truth(part, facts)]
        case All(parts):
            return _fold(parts, facts, decisive=Truth.FALSE)
        case AnyOf(parts):
            return _fold(parts, facts, decisive=Truth.TRUE)


def tests(condition: Condition | None) -> Iterator[Test]:
    """Every test in ``condition``."""
    match condition:
        case Test():
            yield condition
        case Not(part):
            yield from tests(part)
        case All(parts) | AnyOf(parts):
            yield from itertools.chain.from_iterable(map(tests, parts))


def attributes(condition: Condition | None) -> frozenset[str]:
    """Every attribute that ``condition`` reads."""
    return frozenset(test.field for test in tests(condition))


def _fold(parts: tuple[Condition, ...], facts: Facts, decisive: Truth) -> Truth:
    seen = {truth(part, facts) for part in parts}
    if decisive in seen:
        return decisive
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else _OPPOSITE[decisive]


def _test(test: Test, facts: Facts) -> Truth:
    value = facts.values.get(test.field, MISSING)
    if test.op == "missing":
        return _truth(value is MISSING)
    if value is MISSING:
        return Truth.UNKNOWN
    if test.op == "contains":
        return _truth(any(one in value for one in test.values)) if isinstance(value, tuple) else Truth.UNKNOWN
    answers = {_compare(test.op, value, one, facts.orders.get(test.field)) for one in test.values}
    if Truth.TRUE in answers and (test.op == "in" or len(answers) == 1):
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in answers else Truth.FALSE


def _compare(op: str, value: Value, wanted: str | int | bool, order: tuple[str | bool, ...] | None) -> Truth:
    """Compare like with like; anything else, a type that was not expected above all, is unknown."""
    plain = _plain(value, wanted)
    if type(plain) is not type(wanted):
        return Truth.UNKNOWN
    if op == "in":
        return _truth(plain == wanted)
    if order is not None:
        if plain not in order or wanted not in order:
            return Truth.UNKNOWN
        return _ordered(op, order.index(plain), order.index(wanted))
    if isinstance(value, bool | str) or isinstance(wanted, bool):
        return Truth.UNKNOWN
    return _ordered(op, plain, wanted)


def _plain(value: Value, wanted: str | int | bool) -> object:
    """Dates compare as ISO text; a moment against a bare date compares by its day."""
    if isinstance(value, datetime) and isinstance(wanted, str) and len(wanted) == len("2026-01-31"):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _ordered(op: str, one: object, other: object) -> Truth:
    below = one < other  # type: ignore[operator]  # the caller checked that both are of one ordered type
    results = {"lt": below, "gte": not below, "lte": below or one == other, "gt": not below and one != other}
    return _truth(results[op])


def _truth(answer: bool) -> Truth:
    return Truth.TRUE if answer else Truth.FALSE


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One clause list that speaks about a field: the agreement's own, one ceiling rule or one never-share row."""

    kind: ReasonKind
    id: str | None
    clauses: tuple[Clause, ...]


def decide(words: Words, facts: Facts, ladders: tuple[Ladder, ...]) -> Decision:
    """First match wins, with the unknown ones before it: the meet of them all. No match withholds."""
    found: list[Decision] = []
    for clause in words.clauses:
        answer = truth(clause.when, facts)
        if answer is Truth.FALSE:
            continue
        met: Met = "none" if clause.when is None else "true" if answer is Truth.TRUE else "unknown"
        because = tuple(sorted(attributes(clause.when)))
        reason = Reason(kind=words.kind, action=clause.action, id=words.id, at=clause.at, met=met, because=because)
        found.append(Decision(action=clause.action, purposes=clause.purposes, notice=clause.notice, reasons=(reason,)))
        if answer is Truth.TRUE:
            break
    else:
        kind: ReasonKind = "no_clause" if words.kind == "clause" and not words.clauses else words.kind
        at = words.clauses[-1].at if words.clauses else None
        because = tuple(sorted(frozenset().union(*(attributes(clause.when) for clause in words.clauses))))
        met = "false" if because else "none"
        end = Reason(kind=kind, action=WITHHOLD, id=words.id, at=at, met=met, because=because)
        found.append(withheld(end))
    return together(found, ladders)


def withheld(*reasons: Reason) -> Decision:
    """The decision that lets nothing out, with its reasons."""
    return Decision(action=WITHHOLD, reasons=reasons)


def together(decisions: Iterable[Decision], ladders: tuple[Ladder, ...]) -> Decision:
    """The meet of what one agreement may say: the action, the purposes common to all, the one notice.

    Where no purpose is common, or the notices differ, it is not known under what terms the value could leave.
    """
    first, *rest = decisions
    action, purposes, notice, reasons = first.action, first.purposes, first.notice, dict.fromkeys(_keys(first))
    for one in rest:
        reasons.update(dict.fromkeys(_keys(one)))
        common = tuple(purpose for purpose in purposes if purpose in one.purposes)
        same_terms = one.notice == notice and (common or one.purposes == purposes)
        action = meet(action, one.action, ladders) if same_terms else WITHHOLD
        purposes = common
    if action.act is Act.WITHHOLD:
        purposes, notice = (), None
    return Decision(action=action, purposes=purposes, notice=notice, reasons=tuple(one.reason for one in reasons))


def limited(decision: Decision, limits: Iterable[Decision], ladders: tuple[Ladder, ...]) -> Decision:
    """``decision`` under ceilings and never-share rows, which carry no terms of their own."""
    action: Action = decision.action
    reasons = dict.fromkeys(_keys(decision))
    for one in limits:
        action = meet(action, one.action, ladders)
        if one.action.act is not Act.SHARE or one.reasons[0].kind != "never":  # a never-share row that is not met
            reasons.update(dict.fromkeys(_keys(one)))
    gone = action.act is Act.WITHHOLD
    return Decision(
        action=action,
        purposes=() if gone else decision.purposes,
        notice=None if gone else decision.notice,
        reasons=tuple(one.reason for one in reasons),
    )


@dataclass(frozen=True, slots=True)
class _Key:
    """A reason under its identity: actions may hold mappings, so they are not hashed."""

    reason: Reason

    def __hash__(self) -> int:
        one = self.reason
        return hash((one.kind, one.id, one.at, one.met, one.because))


def _keys(decision: Decision) -> list[_Key]:
    return [_Key(reason) for reason in decision.reasons]
