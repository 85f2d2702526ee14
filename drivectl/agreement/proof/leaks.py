"""What recipients can work out: never-share facts that follow from what one, or two together, may be sent.

The facts of a chain must leave in one and the same case. Rows of two agreements are joined only by a field that both
let out in that case in a form that matches. An inference whose condition is not known is taken to hold. A value made
less exact is not the value; a token of an id still says whose row it is, and so counts as the id. An address that the
perpetrator knows is no safe address, so in such a case there is none to work out.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from drivectl.agreement.proof.chains import Chain, chains
from drivectl.agreement.proof.meeting import KEYS, Meeting, Without, keys_of
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective
from drivectl.errors import Place
from drivectl.model.agreement import All, AnyOf, Condition, Not, Test
from drivectl.model.catalogue import Catalogue, Inference
from drivectl.safe import Safe, name, names, say

_SAFE_ADDRESS: Final = "victim.safe_address"
_KNOWN: Final = Test("victim.address_status", "in", ("known_to_perpetrator",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field that a recipient is sent, and the clause that lets it out."""

    field: str
    party: str
    agreement: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The least that closes a leak, where, and what the recipient then no longer has."""

    change: Safe
    at: Place
    loses: Safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """``parties`` can work out ``fact``, which the never-share row ``rule`` protects."""

    fact: str
    rule: str
    parties: tuple[str, ...]
    agreements: tuple[str, ...]
    facts: tuple[Fact, ...]
    steps: tuple[Inference, ...]
    joins: tuple[str, ...]
    case: Point
    closing: Closing


class _Way(NamedTuple):
    """Who lets out which fact of a chain, in a case, and the fields that join their rows."""

    chain: Chain
    givers: Mapping[str, View]
    joins: tuple[str, ...]
    case: Point
    rule: str


def find(
    effectives: Iterable[Effective], catalogue: Catalogue, pairs: Iterable[tuple[str, str]] | None = None
) -> tuple[Leak, ...]:
    """Every leak: to each recipient alone, then to ``pairs`` of them (none: all) what neither can work out alone."""
    views: dict[str, list[View]] = {}
    for effective in effectives:
        for party in effective.parties:
            views.setdefault(party, []).append(View(effective, party))
    finder = _Finder(catalogue)
    found = [leak for some in views.values() for leak in finder.of(some)]
    alone = {(leak.parties[0], leak.fact) for leak in found}
    for one, other in itertools.combinations(views, 2) if pairs is None else pairs:
        both = finder.of([*views.get(one, ()), *views.get(other, ())], together=True)
        found += [leak for leak in both if not alone & {(one, leak.fact), (other, leak.fact)}]
    return tuple(found)


class _Finder:
    """Looks for leaks, remembering what was found for the same words."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._inferences = tuple(_where_secret(one) for one in catalogue.inferences)
        self._relevant = {source for one in self._inferences for source in one.sources}
        self._known: dict[object, list[tuple[str, tuple[int, ...], _Way]]] = {}
        self._chains: dict[tuple[str, frozenset[str]], tuple[Chain, ...]] = {}
        self._said: dict[View, str] = {}

    def of(self, views: Sequence[View], *, together: bool = False) -> Iterator[Leak]:
        """The leaks to who holds all of ``views``; ``together``: those that need views of two parties."""
        given = [self._facts(view) for view in views]
        known = frozenset[str]().union(*given)
        if not known or (together and not all(self._has_some(views, given))):
            return
        words = (tuple(map(self._digest, views)), tuple(view.party == views[0].party for view in views), together)
        if words not in self._known:
            self._known[words] = [
                (target, tuple(views.index(view) for view in way.givers.values()), way)
                for target in sorted({one.gives for one in self._inferences})
                for chain in self._ways_to(target, known)
                if (way := self._way(target, chain, views, together=together)) is not None
            ]
        for target, places, way in self._known[words]:
            givers = dict(zip(way.givers, (views[i] for i in places), strict=True))
            yield self._leak(target, way._replace(givers=givers), views, together=together)

    @staticmethod
    def _has_some(views: Sequence[View], given: Sequence[frozenset[str]]) -> Iterator[bool]:
        """For each party, whether it is sent anything that matters."""
        for party in {view.party for view in views}:
            yield any(facts for view, facts in zip(views, given, strict=True) if view.party == party)

    def _ways_to(self, target: str, known: frozenset[str]) -> tuple[Chain, ...]:
        if (target, known) not in self._chains:
            self._chains[target, known] = chains(target, known, self._inferences)
        return self._chains[target, known]

    def _facts(self, view: View) -> frozenset[str]:
        """The fields that matter and that the words of ``view`` may let out."""
        return frozenset(path for path in self._relevant if path in view.words.fields and view.grants(path))

    def _digest(self, view: View) -> str:
        """The words of ``view`` as far as they matter here, whoever the recipient is."""
        if view not in self._said:
            agreement = view.effective.agreement
            paths = sorted(self._facts(view) | keys_of(view))
            shared = sorted({agreement.id, *agreement.linkable_with}) if agreement.linkable_with else []
            rows = [(one.id, one.when, one.fields, one.classes) for one in view.effective.baseline.never_share]
            said = repr((view.gate, [(path, view.said(path)) for path in paths], shared, rows))
            self._said[view] = said.replace(repr(view.party), "recipient")
        return self._said[view]

    def _way(
        self, target: str, chain: Chain, views: Sequence[View], *, together: bool, without: Without | None = None
    ) -> _Way | None:
        """Who can let out the facts of ``chain`` in one case, from as few agreements as can be."""
        facts = sorted(chain.facts)
        choices = [[view for view in views if fact in self._facts(view)] for fact in facts]
        for chosen in sorted(itertools.product(*choices), key=lambda some: len(set(some))):
            if together and len({view.party for view in chosen}) == 1:
                continue
            givers = dict(zip(facts, chosen, strict=True))
            meeting = Meeting(target, chain, givers, views, without)
            if (point := meeting.case()) is not None:
                joins = tuple(dict.fromkeys(one for *_, one in meeting.joins(point)))
                return _Way(chain, givers, joins, point, meeting.rule(point) or "")
        return None

    def _leak(self, target: str, way: _Way, views: Sequence[View], *, together: bool) -> Leak:
        facts = [_sent(path, view, way.case) for path, view in way.givers.items()]
        options = list(_options(way))
        closing = next(
            closing
            for without, closing in options
            if without is None or self._way(target, way.chain, views, together=together, without=without) is None
        )
        return Leak(
            fact=target,
            rule=way.rule,
            parties=tuple(dict.fromkeys(one.party for one in facts)),
            agreements=tuple(dict.fromkeys(one.agreement for one in facts)),
            facts=tuple(facts),
            steps=way.chain.steps,
            joins=way.joins,
            case=way.case,
            closing=closing,
        )


def _sent(path: str, view: View, point: Point) -> Fact:
    reasons = view.allows(path, point).reasons
    at = next(one.at for one in reasons if one.kind == "clause" and one.at is not None)
    return Fact(field=path, party=view.party, agreement=view.effective.agreement.id, at=at)


def _options(way: _Way) -> Iterator[tuple[Without | None, Closing]]:
    """Changes that may close it, the least first: a condition, then a field, keys last; two changes never fail."""
    narrowed, gone = [], []
    for path, view in sorted(way.givers.items(), key=lambda one: _is_key(*one)):
        at = _sent(path, view, way.case).at
        agreement, f, p = name(view.effective.agreement.id), name(path), name(view.party)
        for step in way.chain.steps:
            if path in step.sources and step.unless is not None:
                unless = written(step.unless)
                change = say("{a}: share {f} only when {c}", a=agreement, f=f, c=unless)
                loses = say("{p} then has {f} only in those cases", p=p, f=f)
                narrowed.append((Without(view, path, step.unless), Closing(change=change, at=at, loses=loses)))
        change = say("{a}: do not share {f}", a=agreement, f=f)
        gone.append(
            (Without(view, path, None), Closing(change=change, at=at, loses=say("{p} then has no {f}", p=p, f=f)))
        )
    yield from (*narrowed, *gone)
    change = say("do not share {all}, in any of these agreements", all=names(sorted(way.givers)))
    yield (
        None,
        Closing(
            change=change, at=gone[0][1].at, loses=say("nobody of them then has {all}", all=names(sorted(way.givers)))
        ),
    )


def _is_key(path: str, view: View) -> bool:
    return not frozenset(KEYS).isdisjoint(view.effective.catalogue.field(path).classes)


def written(condition: Condition) -> Safe:
    """A condition as a policy file has it."""
    return say("{{{inside}}}", inside=_inside(condition))


def _inside(condition: Condition) -> Safe:
    match condition:
        case Test(field, "missing"):
            return say("{f}: {{is: missing}}", f=name(field))
        case Test(field, op, values):
            said = [name(str(one).lower() if isinstance(one, bool) else str(one)) for one in values]
            listed = said[0] if len(said) == 1 else say("[{all}]", all=names(list(said)))
            return (
                say("{f}: {v}", f=name(field), v=listed)
                if op == "in"
                else say("{f}: {{{op}: {v}}}", f=name(field), op=name(op), v=listed)
            )
        case Not(part):
            return say("not: {part}", part=written(part))
        case All(parts):
            return _listed([_inside(one) for one in parts])
        case AnyOf(parts):
            return say("any: [{parts}]", parts=_listed([written(one) for one in parts]))


def _listed(parts: Sequence[Safe]) -> Safe:
    whole, *rest = parts
    for one in rest:
        whole = say("{whole}, {one}", whole=whole, one=one)
    return whole


def _where_secret(one: Inference) -> Inference:
    """An inference to the safe address, told not to follow where the perpetrator knows the address."""
    if one.gives != _SAFE_ADDRESS or one.unless == _KNOWN:
        return one
    return replace(one, unless=_KNOWN if one.unless is None else AnyOf((one.unless, _KNOWN)))
