"""The words that officers and partners read, for what the code calls otherwise."""

from typing import TYPE_CHECKING, Final

from drivectl.model.action import Act, Action
from drivectl.model.period import PART

if TYPE_CHECKING:
    from drivectl.model.agreement import Agreement

_PLAIN = {
    Act.SHARE: "as it is",
    Act.GENERALISE: "made less exact",
    Act.PSEUDONYMISE: "replaced by a token",
    Act.REDACT: "names and details hidden",
    Act.WITHHOLD: "withheld",
}
_UNITS: Final = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour"}
_STARTS: Final = {
    "case.closed": "the day the case is closed",
    "transfer": "the day it was sent",
    "expires": "the day the agreement ends",
}


def treatment(action: str, *, method: str | None = None, level: str | None = None) -> str:
    """``made less exact, to month``; the parts as a statement's ``treatment.fields`` has them."""
    words = _PLAIN[Act(action)]
    if level:
        words += f", to {level.replace('_', ' ')}"
    return f"{words} ({method.replace('_', ' ')})" if method else words


def of_action(action: Action) -> str:
    """The same for an action of the model."""
    return treatment(action.act, method=action.method, level=action.to)


def many(number: int, thing: str) -> str:
    """``1 field``, ``2 fields``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def in_words(duration: str) -> str:
    """``P1Y6M`` as ``1 year 6 months``."""
    parts = [(int(number), _UNITS[unit]) for number, unit in PART.findall(duration)]
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts)


def retention_words(agreement: "Agreement") -> str:
    """How long the recipient keeps it: ``6 years from the day the case is closed``."""
    if not agreement.keep:
        return "as long as was agreed"
    start = _STARTS.get(agreement.keep_from or "transfer", f"({agreement.keep_from})")
    return f"{in_words(agreement.keep)} from {start}"
