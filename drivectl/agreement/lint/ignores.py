"""``# drivectl: ignore[DAT204] why it may stay, until 2027-01-31``: one finding left alone, with a reason and an end.

A comment behind something is about its own line, a comment alone about the next line that holds something.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from drivectl.codes import CODES
from drivectl.errors import Place
from drivectl.model.lint import Finding
from drivectl.safe import Safe, name, say
from drivectl.spec.remarks import Comment
from drivectl.spec.report import nearest
from drivectl.spec.yamlmarks import Marked

_CALLED: Final = re.compile(r"#\s*drivectl:\s*ignore\b(.*)")
_WHOLE: Final = re.compile(r"\[([^\]]+)\]\s+(?P<reason>.*\w.*?),?\s+until\s+(?P<until>\d{4}-\d{2}-\d{2})\s*")
_FIX: Final = say("write  # drivectl: ignore[CODE] reason, until YYYY-MM-DD")
_GRAVE: Final = ("SAF", "LEK")
"""Families whose errors stay: somebody may be hurt."""


@dataclass(slots=True)
class _Ignore:
    """One comment, and which of its codes were met."""

    at: Place
    line: int
    codes: tuple[str, ...]
    until: date
    used: set[str] = field(default_factory=set)


def apply(
    found: Iterable[Finding], docs: Iterable[Marked], as_of: date, asked: Callable[[str], bool]
) -> Iterator[Finding]:
    """The findings that no comment leaves alone, and GOV804 for each comment that is wrong, over or not needed.

    A code that was not ``asked`` about cannot be said not to be needed.
    """
    ignores: dict[tuple[Path, int], list[_Ignore]] = {}
    for doc in docs:
        for read in (_read(doc, comment, as_of) for comment in doc.comments):
            if isinstance(read, _Ignore):
                ignores.setdefault((doc.path, read.line), []).append(read)
            elif read is not None:
                yield read
    for one in found:
        yield from _left(one, ignores.get((one.at.file, one.at.line or 0), ()))
    for ignore in (one for several in ignores.values() for one in several):
        for code in ignore.codes:
            if code not in ignore.used and asked(code):
                yield _finding(ignore.at, say("{code} is not found here", code=name(code)), say("remove the comment"))


def _left(one: Finding, ignores: Sequence[_Ignore]) -> Iterator[Finding]:
    """``one``, unless a comment on its line leaves it alone; where that must not be, both."""
    here = [ignore for ignore in ignores if one.code in ignore.codes]
    for ignore in here:
        ignore.used.add(one.code)
    if not here:
        yield one
    elif one.code[:3] in _GRAVE and one.grave == "error":
        yield one
        yield _finding(here[0].at, say("{code} cannot be ignored: somebody may be hurt", code=name(one.code)))


def _read(doc: Marked, comment: Comment, as_of: date) -> _Ignore | Finding | None:
    called = _CALLED.match(comment.text)
    if called is None:
        return None
    at = Place(file=doc.path, line=comment.line, column=comment.column, end_column=comment.column + len(comment.text))
    whole = _WHOLE.fullmatch(called[1])
    until = _day(whole["until"]) if whole else None
    if whole is None or until is None:
        return _finding(at, say("nothing is ignored without a code, a reason and a last day"), _FIX)
    codes = tuple(one.strip() for one in whole[1].split(","))
    for code in codes:
        if code not in CODES:
            return _finding(at, say("there is no code {code}", code=name(code)), nearest(code, CODES))
    if until < as_of:
        what = say("the ignoring ended on {day}", day=name(until.isoformat()))
        return _finding(at, what, say("put the finding right, or decide again until when it may stay"))
    return _Ignore(at, _line(doc, comment), codes, until)


def _line(doc: Marked, comment: Comment) -> int:
    """The line that a comment is about."""
    lines = re.split(r"\r\n|\n|\r", doc.text)
    if lines[comment.line - 1][: comment.column - 1].strip():
        return comment.line
    following = range(comment.line, len(lines))
    return next((i + 1 for i in following if lines[i].strip() and not lines[i].lstrip().startswith("#")), comment.line)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _finding(at: Place, what: Safe, fix: Safe | None = None) -> Finding:
    return Finding(code="GOV804", what=what, at=at, fix=fix)
