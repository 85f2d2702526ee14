"""Texts and files written as letters and digits: base64, hexadecimal, ``data:`` addresses.

Nobody can read what such a run says, so the whole of it is hidden and in doubt.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from drivectl.model.finding import Kind
from drivectl.recognise.base import Hit
from drivectl.recognise.view import View

_RUN: Final = re.compile(
    r"(?<![A-Za-z0-9+/_\-])(?:[A-Za-z0-9+/_\-]{60,}(?:\n[A-Za-z0-9+/_\-]++(?=[=\n]|$))*+|[A-Za-z0-9+/_\-]{8,59})={0,2}"
)
_SIGN: Final = r"[A-Za-z0-9+/_\-]"
_LONG: Final = re.compile(rf"{_SIGN}(?<!{_SIGN}{_SIGN}){_SIGN}{{15}}")
_PADDED: Final = re.compile(rf"{_SIGN}{{8}}=")
_DATA: Final = re.compile(r"(?<![a-z])data:(?=[a-z]+/|;)[a-z0-9.+/\-;=_]*+,[^\s<>\"'\x01]++")
_OPAQUE: Final = 64
"""From this length a run with letters and digits is hidden, whatever it may be."""
_SHORTEST, _TEXT = 16, 6
_MIXED: Final = re.compile(r"(?=[^A-Za-z]*[A-Za-z])(?=\D*\d)")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")


def encoded(view: View) -> Iterator[Hit]:
    """Every run in ``view`` that says something in base64 or hexadecimal, or is too long for anything else."""
    if _LONG.search(view.text) or ("=" in view.text and _PADDED.search(view.text)):
        for found in _RUN.finditer(view.text):
            if is_encoded(found.group()):
                yield Hit(*found.span(), Kind.CASE_REF, 0.5, "uk", "encoded", unsure=True)
    if "data:" in view.lower:
        for found in _DATA.finditer(view.lower):
            yield Hit(*found.span(), Kind.URL_IP, 0.95, "uk", "data-url")


def is_encoded(value: str) -> bool:
    """Whether ``value`` is a long run of mixed signs, or a shorter one that decodes to a text."""
    run = "".join(value.split()).rstrip("=")
    if len(run) < _SHORTEST:
        return value.endswith("=") and len(value) % 4 == 0 and _is_text(_decoded(run))
    if len(run) >= _OPAQUE and _MIXED.match(run):
        return True
    parts = (run, *(part for part in re.split(r"[+/_\-]", run) if 8 <= len(part) < len(run)))
    return any(_says(part) for part in islice(parts, 8))


def _says(run: str) -> bool:
    if _HEX.fullmatch(run) and _is_text(bytes.fromhex(run)):
        return not run.isdecimal()
    return any(_is_text(_decoded(run[skip:])) for skip in range(4))


def _decoded(run: str) -> bytes:
    whole = run[: len(run) - (len(run) % 4 == 1)].replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(whole + "=" * (-len(whole) % 4), validate=True)
    except binascii.Error:
        return b""


def _is_text(code: bytes) -> bool:
    """Whether nothing in it but letters and signs, a zero beside each of them where they are as wide as two."""
    try:
        text = code.replace(b"\0", b"").decode()
    except UnicodeDecodeError:
        return False
    return len(text) >= max(_TEXT, len(code) // 3) and all(one.isprintable() or one in "\r\n\t" for one in text)
