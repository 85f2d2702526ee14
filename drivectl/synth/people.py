"""Invented people and addresses; every identifier lies in a range that nobody holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from drivectl.model import idspace
from drivectl.synth import pools
from drivectl.synth.dice import Dice

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """One person of a case."""

    id: str
    first: str = field(repr=False)
    last: str = field(repr=False)
    born: date | None = field(repr=False)

    @property
    def name(self) -> Mapping[str, str]:
        """The parts of the name."""
        return {"first_name": self.first, "last_name": self.last}

    @property
    def full(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


def human(dice: Dice, id_: str, firsts: tuple[str, ...], born: date | None, last: str | None = None) -> Human:
    """A person with names from the pools."""
    return Human(id=id_, first=dice.pick("first", firsts), last=last or dice.pick("last", pools.SURNAMES), born=born)


def address(dice: Dice, number: int) -> Mapping[str, str]:
    """An address that does not exist; ``number`` makes its postcode its own."""
    return {
        "line1": f"{1 + dice.number('house', 180)} {dice.pick('street', pools.STREETS)}",
        "town": dice.pick("town", pools.TOWNS),
        "postcode": idspace.void_postcode(number),
    }


def spoken(phone: str, style: int) -> str:
    """A mobile number the ways people write it."""
    return (
        phone,
        f"{phone[:5]} {phone[5:]}",
        f"+44 {phone[1:5]} {phone[5:]}",
        f"{phone[:5]}-{phone[5:8]}-{phone[8:]}",
    )[style % 4]


def spoken_date(day: date, style: int) -> str:
    """A date the ways people write it."""
    month = _MONTHS[day.month - 1]
    forms = (f"{day:%d/%m/%Y}", f"{day.day} {month} {day.year}", f"{day:%d.%m.%y}", f"{day.day} {month[:3]} {day.year}")
    return forms[style % 4]
