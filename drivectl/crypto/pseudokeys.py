"""The keys of tokens: one secret root, a key for each scope, and below it one for each use and domain.

Any change of a byte here breaks the join of every later export with the earlier ones; golden vectors guard it.
"""

import hashlib
import hmac
from typing import Final, Literal

from drivectl.crypto import primitives
from drivectl.model.crockford import crockford

ScopeKind = Literal["release", "agreement", "shared", "partnership", "register"]
Purpose = Literal["tok", "seal", "date", "surrogate"]

ROOT: Final = 32


def scope_key(root: bytes, controller: str, scope_kind: ScopeKind, scope_id: str, epoch: str) -> bytes:
    """The 32-byte key of one scope. Each part carries its length, so no two scopes can share a key."""
    if len(root) != ROOT:
        raise ValueError("a root has 32 bytes")
    if not (controller and scope_id and epoch):
        raise ValueError("a scope needs its controller, id and epoch")
    parts = (part.encode() for part in (controller, scope_kind, scope_id, epoch))
    return primitives.hkdf(root, info=b"drivectl/v1" + b"".join(len(p).to_bytes(4, "big") + p for p in parts))


def column_key(scope: bytes, purpose: Purpose, domain: str) -> str:
    """The key of one use in one domain, as 64 lower-case hexadecimal characters."""
    return primitives.hkdf(scope, info=purpose.encode() + domain.encode()).hex()


def key_id(scope: bytes) -> str:
    """The 2 characters that every token of this scope carries, so that mixed epochs are seen."""
    return crockford(hmac.digest(scope, b"drivectl/v1/key-id", hashlib.sha256), 2)


def fingerprint(scope: bytes) -> str:
    """32 hexadecimal digits that name the key in a statement and tell nothing of it."""
    return hmac.digest(scope, b"drivectl/v1/fingerprint", hashlib.sha256).hex()[:32]
