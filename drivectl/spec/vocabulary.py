"""The words of a site's own catalogue, parties and baseline as definitions of JSON Schema, by where they may stand."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from drivectl.model.agreement import RECIPIENT, Baseline, Parties
from drivectl.model.catalogue import Catalogue, Field
from drivectl.spec.clauses import acts_for, levels_for
from drivectl.spec.schemas.base import DAY, MOMENT
from drivectl.spec.words import major

Json = dict[str, Any]

_MANY: Final = ("list", "set")
_NO_ROW: Final = {"type": "null"}
_MISSING: Final[Json] = {"type": "object", "required": ["is"], "additionalProperties": False}
_WHOLE: Final = r"(?![\s\S])"


class Vocabulary:
    """``defs`` holds what has been referred to so far."""

    def __init__(
        self, catalogue: Catalogue | None = None, parties: Parties | None = None, baseline: Baseline | None = None
    ) -> None:
        self.defs: dict[str, Json] = {}
        self.catalogue = catalogue
        self.parties = list(parties.parties) if parties else []
        self.baseline = baseline
        entities = catalogue.entities.values() if catalogue else ()
        by_role = {one.of for one in entities if one.of}
        self.fields = {field.path: field for one in entities for field in one.fields.values()}
        self.rule_fields = {path: one for path, one in self.fields.items() if one.entity not in by_role}
        self.own: bool = baseline is None
        """Whether this is for the baseline itself: ``$recipient`` may stand in its conditions."""

    def place(self, words: str, shape: Json) -> Json:
        """``shape`` where ``words`` may stand."""
        if self.catalogue is None:
            return shape
        special: dict[str, Callable[[Json], Json]] = {
            "grants": self._clauses,
            "ceilings": self._clauses,
            "column": self._column,
            "flag_column": self._flag_column,
        }
        if words in special:
            return special[words](shape)
        return {"$ref": self._refer(words, getattr(self, f"_{words}"))}

    def _refer(self, name: str, make: Callable[[], Json]) -> str:
        if name not in self.defs:
            self.defs[name] = {}  # a condition holds conditions
            self.defs[name] = make()
        return f"#/$defs/{name}"

    # -- names

    def _party(self) -> Json:
        return {"enum": self.parties}

    def _field(self) -> Json:
        return {"enum": list(self.fields)}

    def _rule_field(self) -> Json:
        return {"enum": list(self.rule_fields)}

    def _text_field(self) -> Json:
        return {"enum": [path for path, one in self.rule_fields.items() if one.type == "text"]}

    def _flag_field(self) -> Json:
        return {"enum": list(self.baseline.flag_fields if self.baseline else ())}

    def _class(self) -> Json:
        return {"enum": list(self.catalogue.classes if self.catalogue else ())}

    def _nation(self) -> Json:
        domain = self.catalogue.domains.get("nation") if self.catalogue else None
        return {"enum": list(domain.values)} if domain else {}

    def _subject(self) -> Json:
        views = [one.name for one in self.catalogue.entities.values() if one.kind == "view"] if self.catalogue else []
        return {"enum": ["case", "by_role", *views]}

    def _hold(self) -> Json:
        return {"enum": [*(one.id for one in self.baseline.holds), "none"]} if self.baseline else {"type": "string"}

    def _notice(self) -> Json:
        return (
            {"enum": [one.requires_notice for one in self.baseline.coherence if one.requires_notice]}
            if self.baseline
            else {}
        )

    def _catalogue(self) -> Json:
        return {"const": f"{self.catalogue.id}@{major(self.catalogue.version)}"} if self.catalogue else {}

    def _baseline(self) -> Json:
        return {"const": f"{self.baseline.id}@{major(self.baseline.version)}"} if self.baseline else {}

    def _kept_from(self) -> Json:
        return {"enum": ["transfer", "expires", *self.rule_fields]}

    def _counted_from(self) -> Json:
        dated = [path for path, one in self.rule_fields.items() if one.type in {"date", "datetime"}]
        return {"anyOf": [{"enum": ["transfer", *dated]}, {"type": "string", "pattern": f"^{DAY}{_WHOLE}"}]}

    # -- values

    def _value(self, field: Field) -> Json:
        if field.type == "yn":
            return {"type": "boolean"}
        if field.type == "int":
            limits = {"minimum": field.minimum, "maximum": field.maximum}
            return {"type": "integer"} | {key: n for key, n in limits.items() if n is not None}
        if field.of == "party":
            return {"$ref": self._refer("party", self._party)}
        if domain := self._values(field):
            return {"enum": domain}
        form = {"date": DAY, "datetime": MOMENT}.get(field.type)
        return {"type": "string"} | ({"pattern": f"^{form}{_WHOLE}"} if form else {})

    def _values(self, field: Field) -> list[str]:
        domain = self.catalogue.domains.get(field.domain or "") if self.catalogue else None
        return [str(one).lower() if isinstance(one, bool) else one for one in domain.values] if domain else []

    def _given(self) -> Json:
        def value(field: Field) -> Json:
            one = self._value(field)
            return {"anyOf": [{"type": "array", "items": one} if field.type in _MANY else one, _is_missing()]}

        return _closed({path: value(one) for path, one in self.rule_fields.items()})

    def _fixed(self) -> Json:
        stated = (one for one in self.fields.values() if one.type != "id" and "safety" not in one.classes)
        return _closed({one.path: self._value(one) for one in stated})

    # -- conditions

    def _condition(self) -> Json:
        own = {"$ref": "#/$defs/condition"}
        several = {"type": "array", "items": own, "minItems": 1}
        known = {path: {"$ref": self._test(one)} for path, one in self.rule_fields.items()}
        joined = _closed({"not": own, "any": several, "all": several} | known) | {"minProperties": 1}
        return {"anyOf": [joined, several]}

    def _test(self, field: Field) -> str:
        name = f"test.{field.of or field.domain or field.type}.{field.type}.{field.minimum}.{field.maximum}"
        return self._refer(name, lambda: self._tests(name, field))

    def _tests(self, name: str, field: Field) -> Json:
        operators: Json = {"is": {"const": "missing"}, "not": {"$ref": f"#/$defs/{name}"}}
        one = self._value(field)
        alone: list[Json] = []
        domain = self.catalogue.domains.get(field.domain or "") if self.catalogue else None
        if field.type in _MANY:
            if domain or field.of:
                extra = [{"const": RECIPIENT}] if self.own and field.of == "party" else []
                operators["contains"] = _one_or_more({"anyOf": [one, *extra]})
        elif domain or field.type == "int":
            alone = _one_or_more(one)["anyOf"]
        if field.type == "int" or (field.type == "enum" and domain and domain.ordered):
            operators |= dict.fromkeys(("gte", "lte", "gt", "lt"), one)
        return {"anyOf": [*alone, _closed(operators) | {"minProperties": 1}]}

    # -- clauses and columns

    def _clauses(self, shape: Json) -> Json:
        """The clauses of each field: what may be done with it, and how exact it may stay."""
        found = {}
        assert self.catalogue is not None
        for path, field in self.rule_fields.items():
            if field.references is None:
                acts = [str(one) for one in acts_for(field)]
                levels = levels_for(field, self.catalogue) if "generalise" in acts else []
                found[path] = {
                    "$ref": self._grants(acts, levels, shape["additionalProperties"]),
                    "description": _about(field),
                }
        return _closed(found)

    def _grants(self, acts: list[str], levels: list[str], listed: Json) -> str:
        alone = {
            "allOf": [listed["anyOf"][0], {"properties": {"action": {"enum": acts}, "to": {"enum": [None, *levels]}}}]
        }
        made = {"anyOf": [alone, listed["anyOf"][1] | {"items": alone}]}
        number = next((n for n in range(100) if self.defs.get(f"clauses.{n}", made) == made), 0)
        return self._refer(f"clauses.{number}", lambda: made)

    def _column(self, shape: Json) -> Json:
        """A column by the field it is bound to."""
        fields = self.fields.values()
        coded = {one.domain for one in fields if one.domain}
        several = {one.path: [path.partition(".")[2] for path in one.sources] for one in fields if one.sources}
        return {
            "allOf": [
                shape,
                _for_field([f.path for f in fields if f.type not in _MANY], {"split": _NO_ROW, "empty": _NO_ROW}),
                _for_field(
                    [f.path for f in fields if f.type == "id" or f.path.endswith(".date_of_birth")],
                    {"unknown_values": {"const": "fail"}},
                ),
                _for_field([f.path for f in fields if not f.domain], {"codes": _NO_ROW}),
                _for_field([f.path for f in fields if not f.sources], {"part": _NO_ROW}),
                *(self._codes(one, whole=True) for one in sorted(coded)),
                *(_for_field([path], {"part": {"enum": [None, *parts]}}) for path, parts in several.items()),
            ]
        }

    def _codes(self, domain: str, *, whole: bool) -> Json:
        fields = [one for one in self.fields.values() if one.domain == domain]
        known = self._values(fields[0])
        codes: Json = {"propertyNames": {"enum": known}} | ({"required": known} if whole else {})
        return _for_field([one.path for one in fields], {"codes": codes})

    def _flag_column(self, shape: Json) -> Json:
        named = [self.fields[path] for path in (self.baseline.flag_fields if self.baseline else ())]
        bare = [one.path for one in named if not one.domain]
        domains = sorted({one.domain for one in named if one.domain})
        none = {"codes": {"maxProperties": 0}}
        return {"allOf": [shape, _for_field(bare, none), *(self._codes(one, whole=False) for one in domains)]}


def _about(field: Field) -> str:
    return "; ".join([field.type, ", ".join(field.classes), *([field.note] if field.note else [])])


def _closed(properties: Json) -> Json:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _one_or_more(one: Json) -> Json:
    return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}


def _is_missing() -> Json:
    return _MISSING | {"properties": {"is": {"const": "missing"}}}


def _for_field(paths: Iterable[str], then: Json) -> Json:
    return {
        "if": {"required": ["field"], "properties": {"field": {"enum": list(paths)}}},
        "then": {"properties": then},
    }
