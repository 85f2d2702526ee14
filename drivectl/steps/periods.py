"""Periods of agreements (ISO 8601 durations) in words."""

from typing import Final

from drivectl.model.agreement import Agreement
from drivectl.model.period import PART

_UNITS: Final = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour"}
_STARTS: Final = {
    "case.closed": "the day the case is closed",
    "transfer": "the day it was sent",
    "expires": "the day the agreement ends",
}


def in_words(duration: str) -> str:
    """``P1Y6M`` as ``1 year 6 months``."""
    parts = [(int(number), _UNITS[unit]) for number, unit in PART.findall(duration)]
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts)


def retention_words(agreement: Agreement) -> str:
    """How long the recipient keeps it: ``6 years from the day the case is closed``."""
    if not agreement.keep:
        return "as long as was agreed"
    start = _STARTS.get(agreement.keep_from or "transfer", f"({agreement.keep_from})")
    return f"{in_words(agreement.keep)} from {start}"
