"""XLSX to rows: values through calamine, after the package and the sheet have been looked at whole."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from drivectl.errors import Place, problem
from drivectl.model.layout import InputShape
from drivectl.safe import Safe, say
from drivectl.source.faults import Faults
from drivectl.source.grid import Raw, column_name
from drivectl.source.precheck import CELL_LIMIT, CONTROL
from drivectl.source.sheetxml import Package, SheetFacts

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

T = TypeVar("T")
AREA_LIMIT: Final = 20_000_000
"""Cells of the used area: one stray cell in the last corner would cost more memory than there is."""
_EXACT: Final = 1e15


def rows_of(data: bytes, shape: InputShape, path: Path) -> list[list[Raw]]:
    """The rows of the declared sheet, or of the only one. SRC204, SRC205, SRC216, SRC220 to SRC224."""
    package = Package(data, path)
    book = _open(data, path)
    title = _sheet_of(book, shape, path)
    facts = package.sheet(title)
    head = shape.skip_rows + shape.header_rows
    _check(facts, head, path)
    values = _quietly(lambda: book.get_sheet_by_name(title).to_python(skip_empty_area=False), path)
    return _plain(values, path)


def _open(data: bytes, path: Path) -> "CalamineWorkbook":
    import python_calamine  # noqa: PLC0415 -- lazy

    return _quietly(lambda: python_calamine.load_workbook(io.BytesIO(data)), path)


def _quietly(read: Callable[[], T], path: Path) -> T:
    """What the library reads; its own errors (a Rust panic too) may quote a cell and are dropped whole."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001, S110 -- the refusal is raised outside, without it as context
        pass
    raise problem("SRC220", say("{p} is damaged", p=path), at=Place(file=path))


def _sheet_of(book: "CalamineWorkbook", shape: InputShape, path: Path) -> str:
    """The sheet to read. Titles of sheets are never shown: people name them after people."""
    sheets = {one.name: str(one.visible).rpartition(".")[2] == "Visible" for one in book.sheets_metadata}
    hidden = [title for title, visible in sheets.items() if not visible and title not in shape.hidden]
    if hidden:
        what = say("{p} has {n} hidden sheets that the layout does not list", p=path, n=len(hidden))
        raise problem("SRC221", what, at=Place(file=path))
    if shape.sheet is not None:
        if shape.sheet not in sheets:
            raise problem(
                "SRC222", say("{p} does not have the sheet that the layout names", p=path), at=Place(file=path)
            )
        return shape.sheet
    visible = [title for title, shown in sheets.items() if shown]
    if len(visible) != 1:
        what = say("{p} has {n} sheets and the layout names none", p=path, n=len(visible))
        raise problem("SRC222", what, at=Place(file=path))
    return visible[0]


def _check(facts: SheetFacts, head: int, path: Path) -> None:
    faults = Faults(path)
    if facts.height * facts.width > AREA_LIMIT:
        faults.add("SRC205", say("the used area is {r} rows by {c} columns", r=facts.height, c=facts.width))
    for row in facts.hidden_rows:
        faults.add(
            "SRC221", say("row {row} is hidden", row=row + 1), row=row + 1, fix=say("clear the filter or show the rows")
        )
    for first, last in facts.hidden_columns:
        if first < facts.width:
            what = say("columns {a} to {b} are hidden", a=column_name(first), b=column_name(min(last, facts.width - 1)))
            faults.add("SRC221", what)
    for top, left, bottom, _ in facts.merged:
        if bottom >= head and top < facts.height:
            what = say("row {row}, column {c}: cells are merged", row=top + 1, c=column_name(left))
            faults.add("SRC224", what, row=top + 1)
    for row, column in facts.unknown_cells:
        what = say("row {row}, column {c}: an error or a formula without a value", row=row + 1, c=column_name(column))
        faults.add("SRC224", what, row=row + 1)
    faults.stop()


def _plain(values: Sequence[Sequence[Any]], path: Path) -> list[list[Raw]]:
    """Cells as text, numbers, booleans and dates; trailing columns that are empty throughout are left out."""
    faults = Faults(path)
    rows = [[_cell(cell, r, c, faults) for c, cell in enumerate(row)] for r, row in enumerate(values)]
    faults.stop()
    width = max((c + 1 for row in rows for c, cell in enumerate(row) if cell != ""), default=0)
    return [row[:width] for row in rows]


def _cell(value: Any, row: int, column: int, faults: Faults) -> Raw:
    def wrong(code: str, why: Safe) -> None:
        faults.add(code, say("row {row}, column {c} {why}", row=row + 1, c=column_name(column), why=why), row=row + 1)

    if isinstance(value, str):
        text = value.replace("\r\n", "\n")
        if CONTROL.search(text):
            wrong("SRC204", say("holds a control character"))
        if len(text) > CELL_LIMIT:
            wrong("SRC205", say("is too long"))
        return text
    if isinstance(value, float):
        if abs(value) < _EXACT:
            return int(value) if value.is_integer() else value
        wrong("SRC216", say("is a number of more digits than Excel keeps"))
        return ""
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(value, bool | int | date):
        return value
    wrong("SRC216", say("is a time without a date"))
    return ""
