"""The only door to ``cryptography``: the few calls that drivectl makes, with plain bytes in and out."""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

__all__ = [
    "ENCAPSULATED",
    "HYBRID_PUBLIC",
    "ChaCha20Poly1305",
    "InvalidTag",
    "ed25519_public",
    "ed25519_sign",
    "ed25519_verify",
    "hkdf",
    "hybrid_open",
    "hybrid_public",
    "hybrid_seal",
    "scrypt",
    "x25519_public",
    "x25519_shared",
]

_SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_MLKEM_PUBLIC: Final = 1184
ENCAPSULATED: Final = 1120
HYBRID_PUBLIC: Final = _MLKEM_PUBLIC + 32


def hkdf(secret: bytes, *, info: bytes, salt: bytes = b"") -> bytes:
    """32 bytes of HKDF-SHA-256."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret)


def scrypt(passphrase: bytes, *, salt: bytes, log_n: int) -> bytes:
    """32 bytes of scrypt with r = 8, p = 1; it needs 2 ** (log_n + 10) bytes of memory."""
    return Scrypt(salt=salt, length=32, n=1 << log_n, r=8, p=1).derive(passphrase)


def x25519_public(secret: bytes) -> bytes:
    """The public point of an X25519 secret."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def x25519_shared(secret: bytes, public: bytes) -> bytes:
    """The shared secret; ``ValueError`` for a point of low order, whose secret anybody knows."""
    return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))


def hybrid_public(secret: bytes) -> bytes:
    """The ML-KEM-768 + X25519 public key of a 32-byte hybrid secret."""
    kem, curve = _hybrid_parts(secret)
    return kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def hybrid_seal(public: bytes, plain: bytes, info: bytes) -> tuple[bytes, bytes]:
    """HPKE base mode: the encapsulated key and the sealed bytes. ``ValueError`` for a bad public key."""
    key = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
    )
    sealed = _SUITE.encrypt(plain, key, info=info)
    return sealed[:ENCAPSULATED], sealed[ENCAPSULATED:]


def hybrid_open(secret: bytes, encapsulated: bytes, sealed: bytes, info: bytes) -> bytes:
    """The plain bytes; ``InvalidTag`` where this is not the key, ``ValueError`` for a point of low order."""
    kem, curve = _hybrid_parts(secret)
    curve.exchange(X25519PublicKey.from_public_bytes(encapsulated[-32:]))  # the suite would call it a wrong key
    return _SUITE.decrypt(encapsulated + sealed, hpke.MLKEM768X25519PrivateKey(kem, curve), info=info)


def _hybrid_parts(secret: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    seed = hashlib.shake_256(secret).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(seed[:64]), X25519PrivateKey.from_private_bytes(seed[64:])


def ed25519_public(seed: bytes) -> bytes:
    """The public key of an Ed25519 seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def ed25519_sign(seed: bytes, data: bytes) -> bytes:
    """The 64-byte signature of ``data``."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(data)


def ed25519_verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is one of ``data`` by ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
