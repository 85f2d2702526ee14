"""What a YAML parser passes over: comments, and plain words that other readers take for something else."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_COMMENT: Final = re.compile(r"#[^\r\n]*")
_HEADER: Final = re.compile(r"[|>][^\r\n#]*")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_STARTS: Final = frozenset("+-.0123456789=<~ynYNtTfFoO")
_OTHER: Final = re.compile(
    r"y|Y|yes|Yes|YES|n|N|no|No|NO|True|TRUE|False|FALSE|on|On|ON|off|Off|OFF|~|Null|NULL|=|<<"
    r"|[-+]?0[xX][0-9a-fA-F_]+|0o[0-7]+|[-+]?0b[01_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


class Comment(NamedTuple):
    """A comment from its ``#`` to the end of its line; line and column count from 1."""

    line: int
    column: int
    text: str


class Ambiguous(NamedTuple):
    """A plain word that is text here, and a boolean, a number or nothing to other readers of YAML."""

    line: int
    column: int
    text: str
    key: bool


def other_readers_differ(plain: str) -> bool:
    """Whether ``plain``, an unquoted word that is read as text here, is something else to others (``NO``, ``012``)."""
    return plain[:1] in _STARTS and _OTHER.fullmatch(plain) is not None


def comments(text: str, scalars: Iterable[tuple[int, int, bool]]) -> Iterator[Comment]:
    """The comments of ``text``, given where its scalars stand (from, to, whether a block): those hold none.

    Between two scalars every ``#`` starts a comment; so does one on the line that opens a block.
    """
    starts = [0, *(one.end() for one in _LINE_END.finditer(text))]
    line = done = 0
    for start, end, block in (*scalars, (len(text), len(text), False)):
        found = [*_COMMENT.finditer(text, done, start)]
        if block and (header := _HEADER.match(text, start)) and text.startswith("#", header.end()):
            found += [one for one in [_COMMENT.match(text, header.end())] if one]
        for one in found:
            while line + 1 < len(starts) and starts[line + 1] <= one.start():
                line += 1
            yield Comment(line + 1, one.start() - starts[line] + 1, one.group())
        done = end
