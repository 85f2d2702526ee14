"""A service with its partners, keys and a small invented export, and runs of the command line on it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drivectl.cli import main
from drivectl.tour.stage import Stage, set_stage


@dataclass
class Done:
    """What a run left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its JSON document."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Made once; tests work on copies."""
    return set_stage(tmp_path_factory.mktemp("stage") / "world", lambda _: None, cases=30, work=10)


@dataclass
class Place:
    """A copy of the stage, with its own log and drafts."""

    folder: Path
    site: Path
    export: Path
    planted: set[str]
    """Every value of people and never-share fields in the export."""


@pytest.fixture
def place(built: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    folder = tmp_path / "world"
    shutil.copytree(built.folder, folder)
    for one in (folder, *folder.rglob("*")):
        one.chmod(0o700 if one.is_dir() else 0o600)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("DRIVECTL_PASSPHRASE_FILE", str(folder / "passphrase.txt"))
    monkeypatch.chdir(folder)
    values = {
        value
        for kinds in built.world.truth.values()
        for kind, found in kinds.items()
        if kind != "contact"
        for value in found
    }
    return Place(folder, folder / "drive-delivery/site", folder / "export", values)


@pytest.fixture
def run(place: Place, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """A command in the service's site."""

    def call(*arguments: str) -> Done:
        status = main([*arguments, "--site", str(place.site)])
        streams = capsys.readouterr()
        return Done(status, streams.out, streams.err)

    return call
