"""Reading exactly and by the line, and age's ASCII armour (strict PEM), which drivectl reads and never writes."""

import base64
import binascii
from collections.abc import Callable
from typing import BinaryIO, Final

from drivectl.crypto import agehdr
from drivectl.errors import problem
from drivectl.safe import say

BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
END: Final = b"-----END AGE ENCRYPTED FILE-----"
_SPACE: Final = b" \t\r\n"
_MAX_SPACE: Final = 64 * 1024
_COLUMNS: Final = 64
_MAX_LINE: Final = 128
_PIECE: Final = 48 * 1024


class Source:
    """Reads exactly what is asked for, and lines, from anything that gives bytes in pieces."""

    def __init__(self, more: Callable[[int], bytes]) -> None:
        self._more = more
        self._held = b""

    def read(self, size: int) -> bytes:
        """``size`` bytes, fewer only at the end."""
        parts, missing = [self._held[:size]], size - len(self._held)
        self._held = self._held[size:]
        while missing > 0 and (piece := self._more(missing)):
            parts.append(piece[:missing])
            self._held, missing = piece[missing:], missing - len(piece)
        return parts[1] if len(parts) == 2 and not parts[0] else b"".join(parts)

    def line(self, limit: int) -> bytes:
        """Up to and with the next line feed, at most ``limit`` bytes."""
        while (end := self._held.find(b"\n", 0, limit)) < 0 and len(self._held) < limit:
            piece = self._more(4096)
            if not piece:
                break
            self._held += piece
        return self.read(end + 1 if end >= 0 else min(limit, len(self._held)))

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, which stay to be read."""
        start = self.read(size)
        self._held = start + self._held
        return start

    def skip_space(self) -> bytes:
        """Drop blank characters (a mail program adds them); what was dropped."""
        dropped = b""
        while (one := self.peek(1)) and one in _SPACE and len(dropped) < _MAX_SPACE:
            dropped += self.read(1)
        return dropped


def open_source(stream: BinaryIO) -> tuple[Source, bool]:
    """The binary age file in ``stream``, and whether it was armoured. BND420 where it is neither."""
    source = Source(stream.read)
    start = source.peek(3)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or start == b"\xef\xbb\xbf":
        raise agehdr.damaged(say("the file was rewritten as text, as PowerShell '>' does"))
    if start == b"age":
        return source, False
    source.skip_space()
    if source.peek(len(BEGIN)) != BEGIN:
        raise agehdr.damaged()
    return Source(_Dearmour(source).more), True


class _Dearmour:
    """Decodes armour strictly: full lines, canonical base 64, nothing but blanks around it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._ended = False
        self._short = False
        if self._next() != BEGIN:
            raise agehdr.damaged(say("the armour is damaged"))

    def _next(self) -> bytes:
        line = self._source.line(_MAX_LINE)
        if line.endswith(b"\n"):
            return line[:-2] if line.endswith(b"\r\n") else line[:-1]
        if len(line) == _MAX_LINE:
            raise agehdr.damaged(say("the armour is damaged"))
        if line != END:
            raise agehdr.cut(say("the armour has no last line"))
        return line

    def more(self, _: int) -> bytes:
        """The bytes of some further lines, empty at the end."""
        out = bytearray()
        while not self._ended and len(out) < _PIECE:
            out += self._decoded(self._next())
        return bytes(out)

    def _decoded(self, line: bytes) -> bytes:
        if line == END:
            self._ended = True
            self._source.skip_space()
            if self._source.read(1):
                raise problem("BND423", say("there are bytes after the end of the armour"))
            return b""
        if self._short or not line or len(line) > _COLUMNS:
            raise agehdr.damaged(say("the armour is damaged"))
        self._short = len(line) < _COLUMNS or line.endswith(b"=")
        try:
            data = base64.b64decode(line, validate=True)
        except binascii.Error:
            data = b""
        if base64.b64encode(data) != line:
            raise agehdr.damaged(say("the armour is damaged"))
        return data
