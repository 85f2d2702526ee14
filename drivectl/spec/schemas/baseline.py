"""isa-baseline/v1."""

from typing import Annotated, Any, Literal

from pydantic import Field

from drivectl.spec.schemas.base import (
    ClauseShape,
    Condition,
    Count,
    Date,
    Duration,
    FieldName,
    Id,
    PartyKind,
    Reference,
    RuleId,
    Strict,
    TestShape,
    Text,
    Version,
    Word,
)
from drivectl.spec.schemas.said import ONE_OR_MORE, Said, only_one, rules

ClassName = Annotated[str, Said("class")]


class CeilingClauseShape(ClauseShape):
    """The most that agreements with recipients of these kinds may do."""

    for_kinds: list[PartyKind | Literal["internal"]] = Field(default_factory=list)


class CeilingShape(Strict):
    """By field, else by all classes of the field."""

    fields: Annotated[dict[str, Annotated[list[CeilingClauseShape], ONE_OR_MORE]], Said("ceilings")] = Field(
        default_factory=dict
    )
    classes: dict[ClassName, Literal["share", "redact", "withhold"]]


class NeverShape(Strict):
    """A never-share row."""

    id: RuleId
    classes: list[ClassName] = Field(default_factory=list)
    fields: list[FieldName] = Field(default_factory=list)
    when: Condition = None
    why: Text
    model_config = rules(only_one("classes", "fields", minItems=1))


class HoldShape(Strict):
    """A condition under which a case waits for a person."""

    id: RuleId
    when: Condition
    why: Text


class ScopeShape(Strict):
    """Holds that every agreement has."""

    hold_for_dpo: list[HoldShape] = Field(default_factory=list)


class CoherenceShape(Strict):
    """A field that must not appear without another, or without a notice."""

    id: RuleId
    field: FieldName
    requires: FieldName | None = None
    requires_notice: Word | None = None
    why: Text
    model_config = rules(only_one("requires", "requires_notice"))


class FlagsShape(Strict):
    """What the flags sheet may state, and how old a statement may be."""

    fields: list[FieldName]
    max_age: Duration


class ApproversShape(Strict):
    """Who releases in an emergency: two people, neither of them the one who asks."""

    roles: list[Word] = Field(min_length=1)
    count: Annotated[int, Field(ge=1, le=9)]
    distinct_from_requester: bool


class EmergencyShape(Strict):
    """Release with two approvers; never-share stays shut."""

    allowed: bool
    grounds: list[Literal["risk_to_life", "serious_harm_imminent", "child_significant_harm"]]
    never: Literal["never_share"]
    approvers: ApproversShape
    reason_min_words: Annotated[int, Field(ge=12, le=1000)]
    expires_after: Duration
    after: list[str]


class ControlFloorShape(Strict):
    """The least group size and the least small-number rule."""

    k: Annotated[int, Field(ge=2, le=1000)]
    small_number: Count
    round_to: Count


class FloorsShape(Strict):
    """Agreements may be stricter, never looser."""

    classification: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]
    encryption: Literal["recipient_key", "recipient_key_or_generated_passphrase"]
    max_review_interval: Duration
    max_key_age: Duration
    disclosure_control: ControlFloorShape
    min_test_count: Count


class BaselineShape(Strict):
    """The whole file."""

    drivectl: Literal["isa-baseline/v1"]
    id: Id
    version: Version
    title: Text
    catalogue: Annotated[Reference, Said("catalogue")]
    effective: Date
    review_by: Date
    default: Literal["withhold"]
    never_share: list[NeverShape] = Field(min_length=1)
    ceiling: CeilingShape
    flags: FlagsShape
    scope: ScopeShape
    coherence: list[CoherenceShape] = Field(default_factory=list)
    originator_control: bool
    emergency: EmergencyShape
    floors: FloorsShape
    test_defaults: Annotated[dict[str, Any], Said("given")] = Field(default_factory=dict)
    tests: list[TestShape] = Field(default_factory=list)
