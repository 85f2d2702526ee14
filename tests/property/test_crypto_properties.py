# ruff: noqa: PT017 -- either outcome is allowed, each with its own conditions
"""For any content and any damage: what was sealed comes back whole, or nothing but a code does."""

import base64
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.crypto import bech32
from drivectl.crypto.age import CHUNK, decrypting, encrypting
from drivectl.crypto.agekeys import HYBRID, X25519, Identity, new_identity
from drivectl.crypto.armour import BEGIN, END
from drivectl.crypto.signing import SigningKey, open_envelope, sign_envelope
from drivectl.errors import DrivectlError

OLD, NEW = new_identity(X25519), new_identity(HYBRID)
SIZES = st.one_of(st.integers(0, 300), st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1]), st.integers(0, 200_000))
REFUSED = {"BND420", "BND421", "BND422", "BND423", "BND427", "BND449", "KEY350", "KEY351"}


def armoured(data: bytes) -> bytes:
    """As ``age -a`` writes it."""
    text = base64.b64encode(data)
    lines = (text[at : at + 64] + b"\n" for at in range(0, len(text), 64))
    return b"".join((BEGIN, b"\n", *lines, END, b"\n"))


def sealed(data: bytes, identity: Identity, armour: bool, step: int) -> bytes:
    out = io.BytesIO()
    with encrypting(out, [identity.recipient]) as writer:
        for start in range(0, len(data), step):
            writer.write(data[start : start + step])
    return armoured(out.getvalue()) if armour else out.getvalue()


@settings(max_examples=60, deadline=None)
@given(SIZES, st.sampled_from([OLD, NEW]), st.booleans(), st.integers(700, 100_000), st.integers(1, 255))
def test_open_undoes_seal(size: int, identity: Identity, armour: bool, step: int, seed: int) -> None:
    data = bytes((i * seed >> 3) & 255 for i in range(size))
    assert decrypting(io.BytesIO(sealed(data, identity, armour, step)), [identity]).read() == data


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([OLD, NEW]), st.booleans(), st.sampled_from(["flip", "cut", "insert", "extend"]), st.data())
def test_no_damage_passes(identity: Identity, armour: bool, damage: str, draw: st.DataObject) -> None:
    data = b"never in the clear" * 40
    good = sealed(data, identity, armour, 1000)
    at = draw.draw(st.integers(0, len(good) - 1))
    if damage == "flip":
        bad = good[:at] + bytes([good[at] ^ draw.draw(st.integers(1, 255))]) + good[at + 1 :]
    elif damage == "cut":
        bad = good[: at - (armour and at == len(good) - 1)]  # armour may lack its last line feed
    elif damage == "insert":
        bad = good[:at] + draw.draw(st.binary(min_size=1, max_size=40)) + good[at:]
    else:
        bad = good + b"\x00" * draw.draw(st.integers(1, 5000))
    try:
        out = decrypting(io.BytesIO(bad), [identity]).read()
    except DrivectlError as error:
        assert error.code in REFUSED
        assert "clear" not in str(error)
    else:
        assert armour
        assert out == data
        assert bad.split() == good.split()  # only blanks around the armour, or the ends of its lines


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3000))
def test_noise_is_refused_with_a_code(noise: bytes) -> None:
    for start in (
        b"",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n-> X25519 ",
        b"-----BEGIN AGE ENCRYPTED FILE-----\n",
    ):
        try:
            decrypting(io.BytesIO(start + noise), [OLD]).read()
        except DrivectlError as error:
            assert error.code in REFUSED
        else:
            raise AssertionError("noise was opened")


@settings(max_examples=100)
@given(st.text("abcdefghijklmnopqrstuvwxyz-1", min_size=1, max_size=20), st.binary(max_size=200))
def test_bech32_round_trip(prefix: str, data: bytes) -> None:
    for one in (prefix, prefix.upper()):
        text = bech32.encode(one, data)
        assert bech32.decode(text)[1] == data
        assert bech32.decode(text)[0].lower() == prefix


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=500), st.text(min_size=1, max_size=40), st.data())
def test_envelopes_open_only_unchanged(payload: bytes, kind: str, draw: st.DataObject) -> None:
    key = SigningKey.generate()
    trusted = {key.key_id: key.public}
    data = sign_envelope(payload, kind, [key])
    assert open_envelope(data, kind, trusted) == (payload, frozenset({key.key_id}))
    at = draw.draw(st.integers(0, len(data) - 1))
    bad = data[:at] + bytes([data[at] ^ draw.draw(st.integers(1, 127))]) + data[at + 1 :]
    try:
        found = open_envelope(bad, kind, trusted)
    except DrivectlError as error:
        assert error.code in {"BND424", "BND425", "BND426", "BND434"}
    else:
        assert found == (payload, frozenset({key.key_id}))  # the changed byte was in the hint
