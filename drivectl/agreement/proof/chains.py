"""Which released facts a hidden one follows from, and whether some case lets them all out together.

The first is a closure over the catalogue's inferences; the second a search that takes one attribute after another
and turns back at the first thing that cannot be. Both are exact.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from drivectl.agreement.proof.space import CAP, Point, Space
from drivectl.model.catalogue import Inference
from drivectl.model.export import Value


class Chain(NamedTuple):
    """``facts`` that are enough, and the inferences that lead on from them, in an order in which they can be drawn."""

    facts: frozenset[str]
    steps: tuple[Inference, ...]


class Demand(NamedTuple):
    """Something that must be so in the case, and the attributes that it reads."""

    reads: frozenset[str]
    met: Callable[[Point], bool]


def chains(target: str, known: frozenset[str], inferences: Sequence[Inference]) -> tuple[Chain, ...]:
    """Every way to ``target`` from ``known`` that has nothing to spare, the shortest first."""
    giving: dict[str, list[Inference]] = {}
    for one in inferences:
        giving.setdefault(one.gives, []).append(one)

    def ways(fact: str, above: frozenset[str]) -> Iterator[Chain]:
        if fact in known and above:
            yield Chain(frozenset({fact}), ())
        for inference in giving.get(fact, ()):
            if not above.union({fact}).isdisjoint(inference.sources):
                continue  # in a circle nothing new is learned
            for parts in itertools.product(*(tuple(ways(one, above | {fact})) for one in inference.sources)):
                steps = dict.fromkeys(itertools.chain(*(part.steps for part in parts), (inference,)))
                yield Chain(frozenset[str]().union(*(part.facts for part in parts)), tuple(steps))

    found = sorted(dict.fromkeys(ways(target, frozenset())), key=lambda one: (len(one.facts), len(one.steps)))
    return tuple(one for i, one in enumerate(found) if not any(_spares(other, one) for other in found[:i]))


def _spares(less: Chain, more: Chain) -> bool:
    return less.facts <= more.facts and frozenset(less.steps) <= frozenset(more.steps)


def case(demands: Sequence[Demand], axes: Mapping[str, tuple[Value, ...]]) -> Point | None:
    """A case in which every demand is met; None where there is none. STR024 where it takes too long to say."""
    tried = itertools.count()

    def search(at: int, point: dict[str, Value]) -> Point | None:
        if at == len(demands):
            return point
        free = sorted(demands[at].reads - point.keys())
        for values in itertools.product(*(axes[one] for one in free)):
            if next(tried) > CAP:
                raise Space(axes).too_many()
            further = {**point, **dict(zip(free, values, strict=True))}
            if demands[at].met(further) and (found := search(at + 1, further)) is not None:
                return found
        return None

    return search(0, {})
