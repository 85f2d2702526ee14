"""Findings: where personal data stands in a text, and whose it is. Never the value itself."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, get_args


class Kind(StrEnum):
    """What a span is."""

    PERSON = "PERSON"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    DATE = "DATE"
    AGE = "AGE"
    ADDRESS = "ADDRESS"
    POSTCODE = "POSTCODE"
    LOCATION = "LOCATION"
    ORG_IDENTIFYING = "ORG_IDENTIFYING"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    HANDLE = "HANDLE"
    URL_IP = "URL_IP"
    NHS_NUMBER = "NHS_NUMBER"
    NINO = "NINO"
    PASSPORT = "PASSPORT"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    VEHICLE_REG = "VEHICLE_REG"
    BANK = "BANK"
    PNC_ID = "PNC_ID"
    CRO = "CRO"
    CRN = "CRN"
    PRISON_NUMBER = "PRISON_NUMBER"
    CASE_REF = "CASE_REF"
    QUASI = "QUASI"


SOFT: Final = frozenset({Kind.DATE, Kind.AGE, Kind.LOCATION, Kind.QUASI})
"""Kinds that are reported apart; every other kind is DIRECT."""

Role = Literal["victim", "child", "family", "informant", "associate", "professional", "perpetrator", "none"]
PROTECTION: Final[tuple[Role, ...]] = get_args(Role)
"""Most protective first: where a form fits several people, the first of these counts."""
PROTECTED: Final = frozenset(PROTECTION[:4])

State = Literal["accepted", "unsure", "opened", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One span: offsets in Unicode code points, end exclusive. ``field`` is the catalogue field of a record match."""

    start: int
    end: int
    kind: Kind
    role: Role = "none"
    person_id: str | None = dataclasses.field(default=None, repr=False)
    score: float
    layers: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    state: State = "accepted"
    field: str | None = None
    """Catalogue field this value has in the case record, if it was matched there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One member of the case cast, for recognition. ``known`` maps a catalogue field to its values."""

    person_id: str = dataclasses.field(repr=False)
    role: Role
    known: Mapping[str, tuple[str, ...]] = dataclasses.field(repr=False)
    kinds: Mapping[str, Kind] = dataclasses.field(default_factory=dict, repr=False)
    """Catalogue field -> what its values are (a name, an address ...); PERSON where nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of one case, and values that belong to the case as a whole (references)."""

    case: str = dataclasses.field(repr=False)
    people: tuple[Person, ...] = dataclasses.field(repr=False)
    case_known: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def has_record(self) -> bool:
        """Whether anything is known at all."""
        return bool(self.people or self.case_known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """A recogniser that ran, for the statement."""

    name: str
    version: str
    sha256: str
