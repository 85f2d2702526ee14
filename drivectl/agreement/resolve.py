"""The effective words: what agreement, ceiling and never-share list together say, per recipient and field.

Every field ends as a few clause lists whose meet is the decision. A foreign key takes the lists of the key it
names, and stays under the limits of its own classes; a stored field that makes up a view field stays under the
limits of that view field, so nothing protected leaves by its back door.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from drivectl.agreement import sign
from drivectl.agreement.decide import Words, attributes
from drivectl.model.action import SHARE, WITHHOLD, Act
from drivectl.model.agreement import (
    RECIPIENT,
    Agreement,
    All,
    AnyOf,
    Baseline,
    Clause,
    Condition,
    Not,
    Parties,
    Rule,
    Test,
)
from drivectl.model.catalogue import Catalogue, Entity, Field

INTERNAL: Final = "internal"


@dataclass(frozen=True, slots=True, eq=False)
class Treatment:
    """The lists that decide one field, and the attributes they read, grouped by entity."""

    path: str
    lists: tuple[Words, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def entity(self) -> str:
        """The entity whose own row the conditions read."""
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True, eq=False)
class FieldWords:
    """How one field of the catalogue is decided.

    ``own`` is read from the row itself. ``key`` is the treatment of the key that a foreign key names.
    ``roles`` gives the treatment per view where the person's role in the case decides. None at all: withheld.
    """

    own: Treatment | None = None
    key: Treatment | None = None
    roles: Mapping[str, Treatment] | None = None


@dataclass(frozen=True, eq=False)
class PartyWords:
    """What one recipient may see."""

    party: str
    kind: str
    fields: Mapping[str, FieldWords]
    nameable: Mapping[str, Treatment]
    """Fields that an agreement can name, each under all its lists."""
    granted: tuple[str, ...]
    include: Condition
    holds: tuple[Rule, ...]

    @cached_property
    def conditions(self) -> tuple[Condition | None, ...]:
        """Every condition of scope, holds and fields."""
        lists = {words for one in self.treatments for words in one.lists}
        clauses = (clause.when for words in lists for clause in words.clauses)
        return (self.include, *(rule.when for rule in self.holds), *clauses)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Every attribute that a condition reads."""
        return frozenset().union(*map(attributes, self.conditions))

    @property
    def treatments(self) -> Iterable[Treatment]:
        """Every treatment in use."""
        for one in self.fields.values():
            yield from (part for part in (one.own, one.key, *(one.roles or {}).values()) if part is not None)


@dataclass(frozen=True, eq=False)
class Effective:
    """An agreement resolved under its baseline, ready to judge an export."""

    agreement: Agreement
    baseline: Baseline
    catalogue: Catalogue
    sha256: str
    """Digest of the canonical form: what signatures cover."""
    parties: Mapping[str, PartyWords]
    known: frozenset[str]
    """Every party id there is: a set of parties that holds another word says nothing for certain."""

    @cached_property
    def orders(self) -> Mapping[str, tuple[str | bool, ...]]:
        """The values of every attribute with an ordered domain, least first."""
        fields = (field for entity in self.catalogue.entities.values() for field in entity.fields.values())
        ranked = {field.path: self.catalogue.domains[field.domain] for field in fields if field.domain is not None}
        return {path: domain.values for path, domain in ranked.items() if domain.ordered}


def resolve(agreement: Agreement, baseline: Baseline, catalogue: Catalogue, parties: Parties) -> Effective:
    """Resolve ``agreement`` for each of its recipients; ``internal`` work has the discloser as its reader."""
    if agreement.kind == INTERNAL:
        readers = {agreement.discloser or INTERNAL: INTERNAL}
    else:
        readers = {party: parties.parties[party].kind for party in agreement.recipients}
    return Effective(
        agreement=agreement,
        baseline=baseline,
        catalogue=catalogue,
        sha256=sign.digest(agreement, baseline, catalogue),
        parties={party: _party(agreement, baseline, catalogue, party, kind) for party, kind in readers.items()},
        known=frozenset(parties.parties),
    )


def _party(agreement: Agreement, baseline: Baseline, catalogue: Catalogue, party: str, kind: str) -> PartyWords:
    maker = _Maker(agreement=agreement, baseline=baseline, catalogue=catalogue, kind=kind, party=party)
    paths = [field.path for entity in catalogue.entities.values() for field in entity.fields.values()]
    nameable = {path: maker.whole(path) for path in paths if maker.is_nameable(path)}
    return PartyWords(
        party=party,
        kind=kind,
        fields={path: maker.words(path, nameable) for path in paths},
        nameable=nameable,
        granted=tuple(path for path in agreement.fields if path in nameable and maker.grants(path)),
        include=maker.include(),
        holds=tuple(replace(rule, when=_addressed(rule.when, party)) for rule in baseline.holds),
    )


@dataclass(frozen=True)
class _Maker:
    """Builds the treatments of one recipient."""

    agreement: Agreement
    baseline: Baseline
    catalogue: Catalogue
    kind: str
    party: str

    @cached_property
    def _views(self) -> Mapping[str, tuple[Entity, ...]]:
        """Stored entity -> its views."""
        found: dict[str, tuple[Entity, ...]] = {}
        for entity in self.catalogue.entities.values():
            if entity.of is not None:
                found[entity.of] = (*found.get(entity.of, ()), entity)
        return found

    @cached_property
    def _made_of(self) -> Mapping[str, tuple[str, ...]]:
        """Stored field -> the view and derived fields that it makes up."""
        found: dict[str, tuple[str, ...]] = {}
        for entity in self.catalogue.entities.values():
            for field in entity.fields.values():
                for source in field.sources:
                    found[source] = (*found.get(source, ()), field.path)
        return found

    def is_nameable(self, path: str) -> bool:
        """Foreign keys and stored people have no clause of their own."""
        return self.catalogue.field(path).references is None and path.partition(".")[0] not in self._views

    def grants(self, path: str) -> bool:
        """Whether some clause of the agreement lets something out."""
        return any(clause.action.act is not Act.WITHHOLD for clause in self.agreement.fields[path])

    def include(self) -> Condition:
        """The scope: ``include``, and consent recorded as given where the agreement requires it."""
        parts = [] if self.agreement.include is None else [self.agreement.include]
        if self.agreement.consent_required:
            record = self.agreement.consent_record
            parts.append(AnyOf(()) if record is None else Test(record, "in", ("given",)))
        return All(tuple(_addressed_all(parts, self.party)))

    def words(self, path: str, nameable: Mapping[str, Treatment]) -> FieldWords:
        """How ``path`` is decided; see :class:`FieldWords`."""
        if path in nameable:
            return FieldWords(own=nameable[path])
        field = self.catalogue.field(path)
        key = field.references or path
        entity, _, name = key.partition(".")
        views = self._views.get(entity, ())
        if views and name in self.catalogue.entities[entity].key:
            roles = {view.name: nameable[f"{view.name}.{name}"] for view in views}
            return FieldWords(own=self._treatment(path, self._limits(field)), roles=roles)
        if field.references is not None and key in nameable:
            return FieldWords(own=self._treatment(path, self._limits(field)), key=nameable[key])
        return FieldWords()

    def whole(self, path: str) -> Treatment:
        """Agreement, ceiling and never-share of a field that can be named."""
        own = Words(kind="clause", id=None, clauses=self.agreement.fields.get(path, ()))
        return self._treatment(path, (own, *self._limits(self.catalogue.field(path))))

    def _limits(self, field: Field) -> tuple[Words, ...]:
        """Ceiling and never-share of ``field`` and of what it makes up; never-share also of what it is made of."""
        over = (field, *(self.catalogue.field(path) for path in self._made_of.get(field.path, ())))
        limits = [words for one in over for words in (*self._ceiling(one), *self._never(one))]
        return (*limits, *(words for one in self._origins(field) for words in self._never(one)))

    def _origins(self, field: Field) -> tuple[Field, ...]:
        """What ``field`` is made of, stage by stage."""
        found: dict[str, None] = {}
        waiting = list(field.sources)
        while waiting:
            path = waiting.pop()
            if path not in found:
                found[path] = None
                waiting += self.catalogue.field(path).sources
        return tuple(map(self.catalogue.field, found))

    def _ceiling(self, field: Field) -> tuple[Words, ...]:
        rule = self.baseline.field_ceilings.get(field.path)
        if rule is not None:
            return (self._limit(field.path, rule),)
        classes = field.classes or ("",)  # a field that says nothing of itself is withheld
        table = self.baseline.class_ceilings
        return tuple(self._limit(name, (table[name],) if name in table else ()) for name in classes)

    def _limit(self, rule: str, clauses: tuple[Clause, ...]) -> Words:
        matching = (one for one in clauses if not one.for_kinds or self.kind in one.for_kinds)
        return Words(kind="limit", id=rule, clauses=tuple(self._here(one) for one in matching))

    def _never(self, field: Field) -> tuple[Words, ...]:
        """A never-share row as a list: withhold while its condition is true or unknown, else no limit."""
        rows = [
            row
            for row in self.baseline.never_share
            if field.path in row.fields or not frozenset(row.classes).isdisjoint(field.classes)
        ]
        return tuple(
            Words(
                kind="never",
                id=row.id,
                clauses=(
                    Clause(action=WITHHOLD, when=_addressed(row.when, self.party), at=row.at),
                    Clause(action=SHARE, at=row.at),
                ),
            )
            for row in rows
        )

    def _here(self, clause: Clause) -> Clause:
        return replace(clause, when=_addressed(clause.when, self.party))

    def _treatment(self, path: str, lists: tuple[Words, ...]) -> Treatment:
        read: dict[str, list[str]] = {}
        for attribute in sorted({a for words in lists for clause in words.clauses for a in attributes(clause.when)}):
            read.setdefault(attribute.partition(".")[0], []).append(attribute)
        groups = tuple((entity, tuple(group)) for entity, group in read.items())
        return Treatment(path=path, lists=lists, groups=groups)


def _addressed(condition: Condition | None, party: str) -> Condition | None:
    """``condition`` with ``$recipient`` replaced by the party."""
    return None if condition is None else next(_addressed_all((condition,), party))


def _addressed_all(conditions: Iterable[Condition], party: str) -> Iterator[Condition]:
    for condition in conditions:
        match condition:
            case Test():
                yield replace(condition, values=tuple(party if one == RECIPIENT else one for one in condition.values))
            case Not(part):
                yield Not(next(_addressed_all((part,), party)))
            case All(parts):
                yield All(tuple(_addressed_all(parts, party)))
            case AnyOf(parts):
                yield AnyOf(tuple(_addressed_all(parts, party)))
