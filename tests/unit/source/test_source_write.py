"""Tables that leave: guarded, whole, nameless and the same bytes every time."""

import csv
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.layout import InputShape
from drivectl.model.output import OutputColumn, OutputTable
from drivectl.source.workbook import rows_of
from drivectl.source.write import guard, write_table

ROWS = (("'=1", "-3", "Maria"), ("+44", "=2", "line\nline"), ("007", "1.5", ""))


def table(kind: Any, bom: bool = False, rows: tuple[tuple[str, ...], ...] = ROWS) -> OutputTable:
    columns = (
        OutputColumn(header="case_ref", field="case.case_ref"),
        OutputColumn(header="score", field="case.score", numeric=True),
        OutputColumn(header="name", field="victim.name"),
    )
    return OutputTable(name="cases", kind=kind, bom=bom, columns=columns, rows=rows)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1", '"=1', "'=1", "＝1", "＋1", "－1", "＠x", "\u00a0=1", "\n=1"],
)
def test_what_a_spreadsheet_may_take_for_a_formula_is_guarded(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "7", "Maria", "(=)", "x\n=1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


def test_csv_keeps_numbers_guards_text_and_counts(tmp_path: Path) -> None:
    target = tmp_path / "cases.csv"
    assert write_table(target, table("csv")) == 3
    assert target.stat().st_mode & 0o077 == 0
    data = target.read_bytes()
    assert data.startswith(b"case_ref,score,name\r\n")
    read = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert read[1:] == [["''=1", "-3", "Maria"], ["'+44", "'=2", "line\nline"], ["007", "1.5", ""]]
    with pytest.raises(DrivectlError) as error:
        write_table(target, table("csv"))
    assert error.value.code == "OUT110"


def test_the_byte_order_mark_stays() -> None:
    stream = io.BytesIO()
    write_table(stream, table("csv", bom=True))
    assert stream.getvalue().startswith(b"\xef\xbb\xbfcase_ref")


def test_a_workbook_is_text_without_author_and_the_same_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    assert write_table(first, table("xlsx")) == 0
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    write_table(second, table("xlsx"))
    assert first.getvalue() == second.getvalue()
    rows = rows_of(first.getvalue(), InputShape(format="xlsx"), Path("cases.xlsx"))
    assert rows == [["case_ref", "score", "name"], *[list(row) for row in ROWS]]
    with zipfile.ZipFile(first) as parts:
        assert b"<dc:creator></dc:creator>" in parts.read("docProps/core.xml")
        assert b"2000-01-01" in parts.read("docProps/core.xml")
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        cells = parts.read("xl/worksheets/sheet1.xml")
        assert cells.count(b"<c ") == cells.count(b't="s"') == 11
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("link" in one.lower() for one in parts.namelist())


def test_a_text_that_no_workbook_cell_can_hold_is_not_cut() -> None:
    with pytest.raises(DrivectlError) as error:
        write_table(io.BytesIO(), table("xlsx", rows=(("x" * 32_768, "1", "y"),)))
    assert error.value.code == "SRC205"
    assert "xx" not in str(error.value)


def test_rows_are_not_in_a_repr(kit: SimpleNamespace) -> None:
    assert "Maria" not in repr(table("csv"))
    with pytest.raises(ValueError, match="number of cells"):
        table("csv", rows=(("a",),))
