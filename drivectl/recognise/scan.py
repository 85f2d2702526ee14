"""One look over a text: where its digits, its capitals and its trigger words stand.

Most of a note can hold no hit of most patterns. A pattern is therefore tried only where a hit of it can begin, and
what it then finds is what a search of the whole text would find.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

_LETTERS: Final = re.compile(r"([a-z]+)")
_DIGITS: Final = re.compile(r"\d+")
_CAPITAL: Final = re.compile(r"[A-Z][A-Za-z]*")
_START: Final = re.compile(r"(?<!\w)[\w&]")
_REACH: Final = 80


_GROUPS: Final[dict[str, tuple[str, ...]]] = {}
"""Word -> the groups of trigger words it belongs to."""


def register(groups: Mapping[str, Iterable[str]]) -> None:
    """Make groups of trigger words known, once, where the patterns that need them are defined."""
    for group, words in groups.items():
        for word in set(words):
            _GROUPS[word] = (*_GROUPS.get(word, ()), group)


class Day(NamedTuple):
    """A span and the day it says; ``year`` may be two digits, or missing."""

    start: int
    end: int
    day: int
    month: int
    year: int | None


def pieces(pattern: re.Pattern[str], text: str) -> tuple[list[str], list[int], list[int]]:
    """``text`` cut by ``pattern`` (one group around all of it): between, match, between ...; their starts and ends."""
    parts = pattern.split(text)
    ends = list(accumulate(map(len, parts)))
    return parts, ends[:-1:2], ends[1::2]


class Scan:
    """``at`` says where the words of a group stand; ``register`` makes groups."""

    def __init__(self, text: str, lower: str) -> None:
        self.text, self.lower = text, lower
        self.digits = [found.start() for found in _DIGITS.finditer(lower)]
        self.days: list[Day] | None = None
        """Its calendar days, once somebody asked for them (``dates``)."""
        self._at: dict[str, list[int]] = {}
        parts, starts, _ = pieces(_LETTERS, lower)
        for groups, start in zip(map(_GROUPS.get, parts[1::2]), starts, strict=True):
            for group in groups or ():
                self._at.setdefault(group, []).append(start)

    def at(self, group: str) -> Sequence[int]:
        """Where the trigger words of ``group`` start."""
        return self._at.get(group, ())

    @cached_property
    def capitals(self) -> list[int]:
        """Where capitals stand that no letter precedes."""
        return [found.start() for found in _CAPITAL.finditer(self.text)]

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Where a shape with digits may begin: at one, a sign before one, a word with one in it or behind it."""
        signs = [at - 1 for at in self.digits if at and self.text[at - 1] in "(+"]
        signs += [at - 2 for at in self.digits if self.text.startswith("+ ", at - 2)]
        numbers = sorted([*self.digits, *signs])
        words = self.near_digits()
        letters = [at for at in words if self.text[at].isalpha()]
        return {
            "digit": self.digits,
            "zero": [at for at in numbers if self.text[at] in "(0"],
            "seven": [at for at in self.digits if self.text[at] == "7"],
            "world": [at for at in numbers if self.text[at] in "+0"],
            "word": words,
            "letter": letters,
            "capital": [at for at in letters if self.text[at].isupper()],
        }

    def near_digits(self) -> list[int]:
        """Where words start that have a digit in them, or in the next word."""
        found: list[int] = []
        done = 0
        for at in self.digits:
            least = max(done, at - _REACH)
            chunk = max(self.text.rfind(" ", least, at), self.text.rfind("\n", least, at))
            before = max(self.text.rfind(" ", least, chunk), self.text.rfind("\n", least, chunk)) if chunk > 0 else -1
            found += [one.start() for one in _START.finditer(self.text, max(before, least), at + 1)]
            done = at + 1
        return found

    def before(self, places: Iterable[int], reach: int) -> list[int]:
        """Where words start at most ``reach`` before one of ``places``, or there."""
        found: list[int] = []
        done = 0
        for at in places:
            found += [one.start() for one in _START.finditer(self.text, max(done, at - reach), at + 1)]
            done = at + 1
        return found


def gate(*patterns: re.Pattern[str]) -> re.Pattern[str]:
    """What matches where one of ``patterns`` does: asked once, where each of them would have to be asked."""
    each = (re.sub(r"\(\?P(<|=)", rf"(?P\1g{at}_", one.pattern) for at, one in enumerate(patterns))
    return re.compile("|".join(f"(?:{one})" for one in each))


def passing(gate: re.Pattern[str], text: str, places: Iterable[int]) -> list[int]:
    """Those of ``places`` where ``gate`` matches."""
    match = gate.match
    return [at for at in places if match(text, at)]


def tried(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches that begin at ``places`` (rising), none inside another."""
    end = 0
    for at in places:
        if at >= end:
            found = pattern.match(text, at)
            if found:
                end = found.end()
                yield found


def heads(alternatives: str) -> set[str]:
    """The first word (letters only) of everything that the ``|``-separated ``alternatives`` of a pattern match."""
    found = set()
    for one in re.split(r"\|(?![^(]*\))", alternatives):
        for spelt in _spelt(one):
            head = re.match("[a-z]+", spelt)
            if head:
                found.add(head.group())
    return found


def _spelt(pattern: str) -> list[str]:
    """Every text that a pattern of letters, ``(?:a|b)`` and ``?`` matches."""
    choice = re.search(r"\(\?:([^()]*)\)(\??)|(\\?.)\?", pattern)
    if not choice:
        return [pattern]
    options = choice[1].split("|") if choice[3] is None else [choice[3]]
    if choice[2] or choice[3]:
        options.append("")
    return [one for option in options for one in _spelt(pattern[: choice.start()] + option + pattern[choice.end() :])]
