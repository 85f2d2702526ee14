"""A hiding place, or who told, on any road but its own column."""

import csv
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.tour.stage import EVALUATOR

Scene = Any  # the fixture of conftest.py

TELLER = "Edna Crabtree"
REFUGE = "Quillmarsh House"


def rows_of(scene: Scene, case: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    rows = scene.rows("clients")
    return rows, next(row for row in rows if row["Case Ref"] == case)


def allegation(scene: Scene, case: str, behaviour: str, told_by: str = "") -> None:
    rows = scene.rows("allegations")
    added = {"Allegation ID": "A999999", "Case Ref": case, "Behaviour": behaviour, "Told By": told_by}
    scene.write("allegations", [*rows, rows[0] | added | {"Status": "Reported"}])


def note(scene: Scene, case: str, text: str) -> None:
    path = scene.export / "notes.csv"
    with path.open(encoding="cp1252", newline="") as stream:
        first = next(csv.DictReader(stream))
    words = {"Note ID": "N999999", "Case Ref": case, "Recorded For": "Worker", "Note Type": "Case note", "Note": text}
    with path.open("a", encoding="cp1252", newline="") as stream:
        csv.DictWriter(stream, list(first), lineterminator="\r\n").writerow(first | words)


def test_an_address_in_hiding_does_not_leave_as_the_perpetrators(scene: Scene) -> None:
    rows, row = rows_of(scene, scene.ready("No")[0])
    hidden = row["Client Address"]
    row["Perpetrator Address"], row["Perpetrator Postcode"] = hidden, row["Client Postcode"]
    scene.write("clients", rows)
    assert hidden not in scene.draft()


def test_a_known_address_still_leaves_as_the_perpetrators(scene: Scene) -> None:
    rows, row = rows_of(scene, scene.ready("Yes")[0])
    row["Perpetrator Address"], row["Perpetrator Postcode"] = row["Client Address"], row["Client Postcode"]
    row["Client Address"] = "1 Another Way"
    scene.write("clients", rows)
    assert row["Perpetrator Address"] in scene.draft()


@pytest.mark.parametrize("same_case", [True, False])
def test_an_address_is_hidden_for_both_who_live_there(scene: Scene, same_case: bool) -> None:
    rows, row = rows_of(scene, scene.ready("Yes")[0])
    assert row["Client Address"] in scene.draft()
    other = row | {"Client ID": "V99999", "Safe Phone": "", "Address Known To Perp": "No"}
    if not same_case:
        closed = next(one for one in rows if one["Case Status"] == "Closed")
        other |= {one: closed[one] for one in ("Case Ref", "Case Status", "Closed", "Perpetrator ID")}
    scene.write("clients", [*rows, other])
    assert row["Client Address"] not in scene.draft()


@pytest.mark.parametrize("status", ["No", "", "Not sure"])
def test_the_perpetrator_of_one_case_may_be_the_victim_of_another(scene: Scene, status: str) -> None:
    """Whether that other case is in scope or not."""
    rows, row = rows_of(scene, scene.ready("Yes")[0])
    other = next(one for one in rows if one["Case Status"] == "Closed")
    other["Address Known To Perp"] = status
    row["Perpetrator Address"], row["Perpetrator Postcode"] = other["Client Address"], other["Client Postcode"]
    scene.write("clients", rows)
    assert other["Client Address"] not in scene.draft()


@pytest.mark.parametrize("words", ["Waited at {}", "waited at {} all night", "{}"])
def test_an_address_in_hiding_does_not_leave_in_the_words_of_an_allegation(scene: Scene, words: str) -> None:
    _, row = rows_of(scene, scene.ready("No")[0])
    parts = row["Client Address"], row["Client Postcode"]
    allegation(scene, row["Case Ref"], words.format(" or ".join(parts)))
    found = scene.draft()
    assert not any(part in found for part in parts)


def test_who_told_does_not_leave_in_the_words_of_an_allegation(scene: Scene) -> None:
    case = scene.ready("Yes")[0]
    allegation(scene, case, f"Shouted at {TELLER}", TELLER)
    assert TELLER not in scene.draft()


@pytest.mark.parametrize("who", ["Client First Name", "Client Surname", "Perpetrator Name"])
def test_a_name_does_not_reach_the_evaluator_in_an_allegation(scene: Scene, who: str) -> None:
    inside = {one.case for one in scene.plan_of(EVALUATOR).cases if one.decisions}
    row = next(one for one in scene.rows("clients") if one["Case Ref"] in inside and one[who])
    for words, act in ((f"Shouted at {row[who].lower()} again", "withhold"), ("Shouted at nobody", "share")):
        allegation(scene, row["Case Ref"], words)
        (case,) = (one for one in scene.plan_of(EVALUATOR).cases if one.case == row["Case Ref"])
        last = max(at for table, at, _ in case.decisions if table == "allegations")
        assert case.decisions["allegations", last, "allegation.behaviour"].action.act == act
        scene.write("allegations", [one for one in scene.rows("allegations") if one["Allegation ID"] != "A999999"])


def test_words_for_a_kind_of_person_name_nobody(scene: Scene) -> None:
    case = scene.ready("Yes")[0]
    allegation(scene, case, "Threatened a neighbour of hers", "A neighbour")
    assert "Threatened a neighbour of hers" in scene.draft()


@pytest.mark.parametrize("column", ["Perpetrator Aliases", "Perpetrator Vehicle", "Client Surname"])
@pytest.mark.parametrize("written", [REFUGE, REFUGE.upper(), "Quill\u200bmarsh house", "QuillmarshHouse"])
def test_the_refuge_of_any_case_stops_the_release(scene: Scene, column: str, written: str) -> None:
    case = scene.ready("Yes")[0]
    rows, row = rows_of(scene, case)
    row[column] = written
    next(one for one in rows if one["Case Ref"] != case)["Refuge"] = REFUGE
    scene.write("clients", rows)
    with pytest.raises(DrivectlError) as raised:
        scene.draft()
    assert raised.value.code == "TXT411"
    assert "uillmarsh" not in "".join(map(str, raised.value.diagnostics)).lower()


def test_a_word_that_is_no_name_stops_nothing(scene: Scene) -> None:
    case = scene.ready("Yes")[0]
    rows = scene.rows("clients")
    next(one for one in rows if one["Case Ref"] != case)["Refuge"] = "Refuge"
    scene.write("clients", rows)
    allegation(scene, case, "Followed her from the refuge")
    assert "from the refuge" in scene.draft()


def test_the_refuge_of_another_case_is_hidden_in_a_note(scene: Scene) -> None:
    risky = {row["Case Ref"] for row in scene.rows("clients") if "VERY" in row["Risk"].upper()}
    case = next(one for one in scene.ready("Yes") if one in risky)
    rows = scene.rows("clients")
    next(one for one in rows if one["Case Ref"] != case)["Refuge"] = REFUGE
    scene.write("clients", rows)
    note(scene, case, "he was seen by quillmarsh house on his bike and we think he is looking")
    found = scene.draft().lower()
    assert "looking" in found
    assert "quillmarsh" not in found
