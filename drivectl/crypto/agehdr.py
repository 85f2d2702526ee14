"""The header of an age v1 file: strict grammar, hard limits, the same bytes in and out."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final, Protocol

from drivectl.crypto import primitives
from drivectl.errors import DrivectlError, problem
from drivectl.safe import Safe, say

MAGIC: Final = b"age-encryption.org/v1\n"
FILE_KEY: Final = 16
BODY: Final = FILE_KEY + 16
MAX_STANZAS: Final = 64
MAX_HEADER: Final = 256 * 1024
MAX_LINE: Final = 8 * 1024
_COLUMNS: Final = 64
_MAC: Final = 43


class Lines(Protocol):
    """What a header is read from."""

    def line(self, limit: int) -> bytes:
        """Up to ``limit`` bytes, ending after a line feed where there is one."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient line: its arguments and its body."""

    args: tuple[str, ...]
    body: bytes

    @property
    def kind(self) -> str:
        """The recipient type."""
        return self.args[0]


@dataclass(frozen=True, slots=True)
class Header:
    """The stanzas, the bytes that the MAC covers, and the MAC."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes

    def fits(self, file_key: bytes) -> bool:
        """Whether ``file_key`` is the one this header was sealed with."""
        return hmac.compare_digest(_mac(file_key, self.covered), self.mac)


def damaged(what: Safe | None = None) -> DrivectlError:
    """BND420, with what was found."""
    return problem("BND420", what or say("the file does not start as a sealed bundle"))


def cut(what: Safe | None = None) -> DrivectlError:
    """BND422, with where it ended."""
    return problem("BND422", what or say("the file ends inside its header"))


def b64(data: bytes) -> str:
    """Base 64 without padding."""
    return base64.b64encode(data).rstrip(b"=").decode()


def unb64(text: str | bytes) -> bytes:
    """The bytes of canonical base 64 without padding; ``ValueError`` otherwise."""
    raw = text.encode() if isinstance(text, str) else text
    try:
        data = base64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
    except binascii.Error:
        raise ValueError("not base 64") from None
    if b64(data).encode() != raw:
        raise ValueError("not canonical base 64")
    return data


def write_header(stanzas: tuple[Stanza, ...], file_key: bytes) -> bytes:
    """The bytes of a header for ``file_key``."""
    parts = [MAGIC.decode()]
    for stanza in stanzas:
        body = b64(stanza.body)
        lines = [body[i : i + _COLUMNS] for i in range(0, len(body) + 1, _COLUMNS)]
        parts += [f"-> {' '.join(stanza.args)}\n", *(f"{line}\n" for line in lines)]
    covered = ("".join(parts) + "---").encode()
    return covered + f" {b64(_mac(file_key, covered))}\n".encode()


def read_header(source: Lines) -> Header:
    """Parse a header. BND420 where the grammar or a limit is broken, BND422 where the file ends in it."""
    if source.line(len(MAGIC)) != MAGIC:
        raise damaged()
    covered, stanzas = bytearray(MAGIC), list[Stanza]()
    while (line := _line(source, covered)).startswith(b"-> "):
        if len(stanzas) == MAX_STANZAS:
            raise damaged(say("the header names more than {n} recipients", n=MAX_STANZAS))
        stanzas.append(_stanza(line, source, covered))
    if not stanzas:
        raise damaged(say("the header names no recipient"))
    mac = line[4:-1]
    if not line.startswith(b"--- ") or len(mac) != _MAC:
        raise damaged(say("the header is damaged"))
    try:
        return Header(tuple(stanzas), bytes(covered[: 3 - len(line)]), unb64(mac))
    except ValueError:
        raise damaged(say("the header is damaged")) from None


def _line(source: Lines, covered: bytearray) -> bytes:
    line = source.line(MAX_LINE)
    covered += line
    if len(covered) > MAX_HEADER or (len(line) == MAX_LINE and not line.endswith(b"\n")):
        raise damaged(say("the header is longer than allowed"))
    if not line.endswith(b"\n"):
        raise cut()
    return line


def _stanza(first: bytes, source: Lines, covered: bytearray) -> Stanza:
    args = first[3:-1].split(b" ")
    if not all(arg and all(33 <= c <= 126 for c in arg) for arg in args):
        raise damaged(say("a recipient line is damaged"))
    body = b""
    while len(line := _line(source, covered)[:-1]) == _COLUMNS:
        body += line
    if len(line) > _COLUMNS:
        raise damaged(say("a recipient line is damaged"))
    try:
        return Stanza(tuple(arg.decode() for arg in args), unb64(body + line))
    except ValueError:
        raise damaged(say("a recipient line is damaged")) from None


def _mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac.digest(primitives.hkdf(file_key, info=b"header"), covered, hashlib.sha256)
