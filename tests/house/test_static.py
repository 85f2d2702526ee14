"""Lint, format and types are tests: one command tells a developer everything."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = {
    "lint": ["ruff", "check", "drivectl", "tests"],
    "format": ["ruff", "format", "--check", "drivectl", "tests"],
    "types": ["mypy"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_static(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
