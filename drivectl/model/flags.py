"""The case flags sheet (flags/v1) as read: dated statements by a named person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Final

from drivectl.model.export import Value


class Same(Enum):
    """*As in the export*: the export's own value counts."""

    SAME = "same"


SAME: Final = Same.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFlags:
    """One row of the sheet. ``values`` holds catalogue field -> value, ``SAME`` or ``MISSING`` (blank, or too old)."""

    case: str = field(repr=False)
    person: str | None = field(default=None, repr=False)
    row: int
    values: Mapping[str, Value | Same] = field(repr=False)
    by: str | None = field(default=None, repr=False)
    on: date | None = None
    hold_until: date | None = None
    hold_unreadable: bool = False
    hold_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagsSheet:
    """The whole sheet. A case that is not on it says nothing (most protective)."""

    path: Path
    sha256: str
    fields: tuple[str, ...]
    """The catalogue fields that the sheet has a column for."""
    rows: tuple[CaseFlags, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedHold:
    """A DPO's decision: one true hold of one case does not stop one party, up to and including ``until``."""

    case: str = field(repr=False)
    hold: str
    party: str
    until: date
    by: str = "DPO"
    """The role that cleared it."""
    on: date = date.min
    key_id: str = "none"
    record: str = ""
    """SHA-256 of the decision as the log has it."""
