"""Nothing here talks to a network: the whole demo runs where no socket can be opened, and does not even try."""

import os
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
