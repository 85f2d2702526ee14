import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl.bundle.open import inspect_bundle, inspect_header, open_bundle, verify_bundle
from drivectl.errors import DrivectlError
from drivectl.model.bundle import padme, spoken_code


def test_what_was_drafted_is_what_opens(world: Any) -> None:
    draft = world.draft()
    sealed = world.seal(draft)
    opened = open_bundle(sealed.path, world.root / "in", world.reader())
    assert opened.statement_sha256 == draft.digest
    assert opened.ciphertext_sha256 == sealed.ciphertext_sha256
    assert opened.signers == (world.signing.key_id,)
    found = {p.relative_to(world.root / "in").as_posix(): p.read_bytes() for p in (world.root / "in").rglob("*.*")}
    for member in draft.members[:-1]:
        assert found[member.name] == (draft.folder / "members" / member.name).read_bytes()
    assert "padding.bin" not in found
    assert "statement.dsse.json" not in found
    for path in (world.root / "in", sealed.path, *(world.root / "in").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) in (0o700, 0o600)


def test_the_archive_ends_at_a_padme_size(world: Any) -> None:
    age = shutil.which("age")
    if age is None:
        pytest.skip("no age binary")
    sealed = world.seal()
    key = world.root / "key"
    key.write_text(world.identity.text + "\n")
    tar = subprocess.run([age, "-d", "-i", key, sealed.path], check=True, capture_output=True).stdout
    assert padme(len(tar)) == len(tar)


@pytest.mark.oracle
def test_age_and_tar_alone_recover_the_files(world: Any) -> None:
    if not (shutil.which("age") and shutil.which("tar")):
        pytest.skip("no age or tar binary")
    sealed = world.seal()
    (world.root / "key").write_text(world.identity.text + "\n")
    subprocess.run(["age", "-d", "-i", "key", "-o", "bundle.tar", sealed.path], check=True, cwd=world.root)
    done = subprocess.run(["tar", "-xf", "bundle.tar"], check=True, cwd=world.root, capture_output=True)
    assert not done.stderr
    folder = world.root / world.predicate["bundle_id"]
    assert (folder / "data/cases.csv").read_bytes() == world.tables["data/cases.csv"]
    text = (folder / "README.txt").read_text()
    assert spoken_code(bytes(range(32))) in text
    assert "tar -xf bundle.tar" in text
    listed = subprocess.run(
        ["sha256sum", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt"], cwd=folder, check=False
    )
    assert listed.returncode == 0


def test_inspect_reads_only_the_statement(world: Any) -> None:
    sealed = world.seal()
    assert inspect_bundle(sealed.path, world.reader()).statement["predicate"] == world.predicate
    assert inspect_header(sealed.path).kinds == ("X25519",)
    assert verify_bundle(sealed.path, world.reader()).released is None


def test_same_inputs_give_the_same_archive(make_world: Callable[[Path], Any], tmp_path: Path, monkeypatch: Any) -> None:
    import hashlib
    import time

    from drivectl.crypto.age import decrypting

    digests = set()
    identity = None
    for zone in ("UTC", "Pacific/Chatham"):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", "cy_GB.UTF-8" if zone == "UTC" else "C")
        time.tzset()
        world = make_world(tmp_path / zone.replace("/", "-"))
        identity = world.identity = identity or world.identity
        world.tables = dict(reversed(world.tables.items())) if zone == "UTC" else world.tables
        world.predicate["recipients"][0]["encryption_key_sha256"] = hashlib.sha256(
            identity.recipient.text.encode()
        ).hexdigest()
        with world.seal().path.open("rb") as stream:
            digests.add(hashlib.sha256(decrypting(stream, [identity]).read()).hexdigest())
    monkeypatch.undo()
    time.tzset()
    assert len(digests) == 1


def refused(code: str, call: Callable[..., Any], *args: Any) -> None:
    with pytest.raises(DrivectlError) as caught:
        call(*args)
    assert caught.value.code == code, caught.value


def test_who_may_open(world: Any) -> None:
    from datetime import timedelta

    from drivectl.crypto.agekeys import new_identity
    from drivectl.crypto.signing import SigningKey

    path, target = world.seal().path, world.root / "in"
    other = SigningKey.generate()
    now = world.reader().now
    cases: list[tuple[str, dict[str, Any]]] = [
        ("BND426", {"trusted": {"drive": {other.key_id: other.public}}}),
        ("BND426", {"trusted": {}}),
        ("BND426", {"trusted": {"council": {world.signing.key_id: world.signing.public}}}),
        ("BND427", {"identities": [new_identity("age-x25519")]}),
        ("BND440", {"accepted": {"c" * 64: "drive"}}),
        ("BND440", {"accepted": {"a" * 64: "council"}}),
        ("BND444", {"now": now + timedelta(days=31)}),
        ("BND445", {"now": now - timedelta(minutes=1)}),
        ("BND435", {"seen": lambda _: "0" * 64}),
        ("BND433", {"max_size": 100}),
    ]
    for code, changes in cases:
        for check in (lambda r: open_bundle(path, target, r), lambda r: verify_bundle(path, r)):
            refused(code, check, world.reader(**changes))
            assert not list(world.root.glob(".drivectl-*"))
            assert not target.exists()


def test_a_partner_cannot_pass_it_on(world: Any) -> None:
    """Re-encrypted as it is to another verified agency: the signature fits, the address does not."""
    import io

    from drivectl.crypto.age import decrypting, encrypting
    from drivectl.crypto.agekeys import new_identity

    sealed = world.seal()
    with sealed.path.open("rb") as stream:
        tar = decrypting(stream, [world.identity]).read()
    third = new_identity("age-x25519")
    sink = io.BytesIO()
    with encrypting(sink, [third.recipient]) as writer:
        writer.write(tar)
    forwarded = world.root / "forwarded.age"
    forwarded.write_bytes(sink.getvalue())
    refused("BND427", open_bundle, forwarded, world.root / "in", world.reader(identities=[third], agency="council"))
    refused("BND427", inspect_bundle, forwarded, world.reader(identities=[third], agency="council"))


def test_passphrase_mode_is_addressed_by_agency(world: Any) -> None:
    from drivectl.crypto.agekeys import Passphrase

    del world.predicate["recipients"][0]["encryption_key_sha256"]
    world.predicate["recipient_mode"] = "passphrase"
    words = Passphrase(b"eight invented words for this one bundle only", work=10)
    sealed = world.seal(recipients=lambda: [words])
    open_bundle(sealed.path, world.root / "in", world.reader(identities=[words]))
    refused("BND427", verify_bundle, sealed.path, world.reader(identities=[words], agency="council"))


def test_no_output_over_another(world: Any) -> None:
    sealed = world.seal()
    before = sealed.path.read_bytes()
    refused("OUT110", world.seal, world.draft())
    assert sealed.path.read_bytes() == before
    (world.root / "in").mkdir()
    refused("OUT110", open_bundle, sealed.path, world.root / "in", world.reader())
