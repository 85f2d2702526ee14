"""The meaning of an agreement over an export, cell after cell, with nothing remembered: what the engine must equal."""

import itertools
import math
from collections.abc import Mapping
from datetime import date

from drivectl.agreement.decide import Facts, attributes, decide, limited, together, truth, withheld
from drivectl.agreement.facts import CAP, key_of
from drivectl.agreement.resolve import Effective, Treatment
from drivectl.agreement.roles import Views
from drivectl.agreement.stated import Stated, days
from drivectl.model.action import WITHHOLD, Act
from drivectl.model.agreement import Condition
from drivectl.model.catalogue import Entity
from drivectl.model.export import MISSING, Case, Export, Record, Value
from drivectl.model.flags import FlagsSheet
from drivectl.model.plan import Decision, Reason

Instance = tuple[str, frozenset[str], Mapping[str, tuple[Value, ...]]]
"""Entity, keys, and the alternatives of each attribute."""
WITHHELD = withheld(Reason(kind="row", action=WITHHOLD))


class Straight:
    """One judgement."""

    def __init__(self, export: Export, effective: Effective, party: str, flags: FlagsSheet, today: date) -> None:
        self.effective, self.catalogue = effective, effective.catalogue
        self.words, self.ladders = effective.parties[party], effective.catalogue.ladders
        self.views, self.orders = Views(effective.catalogue), effective.orders
        agreement, baseline = effective.agreement, effective.baseline
        ages = [days(age) for age in (baseline.flag_max_age, agreement.flag_max_age) if age is not None]
        self.stated = Stated(flags, baseline.flag_fields, min(ages), today)
        self.bound: dict[str, set[str]] = {}
        self.roles: dict[str, set[str]] = {}
        for record in (one for case in export.cases for one in case.records):
            self.bound.setdefault(record.table, set()).update(record.cells)
            self.roles.setdefault(record.table, set()).update(record.subjects)
        self.everything = export.bound.union(*self.bound.values())

    def case(self, case: Case) -> tuple[str, list[tuple[str, bool]], dict[tuple[str, int, str], Decision]]:
        """State, holds and decisions."""
        self.ref = case.ref
        self._read(case)
        outside = self._outside()
        if outside is None:
            return "out_of_scope", [], {}
        holds = []
        for rule in self.words.holds:
            answers = self._answers(rule.when, [self._all(entity) for entity in _groups(rule.when)])
            if answers != {"false"}:
                holds.append((rule.id, "unknown" in answers))
        until, unreadable = self.stated.holds(case.ref)
        if until or unreadable:
            holds.append(("HOLD-FLAG", unreadable))
        found = {}
        for record in case.records:
            row = self._row(record, outside)
            found.update({(record.table, record.row, path): one for path, one in row.items()})
        return "held" if holds else "ready", holds, found

    # ---- whose row it is

    def _naming(self, view: Entity) -> list[str]:
        fields = [one for entity in self.catalogue.entities.values() for one in entity.fields.values()]
        key = f"{view.name}.{key_of(view, self.catalogue)[0]}"
        return [one.path for one in fields if one.path == key or (view.roles and one.references == key)]

    def _touched(self, table: str) -> list[Entity]:
        paths = self.bound[table]
        return [
            one
            for one in self.catalogue.entities.values()
            if one.name in self.roles[table]
            or any(path.startswith(f"{one.name}.") for path in paths)
            or (one.kind == "view" and not paths.isdisjoint(self._naming(one)))
        ]

    def _key(self, record: Record, entity: Entity) -> tuple[str, str]:
        alone = f"\x00{record.table} {record.row}"
        if entity.name == "case":
            return record.case, "known"
        said = {path: _value(record, path) for path in self.bound[record.table]}
        if entity.kind == "view":
            paths = [one for one in self._naming(entity) if one in said]
            people = {record.subjects.get(entity.name)} | {str(said[one]) for one in paths if said[one] is not MISSING}
            named = [one for one in people if one]
            if not named and entity.name not in self.roles[record.table] and not paths:
                return alone, "unbound"
            return (named[0], "known") if len(named) == 1 else (alone, "lost")
        parts = []
        for name in entity.key:
            path = f"{entity.name}.{name}"
            if entity.fields[name].references == "case.case_ref":
                parts.append(record.case)
            elif path not in said:
                return alone, "unbound"
            elif said[path] is MISSING:
                return alone, "lost"
            else:
                parts.append(str(said[path]))
        return "\x1f".join(parts), "known"

    def _read(self, case: Case) -> None:
        owners = [
            (record, one, *self._key(record, one)) for record in case.records for one in self._touched(record.table)
        ]
        self.lost = {entity.name for _, entity, _, state in owners if state == "lost"}
        unbound = {entity.name for _, entity, _, state in owners if state == "unbound" and entity.kind == "view"}
        grouped: dict[str, dict[str, list[Record]]] = {}
        for record, entity, key, _ in owners:
            grouped.setdefault(entity.name, {}).setdefault(key, []).append(record)
        for path in self.stated.fields:
            grouped.setdefault(path.partition(".")[0], {})
        victims = frozenset(grouped.get("victim", ()))
        self.instances: dict[str, list[Instance]] = {}
        for name, rows in grouped.items():
            pool = name in self.lost | unbound or not rows
            parts: list[Instance] = [
                (name, frozenset({key} - {""}), self._said(name, records, None if pool else key, victims))
                for key, records in (rows or {"": []}).items()
            ]
            if pool:
                merged = {path: tuple(value for _, _, said in parts for value in said[path]) for path in parts[0][2]}
                parts = [(name, frozenset().union(*(keys for _, keys, _ in parts)), merged)]
            self.instances[name] = parts
        self.of_row: dict[tuple[str, int], dict[str, Instance]] = {}
        for record, entity, key, _ in owners:
            mine = next(one for one in self.instances[entity.name] if key in one[1])
            self.of_row.setdefault((record.table, record.row), {})[entity.name] = mine

    def _said(
        self, entity: str, records: list[Record], person: str | None, victims: frozenset[str]
    ) -> dict[str, tuple[Value, ...]]:
        found: dict[str, tuple[Value, ...]] = {}
        for path in (one.path for one in self.catalogue.entities[entity].fields.values()):
            here = [record for record in records if path in self.bound[record.table]]
            said = tuple(self._clean(path, _value(record, path)) for record in here)
            if path in self.stated.fields:
                stated = self.stated.beside(self.ref, path, said, path in self.everything, person, victims)
                said = tuple(self._clean(path, one) for one in stated)
            found[path] = said or (MISSING,)
        return found

    def _clean(self, path: str, value: Value) -> Value:
        field = self.catalogue.field(path)
        strange = isinstance(value, bool) and field.type != "yn"
        if field.of == "party" and isinstance(value, tuple):
            strange |= any(one not in self.effective.known for one in value)
        if field.domain is not None and field.type in {"enum", "yn"}:
            strange |= not any(
                type(one) is type(value) and one == value for one in self.catalogue.domains[field.domain].values
            )
        return MISSING if strange else value

    # ---- questions about the case

    def _all(self, entity: str) -> list[Instance]:
        return self.instances.get(entity) or [(entity, frozenset(), {})]

    def _answers(self, condition: Condition | None, chosen: list[list[Instance]]) -> set[str]:
        found = self._facts(list(_groups(condition).values()), chosen)
        return {"unknown"} if found is None else {truth(condition, one).value for one in found}

    def _facts(self, groups: list[tuple[str, ...]], chosen: list[list[Instance]]) -> list[Facts] | None:
        """Every way to take an instance of each entity, and an alternative of each of its attributes."""
        ways = []
        for names, instances in zip(groups, chosen, strict=True):
            mine = {
                one for _, _, said in instances for one in itertools.product(*(said.get(n, (MISSING,)) for n in names))
            }
            ways.append(mine)
        if math.prod(map(len, ways)) > CAP:
            return None
        every = [name for group in groups for name in group]
        return [
            Facts(dict(zip(every, itertools.chain(*way), strict=True)), self.orders) for way in itertools.product(*ways)
        ]

    def _outside(self) -> list[Instance] | None:
        include = self.words.include
        choices = [self._all(entity) for entity in _groups(include)]
        meeting = [
            way for way in itertools.product(*choices) if self._answers(include, [[one] for one in way]) == {"true"}
        ]
        inside = [id(one) for way in meeting for one in way]
        return [one for some in choices for one in some if id(one) not in inside] if meeting else None

    # ---- rows

    def _row(self, record: Record, outside: list[Instance]) -> dict[str, Decision]:
        mine = self.of_row.get((record.table, record.row), {})
        about = [*mine.values(), *self._people(record)]
        if any(one is other for one in about for other in outside):
            return dict.fromkeys(record.cells, WITHHELD)
        row = {path: self._cell(path, record, mine) for path in record.cells}
        if self.effective.baseline.originator_control and "note" in mine:
            origin = set(mine["note"][2]["note.originator"])
            if origin != {self.effective.agreement.discloser}:
                row |= {path: WITHHELD for path in row if path.startswith("note.")}
        rules = self.effective.baseline.coherence
        for rule in [*rules] * len(rules):
            bare = rule.requires is not None and (
                _value(record, rule.requires) is MISSING or row[rule.requires].action.act is Act.WITHHOLD
            )
            for path in row.keys() & set(rule.fields):
                if bare or (rule.requires_notice and row[path].notice != rule.requires_notice):
                    row[path] = WITHHELD
        return row

    def _cell(self, path: str, record: Record, mine: Mapping[str, Instance]) -> Decision:
        words = self.words.fields[path]
        if words.own is None:
            return WITHHELD
        entity = path.partition(".")[0]
        own = self._evaluate(words.own, mine.get(words.own.entity))
        value = _value(record, path)
        if words.key is not None:
            named = None
            if value is not MISSING and words.key.entity not in self.lost:
                named = next((one for one in self._all(words.key.entity) if str(value) in one[1]), None)
            return limited(self._evaluate(words.key, named), (own,), self.ladders)
        if words.roles is not None:
            views = self._views_of(value) or list(words.roles)
            parts = [self._evaluate(words.roles[view], None) for view in views if view in words.roles]
            return limited(together(parts, self.ladders), (own,), self.ladders)
        nameable = self.words.nameable
        others = [one for one in self.views.others(entity) if entity in mine and self._may_be(mine[entity], one)]
        twins = [nameable[twin] for one in others for twin in self.views.twins(path, one) if twin in nameable]
        return limited(own, [self._evaluate(one, None) for one in twins], self.ladders)

    def _evaluate(self, treatment: Treatment, own: Instance | None) -> Decision:
        chosen = [
            [own] if own is not None and entity == treatment.entity else self._all(entity)
            for entity, _ in treatment.groups
        ]
        found = self._facts([names for _, names in treatment.groups], chosen)
        if found is None:
            return WITHHELD
        lists = [
            together([decide(one, facts, self.ladders) for facts in found], self.ladders) for one in treatment.lists
        ]
        return limited(lists[0], lists[1:], self.ladders)

    # ---- people

    def _views_of(self, person: Value) -> list[str]:
        if person is MISSING or any(view.name in self.lost for view in self.views.all):
            return []
        return [v.name for v in self.views.all for one in self.instances.get(v.name, ()) if str(person) in one[1]]

    def _people(self, record: Record) -> list[Instance]:
        by_role = "by_role" in self.roles[record.table]
        if not by_role and all(one.subject != "by_role" for one in self._touched(record.table)):
            return []
        person = record.subjects.get("by_role", MISSING)
        everybody = [one for view in self.views.all for one in self.instances.get(view.name, ())]
        return [one for one in everybody if person in one[1]] if self._views_of(person) else everybody

    def _may_be(self, person: Instance, other: str) -> bool:
        theirs = self.instances.get(other, [])
        if other in self.lost or (person[0] in self.lost and theirs):
            return True
        return any(not person[1].isdisjoint(one[1]) for one in theirs)


def _groups(condition: Condition | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(attributes(condition)):
        entity = path.partition(".")[0]
        found[entity] = (*found.get(entity, ()), path)
    return found


def _value(record: Record, path: str) -> Value:
    cell = record.cells.get(path)
    return MISSING if cell is None else cell.value
