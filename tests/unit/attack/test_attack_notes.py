"""What notes give away: through a careless reader, or through the notes that stay behind."""

import csv
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.model.layout import InputShape
from drivectl.source.workbook import rows_of
from drivectl.steps import reviews

Scene = Any  # the fixture of conftest.py


def with_notes(scene: Scene, case: str, *texts: str) -> None:
    """Make ``case`` a very high risk case in hiding whose only notes are ``texts``."""
    rows = scene.rows("clients")
    row = next(one for one in rows if one["Case Ref"] == case)
    row |= {"Risk": "VERY HIGH", "Address Known To Perp": "No", "Client Address": "12 Quill Lane"}
    scene.write("clients", rows)
    path = scene.export / "notes.csv"
    with path.open(encoding="cp1252", newline="") as stream:
        notes = [one for one in csv.DictReader(stream) if one["Case Ref"] != row["Case Ref"]]
    about = {"Case Ref": row["Case Ref"], "Recorded For": "Worker", "Note Type": "Case note"}
    notes += [notes[0] | about | {"Note ID": f"N99999{at}", "Note": text} for at, text in enumerate(texts)]
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.DictWriter(stream, list(notes[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(notes)


def children(scene: Scene) -> dict[str, list[tuple[str, str]]]:
    """Case -> (born, first name) of its children, the oldest first; what has no birth date is left out."""
    path, shape = (
        scene.export / "children.xlsx",
        InputShape(format="xlsx", sheet="Children", skip_rows=1, header_rows=2),
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows_of(path.read_bytes(), shape, path):
        case, _, first, _, born = map(str, row[:5])
        if case.startswith("D-") and born[-4:].isdigit():
            found.setdefault(case, []).append((born[-4:] + born[3:5] + born[:2], first))
    return {case: sorted(ones) for case, ones in found.items()}


def decided(scene: Scene, **said: dict[str, str]) -> list[str]:
    """Read every note, as ``said`` by the first words of each where it is named there; what leaves of those notes."""
    scene.draft()
    desk, sheet, done = scene.desk, scene.folder / "to-read.csv", scene.folder / "read.csv"
    reading = pipeline.review(desk, [scene.draft_of_police])
    reviews.ask(reading.notes, sheet)
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        first = row["What will leave"].partition(" ")[0]
        row.update({"Decision": "read", "By": "A. Reader"} | said.get(first, {}))
        if row["Open"] == "all":
            row["Open"] = ", ".join(str(at + 1) for at, _ in enumerate(row["Hidden"].split(";")))
    with done.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    _, made = pipeline.decide(desk, reading, done)
    texts = {note.masked.text for note in made[0].copy.notes if note.leaves}
    return sorted(one for one in texts if one and one.partition(" ")[0] in {"Alpha", "Bravo"})


@pytest.mark.parametrize("shown", ["12 Quill Lane", "12 quill lane"])
def test_a_reader_cannot_open_an_address_in_hiding(scene: Scene, shown: str) -> None:
    with_notes(scene, scene.ready("Yes")[0], f"Alpha wind: he waits outside {shown} again, says the worker.")
    (text,) = decided(scene, Alpha={"Open": "all"})
    assert "quill" not in text.lower()


def test_the_numbers_of_people_do_not_tell_of_a_note_that_was_left_out(scene: Scene) -> None:
    ready = scene.ready("Yes")
    case, (*others, last) = next((case, ones) for case, ones in children(scene).items() if case in ready and ones[1:])
    named = " and ".join(first for _, first in others)
    with_notes(scene, case, f"Alpha wind: {named} came by.", f"Bravo wind: {last[1]} came by.")
    (text,) = decided(scene, Alpha={"Decision": "withhold"})
    assert "[CHILD 1]" in text
