"""The registry of codes is whole: what the source raises is registered, what is registered is raised and explained."""

import ast
import re
from pathlib import Path

import pytest

from drivectl.cli import main
from drivectl.codes import CODES

ROOT = Path(__file__).resolve().parents[2]
SHAPE = re.compile(r"(STR|LAW|DAT|SAF|TXT|DIS|XFR|RET|GOV|TST|LEK|SRC|OUT|KEY|BND|AUD|ENV)\d{3}")
EXITS = {1, 2, 3, 4, 5, 70}


def used() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (ROOT / "drivectl").rglob("*.py"):
        if path.parent.name != "codes":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and SHAPE.fullmatch(node.value):
                    found[node.value] = f"{path.name}:{node.lineno}"
    return found


def test_every_code_in_the_source_is_registered() -> None:
    assert {code: place for code, place in used().items() if code not in CODES} == {}


def test_every_registered_code_is_raised_somewhere() -> None:
    assert sorted(set(CODES) - set(used())) == []


@pytest.mark.parametrize("code", CODES)
def test_entry_is_complete_and_explained(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    entry = CODES[code]
    assert SHAPE.fullmatch(code)
    assert entry.name.startswith("E_")
    assert entry.exit in EXITS
    assert all(text.endswith((".", "?")) and "!" not in text for text in (entry.what, entry.why, entry.fix))
    assert main(["explain", code, "-q"]) == 0
    shown = capsys.readouterr().out
    assert all(text in shown for text in (code, entry.name, entry.what, entry.why, entry.fix))


def test_names_are_unique() -> None:
    assert len({entry.name for entry in CODES.values()}) == len(CODES)
