"""Nouns of the log: which acts it knows, how they can end, and the few things a line may say about them.

The vocabulary is closed on purpose: a line has no place for a name, a file name or free text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from drivectl.model.bundle import BUNDLE_ID
from drivectl.model.finding import Kind


class Event(StrEnum):
    """Every act that can be logged."""

    LOG_CREATED = "log.created"
    LOG_REPAIRED = "log.repaired"
    LOG_ROTATED = "log.rotated"
    CHECKPOINT_SIGNED = "checkpoint.signed"
    CHECKPOINT_COSIGNED = "checkpoint.cosigned"
    KEY_CREATED = "key.created"
    KEY_BACKED_UP = "key.backed_up"
    KEY_RESTORED = "key.restored"
    KEY_ROTATED = "key.rotated"
    KEY_REVOKED = "key.revoked"
    PARTNER_ADDED = "partner.added"
    PARTNER_VERIFIED = "partner.verified"
    PARTNER_REVOKED = "partner.revoked"
    AGREEMENT_ADDED = "agreement.added"
    AGREEMENT_APPROVED = "agreement.approved"
    AGREEMENT_WITHDRAWN = "agreement.withdrawn"
    REQUEST_DECIDED = "request.decided"
    OVERRIDE_USED = "override.used"
    FLAGS_SET = "flags.set"
    FLAGS_MERGED = "flags.merged"
    HOLD_CLEARED = "hold.cleared"
    REDACT_RUN = "redact.run"
    REVIEW_DECIDED = "review.decided"
    PSEUDONYMISE_RUN = "pseudonymise.run"
    EXPORT_RUN = "export.run"
    AGGREGATE_RELEASED = "aggregate.released"
    REVEAL_SHOWN = "reveal.shown"
    REIDENTIFY_REQUEST = "reidentify.request"
    REIDENTIFY_RUN = "reidentify.run"
    REGISTER_READ = "register.read"
    BUNDLE_DRAFTED = "bundle.drafted"
    BUNDLE_APPROVED = "bundle.approved"
    BUNDLE_SEALING = "bundle.sealing"
    BUNDLE_SEALED = "bundle.sealed"
    BUNDLE_OPENED = "bundle.opened"
    BUNDLE_REFUSED = "bundle.refused"
    BUNDLE_RECALLED = "bundle.recalled"
    BUNDLE_DESTROYED = "bundle.destroyed"
    CONFLICT_OVERRIDE = "conflict.override"
    RECEIPT_SENT = "receipt.sent"
    RECEIPT_RECEIVED = "receipt.received"
    RECEIPT_SPOKEN = "receipt.spoken"
    SETTING_WEAKENED = "setting.weakened"


class Outcome(StrEnum):
    """How an act ended. ``abandoned``: nothing left. ``failed``: it did not get through, or its end is not known."""

    DONE = "done"
    REFUSED = "refused"
    RECOVERED = "recovered"
    ABANDONED = "abandoned"
    FAILED = "failed"


COUNTS: Final = frozenset(
    {"cases", "rows", "files", "columns", "notes", "suppressed", "tokens", "flags", "keys", "decisions"}
) | {f"redacted.{kind}" for kind in Kind}
"""What may be counted in a line. Cases held, out of scope or never to be shared are missing on purpose:
a line may be shown to a partner as proof, and such a count can warn an insider."""

HEX: Final = re.compile(r"[0-9a-f]{64}")
ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
KEY_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:-]{0,79}")
RECORD_ID: Final = re.compile(rf"{BUNDLE_ID.pattern}|REC-[0-9A-HJKMNP-TV-Z]{{10,26}}")
VERSION: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}([a-z]{1,3}[0-9]{1,4})?")


class Actor(NamedTuple):
    """Who acted: by agency, role and key, never by name."""

    agency: str
    role: str
    key_id: str


class AgreementRef(NamedTuple):
    """Which words applied."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act to be logged. The log adds number, time, tool and chain."""

    event: Event
    actor: Actor
    outcome: Outcome = Outcome.DONE
    bundle_id: str | None = None
    party: str | None = None
    agreement: AgreementRef | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    statement_sha256: str | None = None
    ciphertext_sha256: str | None = None
    record_id: str | None = None
    record_sha256: str | None = None
    register_root: str | None = None
    code: str | None = None
