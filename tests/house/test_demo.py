"""The demo from end to end: what it promises, it leaves behind, and the standard tools open it."""

import json
import os
import pty
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.config import load_settings
from drivectl.crypto.age import inspect
from drivectl.site import open_site
from drivectl.steps.desk import Desk

POLICE, EVALUATOR = "exampleshire-police", "university-of-bristol"
KINDS = {POLICE: "mlkem768x25519", EVALUATOR: "X25519"}


def desk_of(toured: Any, party: str) -> Desk:
    phrase = (toured.folder / "passphrase.txt").read_bytes().strip()
    site = open_site(load_settings(toured.folder / party / "site", environ={}))
    return Desk(site, lambda: phrase)


def bundle_for(toured: Any, party: str) -> Path:
    """The bundle whose header has the kind of this partner's key."""
    (found,) = (one for one in toured.folder.glob("DRV-*.age") if kinds(one) == [KINDS[party]])
    return Path(found)


def kinds(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [*inspect(stream).kinds]


def test_it_ends_well_and_says_so(toured: Any) -> None:
    assert toured.status == 0, toured.words
    assert "WRONG" not in toured.words
    assert toured.words.count("  ok: ") >= 15


def test_everything_is_marked_synthetic_and_kept_from_git(toured: Any) -> None:
    assert (toured.folder / ".gitignore").read_text().split() == ["*"]
    assert "invented" in (toured.folder / "SYNTHETIC.txt").read_text()
    assert (toured.folder / "export" / "SYNTHETIC.txt").exists()


def test_two_bundles_one_hybrid_one_x25519(toured: Any) -> None:
    assert len([*toured.folder.glob("*.age")]) == 3  # the third is the one that it changed itself, to be refused
    for party, kind in KINDS.items():
        first = bundle_for(toured, party).read_bytes().split(b"\n")[:2]
        assert first[0] == b"age-encryption.org/v1"
        assert first[1].startswith(b"-> " + kind.encode() + b" ")


@pytest.mark.parametrize("party", KINDS)
def test_drivectl_opens_both(toured: Any, party: str, tmp_path: Path) -> None:
    opened = pipeline.receive(desk_of(toured, party), bundle_for(toured, party), tmp_path / "opened")
    assert opened.released is not None
    assert (opened.released / "manifest.html").is_file()


@pytest.mark.oracle
def test_the_standard_tools_open_the_evaluators(toured: Any, tmp_path: Path) -> None:
    """As the README says: ``age -d -i KEY``, where KEY is the key's own file, then ``tar -xf``."""
    if not shutil.which("age") or not shutil.which("setsid"):
        pytest.skip("age (or setsid) is not installed: the bundle was not opened with the standard tools")
    desk = desk_of(toured, EVALUATOR)
    (key,) = (one for one in desk.keyring.infos() if one.kind == "identity")
    key_file = desk.site.room("keys") / f"{key.key_id}.age"
    bundle, archive = bundle_for(toured, EVALUATOR), tmp_path / "bundle.tar"
    with_passphrase(toured, ["age", "-d", "-i", str(key_file), "-o", str(archive), str(bundle)])
    subprocess.run(["tar", "-xf", str(archive)], cwd=tmp_path, check=True, timeout=120)
    with tarfile.open(archive) as members:
        assert {one.name.partition("/")[0] for one in members} == {bundle.stem}
    opened = pipeline.receive(desk, bundle, tmp_path / "by-drivectl")
    assert opened.released is not None
    tables = [*(opened.released / "data").iterdir()]
    assert tables
    for path in tables:
        assert (tmp_path / bundle.stem / "data" / path.name).read_bytes() == path.read_bytes()


def with_passphrase(toured: Any, words: list[str]) -> None:
    """Run a program that asks for the passphrase on its terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen(["setsid", "-c", *words], stdin=slave, stdout=slave, stderr=slave) as running:
        os.close(slave)
        os.read(master, 100)  # it asks
        os.write(master, (toured.folder / "passphrase.txt").read_bytes())
        try:
            assert running.wait(120) == 0
        finally:
            running.kill()
            os.close(master)


def test_three_years_on(elsewhere: tuple[Any, frozenset[str]]) -> None:
    done, can = elsewhere
    if "faketime" not in can:
        pytest.skip("faketime is not installed: the demo was not run with another clock")
    assert done.status == 0, done.words
    lines = (done.folder / "drive-delivery" / "state" / "audit" / "log.jsonl").read_text().splitlines()
    years = {int(json.loads(one)["time"][:4]) for one in lines}
    assert min(years) >= datetime.now(UTC).year + 2
