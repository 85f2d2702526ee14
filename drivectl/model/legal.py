"""The law that agreements cite (legal/v1), as far as rules reason from it. Illustrative; not legal advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

LegalKind = Literal["basis", "condition", "gateway", "exemption", "duty"]
Side = Literal["relies", "discloser", "recipient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What must stand beside a citation in the agreement."""

    consent: bool = False
    """Consent that was given, in every case of the scope."""
    paragraph: str | None = None
    """``condition`` must cite a row whose id begins with this."""
    reason: tuple[str, ...] = ()
    """``why_without_consent`` must be one of these."""
    adults_at_risk: bool = False
    """Adults are covered only with needs for care and support."""
    policy_document: Literal["always", "unless_to_competent_authority"] | None = None
    research_safeguards: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRow:
    """One row: what may be cited, by whom, since when, and who says so."""

    id: str
    text: str
    kind: LegalKind
    in_force_from: date | None
    """None: nobody has verified that it is in force."""
    nations: tuple[str, ...]
    who: Mapping[Side, Mapping[str, bool]]
    """Facts of ``parties.yaml`` that must be so of whoever relies on it, of the discloser, of the recipients."""
    about: Literal["law_enforcement", "research"] | None
    opens: tuple[Literal["art9", "art10"], ...]
    excluded_kinds: tuple[str, ...]
    """Kinds of discloser whose data a gateway does not reach."""
    excluded_fields: tuple[str, ...]
    needs: Needs
    source: str
    checked_on: date | None
    """None: never held against its source."""
    reviewed_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All rows by id, in the order of the file."""

    path: Path
    sha256: str
    version: str
    rows: Mapping[str, LegalRow]
