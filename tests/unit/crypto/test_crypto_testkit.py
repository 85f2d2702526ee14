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

VECTORS: dict[str, str] = json.loads((Path(__file__).parent / "vectors" / "age-testkit.json").read_text())

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
