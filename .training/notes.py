"""Synthetic notes: templates filled at random, with what each slot is."""

import random
import re
from typing import NamedTuple

import pools

import templates

_SLOT = re.compile(r"\{([A-Za-z])\}")
_LABEL = {**dict.fromkeys("PFSINXTWH", "PER"), **dict.fromkeys("CRA", "LOC"), **dict.fromkeys("OG", "ORG")}
_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr", "Mr.", "Mx", "Prof")


class Text(NamedTuple):
    """A text and its spans (start, end, label); ``origin`` is where its names come from, in a synthetic note."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    origin: str = ""


class Notes:
    """Makes notes from training or from held-back templates and names."""

    def __init__(self, dice: random.Random, *, test: bool) -> None:
        self.dice = dice
        self.names = pools.names(test=test)
        self.nicknames = pools.nicknames(test=test)
        self.plain = pools.plain_words()
        self.test = test

    def person(self, origin: str | None = None) -> tuple[str, str]:
        """A first name and a surname; now and then of mixed origin."""
        of = origin or self._origin()
        first, last = self.names[of]
        if origin is None and self.dice.random() < 0.15:
            last = self.names[self._origin()][1]
        return self.dice.choice(first), self.dice.choice(last)

    def note(self, origin: str | None = None) -> Text:
        """One note of one to four sentences."""
        pick = self.dice.choice
        if self.test:
            lines = [pick(templates.HELD if self.dice.random() < 0.75 else templates.HELD_NEGATIVE)]
        else:
            kind = self.dice.random()
            pool = templates.NOTES if kind < 0.6 else templates.NEGATIVE if kind < 0.78 else templates.PROSE
            lines = [pick(pool)]
            while self.dice.random() < 0.4 and len(lines) < 4:
                lines.append(pick(templates.NOTES if self.dice.random() < 0.65 else templates.NEGATIVE))
            if pool is templates.PROSE:
                del lines[1:]
        return self._filled(pick((" ", " ", "\n")).join(lines), origin)

    def _filled(self, template: str, origin: str | None) -> Text:
        cast = [self.person(origin) for _ in range(3)]
        parts: list[str] = []
        spans = []
        length = at = 0
        for found in _SLOT.finditer(template.replace("\\n", "\n")):
            plain = template.replace("\\n", "\n")[at : found.start()]
            before, value, after = self._value(found[1], cast, origin)
            parts += [plain, before, value, after]
            start = length + len(plain) + len(before)
            if found[1] in _LABEL:
                spans.append((start, start + len(value), _LABEL[found[1]]))
            length = start + len(value) + len(after)
            at = found.end()
        parts.append(template.replace("\\n", "\n")[at:])
        return Text("".join(parts), tuple(spans), origin or "")

    def _origin(self) -> str:
        every = sorted(self.names)
        weights = [{"english": 4, "word-like": 3, "other": 2, "welsh": 1.5}.get(one, 1.2) for one in every]
        return self.dice.choices(every, weights)[0]

    def _value(self, slot: str, cast: list[tuple[str, str]], origin: str | None) -> tuple[str, str, str]:
        pick, chance = self.dice.choice, self.dice.random()
        first, last = pick(cast) if chance < 0.5 else self.person(origin)
        made = {
            "P": lambda: self._whole(first, last),
            "F": lambda: first,
            "W": lambda: pick(self.names["word-like"][0]),
            "S": lambda: last + ("-" + self.person(origin)[1] if self.dice.random() < 0.06 else ""),
            "I": lambda: self._initials(first, last),
            "N": lambda: pick(self.nicknames),
            "X": lambda: pick((f"{last.upper()}, {first}", f"{last.upper()} {first}", f"{last}, {first}", f"{first} {last.upper()}", f"{last.upper()}, {first.upper()}", f"{last.upper()}, {first} {self.person(origin)[0]}")),
            "C": lambda: pick(pools.TOWNS),
            "R": lambda: pick(pools.AREAS),
            "A": self._address,
            "O": lambda: pick(pools.SITES),
            "G": lambda: pick(pools.AGENCIES),
            "Q": lambda: pick(pools.TERMS),
            "K": lambda: pick(pools.KIN),
            "D": lambda: pick(pools.DRUGS),
            "Y": lambda: pick(pools.DAYS),
            "M": lambda: pick(pools.MONTHS),
            "n": lambda: str(self.dice.choice((self.dice.randint(1, 14), self.dice.randint(15, 99), self.dice.randint(1850, 2024)))),
            "w": lambda: pick(self.plain),
            "s": lambda: last,
        }  # fmt: skip
        if slot == "T":
            return pick(_TITLES) + " ", last if self.dice.random() < 0.85 else f"{first} {last}", ""
        if slot == "H":
            return pick(_TITLES[:4]) + " ", last[0].upper(), ""
        return "", made[slot](), ""

    def _whole(self, first: str, last: str) -> str:
        second = self.person()[0]
        return self.dice.choices(
            (
                f"{first} {last}",
                f"{first} {second} {last}",
                f"{first[0]} {last}",
                f"{first[0]}. {last}",
                f"{first} {second[0]}. {last}",
                f"{first[0]}.{second[0]}. {last}",
                f"{first} {last[0]}",
                f"{first} {last}-{self.person()[1]}",
                f"{first}-{second} {last}",
                f"{first} {self.dice.choice(('van', 'de', 'ap', 'al', 'bin', 'da', 'El', 'von', 'ferch'))} {last}",
                f"{first.upper()} {last.upper()}",
                first,
            ),
            (50, 8, 4, 4, 4, 2, 4, 4, 2, 3, 4, 4),
        )[0]

    def _initials(self, first: str, last: str) -> str:
        one, two = first[0].upper(), last[0].upper()
        return self.dice.choices(
            (one + two, f"{one}.{two}.", f"{one} {two}", one, f"{one}{self.person()[0][0]}{two}", f"{one}.{two}"),
            (6, 2, 1, 4, 1, 1),
        )[0]

    def _address(self) -> str:
        pick = self.dice.choice
        number = f"{self.dice.randint(1, 180)}{pick(('', '', '', 'a', 'B'))}"
        flat = pick(("", "", "", f"Flat {self.dice.randint(1, 40)}, "))
        street = (
            f"{pick(pools.STREETS)} {pick(pools.STREET_TYPES)}"
            if self.dice.random() < 0.75
            else pick(pools.WELSH_STREETS)
        )
        town = pick(("", "", f", {pick(pools.TOWNS)}", f" {pick(pools.TOWNS)}"))
        return f"{flat}{number} {street}{town}"
