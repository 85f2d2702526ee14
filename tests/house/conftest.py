"""What the house tests share: a small site with two partners, the wheel, and the demo, run here and from the wheel."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
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
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """On PYTHONPATH: no socket can be opened, and attempts are written to the file HOUSE_ATTEMPTS."""
    folder = tmp_path_factory.mktemp("hooks")
    (folder / "sitecustomize.py").write_text(FORBIDDING, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def forbidding(hooks: Path) -> str:
    """A PYTHONPATH with this checkout under which no socket can be opened."""
    return os.pathsep.join((str(hooks), str(ROOT)))


@pytest.fixture(scope="session")
def toured(forbidding: str, tmp_path_factory: pytest.TempPathFactory) -> Toured:
    """``drivectl demo``, whole and once, in a process that may not open a socket."""
    return _tour_in(tmp_path_factory.mktemp("demo"), forbidding, sys.executable, "-m", "drivectl")


def _tour_in(home: Path, path: str, *program: str) -> Toured:
    """Run the demo in the new folder ``home/tour``."""
    attempts = home / "attempts.txt"
    attempts.touch()
    done = subprocess.run(
        [*program, "demo", "--into", str(home / "tour")],
        cwd=home, env=environment(home, PYTHONPATH=path, HOUSE_ATTEMPTS=str(attempts)),
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    words = done.stdout + done.stderr
    return Toured(home / "tour", done.returncode, words, attempts.read_text())


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    target = tmp_path_factory.mktemp("wheel")
    build_package(ROOT, target, "wheel")
    (found,) = target.glob("*.whl")
    return found


def build_package(source: Path, target: Path, kind: str) -> None:
    """Build ``source`` as a wheel or sdist into ``target``."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(words, cwd=source, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="session")
def packaging() -> Callable[[Path, Path, str], None]:
    """:func:`build_package`, for tests, which cannot import this file."""
    return build_package


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare virtual environment with the wheel alone; it borrows the libraries, and only those, of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    words = ["--python", str(folder / "bin" / "python"), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True, timeout=300)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def elsewhere(hooks: Path, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Toured, frozenset[str]]:
    """The demo once more: from the wheel, without a network and three years on, as far as this machine can do it."""
    alone, later = ("unshare", "--map-root-user", "--net"), ("faketime", "-f", "+3y")
    can = {
        before[0]: before
        for before in (alone, later)
        if shutil.which(before[0])
        and not subprocess.run([*before, "true"], capture_output=True, check=False).returncode
    }
    before = [word for words in can.values() for word in words]
    home = tmp_path_factory.mktemp("elsewhere")
    return _tour_in(home, str(hooks), *before, str(installed / "bin" / "drivectl")), frozenset(can)


@pytest.fixture(scope="session", name="environment")
def environment_of() -> Callable[..., dict[str, str]]:
    """:func:`environment`, for tests, which cannot import this file."""
    return environment
