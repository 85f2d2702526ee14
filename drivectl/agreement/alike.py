"""Values that no condition can tell apart, taken for one another: few different facts are then left to decide."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from drivectl.agreement.decide import Facts, Truth, tests, truth
from drivectl.agreement.resolve import Effective
from drivectl.model.agreement import Condition, Test
from drivectl.model.export import MISSING, Value


class Alike:
    """The first value met of each block stands for all that answer every test as it does."""

    def __init__(
        self,
        conditions: Iterable[Condition | None],
        effective: Effective,
        orders: Mapping[str, tuple[str | bool, ...]],
    ) -> None:
        self._catalogue = effective.catalogue
        self._parties = effective.known
        self._orders = orders
        self._tests: dict[str, dict[str, Test]] = {}
        for condition in conditions:
            for test in tests(condition):
                self._tests.setdefault(test.field, {})[repr(test)] = test  # by its words: True equals 1
        self._known: dict[tuple[str, Value, type], Value] = {}
        self._first: dict[tuple[str, tuple[Truth, ...]], Value] = {}

    def of(self, attribute: str, value: Value) -> Value:
        """What stands for ``value``."""
        key = (attribute, value, value.__class__)
        found = self._known.get(key)
        if found is None:
            found = self._block(attribute, self._clean(attribute, value))
            if not isinstance(value, datetime):  # two moments can be equal and fall on different days
                self._known[key] = found
        return found

    def _block(self, attribute: str, value: Value) -> Value:
        facts = Facts({attribute: value}, self._orders)
        answers = tuple(truth(test, facts) for test in self._tests.get(attribute, {}).values())
        return self._first.setdefault((attribute, answers), value)

    def _clean(self, attribute: str, value: Value) -> Value:
        """A value outside its domain, of another type than its field, or naming no party says nothing."""
        field = self._catalogue.field(attribute)
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        if isinstance(value, bool) and field.type != "yn":
            return MISSING
        if field.of == "party" and isinstance(value, tuple) and not self._parties.issuperset(value):
            return MISSING
        if field.domain is not None and field.type in {"enum", "yn"}:
            known = self._catalogue.domains[field.domain].values
            return value if any(type(one) is type(value) and one == value for one in known) else MISSING
        return value
