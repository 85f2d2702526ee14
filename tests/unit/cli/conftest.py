"""One run of drivectl, in process: streams, status, and a home of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drivectl.cli import main


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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in ("NO_COLOR", "DRIVECTL_SITE", "DRIVECTL_STATE", "DRIVECTL_PLAIN", "DRIVECTL_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def drivectl(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    assert home.is_dir()

    def run(*arguments: str) -> Done:
        status = main(list(arguments))
        streams = capsys.readouterr()
        return Done(status, streams.out, streams.err)

    return run
