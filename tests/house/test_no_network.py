"""Nothing here talks to a network: the whole demo runs where no socket can be opened, and does not even try."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TRY = "import socket; socket.getaddrinfo('localhost', 80)"


def test_the_demo_opens_no_socket(toured: Any) -> None:
    assert toured.status == 0, toured.words
    assert toured.attempts == ""


@pytest.mark.parametrize(
    "source",
    [TRY, "import socket; socket.create_connection(('127.0.0.1', 9))", "import socket; socket.socket()"],
)
def test_the_guard_sees_an_attempt(forbidding: str, tmp_path: Path, source: str) -> None:
    seen = tmp_path / "attempts"
    path = {"PYTHONPATH": forbidding, "HOUSE_ATTEMPTS": str(seen)}
    done = subprocess.run([sys.executable, "-c", source], env={**os.environ, **path}, capture_output=True, check=False)
    assert done.returncode == 1
    assert seen.read_text().startswith("socket.")


def test_no_library_opens_a_socket_when_it_is_imported(forbidding: str, tmp_path: Path) -> None:
    seen = tmp_path / "attempts"
    seen.touch()
    root = Path(__file__).resolve().parents[2]
    modules = [
        ".".join(one.relative_to(root).with_suffix("").parts)
        for one in sorted((root / "drivectl").rglob("*.py"))
        if one.stem not in {"__main__", "files_windows"}
    ]
    source = "import importlib, sys; [importlib.import_module(one) for one in sys.argv[1:]]"
    subprocess.run(
        [sys.executable, "-c", source, *modules],
        env={**os.environ, "PYTHONPATH": forbidding, "HOUSE_ATTEMPTS": str(seen)}, check=True, timeout=300,
    )  # fmt: skip
    assert seen.read_text() == ""


def test_the_demo_runs_on_a_machine_without_a_network(elsewhere: tuple[Any, frozenset[str]]) -> None:
    done, can = elsewhere
    if "unshare" not in can:
        pytest.skip("unshare cannot take the network away from a process here")
    assert done.status == 0, done.words
    assert done.attempts == ""


LOOK = "import time; from drivectl.recognise.names.weights import session; kept = session(); time.sleep(20)"
"""The library waits about nine seconds before it first tries."""


def quiet(tmp_path: Path) -> dict[str, str]:
    """An environment whose home and temporary folders are empty."""
    homes = {one: str(tmp_path / one.lower()) for one in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    for one in homes.values():
        Path(one).mkdir()
    own = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    return {**own, **homes, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize("asked", [(), ("--workers", "2")])
def test_no_library_keeps_anything_of_a_run(tmp_path: Path, asked: tuple[str, ...]) -> None:
    """Native code is beyond the guard above: a library that reports to its makers shows by what it writes down first."""
    note = tmp_path / "note.txt"
    note.write_text("Told Imogen Ashgrove that he rang.")
    there = quiet(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    scan = [sys.executable, "-m", "drivectl", "scan", *asked, str(note)]
    done = subprocess.run(scan, env=there, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert "PERSON" in done.stdout, done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_native_code_opens_no_socket_either(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    strace = ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace)]
    if not shutil.which("strace") or subprocess.run([*strace, "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace cannot watch a process here")
    done = subprocess.run([*strace, sys.executable, "-c", LOOK], env=quiet(tmp_path), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "socket" not in trace.read_text()
