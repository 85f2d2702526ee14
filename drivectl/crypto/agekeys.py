"""Recipients and identities: X25519, hybrid ML-KEM-768 + X25519, and passphrases.

A secret never shows in a ``repr`` nor in a message.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from drivectl.crypto import agehdr, bech32, primitives
from drivectl.crypto.agehdr import BODY, Stanza
from drivectl.errors import problem
from drivectl.safe import say

Kind = Literal["age-mlkem768x25519", "age-x25519", "passphrase"]
HYBRID: Final = "age-mlkem768x25519"
X25519: Final = "age-x25519"
PASSPHRASE: Final = "passphrase"  # noqa: S105 -- the name of a kind
MIN_PASSPHRASE: Final = 12
_X_INFO: Final = b"age-encryption.org/v1/X25519"
_HYBRID_INFO: Final = b"age-encryption.org/mlkem768x25519"
_SCRYPT_SALT: Final = b"age-encryption.org/v1/scrypt"
_ZERO: Final = bytes(12)
_NUMBER: Final = re.compile("[1-9][0-9]*")
MIN_WORK: Final = 10


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key that files are sealed to; ``text`` is the string people exchange."""

    kind: Kind
    public: bytes = field(repr=False)
    text: str

    @property
    def key_id(self) -> str:
        """The short name of this key."""
        return bech32.key_id(self.text)

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the text, as statements name a recipient."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def wrap(self, file_key: bytes) -> Stanza:
        """The header line that gives ``file_key`` to the holder of this key."""
        if self.kind == HYBRID:
            sent, body = primitives.hybrid_seal(self.public, file_key, _HYBRID_INFO)
            return Stanza(("mlkem768x25519", agehdr.b64(sent)), body)
        secret = secrets.token_bytes(32)
        share = primitives.x25519_public(secret)
        shared = primitives.x25519_shared(secret, self.public)
        key = primitives.hkdf(shared, salt=share + self.public, info=_X_INFO)
        return Stanza(("X25519", agehdr.b64(share)), primitives.ChaCha20Poly1305(key).encrypt(_ZERO, file_key, None))


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key that opens files."""

    kind: Kind
    secret: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The secret as ``age-keygen`` writes it."""
        return bech32.encode(_SECRET_PREFIX[self.kind], self.secret)

    @property
    def recipient(self) -> Recipient:
        """The public half."""
        public = (primitives.hybrid_public if self.kind == HYBRID else primitives.x25519_public)(self.secret)
        return Recipient(self.kind, public, bech32.encode(_PUBLIC_PREFIX[self.kind], public))

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, or None where the line is for somebody else. ``ValueError`` for a hostile point."""
        if stanza.kind != _STANZA[self.kind]:
            return None
        sent = agehdr.unb64(stanza.args[1])
        try:
            if self.kind == HYBRID:
                return primitives.hybrid_open(self.secret, sent, stanza.body, _HYBRID_INFO)
            shared = primitives.x25519_shared(self.secret, sent)
            key = primitives.hkdf(shared, salt=sent + primitives.x25519_public(self.secret), info=_X_INFO)
            return primitives.ChaCha20Poly1305(key).decrypt(_ZERO, stanza.body, None)
        except primitives.InvalidTag:
            return None


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase, as recipient and as identity; ``work`` is the base-two logarithm of scrypt's cost."""

    secret: bytes = field(repr=False)
    work: int = 18
    kind: ClassVar[Kind] = PASSPHRASE

    def wrap(self, file_key: bytes) -> Stanza:
        """The header line; BND448 for a passphrase that could be guessed."""
        refuse_weak(self.secret)
        salt = secrets.token_bytes(16)
        body = primitives.ChaCha20Poly1305(self._key(salt, self.work)).encrypt(_ZERO, file_key, None)
        return Stanza(("scrypt", agehdr.b64(salt), str(self.work)), body)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key, or None where this is not the passphrase. The work asked for was checked before."""
        if stanza.kind != "scrypt":
            return None
        key = self._key(agehdr.unb64(stanza.args[1]), int(stanza.args[2]))
        try:
            return primitives.ChaCha20Poly1305(key).decrypt(_ZERO, stanza.body, None)
        except primitives.InvalidTag:
            return None

    def _key(self, salt: bytes, work: int) -> bytes:
        return primitives.scrypt(self.secret, salt=_SCRYPT_SALT + salt, log_n=work)


_STANZA: Final = {HYBRID: "mlkem768x25519", X25519: "X25519"}
_PUBLIC_PREFIX: Final[dict[Kind, str]] = {HYBRID: "age1pq", X25519: "age"}
_SECRET_PREFIX: Final[dict[Kind, str]] = {HYBRID: "AGE-SECRET-KEY-PQ-", X25519: "AGE-SECRET-KEY-"}
_ARGUMENT_SIZE: Final = {"X25519": 32, "mlkem768x25519": primitives.ENCAPSULATED, "scrypt": 16}


def parse_recipient(text: str) -> Recipient:
    """The recipient that ``text`` names; KEY337 where it is none, or is a key that anybody can open."""
    try:
        kind, public = _parsed(text, _PUBLIC_PREFIX, {HYBRID: primitives.HYBRID_PUBLIC, X25519: 32})
        found = Recipient(kind, public, text)
        found.wrap(bytes(agehdr.FILE_KEY))  # finds points of low order and numbers out of range
    except ValueError:
        raise problem("KEY337", say("this is not a key that files can be sealed to")) from None
    return found


def parse_identity(text: str) -> Identity:
    """The identity in ``text``; KEY337 where it is none."""
    try:
        return Identity(*_parsed(text, _SECRET_PREFIX, {HYBRID: 32, X25519: 32}))
    except ValueError:
        raise problem("KEY337", say("this is not an age identity")) from None


def _parsed(text: str, prefixes: dict[Kind, str], sizes: dict[Kind, int]) -> tuple[Kind, bytes]:
    prefix, data = bech32.decode(text)
    for kind, known in prefixes.items():
        if known == prefix and len(data) == sizes[kind]:
            return kind, data
    raise ValueError("another kind of key")


def new_identity(kind: Kind = HYBRID) -> Identity:
    """A fresh identity of ``kind``."""
    return Identity(kind, secrets.token_bytes(32))


def refuse_weak(passphrase: bytes) -> None:
    """BND448 where ``passphrase`` is shorter than 12 characters or blank."""
    text = passphrase.decode("utf-8", "replace")
    if len(text.strip()) < MIN_PASSPHRASE:
        raise problem("BND448", say("the passphrase is shorter than {n} characters", n=MIN_PASSPHRASE))


def check_stanzas(stanzas: tuple[Stanza, ...], max_work: int) -> None:
    """Refuse malformed native lines (BND420) and unsafe scrypt work (BND449) before any key is tried."""
    for stanza in stanzas:
        size = _ARGUMENT_SIZE.get(stanza.kind)
        if size is None:
            continue  # another program's recipient
        wanted = 3 if stanza.kind == "scrypt" else 2
        try:
            good = len(stanza.args) == wanted and len(agehdr.unb64(stanza.args[1])) == size
        except ValueError:
            good = False
        if not good or len(stanza.body) != BODY:
            raise agehdr.damaged(say("a recipient line is damaged"))
    if any(stanza.kind == "scrypt" for stanza in stanzas):
        _check_scrypt(stanzas, max_work)


def _check_scrypt(stanzas: tuple[Stanza, ...], max_work: int) -> None:
    work = stanzas[0].args[-1]
    if len(stanzas) > 1 or not _NUMBER.fullmatch(work):
        raise agehdr.damaged(say("a passphrase must stand alone in the header"))
    if len(work) > 3 or not MIN_WORK <= int(work) <= max_work:
        raise problem(
            "BND449", say("the passphrase asks for work outside 2^{low} to 2^{high}", low=MIN_WORK, high=max_work)
        )
