"""CSV and TSV by the strict grammar: what a lenient reader would mend, this one refuses with its place."""

import csv
import io
import re
from functools import cache
from pathlib import Path
from typing import Final

from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import say
from drivectl.source.precheck import CELL_LIMIT

_FAR: Final = 2**31 - 1  # the module's own limit is out of the way; ours names the row


def rows_of(text: str, delimiter: str, path: Path, *, cr_ends: bool = False) -> list[list[str]]:
    """Every record of ``text``; a blank line is an empty record. SRC205, SRC211, SRC227."""
    _check_grammar(text, delimiter, path, cr_ends=cr_ends)
    rows = _parse(text, delimiter)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if len(cell) > CELL_LIMIT:
                what = say(
                    "row {row}, column {column} holds more than {n} characters", row=number, column=column, n=CELL_LIMIT
                )
                raise problem("SRC205", what, at=Place(file=path, row=number))
    return rows


def _parse(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_FAR)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


@cache
def _grammar(delimiter: str, *, cr_ends: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A cell, and any number of ended cells; possessive, so that a large file costs one pass."""
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]++|"")*+"|[^"{mark}\r\n]*+)'
    end = r"\r\n|\n|\r" if cr_ends else r"\r\n|\n"
    return re.compile(cell), re.compile(rf"(?:{cell}(?:{mark}|{end}))*+")


def _check_grammar(text: str, delimiter: str, path: Path, *, cr_ends: bool) -> None:
    cell, cells = _grammar(delimiter, cr_ends=cr_ends)
    whole = cells.match(text)
    start = whole.end() if whole else 0
    last = cell.match(text, start)
    stop = last.end() if last else start
    if stop < len(text):
        raise _fault(text, start, stop, delimiter, path)


def _fault(text: str, start: int, stop: int, delimiter: str, path: Path) -> DrivectlError:
    """``start`` is where the cell that breaks the grammar begins, ``stop`` where it breaks it."""
    before = _parse(text[:start], delimiter)
    inside = start > 0 and text[start - 1] == delimiter
    row, column = (len(before), len(before[-1])) if inside else (len(before) + 1, 1)
    at = Place(file=path, row=row)
    if text[stop] == "\r":
        return problem("SRC227", say("row {row} ends with CR alone", row=row), at=at)
    if text[stop] == '"' and stop == start:
        what = say("row {row}, column {column}: a quotation mark is not closed", row=row, column=column)
        return problem("SRC211", what, at=at)
    what = say("row {row}, column {column}: a quotation mark stands where none may stand", row=row, column=column)
    return problem("SRC211", what, at=at, fix=say("export it again; or check the delimiter in the layout"))
