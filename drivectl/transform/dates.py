"""Dates and ages made coarser."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

_OLDEST: Final = 120


def _financial_year(day: date) -> str:
    start = day.year - (day.month < 4)
    return f"{start:04d}/{(start + 1) % 100:02d}"


FLOORS: Final[Mapping[str, Callable[[date], str]]] = {
    "year": lambda day: f"{day.year:04d}",
    "quarter": lambda day: f"{day.year:04d}-Q{(day.month + 2) // 3}",
    "month": lambda day: f"{day.year:04d}-{day.month:02d}",
    "week": lambda day: f"{day:%G-W%V}",
    "day": lambda day: f"{day.year:04d}-{day.month:02d}-{day.day:02d}",
    "financial_year": _financial_year,
}
"""Level -> how a date is written at it."""


def age_on(born: date, today: date) -> int | None:
    """Whole years on ``today``; born on 29 February has the birthday on 1 March. None below 0 or above 120."""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years if 0 <= years <= _OLDEST else None


def age_band(age: int, edges: Sequence[int]) -> str:
    """The band that holds ``age``: ``under 16``, ``16-17``, ``65 and over``. ``edges`` start at 0 and rise."""
    at = max(place for place, edge in enumerate(edges) if edge <= age)
    if at == len(edges) - 1:
        return f"{edges[at]} and over"
    return f"under {edges[1]}" if at == 0 else f"{edges[at]}-{edges[at + 1] - 1}"


def months_after(day: date, months: int) -> date:
    """The same day of the month ``months`` later (or earlier), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
