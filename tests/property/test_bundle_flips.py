"""Any flipped bit of a bundle is refused, and any damage to a log is found."""

import functools
import hashlib
import importlib.util
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.audit.log import Log
from drivectl.audit.papers import merkle_root
from drivectl.audit.verify import verify
from drivectl.bundle.open import open_bundle
from drivectl.errors import DrivectlError
from drivectl.model.bundle import new_bundle_id, padme
from drivectl.model.event import Actor, Entry, Event


@functools.cache
def world() -> Any:
    path = Path(__file__).parents[1] / "unit" / "bundle" / "conftest.py"
    spec = importlib.util.spec_from_file_location("bundle_world", path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["bundle_world"] = module
    spec.loader.exec_module(module)
    root = Path(tempfile.mkdtemp())
    signing, identity = module.SigningKey(bytes(32)), module.new_identity("age-x25519")
    tables = {"data/cases.csv": b"a,b\r\n1,2\r\n"}
    return module.World(root, signing, identity, module.predicate_for(signing, identity.recipient.text, tables), tables)


@functools.cache
def sealed() -> bytes:
    return bytes(world().seal().path.read_bytes())


@settings(max_examples=150, deadline=None)
@given(place=st.integers(min_value=0, max_value=10**9), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused_and_leaves_nothing(place: int, bit: int) -> None:
    data = bytearray(sealed())
    data[place % len(data) if place % 3 else place % 300] ^= 1 << bit
    root: Path = world().root
    bent, target = root / "bent.age", root / "in"
    bent.write_bytes(data)
    with pytest.raises(DrivectlError) as caught:
        open_bundle(bent, target, world().reader())
    assert caught.value.code.startswith("BND4")
    assert not target.exists()
    assert not list(root.glob(".drivectl-*"))


@functools.cache
def log() -> tuple[bytes, ...]:
    folder = Path(tempfile.mkdtemp()) / "audit"
    book = Log(folder, "drive")
    for number in range(12):
        book.append(Entry(event=Event.EXPORT_RUN, actor=Actor("drive", "tool", "k"), counts={"cases": number}))
    return tuple((folder / "log.jsonl").read_bytes().splitlines(keepends=True))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_edit_drop_or_swap_but_of_the_last_lines_is_found(data: st.DataObject) -> None:
    lines = list(log())
    what = data.draw(st.sampled_from(["edit", "drop", "swap", "repeat"]))
    at = data.draw(st.integers(0, len(lines) - 2))
    other = data.draw(st.integers(0, len(lines) - 1).filter(lambda one: one != at))
    if what == "edit":
        raw = bytearray(lines[at])
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        lines[at] = bytes(raw)
    elif what == "drop":
        del lines[at]
    elif what == "swap":
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines.insert(other, lines[at])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "log.jsonl").write_bytes(b"".join(lines))
        failure = verify(Path(folder)).failure
    assert failure is not None
    assert failure.code == "AUD701"


def naive(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + naive(leaves[:half]) + naive(leaves[half:])).digest()


@settings(max_examples=60)
@given(leaves=st.lists(st.binary(max_size=5), max_size=70))
def test_the_root_is_that_of_rfc6962(leaves: list[bytes]) -> None:
    assert merkle_root(leaves) == naive(leaves).hex()


@given(size=st.integers(2, 1 << 40))
def test_padme_costs_little_and_says_little(size: int) -> None:
    padded = padme(size)
    assert size <= padded <= size * 1.12 + 1
    assert padme(padded) == padded
    assert padme(size + 1) >= padded


@given(nonce=st.binary(min_size=32, max_size=32))
def test_bundle_ids_have_their_form(nonce: bytes) -> None:
    from drivectl.model.bundle import BUNDLE_ID

    made: Any = world().reader().now
    assert BUNDLE_ID.fullmatch(new_bundle_id(made, nonce))
    assert new_bundle_id(made, nonce) == new_bundle_id(made, nonce)
