"""Count personal data in an export: kinds and places, never values."""

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from drivectl.model.finding import SOFT, Kind
from drivectl.recognise.engine import Engine
from drivectl.steps.documents import Document, Text
from drivectl.steps.intake import Intake
from drivectl.steps.texts import TextReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was found. ``places`` counts by (table, field, kind)."""

    texts: int
    texts_with: int
    kinds: Counter[str]
    places: Counter[tuple[str, str, str]]


def count_export(intake: Intake, engine: Engine) -> Counts:
    """Count what the engine finds in every free text of the export, using the case record."""
    reader = TextReader(intake, engine, lambda _: None)
    kinds: Counter[str] = Counter()
    places: Counter[tuple[str, str, str]] = Counter()
    texts = texts_with = 0
    for case in intake.cases:
        for (table, _, path), found in reader.found(case).items():
            texts += 1
            texts_with += bool(found)
            for one in found:
                kinds[one.kind.value] += 1
                places[table, path, one.kind.value] += 1
    return Counts(texts=texts, texts_with=texts_with, kinds=kinds, places=places)


def count_documents(documents: Sequence[Document]) -> Counts:
    """Count what was found in every text of ``documents``."""
    kinds: Counter[str] = Counter()
    places: Counter[tuple[str, str, str]] = Counter()
    for document in documents:
        for text in document.texts:
            for one in text.findings:
                kinds[one.kind.value] += 1
                places[document.path.name, text.field, one.kind.value] += 1
    texts = [text for document in documents for text in document.texts]
    return Counts(texts=len(texts), texts_with=sum(bool(one.findings) for one in texts), kinds=kinds, places=places)


def only(documents: Sequence[Document], kinds: frozenset[Kind], least: float) -> list[Document]:
    """``documents`` with the findings of ``kinds`` (none named: all) that score at least ``least``."""

    def kept(text: Text) -> Text:
        found = (one for one in text.findings if one.score >= least and (one.kind in kinds or not kinds))
        return dataclasses.replace(text, findings=tuple(found))

    return [dataclasses.replace(one, texts=tuple(map(kept, one.texts))) for one in documents]


def fails(documents: Sequence[Document], on: str) -> bool:
    """Whether something was found that counts: anything, what is certain and direct (``high``), or nothing."""
    found = [one for document in documents for text in document.texts for one in text.findings]
    certain = (one for one in found if one.state == "accepted" and one.kind not in SOFT)
    return {"any": bool(found), "high": any(certain), "none": False}[on]


def findings_file(documents: Sequence[Document]) -> bytes:
    """Every finding as a line of JSON for each text: where and what, never the value."""
    lines = [_line(document, text) for document in documents for text in document.texts]
    return b"".join(json.dumps(one).encode() + b"\n" for one in lines)


def _line(document: Document, text: Text) -> dict[str, object]:
    spans: list[object] = [
        {
            "start": one.start,
            "end": one.end,
            "label": one.kind.value,
            "role": one.role,
            "score": round(one.score, 2),
            "rule": "/".join([*one.layers[:1], *one.reasons[:1]]),
            "state": one.state,
        }
        for one in text.findings
    ]
    where: dict[str, object] = {"file": document.path.name, "row": text.row, "field": text.field, "spans": spans}
    return {"id": text.id or f"{document.path.name}:{text.row}", **where}
