"""A copy for one person: nothing of anybody else, sentence by sentence, and never without a record."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from drivectl.cli import main
from drivectl.recognise.engine import Engine
from drivectl.source.loose import loose_of
from drivectl.steps import subject

RECORD = {
    "victim": {"name": "Rebecca Hallam", "phones": ["07700 900150"], "addresses": ["31 Pendle View, Brierfield"]},
    "perpetrator": {"name": "Darrel Oakes", "aliases": ["Dazza"], "addresses": ["9 Larkmoor Road, Mockbury"]},
    "children": [{"name": "Grace Hallam", "dob": "2016-10-01", "school": "Mockbury Primary"}],
    "others": [
        {"name": "Nasra Kauser", "relation": "informant"},
        {"name": "June Thackray", "relation": "sister"},
        {"name": "Wayne Inskip", "relation": "new partner"},
    ],
    "refs": ["PE/24/118"],
}
CANARIES = (
    "Rebecca Hallam", "Rebecca", "07700 900150", "31 Pendle View", "Grace", "Mockbury Primary", "1 October 2016", "Nasra Kauser", "Mrs Kauser", "June",
    "Thackray", "Wayne Inskip", "WAYNE", "PE/24/118", "DC Frank Ozzie", "RB1 2AB", "the refuge", "her", "in confidence", "MARAC", "a neighbour",
)  # fmt: skip
OWN = "Darrel Oakes missed the session on 3 May 2024."


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def call(*texts: str, who: str = "perpetrator", record: Any = RECORD, more: tuple[str, ...] = ()) -> Any:
        lines = [json.dumps({"id": str(at), "text": one, "record": record}) for at, one in enumerate(texts)]
        (tmp_path / "a.jsonl").write_text("\n".join(lines))
        fields = ("--text-field", "text", "--id-field", "id", "--record-field", "record")
        light = ("--recognisers", "known,uk,names-rules")
        status = main(["redact", "a.jsonl", "-o", "-", "--for-subject", who, *fields, *light, *more])
        said = capsys.readouterr()
        return status, [json.loads(one)["text"] for one in said.out.splitlines()], said.err

    return call


def test_nothing_of_anybody_else_is_in_the_copy(copy: Callable[..., Any]) -> None:
    alone = [f"Dazza spoke about {one} today." for one in CANARIES]
    beside = [f"{OWN} {one} came up. Dazza was calm." for one in CANARIES]
    status, shown, err = copy(*alone, *beside, OWN)
    assert status == 0, err
    assert shown == [f"{OWN} [REDACTED] Dazza was calm."] * len(CANARIES) + [OWN]
    assert "No exemption was decided" in err


def test_what_is_in_doubt_or_about_nobody_is_hidden(copy: Callable[..., Any]) -> None:
    _, shown, _ = copy(
        f"{OWN} Engaged well. Moved at last.\n\nAnother one. [REDACTED] [VICTIM]",
        "Dazza was calm. Dazza lives at 9 Larkmoor Road.",
        "Nothing here.",
    )
    assert shown == [f"{OWN} [REDACTED]", "Dazza was calm. Dazza lives at 9 Larkmoor Road."]
    _, shown, _ = copy("Rebecca Hallam was calm. Oakes rang. Rebecca saw Dazza.", who="victim")
    assert shown == ["Rebecca Hallam was calm. [REDACTED]"]


@pytest.mark.parametrize(
    "rest",
    [
        "and the women argued",
        "and herself argued",
        "argued with another",
        "and IP argued",
        "was seen by V",
        "is not to know",
        "was seen by staff",
        "had news of the pregnancy",
        "and beccy argued",
    ],
)
def test_a_sentence_that_may_be_about_somebody_else_is_hidden(copy: Callable[..., Any], rest: str) -> None:
    _, shown, _ = copy(f"{OWN} Dazza {rest}.")
    assert shown == [f"{OWN} [REDACTED]"]


@pytest.mark.parametrize("who", ["Kevin Oakes", "Mrs Oakes", "K Oakes", "Darrel Smith", "Darrel Oakes-Hallam"])
def test_a_name_in_part_the_same_is_somebody_else(copy: Callable[..., Any], who: str) -> None:
    assert copy(f"{OWN} {who} sang.")[1] == [f"{OWN} [REDACTED]"]


def test_a_name_that_two_of_a_case_have_is_nobodys(copy: Callable[..., Any]) -> None:
    same = {**RECORD, "children": [{"name": "Darrel Oakes"}]}
    assert copy("Dazza sang. Darrel sang. Oakes sang. Darrel Oakes sang.", record=same)[1] == ["Dazza sang. [REDACTED]"]
    assert copy("Dazza sang. Darrel sang. Oakes sang. Darrel Oakes sang.", record=same, who="child")[0] == 4


def test_lines_of_a_list_are_apart(copy: Callable[..., Any]) -> None:
    for sign in ("- ", "1) ", "Has "):
        assert copy(f"Dazza was calm\n{sign}broken jaw\n{sign}top floor")[1] == ["Dazza was calm\n[REDACTED]"]


def test_it_needs_a_record_with_that_one_person(copy: Callable[..., Any]) -> None:
    wrong: tuple[dict[str, Any], ...] = ({"record": {}}, {"who": "child-9"}, {"who": "informer"})
    for one in wrong:
        status, shown, err = copy(OWN, **one)
        assert (status, shown, "TXT415" in err) == (4, [], True), one
    two = {**RECORD, "children": [{"name": "Grace Hallam"}, {"name": "Tyler Hallam"}]}
    assert copy("Grace sang.", who="child", record=two)[0] == 4
    assert copy("Grace sang. Tyler sang.", who="child-1", record=two)[1] == ["Grace sang. [REDACTED]"]
    assert copy("Nothing here.")[0] == 4
    for more in (("--style", "blank"), ("--keep", "DATE"), ("--no-record",)):
        assert copy(OWN, more=more)[0] == 2, more


def test_a_value_that_no_recogniser_finds_is_found_raw(
    copy: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Engine.find

    def blind(self: Engine, texts: Any, cast: Any) -> Any:
        return [[one for one in those if one.person_id == "perpetrator-1"] for those in real(self, texts, cast)]

    monkeypatch.setattr(Engine, "find", blind)
    status, shown, _ = copy(f"{OWN} Dazza, Thackray and Rebecca.", f"Dazza at 31 pendle view, brierfield. {OWN}")
    assert (status, shown) == (0, [f"{OWN} [REDACTED]", f"[REDACTED] {OWN}"])
    monkeypatch.setattr(subject, "others_in", lambda *_: [False])
    status, shown, err = copy(f"{OWN} Dazza, Thackray and Rebecca.")
    assert (status, shown, "TXT412" in err) == (1, [], True)


def test_in_an_export_only_the_persons_own_case_is_read(run: Callable[..., Any], place: Any) -> None:
    notes = place.export / "notes.csv"
    header, _, rest = notes.read_bytes().partition(b"\r\n")
    clients = (place.export / "clients.csv").read_text(encoding="utf-8-sig").splitlines()
    case, who = clients[1].split(",")[0], next(one for one in clients[1].split(",") if one.startswith("P3"))
    name = next(csv.reader(clients[1:2]))
    person = " ".join(reversed(name[26].split(", ")))
    kinds = ("Worker", "Worker", "Client")
    own = [
        f"N9999{at},{case},01/09/2026 11:50,{told},Case note,{person} missed the session."
        for at, told in enumerate(kinds)
    ]
    notes.write_bytes(b"\r\n".join([header, *(one.encode("cp1252") for one in own), rest]))
    done = run("redact", "export/notes.csv", "-o", "-", "--for-subject", who)
    assert done.status == 0, done.err
    assert done.out.count(f"{person} missed the session.") == 2, "what the victim told is hidden whole"
    values = [one for one in place.planted if len(one) > 4 and one.lower() not in person.lower()]
    assert [one for one in values if one.lower() in done.out.lower()] == []
    assert run("redact", "export/notes.csv", "-o", "-", "--for-subject", "perpetrator").status == 4


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_a_document_is_read_with_the_people_of_the_export(kind: str, run: Callable[..., Any], place: Any) -> None:
    with (place.export / "clients.csv").open(encoding="utf-8-sig", newline="") as stream:
        row = next(csv.DictReader(stream))
    person = " ".join(reversed(row["Perpetrator Name"].split(", ")))
    victim = f"{row['Client First Name']} {row['Client Surname']}"
    words = [f"{person} missed the session.", f"{victim} rang on {row['Safe Phone']}.", f"{person} met {victim}."]
    if kind == "txt":
        (place.folder / "a.txt").write_text("\n\n".join(words))
    else:
        paper = docx.Document()
        for one in words:
            paper.add_paragraph(one)
        paper.save(str(place.folder / "a.docx"))
    done = run("redact", f"a.{kind}", "--known", "export", "--for-subject", row["Perpetrator ID"])
    assert done.status == 0, done.err
    out = place.folder / f"a.DRAFT.{kind}"
    text = "\n".join(one.text for one in loose_of(out.read_bytes(), out, kind).texts)
    assert words[0] in text
    assert "[REDACTED]" in text
    assert not [one for one in (*victim.split(), row["Safe Phone"]) if one in text]


def test_a_table_with_a_column_that_nobody_declared_is_refused(run: Callable[..., Any], place: Any) -> None:
    notes = place.export / "notes.csv"
    lines = notes.read_bytes().split(b"\r\n")
    notes.write_bytes(
        b"\r\n".join(one + (b",Extra" if at == 0 else b",x") if one else one for at, one in enumerate(lines))
    )
    done = run("redact", "export/notes.csv", "-o", ".")
    assert (done.status, "SRC214" in done.err, list(place.folder.glob("*.DRAFT.*"))) == (4, True, [])
