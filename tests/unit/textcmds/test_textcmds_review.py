"""``drivectl review``: a sheet out, decisions in, drafts made again; all or none."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

POLICE = "exampleshire-police"


def rows_of(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(sheet: Path, rows: list[dict[str, str]]) -> None:
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def drafted(run: Callable[..., Any]) -> Callable[..., Any]:
    done = run("share", "export", "--to", POLICE)
    assert done.status == 0, done.err
    return run


def test_export_decide_import_send(drafted: Callable[..., Any], place: Any) -> None:
    run, sheet = drafted, place.folder / "read.csv"
    shown = run("review", "--json").json
    assert shown["waiting"] > 2
    assert [one["party"] for one in shown["drafts"]] == [POLICE]
    done = run("review", "--export", "read.csv")
    assert (done.status, sheet.stat().st_mode & 0o777) == (0, 0o600)
    rows = rows_of(sheet)
    assert len(rows) == shown["waiting"]
    for row in rows:
        row |= {"Decision": "read", "By": "A. Reader"}
    rows[0]["Decision"] = "withhold"
    write_rows(sheet, rows[:-1])
    before = (place.folder / "drafts/exampleshire-police/statement.json").read_bytes()
    done = run("review", "--import", "read.csv")
    assert done.status == 0, done.err
    assert f"{len(rows) - 2} read: 0 opened, 0 more hidden. 1 left out. 1 still unread." in done.out
    assert "Next: drivectl review --export FILE" in done.err
    assert (place.folder / "drafts/exampleshire-police/statement.json").read_bytes() != before
    assert run("share", "--send", "--confirm", POLICE).status == 3
    last = {**rows[-1]}
    write_rows(sheet, [last])
    done = run("review", "--import", "read.csv", "--json")
    assert done.json["unread"] == 0
    assert ": 0 of " in run("review").out
    sent = run("share", "--send", "--confirm", POLICE)
    assert sent.status == 0, sent.err


def test_one_bad_row_and_nothing_is_taken(drafted: Callable[..., Any], place: Any) -> None:
    run, sheet = drafted, place.folder / "read.csv"
    waiting = run("review", "--json").json["waiting"]
    run("review", "--export", "read.csv")
    rows = rows_of(sheet)
    for row in rows:
        row |= {"Decision": "read", "By": "A. Reader"}
    rows[1]["Decision"] = "maybe"
    write_rows(sheet, rows)
    before = {one: one.read_bytes() for one in (place.folder / "drafts").rglob("*") if one.is_file()}
    done = run("review", "--import", "read.csv")
    assert (done.status, "SRC250" in done.err) == (4, True)
    assert {one: one.read_bytes() for one in (place.folder / "drafts").rglob("*") if one.is_file()} == before
    assert run("review", "--json").json["waiting"] == waiting


def test_the_sheet_is_not_written_over(drafted: Callable[..., Any], place: Any) -> None:
    (place.folder / "read.csv").write_text("mine")
    done = drafted("review", "--export", "read.csv")
    assert (done.status, "OUT110" in done.err) == (3, True)
    assert (place.folder / "read.csv").read_text() == "mine"
    assert drafted("review", "--export", "read.csv", "--overwrite").status == 0


def test_an_export_that_changed_stops_it(drafted: Callable[..., Any], place: Any) -> None:
    notes = next(place.export.glob("notes*.csv"))
    lines = notes.read_bytes().split(b"\r\n")
    with notes.open("ab") as stream:
        stream.write(lines[-2] + b"\r\n")  # a row that stands twice is read once, yet the file is another
    done = drafted("review", "--export", "read.csv")
    assert (done.status, "BND451" in done.err) == (3, True)
    assert not (place.folder / "read.csv").exists()


def test_a_draft_that_changed_stops_it(drafted: Callable[..., Any], place: Any) -> None:
    table = next((place.folder / "drafts/exampleshire-police/members/data").glob("*.csv"))
    table.write_bytes(table.read_bytes() + b"x")
    done = drafted("review")
    assert (done.status, "BND450" in done.err) == (3, True)


def test_no_drafts_and_both_options(run: Callable[..., Any]) -> None:
    assert run("review").status == 3
    assert "BND455" in run("review", "elsewhere").err
    assert run("review", "--export", "a.csv", "--import", "b.csv").status == 2
