"""Collects what is wrong with a file, each with its place and the nearest names."""

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Final

from drivectl.errors import Diagnostic
from drivectl.safe import Safe, name, names, say
from drivectl.spec.yamlmarks import MAX_FOUND, Marked

_SURE: Final = 0.85
_SHORT: Final = 12


def nearest(word: str, known: Iterable[str]) -> Safe | None:
    """*did you mean ...*, or none where nothing known resembles ``word``. One name where one is near enough."""
    close = difflib.get_close_matches(word, sorted(set(known)), n=3, cutoff=0.6)
    if close and difflib.SequenceMatcher(None, close[0], word).ratio() >= _SURE:
        close = close[:1]
    return say("did you mean {close}?", close=names(close)) if close else None


def lookalikes(word: str) -> tuple[Safe, ...]:
    """A note where ``word`` holds letters that can pass for those of our names, such as a Cyrillic *a*."""
    foreign = [unicodedata.name(char, "unnamed") for char in dict.fromkeys(word) if not char.isascii()]
    return (say("it holds {foreign}, which no name here does", foreign=names(foreign, limit=3)),) if foreign else ()


class Report:
    """The findings about one document."""

    def __init__(self, doc: Marked) -> None:
        self.doc = doc
        self.found: list[Diagnostic] = []

    def add(
        self,
        code: str,
        what: Safe,
        *route: str | int,
        key: bool = False,
        fix: Safe | None = None,
        notes: tuple[Safe, ...] = (),
    ) -> None:
        """One finding at ``route`` (at its key with ``key``)."""
        self.found.append(Diagnostic(code=code, what=what, at=self.doc.at(*route, key=key), fix=fix, notes=notes))

    def nearest(self, word: str, known: Iterable[str]) -> Safe | None:
        """As :func:`nearest`, for the first findings only: thousands of wrong names must not take minutes."""
        return nearest(word, known) if len(self.found) < MAX_FOUND else None

    def unknown(self, kind: Safe, word: str, known: Iterable[str], *route: str | int, key: bool = False) -> None:
        """STR006: ``word`` is no ``kind``."""
        known = list(known)
        fix = self.nearest(word, known)
        if fix is None and len(known) <= _SHORT:
            fix = say("there are: {known}", known=names(known))
        what = say("{word} is no {kind}", word=name(word), kind=kind)
        self.add("STR006", what, *route, key=key, fix=fix, notes=lookalikes(word))

    def unsupported(self, what: Safe, *route: str | int, key: bool = False, fix: Safe | None = None) -> None:
        """STR020: a right word, but this version cannot do what it asks for."""
        self.add("STR020", what, *route, key=key, fix=fix)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Everything found, in the order of the file."""
        return tuple(sorted(set(self.found), key=_order))


def _order(one: Diagnostic) -> tuple[int, int, str, str]:
    at = one.at
    return (at.line or 0 if at else 0, at.column or 0 if at else 0, one.code, one.what)
