"""A table as it stands in its file: one header, rows of as many cells, nothing bound yet."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from drivectl.errors import problem
from drivectl.model.layout import InputShape
from drivectl.safe import Safe, name, say
from drivectl.source.faults import Faults

Raw = str | int | float | bool | date | datetime
"""A cell: text from a CSV; a workbook also gives numbers, booleans and dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Header and rows; a row's number counts as Excel counts. ``blank`` are blank rows after the last row."""

    path: Path
    header: tuple[str, ...] = field(repr=False)
    header_row: int
    rows: tuple[tuple[int, tuple[Raw, ...]], ...] = field(repr=False)
    blank: tuple[int, ...] = ()


def column_name(index: int) -> Safe:
    """The letters that Excel shows above column ``index`` (from 0)."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return name(letters)


def tidy(header: str) -> str:
    """A header as it is compared: one form of each letter, single spaces."""
    return " ".join(unicodedata.normalize("NFC", header).split())


def grid_of(lines: Sequence[Sequence[Raw]], shape: InputShape, path: Path) -> Grid:
    """Header and rows of ``lines``, title rows left out. SRC201, SRC202, SRC210, SRC212, SRC213, SRC219."""
    faults = Faults(path)
    heads = lines[shape.skip_rows : shape.skip_rows + shape.header_rows]
    if len(heads) < shape.header_rows or all(blank(one) for one in heads):
        raise problem("SRC201", say("{p} has no header in row {row}", p=path, row=shape.skip_rows + 1))
    header = _header(heads)
    first = shape.skip_rows + shape.header_rows
    _check_header(header, first, faults)
    numbered = [(number, tuple(row)) for number, row in enumerate(lines[first:], first + 1)]
    trailing: list[int] = []
    while numbered and blank(numbered[-1][1]):
        trailing.append(numbered.pop()[0])
    if not numbered and not faults:
        raise problem("SRC202", say("{p} has a header and no rows", p=path))
    hint = say("check the delimiter in the layout") if len(header) == 1 else None
    for number, row in numbered:
        if blank(row):
            faults.add("SRC219", say("row {row} is blank", row=number), row=number)
        elif len(row) != len(header):
            what = say("row {row} has {n} columns, the header has {h}", row=number, n=len(row), h=len(header))
            faults.add("SRC210", what, row=number, fix=hint)
    faults.stop()
    return Grid(path=path, header=header, header_row=first, rows=tuple(numbered), blank=tuple(sorted(trailing)))


def blank(row: Sequence[Raw]) -> bool:
    """Whether no cell of ``row`` says anything."""
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def _header(heads: Sequence[Sequence[Raw]]) -> tuple[str, ...]:
    """One text per column: the name, or ``group / name`` where a merged group stands above the names."""
    tidied = [[tidy(str(cell)) for cell in row] for row in heads]
    if len(tidied) == 1:
        return tuple(tidied[0])
    width = max(len(row) for row in tidied)
    groups, names = (row + [""] * (width - len(row)) for row in tidied)
    header: list[str] = []
    group = ""
    for own, one in zip(groups, names, strict=True):
        group = own or group
        header.append(f"{group} / {one}" if group and one else own or one)
    return tuple(header)


def _check_header(header: tuple[str, ...], row: int, faults: Faults) -> None:
    """No text of the header is shown: without a header row its first row is data."""
    seen = Counter(one.casefold() for one in header)
    for index, one in enumerate(header):
        column = column_name(index)
        if not one:
            faults.add("SRC213", say("column {c} has no header in row {row}", c=column, row=row), row=row)
        elif seen[one.casefold()] > 1:
            faults.add(
                "SRC212", say("column {c} has the header of another column in row {row}", c=column, row=row), row=row
            )
