"""Token v1 byte by byte, worked out here without the tool's own code."""

import base64
import hashlib
import hmac

import pytest

from drivectl.transform import tokens

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def by_hand(key_hex: str, key_id: str, domain: str, value: str) -> str:
    message = b"tok1\x1f" + domain.encode() + b"\x1f1\x1f" + value.encode()
    digest = hmac.new(key_hex.encode(), message, hashlib.sha256).digest()[:16]
    padded = bytes(4) + digest  # 160 bits: 32 characters, of which 26 count
    body = key_id + base64.b32encode(padded).decode().translate(str.maketrans(RFC4648, CROCKFORD))[-26:]
    p = 36
    for char in body:  # ISO 7064 MOD 37,36
        p = ((p + int(char, 36)) % 36 or 36) * 2 % 37
    check = (37 - p) % 36
    return body + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[check]


@pytest.mark.parametrize("vector", tokens._VECTORS)
def test_golden_vectors_hold_against_an_independent_computation(vector: tuple[str, str, str, str, str]) -> None:
    *given, token = vector
    assert by_hand(*given) == token == tokens.token_of(*given)


def test_a_machine_that_computes_otherwise_makes_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    from drivectl.errors import InternalError

    tokens.self_test.cache_clear()
    monkeypatch.setattr(tokens, "_VECTORS", (("00", "7K", "person", "x", "wrong"),))
    with pytest.raises(InternalError):
        tokens.Tokeniser(lambda _: "00", "7K")
    monkeypatch.undo()
    tokens.self_test.cache_clear()
    tokens.self_test()
