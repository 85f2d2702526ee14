"""``drivectl scan``: count personal data in texts, never show it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from drivectl.cli.options import Run, command, layouts
from drivectl.cli.texts import crew_of, kinds_of, reader_of, tell_detectors, tell_record, text_options
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.steps.documents import Document
    from drivectl.steps.scanning import Counts


@command(
    examples=("drivectl scan exports/2026-12-04", "drivectl scan notes.csv --text-field Note --spans found.jsonl"),
    see=("redact", "share"),
)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH...")
@layouts()
@text_options
@click.option("--kinds", metavar="KIND,...", help="Only these kinds.")
@click.option("--min-score", type=click.FloatRange(0, 1), default=0, metavar="N", help="Only findings as sure as this.")
@click.option("--overwrite", is_flag=True, help="Replace the file of --spans if it exists.")
@click.option("--fail-on", type=click.Choice(["any", "high", "none"]), default="any", help="What makes the status 1.")
def scan(  # noqa: PLR0913 -- the options of the command
    run: Run,
    paths: tuple[Path, ...],
    *,
    spans: Path | None,
    overwrite: bool,
    fail_on: Literal["any", "high", "none"],
    kinds: str | None,
    min_score: float,
    **about: Any,
) -> int:
    """Count personal data in an export, in one of its tables, or in loose files (- is stdin): by kind, field, place.

    Only texts are searched: the other columns of an export are what its layout says. A value is never shown.
    """
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.steps.scanning import count_documents, fails, findings_file, only  # noqa: PLC0415

    if spans is not None:
        files.refuse_same(spans, *paths)
        files.refuse_target(spans, overwrite=overwrite)
    wanted = kinds_of(kinds)
    crew = crew_of(run, about)
    reader, _ = reader_of(run, about, crew, tolerant=True)
    documents = [one for path in paths for one in reader.read(path, sys.stdin.buffer.read)]
    documents = only(documents, wanted, min_score)
    counts = count_documents(documents)
    if spans is not None:
        files.write_bytes(spans, findings_file(documents), overwrite=overwrite)
    status = int(fails(documents, fail_on))
    _tell(run, documents, counts, status, crew.detectors)
    if spans is not None:
        run.terminal.words(f"Wrote {spans} (only you can read it)")
    return status


def _tell(
    run: Run, documents: "list[Document]", counts: "Counts", status: int, detectors: list[dict[str, str]]
) -> None:
    words = run.terminal.words
    for one in documents:
        if one.layout:
            words(f"{one.path.name}: layout {one.layout}")
        tell_record(run, one)
        for column in one.unchecked:
            words(f"{one.path.name}: NOT CHECKED: {column}", always=True)
    for (place, field, kind), number in sorted(counts.places.items()):
        run.terminal.record(place, field, kind, number, text=f"{place}, {field}: {kind} {number:,}")
    total = sum(counts.kinds.values())
    tell_detectors(run, detectors)
    words(f"Found {total:,} in {counts.texts_with:,} of {many(counts.texts, 'text')}")
    if total:
        words("This is a finding, not a fault.")
    else:
        words("A search can miss what a person would see: nothing found is no proof.")
    run.terminal.emit_json(
        "scan",
        status,
        {
            "summary": {
                "total": total,
                "texts": counts.texts,
                "texts_with": counts.texts_with,
                "kinds": dict(sorted(counts.kinds.items())),
            },
            "files": [
                {"path": str(one.path), "layout": one.layout, "cases": one.cases, "not_checked": list(one.unchecked)}
                for one in documents
            ],
            "detectors": detectors,
            "places": [
                {"file": place, "field": field, "kind": kind, "count": number}
                for (place, field, kind), number in sorted(counts.places.items())
            ],
        },
    )
