"""isa/v1."""

from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from drivectl.spec.schemas.base import (
    CLAUSE_RULES,
    ClauseShape,
    Condition,
    Count,
    CountedFrom,
    Date,
    Duration,
    Email,
    FieldName,
    Id,
    PartyKind,
    Reference,
    Rotate,
    Strict,
    TestShape,
    Text,
    Version,
    Word,
)
from drivectl.spec.schemas.said import NOT_SAID, ONE_OR_MORE, Said, if_is, rules

Told = Literal["always", "unless_unsafe", "privacy_notice", "never"]
PartyId = Annotated[str, Said("party")]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Whole = Annotated[int, Field(ge=0, le=1)]


class GrantShape(ClauseShape):
    """One clause of a field."""

    for_: list[str] = Field(alias="for", default_factory=list)
    notice: Annotated[Word, Said("notice")] | None = None
    model_config = rules(
        *CLAUSE_RULES,
        if_is("action", "withhold", {}, {"required": ["for"], "properties": {"for": {"minItems": 1}}}),
    )


class PartyRoleShape(Strict):
    """A party and its part in the agreement."""

    party: PartyId
    role: Literal["discloser", "recipient", "joint", "processor"]
    controller: Literal["independent", "joint", "processor"] = "independent"


class ContactShape(Strict):
    """Whom to ask."""

    role: Text
    party: PartyId


class BreachShape(Strict):
    """Where and how soon a breach is reported."""

    email: Email
    within: Duration


class ContactsShape(Strict):
    """Owner, the recipient's single point of contact, and the breach contact."""

    owner: ContactShape
    recipient_spoc: ContactShape | None = None
    breach: BreachShape


class PaperShape(Strict):
    """A paper that the agreement rests on."""

    ref: Text
    outcome: Text | None = None
    body: Text | None = None
    date: Date | None = None
    reviewed: Date | None = None
    expires: Date | None = None


class BasisShape(Strict):
    """The lawful basis of each side."""

    discloser: Text
    condition: Text | None = None
    lia: Text | None = None
    recipient: Text | None = None


class PurposeShape(Strict):
    """Why data is shared, and on what ground."""

    id: Id
    text: Text
    necessity: Text | None = None
    proportionality: Text | None = None
    less_intrusive_considered: Text | None = None
    gateway: list[Text] = Field(default_factory=list)
    lawful_basis: BasisShape | None = None
    special_category: list[Text] = Field(default_factory=list)
    criminal_offence: list[Text] = Field(default_factory=list)
    why_without_consent: Text | None = None
    duty_of_confidence: Text | None = None
    duty_to_share: Text | None = None
    research_safeguards: dict[Word, bool] | None = None


class ConsentShape(Strict):
    """Whether consent is needed, and where it is recorded."""

    required: bool
    record: FieldName | None = None
    tell_victim: Told | None = None
    tell_perpetrator: Told | None = None
    model_config = rules(if_is("required", True, {"required": ["record"], "properties": {"record": {"not": NOT_SAID}}}))


class ScopeShape(Strict):
    """Which cases."""

    include: Condition
    consent: ConsentShape | None = None


class NotSharedShape(Strict):
    """Said aloud so that nobody needs to infer it."""

    fields: list[FieldName] = Field(min_length=1)
    why: Text


Shown = Literal["share", "role_label", "initials", "pseudonym", "redact"]
Left = Literal["share", "redact"]


class PeopleShape(Strict):
    """What a text shows of each kind of person; not said is redact."""

    victim: Shown = "redact"
    child: Shown = "redact"
    third_party: Shown = "redact"
    professional: Shown = "redact"
    perpetrator: Shown = "redact"


class EntitiesShape(Strict):
    """What a text shows of other things; not said is redact."""

    locations: Left = "redact"
    phones: Left = "redact"
    emails: Left = "redact"
    urls: Left = "redact"
    ids: Left = "redact"
    dates: Left = "redact"


class FreeTextShape(Strict):
    """How one text field is redacted."""

    people: PeopleShape = PeopleShape()
    entities: EntitiesShape = EntitiesShape()
    residual_check: Literal["none", "sample", "human"] = "human"
    max_chars: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class PseudonymsShape(Strict):
    """How far tokens can be joined."""

    key_scope: Literal["release", "agreement", "partnership"] = "agreement"
    linkable_with: list[Id] = Field(default_factory=list)
    rotate: Rotate = "on_major_version"
    key_holder: PartyId | None = None
    reidentification: Text = "prohibited"
    reversible: bool = False


class DiversityShape(Strict):
    """A second protection beside k."""

    l: Count  # noqa: E741 -- the format's word
    sensitive: list[str]


class TablesShape(Strict):
    """Rules for published tables."""

    small_number: Count | None = None
    round_to: Count | None = None
    dominance: dict[Literal["nk", "p"], list[int] | int] | None = None


class ControlShape(Strict):
    """The k gate."""

    k: Annotated[int, Field(ge=2, le=1_000_000)]
    quasi_identifiers: list[FieldName]
    l_diversity: DiversityShape | None = None
    on_violation: Literal["fail", "suppress", "generalise_then_suppress"] = "fail"
    max_suppressed_share: Share | Whole = 0
    reference_date: CountedFrom = "transfer"
    published_tables: TablesShape | None = None


class RecipientShape(Strict):
    """A team that receives."""

    party: PartyId
    team: Text
    pin: Text | None = None


class FrequencyShape(Strict):
    """How often."""

    every: Duration
    and_on: list[Word] = Field(default_factory=list)


class TransferShape(Strict):
    """To whom, how and how often."""

    recipients: list[RecipientShape] = Field(min_length=1)
    channel: Text
    format: Literal["csv", "xlsx"] | None = None
    classification: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]
    handling: Text | None = None
    frequency: FrequencyShape | None = None
    acknowledge_within: Duration | None = None


class KeepShape(Strict):
    """How long something is kept, counted from when, and what then."""

    keep: Duration
    from_: Annotated[str, Said("kept_from")] = Field(alias="from")
    then: Word
    basis: Text | None = None


class RetentionShape(Strict):
    """What the recipient keeps, and our copy of what was sent."""

    recipient: KeepShape
    discloser_copy: KeepShape | None = None


class OnwardExceptionShape(Strict):
    """Who may be told, for what, on what condition."""

    to_kind: PartyKind
    purpose: str
    requires: Word


class OnwardShape(Strict):
    """Whether the recipient may pass it on."""

    allowed: bool
    except_: list[OnwardExceptionShape] = Field(alias="except", default_factory=list)


class SarShape(Strict):
    """Who answers a subject access request."""

    who: Word
    consult_before_release: list[PartyId] = Field(default_factory=list)
    exemptions_to_consider: list[Text] = Field(default_factory=list)


class RightsShape(Strict):
    """People's rights."""

    privacy_notice: Text
    sar: SarShape
    objection_point: Text


class AccuracyShape(Strict):
    """How soon errors are put right and how the correction travels."""

    correct_within: Duration
    propagate: Literal["changes", "next_extract"]


class AgeShape(Strict):
    """How old a statement on the flags sheet may be."""

    max_age: Duration


class SignatoryShape(Strict):
    """Who signs."""

    party: PartyId
    role: Text
    deputies: list[Text] = Field(default_factory=list)
    required: bool = True


def _has(role: str, **also: int) -> dict[str, Any]:
    return {"contains": {"properties": {"role": {"const": role}}, "required": ["role"]}, **also}


NEEDED: Final = ("effective", "review_by", "expires", "parties", "scope", "transfer")
"""What an agreement between parties has; one within the house needs none of it."""
_INTERNAL: Final = {
    "properties": {"transfer": False, "onward": False, "parties": {"not": _has("recipient")}},
}
_BETWEEN: Final = {
    "required": list(NEEDED),
    "properties": {key: {"not": NOT_SAID} for key in NEEDED} | {"parties": _has("recipient") | {"minItems": 2}},
}


class AgreementShape(Strict):
    """The whole file."""

    drivectl: Literal["isa/v1"]
    kind: Literal["sharing", "internal", "dardr"]
    release: Literal["rows", "tables"] = "rows"
    id: Id
    version: Version
    title: Text
    status: Literal["draft", "agreed", "suspended", "ended"]
    extends: Annotated[Reference, Said("baseline")]
    effective: Date | None = None
    review_by: Date | None = None
    expires: Date | None = None
    parties: list[PartyRoleShape] = Field(default_factory=list)
    contacts: ContactsShape | None = None
    dpia: PaperShape | None = None
    appropriate_policy_document: PaperShape | None = None
    ethics_approval: PaperShape | None = None
    joint_controller_arrangement: PaperShape | None = None
    purposes: list[PurposeShape] = Field(min_length=1)
    scope: ScopeShape | None = None
    pseudonyms: PseudonymsShape = PseudonymsShape()
    fields: Annotated[dict[str, Annotated[list[GrantShape], Field(min_length=1), ONE_OR_MORE]], Said("grants")]
    not_shared: list[NotSharedShape] = Field(default_factory=list)
    free_text: dict[Annotated[str, Said("text_field")], FreeTextShape] = Field(default_factory=dict)
    disclosure_control: ControlShape | None = None
    transfer: TransferShape | None = None
    retention: RetentionShape | None = None
    onward: OnwardShape = OnwardShape(allowed=False)
    rights: RightsShape | None = None
    accuracy: AccuracyShape | None = None
    flags: AgeShape | None = None
    signatories: list[SignatoryShape] = Field(default_factory=list)
    tests: list[TestShape] = Field(default_factory=list)
    model_config = rules(
        if_is("kind", "internal", _INTERNAL, _BETWEEN),
        {"properties": {"parties": {"anyOf": [{"maxItems": 0}, _has("discloser", maxContains=1)]}}},
    )
