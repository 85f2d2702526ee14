"""``drivectl redact``: nothing found is left in clear, nothing is written over, nothing else of a table leaves."""

import csv
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl.cli import main
from drivectl.model.finding import Cast
from drivectl.recognise.engine import Engine

NOTE = "please ring Zebedee Quillfeather on 07700 900123 about 3 May 2024."


def logged(place: Any) -> list[dict[str, Any]]:
    return [json.loads(one) for one in (place.site.parent / "state/audit/log.jsonl").read_text().splitlines()]


def test_the_notes_of_an_export_hold_nothing_of_the_record(run: Callable[..., Any], place: Any) -> None:
    before = (place.export / "notes.csv").read_bytes()
    done = run("redact", "export/notes.csv", "-o", ".")
    assert done.status == 0, done.err
    target = place.folder / "notes.DRAFT.csv"
    text = target.read_text(encoding="utf-8-sig")
    assert [one for one in place.planted if len(one) > 3 and one.lower() in text.lower()] == []
    assert (target.stat().st_mode & 0o777, (place.export / "notes.csv").read_bytes()) == (0o600, before)
    receipt = done.err.splitlines()
    assert receipt[0] == "notes.csv: used the record of 30 cases from 7 tables of the export"
    assert receipt[1] == "Left out: Note ID, Case Ref, Date, Recorded For, Note Type"
    assert receipt[2].startswith("Hidden: ")
    assert receipt[2].endswith(" of them in doubt; 0 in clear.")
    assert done.out == "notes.DRAFT.csv\n"
    last = logged(place)[-1]
    assert (last["event"], last["counts"]["files"]) == ("redact.run", 1)
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["Note"]
    again = run("redact", "export/notes.csv", "-o", ".")
    assert (again.status, "OUT110" in again.err) == (3, True)


def test_only_free_text_that_may_be_read_leaves_a_table(run: Callable[..., Any], place: Any) -> None:
    done = run("redact", "export/clients.csv", "-o", "out.csv", "--keep-column", "Case Status")
    assert done.status == 0, done.err
    head = (place.folder / "out.DRAFT.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == "Perpetrator Substances,Perpetrator Record,Case Status"
    assert "Safe To Contact Notes" in done.err
    assert [one["event"] for one in logged(place)[-2:]] == ["setting.weakened", "redact.run"]
    for column in ("Client Surname", "Refuge", "Case Ref", "Last Updated By", "No Such"):
        bad = run("redact", "export/clients.csv", "-o", "-", "--keep-column", column)
        assert (bad.status, "TXT413" in bad.err, bad.out) == (3, True, ""), column
    none = run("redact", "export/events.csv", "-o", "-")
    assert (none.status, "TXT414" in none.err) == (4, True)


def test_without_its_siblings_a_table_is_read_alone_and_loudly(run: Callable[..., Any], place: Any) -> None:
    (place.folder / "alone").mkdir()
    shutil.copy(place.export / "notes.csv", place.folder / "alone")
    done = run("redact", "alone/notes.csv", "-q", "--allow-here")
    assert (done.status, "NO CASE RECORD" in done.err) == (0, True), done.err
    both = run(
        "redact", "alone/notes.csv", "-o", "-", "--known", "export", "--text-field", "Note", "--id-field", "Case Ref"
    )
    assert (both.status, "SRC203" in both.err) == (4, True)  # its encoding is declared in the layout alone


def test_known_people_are_hidden_in_a_loose_text(run: Callable[..., Any], place: Any) -> None:
    with (place.export / "clients.csv").open(encoding="utf-8-sig", newline="") as stream:
        row = next(csv.DictReader(stream))
    surname = row["Client Surname"].strip().capitalize()
    (place.folder / "memo.txt").write_text(f"we saw {surname.lower()} in the park with the dog.")
    done = run("redact", "memo.txt", "--known", "export", "-o", "-")
    assert done.status == 0, done.err
    assert surname.lower() not in done.out.lower()
    assert done.out.startswith("we saw [")


@pytest.fixture
def loose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "loose"
    folder.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(folder)
    (folder / "a.txt").write_text(NOTE)
    return folder


STYLES = {
    "role": "please ring [PERSON] on [PHONE] about [DATE].",
    "label": "please ring [PERSON] on [PHONE] about [DATE].",
    "blank": "please ring █████ on █████ about █████.",
}


@pytest.mark.parametrize(("style", "expected"), STYLES.items())
def test_styles_and_a_second_run_changes_nothing(
    loose: Path, capsys: pytest.CaptureFixture[str], style: str, expected: str
) -> None:
    assert main(["redact", "a.txt", "--style", style]) == 0
    said = capsys.readouterr()
    assert (loose / "a.DRAFT.txt").read_text() == expected
    assert said.err.splitlines()[0] == "a.txt: NO CASE RECORD. More is hidden and in doubt than with one."
    assert "Hidden: 3 names and details" in said.err
    assert main(["redact", "a.DRAFT.txt", "-o", "-", "--style", style]) == 0
    assert (
        capsys.readouterr().out.replace("\\[", "[") == expected
    )  # labels that stand in a source are marked as not ours


def test_kept_kinds_are_counted_and_nothing_in_doubt_is_kept(loose: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert loose.is_dir()
    assert main(["redact", "a.txt", "-o", "-", "--keep", "DATE"]) == 0
    said = capsys.readouterr()
    assert said.out == "please ring [PERSON] on [PHONE] about 3 May 2024."
    assert said.err.strip().endswith("1 in clear.")
    assert main(["redact", "a.txt", "-o", "-", "--keep", "DAET"]) == 2


def test_tables_without_a_layout(loose: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (loose / "b.csv").write_text(f'Ref,Name,Note\nR1,Zebedee,"{NOTE}"\nR2,Zebedee,"=1+1 for Zebedee"\n')
    for arguments in ((), ("--text-field", "Note"), ("--id-field", "Ref")):
        assert main(["redact", "b.csv", *arguments]) == 4
        assert "SRC214" in capsys.readouterr().err
    assert main(["redact", "b.csv", "--text-field", "Note", "--id-field", "Ref"]) == 0
    assert "Left out: columns that are not named: 1" in capsys.readouterr().err
    rows = list(csv.reader((loose / "b.DRAFT.csv").open()))
    assert rows[0] == ["Ref", "Note"]
    assert [row[0] for row in rows[1:]] == ["R1", "R2"]
    assert rows[2][1].startswith("'=")
    assert "Zebedee" not in (loose / "b.DRAFT.csv").read_text()
    record = {"victim": {"name": "Zebedee Quillfeather"}}
    (loose / "c.jsonl").write_text(json.dumps({"id": "n1", "text": "zebedee rang", "record": record}) + "\n")
    main(["redact", "c.jsonl", "--text-field", "text", "--id-field", "id", "--record-field", "record", "-o", "-"])
    assert json.loads(capsys.readouterr().out) == {"id": "n1", "text": "[VICTIM] rang"}


def test_what_cannot_be_read_or_written(loose: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (loose / "old.doc").write_bytes(b"x")
    (loose / "mail.msg").write_bytes(b"x")
    (loose / "empty.txt").write_bytes(b"")
    (loose / "folder").mkdir()
    (loose / "repository/.git").mkdir(parents=True)
    (loose / "taken.DRAFT.txt").write_text("mine")
    os.link(loose / "a.txt", loose / "same.DRAFT.txt")
    for arguments, code, status in (
        (("none.txt",), "SRC200", 4),
        (("old.doc",), "save it as .docx", 4),
        (("mail.msg",), "save it as .eml", 4),
        (("folder",), "redact takes files", 2),
        (("a.txt", "-o", "taken.txt"), "OUT110", 3),
        (("a.txt", "-o", "same.txt", "--overwrite"), "OUT116", 3),
        (("a.txt", "-o", "a.csv"), "or -o is a folder that exists", 2),
        (("a.txt", "-o", "none/a.txt"), "OUT112", 5),
        (("a.txt", "-o", "repository"), "OUT115", 3),
        (("a.txt", "--style", "token"), "KEY353", 5),
        (("a.txt", "-o", "-", "--json"), "stdout", 2),
        (("a.txt", "a.txt", "-o", "x.txt"), "one output", 2),
    ):
        assert main(["redact", *arguments]) == status, arguments
        said = capsys.readouterr()
        assert code in said.err + said.out, arguments
    assert (loose / "a.txt").read_text() == NOTE
    assert (loose / "taken.DRAFT.txt").read_text() == "mine"
    assert main(["redact", "a.txt", "-o", "repository", "--allow-here"]) == 0
    assert main(["redact", "a.txt", "-n"]) == 0
    assert not (loose / "a.DRAFT.txt").exists()


def test_what_a_second_pass_still_finds_stops_it(
    loose: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Engine(("uk",)).find(["07700 900123"], Cast(case="", people=()))
    monkeypatch.setattr(Engine, "find", lambda _self, texts, _cast: [list(found[0]) for _ in texts])
    assert main(["redact", "a.txt"]) == 1
    assert "TXT412" in capsys.readouterr().err
    assert not (loose / "a.DRAFT.txt").exists()
