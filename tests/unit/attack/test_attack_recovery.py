"""Notes of unfinished work, damaged or forged: they stop nothing and remove nothing of others."""

import os
from typing import Any

import pytest

from drivectl.tour.stage import DRIVE

Scene = Any  # the fixture of conftest.py

_ID = "DRV-20260101-0123456789"


def begin(scene: Scene) -> None:
    """A log that has begun: before, there is nothing that could be unfinished."""
    with scene.desk.log.held():
        pass


@pytest.mark.parametrize("name", ["open-0123456789ab.note", f"{_ID}.json"])
@pytest.mark.parametrize(
    "content",
    [b"", b"zz", b"\xff", b"00", b"[]", b"{}", b'{"ciphertext_sha256":null,"staged":"zz","target":"zz","v":1}'],
)
def test_a_damaged_note_stops_no_command(scene: Scene, name: str, content: bytes) -> None:
    begin(scene)
    pending = scene.folder / DRIVE / "state" / "pending"
    pending.mkdir(mode=0o700, exist_ok=True)
    (pending / name).write_bytes(content)
    assert scene.desk.log.lines()
    assert not (pending / name).exists()


def test_a_forged_note_removes_nothing_but_staging_folders(scene: Scene) -> None:
    begin(scene)
    kept = scene.folder / "export"
    link = scene.folder / ".drivectl-0123456789ab.part"
    link.symlink_to(kept)
    before = sorted(kept.iterdir())
    pending = scene.folder / DRIVE / "state" / "pending"
    pending.mkdir(mode=0o700, exist_ok=True)
    for number, path in enumerate((kept, link, link / ".." / "export", kept / "clients.csv")):
        (pending / f"open-{number}.note").write_text(os.fsencode(path).hex())
    assert scene.desk.log.lines()
    assert sorted(kept.iterdir()) == before
