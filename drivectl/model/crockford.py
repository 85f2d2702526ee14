"""Base 32 as people read it out: no I, L, O or U (Crockford's alphabet)."""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def crockford(data: bytes, length: int) -> str:
    """The first ``length`` times five bits of ``data``."""
    number = int.from_bytes(data, "big") >> (len(data) * 8 - length * 5)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
