"""A diagnostic as text: place, code, what; a frame around the line; why, fix, notes. Plain ASCII art only."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from drivectl.codes import CODES
from drivectl.errors import Diagnostic, Place
from drivectl.safe import shown_path

_FRAMED: Final = (".yaml", ".yml")
_KIND: Final = re.compile(r"drivectl:\s*[a-z-]+/v[0-9]+\s*(#.*)?")
"""Only files that people write for drivectl, and that say so in a line of their own, are quoted: a table that is merely
named like one is data, and a line of data is never shown."""
_WIDEST: Final = 160


def frames(found: Sequence[Diagnostic]) -> Iterator[str]:
    """The texts of several: advice that is the same for some in a row stands once, under the last of them."""
    for one, after in zip_longest(found, found[1:]):
        yield frame(one, advise=after is None or _advice(one) != _advice(after))


def frame(found: Diagnostic, *, advise: bool = True) -> str:
    """The whole text of one diagnostic."""
    lines = [f"{_place(found.at)}{found.severity} {found.code}: {found.what}", *_quote(found.at)]
    return "\n".join([*lines, *_advice(found)] if advise else lines)


def _advice(found: Diagnostic) -> list[str]:
    entry = CODES[found.code]
    notes = (f" note: {note}" for note in found.notes)
    why, fix = found.why or entry.why, found.fix or entry.fix
    law = [f" law: {'; '.join([*entry.law, *found.law])}"] if entry.law or found.law else []
    return [f" why: {why}", *law, f" fix: {fix}", *notes, f"more: drivectl explain {found.code}"]


def _place(at: Place | None) -> str:
    if at is None:
        return ""
    if at.line is not None:
        column = f":{at.column}" if at.column is not None else ""
        return f"{shown_path(at.file)}:{at.line}{column}: "
    row = f" row {at.row}" if at.row is not None else ""
    column = f" {at.field}" if at.field is not None else ""
    return f"{shown_path(at.file)}{row}{column}: "


def _quote(at: Place | None) -> list[str]:
    """The line, its neighbours and a caret; nothing where the file cannot be read again."""
    if at is None or at.line is None or at.file.suffix.lower() not in _FRAMED:
        return []
    try:
        lines = at.file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
    if not 1 <= at.line <= len(lines) or not any(map(_KIND.fullmatch, lines)):
        return []
    width = len(str(min(at.line + 1, len(lines))))
    shown = [" " * (width + 1) + "|"]
    for number in range(max(1, at.line - 1), min(at.line + 1, len(lines)) + 1):
        shown.append(f"{number:>{width}} | {shown_path(lines[number - 1].rstrip()[:_WIDEST])}".rstrip())
        if number == at.line and at.column is not None:
            end = at.end_column if at.end_column and at.end_column > at.column else at.column + 1
            shown.append(f"{' ' * width} | {' ' * (at.column - 1)}{'^' * min(end - at.column, _WIDEST)}")
    return shown
