"""Periods of agreements (ISO 8601 durations): added to a day, and in words."""

import calendar
import re
from datetime import datetime, timedelta
from typing import Final

from drivectl.model.agreement import Agreement

_PART: Final = re.compile(r"(\d+)([YMWDH])")
_UNITS: Final = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour"}
_STARTS: Final = {
    "case.closed": "the day the case is closed",
    "transfer": "the day it was sent",
    "expires": "the day the agreement ends",
}


def added(start: datetime, duration: str) -> datetime:
    """``start`` plus ``duration``; the 31st of a shorter month is its last day."""
    parts = {unit: int(number) for number, unit in _PART.findall(duration)}
    year, month = divmod(start.year * 12 + start.month - 1 + 12 * parts.get("Y", 0) + parts.get("M", 0), 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    rest = timedelta(weeks=parts.get("W", 0), days=parts.get("D", 0), hours=parts.get("H", 0))
    return start.replace(year=year, month=month + 1, day=day) + rest


def in_words(duration: str) -> str:
    """``P1Y6M`` as ``1 year 6 months``."""
    parts = [(int(number), _UNITS[unit]) for number, unit in _PART.findall(duration)]
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts)


def retention_words(agreement: Agreement) -> str:
    """How long the recipient keeps it: ``6 years from the day the case is closed``."""
    if not agreement.keep:
        return "as long as was agreed"
    start = _STARTS.get(agreement.keep_from or "transfer", f"({agreement.keep_from})")
    return f"{in_words(agreement.keep)} from {start}"
