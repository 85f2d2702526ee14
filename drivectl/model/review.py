"""What a named person decided about one note: whether it may leave, what opens, what else is hidden."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Literal

from drivectl.model.finding import Finding

Verdict = Literal["read", "withhold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteItem:
    """One text that waits for a decision: where it stands, the text, what was found, and how it would leave."""

    table: str
    row: int
    field: str
    text: str = dataclasses.field(repr=False)
    will_leave: str = dataclasses.field(repr=False)
    findings: tuple[Finding, ...] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDecision:
    """``digest`` binds it to the exact text and findings. Spans are offsets into the source text; no text is kept.

    A note without a decision stays undecided: where a human check is asked for, it does not leave.
    """

    digest: str
    verdict: Verdict
    opened: tuple[tuple[int, int], ...] = ()
    added: tuple[tuple[int, int], ...] = ()
    by: str = dataclasses.field(repr=False)
    on: date
