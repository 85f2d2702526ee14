"""A small stage with cheap keys, made once; each test works on a copy of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from drivectl.config import load_settings
from drivectl.site import open_site
from drivectl.steps.desk import Desk
from drivectl.tour.stage import DRIVE, set_stage


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_stage(tmp_path_factory.mktemp("stage") / "s", lambda _: None, cases=12, work=10).folder


@pytest.fixture
def desk_at(staged: Path, tmp_path: Path) -> Callable[..., Desk]:
    folder = tmp_path / "s"
    shutil.copytree(staged, folder)
    phrase = (folder / "passphrase.txt").read_bytes().strip()

    def desk(party: str = DRIVE, days: int = 0) -> Desk:
        from datetime import UTC, datetime, timedelta

        site = open_site(load_settings(folder / party / "site", environ={}))
        return Desk(site, lambda: phrase, now=lambda: datetime.now(UTC) + timedelta(days=days))

    return desk
