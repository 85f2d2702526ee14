"""Parties, baseline and agreement as loaded: words with their places, no meaning yet (that is ``agreement/``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from drivectl.errors import Place
from drivectl.model.action import Action

RECIPIENT: Final = "$recipient"
"""The one fixed name that a baseline condition may use."""

Operator = Literal["in", "gte", "lte", "gt", "lt", "contains", "missing"]


@dataclass(frozen=True, slots=True)
class Test:
    """One attribute against values: ``in`` any of ``values``; ``missing`` takes none."""

    field: str
    op: Operator
    values: tuple[str | int | bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """True where ``part`` is false, false where true, unknown where unknown."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """AND; empty is true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """OR; empty is false."""

    parts: tuple["Condition", ...]


Condition = Test | Not | All | AnyOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """``{action, to, method, scope, with, for, when, for_kinds, notice}`` with its place in the file."""

    action: Action
    purposes: tuple[str, ...] = ()
    when: Condition | None = None
    for_kinds: tuple[str, ...] = ()
    notice: str | None = None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named baseline rule: a never-share row, a hold or a coherence pair."""

    id: str
    why: str
    at: Place
    when: Condition | None = None
    fields: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    requires: str | None = None
    requires_notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTest:
    """A test embedded in a policy file. ``given`` values are plain: str, int, bool, list, or ``MISSING_GIVEN``."""

    name: str
    at: Place
    given: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    full_record: bool = False
    sees: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sees_only: Mapping[str, tuple[str, ...]] | None = None
    never_sees: tuple[str, ...] = ()
    in_scope: bool | None = None
    held: str | None = None
    for_each_party: bool = False


class GivenMissing(StrEnum):
    """``{is: missing}`` in a test's ``given``: the value is removed."""

    MISSING = "is missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who can be a party, with the legal facts the linter reasons from (parties/v1)."""

    id: str
    name: str
    kind: str
    public_authority: bool
    competent_authority: bool = False
    relevant_authority_cda115: bool = False
    s11_body: bool = False
    nation: tuple[str, ...]
    receives: Literal["drivectl", "age", "browser"] = "drivectl"
    min_alg: Literal["age-mlkem768x25519", "age-x25519"]
    dpo_email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """All parties by id."""

    path: Path
    sha256: str
    parties: Mapping[str, Party]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The signed ceiling every agreement sits under (isa-baseline/v1)."""

    id: str
    version: str
    path: Path
    sha256: str
    title: str
    catalogue: str
    """``id@MAJOR`` of the catalogue it was written for."""
    effective: date
    review_by: date
    never_share: tuple[Rule, ...]
    field_ceilings: Mapping[str, tuple[Clause, ...]]
    class_ceilings: Mapping[str, Clause]
    flag_fields: tuple[str, ...]
    flag_max_age: str
    holds: tuple[Rule, ...]
    coherence: tuple[Rule, ...]
    originator_control: bool
    floors: Mapping[str, object]
    emergency: Mapping[str, object]
    test_defaults: Mapping[str, object]
    tests: tuple[PolicyTest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """``free_text`` for one field. A key that is missing is ``redact`` (``people``, ``entities``)."""

    people: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    entities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    residual_check: Literal["none", "sample", "human"] = "human"
    max_chars: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureControl:
    """The k gate: ``k`` in subjects; fields are judged after their treatment."""

    k: int
    quasi_identifiers: tuple[str, ...]
    on_violation: Literal["fail", "suppress"]
    max_suppressed_share: float
    reference_date: str
    """``transfer``, an ISO date, or a field path."""
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAddress:
    """A recipient: the key is resolved from the team's verified card."""

    party: str
    team: str
    pin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who must sign: ``role`` at ``party`` or one of ``deputies``."""

    party: str
    role: str
    deputies: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why: with the lawful basis of each side. ``basis`` keys: discloser, condition, lia, recipient."""

    id: str
    text: str
    basis: Mapping[str, str]
    gateway: tuple[str, ...] = ()
    special_category: tuple[str, ...] = ()
    criminal_offence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One information sharing agreement (isa/v1), as loaded and name-checked."""

    id: str
    version: str
    path: Path
    kind: Literal["sharing", "internal", "dardr"]
    release: Literal["rows", "tables"]
    title: str
    status: Literal["draft", "agreed", "suspended", "ended"]
    extends: str
    """``id@MAJOR`` of the baseline."""
    effective: date | None
    review_by: date | None
    expires: date | None
    discloser: str | None
    recipients: tuple[str, ...]
    """Party ids with role recipient (none for ``internal``)."""
    standing: Mapping[str, Party]
    """Everybody it is between, as they stood when it was loaded."""
    purposes: tuple[Purpose, ...]
    include: Condition | None
    consent_required: bool
    consent_record: str | None
    fields: Mapping[str, tuple[Clause, ...]]
    not_shared: tuple[str, ...]
    free_text: Mapping[str, TextRule]
    key_scope: str
    linkable_with: tuple[str, ...]
    rotate: str
    reidentification: str
    disclosure_control: DisclosureControl | None
    addresses: tuple[TeamAddress, ...]
    channel: str | None
    format: str | None
    classification: str | None
    handling: str | None
    acknowledge_within: str | None
    onward_allowed: bool
    propagate: str | None
    """``accuracy.propagate``: changes or next_extract."""
    flag_max_age: str | None
    keep: str | None
    """``retention.recipient.keep``: an ISO 8601 duration."""
    keep_from: str | None
    keep_copy: str | None
    """``retention.discloser_copy.keep``."""
    signatories: tuple[Signatory, ...]
    tests: tuple[PolicyTest, ...]
    whole: Mapping[str, object]
    """Every key of the file as plain data (JSON-like): what is signed, with the baseline and catalogue digests."""
