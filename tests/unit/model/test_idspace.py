"""The table of identifiers: checks agree with outside implementations, void values are void and never repeat."""

from collections.abc import Callable

import pytest

from drivectl.model import idspace
from drivectl.model.finding import Kind

GENERATORS: list[tuple[Kind, Callable[[int], str], int]] = [
    (Kind.NHS_NUMBER, idspace.void_nhs, 900_000),
    (Kind.PHONE, idspace.void_mobile, 1000),
    (Kind.PHONE, idspace.void_phone, 16_000),
    (Kind.NINO, idspace.void_nino, 4_000_000),
    (Kind.POSTCODE, idspace.void_postcode, 216_000),
    (Kind.PNC_ID, idspace.void_pnc, 3_000_000),
    (Kind.VEHICLE_REG, idspace.void_plate, 10_000_000),
]


@pytest.mark.parametrize(("kind", "make", "capacity"), GENERATORS)
def test_generated_values_are_void_and_unique(kind: Kind, make: Callable[[int], str], capacity: int) -> None:
    numbers = [*range(min(1000, capacity)), *range(0, capacity, max(1, capacity // 997)), capacity - 1]
    values = {n: make(n) for n in numbers}
    assert all(idspace.is_void(kind, value) for value in values.values())
    assert len(set(values.values())) == len(values)


@pytest.mark.parametrize(("kind", "make", "capacity"), GENERATORS)
def test_a_range_that_is_used_up_says_so(kind: Kind, make: Callable[[int], str], capacity: int) -> None:
    for beyond in (-1, capacity):
        with pytest.raises(ValueError, match="no more"):
            make(beyond)


def test_nhs_check_agrees_with_stdnum() -> None:
    from stdnum.gb import nhs

    for stem in range(999_000_000, 999_000_200):
        for last in range(10):
            value = f"{stem}{last}"
            assert idspace.nhs_valid(value) == nhs.is_valid(value)


@pytest.mark.parametrize("value", ["12/188465K", "2016/0353286Z", "08/333413B", "16 353286Z"])
def test_pnc_check_letter(value: str) -> None:
    assert idspace.pnc_valid(value)
    assert not idspace.pnc_valid(value[:-1] + "I")
    assert not idspace.pnc_valid(value[:-1] + ("A" if value[-1] != "A" else "B"))


def test_cro_check_letter() -> None:
    assert idspace.cro_valid("138389/08Z")
    assert not idspace.cro_valid("138389/08A")


@pytest.mark.parametrize(
    ("value", "void"),
    [
        ("AB12 3CD", True),
        ("LS1 4AP", False),
        ("RB1 2AB", True),
        ("ZZ99 3VZ", True),
        ("M1 1AE", False),
        ("hello", False),
    ],
)
def test_postcodes(value: str, void: bool) -> None:
    assert idspace.is_void(Kind.POSTCODE, value) is void


@pytest.mark.parametrize("value", ["+44 7700 900123", "0044 7700 900 123", "+44 (0) 7700 900123", "7700900123"])
def test_phones_in_any_form_reach_the_national_one(value: str) -> None:
    assert idspace.national(value) == "07700900123"
    assert idspace.is_void(Kind.PHONE, value)


def test_live_values_are_not_void() -> None:
    assert not idspace.is_void(Kind.PHONE, "020 7496 0123")
    assert not idspace.is_void(Kind.NHS_NUMBER, "9434765919")
    assert not idspace.is_void(Kind.NINO, "AB123456C")
    assert not idspace.is_void(Kind.EMAIL, "a@police.uk")
    assert idspace.is_void(Kind.EMAIL, "a@north.example.org")
    assert not idspace.is_void(Kind.VEHICLE_REG, "AB12 CDE")
    assert idspace.is_void(Kind.CRN, "X123456") is None


def test_licence_with_a_day_that_is_not() -> None:
    assert idspace.is_void(Kind.DRIVING_LICENCE, "MORGA702315SM9IJ")
    assert not idspace.is_void(Kind.DRIVING_LICENCE, "MORGA702035SM9IJ")


def test_other_check_digits() -> None:
    assert idspace.luhn_valid("490154203237518")
    assert not idspace.luhn_valid("490154203237519")
    assert idspace.iban_valid("GB82 WEST 1234 5698 7654 32")
    assert not idspace.iban_valid("GB82 WEST 1234 5698 7654 33")
