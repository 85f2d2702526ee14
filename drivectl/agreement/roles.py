"""Whose row it is, where the role of a person in the case decides; one person may have two roles."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from drivectl.agreement.facts import BY_ROLE, CaseFacts, Instance
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Record, Value


class Roles:
    """The roles of the people of one case."""

    def __init__(self, catalogue: Catalogue, facts: CaseFacts) -> None:
        self._catalogue = catalogue
        self._facts = facts
        self._views = [entity for entity in catalogue.entities.values() if entity.roles]

    @cached_property
    def _of(self) -> Mapping[str, tuple[str, ...]]:
        """Person id -> views in which the case has that person."""
        found: dict[str, tuple[str, ...]] = {}
        for view in self._views:
            for one in self._facts.instances.get(view.name, ()):
                found.update({key: (*found.get(key, ()), view.name) for key in one.keys})
        return found

    def views_of(self, person: Value) -> tuple[str, ...]:
        """The views of ``person``; none where the role is not certain."""
        if person is MISSING or any(view.name in self._facts.lost for view in self._views):
            return ()
        return self._of.get(str(person), ())

    def people(self, record: Record) -> Iterator[Instance]:
        """The people that a row by role may be about: those of its id, or everybody where it is not certain."""
        if record.table not in self._facts.by_role:
            return
        person = record.subjects.get(BY_ROLE)
        certain = person is not None and bool(self.views_of(person))
        for view in self._views:
            for one in self._facts.instances.get(view.name, ()):
                if not certain or person in one.keys:
                    yield one

    def also(self, path: str, mine: Mapping[str, Instance]) -> tuple[str, ...]:
        """Fields of the other roles that this person has, or may have, which say the same as ``path``."""
        entity = path.partition(".")[0]
        view = self._catalogue.entities[entity]
        if not view.roles or entity not in mine:
            return ()
        others = [one.name for one in self._views if one.of == view.of and one is not view]
        return tuple(
            twin for other in others if self._may_be(mine[entity], entity, other) for twin in self._twins(path, other)
        )

    def _may_be(self, person: Instance, entity: str, other: str) -> bool:
        if other in self._facts.lost or (entity in self._facts.lost and self._facts.instances.get(other)):
            return True
        return any(other in self._of[key] for key in person.keys)

    def _twins(self, path: str, other: str) -> Iterator[str]:
        """The field of view ``other`` with the same name; else those made of one of the same stored fields."""
        field = self._catalogue.field(path)
        fields = self._catalogue.entities[other].fields
        name = path.partition(".")[2]
        if name in fields:
            yield fields[name].path
        else:
            yield from (one.path for one in fields.values() if not frozenset(one.sources).isdisjoint(field.sources))
