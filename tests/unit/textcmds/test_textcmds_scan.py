"""``drivectl scan``: counts of personal data by kind, field and place; never a value."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
NOTE = "Ring Zebedee Quillfeather on 07700 900123, his mother is Mrs Quillfeather."
WORDS = ("Zebedee", "Quillfeather", "900123")


def test_an_export_is_counted_with_its_record_and_without_a_value(run: Callable[..., Any], place: Any) -> None:
    done = run("scan", "export", "--spans", "found.jsonl")
    assert (done.status, "notes.csv, note.text: PERSON" in done.out) == (1, True), done.err
    assert "notes.csv: used the record of 30 cases from 7 tables of the export" in done.err
    assert done.err.splitlines()[-2] == "This is a finding, not a fault."
    spans = (place.folder / "found.jsonl").read_text()
    assert (place.folder / "found.jsonl").stat().st_mode & 0o777 == 0o600
    assert [v for v in place.planted if len(v) > 3 and v in done.out + done.err + spans] == []
    assert {"start", "end", "label", "role", "score", "rule", "state"} == set(
        next(one for one in map(json.loads, spans.splitlines()) if one["spans"])["spans"][0]
    )


def test_one_table_and_what_makes_the_status(run: Callable[..., Any]) -> None:
    one = run("scan", "export/notes.csv", "--json")
    assert (one.status, one.json["files"][0]["layout"], one.json["files"][0]["cases"]) == (1, "da-case-management", 30)
    assert run("scan", "export/notes.csv", "--fail-on", "none").status == 0
    alone = run("scan", "export/notes.csv", "--no-record", "--json")
    assert "NO CASE RECORD" in alone.err
    assert alone.json["files"][0]["cases"] == 0


def test_an_undeclared_column_is_told_and_the_rest_is_read(run: Callable[..., Any], place: Any) -> None:
    events = place.export / "events.csv"
    lines = events.read_text(encoding="utf-8-sig").split("\n")
    wider = [f"{line.rstrip(chr(13))},{'Remarks' if at == 0 else 'x'}" for at, line in enumerate(lines) if line]
    events.write_text("\n".join(wider) + "\n", encoding="utf-8-sig", newline="\r\n")
    done = run("scan", "export")
    assert done.status == 1, done.err
    assert "events.csv: NOT CHECKED: column" in done.err
    assert "Remarks" not in done.err  # nobody declared it, so it may be anything
    assert run("redact", "export/events.csv").status == 4


@pytest.fixture
def loose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "loose"
    folder.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(folder)
    return folder


def scan(*arguments: str, given: str = "") -> tuple[int, str]:
    """A run of its own, outside any site."""
    if "--recognisers" not in arguments:  # the fast lane: what is tested here does not need the rest of the world
        arguments = (*arguments, "--recognisers", "known,uk,names-rules")
    done = subprocess.run(
        [sys.executable, "-m", "drivectl", "scan", *arguments], input=given, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_loose_files_without_a_site(loose: Path) -> None:
    (loose / "a.txt").write_text(NOTE)
    (loose / "b.csv").write_text(f'Ref,Note,Extra\n1,"{NOTE}",x\n')
    (loose / "clean.txt").write_text("Nothing of note happened.")
    record = {"victim": {"name": "Zebedee Quillfeather"}}
    (loose / "c.jsonl").write_text(json.dumps({"id": "n1", "text": NOTE, "record": record}) + "\n")
    for arguments in (
        ("a.txt",),
        ("a.txt", "clean.txt"),
        ("b.csv", "--text-field", "Note", "--id-field", "Ref"),
        ("b.csv",),
        ("c.jsonl", "--text-field", "text", "--id-field", "id", "--record-field", "record"),
    ):
        status, said = scan(*arguments)
        assert (status, [one for one in WORDS if one in said]) == (1, []), said
    assert "NOT CHECKED: columns that are not named: 1" in scan("b.csv", "--text-field", "Note", "--id-field", "Ref")[1]
    assert "used the record of 1 case" in said
    assert scan("-", given=NOTE)[0] == 1
    status, said = scan("clean.txt")
    assert (status, "no proof" in said) == (0, True)


def test_bad_input_has_a_code(loose: Path) -> None:
    (loose / "a.jsonl").write_text('{"text": "hello"}\n')
    (loose / "a.csv").write_text("Ref,Note\n1,hello\n")
    (loose / "empty.csv").write_text("")
    (loose / "old.doc").write_bytes(b"x")
    (loose / "folder").mkdir()
    for arguments, code, status in (
        (("none.txt",), "SRC200", 4),
        (("a.jsonl", "--text-field", "txet"), "name fields that the lines have", 4),
        (("a.csv", "--text-field", "Noet"), "name columns of the file", 4),
        (("a.csv", "--record-field", "record"), "SRC215", 4),
        (("empty.csv",), "SRC201", 4),
        (("old.doc",), "SRC231", 4),
        (("folder",), "SRC209", 4),
        (("a.csv", "--known", "folder"), "ENV502", 5),
        (("a.csv", "--recognisers", "magic"), "ENV501", 5),
        (("a.csv", "--spans", "a.csv"), "OUT116", 3),
        (("a.csv", "--spans", "a.jsonl"), "OUT110", 3),
    ):
        found, said = scan(*arguments)
        assert (found, code in said) == (status, True), (arguments, said)


RECORDS: list[dict[str, Any]] = [
    {"id": "n1", "case_id": "A", "text": "Zebedee came with Fenella.", "record": {"victim": {"name": "Zebedee Quillfeather"}}},
    {"id": "n2", "case_id": "A", "text": "zebedee was out again", "record": {"victim": {"name": "Zebedee Quillfeather"}}},
    {"id": "n3", "case_id": "B", "text": "zebedee is nobody here", "record": {"perpetrator": {"name": "Ivo Thrapston", "maiden": "Ottoline"}}},
    {"id": "n4", "text": "IVO and OTTOLINE met at Crumbwell Yard; NHS 999 000 0018", "record": {"perpetrator": {"name": "Ivo Thrapston", "maiden": "Ottoline"}, "boats": ["Crumbwell Yard"]}},
]  # fmt: skip


def found_in(path: Path) -> dict[str, list[str]]:
    texts = {one["id"]: one["text"] for one in RECORDS}
    lines = map(json.loads, path.read_text().splitlines())
    return {one["id"]: [texts[one["id"]][s["start"] : s["end"]] for s in one["spans"]] for one in lines}


def test_each_line_is_read_with_its_own_record_and_case(loose: Path) -> None:
    (loose / "n.jsonl").write_text("".join(json.dumps(one) + "\n" for one in RECORDS))
    about = ("n.jsonl", "--text-field", "text", "--id-field", "id", "--record-field", "record")
    status, said = scan(*about, "--spans", "f.jsonl", "--fail-on", "none")
    assert (status, "used the record of 3 cases" in said) == (0, True), said
    assert "not listed, looked for all the same: boats, maiden" in said
    found = found_in(loose / "f.jsonl")
    assert (found["n2"], found["n3"]) == (["zebedee"], [])
    assert found["n4"] == ["IVO", "OTTOLINE", "Crumbwell Yard", "999 000 0018"]
    scan(*about, "--spans", "two.jsonl", "--workers", "3")
    assert (loose / "two.jsonl").read_bytes() == (loose / "f.jsonl").read_bytes()
    scan(*about, "--no-record", "--spans", "none.jsonl")
    assert "zebedee" not in found_in(loose / "none.jsonl")["n2"]
    scan(*about, "--kinds", "NHS_NUMBER", "--spans", "kinds.jsonl")
    assert [found_in(loose / "kinds.jsonl")[one] for one in ("n1", "n4")] == [[], ["999 000 0018"]]
    scan(*about, "--min-score", "0.97", "--spans", "sure.jsonl")
    assert found_in(loose / "sure.jsonl")["n1"] == ["Zebedee"]
    assert "Crumbwell" not in said


def test_redact_writes_the_same_spans_and_the_same_texts_whatever_the_workers(loose: Path) -> None:
    (loose / "n.jsonl").write_text("".join(json.dumps(one) + "\n" for one in RECORDS))
    about = ["n.jsonl", "--text-field", "text", "--id-field", "id", "--record-field", "record"]
    about += ["--recognisers", "known,uk,names-rules"]
    scan(*about, "--spans", "scan.jsonl")
    for number in "12":
        command = ["redact", *about, "-o", f"{number}.jsonl", "--spans", f"spans{number}.jsonl", "--workers", number]
        subprocess.run([sys.executable, "-m", "drivectl", *command], check=True, capture_output=True)
    assert (loose / "1.DRAFT.jsonl").read_bytes() == (loose / "2.DRAFT.jsonl").read_bytes()
    assert b"ebedee" not in (loose / "1.DRAFT.jsonl").read_bytes().split(b"\n")[0]
    for number in "12":
        assert (loose / f"spans{number}.jsonl").read_bytes() == (loose / "scan.jsonl").read_bytes()


def test_scan_and_redact_name_what_looked_with_version_and_digest(run: Callable[..., Any], place: Any) -> None:
    for number, command in enumerate(("scan", "redact")):
        note = place.folder / f"note{number}.txt"
        note.write_text("Ring 07700 900150.", encoding="utf-8")
        done = run(command, str(note), "--recognisers", "known,uk", "--json")
        looked = done.json["detectors"]
        assert [one["name"] for one in looked] == ["known", "uk"]
        assert all(len(one["sha256"]) == 64 and one["version"] for one in looked)


def test_a_sites_own_recognisers_work_and_a_broken_file_of_them_stops(run: Callable[..., Any], place: Any) -> None:
    (place.folder / "n.txt").write_text("by the tin hut", encoding="utf-8")
    own = place.site / "policies/recognisers.yaml"
    own.write_text("recognizers: [{name: a, supported_entity: B, deny_list: [tin hut]}]\n", encoding="utf-8")
    found = run("scan", "n.txt", "--recognisers", "presidio", "--json")
    assert found.json["summary"]["kinds"] == {"CASE_REF": 1}, found.err
    assert found.json["detectors"][-1]["name"] == "site"
    own.write_text("recognizers: [{name: a}]\n", encoding="utf-8")
    assert run("scan", "n.txt").status == 3
    assert run("scan", "n.txt", "--recognisers", "uk").status == 0
