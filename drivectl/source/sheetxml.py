"""What a workbook's values do not tell: hidden rows and columns, merged ranges, error cells, foreign parts."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import Safe, say
from drivectl.source.zipped import BROKEN, open_zip

_FOREIGN: Final = re.compile(
    "vbaproject|macroenabled|macrosheet|externallink|comments|oleobject|activex|connections|embeddings", re.IGNORECASE
)
_REF: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(slots=True)
class SheetFacts:
    """Facts of one sheet; rows and columns count from 0, ranges are (top, left, bottom, right)."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    unknown_cells: list[tuple[int, int]] = field(default_factory=list)
    height: int = 0
    width: int = 0


class Package:
    """The zip container of a workbook, checked before anything else reads it. SRC205, SRC220, SRC223."""

    def __init__(self, data: bytes, path: Path) -> None:
        self._path = path
        self._zip = open_zip(data, path, self._broken)
        self._check_parts()
        self._check_calendar()

    def sheet(self, title: str) -> SheetFacts:
        """The facts of the sheet called ``title``."""
        sheets = [one for one in self._elements("xl/workbook.xml", "sheet") if one.get("name") == title]
        idents = [value for one in sheets for key, value in one.attrib.items() if key.endswith("}id")]
        links = self._elements("xl/_rels/workbook.xml.rels", "Relationship")
        target = next((one.get("Target") for one in links if one.get("Id") in idents[:1]), None)
        if target is None:
            raise self._broken(say("{p} is damaged: a sheet has no part", p=self._path))
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        try:
            return _facts(self._walk(part))
        except ValueError:
            raise self._broken(say("{p} is damaged", p=self._path)) from None

    def _check_parts(self) -> None:
        kinds = [e.get("ContentType", "") for e in self._elements("[Content_Types].xml", "Override", "Default")]
        if any(_FOREIGN.search(one) for one in (*kinds, *self._zip.namelist())):
            what = say("{p} has macros, comments, or links to other files", p=self._path)
            raise problem("SRC223", what, at=Place(file=self._path))

    def _check_calendar(self) -> None:
        for element in self._elements("xl/workbook.xml", "workbookPr"):
            if _on(element.get("date1904")):
                fix = say(
                    "in Excel, turn off the 1904 date system in the options of this workbook, then check its dates"
                )
                raise self._broken(say("{p} counts its dates from 1904", p=self._path), fix)

    def _elements(self, part: str, *tags: str) -> list[Any]:
        return [element for event, element in self._walk(part, keep=True) if event == "end" and _tag(element) in tags]

    def _walk(self, part: str, *, keep: bool = False) -> Iterator[tuple[str, Any]]:
        """Start and end events of ``part``, each element emptied after its end unless ``keep``."""
        from defusedxml.ElementTree import iterparse  # noqa: PLC0415 -- lazy

        try:
            with self._zip.open(part) as stream:
                for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                    yield event, element
                    if event == "end" and not keep and _tag(element) in ("row", "c"):
                        element.clear()
        except BROKEN:
            raise self._broken(say("{p} is damaged", p=self._path)) from None

    def _broken(self, what: Safe, fix: Safe | None = None) -> DrivectlError:
        return problem("SRC220", what, at=Place(file=self._path), fix=fix)


def _facts(events: Iterator[tuple[str, Any]]) -> SheetFacts:
    facts = SheetFacts()
    row, column, hidden, all_hidden = -1, -1, False, False
    for event, element in events:
        tag = _tag(element)
        if event == "start":
            if tag == "sheetFormatPr":
                all_hidden = _on(element.get("zeroHeight"))
            elif tag == "col" and (_on(element.get("hidden")) or _zero(element.get("width"))):
                facts.hidden_columns.append((int(element.get("min", 1)) - 1, int(element.get("max", 1)) - 1))
            elif tag == "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
                height = element.get("ht")
                hidden = _on(element.get("hidden")) or _zero(height) or (all_hidden and height is None)
            elif tag == "mergeCell":
                facts.merged.append(_range(element.get("ref", "")))
        elif tag == "c":
            row, column = _cell(element.get("r"), row, column + 1)
            _note_cell(element, facts, row, column, hidden=hidden)
    return facts


def _note_cell(element: Any, facts: SheetFacts, row: int, column: int, *, hidden: bool) -> None:
    inside = {_tag(child) for child in element}
    if not inside:
        return
    facts.height, facts.width = max(facts.height, row + 1), max(facts.width, column + 1)
    if hidden and row not in facts.hidden_rows[-1:]:
        facts.hidden_rows.append(row)
    if element.get("t") == "e" or ("f" in inside and "v" not in inside):
        facts.unknown_cells.append((row, column))


def _cell(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column of ``A1``; a cell without a reference follows the one before it."""
    if reference is None:
        return row, column
    match = _REF.fullmatch(reference)
    if match is None:
        raise ValueError("not a cell")
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, number - 1


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return *_cell(first, 0, 0), *_cell(last or first, 0, 0)


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _on(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _zero(value: str | None) -> bool:
    return value is not None and float(value) == 0
