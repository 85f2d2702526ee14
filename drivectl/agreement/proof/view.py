"""What one recipient sees of a field, as a function of one case: the engine's decision without an export.

A point has one instance of every entity. A record with several rows gets the meet of its rows' points, a person with
two roles the meet of both, and an unsure flags sheet the meet of its alternatives: so points are the widest there is,
and what no point lets out no export does.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from drivectl.agreement.decide import Facts, Truth, Words, attributes, decide, limited, together, truth, withheld
from drivectl.agreement.proof.space import Point
from drivectl.agreement.resolve import Effective, FieldWords, Treatment
from drivectl.model.action import WITHHOLD, Act
from drivectl.model.agreement import Condition, Rule, Test
from drivectl.model.export import MISSING, Value
from drivectl.model.plan import Decision, Reason

_ORIGINATOR = "note.originator"


class View:
    """One recipient of one resolved agreement; ``release: tables`` is read as if its rows could leave.

    ``role`` names the view (victim, child ...) of the person that a key means, where the person's role decides;
    without it the role is not known, which gives the meet of all.
    """

    def __init__(self, effective: Effective, party: str) -> None:
        self.effective = effective
        self.party = party
        self.words = effective.parties[party]
        self._ladders = effective.catalogue.ladders
        self._orders = effective.orders
        self._control = effective.baseline.originator_control
        self._gates: dict[tuple[Value, ...], Reason | None] = {}
        self._known: dict[tuple[str, str | None, tuple[Value, ...]], Decision] = {}
        self._reads: dict[str, tuple[str, ...]] = {}

    def roles(self, field: str) -> tuple[str, ...]:
        """The roles that decide ``field``; none for most fields."""
        return tuple(self.words.fields[field].roles or ())

    @cached_property
    def gate(self) -> tuple[Condition, ...]:
        """What decides whether a case is open: the scope, and everything that holds."""
        holds = (rule.when for rule in self.words.holds)
        return (self.words.include, *(one for one in holds if one is not None))

    def clauses(self, *fields: str) -> tuple[Condition, ...]:
        """What decides ``fields`` in an open case: their lists, their context's, and who recorded a note first."""
        found: dict[Condition, None] = {}
        for path in self._context(fields):
            for treatment in _treatments(self.words.fields[path]):
                conditions = (clause.when for words in treatment.lists for clause in words.clauses)
                found.update((one, None) for one in conditions if one is not None)
            if self._control and path.startswith("note."):
                found[Test(_ORIGINATOR, "in", (self.effective.agreement.discloser or "",))] = None
        needed = (rule.requires for rule in self._rules(self._context(fields)) if rule.requires is not None)
        found.update((Test(one, "missing"), None) for one in needed)
        return tuple(found)

    def conditions(self, *fields: str) -> tuple[Condition, ...]:
        """Everything that decides ``fields``: what a space of cases must tell apart."""
        return (*self.gate, *self.clauses(*fields))

    def open(self, point: Point) -> bool:
        """Whether the case is in scope for certain and nothing, known or unknown, holds it."""
        return self.closed(point) is None

    def closed(self, point: Point) -> Reason | None:
        """Why nothing of the case can leave: out of scope, or the hold."""
        key = self._values(self._gate_reads, point)
        if key not in self._gates:
            self._gates[key] = self._closed(self._facts(self._gate_reads, key))
        return self._gates[key]

    def decide(self, field: str, point: Point, role: str | None = None) -> Decision:
        """The engine's decision; nothing leaves a case that is not open."""
        closed = self.closed(point)
        return self.allows(field, point, role) if closed is None else withheld(closed)

    def allows(self, field: str, point: Point, role: str | None = None) -> Decision:
        """The decision in a case taken to be open: what the field's own words and limits say."""
        if field not in self._reads:
            self._reads[field] = _attributes(self.clauses(field))
        values = self._values(self._reads[field], point)
        key = (field, role, values)
        if key not in self._known:
            self._known[key] = self._allows(field, self._facts(self._reads[field], values), role)
        return self._known[key]

    def own(self, field: str, point: Point, role: str | None = None) -> Decision:
        """What the agreement's own clauses say, without any limit; for a key, those of the key it names."""
        words = self._own(field, role)
        if words is None:
            return withheld()
        read = _attributes(one.when for one in words.clauses if one.when is not None)
        return decide(words, self._facts(read, self._values(read, point)), self._ladders)

    def grants(self, field: str, role: str | None = None) -> bool:
        """Whether a clause of the agreement lets something out, whatever limits it."""
        words = self._own(field, role)
        return words is not None and any(one.action.act is not Act.WITHHOLD for one in words.clauses)

    @cached_property
    def granted(self) -> tuple[tuple[str, str | None], ...]:
        """Each (field, role) that a clause lets something out of; keys under the clause of the key they name."""
        ways = ((path, role) for path in self.words.fields for role in self.roles(path) or (None,))
        return tuple(way for way in ways if self.grants(*way))

    def said(self, field: str) -> object:
        """All that decides ``field`` in an open case, and not where it stands: who says the same decides the same."""
        control = self.effective.agreement.discloser if self._control and field.startswith("note.") else None
        lists = [
            [(words.kind, words.id, [(c.action, c.when, c.purposes, c.notice) for c in words.clauses])
             for words in treatment.lists]
            for path in self._context((field,))
            for treatment in _treatments(self.words.fields[path])
        ]  # fmt: skip
        rules = [
            (one.id, one.fields, one.requires, one.requires_notice) for one in self._rules(self._context((field,)))
        ]
        return lists, rules, control, self.effective.agreement.key_scope, self._ladders

    def _own(self, field: str, role: str | None) -> Words | None:
        if field not in self.words.fields:
            return None
        words = self.words.fields[field]
        treatment = words.roles[role] if words.roles and role else words.key or words.own
        return treatment.lists[0] if treatment and treatment.lists and treatment.lists[0].kind == "clause" else None

    @cached_property
    def _gate_reads(self) -> tuple[str, ...]:
        return _attributes(self.gate)

    @cached_property
    def _domains(self) -> Mapping[str, frozenset[Value]]:
        catalogue = self.effective.catalogue
        fields = (field for entity in catalogue.entities.values() for field in entity.fields.values())
        ruled = (one for one in fields if one.domain is not None and one.type in {"enum", "yn"})
        return {one.path: frozenset(catalogue.domains[one.domain or ""].values) for one in ruled}

    def _values(self, read: tuple[str, ...], point: Point) -> tuple[Value, ...]:
        """The values of ``read``; one outside its domain says nothing, as in an export."""
        values = [(one, point.get(one, MISSING)) for one in read]
        return tuple(MISSING if one in self._domains and v not in self._domains[one] else v for one, v in values)

    def _facts(self, read: tuple[str, ...], values: tuple[Value, ...]) -> Facts:
        return Facts(dict(zip(read, values, strict=True)), self._orders)

    def _closed(self, facts: Facts) -> Reason | None:
        if truth(self.words.include, facts) is not Truth.TRUE:
            return Reason(kind="row", action=WITHHOLD)
        held = (rule for rule in self.words.holds if truth(rule.when, facts) is not Truth.FALSE)
        return next((Reason(kind="row", action=WITHHOLD, id=one.id, at=one.at) for one in held), None)

    def _allows(self, field: str, facts: Facts, role: str | None) -> Decision:
        row = {path: self._cell(path, facts, role) for path in self._context((field,))}
        rules = self._rules(row)
        for _ in rules:  # again: what falls may have been another's context
            for rule in rules:
                for path in rule.fields:
                    if path in row and not _has_context(rule, path, facts, row):
                        gone = withheld(Reason(kind="coherence", action=WITHHOLD, id=rule.id, at=rule.at))
                        row[path] = limited(row[path], (gone,), self._ladders)
        return row[field]

    def _cell(self, path: str, facts: Facts, role: str | None) -> Decision:
        words = self.words.fields[path]
        if (
            self._control
            and path.startswith("note.")
            and facts.values.get(_ORIGINATOR, MISSING) != self.effective.agreement.discloser
        ):
            return withheld(Reason(kind="originator", action=WITHHOLD, because=(_ORIGINATOR,)))
        if words.own is None:
            return withheld(Reason(kind="role", action=WITHHOLD))
        own = self._evaluate(words.own, facts)
        if words.key is not None:
            return limited(self._evaluate(words.key, facts), (own,), self._ladders)
        if words.roles is not None:
            views = (role,) if role is not None else tuple(words.roles)
            parts = [self._evaluate(words.roles[view], facts) for view in views]
            return limited(together(parts, self._ladders), (own,), self._ladders)
        return own

    def _evaluate(self, treatment: Treatment, facts: Facts) -> Decision:
        first, *limits = (decide(words, facts, self._ladders) for words in treatment.lists)
        return limited(first, limits, self._ladders)

    def _context(self, fields: Iterable[str]) -> tuple[str, ...]:
        """``fields`` and all that they must not go without."""
        found = dict.fromkeys(fields)
        grown = True
        while grown:
            needed = {rule.requires: None for rule in self._rules(found) if rule.requires is not None}
            grown = not needed.keys() <= found.keys()
            found |= needed
        return tuple(found)

    def _rules(self, fields: Iterable[str]) -> tuple[Rule, ...]:
        wanted = frozenset(fields)
        return tuple(rule for rule in self.effective.baseline.coherence if not wanted.isdisjoint(rule.fields))


def _attributes(conditions: Iterable[Condition]) -> tuple[str, ...]:
    return tuple(sorted(frozenset[str]().union(*map(attributes, conditions))))


def _treatments(words: FieldWords) -> tuple[Treatment, ...]:
    return tuple(one for one in (words.own, words.key, *(words.roles or {}).values()) if one is not None)


def _has_context(rule: Rule, path: str, facts: Facts, row: Mapping[str, Decision]) -> bool:
    if row[path].action.act is Act.WITHHOLD:
        return True
    if rule.requires_notice is not None and row[path].notice != rule.requires_notice:
        return False
    if rule.requires is None:
        return True
    return facts.values[rule.requires] is not MISSING and row[rule.requires].action.act is not Act.WITHHOLD
