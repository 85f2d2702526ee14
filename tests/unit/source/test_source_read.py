"""Reading a whole export: what comes out, and every refusal that concerns several files or rows."""

import dataclasses
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, SYNTHETIC_LINE
from drivectl.model.layout import Layout
from drivectl.source.read import read_export


def codes(error: pytest.ExceptionInfo[DrivectlError]) -> list[str]:
    return [one.code for one in error.value.diagnostics]


def test_reads_cases_in_the_words_of_the_catalogue(folder: Path, layout: Layout, catalogue: Catalogue) -> None:
    export = read_export(folder, layout, catalogue)
    (case,) = export.cases
    row, note = case.records
    value = {path: cell.value for path, cell in row.cells.items()}
    assert (case.ref, row.row, row.subjects) == ("D-1042", 2, {"victim": "0017", "perpetrator": "P9"})
    assert value["victim.name"] == "Maria Testova"
    assert row.cells["victim.name"].parts == {"first_name": "Maria", "last_name": "Testova"}
    assert value["perpetrator.name"] == "Dai Zzsampleton"
    assert row.cells["perpetrator.name"].parts == {"last_name": "Zzsampleton", "first_name": "Dai"}
    assert value["perpetrator.aliases"] == ("Dai Z", "Zed")
    assert value["victim.date_of_birth"] == date(1990, 2, 3)
    assert value["case.opened"] == datetime(2026, 10, 1, 9, 30)  # noqa: DTZ001 -- exports have local times
    assert (value["case.risk_level"], value["case.score"], value["case.live_sar"]) == ("high", 14, False)
    assert value["case.insider_orgs"] == ()
    assert note.subjects == {"victim": "0017"}
    assert note.cells["note.text"].value == 'She said "stay away",\nthen rang 07700 900123.  '
    assert note.cells["note.originator"].value == "us"


def test_tables_say_what_they_are(folder: Path, layout: Layout, catalogue: Catalogue) -> None:
    clients, notes = read_export(folder, layout, catalogue).tables
    assert (clients.name, clients.output, clients.kind, clients.bom) == ("clients", "cases", "csv", True)
    assert (notes.name, notes.output, notes.bom, notes.fixed) == ("case_notes", "notes", False, ("note.originator",))
    assert clients.parts == {"victim.name": ("first_name", "last_name")}
    assert clients.fields[:3] == ("case.case_ref", "victim.person_id", "victim.name")


def test_the_same_headers_in_another_encoding_or_in_a_workbook_are_the_same_table(
    folder: Path, catalogue: Catalogue, kit: SimpleNamespace
) -> None:
    plain = read_export(folder, kit.layout(), catalogue).cases
    for encoding in ("utf-16", "cp1252", "utf-8"):
        for path, row in ((folder / "clients.csv", kit.good), (folder / "notes.csv", kit.note)):
            path.write_bytes(kit.csv([row]).encode(encoding))
        assert read_export(folder, kit.layout(encoding=encoding), catalogue).cases == plain
    for stem, row in (("clients", kit.good), ("notes", kit.note)):
        (folder / f"{stem}.csv").unlink()

        def fill(book: object, sheet: object, row: dict[str, str] = row) -> None:
            for index, (header, text) in enumerate(row.items()):
                sheet.write_string(0, index, header)  # type: ignore[attr-defined]
                sheet.write_string(1, index, text)  # type: ignore[attr-defined]

        (folder / f"{stem}.xlsx").write_bytes(kit.xlsx(fill))
    assert read_export(folder, kit.layout(), catalogue).cases == plain


def test_title_row_and_merged_header_in_a_csv(folder: Path, catalogue: Catalogue, kit: SimpleNamespace) -> None:
    layout = kit.layout()
    notes = layout.tables[1]
    two = dataclasses.replace(
        notes,
        shape=dataclasses.replace(notes.shape, skip_rows=1, header_rows=2),
        bindings=tuple(
            dataclasses.replace(b, header=f"{g} / {b.header}") for g, b in zip("AABB", notes.bindings, strict=True)
        ),
        subjects={"case": "A / Case Ref", "by_role": "B / Person"},
    )
    text = "Notes of October\r\n\r\n".replace("\r\n\r\n", "\r\n") + "A,,B,\r\n" + kit.csv([kit.note])
    (folder / "notes.csv").write_text(text, newline="")
    export = read_export(folder, dataclasses.replace(layout, tables=(layout.tables[0], two)), catalogue)
    assert export.cases[0].records[1].row == 4


def test_an_unlisted_word_is_missing_where_the_layout_says_so_and_told(
    folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace
) -> None:
    (folder / "clients.csv").write_text(kit.csv([kit.good | {"Risk": "Hihg"}]), newline="")
    export = read_export(folder, layout, catalogue)
    assert export.cases[0].records[0].cells["case.risk_level"].value is MISSING
    assert [(n.table, n.row, n.field, n.kind) for n in export.notes] == [
        ("clients", 2, "case.risk_level", "unknown_word")
    ]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("DOB", "02/13/1990"),
        ("DOB", "1990-02-03"),
        ("DOB", "03/02/0090"),
        ("Opened", "01/10/2026"),
        ("Score", "1e309"),
        ("Score", "25"),
        ("Score", "1,5"),
        ("SAR", "nO"),
        ("Working Here", " ; ;"),
        ("Perp Name", "Zzsampleton Dai"),
        ("Perp Name", "Zz, Sample, Ton"),
        ("Perp ID", "P9\nP10"),
    ],
)
def test_a_cell_that_is_not_what_is_declared_stops_the_run_without_its_value(
    folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace, column: str, text: str
) -> None:
    (folder / "clients.csv").write_text(kit.csv([kit.good | {column: text}]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC216"]
    assert error.value.exit == 4
    assert error.value.diagnostics[0].at is not None
    assert error.value.diagnostics[0].at.row == 2
    assert text not in str(error.value)


def test_missing_spellings(folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace) -> None:
    row = kit.good | {
        "DOB": "NK",
        "Surname": "",
        "First Name": " NK ",
        "Working Here": "NK",
        "SAR": "U",
        "Aliases": " ",
    }
    (folder / "clients.csv").write_text(kit.csv([row]), newline="")
    cells = read_export(folder, layout, catalogue).cases[0].records[0].cells
    for path in ("victim.date_of_birth", "victim.name", "case.insider_orgs", "case.live_sar", "perpetrator.aliases"):
        assert cells[path].value is MISSING, path


def test_every_fault_of_every_file_at_once_and_no_value(
    folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace
) -> None:
    rows = [kit.good | {"Case Ref": f"D-{i}", "Score": "CANARY"} for i in range(50)]
    (folder / "clients.csv").write_text(kit.csv(rows), newline="")
    (folder / "notes.csv").write_text(kit.csv([kit.note | {"Note ID": ""}]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC216"] * 21 + ["SRC217"]
    assert "and 30 more in this file" in str(error.value)
    assert "CANARY" not in str(error.value) + repr(error.value)


@pytest.mark.parametrize("column", ["Case Ref", "Client ID", "Perp ID"])
def test_a_row_without_its_keys(
    folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace, column: str
) -> None:
    (folder / "clients.csv").write_text(kit.csv([kit.good | {column: "NK"}]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC217"]


def test_one_key_twice(folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace) -> None:
    (folder / "clients.csv").write_text(kit.csv([kit.good, kit.good]), newline="")
    export = read_export(folder, layout, catalogue)
    assert export.tables[0].rows == 1
    assert [(n.row, n.kind) for n in export.notes] == [(3, "duplicate_row")]
    (folder / "clients.csv").write_text(kit.csv([kit.good, kit.good | {"Surname": "Other"}]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC225"]


@pytest.mark.parametrize("change", [{"Case Ref": "D-9999"}, {"Person": "0018"}])
def test_a_row_of_a_case_or_person_that_is_not_there(
    folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace, change: dict[str, str]
) -> None:
    (folder / "notes.csv").write_text(kit.csv([kit.note | change]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC218"]


def test_a_person_of_another_case_is_not_of_this_one(
    folder: Path, layout: Layout, catalogue: Catalogue, kit: SimpleNamespace
) -> None:
    other = kit.good | {"Case Ref": "D-2", "Client ID": "0020", "Perp ID": "P10"}
    (folder / "clients.csv").write_text(kit.csv([kit.good, other]), newline="")
    (folder / "notes.csv").write_text(kit.csv([kit.note | {"Person": "0020"}]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC218"]


def test_files_that_are_missing_doubled_or_strange(folder: Path, layout: Layout, catalogue: Catalogue) -> None:
    (folder / "clients2.csv").write_text("x")
    (folder / "notes.csv").rename(folder / "minutes.docx")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC207", "SRC206", "SRC208"]


def test_files_that_may_stand_beside(folder: Path, layout: Layout, catalogue: Catalogue) -> None:
    for one in ("flags.xlsx", ".DS_Store", "README.md", "~$clients.xlsx", "SYNTHETIC.txt"):
        (folder / one).write_text("x")
    assert not read_export(folder, layout, catalogue).synthetic


def test_the_synthetic_label_counts_only_to_the_letter(folder: Path, layout: Layout, catalogue: Catalogue) -> None:
    label = folder / "SYNTHETIC.txt"
    label.write_text(SYNTHETIC_LINE + "\nmore\n")
    assert read_export(folder, layout, catalogue).synthetic
    for text in (SYNTHETIC_LINE + "s\n", " " + SYNTHETIC_LINE, ""):
        label.write_text(text)
        assert not read_export(folder, layout, catalogue).synthetic


def test_a_link_is_not_followed(folder: Path, layout: Layout, catalogue: Catalogue, tmp_path: Path) -> None:
    (folder / "notes.csv").rename(tmp_path / "elsewhere.csv")
    (folder / "notes.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert codes(error) == ["SRC200"]


def test_one_file_alone_is_read_without_its_siblings(folder: Path, layout: Layout, catalogue: Catalogue) -> None:
    export = read_export(folder / "notes.csv", layout, catalogue)
    assert [one.name for one in export.tables] == ["case_notes"]
    with pytest.raises(DrivectlError) as error:
        read_export(folder / "other.csv", layout, catalogue)
    assert codes(error) == ["SRC200"]
    (folder / "other.csv").write_bytes((folder / "notes.csv").read_bytes())
    with pytest.raises(DrivectlError) as error:
        read_export(folder / "other.csv", layout, catalogue)
    assert codes(error) == ["SRC208"]
