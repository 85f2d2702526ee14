"""Token v1: the same person is the same word inside one scope, and another word everywhere else.

Key: the lower-case hex text of the column key. Message: ``tok1`` US domain US normaliser version US value,
UTF-8. Token: prefix, two characters that name the key, the first 16 bytes of HMAC-SHA256 as a number in
Crockford's base 32 (26 characters), one check character over the 28 before it (ISO 7064 MOD 37,36), which
catches a slip of the pen. A change of any byte is Token v2.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from drivectl.errors import problem
from drivectl.model.export import Scalar
from drivectl.safe import name, say
from drivectl.transform.normalise import NORMALISER, normal

US: Final = "\x1f"
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""

ColumnKey = Callable[[str], str]
"""Token domain -> 64 hexadecimal characters."""

_LOW: Final = "00" * 31 + "2a"
_VECTORS: Final = (
    (_LOW, "7K", "person", "pe-0001", "7K5XHW0PAHMGME75771CN30Y9C9D1"),
    (_LOW, "00", "nhs", "9990000018", "0054XRYC4PHMPJK8CG4NBP5MB3CG6"),
    ("ab" * 32, "ZZ", "case", "d-1042 gŵyl", "ZZ3W75ZDH6P08BCDCYT0A2DGR530V"),
)
"""(column key, key id, domain, normalised value, token)."""


@dataclass(frozen=True, slots=True)
class Tokeniser:
    """Makes the tokens of one scope. Neither keys nor values show in ``repr``."""

    column_key: ColumnKey = field(repr=False)
    key_id: str

    def __post_init__(self) -> None:
        self_test()
        if not re.fullmatch(rf"[{ALPHABET}]{{2}}", self.key_id):
            raise ValueError("a key id is two characters of base 32")

    def token(self, domain: str, value: Scalar, prefix: str = "") -> str | None:
        """The token, or None where ``value`` is no identifier of its domain. SRC226 for a separator inside a value."""
        if US in str(value):
            raise problem("SRC226", say("a value to be pseudonymised holds a control character ({d})", d=name(domain)))
        spelling = normal(domain, value)
        return None if spelling is None else prefix + token_of(self.column_key(domain), self.key_id, domain, spelling)


def token_of(key_hex: str, key_id: str, domain: str, spelling: str) -> str:
    """Token v1 of a value that is normalised already."""
    message = US.join(("tok1", domain, NORMALISER, spelling)).encode()
    body = key_id + _base32(hmac.digest(key_hex.encode("ascii"), message, "sha256")[:16])
    return body + check_character(body)


def check_character(body: str) -> str:
    """ISO 7064 MOD 37,36 over capital letters and digits."""
    from stdnum.iso7064 import mod_37_36  # noqa: PLC0415 -- only where tokens are made

    return str(mod_37_36.calc_check_digit(body))


def _base32(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


@cache
def self_test() -> None:
    """RFC 4231 cases 1 and 2 and vectors of our own; a machine that fails them makes no token."""
    rfc = (
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    )
    right = all(hmac.digest(key, text, "sha256").hex() == digest for key, text, digest in rfc)
    if not right or any(token_of(key, kid, domain, value) != token for key, kid, domain, value, token in _VECTORS):
        raise problem("ENV500", say("the token self-test failed on this machine"))
