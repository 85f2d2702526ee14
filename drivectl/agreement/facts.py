"""What an export says of one case, as instances of the catalogue's entities.

Rows that speak of one instance (two client rows of one case) give *alternative* values for an attribute, and so
does the flags sheet; every alternative will be tried. Where a row should say whose it is and does not, it could be
anybody's: then all rows of that entity are pooled into one instance that has every alternative of all of them.
"""

import functools
import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Final

from drivectl.agreement.alike import Alike
from drivectl.agreement.decide import Facts
from drivectl.agreement.stated import Stated
from drivectl.model.catalogue import Catalogue, Entity
from drivectl.model.export import MISSING, Case, Export, Record, Value


class Unnamed(Enum):
    """Why a row does not say which instance it speaks of: it then stands for itself."""

    LOST = "lost"
    """It has a column for it, and the column says nothing, or two things."""
    UNBOUND = "unbound"
    """The layout has no such column."""


BY_ROLE: Final = "by_role"
"""The key of ``Record.subjects``, and the catalogue's word, for rows whose person's role decides."""

Projections = frozenset[tuple[Value, ...]]
Alternatives = frozenset[Value]
Keyer = Callable[[Record], str | Unnamed]

CAP: Final = 4096
"""Most assignments tried for one decision; beyond it the answer is the protective one."""


_UNSAID: Final[Alternatives] = frozenset({MISSING})
_NONE: Final[Alternatives] = frozenset()


class Said:
    """What is said of an instance: the alternatives of each attribute. One object for all of which the same is said."""

    def __init__(self, values: Mapping[str, Alternatives]) -> None:
        self.values = values
        self._known: dict[tuple[str, ...], Projections] = {}

    def projections(self, attributes: tuple[str, ...]) -> Projections:
        """Every combination of alternatives; attributes of one instance stay together."""
        found = self._known.get(attributes)
        if found is None:
            alternatives = [self.values.get(one, _UNSAID) for one in attributes]
            found = frozenset(itertools.islice(itertools.product(*alternatives), CAP + 1))
            self._known[attributes] = found
        return found


_NOTHING: Final = Said({})


class Instance:
    """One person, case, note ...: what names it (several keys in a pool), and what is said of it."""

    __slots__ = ("keys", "said")

    def __init__(self, keys: Collection[str], said: Said) -> None:
        self.keys = keys
        self.said = said


@dataclass(frozen=True, eq=False)
class CaseFacts:
    """The instances of one case."""

    instances: Mapping[str, tuple[Instance, ...]]
    of_row: Sequence[Mapping[str, Instance]]
    """For each record of the case: entity -> the instance that the row speaks of."""
    lost: frozenset[str]
    """Entities with a row that does not say whose it is."""
    by_role: frozenset[str]
    """Tables whose rows are about whoever their person is."""

    def of(self, entity: str) -> tuple[Instance, ...]:
        """The instances of ``entity``; one that says nothing where there is none."""
        return self.instances.get(entity) or (Instance((), _NOTHING),)

    @cached_property
    def _said(self) -> dict[tuple[str, ...], tuple[frozenset[Said], ...]]:
        return {}

    def said(self, entities: tuple[str, ...]) -> tuple[frozenset[Said], ...]:
        """What is said of the instances of each entity, whichever of them it is said of."""
        found = self._said.get(entities)
        if found is None:
            found = tuple(frozenset([one.said for one in self.of(entity)]) for entity in entities)
            self._said[entities] = found
        return found

    def projections(self, entity: str, attributes: tuple[str, ...]) -> Projections:
        """The combinations of all instances of ``entity``."""
        return frozenset().union(*(one.projections(attributes) for one in self.said((entity,))[0]))

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
    """Every way to take one combination per entity, in the same order each time; None where there are too many."""
    if math.prod(len(one) for one in chosen) > CAP:
        return None
    ways = itertools.product(*(sorted(one, key=repr) for one in chosen))
    return [Facts(dict(zip(names, itertools.chain(*values), strict=True)), orders) for values in ways]


class Reader:
    """Builds :class:`CaseFacts` from an export; made once per judgement."""

    def __init__(
        self, export: Export, catalogue: Catalogue, wanted: Iterable[str], stated: Stated, alike: Alike
    ) -> None:
        self.catalogue = catalogue
        self.stated = stated
        self._alike = alike
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
        self._rows: dict[tuple[object, ...], tuple[Said, ...]] = {}
        self._merged: dict[tuple[Said, Said], Said] = {}
        self._wholes: dict[tuple[object, ...], Said] = {}
        self._known: dict[tuple[object, ...], Said] = {}

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

    @cached_property
    def _links(self) -> Mapping[str, tuple[tuple[str, Keyer], ...]]:
        """Table -> the entities that anything asks about, each with how a row tells which instance it speaks of."""
        return {
            table: tuple((one.name, self._keyer(table, one)) for one in touched if one.roles or one.name in self.wanted)
            for table, touched in self.touched.items()
        }

    @cached_property
    def _asked(self) -> Mapping[str, tuple[str, ...]]:
        """Table -> the wanted attributes that it has."""
        return {
            table: tuple(one for entity, _ in links for one in self.wanted.get(entity, ()) if one in self.bound[table])
            for table, links in self._links.items()
        }

    def read(self, case: Case) -> CaseFacts:
        """The facts of ``case``."""
        of_row: list[dict[str, Instance]] = []
        found: dict[str, dict[str, Instance]] = defaultdict(dict)
        lost: set[str] = set()
        pooled: set[str] = set()
        for record in case.records:
            mine: dict[str, Instance] = {}
            for (entity, keyer), said in zip(self._links[record.table], self._row(record), strict=True):
                key = keyer(record)
                if not isinstance(key, str):
                    if key is Unnamed.LOST:
                        lost.add(entity)
                    if key is Unnamed.LOST or self.catalogue.entities[entity].kind == "view":
                        pooled.add(entity)
                    key = f"\x00{record.table} {record.row}"
                one = found[entity].get(key)
                if one is None:
                    one = found[entity][key] = Instance((key,), said)
                elif one.said is not said:
                    one.said = self._both(one.said, said)
                mine[entity] = one
            of_row.append(mine)
        self._state(case.ref, found, pooled)
        self._join(found, of_row, pooled)
        return CaseFacts(
            instances={entity: tuple(named.values()) for entity, named in found.items()},
            of_row=of_row,
            lost=frozenset(lost),
            by_role=self._by_role,
        )

    def _join(
        self, found: dict[str, dict[str, Instance]], of_row: list[dict[str, Instance]], pooled: Collection[str]
    ) -> None:
        """Make one instance, which every key names, of those that could be anybody's."""
        for entity in pooled:
            rows = found[entity]
            pool = Instance(frozenset(rows), functools.reduce(self._both, [one.said for one in rows.values()]))
            found[entity] = {"": pool}
            for mine in of_row:
                if entity in mine:
                    mine[entity] = pool

    def _row(self, record: Record) -> tuple[Said, ...]:
        """What a row says of each of its entities."""
        paths, cells = self._asked[record.table], record.cells
        try:
            values = [cells[path].value for path in paths]
        except KeyError:
            values = [cells[path].value if path in cells else MISSING for path in paths]
        key = (record.table, *values, *map(type, values))  # True equals 1, and is not the same
        found = self._rows.get(key)
        if found is None:
            alike = {path: self._alike.of(path, value) for path, value in zip(paths, values, strict=True)}
            found = tuple(
                self._interned({one: frozenset((alike[one],)) for one in self._of(entity) if one in alike})
                for entity, _ in self._links[record.table]
            )
            if not any(isinstance(one, datetime) for one in values):  # equal moments can fall on different days
                self._rows[key] = found
        return found

    def _state(self, case: str, found: dict[str, dict[str, Instance]], pooled: Collection[str]) -> None:
        """Set beside what the rows say of each instance what the flags sheet says of it."""
        victims = frozenset(found.get("victim", ()))
        for entity in self._stated.union(pooled):
            for key, one in found.get(entity, {}).items():
                one.said = self._whole(case, entity, one.said, None if entity in pooled else key, victims)
            if entity not in found:
                found[entity] = {"": Instance((), self._whole(case, entity, _NOTHING, None, victims))}

    def _both(self, one: Said, other: Said) -> Said:
        """What two rows say of one instance."""
        found = self._merged.get((one, other))
        if found is None:
            names = sorted({**one.values, **other.values})
            union = {name: one.values.get(name, _NONE) | other.values.get(name, _NONE) for name in names}
            found = self._merged[one, other] = self._interned(union)
        return found

    def _interned(self, values: Mapping[str, Alternatives]) -> Said:
        return self._known.setdefault((*values.items(),), Said(values))

    @cached_property
    def _stated(self) -> frozenset[str]:
        """Entities of which the flags sheet may say something."""
        return frozenset(path.partition(".")[0] for path in self.stated.fields)

    def _of(self, entity: str) -> Sequence[str]:
        return self.wanted.get(entity, ())

    def _whole(self, case: str, entity: str, rows: Said, person: str | None, victims: frozenset[str]) -> Said:
        """What the rows say of one instance, and the flags sheet beside them, of every wanted attribute."""
        key = (entity, rows, self.stated.alike(case, person, victims))
        whole = self._wholes.get(key)
        if whole is not None:
            return whole
        found: dict[str, Alternatives] = {}
        for attribute in self._of(entity):
            said = rows.values.get(attribute, _NONE)
            if attribute in self.stated.fields:
                bound = attribute in self.everything
                stated = self.stated.beside(case, attribute, said, bound, person, victims)
                said = frozenset([self._alike.of(attribute, one) for one in stated])
            found[attribute] = said or _UNSAID
        whole = self._wholes[key] = self._interned(found)
        return whole

    def _keyer(self, table: str, entity: Entity) -> Keyer:
        """Which instance of ``entity`` a row of ``table`` speaks of."""
        if entity.name == "case":
            return lambda record: record.case
        if entity.kind == "view":
            return self._person(table, entity)
        paths = [None if self._is_case(entity, one) else f"{entity.name}.{one}" for one in entity.key]
        bound = self.bound[table]

        def key(record: Record) -> str | Unnamed:
            parts: list[str] = []
            for path in paths:
                if path is not None and path not in bound:
                    return Unnamed.UNBOUND
                cell = None if path is None else record.cells.get(path)
                if path is not None and (cell is None or cell.value is MISSING):
                    return Unnamed.LOST
                parts.append(record.case if cell is None else str(cell.value))
            return "\x1f".join(parts)

        return key

    def _person(self, table: str, view: Entity) -> Keyer:
        name, paths = view.name, [one for one in self._naming[view.name] if one in self.bound[table]]
        if name not in self.roles[table] and not paths:
            return lambda _: Unnamed.UNBOUND

        def key(record: Record) -> str | Unnamed:
            said = record.subjects.get(name) or ""
            for path in paths:
                cell = record.cells.get(path)
                if cell is not None and cell.value is not MISSING:
                    other = str(cell.value)
                    if other and said and other != said:
                        return Unnamed.LOST
                    said = said or other
            return said or Unnamed.LOST

        return key

    @staticmethod
    def _is_case(entity: Entity, name: str) -> bool:
        return entity.fields[name].references == "case.case_ref"

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
