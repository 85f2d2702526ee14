"""age v1, written and read as a stream of 64 KiB chunks: flat memory, and nothing unverified comes out.

The format is that of age-encryption.org/v1 (C2SP). drivectl has its own codec because it needs hybrid keys,
a cap on scrypt's work, and an error, never silence, when the disk is full.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Final, Self

from drivectl.crypto import agehdr, agekeys, primitives
from drivectl.crypto.agehdr import FILE_KEY, Header
from drivectl.crypto.agekeys import Identity, Passphrase, Recipient
from drivectl.crypto.armour import Source, open_source
from drivectl.errors import DrivectlError, problem
from drivectl.safe import say

CHUNK: Final = 64 * 1024
SEALED: Final = CHUNK + 16
MAX_WORK: Final = 20
_NONCE: Final = 16
_SEARCH: Final = 4096


@dataclass(frozen=True, slots=True)
class HeaderInfo:
    """What a sealed file shows to anybody: no names, only the kinds of its recipients."""

    armoured: bool
    kinds: tuple[str, ...]
    work_factor: int | None


class _Cipher:
    """ChaCha20-Poly1305 with the counter and the last-chunk flag in its nonce."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._aead = primitives.ChaCha20Poly1305(primitives.hkdf(file_key, salt=nonce, info=b"payload"))

    def seal(self, number: int, data: bytes | memoryview, *, last: bool) -> bytes:
        return self._aead.encrypt(_at(number, last), data, None)

    def open(self, number: int, data: bytes, *, last: bool) -> bytes | None:
        try:
            return self._aead.decrypt(_at(number, last), data, None)
        except primitives.InvalidTag:
            return None


def _at(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class AgeWriter:
    """Seals what is written. ``close`` writes the last chunk; without it the file cannot be opened."""

    def __init__(self, dst: BinaryIO, recipients: Sequence[Recipient | Passphrase]) -> None:
        self.file_key: Final = secrets.token_bytes(FILE_KEY)
        header = agehdr.write_header(tuple(one.wrap(self.file_key) for one in _checked(recipients)), self.file_key)
        nonce = secrets.token_bytes(_NONCE)
        self._dst = dst
        self._cipher = _Cipher(self.file_key, nonce)
        self._count = 0
        self._held = bytearray()
        self._closed = False
        self._emit(header + nonce)

    def _emit(self, data: bytes) -> None:
        if self._dst.write(data) != len(data):
            raise OSError("a short write")

    def write(self, data: bytes | memoryview) -> int:
        """Seal ``data``; a chunk goes out once it is known not to be the last."""
        if self._closed:
            raise ValueError("the sealed file is closed")
        view = memoryview(data)
        size = len(view)
        while view:
            if not self._held and len(view) > CHUNK:
                self._chunk(view[:CHUNK], last=False)
                view = view[CHUNK:]
                continue
            if len(self._held) == CHUNK:
                self._chunk(bytes(self._held), last=False)
                self._held.clear()
                continue
            room = CHUNK - len(self._held)
            self._held += view[:room]
            view = view[room:]
        return size

    def _chunk(self, data: bytes | memoryview, *, last: bool) -> None:
        self._emit(self._cipher.seal(self._count, data, last=last))
        self._count += 1

    def close(self) -> None:
        """Write the last chunk. The stream below stays open: its owner syncs and closes it."""
        if not self._closed:
            self._closed = True
            self._chunk(bytes(self._held), last=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is None:
            self.close()


class AgeReader:
    """Gives the plain bytes, each chunk only after it verified; the end only after the last one did."""

    def __init__(self, source: Source, file_key: bytes, whole: Callable[[int], bool] | None = None) -> None:
        nonce = source.read(_NONCE)
        if len(nonce) != _NONCE:
            raise agehdr.cut(say("the file ends before its content"))
        self._source = source
        self._whole = whole
        self._cipher = _Cipher(file_key, nonce)
        self._count = 0
        self._next = source.read(SEALED)
        self._held: bytes | memoryview = b""
        self._ended = False
        self._failure: DrivectlError | None = None

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes (all for -1), empty only at the verified end."""
        parts = list[bytes | memoryview]()
        missing = size
        while missing and (self._held or not self._ended):
            piece = self._held or self._chunk()
            if missing < 0 or len(piece) <= missing:
                self._held = b""
            else:
                view = memoryview(piece)
                piece, self._held = view[:missing], view[missing:]
            parts.append(piece)
            missing -= len(piece) if missing > 0 else 0
        return bytes(parts[0]) if len(parts) == 1 else b"".join(parts)

    def __iter__(self) -> Iterator[bytes]:
        while data := self.read(CHUNK):
            yield data

    def _chunk(self) -> bytes:
        if self._failure:
            raise self._failure
        data, self._next = self._next, self._source.read(SEALED)
        last = not self._next
        plain = self._cipher.open(self._count, data, last=last) if len(data) >= 16 else None
        if plain is None and (plain := self._cipher.open(self._count, data, last=not last)) is not None:
            # a genuine chunk in the wrong place: it is given out, and the next read says what is wrong
            self._failure = _cut() if last else _trailing()
        elif plain is None or (last and not plain and self._count):
            self._failure = self._reason(data, last=last)
            raise self._failure  # and again at every further read: nothing after damage is ever given out
        else:
            self._ended = last
        self._count += 1
        return plain

    def _reason(self, data: bytes, *, last: bool) -> DrivectlError:
        """Why a chunk failed: too short, something after the end, of a length that cannot be whole, or changed."""
        if self._ends_early(data):
            return _trailing()
        size = self._count * CHUNK + len(data) - 16
        if len(data) < 16 or (last and self._whole is not None and not self._whole(size)):
            return _cut()
        return problem("BND421", say("the sealed content was changed or cut after it was sealed"))

    def _ends_early(self, data: bytes) -> bool:
        """Whether a whole last chunk ends inside ``data``: before another age file, or not far from its end."""
        second = (data + self._next).find(agehdr.MAGIC[:16])
        ends = [second, *range(len(data) - 1, max(15, len(data) - _SEARCH), -1)]
        return any(end >= 16 and self._cipher.open(self._count, data[:end], last=True) is not None for end in ends)


def _cut() -> DrivectlError:
    return agehdr.cut(say("the file ends before its last chunk"))


def _trailing() -> DrivectlError:
    return problem("BND423", say("there are bytes after the end of the sealed content"))


def encrypting(dst: BinaryIO, recipients: Sequence[Recipient | Passphrase]) -> AgeWriter:
    """Start a sealed file in ``dst``. BND447 for hybrid beside X25519 keys, BND448 for a weak passphrase."""
    return AgeWriter(dst, recipients)


def decrypting(
    src: BinaryIO,
    identities: Sequence[Identity | Passphrase],
    max_work: int = MAX_WORK,
    *,
    whole: Callable[[int], bool] | None = None,
) -> AgeReader:
    """Open a sealed file. ``whole`` tells whether content of a length can be complete (a padded one knows)."""
    source, _ = open_source(src)
    header = agehdr.read_header(source)
    agekeys.check_stanzas(header.stanzas, max_work)
    return AgeReader(source, _file_key(header, identities), whole)


def reread(src: BinaryIO, file_key: bytes) -> AgeReader:
    """Read back a file just sealed, with the key its writer kept: no identity is needed."""
    source, _ = open_source(src)
    return AgeReader(source, _fitting(agehdr.read_header(source), file_key))


def inspect(src: BinaryIO) -> HeaderInfo:
    """What anybody can see of a sealed file. BND420 and BND422 as when it is opened."""
    source, armoured = open_source(src)
    stanzas = agehdr.read_header(source).stanzas
    agekeys.check_stanzas(stanzas, max_work=999)
    work = int(stanzas[0].args[2]) if stanzas[0].kind == "scrypt" else None
    return HeaderInfo(armoured, tuple(stanza.kind for stanza in stanzas), work)


def _checked(recipients: Sequence[Recipient | Passphrase]) -> list[Recipient | Passphrase]:
    """The recipients without repeats; mixed kinds are refused, as age does."""
    if not recipients:
        raise ValueError("no recipient")
    folded = list(dict.fromkeys(recipients))
    kinds = {one.kind for one in folded}
    if len(kinds) > 1 or (agekeys.PASSPHRASE in kinds and len(folded) > 1):
        raise problem("BND447", say("keys of different kinds cannot be used for one file"))
    return folded


def _file_key(header: Header, identities: Sequence[Identity | Passphrase]) -> bytes:
    by_passphrase = header.stanzas[0].kind == "scrypt"
    usable = [one for one in identities if isinstance(one, Passphrase) is by_passphrase]
    if not usable:
        raise (
            problem("KEY351", say("the file is sealed with a passphrase"))
            if by_passphrase
            else problem("KEY350", say("there is no identity here to open the file with"))
        )
    try:
        for identity in usable:
            for stanza in header.stanzas:
                if (found := identity.unwrap(stanza)) is not None:
                    return _fitting(header, found)
    except ValueError:
        raise agehdr.damaged(say("a recipient line is damaged")) from None
    if by_passphrase:
        raise problem("KEY351", say("this is not the passphrase of the file"))
    raise problem("BND427", say("the file is not addressed to any of your keys"))


def _fitting(header: Header, file_key: bytes) -> bytes:
    if not header.fits(file_key):
        raise problem("BND421", say("the header was changed after it was sealed"))
    return file_key
