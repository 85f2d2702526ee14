"""The cast of a case: whose names, numbers and addresses its record holds, read through the catalogue's classes."""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
from collections import defaultdict
from collections.abc import Mapping
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
    "emails": ("email", Kind.EMAIL),
    **{kind.value.lower(): (kind.value.lower(), kind) for kind in Kind},
}
"""Key of a person in a record -> the field it stands for and what its values are; numbers go by their kind."""
_PEOPLE: Final = frozenset({"victim", "perpetrator", "children", "others"})
_NAME_WORDS: Final = 4
"""Longer than a name: such a value of a key that is not known is looked for whole."""
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
    for key, value in record.items():
        for one in _listed(value) if key not in _PEOPLE | {"refs"} else ():
            whole = isinstance(one, Mapping)
            people += _people(one if whole else {key: one}, "family" if whole else "none", len(people))
    refs = tuple(_leaves(record.get("refs")))
    return Cast(case=case, people=tuple(people), case_known={"refs": refs} if refs else {})


def unlisted_keys(record: Mapping[str, object]) -> set[str]:
    """The keys of ``record`` whose values are looked for although nobody said what they are."""
    people = [one for key in _PEOPLE for one in _listed(record.get(key)) if isinstance(one, Mapping)]
    mine = {str(key) for one in people for key in one} - _PARTS.keys() - {"relation"}
    return mine | ({str(key) for key in record} - _PEOPLE - {"refs"})


def _people(people: object, role: Role, at: int = 0) -> list[Person]:
    found = []
    for number, one in enumerate(_listed(people), at):
        if not isinstance(one, Mapping):
            one = {"name": one}  # noqa: PLW2901 -- a person given by a name alone
        known: dict[str, list[str]] = defaultdict(list)
        kinds: dict[str, Kind] = {}
        for key, part in one.items():
            for value in _leaves(part) if key != "relation" else ():
                short = len(value.split()) <= _NAME_WORDS
                name, kind = _PARTS.get(key, ("names", Kind.PERSON) if short else ("others", Kind.CASE_REF))
                known[f"{role}.{name}"].append(value)
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
    found: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping | list | tuple):
            waiting += reversed(list(one.values() if isinstance(one, Mapping) else one))
        elif one is not None and not isinstance(one, bool):
            found.append(str(one))
    return found
