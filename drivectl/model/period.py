"""ISO 8601 durations, added to a moment."""

import calendar
import re
from datetime import datetime, timedelta
from typing import Final

PART: Final = re.compile(r"(\d+)([YMWDH])")


def added(start: datetime, duration: str) -> datetime:
    """``start`` plus ``duration``; the 31st of a shorter month is its last day."""
    parts = {unit: int(number) for number, unit in PART.findall(duration)}
    year, month = divmod(start.year * 12 + start.month - 1 + 12 * parts.get("Y", 0) + parts.get("M", 0), 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    rest = timedelta(weeks=parts.get("W", 0), days=parts.get("D", 0), hours=parts.get("H", 0))
    return start.replace(year=year, month=month + 1, day=day) + rest
