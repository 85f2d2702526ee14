"""What an export says of one case, as instances of the catalogue's entities.

Rows that speak of one instance (two client rows of one case) give *alternative* values for an attribute, and so
does the flags sheet; every alternative will be tried. Where a row should say whose it is and does not, it could be
anybody's: then all rows of that entity are pooled into one instance that has every alternative of all of them.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from drivectl.agreement.decide import Facts
from drivectl.agreement.stated import Stated
from drivectl.model.catalogue import Catalogue, Entity
from drivectl.model.export import MISSING, Case, Export, Record, Value

LOST: Final = "lost"
"""The row has a column for whose it is, and the column says nothing, or two things."""
UNBOUND: Final = "unbound"
"""The layout has no such column."""

BY_ROLE: Final = "by_role"
"""The key of ``Record.subjects``, and the catalogue's word, for rows whose person's role decides."""

Projections = frozenset[tuple[Value, ...]]

CAP: Final = 4096
"""Most assignments tried for one decision; beyond it the answer is the protective one."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One person, case, note ... with the alternatives of each wanted attribute."""

    entity: str
    keys: frozenset[str] = field(repr=False)
    """What names it; several in a pool."""
    values: Mapping[str, tuple[Value, ...]] = field(repr=False)

    def projections(self, attributes: tuple[str, ...]) -> Projections:
        """Every combination of alternatives; attributes of one instance stay together."""
        alternatives = [self.values.get(one, (MISSING,)) for one in attributes]
        return frozenset(itertools.islice(itertools.product(*alternatives), CAP + 1))


@dataclass(frozen=True, slots=True, eq=False)
class CaseFacts:
    """The instances of one case. ``of_row``: (table, row) -> entity -> the instance that the row speaks of."""

    instances: Mapping[str, tuple[Instance, ...]]
    of_row: Mapping[tuple[str, int], Mapping[str, Instance]]
    lost: frozenset[str]
    """Entities with a row that does not say whose it is."""
    by_role: frozenset[str]
    """Tables whose rows are about whoever their person is."""

    def of(self, entity: str) -> tuple[Instance, ...]:
        """The instances of ``entity``; one that says nothing where there is none."""
        return self.instances.get(entity) or (Instance(entity, frozenset(), {}),)

    def projections(self, entity: str, attributes: tuple[str, ...]) -> Projections:
        """The combinations of all instances of ``entity``."""
        return frozenset().union(*(one.projections(attributes) for one in self.of(entity)))

    def keyed(self, entity: str, key: Value) -> Instance | None:
        """The instance that ``key`` names, if that is certain."""
        if key is MISSING or entity in self.lost:
            return None
        return next((one for one in self.of(entity) if str(key) in one.keys), None)


def key_of(entity: Entity, catalogue: Catalogue) -> tuple[str, ...]:
    """The key fields of ``entity``; a view has those of the stored table."""
    return entity.key if entity.of is None else catalogue.entities[entity.of].key


def assignments(
    names: tuple[str, ...], chosen: Sequence[Projections], orders: Mapping[str, tuple[str | bool, ...]]
) -> list[Facts] | None:
    """Every way to take one combination per entity; None where there are too many to try."""
    if math.prod(len(one) for one in chosen) > CAP:
        return None
    return [
        Facts(dict(zip(names, itertools.chain(*values), strict=True)), orders) for values in itertools.product(*chosen)
    ]


class Reader:
    """Builds :class:`CaseFacts` from an export; made once per judgement."""

    def __init__(self, export: Export, catalogue: Catalogue, wanted: Iterable[str], stated: Stated) -> None:
        self.catalogue = catalogue
        self.stated = stated
        self._declared = export.bound
        self.bound: dict[str, set[str]] = {}
        self.roles: dict[str, set[str]] = {}
        for case in export.cases:
            for record in case.records:
                self.bound.setdefault(record.table, set()).update(record.cells)
                self.roles.setdefault(record.table, set()).update(record.subjects)
        self.wanted: dict[str, list[str]] = {}
        for attribute in sorted(wanted):
            self.wanted.setdefault(attribute.partition(".")[0], []).append(attribute)

    @cached_property
    def everything(self) -> frozenset[str]:
        """Every field that the export has, computed ones included."""
        return self._declared.union(*self.bound.values())

    @cached_property
    def touched(self) -> Mapping[str, tuple[Entity, ...]]:
        """Table -> the entities that its rows speak of."""
        return {
            table: tuple(
                entity
                for entity in self.catalogue.entities.values()
                if entity.name in self.roles[table]
                or not paths.isdisjoint(self._naming.get(entity.name, ()))
                or any(path.partition(".")[0] == entity.name for path in paths)
            )
            for table, paths in self.bound.items()
        }

    @cached_property
    def _by_role(self) -> frozenset[str]:
        return frozenset(
            table
            for table, entities in self.touched.items()
            if BY_ROLE in self.roles[table] or any(one.subject == BY_ROLE for one in entities)
        )

    def read(self, case: Case) -> CaseFacts:
        """The facts of ``case``."""
        owners = [(record, entity, self._key(record, entity)) for record, entity in self._rows(case)]
        lost = frozenset(entity.name for _, entity, (_, state) in owners if state == LOST)
        pooled = lost | {entity.name for _, entity, (_, state) in owners if state == UNBOUND and entity.kind == "view"}
        grouped: dict[str, dict[str, list[Record]]] = {}
        for record, entity, (key, _) in owners:
            grouped.setdefault(entity.name, {}).setdefault(key, []).append(record)
        victims = frozenset(grouped.get("victim", ()))
        instances = {
            name: self._instances(case.ref, name, rows, victims, pool=name in pooled) for name, rows in grouped.items()
        }
        for name in {path.partition(".")[0] for path in self.stated.fields} - instances.keys():
            instances[name] = self._instances(case.ref, name, {}, victims, pool=True)
        of_row: dict[tuple[str, int], dict[str, Instance]] = {}
        for record, entity, (key, _) in owners:
            found = instances[entity.name]
            mine = found[0] if entity.name in pooled else next(one for one in found if key in one.keys)
            of_row.setdefault((record.table, record.row), {})[entity.name] = mine
        return CaseFacts(instances=instances, of_row=of_row, lost=lost, by_role=self._by_role)

    def _rows(self, case: Case) -> Iterator[tuple[Record, Entity]]:
        for record in case.records:
            for entity in self.touched[record.table]:
                yield record, entity

    def _key(self, record: Record, entity: Entity) -> tuple[str, Literal["known", "lost", "unbound"]]:
        """Which instance of ``entity`` the row speaks of; a row that does not say stands for itself."""
        alone = f"\x00{record.table} {record.row}"
        if entity.name == "case":
            return record.case, "known"
        if entity.kind == "view":
            return self._person(record, entity, alone)
        parts: list[str] = []
        for name in entity.key:
            if entity.fields[name].references == "case.case_ref":
                parts.append(record.case)
                continue
            path = f"{entity.name}.{name}"
            if path not in self.bound[record.table]:
                return alone, "unbound"
            cell = record.cells.get(path)
            if cell is None or cell.value is MISSING:
                return alone, "lost"
            parts.append(str(cell.value))
        return "\x1f".join(parts), "known"

    def _person(self, record: Record, view: Entity, alone: str) -> tuple[str, Literal["known", "lost", "unbound"]]:
        paths = [one for one in self._naming[view.name] if one in self.bound[record.table]]
        cells = [record.cells.get(one) for one in paths]
        said = {record.subjects.get(view.name)} | {
            str(cell.value) for cell in cells if cell is not None and cell.value is not MISSING
        }
        match [one for one in said if one]:
            case [key]:
                return key, "known"
            case [] if view.name not in self.roles[record.table] and not paths:
                return alone, "unbound"
            case _:
                return alone, "lost"

    @cached_property
    def _naming(self) -> Mapping[str, list[str]]:
        """View -> the fields that say who it is: its key, and for people every foreign key to it."""
        fields = [one for entity in self.catalogue.entities.values() for one in entity.fields.values()]
        found: dict[str, list[str]] = {}
        for view in self.catalogue.entities.values():
            if view.kind == "view":
                key = f"{view.name}.{key_of(view, self.catalogue)[0]}"
                found[view.name] = [one.path for one in fields if key in {one.path, view.roles and one.references}]
        return found

    def _instances(
        self, case: str, entity: str, rows: Mapping[str, list[Record]], victims: frozenset[str], *, pool: bool
    ) -> tuple[Instance, ...]:
        found = [
            Instance(entity, frozenset({key}), self._values(case, entity, records, None if pool else key, victims))
            for key, records in (rows or {"": []}).items()
        ]
        if not pool:
            return tuple(found)
        merged = {
            attribute: tuple(dict.fromkeys(value for one in found for value in one.values[attribute]))
            for attribute in found[0].values
        }
        return (Instance(entity, frozenset(rows), merged),)

    def _values(
        self, case: str, entity: str, records: Sequence[Record], person: str | None, victims: frozenset[str]
    ) -> Mapping[str, tuple[Value, ...]]:
        found: dict[str, tuple[Value, ...]] = {}
        for attribute in self.wanted.get(entity, ()):
            said = [
                self._clean(attribute, record.cells[attribute].value if attribute in record.cells else MISSING)
                for record in records
                if attribute in self.bound[record.table]
            ]
            export = tuple(dict.fromkeys(said)) if attribute in self.everything else ()
            if attribute in self.stated.fields:
                found[attribute] = self.stated.beside(
                    case, attribute, export, attribute in self.everything, person, victims
                )
            else:
                found[attribute] = export or (MISSING,)
        return found

    def _clean(self, attribute: str, value: Value) -> Value:
        """A value outside its domain, or of another type than its field, says nothing."""
        field_ = self.catalogue.field(attribute)
        if field_.domain is not None and field_.type in {"enum", "yn"}:
            known = self.catalogue.domains[field_.domain].values
            return value if any(type(one) is type(value) and one == value for one in known) else MISSING
        return value
