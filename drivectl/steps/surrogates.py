"""Invented values in the place of real ones, for readers who need whole sentences.

Names follow a chance that is drawn by a key of this run alone: a person keeps an invented name for some mentions and
then gets another, so that a real name that was missed does not stand out, and no invented name stands for one person
in two documents. Numbers come from ranges that nobody holds; what has no such range keeps its label.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from drivectl.model import idspace
from drivectl.model.finding import Cast, Kind
from drivectl.recognise.forms import plain_words
from drivectl.recognise.lists import is_plain
from drivectl.steps.styles import Item
from drivectl.synth import pools
from drivectl.synth.dice import Dice

_TITLES: Final = frozenset("mr mrs ms miss mx dr prof professor pc dc ps sgt insp sister nurse".split())  # noqa: SIM905
_WOMAN: Final = frozenset(
    "mrs ms miss she her mum mother sister aunt auntie nan gran daughter niece wife girlfriend".split()  # noqa: SIM905
)
_MAN: Final = frozenset("mr he his dad father brother uncle grandad son nephew husband boyfriend".split())  # noqa: SIM905
_INITIALS: Final = re.compile(r"[A-Z]\.?\s?[A-Z]\.?(?:\s?[A-Z]\.?)?")
_CHANGE: Final = 25
"""In so many of a hundred mentions a person's invented name changes."""
_TRIES: Final = 50


class Surrogates:
    """Draws for the texts of one case; ``taken`` is what may not be invented (:func:`words_of`)."""

    def __init__(self, key: bytes, cast: Cast, taken: frozenset[str]) -> None:
        self._dice, self._taken = Dice(int.from_bytes(key, "big")), taken
        self._drawn = 0
        self._names: dict[str, tuple[str, str]] = {}
        self._firsts: dict[str, tuple[str, ...]] = {}
        self._surnames = {
            one.person_id: {
                plain_words(value)[-1]
                for path, values in one.known.items()
                if one.kinds.get(path, Kind.PERSON) is Kind.PERSON
                for value in values
                if len(plain_words(value)) > 1
            }
            for one in cast.people
        }

    def __call__(self, item: Item) -> str | None:
        """An invented value for one mention, never one that stands in the texts; None for a label."""
        make = _MAKERS.get(item.kind)
        if make is None and item.kind is not Kind.PERSON:
            return None
        for _ in range(_TRIES):
            self._drawn += 1
            dice = self._dice.at(self._drawn)
            made = make(dice, item.value) if make else self._person(dice, item)
            if not self._stands(made, item.kind):
                return made
            self._names.pop(self._who(item), None)
        return None

    def _stands(self, made: str, kind: Kind) -> bool:
        """Whether any of it stands in the texts: a name in part, a street by its name, a number as a whole."""
        if re.search(r"\d", made) and kind is not Kind.ADDRESS:
            return idspace.compact(made).lower() in self._taken
        return any(
            len(one) > 1 and one in self._taken and (kind is Kind.PERSON or not is_plain(one))
            for one in plain_words(made)
        )

    def _who(self, item: Item) -> str:
        return item.person_id or item.value.lower()

    def _person(self, dice: Dice, item: Item) -> str:
        who = self._who(item)
        if who not in self._names or dice.chance("change", _CHANGE):
            self._names[who] = (dice.pick("first", self._pool(item)), dice.pick("last", pools.SURNAMES))
        return self._shaped(item, *self._names[who])

    def _pool(self, item: Item) -> tuple[str, ...]:
        """First names of the same kind, as far as a title or a word for kin has told it."""
        told = pools.WOMEN if item.before in _WOMAN else pools.MEN if item.before in _MAN else None
        if told:
            self._firsts[self._who(item)] = told
        known = self._firsts.get(self._who(item))
        return known or (pools.CHILDREN if item.role == "child" else pools.WOMEN + pools.MEN)

    def _shaped(self, item: Item, first: str, last: str) -> str:
        """The name as the real one is written: whole or in part, in capitals or not, turned round, initials."""
        value, words = item.value, plain_words(item.value)
        if _INITIALS.fullmatch(value):
            return f"{first[0]}.{last[0]}." if "." in value else first[0] + last[0]
        if len(words) > 1:
            made = f"{last}, {first}" if "," in value else f"{first} {last}"
        else:
            surname = item.before in _TITLES or bool({*words} & self._surnames.get(item.person_id or "", set()))
            made = last if surname else first
        return made.upper() if value.isupper() else made.lower() if value.islower() else made


def words_of(texts: Iterable[str], items: Iterable[Item]) -> frozenset[str]:
    """The words of ``texts`` in small letters, and the values of ``items`` run together."""
    runs = {idspace.compact(one.value).lower() for one in items}
    return frozenset(runs.union(*(plain_words(one) for one in texts)))


def _spaced(made: str, value: str, at: int) -> str:
    return f"{made[:at]} {made[at:]}" if re.search(r"\s", value) else made


def _phone(dice: Dice, value: str) -> str:
    mobile = idspace.national(value).startswith("07")
    made = idspace.void_mobile(dice.number("n", 1000)) if mobile else idspace.void_phone(dice.number("n", 16_000))
    if re.match(r"\+|00", value):
        return f"+44 {made[1:5]} {made[5:]}"
    return _spaced(made, value, 5)


def _nhs(dice: Dice, value: str) -> str:
    made = idspace.void_nhs(dice.number("n", 900_000))
    return f"{made[:3]} {made[3:6]} {made[6:]}" if re.search(r"\D", value) else made


_MAKERS: Final[Mapping[Kind, Callable[[Dice, str], str]]] = {
    Kind.PHONE: _phone,
    Kind.NHS_NUMBER: _nhs,
    Kind.NINO: lambda dice, _: idspace.void_nino(dice.number("n", 4_000_000)),
    Kind.EMAIL: lambda dice, _: idspace.void_email(dice.number("n", 9000), dice.pick("label", ("contact", "mail"))),
    Kind.POSTCODE: lambda dice, _: idspace.void_postcode(dice.number("n", 216_000)),
    Kind.PNC_ID: lambda dice, _: idspace.void_pnc(dice.number("n", 3_000_000)),
    Kind.VEHICLE_REG: lambda dice, _: idspace.void_plate(dice.number("n", 10_000_000)),
    Kind.ADDRESS: lambda dice, _: f"{1 + dice.number('house', 180)} {dice.pick('street', pools.STREETS)}",
    Kind.LOCATION: lambda dice, _: dice.pick("town", pools.TOWNS),
}
"""Kinds with values that nobody can hold. Dates, schools and references have none, so they keep their labels."""
