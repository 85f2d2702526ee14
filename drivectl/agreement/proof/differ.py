"""What changed between two versions of an agreement: in which direction, and the case that shows it.

Fields are compared in every case that is open under one version or the other; what opens a case (scope and holds) is
compared by itself. So nothing is wider only if no field, no scope and no term is: and then the new words let out no
more than the old ones did, in any case.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from drivectl.agreement.proof.cases import Cases
from drivectl.agreement.proof.prove import Way, action, below
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.terms import terms
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective
from drivectl.model.action import Act, Action
from drivectl.model.plan import Decision, Reason

Direction = Literal["wider", "narrower", "harmless", "equal"]
Level = Literal["major", "minor", "patch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. ``field`` is a field of the catalogue, ``scope``, a hold, or the route of a term."""

    field: str
    party: str = ""
    role: str | None = None
    direction: Direction
    from_: str
    to: str
    example: Point | None = dataclasses.field(default=None, repr=False)
    because: Reason | None = None
    """The limit that keeps looser words harmless."""


def compare(old: Effective, new: Effective) -> tuple[Change, ...]:
    """Every difference, those of the fields first."""
    return tuple(_changes(old, new))


def widens(old: Effective, new: Effective) -> bool:
    """Whether anything at all is wider; the first finding is enough."""
    return any(change.direction == "wider" for change in _changes(old, new))


def level(changes: Sequence[Change]) -> Level:
    """How far the version has to go: wider is major, narrower minor, anything else a matter of words."""
    directions = {change.direction for change in changes}
    return "major" if "wider" in directions else "minor" if "narrower" in directions else "patch"


def next_version(version: str, step: Level) -> str:
    """The first version after ``version`` that says so."""
    major, minor, patch = (int(part) for part in version.split("."))
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0", "patch": f"{major}.{minor}.{patch + 1}"}[
        step
    ]


def _changes(old: Effective, new: Effective) -> Iterator[Change]:
    for party in old.parties:
        if party in new.parties:
            yield from _for_party(View(old, party), View(new, party))
    for term in terms(old, new):
        yield Change(field=term.route, direction=term.direction, from_=term.old, to=term.new)


def _for_party(old: View, new: View) -> Iterator[Change]:
    ways = [Way(*one) for one in dict.fromkeys((*old.granted, *new.granted))]
    reordered = old.effective.orders != new.effective.orders  # "at least" then means something else
    differing = [one for one in ways if reordered or _said(old, one) != _said(new, one)]
    cases = Cases([old, new], {one.path for one in differing})
    known: dict[Way, Direction] = {}
    for way in sorted(differing, key=lambda one: _key(new, one) is not None):  # keys that are named come first
        change = _field(old, new, way, cases)
        known[way] = change.direction
        key = _key(new, way)
        if key is None or (change.direction in {"wider", "narrower"} and known.get(Way(key)) != change.direction):
            yield change
    yield from _openings(old, new, cases)


def _field(old: View, new: View, way: Way, cases: Cases) -> Change:
    """Wider in some case; else narrower in some; else harmless where only a limit keeps it from being wider."""
    found: Change | None = None
    for point, (was_open, is_open) in cases.of(way.path):
        before, after = _allowed(old, way, point), _allowed(new, way, point)
        if is_open and not _within(new, after, old, before):
            if found is None or found.direction == "narrower" or was_open:
                found = _change("wider", old, new, way, before, after, point)
            if was_open:  # the example that shows this change alone
                return found
        elif found is None and was_open and not _within(old, before, new, after):
            found = _change("narrower", old, new, way, before, after, point)
    return found or _of_words(old, new, way, cases)


def _of_words(old: View, new: View, way: Way, cases: Cases) -> Change:
    for point, (_, is_open) in cases.of(way.path):
        before, after = old.own(way.path, point, way.role), new.own(way.path, point, way.role)
        if is_open and not _within(new, after, old, before):
            because = _limit(new, way, point)
            return _change("harmless", old, new, way, before, after, point, because)
    return Change(field=way.path, party=new.party, role=way.role, direction="equal", from_="", to="")


def _change(  # noqa: PLR0913, PLR0917 -- what a change says
    direction: Direction,
    old: View,
    new: View,
    way: Way,
    before: Decision,
    after: Decision,
    point: Point,
    because: Reason | None = None,
) -> Change:
    one, other = action(old, before), action(new, after)
    said = (action_words(one), action_words(other))
    if one == other:  # the same value, on other terms
        said = (_on_terms(before), _on_terms(after))
    return Change(
        field=way.path,
        party=new.party,
        role=way.role,
        direction=direction,
        from_=said[0],
        to=said[1],
        example=point,
        because=because,
    )


def action_words(action: Action) -> str:
    """An action in a few words: ``generalise to month``, ``pseudonymise (agreement)``."""
    to = f" to {action.to}" if action.to else ""
    scope = f" ({action.scope})" if action.scope else ""
    method = f" by {action.method}" if action.method else ""
    return f"{action.act.value}{to}{scope}{method}"


def _on_terms(decision: Decision) -> str:
    words = f"{action_words(decision.action)} for {', '.join(decision.purposes) or 'no purpose'}"
    return words if decision.notice is None else f"{words}, notice {decision.notice}"


def _allowed(view: View, way: Way, point: Point) -> Decision:
    known = way.path in view.words.fields and (way.role is None or way.role in view.roles(way.path))
    return view.allows(way.path, point, way.role) if known else view.own("", point)


def _within(one_view: View, one: Decision, other_view: View, other: Decision) -> bool:
    """Whether ``one`` lets out no more than ``other``, for no other purpose, and with its notice."""
    if one.action.act is Act.WITHHOLD:
        return True
    ladders = (one_view.effective.catalogue.ladders, other_view.effective.catalogue.ladders)
    return (
        below(action(one_view, one), action(other_view, other), *ladders)
        and set(one.purposes) <= set(other.purposes)
        and other.notice in {None, one.notice}
    )


def _limit(view: View, way: Way, point: Point) -> Reason | None:
    """What keeps the field as it was: the lowest of its limits."""
    limits = [one for one in view.allows(way.path, point, way.role).reasons if one.kind not in {"clause", "no_clause"}]
    lowest = [one for one in limits if one.action.act is Act.WITHHOLD] or limits
    return next((one for one in lowest if one.action.act is not Act.SHARE), None)


def _openings(old: View, new: View, cases: Cases) -> Iterator[Change]:
    """The scope, and each hold: whether a case waits or stays out that did not, or the other way round."""
    found: dict[str, Change] = {}
    for point, (was_open, is_open) in cases.gates:
        if was_open == is_open:
            continue
        shut = old.closed(point) if is_open else new.closed(point)
        label = (shut.id if shut is not None else None) or "scope"
        state = "out of scope" if label == "scope" else "held"
        if is_open or label not in found:
            direction: Direction = "wider" if is_open else "narrower"
            from_, to = (state, "open") if is_open else ("open", state)
            one = Change(field=label, party=new.party, direction=direction, from_=from_, to=to, example=point)
            if found.get(label, one).direction == "narrower" or label not in found:
                found[label] = one
    yield from found.values()


def _key(view: View, way: Way) -> str | None:
    """The key that a foreign key names, whose change is its own."""
    if way.path not in view.words.fields:
        return None
    catalogue = view.effective.catalogue
    key = catalogue.field(way.path).references
    return key if way.role is None else f"{way.role}.{(key or way.path).partition('.')[2]}"


def _said(view: View, way: Way) -> object:
    """Everything that decides ``way``, without where it stands in a file: what is said alike is not compared."""
    return view.said(way.path) if way.path in view.words.fields else None
