"""What a release says of itself, what it leaves out, and what stays here."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.audit.papers import read_record, read_register
from drivectl.steps.copies import make_copy
from drivectl.steps.drafting import text_reader
from drivectl.steps.rulings import rulings
from drivectl.steps.scopes import register_key, scopes, tokeniser_of
from drivectl.tour.stage import DRIVE, EVALUATOR, POLICE

Change = Callable[..., None]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def line(bench: Any, event: str) -> Any:
    (found,) = [one.content for one in bench.desk().log.lines() if one.content["event"] == event]
    return found


def everything(into: Path) -> str:
    """All that a partner can read, cells of workbooks included."""
    from python_calamine import CalamineWorkbook

    pieces = []
    for path in sorted(one for one in into.rglob("*") if one.is_file()):
        if path.suffix == ".xlsx":
            book: Any = CalamineWorkbook.from_path(str(path))
            pieces += [
                str(cell)
                for sheet in book.sheet_names
                for row in book.get_sheet_by_name(sheet).to_python()
                for cell in row
            ]
        else:
            pieces.append(path.read_bytes().decode("utf-8-sig"))
    return "\n".join(pieces)


@pytest.fixture
def sent(bench: Any) -> Any:
    """A release to the police: read by a person, one note left out, sealed and opened."""
    bench.draft(POLICE)
    bench.before = {note.place: note for note in bench.drafted[POLICE].copy.notes}
    shown = [note.masked.text for note in bench.before.values() if note.place[2] == "note.text"]
    bench.left_out = max((one for one in shown if sum(one in other for other in shown) == 1), key=len)
    assert bench.read(POLICE, withhold=lambda row: row["What will leave"].lstrip("'") == bench.left_out) > 2
    (bench.sealed,) = bench.send(POLICE)
    bench.into = bench.receive(POLICE, bench.sealed.path)
    return bench


def test_a_note_left_out_by_its_reader_is_nowhere_in_the_bundle(sent: Any) -> None:
    told = everything(sent.into)
    text = sent.left_out
    assert len(text) > 20
    assert text not in told
    others = [
        one.masked.text for one in sent.before.values() if one.place[2] == "note.text" and one.masked.text != text
    ]
    leaving = rows((sent.into / "data" / "notes.csv").read_bytes())
    assert len(leaving) == len(others) > 0
    assert not [row for row in leaving if text in row.values()]
    assert all(any(one in row.values() for row in leaving) for one in others)


def test_the_record_has_what_was_held_and_why_and_the_bundle_has_not(sent: Any) -> None:
    desk, sealing = sent.desk(), line(sent, "bundle.sealing")
    folder = sent.state() / "register"
    data = (folder / f"{sent.sealed.bundle_id}.record.age").read_bytes()
    record = read_record(data, desk.keyring.identities(), sealing["record_sha256"])
    flow = sent.drafted[POLICE].copy.judged.plan.flow
    assert record["flow"] == {
        "in_export": 60,
        "in_scope": flow.in_scope,
        "held": flow.held,
        "suppressed": 0,
        "leaving": flow.leaving,
    }
    cases = {one["case"]: one for one in record["cases"]}
    assert len(cases) == 60
    held = [one for one in cases.values() if one["state"] == "held"]
    assert len(held) == flow.held > 0
    assert all(hold["id"].startswith("HOLD-") for one in held for hold in one["holds"])
    assert all(one["holds"] for one in held)
    assert record["decisions"]
    assert {one["decision"] for one in record["decisions"]} == {"read", "withhold"}
    assert record["recipient_checks"][0]["party"] == POLICE
    (sent.into / "agreement.json").unlink()  # its own tests speak of holds
    told = everything(sent.into)
    assert not [one for one in cases if one in told], "no reference of ours, held or not, is in the bundle"
    assert "HOLD-" not in told
    assert "A. Reader" not in told
    for word in ("held", "in_scope", "flow", "decisions"):
        assert f'"{word}"' not in (sent.drafted[POLICE].draft.payload.decode())


def test_the_register_has_tokens_and_digests_and_no_plain_reference(sent: Any) -> None:
    sealing = line(sent, "bundle.sealing")
    data = (sent.state() / "register" / f"{sent.sealed.bundle_id}.register.age").read_bytes()
    head, entries = read_register(data, sent.desk().keyring.identities(), sealing["register_root"])
    assert head["party"] == POLICE
    assert head["bundle_id"] == sent.sealed.bundle_id
    assert len({one["case"] for one in entries}) == sent.drafted[POLICE].copy.judged.plan.flow.leaving
    ours = tokeniser_of(register_key(sent.desk()))
    leaving = [one.case for one in sent.drafted[POLICE].copy.judged.plan.cases if one.state == "ready"]
    assert {one["case"] for one in entries} == {ours.token("case", one) for one in leaving}
    text = json.dumps([dict(one) for one in entries])
    truth = {value for of in sent.world.truth.values() for values in of.values() for value in values}
    assert "D-1" not in text
    assert not [one for one in truth if len(one) > 3 and one in text]
    case_tokens = {row["case.case_ref"] for row in rows((sent.into / "data" / "cases.csv").read_bytes())}
    assert case_tokens.isdisjoint(one["case"] for one in entries), "a partner's tokens do not join our register"


def test_nobody_is_named_in_log_or_statement(sent: Any) -> None:
    truth = {value for of in sent.world.truth.values() for values in of.values() for value in values if len(value) > 5}
    for text in ((sent.state() / "audit" / "log.jsonl").read_text(), sent.drafted[POLICE].draft.payload.decode()):
        assert not [one for one in truth if one in text]
        assert "D-10" not in text


def test_the_numbers_of_the_statement_are_those_of_the_files(sent: Any) -> None:
    made = sent.drafted[POLICE]
    says: Any = made.draft.statement["predicate"]
    for one in says["content"]:
        table = next(t for t in made.copy.tables if f"data/{t.name}.{t.kind}" == one["path"])
        assert one["rows"] == len(table.rows)
        assert one["columns"] == [column.header for column in table.columns]
        if one["path"].endswith(".csv"):
            found = rows((sent.into / one["path"]).read_bytes())
            assert len(found) == one["rows"]
            assert list(found[0]) == one["columns"]
    assert {one["path"] for one in says["content"]} == {f"data/{one.name}" for one in (sent.into / "data").iterdir()}
    leaving = [note for note in made.copy.notes if note.leaves]
    assert says["treatment"]["review"] == {"mode": "human", "notes": len(leaving), "read": len(leaving)}
    assert len(made.copy.notes) == len(leaving) + 1
    hidden = sum(sum(note.masked.counts.values()) for note in leaving)
    assert sum(says["treatment"]["redactions"].values()) == hidden > 0
    assert says["treatment"]["synthetic"] is True
    assert says["treatment"]["draft"] is False
    counts = line(sent, "bundle.sealed")["counts"]
    assert counts["rows"] == sum(one["rows"] for one in says["content"])
    assert counts["files"] == len(says["content"])
    assert sum(n for key, n in counts.items() if key.startswith("redacted.")) == hidden


def test_what_the_statement_calls_released_is_what_the_columns_hold(sent: Any) -> None:
    made = sent.drafted[POLICE]
    says: Any = made.draft.statement["predicate"]
    stated = {one["field"] for one in says["treatment"]["fields"]}
    assert stated == {c.field for t in made.copy.tables for c in t.columns if c.field}
    assert not [one for one in says["treatment"]["fields"] if one["action"] == "withhold"]


def test_suppressed_cases_are_counted_and_gone(bench: Any) -> None:
    (made,) = bench.draft(EVALUATOR)
    says: Any = made.draft.statement["predicate"]
    gate = made.copy.judged.gate
    assert says["treatment"]["suppressed_rows"] == len(gate.suppressed) > 0
    assert says["treatment"]["risk"]["k"] == gate.after.k >= 5
    assert says["treatment"]["risk"]["suppressed_ppm"] == gate.suppressed_ppm > 0
    cases = next(one for one in made.copy.tables if one.name == "cases")
    assert len(cases.rows) == made.copy.judged.plan.flow.leaving
    assert says["treatment"]["review"] == {"mode": "none", "notes": 0, "read": 0}
    assert says["treatment"]["redactions"] == {}
    assert says["treatment"]["detectors"] == []
    assert says["treatment"]["pseudonym_key_id"]


def test_reading_twice_gives_the_same_tables(bench: Any) -> None:
    copies = []
    for _ in range(2):
        desk = bench.desk()
        intake, found = pipeline.plan(desk, bench.order(POLICE, EVALUATOR))
        reader = text_reader(intake, None)
        copies.append([make_copy(intake, one, reader, scopes(desk, one.ruling, "DRV-X")) for one in found])
    for one, other in zip(*copies, strict=True):
        assert one.tables == other.tables
        assert {n: d for n, d in one.files.items() if n.endswith("csv")} == {
            n: d for n, d in other.files.items() if n.endswith("csv")
        }
        assert [note.masked for note in one.notes] == [note.masked for note in other.notes]


def tokens(bench: Any, party: str, bundle: str = "DRV-1", **later: float) -> dict[str | None, str]:
    desk = bench.desk(DRIVE, **later)
    (ruling,) = rulings(desk, (party,), None)
    return {scope: str(one.token("case", "D-1000")) for scope, one in scopes(desk, ruling, bundle).tokens.items()}


def test_one_case_has_unrelated_tokens_under_two_agreements(bench: Any) -> None:
    police, evaluator = tokens(bench, POLICE)[None], tokens(bench, EVALUATOR)[None]
    assert police != evaluator
    assert police == tokens(bench, POLICE, "DRV-2", days=200)[None], "and the same ones next time"
    desk = bench.desk()
    keys = {scopes(desk, rulings(desk, (party,), None)[0], "DRV-1").fingerprint for party in (POLICE, EVALUATOR)}
    assert len(keys) == 2
    assert register_key(desk) == register_key(bench.desk())


def test_tokens_change_with_the_major_version_on_a_date_or_never(bench: Any, change: Change) -> None:
    path = bench.isa("bristol-evaluation")
    first = tokens(bench, EVALUATOR)["agreement"]
    change(path, ("^version: 1.0.0", "version: 1.4.2"))
    assert tokens(bench, EVALUATOR)["agreement"] == first
    change(path, ("^version: 1.4.2", "version: 2.0.0"))
    second = tokens(bench, EVALUATOR)["agreement"]
    assert second != first
    change(path, ("rotate: on_major_version", "rotate: never"))
    never = tokens(bench, EVALUATOR)["agreement"]
    assert never not in {first, second}
    change(path, ("^version: 2.0.0", "version: 3.0.0"))
    assert tokens(bench, EVALUATOR, days=250)["agreement"] == never
    change(path, ("rotate: never", "rotate: 2026-11-25"))
    assert tokens(bench, EVALUATOR, days=4)["agreement"] == never
    assert tokens(bench, EVALUATOR, days=5)["agreement"] not in {first, second, never}
    assert tokens(bench, EVALUATOR, days=5) == tokens(bench, EVALUATOR, days=99)


def test_a_release_scope_joins_nothing_not_even_itself(bench: Any, change: Change) -> None:
    change(
        bench.isa("bristol-evaluation"),
        ("key_scope: agreement ", "key_scope: release "),
        ("scope: agreement", "scope: release"),
    )
    assert tokens(bench, EVALUATOR, "DRV-1") != tokens(bench, EVALUATOR, "DRV-2")
    assert set(tokens(bench, EVALUATOR)) == {None, "release"}
