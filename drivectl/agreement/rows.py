"""What happens to every cell of a case: clauses and limits, then the rules about whole rows."""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from drivectl.agreement.decide import decide, limited, together, withheld
from drivectl.agreement.facts import CaseFacts, Instance, Projections, assignments
from drivectl.agreement.resolve import Effective, PartyWords, Treatment
from drivectl.agreement.roles import Roles, Views
from drivectl.model.action import WITHHOLD, Act
from drivectl.model.export import MISSING, Case, Cell, Record
from drivectl.model.plan import Decision, Reason


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """What rows of one table with the same cells read, beside what their own instances say."""

    others: tuple[str, ...]
    """Entities of which the other instances count too."""
    keys: Mapping[str, str]
    """Foreign keys, with the entity that each names."""
    people: tuple[str, ...]
    """Fields that name a person whose role decides."""
    contexts: tuple[str, ...]
    """Fields that another may not go without."""
    outside: Mapping[str, Decision]

    @property
    def plain(self) -> bool:
        """Whether nothing but the instances counts."""
        return not (self.keys or self.people or self.contexts)


class Rows:
    """Decides the rows of one case after another for one recipient."""

    def __init__(
        self,
        effective: Effective,
        words: PartyWords,
        orders: Mapping[str, tuple[str | bool, ...]],
        bound: Mapping[str, Collection[str]],
    ) -> None:
        self._words = words
        self._bound = bound
        self._ladders = effective.catalogue.ladders
        self._orders = orders
        self._coherence = effective.baseline.coherence
        self._discloser = effective.agreement.discloser if effective.baseline.originator_control else None
        self._control = effective.baseline.originator_control
        self._views = Views(effective.catalogue)
        self._shapes: dict[str | tuple[str, ...], _Shape] = {}
        self._decided: dict[tuple[object, ...], Mapping[str, Decision]] = {}
        self._known: dict[tuple[Treatment, tuple[Projections, ...]], Decision] = {}

    def decide(
        self, case: Case, facts: CaseFacts, outside: frozenset[Instance]
    ) -> dict[tuple[str, int], Mapping[str, Decision]]:
        """(table, row) -> field -> decision. Rows of one shape that read the same facts have one mapping together."""
        roles = Roles(self._views, facts)
        found: dict[tuple[str, int], Mapping[str, Decision]] = {}
        for record, mine in zip(case.records, facts.of_row, strict=True):
            whole = len(record.cells) == len(self._bound[record.table])
            form = record.table if whole else (record.table, *record.cells)
            shape = self._shapes.get(form) or self._shape(form, record, mine)
            if outside and not (outside.isdisjoint(mine.values()) and outside.isdisjoint(roles.people(record))):
                found[record.table, record.row] = shape.outside
                continue
            signature = _signature(shape, record, facts, roles, mine)
            row = self._decided.get(signature)
            if row is None:
                row = self._decided[signature] = self._row(record, facts, roles, mine)
            if outside:
                gone = [path for path in record.cells if self._names(path, record, facts, roles, outside)]
                row = {**row, **dict.fromkeys(gone, self._out_of_scope)} if gone else row
            found[record.table, record.row] = row
        return found

    def _names(self, path: str, record: Record, facts: CaseFacts, roles: Roles, outside: frozenset[Instance]) -> bool:
        """Whether a key names, or may name, what is out of scope: it is withheld where it stands, so here too."""
        words, value = self._words.fields[path], record.cells[path].value
        if value is MISSING:
            return False
        if words.key is not None:
            named = facts.keyed(words.key.entity, value)
            return not outside.isdisjoint(facts.of(words.key.entity) if named is None else (named,))
        certain = bool(roles.views_of(value))
        every = (one for view in words.roles or () for one in facts.of(view) if not certain or str(value) in one.keys)
        return not outside.isdisjoint(every)

    def _shape(self, form: str | tuple[str, ...], record: Record, mine: Mapping[str, Instance]) -> "_Shape":
        """What rows of this table with these cells read; made once."""
        words = {path: self._words.fields[path] for path in record.cells}
        own = {one.own for one in words.values() if one.own is not None}
        twins = {
            part for one in own for other in self._views.others(one.entity) for part in self._twins(one.path, other)
        }
        anybodys = {
            part for one in words.values() for part in (one.key, *(one.roles or {}).values()) if part is not None
        }
        others = {
            entity
            for one in (*own, *twins, *anybodys)
            for entity, _ in one.groups
            if one not in own or entity != one.entity or entity not in mine
        }
        rules = [one for one in self._coherence if not words.keys().isdisjoint(one.fields)]
        shape = _Shape(
            others=tuple(sorted(others)),
            keys={path: one.key.entity for path, one in words.items() if one.key is not None and one.key.groups},
            people=tuple(path for path, one in words.items() if one.roles is not None),
            contexts=tuple({one.requires: None for one in rules if one.requires is not None}),
            outside=dict.fromkeys(record.cells, self._out_of_scope),
        )
        self._shapes[form] = shape
        return shape

    def _row(
        self, record: Record, facts: CaseFacts, roles: Roles, mine: Mapping[str, Instance]
    ) -> Mapping[str, Decision]:
        row = {path: self._cell(path, record, facts, roles, mine) for path in record.cells}
        if self._control and "note" in mine and not self._ours(mine["note"]):
            row |= {path: self._another_agency for path in row if path.startswith("note.")}
        return MappingProxyType(self._coherent(record, row))

    def _cell(
        self, path: str, record: Record, facts: CaseFacts, roles: Roles, mine: Mapping[str, Instance]
    ) -> Decision:
        words = self._words.fields[path]
        if words.own is None:
            return self._no_role
        own = self._evaluate(words.own, facts, mine.get(words.own.entity))
        if words.key is not None:
            named = facts.keyed(words.key.entity, record.cells[path].value)
            return limited(self._evaluate(words.key, facts, named), (own,), self._ladders)
        if words.roles is not None:
            views = roles.views_of(record.cells[path].value) or tuple(words.roles)
            parts = [self._evaluate(words.roles[view], facts, None) for view in views if view in words.roles]
            return limited(together(parts, self._ladders), (own,), self._ladders)
        also = roles.also(words.own.entity, mine)
        parts = [self._evaluate(twin, facts, None) for other in also for twin in self._twins(path, other)]
        return limited(own, parts, self._ladders) if parts else own

    def _twins(self, path: str, other: str) -> list[Treatment]:
        """How the fields of the role ``other`` are decided that say the same as ``path``."""
        return [self._words.nameable[one] for one in self._views.twins(path, other) if one in self._words.nameable]

    def _evaluate(self, treatment: Treatment, facts: CaseFacts, own: Instance | None) -> Decision:
        """The meet over every assignment: the row's own instance, or all instances of another entity."""
        chosen = tuple(
            own.said.projections(read)
            if own is not None and entity == treatment.entity
            else facts.projections(entity, read)
            for entity, read in treatment.groups
        )
        key = (treatment, chosen)
        if key not in self._known:
            self._known[key] = self._decide(treatment, chosen)
        return self._known[key]

    def _decide(self, treatment: Treatment, chosen: tuple[Projections, ...]) -> Decision:
        names = tuple(itertools.chain.from_iterable(read for _, read in treatment.groups))
        found = assignments(names, chosen, self._orders)
        if found is None:
            return withheld(Reason(kind="limit", action=WITHHOLD, met="unknown", because=names))
        lists = [
            together([decide(words, facts, self._ladders) for facts in found], self._ladders)
            for words in treatment.lists
        ]
        return limited(lists[0], lists[1:], self._ladders)

    def _ours(self, note: Instance) -> bool:
        """Whether the discloser recorded the note first: every alternative says so."""
        return note.said.projections(("note.originator",)) == {(self._discloser,)}

    def _coherent(self, record: Record, row: dict[str, Decision]) -> Mapping[str, Decision]:
        """Withhold what may not go without its context; again, until nothing more falls."""
        for _ in self._coherence:
            for rule in self._coherence:
                for path in rule.fields:
                    if path in row and not self._has_context(rule.requires, rule.requires_notice, path, record, row):
                        reason = Reason(kind="coherence", action=WITHHOLD, id=rule.id, at=rule.at)
                        row[path] = limited(row[path], (withheld(reason),), self._ladders)
        return row

    @staticmethod
    def _has_context(
        requires: str | None, notice: str | None, path: str, record: Record, row: Mapping[str, Decision]
    ) -> bool:
        """A required field is there only if it leaves with a value: an empty cell marks nothing."""
        if row[path].action.act is Act.WITHHOLD:
            return True
        if notice is not None and row[path].notice != notice:
            return False
        if requires is None:
            return True
        return _says(record.cells.get(requires)) and row[requires].action.act is not Act.WITHHOLD

    @cached_property
    def _out_of_scope(self) -> Decision:
        return withheld(Reason(kind="row", action=WITHHOLD))

    @cached_property
    def _another_agency(self) -> Decision:
        return withheld(Reason(kind="originator", action=WITHHOLD, because=("note.originator",)))

    @cached_property
    def _no_role(self) -> Decision:
        return withheld(Reason(kind="role", action=WITHHOLD))


def _signature(
    shape: _Shape, record: Record, facts: CaseFacts, roles: Roles, mine: Mapping[str, Instance]
) -> tuple[object, ...]:
    """Everything that the decisions on one row depend on."""
    own = [one.said for one in mine.values()]
    if roles.apart and shape.plain:
        return (shape, facts.said(shape.others), *own)
    cells = record.cells
    return (
        shape,
        facts.said(shape.others),
        *own,
        *(roles.named(shape.keys, cells) if shape.keys else ()),
        *[roles.views_of(cells[path].value) for path in shape.people],
        *[_says(cells.get(path)) for path in shape.contexts],
        None if roles.apart else tuple([roles.also(entity, mine) for entity in mine]),
    )


def _says(cell: Cell | None) -> bool:
    return cell is not None and cell.value is not MISSING
