"""Periods of agreements, as the calendar has them."""

from datetime import UTC, datetime

import pytest

from drivectl.model.period import added
from drivectl.render.words import in_words


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2028-02-29", "P1Y", "2029-02-28"), ("2028-02-29", "P4Y", "2032-02-29"), ("2028-02-29", "P12M", "2029-02-28"),
        ("2027-02-28", "P1Y", "2028-02-28"), ("2026-01-31", "P1M", "2026-02-28"), ("2028-01-31", "P1M", "2028-02-29"),
        ("2026-01-30", "P1M", "2026-02-28"), ("2026-03-31", "P1M", "2026-04-30"), ("2026-08-31", "P6M", "2027-02-28"),
        ("2026-12-31", "P1M", "2027-01-31"), ("2026-12-15", "P12M", "2027-12-15"), ("2026-11-30", "P1M", "2026-12-30"),
        ("2026-11-20", "P13M", "2027-12-20"), ("2026-01-31", "P25M", "2028-02-29"), ("2026-11-20", "P6Y", "2032-11-20"),
        ("2026-12-31", "P1D", "2027-01-01"), ("2028-02-28", "P1D", "2028-02-29"), ("2026-11-20", "P90D", "2027-02-18"),
        ("2028-01-31", "P1M1D", "2028-03-01"), ("2027-08-31", "P1Y6M", "2029-02-28"), ("2026-12-28", "P1W", "2027-01-04"), ("2026-11-20", "P0D", "2026-11-20"),
    ],
)  # fmt: skip
def test_a_period_is_added_as_the_calendar_has_it(start: str, duration: str, end: str) -> None:
    assert added(day(start), duration) == day(end)


def test_hours_are_added_to_the_hour() -> None:
    assert added(day("2026-12-31"), "PT24H") == day("2027-01-01")
    assert added(day("2026-12-31"), "P1DT15H") == datetime(2027, 1, 2, 0, tzinfo=UTC)


def test_a_period_is_said_in_words() -> None:
    assert in_words("P1Y6M") == "1 year 6 months"
    assert in_words("P2W") == "2 weeks"
    assert in_words("P1DT12H") == "1 day 12 hours"
