"""What all shapes share: strictness, and the forms that texts take."""

import re
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from drivectl.safe import Safe, say
from drivectl.spec.schemas.said import NOT_SAID, Formed, Said, if_is, rules

FORMS: Final[dict[str, Safe]] = {
    "form_id": say("lower-case letters, digits and dashes, such as drive-police"),
    "form_word": say("lower-case letters, digits and underscores"),
    "form_rule": say("capitals, digits and dashes, such as HOLD-INSIDER"),
    "form_version": say("three numbers, such as 1.0.0"),
    "form_reference": say("an id and a major version, such as drive-case-export@1"),
    "form_duration": say("an ISO 8601 duration, such as P31D"),
    "form_date": say("a date, such as 2026-12-01"),
    "form_text": say("some text"),
    "form_email": say("an e-mail address"),
    "form_file": say("the name of a file, without a folder"),
    "form_rotate": say("on_major_version, never or a date"),
    "form_citation": say("the id of a provision, such as ukgdpr.6.1.e"),
    "form_from": say("transfer, a date or a field"),
    "form_dates": say("a form such as %d/%m/%Y: day, month and a year of four digits, each once"),
}
"""How a text that does not have its form is described."""


class Strict(BaseModel):
    """No unknown key, no conversion of one type into another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)


def to_date(text: Any) -> date:
    """A date of the form 2026-12-01."""
    if isinstance(text, str) and re.fullmatch(DAY, text):
        return date.fromisoformat(text)
    raise PydanticCustomError("form_date", "form")


_LEAP: Final = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY: Final = (
    r"(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    rf"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP}-02-29)"
)
"""A day of the calendar."""
MOMENT: Final = rf"{DAY}(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?"
"""A day, with the time or without."""

Text = Annotated[str, Formed("form_text", r"[\s\S]*\S[\s\S]*")]
Id = Annotated[str, Formed("form_id", r"[a-z0-9][a-z0-9-]{0,63}")]
Word = Annotated[str, Formed("form_word", r"[a-z][a-z0-9_]{0,63}")]
RuleId = Annotated[str, Formed("form_rule", r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")]
Version = Annotated[str, Formed("form_version", r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}")]
Reference = Annotated[str, Formed("form_reference", r"[a-z0-9][a-z0-9-]{0,63}@(?:0|[1-9][0-9]{0,5})")]
Duration = Annotated[
    str,
    Formed("form_duration", r"P(?=.)(?:[0-9]{1,4}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,4}D)?(?:T[0-9]{1,4}H)?"),
]
Citation = Annotated[str, Formed("form_citation", r"[a-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")]
Email = Annotated[str, Formed("form_email", r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63})+")]
FileName = Annotated[str, Formed("form_file", r"(?!\.)[^/\\:\x00-\x1f]{1,120}")]
Rotate = Annotated[str, Formed("form_rotate", rf"on_major_version|never|{DAY}")]
CountedFrom = Annotated[str, Formed("form_from", rf"transfer|{DAY}|[a-z_]+\.[a-z0-9_]+"), Said("counted_from")]
Dates = Annotated[
    str,
    Formed(
        "form_dates",
        r"(?=.*%d)(?!.*%d.*%d)(?=.*%[mbB])(?!.*%[mbB].*%[mbB])(?=.*%Y)(?!.*%Y.*%Y)(?:[^%]|%[dmYHMSbB]){1,60}",
    ),
]
Date = Annotated[date, BeforeValidator(to_date), Said(pattern=rf"^(?:{DAY})(?![\s\S])")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
FieldName = Annotated[str, Said("rule_field")]
Condition = Annotated[Any, Said("condition")]

Act = Literal["share", "generalise", "pseudonymise", "redact", "withhold"]
Scope = Literal["release", "agreement", "shared", "partnership"]
PartyKind = Literal[
    "charity",
    "police",
    "probation",
    "childrens_social_care",
    "education",
    "housing",
    "health",
    "substance_misuse",
    "mental_health",
    "victim_service",
    "university",
    "commissioner",
    "funder",
    "cps",
    "family_court",
    "other",
]


_PREFIX: Final = {"type": "string", "pattern": "^(?=-*[A-Za-z0-9])[A-Za-z0-9-]+(?![\\s\\S])"}
CLAUSE_RULES: Final = (
    if_is(
        "action",
        "generalise",
        {"required": ["to"], "properties": {"to": {"type": "string"}}},
        {"properties": {"to": NOT_SAID}},
    ),
    if_is(
        "action",
        "pseudonymise",
        {"properties": {"with": {"properties": {"prefix": _PREFIX}}}},
        {"properties": {"scope": NOT_SAID}},
    ),
)
"""What goes with which action."""


class ClauseShape(Strict):
    """What agreement and ceiling clauses have in common. Conditions are read by ``spec.conditions``."""

    action: Act
    to: Word | None = None
    method: Word | None = None
    scope: Scope | None = None
    with_: dict[str, str | int | bool | None] = Field(alias="with", default_factory=dict)
    when: Condition = None
    model_config = rules(*CLAUSE_RULES)


class TestShape(Strict):
    """A test embedded in a policy."""

    name: Text
    given: Annotated[dict[str, Any], Said("given")] = Field(default_factory=dict)
    fixture: Literal["full_record"] | None = None
    sees: dict[FieldName, Act] = Field(default_factory=dict)
    sees_only: dict[Literal["share", "generalise", "pseudonymise", "redact"], list[FieldName]] | None = None
    never_sees: list[FieldName] = Field(default_factory=list)
    in_scope: bool | None = None
    held: Annotated[str, Said("hold")] | None = None
    for_each_party: bool = False
