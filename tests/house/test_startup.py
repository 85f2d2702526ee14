"""What a person waits for: the modules that --version, --help and every CMD --help must not import."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from drivectl.cli.registry import COMMANDS, GROUPS

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "PIL", "cryptography", "docx", "faker", "fontTools", "fpdf", "jinja2", "numpy", "onnxruntime", "phonenumbers", "polars", "presidio_analyzer",
    "pydantic", "pypdf", "python_calamine", "rich", "spacy", "stdnum", "tldextract", "xlsxwriter", "yaml",
    "importlib.metadata", "asyncio", "socket", "ssl", "http.client",
}  # fmt: skip
ASK = """
import io, json, sys
from drivectl.cli import main
calls = json.loads(sys.argv[1])
screen, sys.stdout = sys.stdout, io.StringIO()
statuses = [main(call) for call in calls]
screen.write(json.dumps([statuses, sorted(sys.modules)]))
"""


def modules_after(*calls: list[str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(calls)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120,
    )  # fmt: skip
    statuses, modules = json.loads(done.stdout)
    assert statuses == [0] * len(calls)
    return set(modules)


def test_version_needs_nothing() -> None:
    assert not modules_after(["--version"]) & (HEAVY | {"click", "drivectl.codes"})


def test_help_is_light() -> None:
    seen = modules_after(["--help"])
    assert not seen & HEAVY
    assert not {one for one in seen if one.startswith("drivectl.cli.commands.")}


def test_help_of_every_command_is_light() -> None:
    calls = [[*path.split(), "--help"] for path in (*COMMANDS, *GROUPS)]
    assert modules_after(*calls) & HEAVY == set()


ALIASES = {"policy explain": "explain"}
"""What is only another name shows the examples of the command itself."""


@pytest.mark.parametrize("path", COMMANDS)
def test_help_has_a_sentence_and_two_examples(path: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "drivectl", *path.split(), "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    text = done.stdout
    assert text.count(f"\n  drivectl {ALIASES.get(path, path)}") >= 2
    assert max(map(len, text.splitlines())) <= 100
