"""What the house tests share: a small site with two partners, built once, and the demo, run once without a network."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from drivectl import pipeline
from drivectl.crypto import keyring
from drivectl.tour.scenes import Tour, draft, read
from drivectl.tour.stage import Stage, set_stage

ROOT = Path(__file__).resolve().parents[2]
CASES = 250
"""So many that the k gate of the evaluator's agreement passes with room to spare."""
FORBIDDING = """
import os, sys

def _forbid(event, args):
    if event.startswith("socket.") and event != "socket.gethostname":
        with open(os.environ["HOUSE_ATTEMPTS"], "a") as stream:
            stream.write(event + " " + repr(args[1:]) + "\\n")
        raise OSError("no socket here")

sys.addaudithook(_forbid)
"""
"""An audit hook sees sockets of any library, C code included."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """A clean environment for a process whose user folders are in ``home``."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DRIVECTL_", "XDG_", "COV_"))}
    folders = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data")}
    return clean | folders | {"TMPDIR": str(home), "PYTHONPATH": str(ROOT)} | more


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Stage]:
    """Makes a stage of its own below a fresh folder; its keys are cheap to unlock (passphrase work 2^10)."""
    real = keyring.Keyring

    def make(name: str) -> Stage:
        keyring.Keyring = partial(real, work=10)  # type: ignore[assignment,misc]
        try:
            return set_stage(tmp_path_factory.mktemp(name) / "stage", lambda _: None, cases=CASES)
        finally:
            keyring.Keyring = real  # type: ignore[misc]

    return make


@dataclass
class Ready:
    """A stage with two drafts that could be sent, and the means to put everything back."""

    stage: Stage
    made: Sequence[pipeline.Drafted]
    kept: Path

    @property
    def changing(self) -> tuple[Path, ...]:
        """The folders that drafting and sending change."""
        return self.stage.folder / pipeline.DRAFTS, self.stage.drive.site.state

    def keep(self) -> None:
        """Remember how things are."""
        for number, folder in enumerate(self.changing):
            shutil.copytree(folder, self.kept / str(number), symlinks=True)

    def restore(self) -> None:
        """Put back what :meth:`keep` remembered, and remove what was sealed or left half-made."""
        for number, folder in enumerate(self.changing):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.kept / str(number), folder, symlinks=True)
        for one in (*self.stage.folder.glob("DRV-*"), *self.stage.folder.glob(".drivectl-*")):
            one.unlink()


@pytest.fixture(scope="session")
def ready(build: Callable[[str], Stage], tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Two drafts whose notes have been read."""
    tour = Tour(build("ready"), lambda _: None)
    made = read(tour, draft(tour))
    found = Ready(stage=tour.stage, made=made, kept=tmp_path_factory.mktemp("kept"))
    found.keep()
    return found


@dataclass(frozen=True)
class Toured:
    """The demo as it ran: its folder, its words, and every attempt to open a socket."""

    folder: Path
    status: int
    words: str
    attempts: str


@pytest.fixture(scope="session")
def forbidding(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PYTHONPATH under which no socket can be opened; attempts are written to the file HOUSE_ATTEMPTS."""
    hooks = tmp_path_factory.mktemp("hooks")
    (hooks / "sitecustomize.py").write_text(FORBIDDING, encoding="utf-8")
    return os.pathsep.join((str(hooks), str(ROOT)))


@pytest.fixture(scope="session")
def toured(forbidding: str, tmp_path_factory: pytest.TempPathFactory) -> Toured:
    """``drivectl demo``, whole and once, in a process that may not open a socket."""
    return tour_in(tmp_path_factory.mktemp("demo"), forbidding)


def tour_in(home: Path, path: str, *before: str) -> Toured:
    """Run the demo in the new folder ``home/tour``; ``before`` are words such as faketime's."""
    attempts = home / "attempts.txt"
    attempts.touch()
    done = subprocess.run(
        [*before, sys.executable, "-m", "drivectl", "demo", "--into", str(home / "tour")],
        cwd=home, env=environment(home, PYTHONPATH=path, HOUSE_ATTEMPTS=str(attempts)),
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    words = done.stdout + done.stderr
    return Toured(home / "tour", done.returncode, words, attempts.read_text())


@pytest.fixture(scope="session")
def elsewhere(forbidding: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Toured | None, frozenset[str]]:
    """The demo once more, without a network and three years on, as far as this machine can do either."""
    alone, later = ("unshare", "--map-root-user", "--net"), ("faketime", "-f", "+3y")
    can = {
        before[0]: before
        for before in (alone, later)
        if shutil.which(before[0])
        and not subprocess.run([*before, "true"], capture_output=True, check=False).returncode
    }
    if not can:
        return None, frozenset()
    words = [word for before in can.values() for word in before]
    return tour_in(tmp_path_factory.mktemp("elsewhere"), forbidding, *words), frozenset(can)


@pytest.fixture(scope="session", name="environment")
def environment_of() -> Callable[..., dict[str, str]]:
    """:func:`environment`, for tests, which cannot import this file."""
    return environment
