from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.action import Act, Action, Ladder
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Cell, Value
from drivectl.transform import levels
from drivectl.transform.dates import FLOORS, age_band, age_on, months_after

EDGES = {"age_band_10": [0, 16, 18, 25, 35, 45, 55, 65], "age_band_child": [0, 5, 11, 16, 18]}
LADDERS = (
    Ladder(
        name="date",
        steps=("year", "quarter", "month", "week", "day"),
        also=("financial_year", "term"),
        method="date_floor",
    ),
    Ladder(
        name="age",
        steps=("age_band_10", "age_band_5", "age_year"),
        also=("age_band_child",),
        method="age_band",
        options={"edges": EDGES},
    ),
    Ladder(name="place", steps=("nation", "site"), method="hierarchy"),
    Ladder(name="postcode", steps=("postcode_area", "outcode"), method="postcode"),
    Ladder(name="org", steps=("org_type",), method="map", options={"via": "professional.org_type"}),
    Ladder(name="eng", steps=("engaged_yes_no",), method="map", options={"codes": {"direct": True, "none": False}}),
    Ladder(name="count", steps=("rounded_10", "rounded_5"), method="round"),
)
CATALOGUE = Catalogue(
    id="c", version="1", path=Path("c"), sha256="", classes={}, domains={}, ladders=LADDERS, entities={}
)


def made(to: str, value: Value, parts: Mapping[str, str] | None = None, via: Value = MISSING) -> str | None:
    action = Action(act=Act.GENERALISE, to=to)
    ladder = levels.ladder_for(action, "x.y", CATALOGUE)
    cell = Cell(field="x.y", value=value, parts=parts or {})
    return levels.generalise(levels.Ask(cell=cell, action=action, ladder=ladder, reference=date(2026, 12, 1), via=via))


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("year", "2026"),
        ("quarter", "2026-Q1"),
        ("month", "2026-03"),
        ("week", "2026-W14"),
        ("day", "2026-03-31"),
        ("financial_year", "2025/26"),
    ],
)
def test_date_floor(level: str, expected: str) -> None:
    assert made(level, date(2026, 3, 31)) == expected


def test_financial_year_turns_in_april_and_week_belongs_to_its_iso_year() -> None:
    assert FLOORS["financial_year"](date(2026, 4, 1)) == "2026/27"
    assert FLOORS["financial_year"](date(1999, 4, 1)) == "1999/00"
    assert FLOORS["week"](date(2027, 1, 1)) == "2026-W53"


@pytest.mark.parametrize(
    ("born", "level", "expected"),
    [
        (date(2010, 12, 2), "age_band_10", "under 16"),
        (date(2010, 12, 1), "age_band_10", "16-17"),
        (date(1961, 12, 1), "age_band_10", "65 and over"),
        (date(2008, 2, 29), "age_band_child", "18 and over"),
        (date(2021, 12, 2), "age_band_child", "under 5"),
        (date(1988, 1, 1), "age_band_5", "35-39"),
        (date(1988, 1, 1), "age_year", "38"),
        (date(1930, 1, 1), "age_year", "90 and over"),
        (date(2027, 1, 1), "age_band_10", None),
        (date(1890, 1, 1), "age_band_10", None),
    ],
)
def test_ages(born: date, level: str, expected: str | None) -> None:
    assert made(level, born) == expected


def test_a_leap_day_has_its_birthday_on_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert age_band(0, [0, 16]) == "under 16"


@pytest.mark.parametrize(
    ("text", "area", "outcode"),
    [
        ("BS1 4ST", "BS", "BS1"),
        ("1 Long Lane, Town, ec1a1bb", "EC", "EC1A"),
        ("ZZ99 3VZ", None, None),
        ("BFPO 1", None, None),
        ("GIR 0AA", None, None),
        ("JE2 3AB", None, None),
        ("RB1 0AA", None, None),
        ("nonsense", None, None),
        ("BS1 4CI", None, None),
    ],
)
def test_postcodes(text: str, area: str | None, outcode: str | None) -> None:
    assert (made("postcode_area", text), made("outcode", text)) == (area, outcode)


def test_the_postcode_part_of_an_address_counts() -> None:
    assert made("postcode_area", "1 Test Street, CF10 1AA", {"line1": "1 Test Street", "postcode": "CF10 1AA"}) == "CF"
    assert made("postcode_area", "BS1 4ST", {"line1": "BS1 4ST"}) is None


def test_map_and_round() -> None:
    assert made("engaged_yes_no", "direct") == "Y"
    assert made("engaged_yes_no", "none") == "N"
    assert made("engaged_yes_no", "other") is None
    assert made("org_type", "Rose House", via="refuge") == "refuge"
    assert made("org_type", "Rose House") is None
    assert (made("rounded_5", 12), made("rounded_10", 15), made("rounded_5", 13)) == ("10", "20", "15")


@pytest.mark.parametrize("level", ["term", "nation", "no_such_level"])
def test_what_is_not_built_is_refused(level: str) -> None:
    with pytest.raises(DrivectlError) as caught:
        made(level, "canary")
    assert caught.value.code == "DIS512"
    assert "canary" not in str(caught.value)


def test_a_least_population_that_cannot_be_checked_is_refused() -> None:
    ladder = Ladder(name="p", steps=("postcode_area", "outcode"), method="postcode", options={"min_population": 5000})
    import dataclasses

    catalogue = dataclasses.replace(CATALOGUE, ladders=(ladder,))
    with pytest.raises(DrivectlError):
        levels.ladder_for(Action(act=Act.GENERALISE, to="outcode"), "x.y", catalogue)
    levels.ladder_for(Action(act=Act.GENERALISE, to="postcode_area"), "x.y", catalogue)


def test_missing_stays_missing_and_months_end_where_months_end() -> None:
    assert made("year", MISSING) is None
    assert made("year", "2026") is None
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 3, 31), -6) == date(2025, 9, 30)
