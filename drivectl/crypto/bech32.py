"""Bech32 (BIP 173) without its length limit, as age keys use it; and short names for keys so written."""

import hashlib
from collections.abc import Iterable
from typing import Final

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def key_id(public_text: str) -> str:
    """16 hexadecimal digits that name a public key; a hint, never a proof."""
    return hashlib.sha256(public_text.encode()).hexdigest()[:16]


def encode(prefix: str, data: bytes) -> str:
    """The text of ``data`` under ``prefix``, in the case of ``prefix``."""
    low = prefix.lower()
    words = _regroup(data, 8, 5, pad=True)
    check = _polymod([*_expand(low), *words, 0, 0, 0, 0, 0, 0]) ^ 1
    words += [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    text = f"{low}1{''.join(_ALPHABET[word] for word in words)}"
    return text.upper() if prefix.isupper() else text


def decode(text: str) -> tuple[str, bytes]:
    """The prefix (in the case of ``text``) and the data; ``ValueError`` where it is not Bech32."""
    low = text.lower()
    if text not in (low, text.upper()) or not text.isascii():
        raise ValueError("mixed case")
    cut = low.rfind("1")
    if cut < 1 or len(low) - cut < 7 or not all(33 <= ord(c) <= 126 for c in low):
        raise ValueError("no prefix, or too short")
    words = [_ALPHABET.find(c) for c in low[cut + 1 :]]
    if -1 in words or _polymod([*_expand(low[:cut]), *words]) != 1:
        raise ValueError("wrong checksum")
    return text[:cut], bytes(_regroup(words[:-6], 5, 8, pad=False))


def _regroup(words: Iterable[int], size: int, wanted: int, *, pad: bool) -> list[int]:
    held, bits, out = 0, 0, []
    for word in words:
        held, bits = held << size | word, bits + size
        while bits >= wanted:
            bits -= wanted
            out.append(held >> bits & (1 << wanted) - 1)
        held &= (1 << bits) - 1
    if pad and bits:
        out.append(held << wanted - bits)
    elif not pad and (bits >= size or held):
        raise ValueError("the padding is not zero")
    return out


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(words: Iterable[int]) -> int:
    check = 1
    for word in words:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ word
        for i, generator in enumerate(_GENERATOR):
            check ^= generator if top >> i & 1 else 0
    return check
