"""The cast of a case: whose names, numbers and addresses its record holds, read through the catalogue's classes."""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from drivectl.model.catalogue import Catalogue, Entity, Field
from drivectl.model.export import Case, Missing, Record, Value
from drivectl.model.finding import Cast, Kind, Person, Role

IDENTIFYING: Final = frozenset(
    "identity contact safe_contact locating safe_location linkage_key third_party informant professional".split()
)
"""Classes of fields whose values identify, reach or locate somebody."""
_ROLES: Final[dict[str, Role]] = {
    "victim": "victim",
    "secondary_victim": "victim",
    "perpetrator": "perpetrator",
    "child": "child",
    "new_partner": "associate",
    "relative": "family",
    "professional": "professional",
    "referrer_contact": "informant",
    "informant": "informant",
    "third_party": "informant",
}


def cast_of(case: Case, catalogue: Catalogue) -> Cast:
    """The people of ``case`` and its own references. Columns count by their field's classes, never by their name."""
    known: dict[tuple[Role, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    kinds: dict[str, Kind] = {}
    own: dict[str, list[str]] = defaultdict(list)
    roles = {
        who: _ROLES.get(role, "family")
        for record in case.records
        for role, who in record.subjects.items()
        if role in _ROLES
    }
    for record in case.records:
        for path, cell in record.cells.items():
            if not catalogue.has(path) or isinstance(cell.value, Missing):
                continue
            field, entity = catalogue.field(path), catalogue.entities[path.partition(".")[0]]
            kind = kind_of(field)
            texts = _texts(cell.value)
            if kind is None or not texts:
                continue
            who = _owner(field, entity, record, roles)
            (known[who] if who else own)[path] += [
                one for one in texts if one not in (known[who] if who else own)[path]
            ]
            kinds[path] = kind
    people = tuple(
        Person(
            person_id=who,
            role=role,
            known={path: tuple(values) for path, values in fields.items()},
            kinds={path: kinds[path] for path in fields},
        )
        for (role, who), fields in known.items()
    )
    return Cast(case=case.ref, people=people, case_known={path: tuple(values) for path, values in own.items()})


def kind_of(field: Field) -> Kind | None:  # noqa: PLR0911 -- a table of cases
    """What a value of ``field`` is, by its classes and type; None where it identifies nobody or is itself a text."""
    classes = set(field.classes)
    if not classes & IDENTIFYING or field.type in {"enum", "yn", "int", "text", "datetime", "set"} or field.domain:
        return None
    if field.type == "date":
        return Kind.DATE_OF_BIRTH if "identity" in classes else None
    if field.type == "address":
        return Kind.ADDRESS
    if field.type == "id" or "linkage_key" in classes:
        return Kind.CASE_REF
    if classes & {"contact", "safe_contact"}:
        return Kind.PHONE
    if classes & {"locating", "safe_location"} or "locating_indirect" in classes:
        return Kind.ORG_IDENTIFYING
    return Kind.PERSON


def _owner(field: Field, entity: Entity, record: Record, roles: Mapping[str, Role]) -> tuple[Role, str] | None:  # noqa: PLR0911 -- a table of cases
    """Whose value it is: another person's where the class says so, else the row's subject; None for the case's own."""
    if "informant" in field.classes or entity.name == "informant":
        return "informant", f"{record.table}:{record.row}:{field.path}"
    if "third_party" in field.classes:
        return "associate", f"{record.table}:{record.row}:{field.path}"
    if "professional" in field.classes or entity.subject == "professional":
        return "professional", f"{record.table}:{record.row}:{field.path}"
    if entity.subject in record.subjects:
        return _ROLES.get(entity.subject, "family"), record.subjects[entity.subject]
    if entity.subject in _ROLES:
        return _ROLES[entity.subject], f"{entity.subject}:{record.case}"
    who = record.subjects.get("by_role") or next((one for role, one in record.subjects.items() if role != "case"), None)
    if entity.subject == "by_role" and who:
        return roles.get(who, "family"), who
    return None


def _texts(value: Value) -> list[str]:
    values = value if isinstance(value, tuple) else (value,)
    return [
        one.isoformat() if isinstance(one, date) else str(one).strip()
        for one in values
        if not isinstance(one, (Missing, bool)) and str(one).strip()
    ]


_PARTS: Final = {
    "name": ("name", Kind.PERSON),
    "aliases": ("aliases", Kind.PERSON),
    "dob": ("date_of_birth", Kind.DATE_OF_BIRTH),
    "addresses": ("address", Kind.ADDRESS),
    "postcodes": ("address", Kind.ADDRESS),
    "school": ("school", Kind.ORG_IDENTIFYING),
    "phones": ("phone", Kind.PHONE),
    "emails": ("phone", Kind.PHONE),
}
_KIN_WORDS: Final = frozenset(
    "mother father mum dad sister brother aunt uncle gran grandmother grandfather nan cousin son daughter niece nephew stepfather stepmother parent family".split()
)
_ASSOCIATES: Final = frozenset(
    "partner friend boyfriend girlfriend ex colleague landlord employer associate neighbour".split()
)


def record_cast(record: Mapping[str, object], case: str = "") -> Cast:
    """The cast of a ``record`` object of a JSONL line. A key that is not known still gives values to hide."""
    people: list[Person] = []
    people += _people(record.get("victim"), "victim")
    people += _people(record.get("perpetrator"), "perpetrator")
    people += _people(record.get("children"), "child")
    for at, other in enumerate(_listed(record.get("others"))):
        people += _people(other, _relation(other), at)
    rest = {
        key: tuple(_leaves(value))
        for key, value in record.items()
        if key not in {"victim", "perpetrator", "children", "others"}
    }
    return Cast(case=case, people=tuple(people), case_known={key: values for key, values in rest.items() if values})


def _people(value: object, role: Role, at: int = 0) -> list[Person]:
    found = []
    for number, one in enumerate(_listed(value), at):
        if not isinstance(one, Mapping):
            continue
        known: dict[str, list[str]] = defaultdict(list)
        kinds: dict[str, Kind] = {}
        for key, part in one.items():
            if key != "relation":
                name, kind = _PARTS.get(key, ("identifiers", Kind.CASE_REF))
                known[f"{role}.{name}"] += _leaves(part)
                kinds[f"{role}.{name}"] = kind
        found.append(
            Person(
                person_id=f"{role}-{number + 1}",
                role=role,
                known={key: tuple(values) for key, values in known.items()},
                kinds=kinds,
            )
        )
    return found


def _relation(other: object) -> Role:
    words = str(other.get("relation", "")).lower().split() if isinstance(other, Mapping) else []
    if {"informant", "referrer", "source"} & set(words):
        return "informant"
    return "associate" if set(words) & _ASSOCIATES and not set(words) & _KIN_WORDS else "family"


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def _leaves(value: object) -> list[str]:
    """Every text in ``value``, however deep."""
    if isinstance(value, Mapping):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [leaf for one in value for leaf in _leaves(one)]
    return [] if value is None or isinstance(value, bool) else [str(value)]
