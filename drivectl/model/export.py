"""An export as read: records of cases in the catalogue's words. No ``repr`` here shows a value."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Final


class Missing(Enum):
    """The one value of a cell that says nothing."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"

    __hash__ = object.__hash__  # an enumeration's own is many times slower


MISSING: Final = Missing.MISSING

SYNTHETIC_FILE: Final = "SYNTHETIC.txt"
SYNTHETIC_LINE: Final = "drivectl synthetic data: no real person"
"""An export is synthetic only where this file stands in its folder and starts with exactly this line."""

Scalar = str | int | bool | date | datetime
Value = Scalar | tuple[str, ...] | Missing
"""Codes of a domain are text; ``yn`` is bool; lists and sets are tuples; the empty set is ``()``."""


def record_of(point: Mapping[str, Value]) -> dict[str, object]:
    """A made-up case as a record file has it."""
    return {
        path: {"is": "missing"}
        if value is MISSING
        else list(value)
        if isinstance(value, tuple)
        else value
        if isinstance(value, bool | int | str)
        else value.isoformat()
        for path, value in sorted(point.items())
    }


def value_words(value: Value) -> str:
    """A value as one would read it aloud."""
    match value:
        case Missing():
            return "missing"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return " and ".join(value) or "empty"
        case _:
            return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One bound cell. ``parts`` holds the pieces of a name or address that columns of their own bind.

    ``field`` is the catalogue path, ``value`` the whole (parts joined with a space, or ", " for an address;
    ``MISSING`` if every part is), ``parts`` maps part name -> text in column order (empty where not split).
    """

    field: str
    value: Value = dataclasses.field(repr=False)
    parts: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of one table of the export, bound to catalogue fields.

    ``case`` is the case reference. ``subjects`` maps role (``victim``, ``perpetrator``, ``child`` ...) to the
    person id that the layout's ``subjects`` columns give for this row. ``row`` counts from 1 with the header
    as Excel does. ``cells`` has every bound field of the table (``MISSING`` included), ``fixed`` ones too.
    """

    table: str
    row: int
    case: str = dataclasses.field(repr=False)
    subjects: Mapping[str, str] = dataclasses.field(repr=False)
    cells: Mapping[str, Cell] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One file of the export as read."""

    name: str
    """The layout's name of the table."""
    output: str
    """The catalogue's name of it, under which a partner receives it (``cases``, ``children``)."""
    path: Path
    sha256: str
    kind: str
    """csv, tsv, xlsx or jsonl: the output keeps it."""
    bom: bool
    fields: tuple[str, ...]
    """Bound catalogue fields in column order, each once."""
    parts: Mapping[str, tuple[str, ...]]
    """field -> its parts in column order, for fields that several columns make up."""
    grain: tuple[str, ...]
    rows: int
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything the export says of one case, in file order."""

    ref: str = dataclasses.field(repr=False)
    records: tuple[Record, ...] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNote:
    """Something tolerated and told: an unknown word read as missing, a blank row skipped."""

    table: str
    row: int
    field: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A whole export, read strictly through one layout. ``cases`` are sorted by first appearance."""

    folder: Path
    layout: str
    layout_version: str
    layout_sha256: str
    layout_verified: bool
    tables: tuple[Table, ...]
    cases: tuple[Case, ...] = dataclasses.field(repr=False)
    notes: tuple[ReadNote, ...] = ()
    synthetic: bool = False
    """Every input carries the SYNTHETIC label."""

    @property
    def bound(self) -> frozenset[str]:
        """Every catalogue field that some table binds or fixes."""
        return frozenset(path for table in self.tables for path in (*table.fields, *table.fixed))

    @property
    def sha256s(self) -> tuple[str, ...]:
        """Digests of the files, for the run id; never logged (a guessable file's hash is an oracle)."""
        return tuple(table.sha256 for table in self.tables)
