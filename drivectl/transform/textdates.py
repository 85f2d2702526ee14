"""Dates in running text against the dates of the record: the text must not give away what the table hides."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from drivectl.model.action import SHARE, Act, Action, Ladder, meet
from drivectl.transform.dates import FLOORS

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_NUMBERS: Final = re.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})(?:[/.\-](?P<y>\d{4}|\d{2}))?")
_WORDS: Final = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<w>[a-z]{3,9})\.?,?(?:\s+(?P<y>\d{4}|\d{2}))?"
)
_VAGUE: Final = (
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight last this next "
    "the on at before after week weekend month year day days weeks morning afternoon evening night ago"
)

RecordDates = Mapping[date, Action]
"""Every date of the case's record -> the most that the agreement lets it be known."""


def record_dates(pairs: Iterable[tuple[date, Action]], ladders: tuple[Ladder, ...]) -> RecordDates:
    """The meet of all treatments of each date."""
    found: dict[date, Action] = {}
    for day, action in pairs:
        found[day] = meet(found.get(day, SHARE), action, ladders)
    return found


def shown_date(text: str, dates: RecordDates, ladders: tuple[Ladder, ...]) -> str | None:
    """``text`` as it may stand where the rule shares dates: itself, a coarser form, or None to hide it.

    A day without a year is compared with every year. What is no date we can read is hidden where any date
    of the record is limited, unless it is plainly vague ("last Tuesday").
    """
    limited = [action for action in dates.values() if action.act is not Act.SHARE]
    folded = " ".join(text.lower().split())
    if not limited or set(folded.replace(",", "").split()) <= set(_VAGUE.split()):
        return text
    days = read_days(folded)
    if days is None:
        return None
    treatment = SHARE
    for day, action in dates.items():
        if (day.month, day.day) in {(m, d) for _, m, d in days} and any(y in {None, day.year} for y, _, _ in days):
            treatment = meet(treatment, action, ladders)
    if treatment.act is Act.SHARE:
        return text
    year, month, number = days[0]
    floor = FLOORS.get(treatment.to or "") if treatment.act is Act.GENERALISE else None
    if floor is not None and year is not None:
        return f"[{floor(date(year, month, number))}]"
    return None


def read_days(text: str) -> list[tuple[int | None, int, int]] | None:
    """(year, month, day) readings of a whole span in small letters; None where it is not wholly a date."""
    for shape in (_ISO, _NUMBERS, _WORDS):
        found = shape.fullmatch(text)
        if found:
            break
    else:
        return None
    word = found.groupdict().get("w")
    if word is not None and word[:3] not in _MONTHS:
        return None
    month = _MONTHS.index(word[:3]) + 1 if word is not None else int(found["m"])
    return _years(found["y"], month, int(found["d"]))


def _years(year: str | None, month: int, day: int) -> list[tuple[int | None, int, int]] | None:
    centuries = [None] if year is None else [int(year)] if len(year) == 4 else [2000 + int(year), 1900 + int(year)]
    readings = []
    for one in centuries:
        try:
            date(one or 2000, month, day)
        except ValueError:
            continue
        readings.append((one, month, day))
    return readings or None
