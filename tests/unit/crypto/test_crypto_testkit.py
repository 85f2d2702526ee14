"""The C2SP age test kit, every vector: right answer, right kind of failure, and nothing unverified comes out."""

import base64
import hashlib
import io
import json
import zlib
from pathlib import Path

import pytest

from drivectl.crypto.age import decrypting
from drivectl.crypto.agekeys import Identity, Passphrase, parse_identity
from drivectl.errors import DrivectlError

FOLDER = Path(__file__).parent / "vectors"
VECTORS: dict[str, str] = json.loads((FOLDER / "age-testkit.json").read_text())

EXPECTED = {
    "no match": {"BND427", "KEY350", "KEY351"},
    "HMAC failure": {"BND421"},
    "header failure": {"BND420", "BND422", "BND449"},
    "payload failure": {"BND421", "BND422", "BND423"},
    "armor failure": {"BND420", "BND422", "BND423"},
}


def _keys(pairs: list[tuple[str, str]]) -> list[Identity | Passphrase]:
    found: list[Identity | Passphrase] = [parse_identity(value) for key, value in pairs if key == "identity"]
    return found + [Passphrase(value.encode()) for key, value in pairs if key == "passphrase"]


@pytest.mark.parametrize("name", VECTORS)
def test_vector(name: str) -> None:
    head, _, body = base64.b64decode(VECTORS[name]).partition(b"\n\n")
    pairs = [(key, value) for key, _, value in (line.partition(": ") for line in head.decode().splitlines())]
    facts = dict(pairs)
    if facts.get("compressed") == "zlib":
        body = zlib.decompress(body)
    out, code = b"", "success"
    try:
        for piece in decrypting(io.BytesIO(body), _keys(pairs)):
            out += piece
    except DrivectlError as error:
        code = error.code
    if facts["expect"] == "success":
        assert code == "success"
    else:
        assert code in EXPECTED[facts["expect"]]
    if "payload" in facts:
        assert hashlib.sha256(out).hexdigest() == facts["payload"]
    else:
        assert out == b""


def test_hybrid_of_another_implementation() -> None:
    vector = json.loads((FOLDER / "hybrid-from-npm.json").read_text())
    mine = parse_identity(vector["identity"])
    assert mine.recipient.text == vector["recipient"]
    sealed = base64.b64decode(vector["sealed"])
    assert decrypting(io.BytesIO(sealed), [mine]).read() == vector["plain"].encode()


def test_the_whole_kit_is_here() -> None:
    assert len(VECTORS) == 143
