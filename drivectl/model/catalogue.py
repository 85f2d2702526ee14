"""The one vocabulary (catalogue/v1): every entity and field that a case export can contain."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drivectl.model.action import Ladder
from drivectl.model.agreement import Condition

FieldType = Literal["id", "string", "text", "date", "datetime", "int", "enum", "yn", "list", "set", "address"]
EntityKind = Literal["table", "view", "derived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A finite set of codes; ``ordered`` runs from least to most where the catalogue says so."""

    name: str
    values: tuple[str | bool, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an entity, views with what they inherit."""

    path: str
    """``entity.name``, for example ``victim.address``."""
    type: FieldType
    classes: tuple[str, ...]
    domain: str | None = None
    references: str | None = None
    """A foreign key: this field gets the treatment of the key it names."""
    references_table: str | None = None
    sources: tuple[str, ...] = ()
    """``from``: the stored fields that make up a view field."""
    where: Mapping[str, object] | None = None
    token: str | None = None
    """Token domain of an id (``person``, ``case``, ``nhs`` ...)."""
    prefix: str | None = None
    of: str | None = None
    """Element kind of a set (``party``)."""
    required: bool = False
    unique: bool = False
    minimum: int | None = None
    maximum: int | None = None
    note: str | None = None

    @property
    def entity(self) -> str:
        """The entity part of ``path``."""
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A stored table, one role's view of a person or worker, or a derived record."""

    name: str
    kind: EntityKind
    table: str | None
    """Name of the table that partners receive; none for a view."""
    subject: str
    key: tuple[str, ...]
    """Key field names, without the entity."""
    of: str | None = None
    roles: tuple[str, ...] = ()
    fields: Mapping[str, Field]
    """By name, inherited fields of a view included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldClass:
    """A kind of information; ``legal`` names UK GDPR Article 9 or 10 where it applies."""

    name: str
    means: str
    legal: Literal["art9", "art10"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What follows from knowing fields; used by leak analysis."""

    id: str
    sources: tuple[str, ...]
    gives: str
    how: str
    when: Condition | None = None
    unless: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The vocabulary, loaded. ``sha256`` is the digest of the file's bytes."""

    id: str
    version: str
    path: Path
    sha256: str
    classes: Mapping[str, FieldClass]
    domains: Mapping[str, Domain]
    ladders: tuple[Ladder, ...]
    entities: Mapping[str, Entity]
    inferences: tuple[Inference, ...] = ()

    def field(self, path: str) -> Field:
        """The field at ``entity.name`` (``KeyError`` where there is none)."""
        entity, _, name = path.partition(".")
        return self.entities[entity].fields[name]

    def has(self, path: str) -> bool:
        """Whether ``path`` names a field."""
        entity, _, name = path.partition(".")
        return entity in self.entities and name in self.entities[entity].fields

    def ladder_of(self, level: str) -> Ladder | None:
        """The ladder that holds ``level``."""
        return next((one for one in self.ladders if level in one.steps or level in one.also), None)
