"""Collects what is wrong with a file, each with its place and the nearest names."""

import difflib
from collections.abc import Iterable
from typing import Final

from drivectl.errors import Diagnostic
from drivectl.safe import Safe, name, names, say
from drivectl.spec.yamlmarks import Marked

_SURE: Final = 0.85
_SHORT: Final = 12


def nearest(word: str, known: Iterable[str]) -> Safe | None:
    """*did you mean ...*, or none where nothing known resembles ``word``. One name where one is near enough."""
    close = difflib.get_close_matches(word, sorted(set(known)), n=3, cutoff=0.6)
    if close and difflib.SequenceMatcher(None, close[0], word).ratio() >= _SURE:
        close = close[:1]
    return say("did you mean {close}?", close=names(close)) if close else None


class Report:
    """The findings about one document."""

    def __init__(self, doc: Marked) -> None:
        self.doc = doc
        self.found: list[Diagnostic] = []

    def add(self, code: str, what: Safe, *route: str | int, key: bool = False, fix: Safe | None = None) -> None:
        """One finding at ``route`` (at its key with ``key``)."""
        self.found.append(Diagnostic(code=code, what=what, at=self.doc.at(*route, key=key), fix=fix))

    def unknown(self, kind: Safe, word: str, known: Iterable[str], *route: str | int, key: bool = False) -> None:
        """STR006: ``word`` is no ``kind``."""
        known = list(known)
        fix = nearest(word, known)
        if fix is None and len(known) <= _SHORT:
            fix = say("there are: {known}", known=names(known))
        self.add("STR006", say("{word} is no {kind}", word=name(word), kind=kind), *route, key=key, fix=fix)

    def unsupported(self, what: Safe, *route: str | int, key: bool = False, fix: Safe | None = None) -> None:
        """STR020: a right word, but this version cannot do what it asks for."""
        self.add("STR020", what, *route, key=key, fix=fix)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Everything found, in the order of the file."""
        return tuple(sorted(set(self.found), key=_order))


def _order(one: Diagnostic) -> tuple[int, int, str, str]:
    at = one.at
    return (at.line or 0 if at else 0, at.column or 0 if at else 0, one.code, one.what)
