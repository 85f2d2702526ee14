"""A review is taken back whole or not at all, names a person, and can open only what may be opened."""

import csv
import io
import stat
from datetime import date
from pathlib import Path

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.finding import Finding, Kind
from drivectl.model.review import NoteItem
from drivectl.review.queue import COLUMNS, apply_decision, digest_of, export_queue, import_queue

TODAY = date(2026, 3, 2)
TEXT = "=Jo Bloggs rang Ann Other at Dove House about the tall neighbour"


def span(word: str, **rest: object) -> Finding:
    start = TEXT.index(word)
    return Finding(start=start, end=start + len(word), kind=Kind.PERSON, score=0.9, layers=("known",), **rest)  # type: ignore[arg-type]


ITEM = NoteItem(
    table="notes",
    row=2,
    field="note.text",
    text=TEXT,
    will_leave="=[VICTIM] rang [PERSON] at [ADDRESS] about the tall neighbour",
    findings=(
        span("Jo Bloggs", role="victim", field="victim.name"),
        span("Ann Other", role="informant"),
        span("Dove House", field="victim.safe_address"),
    ),
)
OTHER = NoteItem(table="notes", row=3, field="note.text", text="Nothing.", will_leave="Nothing.", findings=())


def filled(tmp_path: Path, **cells: str) -> Path:
    path = tmp_path / "review.csv"
    export_queue(path, [ITEM, OTHER], overwrite=True)
    rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    for column, value in cells.items():
        rows[1][COLUMNS.index(column)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def refused(path: Path, items: list[NoteItem] | None = None) -> DrivectlError:
    with pytest.raises(DrivectlError) as caught:
        import_queue(path, items or [ITEM, OTHER], TODAY, frozenset({"victim.safe_address"}))
    assert caught.value.code == "SRC250"
    for value in ("Bloggs", "Other", "Dove"):
        assert value not in str(caught.value) + repr(caught.value.diagnostics)
    return caught.value


def test_the_file_is_private_and_shows_no_hidden_word(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    assert export_queue(path, [ITEM, OTHER]) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shown = path.read_text(encoding="utf-8-sig")
    assert not any(word in shown for word in ("Bloggs", "Ann Other", "Dove"))
    assert "'=[VICTIM]" in shown
    assert "1 PERSON victim; 2 PERSON informant; 3 PERSON" in shown


def test_read_open_and_hide(tmp_path: Path) -> None:
    path = filled(tmp_path, Decision="Read", Open="1", Hide="the tall  neighbour; rang", By="A Reader")
    (decision,) = import_queue(path, [ITEM, OTHER], TODAY)
    assert (decision.verdict, decision.by, decision.on) == ("read", "A Reader", TODAY)
    assert "A Reader" not in repr(decision)
    findings = apply_decision(ITEM, decision)
    assert [(TEXT[one.start : one.end], one.state) for one in findings] == [
        ("Jo Bloggs", "opened"),
        ("rang", "unsure"),
        ("Ann Other", "accepted"),
        ("Dove House", "accepted"),
        ("the tall neighbour", "unsure"),
    ]
    assert apply_decision(OTHER, None) == ()


def test_no_decision_stays_undecided(tmp_path: Path) -> None:
    assert import_queue(filled(tmp_path), [ITEM, OTHER], TODAY) == ()


@pytest.mark.parametrize(
    "cells",
    [
        {"Decision": "yes", "By": "A"},
        {"Decision": "read"},
        {"Decision": "read", "By": "A", "Open": "4"},
        {"Decision": "read", "By": "A", "Open": "0"},
        {"Decision": "read", "By": "A", "Open": "²"},
        {"Decision": "read", "By": "A", "Open": "all"},
        {"Decision": "read", "By": "A", "Open": "2"},
        {"Decision": "read", "By": "A", "Open": "3"},
        {"Decision": "read", "By": "A", "Hide": "no such words"},
        {"Open": "1"},
        {"Hide": "rang"},
        {"Digest": "n00"},
    ],
)
def test_a_row_that_is_not_plain_is_refused(tmp_path: Path, cells: dict[str, str]) -> None:
    assert refused(filled(tmp_path, **cells)).diagnostics[0].at is not None


def test_a_note_that_changed_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path, Decision="read", By="A")
    changed = NoteItem(table="notes", row=2, field="note.text", text=TEXT + "!", will_leave="", findings=ITEM.findings)
    refused(path, [changed, OTHER])
    fewer = NoteItem(table="notes", row=2, field="note.text", text=TEXT, will_leave="", findings=ITEM.findings[:1])
    refused(path, [fewer, OTHER])


def test_a_row_twice_and_every_fault_at_once(tmp_path: Path) -> None:
    path = filled(tmp_path, Decision="read")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[1]]))
    assert len(refused(path).diagnostics) == 2


@pytest.mark.parametrize("data", [b"", b"a,b\r\n1,2\r\n", b"\xff\xfe", b'"'])
def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(data)
    refused(path)


def test_a_decision_never_fits_another_note(tmp_path: Path) -> None:
    (decision,) = import_queue(filled(tmp_path, Decision="withhold", By="A"), [ITEM, OTHER], TODAY)
    assert decision.verdict == "withhold"
    with pytest.raises(DrivectlError):
        apply_decision(OTHER, decision)
    assert digest_of(ITEM) != digest_of(OTHER)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_sheet_that_excel_saved_in_its_own_way_is_taken(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = filled(tmp_path, Decision="read", By="Zoë")
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    (decision,) = import_queue(path, [ITEM, OTHER], TODAY)
    assert decision.by == "Zoë"


def test_an_edit_of_what_will_leave_is_refused(tmp_path: Path) -> None:
    """Somebody who rewrites the text in the sheet believes that the new words leave."""
    path = filled(tmp_path, **{"Decision": "read", "By": "A", "What will leave": "Rang today."})
    (fault,) = refused(path).diagnostics
    assert (fault.at is not None and fault.at.field, "edited" in fault.what) == ("What will leave", True)


def test_a_person_can_change_their_mind(tmp_path: Path) -> None:
    path = filled(tmp_path, Decision="withhold", By="A")
    (decision,) = import_queue(path, [OTHER], TODAY, decided=[ITEM])
    assert decision.verdict == "withhold"
