"""Tables as they leave: identical input gives identical bytes, no cell is a formula, no author is named."""

import csv
import io
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from drivectl import files
from drivectl.errors import problem
from drivectl.model.output import OutputTable
from drivectl.safe import name, say

_FORMULA: Final = re.compile(r"""[\s"'‘’“”]*[=+\-@\t\r＝＋－＠]""")
"""What a spreadsheet may take for a formula, also behind spaces, quotes and in full-width forms."""
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_XLSX_CELL: Final = 32_767
_XLSX_ROWS: Final = 1_048_576
CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed date: the real one would differ from run to run


def write_table(target: Path | BinaryIO, table: OutputTable) -> int:
    """Write ``table`` to a new file or a stream; how many cells were guarded against being read as formulas."""
    data, guarded = (_csv if table.kind == "csv" else _xlsx)(table)
    if isinstance(target, Path):
        files.write_bytes(target, data)
    else:
        target.write(data)
    return guarded


def guard(text: str) -> str:
    """``text``, with a quote before it where a spreadsheet could take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _csv(table: OutputTable) -> tuple[bytes, int]:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guard(one.header) for one in table.columns])
    guarded = 0
    for row in table.rows:
        cells = [
            text if column.numeric and _NUMBER.fullmatch(text) else guard(text)
            for column, text in zip(table.columns, row, strict=True)
        ]
        guarded += sum(new != old for new, old in zip(cells, row, strict=True))
        writer.writerow(cells)
    mark = table.bom or sys.platform == "win32"  # Excel on Windows reads UTF-8 by its mark only
    return stream.getvalue().encode("utf-8-sig" if mark else "utf-8"), guarded


def _xlsx(table: OutputTable) -> tuple[bytes, int]:
    """Text cells only: nothing can be a formula there, so nothing is guarded."""
    rows = [tuple(one.header for one in table.columns), *table.rows]
    if len(rows) > _XLSX_ROWS or any(len(cell) > _XLSX_CELL for row in rows for cell in row):
        what = say("{t} does not fit into a workbook", t=name(table.name))
        raise problem("SRC205", what, fix=say("set transfer.format: csv in the agreement"))
    return text_workbook({table.name: rows}), 0


def text_workbook(sheets: dict[str, list[tuple[str, ...]]], finish: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of text cells, the first row of each sheet its header; ``finish`` adds to each sheet."""
    import xlsxwriter  # noqa: PLC0415 -- lazy

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell, text if number else bold)
            if finish is not None:
                finish(sheet)
    return stream.getvalue()
