"""Claims about every case: never, implies, disjoint. The answer is exact: proved, or a case where it is not so."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from drivectl.agreement.proof.cases import Cases
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective
from drivectl.model.action import Act, Action, Ladder, meet
from drivectl.model.catalogue import Catalogue
from drivectl.model.plan import Decision, Reason, ReasonKind

_STRONGEST: Final[tuple[ReasonKind, ...]] = (
    "never",
    "limit",
    "originator",
    "coherence",
    "row",
    "role",
    "clause",
    "no_clause",
)


class Way(NamedTuple):
    """One way by which a value can leave: the field, and for some keys the role of the person that it names."""

    path: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Whether the claim holds, how many cases were tried, and what stands in the way; else the case against it."""

    holds: bool
    checked: int
    blocked_by: tuple[Reason, ...] = ()
    example: Point | None = field(default=None, repr=False)
    party: str = ""
    way: Way | None = None
    lets_out: tuple[Action, ...] = ()
    """What the case lets out of ``way``: by each agreement that the claim is about."""


def ways_out(catalogue: Catalogue, path: str) -> tuple[Way, ...]:
    """Every way by which the value of ``path`` could leave.

    The field itself; the stored fields that make it up and the views that it makes up, which say the same in another
    place; and for a key, every key that names it, where need be in the role that it stands for.
    """
    wanted = catalogue.field(path)
    entity, _, name = path.partition(".")
    stored = f"{catalogue.entities[entity].of}.{name}"
    found = {Way(path): None} | {Way(one): None for one in wanted.sources if one != stored}
    for other in (one for entity_ in catalogue.entities.values() for one in entity_.fields.values()):
        if path in other.sources and catalogue.entities[other.entity].kind == "view":
            found[Way(other.path)] = None
        if path == other.references:
            found[Way(other.path)] = None
        elif stored in {other.references, other.path}:
            found[Way(other.path, entity)] = None
    return tuple(found)


def never(view: View, path: str) -> Proof:
    """That the recipient gets nothing of ``path`` in any case, by any way."""
    doors = [way for one in ways_out(view.effective.catalogue, path) for way in _by_role(view, one)]
    cases = Cases([view], {way.path for way in doors})
    blocked: dict[tuple[object, ...], Reason] = {}
    for way in doors:
        for point, (is_open,) in cases.of(way.path):
            if not is_open:
                continue
            decision = view.allows(way.path, point, way.role)
            if decision.action.act is not Act.WITHHOLD:
                out = (decision.action,)
                return Proof(holds=False, checked=cases.checked, example=point, party=view.party, way=way, lets_out=out)
            if way.path == path:
                reason = blocking(decision)
                blocked.setdefault((reason.kind, reason.id, reason.at), reason)
    if not blocked:
        closed = (view.closed(point) for point, _ in cases.gates)
        blocked.update(((one.kind, one.id, one.at), one) for one in closed if one is not None)
    return Proof(holds=True, checked=cases.checked, blocked_by=tuple(blocked.values()), party=view.party)


def implies(one: Effective, other: Effective) -> Proof:
    """That ``other`` lets out, in every case, at least as much of every field as ``one`` does.

    A recipient of both is compared with itself. Any other recipient of ``one`` is compared with every recipient of
    ``other``, so the claim holds in the worst case.
    """
    checked = 0
    for party in one.parties:
        for rival in (party,) if party in other.parties else tuple(other.parties):
            mine, theirs = View(one, party), View(other, rival)
            cases = Cases([mine, theirs], {path for path, _ in mine.granted})
            for way in map(Way._make, mine.granted):
                for point, (is_open, _) in cases.of(way.path):
                    if not is_open:
                        continue
                    out = action(mine, mine.allows(*_at(way, point)))
                    most = action(theirs, theirs.decide(*_at(way, point)))
                    if not below(out, most, mine.effective.catalogue.ladders):
                        said = (out, most)
                        checked += cases.checked
                        return Proof(holds=False, checked=checked, example=point, party=party, way=way, lets_out=said)
            checked += cases.checked
    return Proof(holds=True, checked=checked)


def disjoint(one: Effective, other: Effective) -> Proof:
    """That there is no case of which both let out something of the same field, whoever receives it."""
    checked = 0
    for party in one.parties:
        for rival in other.parties:
            mine, theirs = View(one, party), View(other, rival)
            both = [way for way in mine.granted if way in theirs.granted]
            cases = Cases([mine, theirs], {path for path, _ in both})
            for way in map(Way._make, both):
                for point, opens in cases.of(way.path):
                    said = tuple(action(view, view.allows(*_at(way, point))) for view in (mine, theirs))
                    if all(opens) and all(out.act is not Act.WITHHOLD for out in said):
                        checked += cases.checked
                        return Proof(holds=False, checked=checked, example=point, party=party, way=way, lets_out=said)
            checked += cases.checked
    return Proof(holds=True, checked=checked)


def below(one: Action, other: Action, *ladders: tuple[Ladder, ...]) -> bool:
    """Whether ``one`` lets out no more than ``other``; treatments that cannot be compared are not below each other."""
    return all(meet(one, other, each) == one for each in ladders)


def action(view: View, decision: Decision) -> Action:
    """The action with the token scope that it has in this agreement, where the clause leaves that to it."""
    found = decision.action
    if found.act is not Act.PSEUDONYMISE or found.scope is not None:
        return found
    return Action(
        act=found.act, to=found.to, method=found.method, scope=view.effective.agreement.key_scope, params=found.params
    )


def blocking(decision: Decision) -> Reason:
    """The strongest of the reasons for which nothing leaves."""
    shut = [one for one in decision.reasons if one.action.act is Act.WITHHOLD] or decision.reasons
    return min(shut, key=lambda one: _STRONGEST.index(one.kind))


def _by_role(view: View, way: Way) -> Iterator[Way]:
    """A key whose treatment the role decides, once for each role it could be."""
    roles = view.roles(way.path)
    if way.role is not None and way.role not in roles:
        yield Way(way.path)
    elif way.role is not None or not roles:
        yield way
    else:
        yield from (Way(way.path, role) for role in roles)


def _at(way: Way, point: Point) -> tuple[str, Point, str | None]:
    return way.path, point, way.role
