"""UK identifiers: their check characters, and the values that nobody can hold.

One table for two uses: recognisers find what has these shapes, invented data takes only values that are
*void* (never issued to a person). Pure data and arithmetic, no patterns of running text.
"""

import re
from typing import Final

from drivectl.model.finding import Kind

CHECK_LETTERS: Final = "ZABCDEFGHJKLMNPQRTUVWXY"
"""PNC and CRO check letter by remainder of division by 23; I, O and S are never used."""

NINO_NEVER: Final = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
NINO_VOID: Final = frozenset({"NC", "QQ"})
"""Prefixes that were never issued with the suffixes A to D."""

_AREAS: Final = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE "
    "NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ "
    "TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
POSTCODE_AREAS: Final = frozenset(_AREAS.split())
NOT_AREAS_BUT_USED: Final = frozenset({"BF", "BX", "GX", "ZZ"})
"""Forces mail, banks, Gibraltar, and the pseudo-codes of health records."""

DRAMA_PREFIXES: Final = (
    *("01134960", "01144960", "01154960", "01164960", "01174960", "01184960", "01214960", "01314960", "01414960"),
    *("01514960", "01614960", "01632960", "01914980", "02079460", "02896496", "02920180"),
    *("03069990", "07700900", "08081570", "09098790"),
)
"""Numbers that Ofcom keeps free for drama: each prefix with any last three digits."""

VOID_PLATE_AGES: Final = ("00", "01", "50")
_EMAIL_DOMAINS: Final = ("example.org", "example.com", "example.net")
_VOID_AREAS: Final = ("RB", "YX", "WX", "EF", "RX", "QX")
_INWARD: Final = "ABDEFGHJLNPQRSTUWXYZ"
_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXY"


def digits_of(value: str) -> str:
    """The ASCII digits of ``value``."""
    return re.sub(r"[^0-9]", "", value)


def compact(value: str) -> str:
    """Upper-case letters and digits of ``value`` only."""
    return re.sub(r"[^A-Z0-9]", "", value.upper())


def nhs_valid(value: str) -> bool:
    """Ten digits with the right check digit (modulus 11)."""
    digits = digits_of(value)
    return len(digits) == 10 and _nhs_check(digits[:9]) == int(digits[9])


def _nhs_check(nine: str) -> int:
    """The check digit of nine digits: 10 means that no such number is issued."""
    return (11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11


def pnc_valid(value: str) -> bool:
    """Year (two or four digits), serial and its check letter."""
    found = re.fullmatch(r"(?:19|20)?(\d{2})\s?[/ ]\s?(\d{1,7})\s?([A-Z])", value.strip().upper())
    return bool(found) and CHECK_LETTERS[int(found[1] + found[2].zfill(7)) % 23] == found[3]  # type: ignore[index]


def cro_valid(value: str) -> bool:
    """Serial, year and check letter."""
    found = re.fullmatch(r"(\d{1,6})\s?/\s?(\d{2})\s?([A-Z])", value.strip().upper())
    return bool(found) and CHECK_LETTERS[int(found[2] + found[1].zfill(6)) % 23] == found[3]  # type: ignore[index]


def luhn_valid(value: str) -> bool:
    """Payment cards and device numbers."""
    digits = digits_of(value)
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return len(digits) > 11 and (sum(map(int, digits[-1::-2])) + sum(d - 9 * (d > 9) for d in doubled)) % 10 == 0


def iban_valid(value: str) -> bool:
    """Modulus 97 over letters and digits, the country and check digits moved to the end."""
    text = compact(value)
    return len(text) > 14 and int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def national(value: str) -> str:
    """A UK phone number as digits from the first 0 on: +44, 0044, (0) and a lost leading zero undone."""
    digits = digits_of(value)
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) >= len(prefix) + 9:
            digits = "0" + digits[len(prefix) :].removeprefix("0")
            break
    return "0" + digits if len(digits) == 10 and digits[0] in "1237" else digits


def is_void(kind: Kind, value: str) -> bool | None:
    """Whether ``value`` can belong to nobody; None for kinds without any published void range (shape only)."""
    check = _VOID.get(kind)
    return None if check is None else check(value)


def _void_nhs(value: str) -> bool:
    return digits_of(value).startswith("999") and nhs_valid(value)


def _void_nino(value: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}\d{6}[A-D]?", compact(value))) and compact(value)[:2] in NINO_VOID


def _void_postcode(value: str) -> bool:
    found = re.fullmatch(r"([A-Z]{1,2})\d[A-Z\d]?\d([A-Z]{2})", compact(value))
    if not found:
        return False
    unused_area = found[1] not in POSTCODE_AREAS | NOT_AREAS_BUT_USED
    return unused_area or bool(set(found[2]) & set("CIKMOV")) or compact(value)[:4] == "ZZ99"


def _void_phone(value: str) -> bool:
    number = national(value)
    return len(number) == 11 and number.startswith(DRAMA_PREFIXES)


def _void_email(value: str) -> bool:
    domain = value.strip().lower().rpartition("@")[2]
    ends = (".example", ".test", ".invalid", *(f".{one}" for one in _EMAIL_DOMAINS))
    return domain in _EMAIL_DOMAINS or domain.endswith(ends)


def _void_pnc(value: str) -> bool:
    return bool(re.fullmatch(r"(?:\d{2}|\d{4})/\d{1,7}[IOS]", value.strip().upper()))


def _void_plate(value: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}(?:00|01|50)[A-Z]{3}", compact(value)))


def _void_licence(value: str) -> bool:
    found = re.fullmatch(r"[A-Z9]{5}\d([0156]\d)(\d{2})\d[A-Z9]{2}[A-Z0-9]{3}", compact(value))
    return bool(found) and int(found[1]) % 50 == 2 and int(found[2]) > 29  # type: ignore[index]


_VOID: Final = {
    Kind.NHS_NUMBER: _void_nhs,
    Kind.NINO: _void_nino,
    Kind.POSTCODE: _void_postcode,
    Kind.PHONE: _void_phone,
    Kind.EMAIL: _void_email,
    Kind.PNC_ID: _void_pnc,
    Kind.VEHICLE_REG: _void_plate,
    Kind.DRIVING_LICENCE: _void_licence,
}


def void_nhs(number: int) -> str:
    """The ``number``-th NHS number of the test range; ``ValueError`` beyond 900,000."""
    _within(number, 900_000, "NHS numbers")
    block, at = divmod(number, 9)  # of ten stems with the same first eight digits at least nine have a check digit
    stems = [str(999_000_000 + block * 10 + last) for last in range(10)]
    stem = [one for one in stems if _nhs_check(one) != 10][at]
    return f"{stem}{_nhs_check(stem)}"


def void_mobile(number: int) -> str:
    """One of the 1,000 mobile numbers that Ofcom keeps free; ``ValueError`` beyond."""
    _within(number, 1000, "mobile numbers")
    return f"07700900{number:03d}"


def void_phone(number: int) -> str:
    """One of the landlines that Ofcom keeps free; ``ValueError`` beyond 16,000."""
    landlines = [one for one in DRAMA_PREFIXES if one[1] in "12"]
    _within(number, 1000 * len(landlines), "landlines")
    return f"{landlines[number // 1000]}{number % 1000:03d}"


def void_nino(number: int) -> str:
    """A national insurance number with a prefix never issued with these suffixes; ``ValueError`` beyond 4 million."""
    _within(number, 4_000_000, "national insurance numbers")
    suffix, serial = divmod(number, 1_000_000)
    return f"QQ{serial:06d}{'ABCD'[suffix]}"


def void_postcode(number: int) -> str:
    """A postcode in an area that does not exist; ``ValueError`` beyond 216,000."""
    capacity = len(_VOID_AREAS) * 90 * 400
    _within(number, capacity, "postcodes")
    number, area = divmod(number, len(_VOID_AREAS))
    number, district = divmod(number, 9)
    pair, sector = divmod(number, 10)
    return f"{_VOID_AREAS[area]}{district + 1} {sector}{_letters(pair, 2, _INWARD)}"


def void_email(number: int, label: str) -> str:
    """``label`` and the number at a domain kept for examples."""
    return f"{label}{number}@{_EMAIL_DOMAINS[number % len(_EMAIL_DOMAINS)]}"


def void_pnc(number: int) -> str:
    """A PNC number with a check letter that is never used; ``ValueError`` beyond 3 million."""
    _within(number, 3_000_000, "PNC numbers")
    letter, serial = divmod(number, 1_000_000)
    return f"20{number % 24:02d}/{serial:07d}{'IOS'[letter]}"


def void_plate(number: int) -> str:
    """A vehicle mark with an age identifier that was never issued; ``ValueError`` beyond 10,000,000."""
    _within(number, 10_000_000, "vehicle marks")
    number, age = divmod(number, len(VOID_PLATE_AGES))
    front, back = divmod(number, 22**3)
    return f"{_letters(front, 2)}{VOID_PLATE_AGES[age]} {_letters(back, 3)}"


def void_crn(number: int) -> str:
    """A probation case number by shape only: no void range is published."""
    _within(number, 1_000_000, "case numbers")
    return f"X{number:06d}"


def _within(number: int, capacity: int, what: str) -> None:
    if not 0 <= number < capacity:
        raise ValueError(f"no more {what} are free: {capacity} exist")


def _letters(number: int, count: int, alphabet: str = _LETTERS) -> str:
    text = ""
    for _ in range(count):
        number, at = divmod(number, len(alphabet))
        text = alphabet[at] + text
    return text
