"""Invented cases in the catalogue's words: ``make_world(seed, cases, today)``.

The same seed and day give the same world. The last case is planted: alone of its age, place and year among the
closed cases, so that a k gate has something to withhold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from drivectl.model.export import Value
from drivectl.model.flags import CaseFlags
from drivectl.synth.casework import case_rows
from drivectl.synth.dice import Dice
from drivectl.synth.notes import Gold
from drivectl.synth.statements import flags_row

Row = Mapping[str, Value | Mapping[str, str]]
"""Catalogue field -> value, or the parts of a name or address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything invented. ``rows`` are keyed by what a row is about (``victim``: one row per case and victim)."""

    seed: int
    today: date
    rows: Mapping[str, tuple[Row, ...]] = field(repr=False)
    flags: tuple[CaseFlags, ...] = field(repr=False)
    gold: Mapping[str, tuple[Gold, ...]] = field(repr=False)
    """Note id -> the planted pieces of its text."""
    truth: Mapping[str, Mapping[str, tuple[str, ...]]] = field(repr=False)
    """Case -> kind (``victim``, ``child``, ``never``, ``outsider``, ``contact``) -> values that belong to it."""
    unique_case: str


def make_world(seed: int, cases: int, today: date) -> World:
    """A world of ``cases`` cases as of ``today``."""
    rows: dict[str, list[Row]] = {}
    flags: list[CaseFlags] = []
    gold: dict[str, tuple[Gold, ...]] = {}
    truth: dict[str, Mapping[str, tuple[str, ...]]] = {}
    ref = ""
    for number in range(cases):
        ref = f"D-{1000 + number}"
        dice = Dice(seed).at("case", number)
        made = case_rows(dice, number, ref, today, planted=number == cases - 1)
        for kind, found in made.rows.items():
            rows.setdefault(kind, []).extend(found)
        gold.update(made.gold)
        truth[ref] = made.truth
        flags.append(flags_row(dice.at("flags"), ref, number + 2, today, planted=number == cases - 1))
    return World(
        seed=seed,
        today=today,
        rows={kind: tuple(found) for kind, found in rows.items()},
        flags=tuple(flags),
        gold=gold,
        truth=truth,
        unique_case=ref,
    )
