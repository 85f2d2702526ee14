"""Conditions: typed YAML over finite domains, so that every question about them has an exact answer.

A mapping is AND, a list is any-of. Nothing here decides what a condition means for a record.
"""

from collections.abc import Callable
from typing import Any, Final

from drivectl.model.agreement import RECIPIENT, All, AnyOf, Condition, GivenMissing, Not, Operator, Test
from drivectl.model.catalogue import Field
from drivectl.safe import name, names, say
from drivectl.spec.report import nearest
from drivectl.spec.words import Words

_ORDER: Final[dict[str, Operator]] = {"gte": "gte", "lte": "lte", "gt": "gt", "lt": "lt"}
_OPERATORS: Final = (*_ORDER, "contains", "is", "not")
_JOINS: Final = ("not", "any", "all")

Route = tuple[str | int, ...]


class Conditions:
    """Reads the conditions of one document."""

    def __init__(self, words: Words, *, recipient: bool = False) -> None:
        self.words = words
        self.report = words.report
        self.recipient = recipient
        """Whether ``$recipient`` may be named (a baseline only)."""

    def read(self, raw: Any, *route: str | int) -> Condition | None:
        """The condition at ``route``; None where there is none or it is wrong (and reported)."""
        if raw is None:
            if self.report.doc.route(*route)[-1:] == route[-1:]:  # the key is in the file, with nothing behind it
                self._wrong(route)
            return None
        if isinstance(raw, dict) and raw:
            return self._all([self._entry(key, value, (*route, key)) for key, value in raw.items()])
        if isinstance(raw, list) and raw:
            return self._any([self.read(one, *route, i) for i, one in enumerate(raw)])
        self._wrong(route)
        return None

    def _wrong(self, route: Route) -> None:
        what = say("a condition is a mapping of fields to values, or a list of such mappings")
        self.report.add("STR004", what, *route)

    @staticmethod
    def _all(parts: list[Condition | None]) -> Condition:
        kept = tuple(one for one in parts if one is not None)
        return kept[0] if len(kept) == 1 else All(kept)

    @staticmethod
    def _any(parts: list[Condition | None]) -> Condition:
        kept = tuple(one for one in parts if one is not None)
        return kept[0] if len(kept) == 1 else AnyOf(kept)

    def _entry(self, key: str, raw: Any, route: Route) -> Condition | None:
        if key == "not":
            part = self.read(raw, *route)
            return None if part is None else Not(part)
        if key in {"any", "all"}:
            if not isinstance(raw, list) or not raw:
                self.report.add("STR004", say("{key} takes a list of conditions", key=name(key)), *route)
                return None
            parts = [self.read(one, *route, i) for i, one in enumerate(raw)]
            return self._any(parts) if key == "any" else self._all(parts)
        if "." not in key and (close := nearest(key, _JOINS)):
            self.report.add(
                "STR004", say("{key} is not a word of conditions", key=name(key)), *route, key=True, fix=close
            )
            return None
        field = self.words.rule_field(key, *route, key=True)
        return None if field is None else self._test(field, raw, route)

    def _test(self, field: Field, raw: Any, route: Route) -> Condition | None:
        if not isinstance(raw, dict):
            return self._among(field, raw, route)
        if not raw:
            self._wrong(route)
            return None
        return self._all([self._operator(field, op, value, (*route, op)) for op, value in raw.items()])

    def _operator(self, field: Field, op: str, raw: Any, route: Route) -> Condition | None:
        if op == "not":
            part = self._test(field, raw, route)
            return None if part is None else Not(part)
        if op == "is":
            if raw == "missing":
                return Test(field.path, "missing")
            self.report.add("STR004", say("is takes only: missing"), *route)
        elif op == "contains":
            return self._contains(field, raw, route)
        elif op in _ORDER:
            return self._order(field, _ORDER[op], raw, route)
        else:
            fix = nearest(op, _OPERATORS) or say("it takes: {all}", all=names(_OPERATORS))
            self.report.add("STR004", say("{op} is not an operator", op=name(op)), *route, key=True, fix=fix)
        return None

    def _among(self, field: Field, raw: Any, route: Route) -> Condition | None:
        if field.type in {"list", "set"}:
            fix = say("write contains: VALUE")
            self.report.add("STR004", say("{f} holds several values", f=name(field.path)), *route, fix=fix)
            return None
        if field.domain is None and field.type != "int":
            what = say("{f} has no finite set of values to test against", f=name(field.path))
            self.report.add("STR004", what, *route, fix=say("only is: missing can be asked of it"))
            return None
        return self._values(field, "in", raw, route, lambda one, at: self.words.value(field, one, *at))

    def _contains(self, field: Field, raw: Any, route: Route) -> Condition | None:
        if field.type not in {"list", "set"} or (field.domain is None and field.of is None):
            what = say("{f} is no list of known values, so nothing can be contained in it", f=name(field.path))
            self.report.add("STR004", what, *route)
            return None

        def one_value(one: Any, at: Route) -> str | int | bool | None:
            if one != RECIPIENT:
                return self.words.value(field, one, *at)
            if self.recipient and field.of == "party":
                return RECIPIENT
            self.report.add("STR004", say("$recipient is a word of the baseline, for lists of parties"), *at)
            return None

        return self._values(field, "contains", raw, route, one_value)

    def _order(self, field: Field, op: Operator, raw: Any, route: Route) -> Condition | None:
        domain = self.words.catalogue.domains.get(field.domain or "")
        if field.type != "int" and not (field.type == "enum" and domain is not None and domain.ordered):
            what = say("the values of {f} have no order", f=name(field.path))
            self.report.add("STR004", what, *route, key=True, fix=say("list the values instead"))
            return None
        value = self.words.value(field, raw, *route)
        return None if value is None else Test(field.path, op, (value,))

    def _values(
        self,
        field: Field,
        op: Operator,
        raw: Any,
        route: Route,
        read: "Callable[[Any, Route], str | int | bool | None]",
    ) -> Condition | None:
        if not isinstance(raw, list):
            value = read(raw, route)
            return None if value is None else Test(field.path, op, (value,))
        if not raw:
            self.report.add("STR004", say("an empty list matches nothing"), *route)
            return None
        values = [read(one, (*route, i)) for i, one in enumerate(raw)]
        return Test(field.path, op, tuple(one for one in values if one is not None))


def given(words: Words, raw: dict[str, Any], *route: str | int) -> dict[str, object]:
    """The values that a test starts from, each checked against its field."""
    found: dict[str, object] = {}
    for path, value in raw.items():
        field = words.rule_field(path, *route, path, key=True)
        if field is None:
            continue
        if isinstance(value, dict):
            if value != {"is": "missing"}:
                words.report.add("STR004", say("only is: missing can stand here"), *route, path)
            found[path] = GivenMissing.MISSING
        elif field.type in {"list", "set"}:
            if not isinstance(value, list):
                words.report.add("STR004", say("{f} takes a list", f=name(path)), *route, path)
                continue
            found[path] = [words.value(field, one, *route, path, i) for i, one in enumerate(value)]
        else:
            found[path] = words.value(field, value, *route, path)
    return found
