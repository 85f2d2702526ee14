"""The cases to try for one or two views: what opens a case and what a field asks are crossed only where they meet.

Whether a case is open, and what happens to a field of an open case, read mostly different attributes. So the gate is
tried once, and each case of a field is joined to one gate for each way in which the views can be open there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from drivectl.agreement.decide import attributes
from drivectl.agreement.proof.space import CAP, Point, space
from drivectl.agreement.proof.view import View
from drivectl.model.agreement import Condition, Test
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Value

Opens = tuple[bool, ...]


class Cases:
    """The cases that ``views`` tell apart where ``fields`` are concerned; ``checked`` counts those tried."""

    def __init__(self, views: Sequence[View], fields: Iterable[str]) -> None:
        self._views = views
        gates = [one for view in views for one in view.gate]
        self._clauses = {path: [one for view in views for one in _clauses(view, path)] for path in fields}
        every = [*gates, *(one for conditions in self._clauses.values() for one in conditions)]
        catalogues = [view.effective.catalogue for view in views]
        self._space = space(_vocabulary(catalogues), (*every, *_one_by_one(views, _read(every))))
        self._gate = _read(gates)
        self._joints: dict[frozenset[str], dict[tuple[Value, ...], dict[Opens, Point]]] = {}
        self.checked = 0

    @cached_property
    def gates(self) -> tuple[tuple[Point, Opens], ...]:
        """Every case as far as scope and holds go, and for which view it is open."""
        points = tuple(self._space.only(self._gate).points())
        self.checked += len(points)
        return tuple((point, tuple(view.open(point) for view in self._views)) for point in points)

    def of(self, field: str) -> Iterator[tuple[Point, Opens]]:
        """Every case that ``field`` can tell apart, once for each way in which the views can be open in it."""
        read = _read(self._clauses[field])
        shared = tuple(sorted(read & self._gate))
        joint = self._joint(frozenset(shared))
        for point in self._space.only(read).points():
            for opens, gate in joint[tuple(point[one] for one in shared)].items():
                self.checked += 1
                if self.checked > 4 * CAP:
                    raise self._space.too_many()
                yield {**gate, **point}, opens

    def _joint(self, shared: frozenset[str]) -> dict[tuple[Value, ...], dict[Opens, Point]]:
        """What the shared attributes say -> each way to be open there, with one gate for it."""
        if shared not in self._joints:
            found: dict[tuple[Value, ...], dict[Opens, Point]] = {}
            for point, opens in self.gates:
                found.setdefault(tuple(point[one] for one in sorted(shared)), {}).setdefault(opens, point)
            self._joints[shared] = found
        return self._joints[shared]


def _clauses(view: View, path: str) -> tuple[Condition, ...]:
    return view.clauses(path) if path in view.words.fields else ()


def _one_by_one(views: Sequence[View], attributes: Iterable[str]) -> Iterator[Test]:
    """Tests that keep all values apart where the views rank them otherwise: they have no blocks in common."""
    ranked = [view.effective.orders for view in views]
    for path in attributes:
        known = {one.get(path, ()) for one in ranked}
        if len(known) > 1:
            yield from (Test(path, "in", (value,)) for values in known for value in values)


def _read(conditions: Iterable[Condition]) -> frozenset[str]:
    return frozenset[str]().union(*map(attributes, conditions))


def _vocabulary(catalogues: Sequence[Catalogue]) -> Catalogue:
    """One catalogue with every field and every value of the given ones; later ones come first."""
    whole, *others = reversed(catalogues)
    for other in others:
        if other is whole:
            continue
        entities = {**other.entities, **whole.entities}
        for ident in other.entities.keys() & whole.entities.keys():
            fields = {**other.entities[ident].fields, **whole.entities[ident].fields}
            entities[ident] = replace(whole.entities[ident], fields=fields)
        domains = {**other.domains, **whole.domains}
        for ident in other.domains.keys() & whole.domains.keys():
            values = dict.fromkeys((*whole.domains[ident].values, *other.domains[ident].values))
            domains[ident] = replace(whole.domains[ident], values=tuple(values))
        whole = replace(whole, entities=entities, domains=domains)
    return whole
