"""Ed25519 signatures: bare ones, and DSSE envelopes whose payload is read only after it verified."""

import base64
import binascii
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from drivectl.crypto import bech32, primitives
from drivectl.errors import problem
from drivectl.model.canonical import canonical, parse
from drivectl.safe import say

SEED: Final = 32
_MAX_SIGNATURES: Final = 16
_SECRET_PREFIX: Final = "DRIVECTL-SIGN-"  # noqa: S105 -- the start of a key's text
_PUBLIC_PREFIX: Final = "drivectl-sign"


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half of a signing key."""

    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key in ``text``; KEY337 where it is none."""
        return cls(_decoded(text, _PUBLIC_PREFIX))

    @property
    def text(self) -> str:
        """The string that cards hold."""
        return bech32.encode(_PUBLIC_PREFIX, self.public)

    @property
    def key_id(self) -> str:
        """16 hexadecimal digits that name this key; a hint, never a proof."""
        return bech32.key_id(self.text)

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is one of ``data`` by this key."""
        return primitives.ed25519_verify(self.public, data, signature)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 seed."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """A fresh key."""
        return cls(secrets.token_bytes(SEED))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key in ``text``; KEY337 where it is none."""
        return cls(_decoded(text, _SECRET_PREFIX))

    @property
    def text(self) -> str:
        """The secret as a key file holds it."""
        return bech32.encode(_SECRET_PREFIX, self.seed)

    @property
    def public(self) -> VerifyKey:
        """The public half."""
        return VerifyKey(primitives.ed25519_public(self.seed))

    @property
    def key_id(self) -> str:
        """The id of the public half."""
        return self.public.key_id

    def sign(self, data: bytes) -> bytes:
        """The 64-byte signature of ``data``."""
        return primitives.ed25519_sign(self.seed, data)


def pae(payload_type: str, payload: bytes) -> bytes:
    """What a DSSE signature covers: type and payload, each with its length."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign_envelope(payload: bytes, payload_type: str, keys: Sequence[SigningKey]) -> bytes:
    """A DSSE envelope around ``payload`` with one signature by each key."""
    covered = pae(payload_type, payload)
    signatures = [{"keyid": key.key_id, "sig": _b64(key.sign(covered))} for key in dict.fromkeys(keys)]
    return canonical({"payload": _b64(payload), "payloadType": payload_type, "signatures": signatures})


def open_envelope(data: bytes, payload_type: str, trusted: Mapping[str, VerifyKey]) -> tuple[bytes, frozenset[str]]:
    """The payload and the ids of the trusted keys that signed it, each once.

    The ``keyid`` in the envelope is only a hint for the message: every trusted key is tried on every signature.
    BND424 without a signature, BND425 where a known key's signature does not fit, BND426 where no signer is known.
    """
    kind, payload, signatures = _parts(data)
    if not signatures:
        raise problem("BND424", say("the envelope holds no signature"))
    if kind != payload_type:
        raise problem("BND425", say("the envelope is of another type"))
    covered = pae(payload_type, payload)
    signers = frozenset(
        key.key_id for key in trusted.values() for _, signature in signatures if key.verify(covered, signature)
    )
    if not signers:
        known = {key.key_id for key in trusted.values()}
        if any(hint in known for hint, _ in signatures):
            raise problem("BND425", say("the signature does not fit what was signed"))
        raise problem("BND426", say("no signer is among the verified keys"))
    return payload, signers


def peek_payload(data: bytes) -> bytes:
    """The payload *before* any check: only to find out whose keys to check it with."""
    return _parts(data)[1]


def _parts(data: bytes) -> tuple[str, bytes, list[tuple[str, bytes]]]:
    try:
        match parse(data):
            case {"payload": str(payload), "payloadType": str(kind), "signatures": list(signatures), **rest} if (
                not rest and len(signatures) <= _MAX_SIGNATURES
            ):
                return kind, _unb64(payload), [_signature(one) for one in signatures]
    except (ValueError, RecursionError):
        pass
    raise problem("BND434", say("the signed envelope cannot be read"))


def _signature(one: object) -> tuple[str, bytes]:
    match one:
        case {"sig": str(signature), **rest} if set(rest) <= {"keyid"}:
            return str(rest.get("keyid", "")), _unb64(signature)
    raise ValueError("not a signature")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base 64") from None
    if _b64(data) != text:
        raise ValueError("not canonical base 64")
    return data


def _decoded(text: str, wanted: str) -> bytes:
    try:
        prefix, data = bech32.decode(text)
    except ValueError:
        prefix, data = "", b""
    if prefix != wanted or len(data) != SEED:
        raise problem("KEY337", say("this is not a key of the kind that is needed here"))
    return data
