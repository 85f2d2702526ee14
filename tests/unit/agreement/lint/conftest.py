"""Lint the shipped policies with some text of them changed."""

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import asked, lint
from drivectl.spec.policies import read_policies

SHIPPED = Path(__file__).parents[4] / "policies"
DAY = date(2026, 12, 4)
ASKED = ("STR", "LAW", "DAT", "SAF", "TXT")

Edit = tuple[str, str, str]
"""File, old text, new text."""
Found = list[tuple[str, str, str]]
Changed = Callable[..., Found]


@pytest.fixture(scope="session")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[frozenset[str]], frozenset[tuple[str, str]]]:
    """What is found in the shipped policies with only some of the agreements: code and what is said."""

    @functools.cache
    def run(agreements: frozenset[str]) -> frozenset[tuple[str, str]]:
        found = _lint(_texts(agreements), tmp_path_factory.mktemp("unchanged"), ASKED)
        return frozenset((code, what) for code, _, what in found)

    return run


@pytest.fixture
def changed(tmp_path: Path, unchanged: Callable[[frozenset[str]], frozenset[tuple[str, str]]]) -> Changed:
    """What edits bring: code, the line that it is found on, and what is said; less what was found before.

    Only the agreements that are edited are there; the first one where none is.
    """

    calls = itertools.count()

    def run(edits: Sequence[Edit], codes: Sequence[str] = ASKED) -> Found:
        agreements = frozenset(one[0] for one in edits if one[0].startswith("isa/")) or frozenset({"isa/police.yaml"})
        texts = _texts(agreements)
        for file, old, new in edits:
            assert old in texts[file]
            texts[file] = texts[file].replace(old, new, 1)
        before = unchanged(agreements)
        return [one for one in _lint(texts, tmp_path / f"{next(calls)}", codes) if (one[0], one[2]) not in before]

    return run


def _texts(agreements: frozenset[str]) -> dict[str, str]:
    files = {path.relative_to(SHIPPED).as_posix(): path for path in SHIPPED.rglob("*.yaml")}
    wanted = {file: path for file, path in files.items() if not file.startswith("isa/") or file in agreements}
    return {file: path.read_text(encoding="utf-8") for file, path in wanted.items()}


def _lint(texts: Mapping[str, str], folder: Path, codes: Sequence[str]) -> Found:
    for file, text in texts.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    report = lint(read_policies(folder), DAY, Machine(), asked(codes, ()))
    return [
        (one.code, texts[one.at.file.relative_to(folder).as_posix()].splitlines()[(one.at.line or 1) - 1], one.what)
        for one in report.findings
    ]
