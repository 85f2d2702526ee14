"""Signatures and envelopes: the published example, hints that lie, changed types and doubled signatures."""

import base64
import json

import pytest

from drivectl.crypto.signing import SigningKey, VerifyKey, open_envelope, pae, peek_payload, sign_envelope
from drivectl.errors import DrivectlError

KIND = "application/vnd.in-toto+json"
KEY, OTHER = SigningKey(bytes(range(32))), SigningKey(bytes(32))


def trust(*keys: SigningKey) -> dict[str, VerifyKey]:
    return {key.key_id: key.public for key in keys}


def code_of(data: bytes, *keys: SigningKey, kind: str = KIND) -> str:
    with pytest.raises(DrivectlError) as caught:
        open_envelope(data, kind, trust(*keys))
    return caught.value.code


def test_pae_is_that_of_the_dsse_protocol() -> None:
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_rfc_8032_vector_1() -> None:
    key = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")


def test_texts_round_trip_and_do_not_mix() -> None:
    assert SigningKey.parse(KEY.text) == KEY
    assert VerifyKey.parse(KEY.public.text) == KEY.public
    assert KEY.text.startswith("DRIVECTL-SIGN-1")
    assert KEY.public.text.startswith("drivectl-sign1")
    for parse, text in ((SigningKey.parse, KEY.public.text), (VerifyKey.parse, KEY.text), (VerifyKey.parse, "x")):
        with pytest.raises(DrivectlError) as caught:
            parse(text)
        assert caught.value.code == "KEY337"
    assert SigningKey.generate() != SigningKey.generate()


def test_envelope_round_trip_names_its_signers() -> None:
    sealed = sign_envelope(b'{"a":1}', KIND, [KEY, OTHER, KEY])
    assert len(json.loads(sealed)["signatures"]) == 2
    assert open_envelope(sealed, KIND, trust(KEY, OTHER)) == (b'{"a":1}', frozenset({KEY.key_id, OTHER.key_id}))
    assert open_envelope(sealed, KIND, trust(KEY))[1] == {KEY.key_id}
    assert peek_payload(sealed) == b'{"a":1}'


def test_one_key_signing_twice_counts_once() -> None:
    envelope = json.loads(sign_envelope(b"x", KIND, [KEY]))
    envelope["signatures"] *= 2
    doubled = {"first": KEY.public, "second": KEY.public}
    assert open_envelope(json.dumps(envelope).encode(), KIND, doubled)[1] == {KEY.key_id}


def test_the_key_id_is_only_a_hint() -> None:
    envelope = json.loads(sign_envelope(b"x", KIND, [KEY]))
    envelope["signatures"][0]["keyid"] = OTHER.key_id
    lying = json.dumps(envelope).encode()
    assert open_envelope(lying, KIND, trust(KEY, OTHER))[1] == {KEY.key_id}
    assert code_of(lying, OTHER) == "BND425"
    del envelope["signatures"][0]["keyid"]
    assert open_envelope(json.dumps(envelope).encode(), KIND, trust(KEY))[1] == {KEY.key_id}


def test_refusals() -> None:
    sealed = sign_envelope(b'{"a":1}', KIND, [KEY])
    envelope = json.loads(sealed)
    assert code_of(sealed, OTHER) == "BND426"
    assert code_of(sealed) == "BND426"
    assert code_of(sealed, KEY, kind="application/other") == "BND425"
    respaced = envelope | {"payload": base64.b64encode(b'{"a": 1}').decode()}
    assert code_of(json.dumps(respaced).encode(), KEY) == "BND425"
    retyped = envelope | {"payloadType": "application/other"}
    assert code_of(json.dumps(retyped).encode(), KEY, kind="application/other") == "BND425"
    assert code_of(json.dumps(retyped).encode(), KEY) == "BND425"
    unsigned = envelope | {"signatures": []}
    assert code_of(json.dumps(unsigned).encode(), KEY) == "BND424"
    short = envelope | {"signatures": [{"keyid": KEY.key_id, "sig": "AAAA"}]}
    assert code_of(json.dumps(short).encode(), KEY) == "BND425"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"payload":"","payloadType":"a"}',
        b'{"payload":"","payload":"","payloadType":"a","signatures":[]}',
        b'{"payload":"e","payloadType":"a","signatures":[]}',
        b'{"payload":"eB==","payloadType":"a","signatures":[]}',
        b'{"payload":"","payloadType":"a","signatures":[],"more":1}',
        b'{"payload":"","payloadType":"a","signatures":["x"]}',
        b'{"payload":"","payloadType":"a","signatures":[{"keyid":"x"}]}',
        b'{"payload":"","payloadType":"a","signatures":[{"sig":"","cert":""}]}',
        b'{"payload":"","payloadType":"a","signatures":[' + b",".join([b'{"sig":""}'] * 17) + b"]}",
        b"[" * 100_000,
    ],
)
def test_malformed_envelopes(data: bytes) -> None:
    assert code_of(data, KEY, kind="a") == "BND434"


def test_every_flipped_byte_of_a_signature_is_refused() -> None:
    signature = KEY.sign(b"data")
    assert KEY.public.verify(b"data", signature)
    assert not KEY.public.verify(b"Data", signature)
    assert not OTHER.public.verify(b"data", signature)
    for i in range(64):
        bad = bytearray(signature)
        bad[i] ^= 4
        assert not KEY.public.verify(b"data", bytes(bad))


def test_secrets_do_not_show() -> None:
    assert KEY.text not in repr(KEY)
    assert repr(KEY.seed)[2:-1] not in repr(KEY)
