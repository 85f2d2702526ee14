import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from drivectl.model import idspace
from drivectl.model.export import MISSING, Export
from drivectl.model.finding import Kind
from drivectl.model.layout import Layout
from drivectl.source.read import read_export
from drivectl.spec.policies import Policies, load_policies
from drivectl.synth.dice import Dice
from drivectl.synth.export import write_export, write_truth
from drivectl.synth.world import World, make_world

TODAY = date(2027, 1, 15)


@pytest.fixture(scope="module")
def policies() -> Policies:
    return load_policies(Path(__file__).parents[3] / "policies")


@pytest.fixture(scope="module")
def layout(policies: Policies) -> Layout:
    return policies.layouts["da-case-management"]


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(7, 120, TODAY)


@pytest.fixture(scope="module")
def export(world: World, layout: Layout, policies: Policies, tmp_path_factory: pytest.TempPathFactory) -> Export:
    folder = tmp_path_factory.mktemp("world") / "export"
    write_export(world, layout, folder)
    return read_export(folder, layout, policies.catalogue)


def test_dice_are_addressed_and_fair_enough() -> None:
    assert Dice(7).at("a", 1).number("x", 1000) == Dice(7).at("a").at(1).number("x", 1000)
    assert Dice(7).at("a").number("x", 10**9) != Dice(8).at("a").number("x", 10**9)
    hits = sum(Dice(1).at(n).chance("c", 30) for n in range(2000))
    assert 500 < hits < 700
    assert {Dice(1).at(n).weighted("w", (("a", 1), ("b", 0))) for n in range(50)} == {"a"}


def test_same_seed_same_bytes(layout: Layout, tmp_path: Path) -> None:
    def digests(seed: int, name: str) -> dict[str, str]:
        write_export(make_world(seed, 15, TODAY), layout, tmp_path / name)
        return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in (tmp_path / name).iterdir()}

    one = digests(3, "one")
    assert one == digests(3, "two")
    assert one["clients.csv"] != digests(4, "three")["clients.csv"]


def test_a_case_does_not_depend_on_how_many_there_are() -> None:
    assert make_world(7, 10, TODAY).rows["note"][:5] == make_world(7, 40, TODAY).rows["note"][:5]


def test_the_export_is_read_back_whole(world: World, export: Export) -> None:
    assert export.synthetic
    assert {case.ref for case in export.cases} == set(world.truth)
    notes = {
        r.cells["note.note_id"].value: r.cells["note.text"].value
        for c in export.cases
        for r in c.records
        if r.table == "notes"
    }
    written = {row["note.note_id"]: row["note.text"] for row in world.rows["note"]}
    assert notes == written
    assert any("\n" in str(text) for text in notes.values())


def test_gold_spans_stand_where_they_say(world: World) -> None:
    names = {role: set() for role in ("victim", "child")}  # type: dict[str, set[str]]
    for row in world.rows["note"]:
        text = str(row["note.text"])
        for one in world.gold[str(row["note.note_id"])]:
            form = text[one.start : one.end]
            assert form.strip() == form != ""
            if one.kind is Kind.PHONE:
                assert idspace.is_void(Kind.PHONE, form)
            names.setdefault(one.role, set()).add(form)
    assert all(names.values())


def test_every_identifier_is_void(world: World) -> None:
    text = repr(world.rows) + repr([str(row["note.text"]) for row in world.rows["note"]])
    for phone in re.findall(r"(?:\+44 ?|0)7[\d \-]{8,12}\d", text):
        assert idspace.is_void(Kind.PHONE, phone)
    for postcode in re.findall(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b", text):
        assert idspace.is_void(Kind.POSTCODE, postcode)
    for email in re.findall(r"[\w.]+@[\w.]+\w", text):
        assert idspace.is_void(Kind.EMAIL, email)
    for row in world.rows["victim"]:
        assert idspace.is_void(Kind.VEHICLE_REG, str(row["perpetrator.vehicle"]))


def test_nothing_happens_after_today(world: World) -> None:
    for rows in world.rows.values():
        for row in rows:
            days = [value for path, value in row.items() if isinstance(value, date)]
            assert all(f"{day:%Y-%m-%d}" <= "2027-01-15" for day in days)


def test_the_flags_hold_and_object_and_stay_blank_somewhere(world: World) -> None:
    stated = [one.values for one in world.flags]
    assert any(one["case.insider_orgs"] not in {MISSING, ()} for one in stated)
    assert any(one["case.research_objection"] is True for one in stated)
    assert any(one["case.live_sar"] is MISSING for one in stated)
    assert all(one.on is None or one.on <= TODAY for one in world.flags)


def test_the_truth_is_written_apart(world: World, tmp_path: Path) -> None:
    import json

    write_truth(world, tmp_path / "truth.json")
    truth = json.loads((tmp_path / "truth.json").read_text())
    assert truth["unique_case"] == world.unique_case
    assert truth["cases"]["D-1000"]["victim"]
