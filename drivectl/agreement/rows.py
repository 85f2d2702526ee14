"""What happens to every cell of a case: clauses and limits, then the rules about whole rows."""

import itertools
from collections.abc import Mapping
from functools import cached_property

from drivectl.agreement.decide import decide, limited, together, withheld
from drivectl.agreement.facts import CaseFacts, Instance, Projections, assignments
from drivectl.agreement.resolve import Effective, PartyWords, Treatment
from drivectl.agreement.roles import Roles
from drivectl.model.action import WITHHOLD, Act
from drivectl.model.export import MISSING, Case, Record
from drivectl.model.plan import Decision, Reason

Key = tuple[str, int, str]


class Rows:
    """Decides the rows of one case after another for one recipient."""

    def __init__(self, effective: Effective, words: PartyWords, orders: Mapping[str, tuple[str | bool, ...]]) -> None:
        self._words = words
        self._catalogue = effective.catalogue
        self._ladders = effective.catalogue.ladders
        self._orders = orders
        self._coherence = effective.baseline.coherence
        self._discloser = effective.agreement.discloser if effective.baseline.originator_control else None
        self._control = effective.baseline.originator_control
        self._known: dict[tuple[Treatment, tuple[Projections, ...]], Decision] = {}

    def decide(self, case: Case, facts: CaseFacts, outside: frozenset[Instance]) -> dict[Key, Decision]:
        """(table, row, field) -> decision, for every cell of the case."""
        roles = Roles(self._catalogue, facts)
        found: dict[Key, Decision] = {}
        for record in case.records:
            mine = facts.of_row.get((record.table, record.row), {})
            row = self._row(record, facts, roles, outside, mine)
            found.update(((record.table, record.row, path), decision) for path, decision in row.items())
        return found

    def _row(
        self,
        record: Record,
        facts: CaseFacts,
        roles: Roles,
        outside: frozenset[Instance],
        mine: Mapping[str, Instance],
    ) -> Mapping[str, Decision]:
        people = roles.people(record)
        if not outside.isdisjoint(mine.values()) or not outside.isdisjoint(people):
            return dict.fromkeys(record.cells, self._out_of_scope)
        row = {path: self._cell(path, record, facts, roles, mine) for path in record.cells}
        if self._control and "note" in mine and not self._ours(mine["note"]):
            row |= {path: self._another_agency for path in row if path.startswith("note.")}
        return self._coherent(record, row)

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
        also = roles.also(path, mine)
        if not also:
            return own
        parts = [self._evaluate(self._words.nameable[one], facts, None) for one in also if one in self._words.nameable]
        return limited(own, parts, self._ladders)

    def _evaluate(self, treatment: Treatment, facts: CaseFacts, own: Instance | None) -> Decision:
        """The meet over every assignment: the row's own instance, or all instances of another entity."""
        chosen = tuple(
            own.projections(read) if own is not None and entity == treatment.entity else facts.projections(entity, read)
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
        return note.values.get("note.originator", (MISSING,)) == (self._discloser,)

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
        cell = record.cells.get(requires)
        return cell is not None and cell.value is not MISSING and row[requires].action.act is not Act.WITHHOLD

    @cached_property
    def _out_of_scope(self) -> Decision:
        return withheld(Reason(kind="row", action=WITHHOLD))

    @cached_property
    def _another_agency(self) -> Decision:
        return withheld(Reason(kind="originator", action=WITHHOLD, because=("note.originator",)))

    @cached_property
    def _no_role(self) -> Decision:
        return withheld(Reason(kind="role", action=WITHHOLD))
