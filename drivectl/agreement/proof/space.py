"""Every case that a set of conditions can tell apart, each once: so a question about all cases has an exact answer.

Conditions ask finite questions. Values that answer every question alike form a block, and one of a block stands for
all of it; *missing* is a block of its own, always. The product of the blocks is the whole space of cases.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from drivectl.agreement.decide import Facts, Truth, tests, truth
from drivectl.errors import DrivectlError, problem
from drivectl.model.agreement import Condition, Test
from drivectl.model.catalogue import Catalogue, Field
from drivectl.model.export import MISSING, Value
from drivectl.safe import name, names, say

Point = Mapping[str, Value]
"""One case as conditions see it: attribute -> value. What a point does not name is missing."""

CAP: Final = 250_000
"""Most cases that are tried at once: some seconds. A question about many fields may try four times as many."""
SOME_DAY: Final = date(2000, 1, 1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Space:
    """Attribute -> one value of each block, likely ones first and ``MISSING`` last."""

    axes: Mapping[str, tuple[Value, ...]]

    def size(self) -> int:
        """How many points there are."""
        return math.prod(map(len, self.axes.values()))

    def only(self, attributes: Iterable[str]) -> "Space":
        """The space of some of the attributes, in their blocks as they are here."""
        return Space({one: self.axes[one] for one in sorted(frozenset(attributes))})

    def too_many(self) -> DrivectlError:
        """STR024: there are more cases than can be tried, and these attributes make them."""
        widest = sorted(self.axes, key=lambda one: len(self.axes[one]), reverse=True)
        notes = tuple(say("{a}: {n} kinds of value", a=name(one), n=len(self.axes[one])) for one in widest[:12])
        what = say("{n} cases are too many to try; they come from {all}", n=self.size(), all=names(widest))
        return problem("STR024", what, notes=notes)

    def points(self) -> Iterator[dict[str, Value]]:
        """Every point. STR024, with the attributes, where they are too many to try."""
        if self.size() > CAP:
            raise self.too_many()
        for values in itertools.product(*self.axes.values()):
            yield dict(zip(self.axes, values, strict=True))


def space(catalogue: Catalogue, conditions: Iterable[Condition | None], attributes: Iterable[str] = ()) -> Space:
    """The space of ``conditions``, and of ``attributes`` that none of them asks about."""
    asked: dict[str, dict[Test, None]] = {one: {} for one in attributes}
    for condition in conditions:
        for test in tests(condition):
            asked.setdefault(test.field, {})[test] = None
    return Space({path: _blocks(catalogue, path, tuple(asked[path])) for path in sorted(asked)})


def _blocks(catalogue: Catalogue, path: str, asked: tuple[Test, ...]) -> tuple[Value, ...]:
    field = catalogue.field(path)
    domain = catalogue.domains.get(field.domain or "")
    orders = {path: domain.values} if domain is not None and domain.ordered else {}
    if field.type in {"list", "set"}:
        return (*_collections(path, asked), MISSING)
    found: dict[tuple[Truth, ...], Value] = {}
    for value in domain.values if domain is not None else _likely(field, asked):
        found.setdefault(tuple(truth(test, Facts({path: value}, orders)) for test in asked), value)
    return (*found.values(), MISSING)


def _collections(path: str, asked: tuple[Test, ...]) -> list[Value]:
    """One list for each set of ``contains`` that can be true together: unions of what single members answer."""
    members = dict.fromkeys(str(one) for test in asked if test.op == "contains" for one in test.values)
    found: dict[frozenset[Test], tuple[str, ...]] = {frozenset(): ()}
    for member in members:
        answers = frozenset(test for test in asked if test.op == "contains" and member in test.values)
        for known, values in list(found.items()):
            found.setdefault(known | answers, (*values, member))
        if len(found) > CAP:  # each member can double them
            raise Space({path: tuple(found.values())}).too_many()
    return list(found.values())


def _likely(field: Field, asked: tuple[Test, ...]) -> list[Value]:
    """Values of a field without a domain: what is asked about, either side of it, and something else."""
    mentioned = [value for test in asked for value in test.values]
    if field.type == "yn":
        return [True, False]
    if field.type == "int":
        numbers = sorted({n for one in mentioned if isinstance(one, int) for n in (one - 1, one, one + 1)})
        low, high = field.minimum, field.maximum
        numbers = [n for n in numbers if (low is None or n >= low) and (high is None or n <= high)]
        return list(numbers or [1 if low is None else low])
    if field.type in {"date", "datetime"}:
        return [_moment(field, day) for day in _days(mentioned)]
    texts = list(dict.fromkeys(str(one) for one in mentioned))
    other = "other"
    while other in texts:
        other += "-"
    return [*texts, other]


def _days(mentioned: Iterable[object]) -> list[date]:
    days = [date.fromisoformat(one[:10]) for one in mentioned if isinstance(one, str)]
    return sorted({near for day in days for near in (day - DAY, day, day + DAY)}) or [SOME_DAY]


def _moment(field: Field, day: date) -> Value:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if field.type == "datetime" else day
