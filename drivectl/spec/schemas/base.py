"""What all shapes share: strictness, and the forms that texts take."""

import re
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from drivectl.safe import Safe, say

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
}
"""How a text that does not have its form is described."""


class Strict(BaseModel):
    """No unknown key, no conversion of one type into another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)


def _formed(form: str, pattern: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise PydanticCustomError(form, "form")
        return text

    return AfterValidator(check)


def to_date(text: Any) -> date:
    """A date of the form 2026-12-01."""
    if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise PydanticCustomError("form_date", "form")


_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
Text = Annotated[str, _formed("form_text", r"(?s).*\S.*")]
Id = Annotated[str, _formed("form_id", r"[a-z0-9][a-z0-9-]{0,63}")]
Word = Annotated[str, _formed("form_word", r"[a-z][a-z0-9_]{0,63}")]
RuleId = Annotated[str, _formed("form_rule", r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")]
Version = Annotated[str, _formed("form_version", r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}")]
Reference = Annotated[str, _formed("form_reference", r"[a-z0-9][a-z0-9-]{0,63}@(0|[1-9]\d{0,5})")]
Duration = Annotated[str, _formed("form_duration", r"P(?=.)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?(T\d{1,4}H)?")]
Citation = Annotated[str, _formed("form_citation", r"[a-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")]
Email = Annotated[str, _formed("form_email", r"[^@\s]+@[^@\s]+\.[^@\s]+")]
FileName = Annotated[str, _formed("form_file", r"(?!\.)[^/\\:\x00-\x1f]{1,120}")]
Rotate = Annotated[str, _formed("form_rotate", rf"on_major_version|never|{_DATE}")]
CountedFrom = Annotated[str, _formed("form_from", rf"transfer|{_DATE}|[a-z_]+\.[a-z0-9_]+")]
Date = Annotated[date, BeforeValidator(to_date)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]

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


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


ONE_OR_MORE: Final[BeforeValidator] = BeforeValidator(_listed)
"""A list that may be written as its only element."""


class ClauseShape(Strict):
    """What agreement and ceiling clauses have in common. Conditions are read by ``spec.conditions``."""

    action: Act
    to: Word | None = None
    method: Word | None = None
    scope: Scope | None = None
    with_: dict[str, str | int | bool | None] = Field(alias="with", default_factory=dict)
    when: Any = None


class TestShape(Strict):
    """A test embedded in a policy."""

    name: Text
    given: dict[str, Any] = Field(default_factory=dict)
    fixture: Literal["full_record"] | None = None
    sees: dict[str, Act] = Field(default_factory=dict)
    sees_only: dict[Literal["share", "generalise", "pseudonymise", "redact"], list[str]] | None = None
    never_sees: list[str] = Field(default_factory=list)
    in_scope: bool | None = None
    held: str | None = None
    for_each_party: bool = False
