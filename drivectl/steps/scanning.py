"""Count personal data in an export: kinds and places, never values."""

from collections import Counter
from dataclasses import dataclass

from drivectl.recognise.engine import Engine
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
