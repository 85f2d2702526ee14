"""Why one value leaves or stays: the steps of a decision as data; how they look is decided elsewhere."""

from dataclasses import dataclass
from typing import Final

from drivectl.errors import Place
from drivectl.model.plan import Decision, Reason, ReasonKind

_WORDS: Final[dict[ReasonKind, str]] = {
    "clause": "agreement",
    "no_clause": "agreement",
    "limit": "limit",
    "never": "never share",
    "coherence": "goes only with its context",
    "row": "row outside the scope",
    "originator": "another agency recorded it first",
    "max_chars": "length",
    "role": "role in the case",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: which rule, where it stands, what it allows, and which fields its condition read (never values)."""

    rule: str
    id: str | None
    at: Place | None
    action: str
    met: str
    because: tuple[str, ...]


def steps(decision: Decision) -> tuple[Step, ...]:
    """The steps of ``decision``: the agreement first, then limits, never-share rows and rules about rows."""
    order = list(_WORDS)
    return tuple(_step(one) for one in sorted(decision.reasons, key=lambda reason: order.index(reason.kind)))


def _step(reason: Reason) -> Step:
    action = reason.action.act.value if reason.action.to is None else f"{reason.action.act.value} to {reason.action.to}"
    return Step(
        rule=_WORDS[reason.kind],
        id=reason.id,
        at=reason.at,
        action=action,
        met=reason.met,
        because=reason.because,
    )
