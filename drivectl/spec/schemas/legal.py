"""legal/v1."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from drivectl.spec.schemas.base import DAY, Citation, FieldName, Id, PartyKind, Strict, Text, Version, Word, to_date
from drivectl.spec.schemas.said import Said

NOT_VERIFIED: Final = "not_verified"
NEVER: Final = "never"


def _date_or(word: str) -> BeforeValidator:
    def read(text: Any) -> date | None:
        return None if text == word else to_date(text)

    return BeforeValidator(read)


def _shown(word: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": rf"^(?:{DAY}|{word})(?![\s\S])"})


InForce = Annotated[date | None, _date_or(NOT_VERIFIED), _shown(NOT_VERIFIED)]
Checked = Annotated[date | None, _date_or(NEVER), _shown(NEVER)]


class FactsShape(Strict):
    """Facts of a party."""

    public_authority: bool | None = None
    competent_authority: bool | None = None
    relevant_authority_cda115: bool | None = None
    s11_body: bool | None = None


class WhoShape(Strict):
    """Facts of ``parties.yaml`` that must be so."""

    relies: FactsShape = FactsShape()
    discloser: FactsShape = FactsShape()
    recipient: FactsShape = FactsShape()


class ExcludesShape(Strict):
    """What a gateway does not reach."""

    from_kinds: list[PartyKind] = Field(default_factory=list)
    fields: list[FieldName] = Field(default_factory=list)


class NeedsShape(Strict):
    """What must stand beside the citation."""

    consent: bool = False
    paragraph: Citation | None = None
    reason: list[Word] = Field(default_factory=list)
    adults_at_risk: bool = False
    policy_document: Literal["always", "unless_to_competent_authority"] | None = None
    research_safeguards: bool = False


class LegalRowShape(Strict):
    """One provision."""

    text: Text
    kind: Literal["basis", "condition", "gateway", "exemption", "duty"]
    in_force_from: InForce
    nations: Annotated[list[Annotated[Word, Said("nation")]], Field(min_length=1)]
    who: WhoShape = WhoShape()
    about: Literal["law_enforcement", "research"] | None = None
    opens: list[Literal["art9", "art10"]] = Field(default_factory=list)
    excludes: ExcludesShape = ExcludesShape()
    needs: NeedsShape = NeedsShape()
    source: Text
    checked_on: Checked
    reviewed_by: Text


class LegalShape(Strict):
    """The whole file."""

    drivectl: Literal["legal/v1"]
    id: Id
    version: Version
    title: Text
    rows: dict[Citation, LegalRowShape] = Field(min_length=1)
