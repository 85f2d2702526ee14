"""Every kind of bad file: one coded refusal with its place, nothing of its content."""

# ruff: noqa: DTZ001 -- exports have local times without a zone

import dataclasses
import io
import zipfile
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.layout import InputShape
from drivectl.source import delimited
from drivectl.source.grid import Grid, grid_of
from drivectl.source.precheck import CELL_LIMIT, decode
from drivectl.source.workbook import rows_of

PATH = Path("clients.csv")
CANARY = "Qwyxzilla"


def read(data: bytes, encoding: str = "utf-8", **shape: Any) -> Grid:
    inputs = InputShape(encoding=encoding, **shape)
    text, _ = decode(data, encoding, PATH)
    return grid_of(delimited.rows_of(text, inputs.delimiter, PATH, cr_ends=inputs.line_end == "cr"), inputs, PATH)


def refusal(data: bytes, encoding: str = "utf-8", **shape: Any) -> DrivectlError:
    with pytest.raises(DrivectlError) as error:
        read(data, encoding, **shape)
    shown = str(error.value) + repr(error.value.diagnostics) + str(error.value.__cause__) + str(error.value.__context__)
    assert CANARY not in shown
    assert error.value.exit == 4
    return error.value


C = CANARY.encode()
BAD = {
    "empty": (b"", "SRC201"),
    "only a mark": (b"\xef\xbb\xbf", "SRC201"),
    "blank header": (b"\r\n\r\n", "SRC201"),
    "header only": (b"a,b\r\n", "SRC202"),
    "header and blank lines": (b"a,b\r\n\r\n,\r\n", "SRC202"),
    "cp1252 undeclared": (b"a,b\n" + C + b",caf\xe9\n", "SRC203"),
    "utf-16 undeclared": (f"a,b\n{CANARY},1\n".encode("utf-16"), "SRC203"),
    "utf-32": (f"a,b\n{CANARY},1\n".encode("utf-32"), "SRC203"),
    "NUL": (b"a,b\n" + C + b",\x00\n", "SRC204"),
    "control": (b"a,b\n" + C + b",\x1a\n", "SRC204"),
    "C1 control": (f"a,b\n{CANARY},O\x92Test\n".encode(), "SRC204"),
    "big cell": (b"a,b\n" + C * (CELL_LIMIT // len(C) + 1) + b",1\n", "SRC205"),
    "short row": (b"a,b\n1,2\n" + C + b"\n", "SRC210"),
    "long row": (b"a,b\n1,2," + C + b"\n", "SRC210"),
    "unclosed quote": (b'a,b\n1,"' + C + b"\n2,3\n", "SRC211"),
    "unclosed quote at the end": (b'a,b\n1,"', "SRC211"),
    "stray quote": (b"a,b\n1," + C + b'"x\n', "SRC211"),
    "text after a quote": (b'a,b\n1,"' + C + b'"x\n', "SRC211"),
    "space before a quote": (b'a,b\n1, "' + C + b'"\n', "SRC211"),
    "duplicate header": (C + b"," + C + b"\n1,2\n", "SRC212"),
    "clashing header": (b" Name ,NAME\n1,2\n", "SRC212"),
    "empty header": (C + b",\n1,2\n", "SRC213"),
    "blank row": (b"a,b\n1,2\n\n" + C + b",4\n", "SRC219"),
    "row of commas": (b"a,b\n1,2\n , \n3,4\n", "SRC219"),
    "CR alone": (b"a,b\r" + C + b",2\r", "SRC227"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_csv(kind: str) -> None:
    data, code = BAD[kind]
    assert [one.code for one in refusal(data).diagnostics] == [code] * (2 if code == "SRC212" else 1)


def test_places_are_those_that_excel_shows() -> None:
    error = refusal(b'a,b\n1,"x\ny"\n3,' + C + b'"\n')
    assert "row 3, column 2" in str(error)
    error = refusal(b'a,b\n1,"x\ny"\n3\n')
    assert error.diagnostics[0].at is not None
    assert error.diagnostics[0].at.row == 3


def test_the_fix_names_the_encoding() -> None:
    assert "utf-16" in str(refusal("a,b\n1,2\n".encode("utf-16")).diagnostics[0].fix)
    assert "utf-8" in str(refusal("a,b\n1,é\n".encode(), "cp1252").diagnostics[0].fix)
    assert "utf-8" in str(refusal("a,b\n1,2\n".encode("utf-8-sig"), "cp1252").diagnostics[0].fix)


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_cp1252_does_not_define(byte: int) -> None:
    assert refusal(b"a,b\n" + C + b"," + bytes([byte]) + b"\n", "cp1252").code == "SRC203"


def test_declared_utf16_needs_its_mark() -> None:
    assert refusal("a,b\n1,2\n".encode("utf-16-le"), "utf-16").code == "SRC203"
    assert refusal("a,b\n1,2\n".encode("utf-8-sig"), "utf-16").code == "SRC203"
    assert refusal("a,b\n1,2\n".encode("utf-16") + b"\x00", "utf-16").code == "SRC203"


def test_good_encodings() -> None:
    for encoding, declared in (
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ):
        assert read("a,b\r\n1,é€\r\n".encode(encoding), declared).rows[0][1] == ("1", "é€")


def test_cr_ends_where_they_are_declared() -> None:
    assert read(b"a,b\r1,2\r", line_end="cr").rows == ((2, ("1", "2")),)


def test_blank_lines_at_the_end_are_told() -> None:
    assert read(b"a,b\r\n1,2\r\n,\r\n\r\n").blank == (3, 4)


def test_limits_of_what_is_shown() -> None:
    error = refusal(b"a,b\n" + b"1\n" * 100)
    assert len(error.diagnostics) == 21
    assert "80 more" in str(error)


# ---- workbooks


def book(kit: SimpleNamespace, change: Any = None) -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        for column, header in enumerate(("Ref", "Name", "Born")):
            sheet.write_string(0, column, header)
            sheet.write_string(1, column, CANARY)
            sheet.write_string(2, column, "x")
        if change is not None:
            change(made, sheet)

    data = kit.xlsx(fill)
    assert isinstance(data, bytes)
    return data


def bad_book(data: bytes, **shape: Any) -> DrivectlError:
    with pytest.raises(DrivectlError) as error:
        rows_of(data, InputShape(format="xlsx", **shape), Path("clients.xlsx"))
    assert CANARY not in str(error.value) + repr(error.value.diagnostics) + str(error.value.__context__)
    assert error.value.exit == 4
    return error.value


def rewritten(
    data: bytes, change: dict[str, tuple[str, str]] | None = None, add: dict[str, bytes] | None = None
) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            text = old.read(one)
            for part, (a, b) in (change or {}).items():
                if part == one:
                    assert a.encode() in text
                    text = text.replace(a.encode(), b.encode())
            new.writestr(one, text)
        for one, body in (add or {}).items():
            new.writestr(one, body)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BAD_BOOKS: dict[str, tuple[Any, str]] = {
    "hidden row": (lambda b, s: s.set_row(1, None, None, {"hidden": True}), "SRC221"),
    "row without height": (lambda b, s: s.set_row(1, 0), "SRC221"),
    "hidden column": (lambda b, s: s.set_column(1, 1, None, None, {"hidden": True}), "SRC221"),
    "filtered": (
        lambda b, s: (s.autofilter(0, 0, 2, 2), s.filter_column(0, "x == x"), s.set_row(1, options={"hidden": True})),
        "SRC221",
    ),
    "hidden sheet": (lambda b, s: b.add_worksheet("Old").hide(), "SRC221"),
    "very hidden sheet": (lambda b, s: b.add_worksheet("Old").very_hidden(), "SRC221"),
    "two sheets": (lambda b, s: b.add_worksheet("Old"), "SRC222"),
    "merged cells": (lambda b, s: s.merge_range(3, 0, 4, 1, CANARY), "SRC224"),
    "merged over the header": (lambda b, s: s.merge_range(0, 4, 1, 4, CANARY), "SRC224"),
    "error value": (lambda b, s: s.write_formula(2, 1, "=1/0", None, "#DIV/0!"), "SRC224"),
    "comment": (lambda b, s: s.write_comment(1, 1, CANARY), "SRC223"),
    "far corner": (lambda b, s: s.write_string(1_048_575, 16_383, CANARY), "SRC205"),
    "time of day": (
        lambda b, s: s.write_datetime(2, 1, datetime(2020, 1, 1, 3, 4).time(), b.add_format({"num_format": "hh:mm"})),
        "SRC216",
    ),
    "lost digits": (lambda b, s: s.write_number(2, 1, 12345678901234567890), "SRC216"),
    "control character": (lambda b, s: s.write_string(2, 1, CANARY + "\x01"), "SRC204"),
}


@pytest.mark.parametrize("kind", BAD_BOOKS)
def test_bad_workbook(kit: SimpleNamespace, kind: str) -> None:
    change, code = BAD_BOOKS[kind]
    assert bad_book(book(kit, change)).code == code


def test_a_hidden_sheet_may_be_listed_and_empty_hidden_rows_do_not_matter(kit: SimpleNamespace) -> None:
    def change(made: Any, sheet: Any) -> None:
        made.add_worksheet("Lookups").hide()
        sheet.set_column(10, 12, None, None, {"hidden": True})
        sheet.set_row(50, None, None, {"hidden": True})

    shape = InputShape(format="xlsx", sheet="Clients", hidden=("Lookups",))
    assert len(rows_of(book(kit, change), shape, PATH)) == 3


def test_the_sheet_that_is_named(kit: SimpleNamespace) -> None:
    assert bad_book(book(kit), sheet="Children").code == "SRC222"


def test_formula_without_a_value(kit: SimpleNamespace) -> None:
    data = book(kit, lambda _, s: s.write_formula(2, 1, "=1+1", None, 7))
    assert bad_book(rewritten(data, {SHEET: ("<v>7</v>", "")})).code == "SRC224"


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/threadedComments/x.xml"]
)
def test_foreign_parts(kit: SimpleNamespace, part: str) -> None:
    assert bad_book(rewritten(book(kit), add={part: b"x"})).code == "SRC223"


@pytest.mark.parametrize("row", ['ht="0"', 'hidden="true"'])
def test_rows_hidden_in_other_ways(kit: SimpleNamespace, row: str) -> None:
    assert bad_book(rewritten(book(kit), {SHEET: ('<row r="2" ', f'<row r="2" {row} ')})).code == "SRC221"


def test_a_macro_under_another_name(kit: SimpleNamespace) -> None:
    types = '<Override PartName="/xl/notes.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    assert (
        bad_book(rewritten(book(kit), {"[Content_Types].xml": ("</Types>", types)}, {"xl/notes.bin": b"x"})).code
        == "SRC223"
    )


def test_dates_from_1904(kit: SimpleNamespace) -> None:
    data = rewritten(book(kit), {"xl/workbook.xml": ("<workbookPr ", '<workbookPr date1904="1" ')})
    error = bad_book(data)
    assert error.code == "SRC220"
    assert "1904" in str(error)


def test_damaged_and_protected_files(kit: SimpleNamespace) -> None:
    good = book(kit)
    for data in (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04", b"x", good[:-30], good[:600]):
        assert bad_book(data).code == "SRC220"


def test_a_part_that_is_not_what_it_should_be(kit: SimpleNamespace) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet '
    assert bad_book(rewritten(book(kit), {SHEET: ("<worksheet ", bomb)})).code == "SRC220"
    assert bad_book(rewritten(book(kit), {SHEET: ('r="A2"', 'r="Ä2"')})).code == "SRC220"
    assert bad_book(rewritten(book(kit), {"xl/workbook.xml": ('r:id="rId1"', 'r:id="rId9"')})).code == "SRC220"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("part", ["../evil.xml", "/evil.xml", "xl\\evil.xml", "xl/workbook.xml"])
def test_part_names_that_no_workbook_has(kit: SimpleNamespace, part: str) -> None:
    assert bad_book(rewritten(book(kit), add={part: b"x"})).code == "SRC220"


def test_a_small_file_that_unpacks_to_a_large_one(kit: SimpleNamespace) -> None:
    assert bad_book(rewritten(book(kit), add={"xl/media/a.bin": b"\0" * (20 << 20)})).code == "SRC205"


def test_values_of_a_workbook(kit: SimpleNamespace) -> None:
    def change(made: Any, sheet: Any) -> None:
        sheet.write_number(1, 0, 123456789.0)
        sheet.write_boolean(1, 1, True)
        sheet.write_datetime(1, 2, datetime(1990, 2, 3), made.add_format({"num_format": "dd/mm/yyyy"}))

    row = rows_of(book(kit, change), InputShape(format="xlsx"), PATH)[1]
    assert row == [123456789, True, datetime(1990, 2, 3).date()]


def test_typed_cells_become_what_the_layout_would_have_written(
    folder: Path, catalogue: Any, kit: SimpleNamespace
) -> None:
    from drivectl.source.read import read_export

    def fill(made: Any, sheet: Any) -> None:
        for index, (header, text) in enumerate(kit.good.items()):
            sheet.write_string(0, index, header)
            sheet.write_string(1, index, text)
        day = made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_datetime(1, 4, datetime(1990, 2, 3), day)
        sheet.write_datetime(1, 8, datetime(2026, 10, 1, 9, 30), day)
        sheet.write_number(1, 10, 14)
        sheet.write_boolean(1, 11, False)

    plain = read_export(folder, kit.layout(), catalogue).cases
    (folder / "clients.csv").unlink()
    (folder / "clients.xlsx").write_bytes(kit.xlsx(fill))
    assert read_export(folder, kit.layout(), catalogue).cases == plain

    def lose_zeros(made: Any, sheet: Any) -> None:
        fill(made, sheet)
        sheet.write_number(1, 1, 17)

    (folder / "clients.xlsx").write_bytes(kit.xlsx(lose_zeros))
    with pytest.raises(DrivectlError) as error:
        read_export(folder, kit.layout(), catalogue)
    assert error.value.code == "SRC216"
    assert "number" in str(error.value)


# ---- headers against the layout


def test_a_file_without_a_header_row_shows_nothing_of_its_first_person(
    folder: Path, catalogue: Any, kit: SimpleNamespace
) -> None:
    from drivectl.source.read import read_export

    (folder / "clients.csv").write_text(kit.csv([kit.good | {"Surname": CANARY}]).split("\r\n", 1)[1] * 2, newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, kit.layout(), catalogue)
    shown = str(error.value) + repr(error.value)
    assert all(text not in shown for text in (CANARY, "Maria", "D-1042"))
    assert {one.code for one in error.value.diagnostics} <= {"SRC212", "SRC213", "SRC215"}


def test_a_wrong_delimiter_is_one_line(folder: Path, catalogue: Any, kit: SimpleNamespace) -> None:
    from drivectl.source.read import read_export

    for text, codes in (
        (kit.csv([kit.good | {"Perp Name": "NK", "Aliases": "NK"}]), ["SRC215"]),
        (kit.csv([kit.good | {"Perp Name": "NK"}]), ["SRC210"]),
        (kit.csv([kit.good]), ["SRC211"]),
    ):
        (folder / "clients.csv").write_text(text, newline="")
        (folder / "notes.csv").write_text("Note ID;Case Ref;Person;Note\nN1;D-1042;0017;x\n")
        with pytest.raises(DrivectlError) as error:
            read_export(folder, kit.layout(delimiter=";"), catalogue)
        assert [one.code for one in error.value.diagnostics] == codes
        assert "delimiter" in str(error.value.diagnostics[0].fix)


def test_columns_too_many_and_too_few(folder: Path, catalogue: Any, kit: SimpleNamespace) -> None:
    from drivectl.source.read import read_export

    row = {("Total" if key == "Score" else key): text for key, text in kit.good.items()} | {"07700 900123": "1"}
    (folder / "clients.csv").write_text(kit.csv([row]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, kit.layout(), catalogue)
    assert [one.code for one in error.value.diagnostics] == ["SRC215", "SRC214", "SRC214"]
    shown = str(error.value)
    assert "Score" in shown
    assert "column K is" in shown
    assert "column O is" in shown
    assert "Total" not in shown  # nobody declared it, so it may be anything
    assert "07700" not in shown


def test_a_file_of_a_kind_we_do_not_read(folder: Path, catalogue: Any, kit: SimpleNamespace) -> None:
    from drivectl.source.read import read_export

    layout = kit.layout()
    table = dataclasses.replace(layout.tables[1], file="notes*.ods", shape=InputShape(format="ods"))
    (folder / "notes.csv").rename(folder / "notes.ods")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, dataclasses.replace(layout, tables=(layout.tables[0], table)), catalogue)
    assert error.value.code == "SRC231"
