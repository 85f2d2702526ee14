# ruff: noqa: T201 -- a script that prints figures
"""How much of the development case notes is hidden, how much is hidden in vain, and how fast.

    python tests/benchmarks/redaction.py [--missed]

The notes (``tests/data/casenotes.jsonl``) are invented; the rules were tuned on them, so these figures flatter.
Accepted and unsure findings count as hidden; QUASI spans are left out. Speed is printed and never asserted.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drivectl.model.finding import PROTECTED, SOFT, Cast, Finding
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import NAMES, Engine

NOTES = Path(__file__).resolve().parents[1] / "data/casenotes.jsonl"
FAST = ("known", "uk", "names-rules")
Row = Mapping[str, Any]


@dataclass
class Score:
    """Counts over all notes."""

    spans: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    notes: int = 0
    leaking: int = 0
    negatives: int = 0
    negatives_hidden: int = 0
    plain: int = 0
    plain_hidden: int = 0
    bytes: int = 0
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)

    def recall(self, group: str) -> float:
        """The share of spans of a group ("direct", "protected", "soft") that are hidden whole."""
        return self.hidden[group] / self.spans[group]

    @property
    def figures(self) -> dict[str, float]:
        """The figures by name."""
        return {
            "protected recall": self.recall("protected"),
            "direct recall": self.recall("direct"),
            "soft recall": self.recall("soft"),
            "document leak": self.leaking / self.notes,
            "hard negatives hidden": self.negatives_hidden / self.negatives,
            "over-redaction": self.plain_hidden / self.plain,
        }


def score(engine: Engine, *, record: bool) -> Score:
    """Find in every case of the notes, with or without its record, and compare with what was marked."""
    cases: dict[str, list[Row]] = defaultdict(list)
    for line in NOTES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        cases[row["case_id"]].append(row)
    result = Score()
    for case, rows in cases.items():
        cast = record_cast(rows[0]["record"], case) if record else Cast(case=case, people=())
        started = time.process_time()
        found = engine.find([row["text"] for row in rows], cast)
        result.seconds += time.process_time() - started
        for row, findings in zip(rows, found, strict=True):
            _count(result, row, findings)
    return result


def _count(result: Score, row: Row, findings: Sequence[Finding]) -> None:
    text: str = row["text"]
    hidden = {at for one in findings for at in range(one.start, one.end)}
    leaks = False
    for span in row["spans"]:
        if span["label"] == "QUASI":
            continue
        whole = all(at in hidden for at in range(span["start"], span["end"]) if text[at].isalnum())
        groups = ["soft"] if span["label"] in SOFT else ["direct"]
        if groups == ["direct"] and span["role"] in PROTECTED:
            groups.append("protected")
        result.spans.update(groups)
        if whole:
            result.hidden.update(groups)
        else:
            leaks |= groups != ["soft"]
            result.missed.append(f"{row['id']} {span['label']} {text[span['start'] : span['end']]!r}")
    result.notes += 1
    result.leaking += leaks
    result.bytes += len(text.encode())
    result.negatives += len(row["negatives"])
    result.negatives_hidden += sum(
        any(at in hidden for at in range(one["start"], one["end"])) for one in row["negatives"]
    )
    marked = {at for one in (*row["spans"], *row["ignore"]) for at in range(one["start"], one["end"])}
    plain = [at for at, char in enumerate(text) if char.isalnum() and at not in marked]
    result.plain += len(plain)
    result.plain_hidden += sum(at in hidden for at in plain)


def main() -> None:
    """Print the figures of the fast recognisers and of all, with and without the record."""
    for names in (FAST, NAMES):
        engine = Engine(names)
        for record in (True, False):
            score(engine, record=record)
            result = score(engine, record=record)
            print(f"{'+'.join(names)}, {'with' if record else 'without'} record")
            for name, figure in result.figures.items():
                print(f"  {name:22} {figure:6.1%}")
            print(f"  {result.bytes / result.seconds / 1000:.0f} KB per CPU second")
            if "--missed" in sys.argv:
                print(*(f"  missed {one}" for one in result.missed), sep="\n")


if __name__ == "__main__":
    main()
