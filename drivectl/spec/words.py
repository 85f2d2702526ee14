"""Names and values in a policy file against the catalogue: a typing mistake must not become permission."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from drivectl.model.catalogue import Catalogue, Field
from drivectl.safe import name, names, say
from drivectl.spec.report import Report
from drivectl.spec.schemas.base import DAY, MOMENT

_DAYS: Final = {"date": DAY, "datetime": MOMENT}


class Words:
    """The vocabulary that the names of one document are checked against."""

    def __init__(self, catalogue: Catalogue, report: Report, parties: Collection[str] = ()) -> None:
        self.catalogue = catalogue
        self.report = report
        self.parties = parties
        self._by_role = {one.of for one in catalogue.entities.values() if one.of}

    def field(self, path: str, *route: str | int, key: bool = False) -> Field | None:
        """The field at ``path``, or None with STR006 and the nearest fields reported."""
        if self.catalogue.has(path):
            return self.catalogue.field(path)
        entity, _, last = path.partition(".")
        known = [f"{e.name}.{f}" for e in self.catalogue.entities.values() for f in e.fields]
        if entity in self.catalogue.entities:  # the entity is right, so only its own fields are proposed
            known = [f"{entity}.{f}" for f in self.catalogue.entities[entity].fields]
        else:
            known.sort(key=lambda one: one.partition(".")[2] != last)
        self.report.unknown(say("field of the catalogue"), path, known, *route, key=key)
        return None

    def rule_field(self, path: str, *route: str | int, key: bool = False) -> Field | None:
        """A field that rules may name: by role, never a stored person or worker, never a foreign key."""
        field = self.field(path, *route, key=key)
        if field is None:
            return None
        if field.entity in self._by_role:
            views = [one.name for one in self.catalogue.entities.values() if one.of == field.entity]
            what = say("{path} is named by role: what protects a person depends on it", path=name(path))
            self.report.add("STR006", what, *route, key=key, fix=say("name one of: {views}", views=names(views)))
            return None
        return field

    def clause_field(self, path: str, *route: str | int, key: bool = False) -> Field | None:
        """A field that can have a clause: a foreign key follows the key it names."""
        field = self.rule_field(path, *route, key=key)
        if field is not None and field.references is not None:
            what = say("{path} gets the treatment of {key}", path=name(path), key=name(field.references))
            fix = say("write the clause for {key}", key=name(field.references))
            self.report.add("STR006", what, *route, key=key, fix=fix)
            return None
        return field

    def one_of(self, kind: str, word: str, known: Iterable[str], *route: str | int, key: bool = False) -> bool:
        """Whether ``word`` is among ``known``; STR006 with the nearest where it is not."""
        known = list(known)
        if word not in known:
            self.report.unknown(name(kind), word, known, *route, key=key)
        return word in known

    def value(self, field: Field, raw: object, *route: str | int) -> str | int | bool | None:
        """``raw`` as a value of ``field``; None with STR006 reported where it cannot be one."""
        wanted: type = bool if field.type == "yn" else int if field.type == "int" else str
        if type(raw) is not wanted or not isinstance(raw, (str, int)):
            kind = {bool: say("true or false"), int: say("a whole number")}.get(wanted, say("text"))
            self.report.add("STR006", say("{path} takes {kind}", path=name(field.path), kind=kind), *route)
            return None
        if isinstance(raw, str) and not self._known(field, raw, *route):
            return None
        if isinstance(raw, int) and not isinstance(raw, bool) and not self._in_range(field, raw):
            self.report.add("STR006", say("{path} cannot be {n}", path=name(field.path), n=raw), *route)
            return None
        return raw

    def _known(self, field: Field, raw: str, *route: str | int) -> bool:
        if field.of == "party":
            return self.one_of("party", raw, self.parties, *route)
        domain = self.catalogue.domains.get(field.domain or "")
        if domain is not None:
            return self.one_of(f"value of {field.path}", raw, map(str, domain.values), *route)
        if field.type in _DAYS and not re.fullmatch(_DAYS[field.type], raw):
            self.report.add("STR006", say("{path} takes a date, such as 2026-12-01", path=name(field.path)), *route)
            return False
        return True

    @staticmethod
    def _in_range(field: Field, raw: int) -> bool:
        low, high = field.minimum, field.maximum
        return (low is None or raw >= low) and (high is None or raw <= high)


def major(version: str) -> str:
    """The major number of ``1.2.3``."""
    return version.partition(".")[0]


def check_reference(report: Report, reference: str, known_id: str, known_version: str, *route: str) -> None:
    """STR010 unless ``reference`` (``id@MAJOR``) names the document at hand."""
    have = f"{known_id}@{major(known_version)}"
    if reference != have:
        what = say("{said} is named, but {have} is here", said=name(reference), have=name(have))
        report.add("STR010", what, *route)
