"""Keys at rest: owner only, one passphrase, never overwritten, backed up whole, and silent about themselves."""

import functools
import os
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest

from drivectl import files
from drivectl.crypto import age, keyfile
from drivectl.crypto.agekeys import X25519, Passphrase, new_identity
from drivectl.crypto.keyring import WORK, Keyring
from drivectl.errors import DrivectlError

PHRASE = b"four random words here"


def keyring(folder: Path, phrase: bytes = PHRASE) -> Keyring:
    return Keyring(folder / "keys", lambda: phrase, work=10)


def full(folder: Path) -> Keyring:
    ring = keyring(folder)
    for kind in keyfile.KINDS:
        ring.new(kind, "drive-delivery", date(2027, 1, 1) if kind == "identity" else None)
    return ring


def code(call: object, *args: object) -> str:
    with pytest.raises(DrivectlError) as caught:
        call(*args)  # type: ignore[operator]
    return caught.value.code


def test_all_five_kinds_come_back_the_same_after_unlocking(tmp_path: Path) -> None:
    made, again = full(tmp_path), keyring(tmp_path)
    assert [one.secret for one in again.identities()] == [one.secret for one in made.identities()]
    assert again.signing_key() == made.signing_key()
    assert again.log_key() == made.log_key() != made.signing_key()
    assert again.root() == made.root() != made.vault_key()
    assert again.vault_key() == made.vault_key()
    assert len(again.root()) == 32


def test_the_work_factor_is_high_unless_a_test_lowers_it(tmp_path: Path) -> None:
    assert WORK == 18
    assert Keyring(tmp_path, lambda: PHRASE).work == 18
    info = keyring(tmp_path).new("log", "a")
    with (tmp_path / "keys" / f"{info.key_id}.age").open("rb") as stream:
        assert age.inspect(stream).work_factor == 10


def test_infos_need_no_passphrase(tmp_path: Path) -> None:
    ring = full(tmp_path)
    listed = Keyring(tmp_path / "keys", lambda: pytest.fail("asked")).infos()
    assert {info.kind for info in listed} == set(keyfile.KINDS)
    by_kind = {info.kind: info for info in listed}
    assert by_kind["identity"].public == ring.identities()[0].recipient.text
    assert by_kind["identity"].expires == date(2027, 1, 1)
    assert by_kind["signing"].key_id == ring.signing_key().key_id
    assert by_kind["pseudonym"].public == by_kind["vault"].public == ""
    assert Keyring(tmp_path / "nowhere", lambda: PHRASE).infos() == ()


def test_a_key_file_is_text_that_age_tools_read(tmp_path: Path) -> None:
    info = keyring(tmp_path).new("identity", "drive-delivery", date(2027, 1, 1))
    with (tmp_path / "keys" / f"{info.key_id}.age").open("rb") as stream:
        lines = age.decrypting(stream, [Passphrase(PHRASE)]).read().decode().splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "# created",
        "# agency",
        "# kind",
        "# expires",
        "# public key",
    ]
    assert lines[-1].startswith("AGE-SECRET-KEY-PQ-1")


def test_the_passphrase_is_asked_for_once_and_only_when_needed(tmp_path: Path) -> None:
    full(tmp_path)
    asked: list[int] = []

    def ask() -> bytes:
        asked.append(1)
        return PHRASE

    ring = Keyring(tmp_path / "keys", ask)
    ring.infos()
    assert asked == []
    ring.root()
    ring.signing_key()
    ring.signing_key()
    assert asked == [1]


def test_wrong_and_weak_passphrases(tmp_path: Path) -> None:
    full(tmp_path)
    assert code(keyring(tmp_path, b"not the passphrase").root) == "KEY351"
    weak = keyring(tmp_path / "weak", b"too short")
    (tmp_path / "weak").mkdir()
    assert code(weak.new, "log", "a") == "BND448"
    assert [path.name for path in (tmp_path / "weak" / "keys").iterdir()] == [".lock"]


def test_after_a_wrong_passphrase_it_is_asked_for_again(tmp_path: Path) -> None:
    root = full(tmp_path).root()
    answers = [b"not the passphrase", PHRASE]
    ring = Keyring(tmp_path / "keys", lambda: answers.pop(0))
    assert code(ring.root) == "KEY351"
    assert ring.root() == root


def test_missing_kinds(tmp_path: Path) -> None:
    ring = keyring(tmp_path)
    assert code(ring.root) == "KEY353"
    for call in (ring.identities, ring.signing_key, ring.log_key, ring.vault_key):
        assert code(call) == "KEY350"
    assert code(ring.backup, tmp_path / "b.age", new_identity().recipient) == "KEY350"
    assert not (tmp_path / "keys").exists()


def test_no_kind_is_made_twice(tmp_path: Path) -> None:
    ring = full(tmp_path)
    before = sorted((path.name, path.read_bytes()) for path in (tmp_path / "keys").iterdir())
    for kind in keyfile.KINDS:
        assert code(ring.new, kind, "drive-delivery") == "KEY354"
    assert before == sorted((path.name, path.read_bytes()) for path in (tmp_path / "keys").iterdir())
    ring.new("identity", "drive-delivery", alg=X25519)
    assert len(ring.identities()) == 2


def test_two_roots_are_refused_rather_than_guessed_between(tmp_path: Path) -> None:
    full(tmp_path)
    (tmp_path / "other").mkdir()
    other = keyring(tmp_path / "other")
    info = other.new("pseudonym", "drive-delivery")
    for end in ("age", "json"):
        shutil.copy(other.folder / f"{info.key_id}.{end}", tmp_path / "keys")
    assert code(keyring(tmp_path).root) == "KEY354"
    keyring(tmp_path).signing_key()


def test_only_one_adds_keys_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivectl.files.locked", functools.partial(files.locked, wait=0.1))
    ring = full(tmp_path)
    with files.locked(ring.folder / ".lock"):
        assert code(ring.new, "identity", "drive-delivery", None, X25519) == "OUT113"
    ring.new("identity", "drive-delivery", None, X25519)


@pytest.mark.skipif(os.name == "nt", reason="mode bits")
def test_owner_only_under_any_umask_and_checked_before_each_use(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ring = full(tmp_path)
    finally:
        os.umask(before)
    folder = tmp_path / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    for path in (*folder.glob("*.age"), *folder.glob("*.json")):
        path.chmod(0o644)
        assert code(ring.infos) == "KEY352"
        assert code(ring.root) == "KEY352"
        path.chmod(0o600)
    folder.chmod(0o750)
    assert code(ring.signing_key) == "KEY352"
    assert code(ring.new, "vault", "a") == "KEY352"


def test_backup_and_restore(tmp_path: Path) -> None:
    ring, keeper = full(tmp_path), new_identity(X25519)
    target = tmp_path / "backup.age"
    assert len(ring.backup(target, keeper.recipient)) == 5
    assert code(ring.backup, target, keeper.recipient) == "OUT110"
    (tmp_path / "other").mkdir()
    other = keyring(tmp_path / "other", b"another passphrase")
    assert len(other.restore(target, [keeper])) == 5
    fresh = keyring(tmp_path / "other", b"another passphrase")
    assert fresh.root() == ring.root()
    assert fresh.signing_key() == ring.signing_key()
    assert [info.key_id for info in fresh.infos()] == [info.key_id for info in ring.infos()]
    assert fresh.restore(target, [keeper]) == ()
    assert code(other.restore, target, [new_identity(X25519)]) == "BND427"


def test_restore_never_replaces_a_key(tmp_path: Path) -> None:
    ring, keeper = full(tmp_path), new_identity(X25519)
    ring.backup(tmp_path / "backup.age", keeper.recipient)
    (tmp_path / "other").mkdir()
    other = keyring(tmp_path / "other")
    other.new("pseudonym", "drive-delivery")
    root = other.root()
    assert code(other.restore, tmp_path / "backup.age", [keeper]) == "KEY354"
    assert keyring(tmp_path / "other").root() == root
    assert len(other.infos()) == 1


def test_a_cut_backup_restores_nothing(tmp_path: Path) -> None:
    ring, keeper = full(tmp_path), new_identity(X25519)
    ring.backup(tmp_path / "backup.age", keeper.recipient)
    (tmp_path / "cut.age").write_bytes((tmp_path / "backup.age").read_bytes()[:-9])
    (tmp_path / "other").mkdir()
    other = keyring(tmp_path / "other")
    assert code(other.restore, tmp_path / "cut.age", [keeper]) == "BND421"
    assert other.infos() == ()


def test_damage_is_named(tmp_path: Path) -> None:
    info = keyring(tmp_path).new("pseudonym", "a")
    secret, facts = (tmp_path / "keys" / f"{info.key_id}.{end}" for end in ("age", "json"))
    whole = secret.read_bytes()
    for bad in (whole[:-1], whole[:40], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        secret.write_bytes(bad)
        assert code(keyring(tmp_path).root) == "KEY355"
    secret.write_bytes(whole)
    text = facts.read_bytes()
    for old, new in ((b'"a"', b'"b"'), (b'"pseudonym"', b'"signing"'), (b"{", b""), (info.key_id.encode(), b"0" * 16)):
        facts.write_bytes(text.replace(old, new))
        ring = keyring(tmp_path)
        assert code(ring.signing_key if new == b'"signing"' else ring.root) == "KEY355"
    facts.unlink()
    assert code(keyring(tmp_path).infos) == "KEY355"
    facts.write_bytes(text)
    facts.chmod(0o600)
    assert len(keyring(tmp_path).root()) == 32


def test_a_failing_disk_leaves_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    ring = keyring(tmp_path)
    monkeypatch.setattr("drivectl.crypto.age.AgeWriter.close", fail)
    assert code(ring.new, "log", "a") == "OUT112"
    monkeypatch.undo()
    assert keyring(tmp_path).infos() == ()
    assert not [path for path in (tmp_path / "keys").iterdir() if path.suffix != ".json" and path.name != ".lock"]


@pytest.mark.parametrize(
    "text",
    ["", "# kind: log\n", "AGE-SECRET-KEY-1QQ\n", "# created: x\n# agency: a\n# kind: root\nDRIVECTL-ROOT-1\n"],
)
def test_texts_that_hold_no_key(text: str) -> None:
    assert code(keyfile.read_keys, text) == "KEY355"


def test_key_text_of_another_kind_is_refused() -> None:
    head = "# created: x\n# agency: a\n# kind: "
    vault = keyfile.generate("vault", "a", "x", None, X25519)
    assert keyfile.read_keys(vault.text())[0] == vault
    assert code(keyfile.read_keys, f"{head}pseudonym\n{vault.secret}\n") == "KEY355"
    assert code(keyfile.read_keys, f"{head}signing\n{vault.secret}\n") == "KEY355"
    with pytest.raises(ValueError, match="agency"):
        keyfile.generate("vault", "a\n# kind: log", "x", None, X25519)


def test_no_secret_shows_in_a_name_message_or_repr(tmp_path: Path) -> None:
    ring = full(tmp_path)
    secrets = [ring.identities()[0].text, ring.signing_key().text, ring.log_key().text]
    secrets += [ring.root().hex(), ring.vault_key().hex(), PHRASE.decode()]
    shown = repr(ring) + repr(ring.infos()) + repr(ring._open) + " ".join(p.name for p in ring.folder.iterdir())
    shown += "".join(path.read_text() for path in ring.folder.glob("*.json"))
    with pytest.raises(DrivectlError) as caught:
        keyring(tmp_path, b"wrong passphrase").root()
    shown += str(caught.value) + repr(caught.value)
    for secret in secrets:
        assert secret not in shown
        assert secret.lower() not in shown.lower()


def test_backups_that_cannot_be_read(tmp_path: Path) -> None:
    mine, ring = new_identity(X25519), keyring(tmp_path)
    with (tmp_path / "big.age").open("wb") as out, age.encrypting(out, [mine.recipient]) as writer:
        writer.write(b"\n" * ((1 << 20) + 1))
    assert code(ring.restore, tmp_path / "big.age", [mine]) == "SRC205"
    assert code(ring.restore, tmp_path / "none.age", [mine]) == "SRC200"


def test_an_oversized_key_file_is_refused(tmp_path: Path) -> None:
    ring = keyring(tmp_path)
    info = ring.new("vault", "a")
    path = ring.folder / f"{info.key_id}.age"
    with path.open("wb") as out, age.encrypting(out, [Passphrase(PHRASE, 10)]) as writer:
        writer.write(ring._open[info.key_id].text().encode() + b"\n" * (1 << 20))
    assert code(keyring(tmp_path).vault_key) == "KEY355"
