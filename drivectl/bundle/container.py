"""The archive inside a bundle: a deterministic ustar stream, and a reader that accepts nothing else.

The reader does not interpret headers: it builds the one header that the signed statement calls for and
compares all 512 bytes. Links, devices, long-name tricks and odd fields have nothing to hold on to. What
differs is looked at only to choose the code of the refusal.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, Protocol

from drivectl.bundle.layout import BLOCK, END, safe_name, span
from drivectl.errors import DrivectlError, problem
from drivectl.model.bundle import Member
from drivectl.safe import say

PIECE: Final = 1 << 16
_MAX_SIZE: Final = 8**11 - 1


class Readable(Protocol):
    """Whatever gives bytes, at most ``size`` of them; none at the end."""

    def read(self, size: int, /) -> bytes: ...  # noqa: D102 -- the class says it


class Writable(Protocol):
    """Whatever takes bytes."""

    def write(self, data: bytes, /) -> int: ...  # noqa: D102 -- the class says it


def header(folder: str, name: str, size: int, mtime: int) -> bytes:
    """The 512 bytes before a member: a plain file, owned by nobody, mode 0600."""
    if not (0 <= size <= _MAX_SIZE and 0 <= mtime <= _MAX_SIZE):
        raise ValueError("a number does not fit a ustar header")
    block = bytearray(BLOCK)
    for start, width, value in (
        (0, 100, name.encode("ascii")),
        (100, 24, b"0000600\x000000000\x000000000\x00"),
        (124, 12, b"%011o\x00" % size),
        (136, 12, b"%011o\x00" % mtime),
        (148, 8, b"        "),
        (156, 1, b"0"),
        (257, 8, b"ustar\x0000"),
        (345, 155, folder.encode("ascii")),
    ):
        if len(value) > width:
            raise ValueError("a name does not fit a ustar header")
        block[start : start + len(value)] = value
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block)


def write_member(stream: Writable, folder: str, mtime: int, member: Member, pieces: Iterable[bytes]) -> None:
    """Write one member; ``ValueError`` where ``pieces`` do not add up to ``size``."""
    size = member.size
    stream.write(header(folder, member.name, size, mtime))
    written = 0
    for piece in pieces:
        written += len(piece)
        if written > size:
            raise ValueError("a member is longer than its header says")
        stream.write(piece)
    if written != size:
        raise ValueError("a member is shorter than its header says")
    stream.write(bytes(span(size) - BLOCK - size))


def write_end(stream: Writable) -> None:
    """Write the two zero blocks that end the archive."""
    stream.write(bytes(END))


class ArchiveReader:
    """Reads one archive front to back, member by member, as the statement lists them."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._folder = ""
        self._mtime = 0
        self._number = 0
        self._names: Collection[str] = ()
        self.first_size = 0

    def first(self, name: str, limit: int) -> bytes:
        """The content of the first member, which must be ``name`` and no longer than ``limit`` (BND424, BND433)."""
        block = self._exactly(BLOCK)
        try:
            folder, mtime, size = _text(block[345:500]), int(block[136:147], 8), int(block[124:135], 8)
            known = block == header(folder, name, size, mtime)
        except ValueError:
            known = False
        if not known:
            raise problem("BND424", say("the bundle does not begin with a signed contents page"))
        if size > limit:
            raise problem("BND433", say("the contents page is larger than {n} bytes", n=limit))
        self._folder, self._mtime, self.first_size = folder, mtime, size
        return b"".join(self._content(size))

    def expect(self, folder: str, mtime: int, names: Collection[str]) -> None:
        """From the statement: the top folder and the time that every header carries, and the names to come."""
        if (folder, mtime) != (self._folder, self._mtime):
            raise problem("BND434", say("the archive's folder or time is not that of the contents page"))
        self._names = names

    def member(self, name: str, size: int) -> Iterator[bytes]:
        """The content of the next member, which must be ``name`` with ``size`` bytes."""
        self._number += 1
        block = self._exactly(BLOCK)
        if block != header(self._folder, name, size, self._mtime):
            raise self._difference(block, name)
        return self._content(size)

    def finish(self) -> None:
        """Nothing may follow but the archive's own end, and then the end of the source."""
        self._number += 1
        block = self._exactly(BLOCK)
        if any(block):
            raise self._difference(block, None)
        if any(self._exactly(BLOCK)) or self._source.read(1):
            raise problem("BND423", say("there are bytes after the end of the archive"))

    def _content(self, size: int) -> Iterator[bytes]:
        left = size
        while left:
            piece = self._exactly(min(left, PIECE))
            left -= len(piece)
            yield piece
        if any(self._exactly(span(size) - BLOCK - size)):
            raise problem("BND421", say("the room after a file is not empty"))

    def _exactly(self, size: int) -> bytes:
        parts = []
        while size:
            part = self._source.read(size)
            if not part:
                raise problem("BND422", say("the archive ends before its contents do"))
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _difference(self, block: bytes, wanted: str | None) -> DrivectlError:
        """Which refusal fits a header that is not the expected one; the name in it is never shown."""
        if not any(block):
            return problem("BND429", say("file {n} is missing", n=self._number))
        try:
            found, folder = _text(block[:100]), _text(block[345:500])
        except ValueError:
            found = folder = ""
        if folder != self._folder or not safe_name(found) or block[156:157] != b"0":
            return problem("BND432", say("entry {n} is not a plain file with a permitted name", n=self._number))
        if found == wanted:
            return problem("BND428", say("the header of file {n} is not the signed one", n=self._number))
        if found in self._names:
            return problem("BND431", say("file {n} is not the one signed for this place", n=self._number))
        return problem("BND430", say("entry {n} was not signed for", n=self._number))


def _text(field: bytes) -> str:
    """The text of a header field: ASCII, then zero bytes to the end."""
    text = field.rstrip(b"\0")
    if b"\0" in text:
        raise ValueError("bytes after the end of a text")
    return text.decode("ascii")
