"""catalogue/v1 and parties/v1."""

from typing import Annotated, Any, Literal

from pydantic import Field

from drivectl.spec.schemas.base import Email, Id, PartyKind, Strict, Text, Version, Word
from drivectl.spec.schemas.said import NOT_SAID, Said, if_is, only_one, rules

_ONCE = Said(minItems=1, uniqueItems=True)
_SAID = {"not": NOT_SAID}


class ClassShape(Strict):
    """A kind of information."""

    means: Text
    legal: Literal["art9", "art10"] | None = None


class DomainShape(Strict):
    """A finite set of codes: ``values``, or ``ordered`` from least to most."""

    values: Annotated[list[str | bool], _ONCE] | None = None
    ordered: Annotated[list[str], _ONCE] | None = None
    model_config = rules(only_one("values", "ordered"))


class LevelShape(Strict):
    """A named ladder for ``generalise``."""

    ladder: list[Word] = Field(default_factory=list)
    also: list[Word] = Field(default_factory=list)
    method: Literal["date_floor", "relative_days", "age_band", "hierarchy", "postcode", "map", "round"]
    anchor: str | None = None
    edges: list[int] | dict[str, list[int]] | None = None
    min_population: int | None = None
    via: str | None = None
    codes: dict[str, str | bool] | None = None


class FieldShape(Strict):
    """One field of an entity."""

    type: Literal["id", "string", "text", "date", "datetime", "int", "enum", "yn", "list", "set", "address"]
    classes: list[str] = Field(min_length=1)
    domain: str | None = None
    references: str | None = None
    references_table: str | None = None
    from_: list[str] = Field(alias="from", default_factory=list)
    where: dict[str, Any] | None = None
    token: Word | None = None
    prefix: str | None = None
    of: Literal["party"] | None = None
    required: bool = False
    unique: bool = False
    min: int | None = None
    max: int | None = None
    note: Text | None = None
    model_config = rules(
        *(if_is("type", one, {"required": ["domain"], "properties": {"domain": _SAID}}) for one in ("enum", "yn")),
        if_is("type", "set", {"required": ["of"], "properties": {"of": _SAID}}, {"properties": {"of": NOT_SAID}}),
    )


_MADE = {
    "anyOf": [
        {"required": ["from"], "properties": {"from": {"minItems": 1}}},
        {"required": ["references"], "properties": {"references": _SAID}},
    ]
}


class EntityShape(Strict):
    """A stored table, a view of one role, or a derived record."""

    kind: Literal["table", "view", "derived"]
    table: Word | None = None
    subject: Literal["perpetrator", "victim", "child", "professional", "third_party", "none", "mixed", "by_role"]
    key: list[Word] = Field(default_factory=list)
    of: Word | None = None
    role: list[Word] = Field(default_factory=list)
    note: Text | None = None
    fields: dict[Word, FieldShape] = Field(min_length=1)
    model_config = rules(
        if_is(
            "kind",
            "table",
            {"required": ["table", "key"], "properties": {"table": _SAID, "key": {"minItems": 1}}},
            {"properties": {"subject": {"not": {"const": "by_role"}}, "fields": {"additionalProperties": _MADE}}},
        ),
        if_is("kind", "view", {"required": ["of"], "properties": {"of": _SAID}}),
    )


class InferenceShape(Strict):
    """What follows from knowing fields."""

    id: str
    from_: list[str] = Field(alias="from", min_length=1)
    gives: str
    how: Text
    when: dict[str, Any] | None = None
    unless: dict[str, Any] | None = None


class CatalogueShape(Strict):
    """The whole file."""

    drivectl: Literal["catalogue/v1"]
    id: Id
    version: Version
    classes: dict[Word, ClassShape]
    domains: dict[Word, DomainShape]
    levels: dict[Word, LevelShape]
    entities: dict[Word, EntityShape]
    inferences: list[InferenceShape] = Field(default_factory=list)


class OfficerShape(Strict):
    """A data protection officer."""

    name: Text
    email: Email


class PartyShape(Strict):
    """Who can be a party, and the legal facts about it."""

    name: Text
    kind: PartyKind
    public_authority: bool
    competent_authority: bool = False
    relevant_authority_cda115: bool = False
    s11_body: bool = False
    nation: list[Literal["england", "wales"]] = Field(min_length=1)
    dpo: OfficerShape | None = None
    receives: Literal["drivectl", "age", "browser"] = "drivectl"
    min_alg: Literal["age-mlkem768x25519", "age-x25519"] | None = None


class PartiesShape(Strict):
    """The whole file."""

    drivectl: Literal["parties/v1"]
    parties: dict[Id, PartyShape] = Field(min_length=1)
