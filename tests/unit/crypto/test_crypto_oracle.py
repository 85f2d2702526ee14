"""The `age` program and drivectl open each other's files, and key files of drivectl are key files of age."""

import io
import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

from drivectl.crypto.age import CHUNK, decrypting, encrypting
from drivectl.crypto.agekeys import X25519, Passphrase, new_identity, parse_identity
from drivectl.crypto.keyring import Keyring

AGE = shutil.which("age")
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(AGE is None, reason="the age program is not installed"),
]
PHRASE = b"four random words here"


def run(*args: str | Path, data: bytes = b"") -> bytes:
    return subprocess.run([str(AGE), *map(str, args)], input=data, capture_output=True, check=True).stdout


def with_passphrase(*args: str | Path, times: int = 1) -> None:
    """Run age with a terminal of its own, for it takes a passphrase from nowhere else."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(str(AGE), ["age", *map(str, args)])
    seen = b""
    try:
        for _ in range(times):
            while b"passphrase" not in seen.lower():
                seen += os.read(terminal, 1000)
            os.write(terminal, PHRASE + b"\n")
            seen = b""
            if times > 1:
                while b"\n" not in seen:
                    seen += os.read(terminal, 1000)
                seen = seen.partition(b"\n")[2]
        while os.read(terminal, 1000):
            pass
    except OSError:  # the program ended and took its terminal with it
        pass
    finally:
        os.close(terminal)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
@pytest.mark.parametrize("armour", [False, True])
def test_both_ways_with_keys(tmp_path: Path, size: int, armour: bool) -> None:
    mine, data = new_identity(X25519), os.urandom(size)
    (tmp_path / "key.txt").write_text(mine.text + "\n")
    out = io.BytesIO()
    with encrypting(out, [mine.recipient]) as writer:
        writer.write(data)
    assert run("-d", "-i", tmp_path / "key.txt", data=out.getvalue()) == data
    theirs = run("-r", mine.recipient.text, *(["-a"] if armour else []), data=data)
    assert decrypting(io.BytesIO(theirs), [mine]).read() == data


def test_keys_made_by_age_keygen(tmp_path: Path) -> None:
    text = subprocess.run(["age-keygen"], capture_output=True, check=True).stdout.decode()
    comments, secret = text.splitlines()[:-1], text.splitlines()[-1]
    mine = parse_identity(secret)
    assert mine.text == secret
    assert comments[-1] == f"# public key: {mine.recipient.text}"


def test_both_ways_with_a_passphrase(tmp_path: Path) -> None:
    with (tmp_path / "ours.age").open("wb") as out, encrypting(out, [Passphrase(PHRASE, work=10)]) as writer:
        writer.write(b"by telephone")
    with_passphrase("-d", "-o", tmp_path / "ours.txt", tmp_path / "ours.age")
    assert (tmp_path / "ours.txt").read_bytes() == b"by telephone"
    (tmp_path / "plain.txt").write_bytes(b"by telephone")
    with_passphrase("-p", "-o", tmp_path / "theirs.age", tmp_path / "plain.txt", times=2)
    with (tmp_path / "theirs.age").open("rb") as stream:
        assert decrypting(stream, [Passphrase(PHRASE)]).read() == b"by telephone"


def test_a_key_file_and_a_backup_open_with_age_alone(tmp_path: Path) -> None:
    ring, keeper = Keyring(tmp_path / "keys", lambda: PHRASE, work=10), new_identity(X25519)
    info = ring.new("identity", "drive-delivery", alg=X25519)
    with_passphrase("-d", "-o", tmp_path / "key.txt", ring.folder / f"{info.key_id}.age")
    sealed = run("-r", info.public, data=b"x")
    assert run("-d", "-i", tmp_path / "key.txt", data=sealed) == b"x"
    ring.backup(tmp_path / "backup.age", keeper.recipient)
    (tmp_path / "keeper.txt").write_text(keeper.text + "\n")
    backup = run("-d", "-i", tmp_path / "keeper.txt", tmp_path / "backup.age")
    assert backup == (tmp_path / "key.txt").read_bytes()
