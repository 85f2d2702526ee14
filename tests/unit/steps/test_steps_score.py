"""The measures of ``score`` on counts worked out by hand, what it refuses, and what it never prints."""

import json
from pathlib import Path
from typing import Any

import pytest

from drivectl.cli import main
from drivectl.errors import DrivectlError
from drivectl.steps.measuring import Note, Span, measure
from drivectl.steps.scoring import score


def note(ident: str, case: str, text: str, *spans: tuple[str, str, str], stay: str = "", skip: str = "") -> Note:
    def at(value: str, *rest: str) -> Span:
        start = text.index(value)
        return Span(start, start + len(value), *rest)

    return Note(
        id=ident,
        case=case,
        text=text,
        spans=tuple(at(*one) for one in spans),
        negatives=(at(stay),) if stay else (),
        ignore=(at(skip),) if skip else (),
    )


A = note(
    "a", "1", "Zoe Quill, 3 Elm Rd QX1 0AA, rang at ten about the only baker here, on 1 May.",
    ("Zoe Quill", "PERSON", "victim"), ("3 Elm Rd", "ADDRESS", "victim"), ("QX1 0AA", "POSTCODE", "victim"),
    ("only baker here", "QUASI", "family"), ("1 May", "DATE", "none"), stay="rang", skip="ten",
)  # fmt: skip
B = note("b", "1", "zoe and Ivo", ("zoe", "PERSON", "victim"), ("Ivo", "PERSON", "perpetrator"))
C = note("c", "2", "Nothing here")


def value(found: dict[str, list[Span]], *notes: Note) -> dict[str, float | None]:
    return {name: rate.value for name, rate in measure(notes, found).rates.items()}


def test_each_measure_is_what_it_says() -> None:
    found = {
        "a": [
            Span(0, 3, "PERSON"),  # half of the name: touched, 3 of its 8 letters
            Span(11, 27, "ADDRESS"),  # address and postcode as one, kinds that are right for each other
            Span(29, 33, "PERSON"),  # a hard negative
            Span(37, 40, "TIME"),  # in ignore: neither right nor wrong
            Span(51, 66, "QUASI"),  # a description is found and hides nothing
            Span(71, 76, "AGE"),  # hidden, under the wrong kind
        ],
        "b": [Span(0, 3, "DATE"), Span(8, 11, "PERSON", state="opened")],
        "c": [],
    }
    rates = value(found, A, B, C)
    assert rates["entity_recall"] == 3 / 5
    assert rates["protected_recall"] == 3 / 4
    assert rates["touched_recall"] == 4 / 5
    assert rates["character_recall"] == (3 + 6 + 6 + 3) / (8 + 6 + 6 + 3 + 3)
    assert rates["typed_recall"] == 2 / 5
    assert rates["soft_recall"] == 1
    assert rates["described"] == 1
    assert (rates["document_leak"], rates["protected_leak"]) == (1, 1 / 2)
    assert rates["hard_negatives"] == 1
    plain = sum(map(str.isalnum, "rang at about the on".replace(" ", ""))) + len("and") + len("Nothinghere")
    assert rates["over_redaction"] == 4 / plain
    assert rates["breaches"] == 0
    kinds = measure([A, B, C], found).kinds
    assert (kinds["PERSON"]["precision"], kinds["ADDRESS"]["precision"], kinds["DATE"]["precision"]) == (1 / 2, 1, 0)
    assert "AGE" not in kinds  # nobody marked ages


def test_three_leaks_of_one_person_are_a_breach_and_each_leak_says_how_it_is_written() -> None:
    result = measure([A, B], {"a": [], "b": [Span(8, 11, "PERSON")]})
    assert result.rates["breaches"][0] == 1 / 2
    assert {(one.form, one.layer) for one in result.leaks} == {
        ("capitalised, several words", "names"), ("lower case, one word", "names"),
        ("capitalised and digits, several words", "uk"), ("upper case and digits, several words", "uk"),
    }  # fmt: skip
    assert "Zoe" not in repr(result)


def test_a_name_hidden_elsewhere_in_the_case_should_have_been_carried_over() -> None:
    again = note("d", "1", "Ivo again", ("Ivo", "PERSON", "perpetrator"))
    assert [one.layer for one in measure([B, again], {"b": [Span(0, 3), Span(8, 11)]}).leaks] == ["propagated"]


def test_intervals_are_over_cases_and_always_the_same() -> None:
    notes = [note(f"n{at}", f"c{at}", "Zoe", ("Zoe", "PERSON", "victim")) for at in range(40)]
    found = {f"n{at}": [Span(0, 3, "PERSON")] for at in range(30)}
    first = measure(notes, found).rates["entity_recall"]
    assert first == measure(notes, found).rates["entity_recall"]
    assert first.low is not None
    assert first.high is not None
    assert 0.55 < first.low < first.value < first.high < 0.92  # type: ignore[operator]
    one_case = [note(f"n{at}", "c", "Zoe", ("Zoe", "PERSON", "victim")) for at in range(40)]
    assert measure(one_case, found).rates["entity_recall"].low is None
    assert measure([C], {}).rates["entity_recall"].value is None


GOLD = {
    "id": "SECRET-1", "case_id": "k", "text": "Zoe rang Ivo", "spans": [{"start": 0, "end": 3, "label": "PERSON", "role": "victim"}],
    "negatives": [], "ignore": [], "record": {"victim": {"name": "Zoe"}},
}  # fmt: skip
FOUND = {"id": "SECRET-1", "spans": [{"start": 0, "end": 3, "label": "PERSON", "role": "victim", "state": "unsure"}]}


def lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("found", "truth"),
    [
        ([FOUND, FOUND], [GOLD]),
        ([FOUND | {"id": "other"}], [GOLD]),
        ([FOUND | {"spans": [{"start": 0, "end": 13}]}], [GOLD]),
        ([FOUND | {"spans": [{"start": -1, "end": 2}]}], [GOLD]),
        ([FOUND | {"spans": [{"start": 2, "end": 2}]}], [GOLD]),
        ([FOUND | {"spans": [{"start": True, "end": 2}]}], [GOLD]),
        ([FOUND | {"spans": [{"start": 0, "end": 1e300}]}], [GOLD]),
        ([FOUND | {"spans": [{"start": 0, "end": 3, "label": ["PERSON"]}]}], [GOLD]),
        ([FOUND | {"spans": {"start": 0}}], [GOLD]),
        ([FOUND | {"spans": None}], [GOLD]),
        ([[FOUND]], [GOLD]),
        (["SECRET"], [GOLD]),
        ([FOUND], [GOLD, GOLD]),
        ([FOUND], [GOLD | {"text": None}]),
        ([FOUND], [GOLD | {"negatives": [{"start": 9, "end": 99}]}]),
        ([FOUND], [{key: one for key, one in GOLD.items() if key != "spans"}]),
    ],
)
def test_what_does_not_fit_is_refused_without_a_value(tmp_path: Path, found: Any, truth: Any) -> None:
    with pytest.raises(DrivectlError) as caught:
        score(lines(tmp_path / "f.jsonl", *found), lines(tmp_path / "t.jsonl", *truth))
    assert caught.value.code == "SRC260"
    assert "SECRET" not in str(caught.value)


def test_broken_lines_and_bytes_are_refused(tmp_path: Path) -> None:
    truth = lines(tmp_path / "t.jsonl", GOLD)
    for data, code in ((b'{"id": "SECRET"', "SRC260"), (b"[" * 100_000, "SRC260"), (b"\xff\xfe", "SRC203")):
        (tmp_path / "f.jsonl").write_bytes(data)
        with pytest.raises(DrivectlError) as caught:
            score(tmp_path / "f.jsonl", truth)
        assert caught.value.code == code


def test_the_command_prints_no_word_of_the_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = lines(tmp_path / "t.jsonl", GOLD, GOLD | {"id": "SECRET-2"})
    found, misses = lines(tmp_path / "f.jsonl", FOUND), tmp_path / "m.jsonl"
    said = ""
    for options, status in (
        ((), 0), (("--json",), 0), (("--plain",), 0), (("--fail-leak", "0.4"), 1), (("--fail-leak", "0.5"), 0),
        (("--fail-under", "0.5"), 0), (("--fail-under", "0.6"), 1), (("--misses", str(misses)), 0),
        (("--misses", str(misses)), 3), (("--misses", str(found), "--overwrite"), 3),
    ):  # fmt: skip
        assert main(["score", str(found), str(truth), *options]) == status, options
        out, err = capsys.readouterr()
        assert "1 of 2 notes not among the findings: counted as nothing found" in err or status == 3
        said += out + err
        if options == ("--json",):
            told = json.loads(out)
            assert (told["schema"], told["rates"]["entity_recall"]["value"]) == ("drivectl/score/v1", 0.5)
            assert told["leaks"]["role"] == {"victim": 1}
    assert "SECRET" not in said
    assert "Zoe" not in said
    assert misses.stat().st_mode & 0o777 == 0o600
    assert [json.loads(one)["text"] for one in misses.read_text().splitlines()] == ["Zoe"]
