"""Bytes to text, strictly: the declared encoding or a refusal, and no control characters."""

import codecs
import re
from pathlib import Path
from typing import Final

from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import Safe, name, say

FILE_LIMIT: Final = 256 << 20
CELL_LIMIT: Final = 1 << 20
TEXT_LIMIT: Final = 8 << 20
"""Of one document, in characters: it is searched as one text, in memory."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KNOWN: Final = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16", "cp1252": "cp1252"}
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""C1 controls too: they are what a wrongly declared cp1252 leaves behind, and they break names apart."""


def decode(data: bytes, declared: str, path: Path) -> tuple[str, bool]:
    """The text of ``data`` and whether it had a byte order mark; SRC201, SRC203 or SRC204."""
    if not data:
        raise problem("SRC201", say("{p} is empty", p=path), at=Place(file=path))
    mark, found = next(((mark, kind) for mark, kind in _MARKS if data.startswith(mark)), (b"", None))
    kind = _KNOWN.get(declared)
    if kind is None or (found or kind) != kind or (kind == "utf-16" and not mark):
        raise _contradiction(path, found)
    text = _strictly(data[len(mark) :] if kind != "utf-16" else data, kind, path)
    if not text:
        raise problem("SRC201", say("{p} is empty", p=path), at=Place(file=path))
    if kind == "cp1252" and not data.isascii() and _is_utf8(data):
        raise _contradiction(path, "utf-8")
    stray = CONTROL.search(text)
    if stray is not None:
        line = text.count("\n", 0, stray.start()) + 1
        raise problem("SRC204", say("{p} has a control character in line {n}", p=path, n=line), at=_at(path, line))
    return text, bool(mark)


def _strictly(data: bytes, kind: str, path: Path) -> str:
    try:
        return data.decode(kind)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = say("{p} is not {kind} text in line {n}", p=path, kind=name(kind), n=line)
    raise problem("SRC203", what, at=_at(path, line))  # outside the handler: its error holds the bytes


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _contradiction(path: Path, found: str | None) -> DrivectlError:
    fix: Safe | None = None
    if found in ("utf-8", "utf-16"):
        fix = say("declare encoding: {kind} in the layout, or save the file again", kind=name(found))
    return problem("SRC203", say("{p} is not in the encoding that is declared", p=path), at=Place(file=path), fix=fix)


def _at(path: Path, line: int) -> Place:
    return Place(file=path, line=line)
