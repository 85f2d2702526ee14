"""The key tree of tokens: golden values, and parts that cannot run into each other."""

import hashlib
import hmac

import pytest

from drivectl.crypto.pseudokeys import ScopeKind, column_key, fingerprint, key_id, scope_key

ROOT = bytes(range(32))


def test_golden_vectors() -> None:
    scope = scope_key(ROOT, "drive-delivery", "agreement", "drive-police/exampleshire-police", "1")
    assert scope.hex() == "b242a7d5fae1d7983952ac4542d73bea02e86e13acdc2957a2369d2444f6bd98"
    assert column_key(scope, "tok", "nhs") == "d2c0ceeed10c0ba18df9c6645f8cf3739a5cbf38b1cbfdd009e1012027f5154c"
    assert column_key(scope, "date", "") == "fd2687017ec7463e641296a13f65e5ecec8c29cef66728b2c51d1aea954090cf"
    assert key_id(scope) == "1X"
    assert fingerprint(scope) == "fb273a8de5795703ecb706e9b6e7690d"


def test_the_tree_is_hkdf_as_written_down() -> None:
    """The same tree by hand: extract with no salt, one expand step, lengths in 4 bytes."""

    def derive(secret: bytes, info: bytes) -> bytes:
        middle = hmac.digest(bytes(32), secret, hashlib.sha256)
        return hmac.digest(middle, info + b"\x01", hashlib.sha256)

    info = b"drivectl/v1" + b"\0\0\0\x02ab" + b"\0\0\0\x07release" + b"\0\0\0\x03\xc3\xa9x" + b"\0\0\0\x012"
    scope = scope_key(ROOT, "ab", "release", "éx", "2")
    assert scope == derive(ROOT, info)
    assert column_key(scope, "seal", "dob") == derive(scope, b"sealdob").hex()


def test_no_two_scopes_share_a_key() -> None:
    parts: list[tuple[str, ScopeKind, str, str]] = [
        ("a", "agreement", "bc", "1"),
        ("a", "agreement", "b", "c1"),
        ("aa", "agreement", "bc", "1"),
        ("a", "release", "bc", "1"),
        ("a", "register", "bc", "1"),
        ("a", "agreement", "bc", "2"),
    ]
    keys = {scope_key(ROOT, *one) for one in parts} | {scope_key(bytes(32), *parts[0])}
    assert len(keys) == len(parts) + 1
    columns = {column_key(ROOT, purpose, "d") for purpose in ("tok", "seal", "date", "surrogate")}
    assert len(columns | {column_key(ROOT, "tok", "e")}) == 5


@pytest.mark.parametrize("bad", [("", "i", "1"), ("c", "", "1"), ("c", "i", "")])
def test_a_scope_needs_all_its_parts(bad: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="scope"):
        scope_key(ROOT, bad[0], "agreement", bad[1], bad[2])
    with pytest.raises(ValueError, match="root"):
        scope_key(ROOT[:31], "c", "agreement", "i", "1")


def test_key_ids_use_the_whole_alphabet() -> None:
    ids = {key_id(bytes([i])) for i in range(256)} | {key_id(bytes([i, j])) for i in range(64) for j in range(256)}
    assert len(ids) == 1024
    assert {len(one) for one in ids} == {2}
    assert set("".join(ids)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
