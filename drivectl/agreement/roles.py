"""Whose row it is, where the role of a person in the case decides; one person may have two roles."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from drivectl.agreement.facts import BY_ROLE, CaseFacts, Instance, Said
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Cell, Record, Value


class Views:
    """The views of people that a catalogue has, one for each role."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.all = [entity for entity in catalogue.entities.values() if entity.roles]

    def others(self, entity: str) -> tuple[str, ...]:
        """The other roles that a person of view ``entity`` may have; none where it is no such view."""
        view = self._catalogue.entities[entity]
        return tuple(one.name for one in self.all if one.of == view.of and one is not view) if view.roles else ()

    def twins(self, path: str, other: str) -> Iterator[str]:
        """The field of view ``other`` with the same name; else those made of one of the same stored fields."""
        field = self._catalogue.field(path)
        fields = self._catalogue.entities[other].fields
        name = path.partition(".")[2]
        if name in fields:
            yield fields[name].path
        else:
            yield from (one.path for one in fields.values() if not frozenset(one.sources).isdisjoint(field.sources))


class Roles:
    """The roles of the people of one case."""

    def __init__(self, views: Views, facts: CaseFacts) -> None:
        self._views = views
        self._facts = facts
        self._named: dict[tuple[object, ...], tuple[Said | None, ...]] = {}

    @cached_property
    def _of(self) -> Mapping[str, tuple[str, ...]]:
        """Person id -> views in which the case has that person."""
        found: dict[str, tuple[str, ...]] = {}
        for view in self._views.all:
            for one in self._facts.instances.get(view.name, ()):
                for key in one.keys:
                    found[key] = (*found.get(key, ()), view.name)
        return found

    @cached_property
    def _unsure(self) -> bool:
        """Whether a row does not say whose it is: then nobody's role is certain."""
        return any(view.name in self._facts.lost for view in self._views.all)

    @cached_property
    def apart(self) -> bool:
        """Whether it is certain that nobody has two roles."""
        return not self._unsure and all(len(views) == 1 for views in self._of.values())

    def views_of(self, person: Value) -> tuple[str, ...]:
        """The views of ``person``; none where the role is not certain."""
        return () if person is MISSING or self._unsure else self._of.get(str(person), ())

    def named(self, keys: Mapping[str, str], cells: Mapping[str, Cell]) -> tuple[Said | None, ...]:
        """What is said of the instances that foreign ``keys`` (path -> entity) name; None where it is not certain."""
        values = [cells[path].value for path in keys]
        known = (id(keys), *values, *map(type, values))
        found = self._named.get(known)
        if found is None:
            named = [self._facts.keyed(entity, value) for entity, value in zip(keys.values(), values, strict=True)]
            found = self._named[known] = tuple([None if one is None else one.said for one in named])
        return found

    def people(self, record: Record) -> Iterator[Instance]:
        """The people that a row by role may be about: those of its id, or everybody where it is not certain."""
        if record.table not in self._facts.by_role:
            return
        person = record.subjects.get(BY_ROLE)
        certain = person is not None and bool(self.views_of(person))
        for view in self._views.all:
            for one in self._facts.instances.get(view.name, ()):
                if not certain or person in one.keys:
                    yield one

    def also(self, entity: str, mine: Mapping[str, Instance]) -> tuple[str, ...]:
        """The other roles that the person of view ``entity`` in this row has, or may have."""
        if self.apart or entity not in mine:
            return ()
        return tuple(one for one in self._views.others(entity) if self._may_be(mine[entity], entity, one))

    def _may_be(self, person: Instance, entity: str, other: str) -> bool:
        if other in self._facts.lost or (entity in self._facts.lost and self._facts.instances.get(other)):
            return True
        return any(other in self._of[key] for key in person.keys)
