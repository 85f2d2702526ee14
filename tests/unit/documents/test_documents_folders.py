"""A folder of documents: all or nothing, and no name of a file that could name somebody."""

from pathlib import Path
from typing import Any

import pytest

from drivectl.source.loose import PAPER_LIMIT

MAIL = b"From: a\nSubject: Call\n\nring 07700 900123 please\n"


@pytest.fixture
def letters(folder: Path) -> Path:
    (folder / "letters/2024 Zebedee Quillfeather").mkdir(parents=True)
    (folder / "letters/a.txt").write_text("ring 07700 900123 please")
    (folder / "letters/2024 Zebedee Quillfeather/Mrs Quillfeather 07700 900123.eml").write_bytes(MAIL)
    (folder / "out").mkdir()
    return folder / "letters"


def test_every_file_is_read_and_numbered(letters: Path, say: Any) -> None:
    found = say("scan", "letters", "--json", "-q")
    assert (found.json["summary"]["kinds"]["PHONE"], found.json["summary"]["texts"]) == (2, 4)
    done = say("redact", "letters", "-o", "out")
    assert done.status == 0, done.err
    made = sorted((letters.parent / "out").iterdir())
    assert [one.name for one in made] == ["document-001.DRAFT.eml", "document-002.DRAFT.txt"]
    assert all(b"07700" not in one.read_bytes() for one in made)


def test_one_file_that_cannot_be_read_stops_all(letters: Path, say: Any) -> None:
    for name, code in (
        ("z.msg", "save it as .eml"),
        ("z.rtf", "save it as .docx"),
        ("z.docx", "SRC232"),
        (".DS_Store", "SRC231"),
    ):
        (letters / name).write_bytes(b"x")
        done = say("redact", "letters", "-o", "out")
        assert (done.status, code in done.err, name in done.err) == (4, True, True), done.err
        assert list((letters.parent / "out").iterdir()) == []
        (letters / name).unlink()


def test_where_a_folder_goes_is_said(letters: Path, say: Any) -> None:
    for more, words in (
        ((), "give -o"),
        (("-o", "none"), "give -o"),
        (("-o", "letters"), "inside"),
        (("-o", "-"), "give -o"),
    ):
        done = say("redact", "letters", *more)
        assert (done.status, words in done.err) == (2, True), done.err
    (letters / "t.csv").write_text("a\n1\n")
    assert say("redact", "letters", "-o", "out").status == 2


def test_a_name_in_a_file_name_is_not_handed_on(folder: Path, say: Any) -> None:
    (folder / "Mrs Quillfeather_07700 900123.txt").write_text("she rang")
    assert say("redact", "Mrs Quillfeather_07700 900123.txt").status == 0
    assert (folder / "document-001.DRAFT.txt").read_text() == "she rang"
    assert say("redact", "Mrs Quillfeather_07700 900123.txt", "-o", "Chosen 07700 900123.txt").status == 0
    assert (folder / "Chosen 07700 900123.DRAFT.txt").exists()


def test_a_document_over_the_limit_is_refused(folder: Path, say: Any) -> None:
    with (folder / "big.pdf").open("wb") as stream:
        stream.truncate(PAPER_LIMIT + 1)
    done = say("scan", "big.pdf")
    assert (done.status, "SRC205" in done.err) == (4, True)
