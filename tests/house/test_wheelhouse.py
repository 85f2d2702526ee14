"""A machine without a package index: ``.ci/wheelhouse`` makes a folder from which drivectl installs, hashes checked."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=folder, env={**os.environ, **more}, capture_output=True, text=True, check=False, timeout=1200
    )


@pytest.mark.slow
def test_it_installs_without_an_index(tmp_path: Path) -> None:
    first = re.search(r"(?m)^\S+==\S+", (ROOT / ".requirements" / "run.txt").read_text(encoding="utf-8"))
    assert first
    pip = (sys.executable, "-m", "pip")
    probe = run(*pip, "download", "-q", "--no-deps", "-d", "probe", first.group(), folder=tmp_path)
    if probe.returncode:
        pytest.skip("no package index can be reached: the wheelhouse was not made")
    house, venv = tmp_path / "wheels", tmp_path / "venv"
    made = run(str(ROOT / ".ci" / "wheelhouse"), str(house), folder=tmp_path, PYTHON=sys.executable)
    assert made.returncode == 0, made.stderr
    steps = [
        ("sha256sum", "--check", "--quiet", "SHA256SUMS"),
        (sys.executable, "-m", "venv", str(venv)),
        (f"{venv}/bin/pip", "install", "-q", "--no-index", "--find-links", ".", "--require-hashes", "-r", "run.txt"),
        (
            f"{venv}/bin/pip",
            "install",
            "-q",
            "--no-index",
            "--no-deps",
            *(one.name for one in house.glob("drivectl-*")),
        ),
        (f"{venv}/bin/pip", "check"),
    ]
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "HOME": str(tmp_path)}
    for step in steps:
        done = run(*step, folder=house, **nowhere)
        assert done.returncode == 0, (step, done.stdout, done.stderr)
    work = tmp_path / "work"
    work.mkdir()
    (work / "note.txt").write_text("Rang Alex Example on 07700 900123.\n", encoding="utf-8")
    for words in ("--version", "explain SRC210", "new site service", "scan note.txt --fail-on none"):
        done = run(f"{venv}/bin/drivectl", *words.split(), folder=work, PYTHONPATH="", **nowhere)
        assert done.returncode == 0, (words, done.stderr)
