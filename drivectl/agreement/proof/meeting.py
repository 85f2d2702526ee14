"""One case for several recipients: does it let out what a chain needs, and can their rows be joined in it?"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, NamedTuple

from drivectl.agreement.decide import Facts, Truth, attributes, decide, truth
from drivectl.agreement.proof.chains import Chain, Demand, case
from drivectl.agreement.proof.space import Point, space
from drivectl.agreement.proof.view import View
from drivectl.model.action import Act, Action
from drivectl.model.agreement import All, Condition
from drivectl.model.catalogue import Catalogue, Inference

Ranked = Mapping[str, tuple[str | bool, ...]]
"""Attribute -> the values of its domain, least first."""
KEYS: Final = ("linkage_key", "identity")
"""Classes of fields by which rows of two agreements can be joined."""


class Without(NamedTuple):
    """A fact that one view lets out no more, or only where ``when`` is certain."""

    view: View
    field: str
    when: Condition | None


@dataclass(frozen=True)
class Meeting:
    """The question whether one case lets out what a chain needs, from these givers."""

    target: str
    chain: Chain
    givers: Mapping[str, View]
    views: Sequence[View]
    without: Without | None

    def case(self) -> Point | None:
        """Such a case."""
        axes = space(self._catalogue, self._conditions).axes
        return case(tuple(self._demands()), axes)

    def joins(self, point: Point) -> tuple[tuple[View, View, str], ...]:
        """What joins the rows of two agreements in the case."""
        return tuple(
            (one, other, path)
            for one, other in itertools.combinations(self._bridges, 2)
            if one.open(point) and other.open(point)
            for path in common(one, other)
            if same(one, other, one.allows(path, point).action, other.allows(path, point).action)
        )

    def rule(self, point: Point) -> str | None:
        """The never-share row that protects what is worked out, in the case."""
        return _rule_of(self.target, self._used, point, self.ranked)

    @cached_property
    def ranked(self) -> Ranked:
        """The orders of the catalogue."""
        return self._used[0].effective.orders

    @cached_property
    def _catalogue(self) -> Catalogue:
        return self._used[0].effective.catalogue

    @cached_property
    def _used(self) -> tuple[View, ...]:
        return tuple(dict.fromkeys(self.givers.values()))

    @cached_property
    def _bridges(self) -> tuple[View, ...]:
        """The views whose rows may have to be joined: those used, and any between them."""
        return tuple(self.views) if len(self._used) > 1 else ()

    @cached_property
    def _conditions(self) -> tuple[Condition, ...]:
        views = self._bridges or self._used
        gates = (one for view in views for one in view.gate)
        keys = (one for view in self._bridges for one in view.clauses(*sorted(keys_of(view))))
        facts = (one for path, view in self.givers.items() for one in view.clauses(path))
        known = (one for step in self.chain.steps for one in (step.when, step.unless) if one is not None)
        never = (one for view in self._used for one in view.clauses(self.target))
        return (
            *gates,
            *keys,
            *facts,
            *known,
            *never,
            *([self.without.when] if self.without and self.without.when else []),
        )

    def _demands(self) -> Iterator[Demand]:
        ranked = self.ranked
        for view in self._used:
            for part in _parts(view.words.include):
                yield _asked(part, Truth.TRUE, ranked)
            for rule in view.words.holds:
                yield _asked(rule.when, Truth.FALSE, ranked)
        for step in self.chain.steps:
            yield Demand(attributes(step.when) | attributes(step.unless), partial(_follows, step, ranked))
        for path, view in self.givers.items():
            yield Demand(self._reads_of(view, path), partial(self._lets, view, path))
        yield Demand(
            _read(one for view in self._used for one in view.clauses(self.target)),
            lambda point: self.rule(point) is not None,
        )
        if self._bridges:
            gates = (one for view in self._bridges if view not in self._used for one in view.gate)
            keys = (one for view in self._bridges for one in view.clauses(*sorted(keys_of(view))))
            yield Demand(_read((*gates, *keys)), self._joined)

    def _reads_of(self, view: View, path: str) -> frozenset[str]:
        narrowed = self.without.when if self.without is not None else None
        return _read(view.clauses(path)) | attributes(narrowed)

    def _lets(self, view: View, path: str, point: Point) -> bool:
        """Whether ``view`` lets ``path`` out so that it is known."""
        match self.without:
            case Without(changed, field, when) if (changed, field) == (view, path):
                if when is None or truth(when, Facts(point, self.ranked)) is not Truth.TRUE:
                    return False
        act = view.allows(path, point).action.act
        return act in {Act.SHARE, Act.REDACT} or (act is Act.PSEUDONYMISE and self._catalogue.field(path).type == "id")

    def _joined(self, point: Point) -> bool:
        """Whether the rows of all that is used can be joined, if need be by way of others."""
        groups = {view: {view} for view in self._bridges}
        for one, other, _ in self.joins(point):
            merged = groups[one] | groups[other]
            groups.update(dict.fromkeys(merged, merged))
        return groups[self._used[0]].issuperset(self._used)


def _asked(condition: Condition | None, wanted: Truth, ranked: Ranked) -> Demand:
    return Demand(attributes(condition), lambda point: truth(condition, Facts(point, ranked)) is wanted)


def _follows(step: Inference, ranked: Ranked, point: Point) -> bool:
    """What is not known does not keep anybody from drawing the inference."""
    facts = Facts(point, ranked)
    return truth(step.when, facts) is not Truth.FALSE and (
        step.unless is None or truth(step.unless, facts) is not Truth.TRUE
    )


def _read(conditions: Iterable[Condition]) -> frozenset[str]:
    return frozenset[str]().union(*map(attributes, conditions))


def _parts(condition: Condition) -> Iterator[Condition]:
    """What must be true one by one, so that a search can turn back early."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def _rule_of(target: str, views: Iterable[View], point: Point, ranked: Ranked) -> str | None:
    """The never-share row that protects ``target`` in the case."""
    for view in views:
        own = view.words.fields[target].own
        for words in own.lists if own is not None else ():
            if words.kind == "never" and decide(words, Facts(point, ranked), ()).action.act is Act.WITHHOLD:
                return words.id
    return None


def keys_of(view: View, *classes: str) -> frozenset[str]:
    """The fields that ``view`` lets out and that could join its rows to another's; only those of ``classes``."""
    catalogue, wanted = view.effective.catalogue, frozenset(classes or KEYS)
    return frozenset(path for path in view.words.granted if not wanted.isdisjoint(catalogue.field(path).classes))


def common(one: View, other: View, *classes: str) -> list[str]:
    """The fields that may join both; references first, since a row can most easily do without them."""
    catalogue = one.effective.catalogue
    shared = keys_of(one, *classes) & keys_of(other, *classes)
    return sorted(shared, key=lambda path: (KEYS[0] not in catalogue.field(path).classes, path))


def same(one: View, other: View, action: Action, another: Action) -> bool:
    """Whether both write a value alike: as it is, or by a token of a scope that they share."""
    if action.act is not another.act or action.act not in {Act.SHARE, Act.PSEUDONYMISE}:
        return False
    if action.act is Act.SHARE:
        return True
    ours, theirs = one.effective.agreement, other.effective.agreement
    scopes = {action.scope or ours.key_scope, another.scope or theirs.key_scope}
    linked = {ours.id, *ours.linkable_with} == {theirs.id, *theirs.linkable_with}
    return scopes == {"partnership"} or (scopes == {"shared"} and linked)
