"""Draws that depend on the seed and an address only: any cell can be drawn alone, in any order, on any machine."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """Dice for one address: ``Dice(7, "case", 12).number("dash", 25)``."""

    seed: int
    place: str = ""

    def at(self, *address: str | int) -> "Dice":
        """The dice of a place below this one."""
        return Dice(self.seed, "/".join((self.place, *map(str, address))))

    def number(self, what: str, below: int) -> int:
        """A whole number from 0 up to, not including, ``below``."""
        address = f"{self.seed}:{self.place}/{what}".encode()
        return int.from_bytes(hashlib.sha256(address).digest()[:8], "big") % below

    def chance(self, what: str, percent: int) -> bool:
        """True in about ``percent`` of a hundred places."""
        return self.number(what, 100) < percent

    def pick(self, what: str, choices: Sequence[T]) -> T:
        """One of ``choices``."""
        return choices[self.number(what, len(choices))]

    def weighted(self, what: str, choices: Sequence[tuple[T, int]]) -> T:
        """One of ``choices``, each with its weight."""
        at = self.number(what, sum(weight for _, weight in choices))
        for choice, weight in choices:
            at -= weight
            if at < 0:
                return choice
        raise AssertionError  # the weights add up

    def day(self, what: str, first: date, last: date) -> date:
        """A day from ``first`` to ``last``."""
        return first + timedelta(days=self.number(what, (last - first).days + 1))
