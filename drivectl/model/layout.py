"""layout/v1 as loaded: how one system's export maps to the catalogue, both ways."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from drivectl.errors import Place

FileFormat = Literal["csv", "tsv", "jsonl", "xlsx", "ods", "parquet", "sqlite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputShape:
    """How the bytes of one table are to be read; every key is declared, never guessed."""

    format: FileFormat = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    skip_rows: int = 0
    header_rows: int = 1
    sheet: str | None = None
    hidden: tuple[str, ...] = ()
    line_end: Literal["lf", "crlf", "cr"] = "crlf"
    dates: str = "%Y-%m-%d"
    datetimes: str = "%Y-%m-%dT%H:%M"
    missing: tuple[str, ...] = ("",)
    true: tuple[str, ...] = ("Y",)
    false: tuple[str, ...] = ("N",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One column: bound to ``field`` (or one ``part`` of it), or ignored with a reason."""

    header: str
    at: Place
    field: str | None = None
    part: str | None = None
    codes: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    """Catalogue code (booleans as ``true``/``false``) -> spellings; all are read, the first is written."""
    unknown_values: Literal["fail", "missing"] = "fail"
    split: str | None = None
    empty_is_none: bool = False
    format: str | None = None
    text: bool = False
    ignore: str | None = None
    synth: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """One table of the export."""

    name: str
    file: str
    """A name pattern (``clients*.csv``), no path."""
    shape: InputShape
    grain: tuple[str, ...]
    subjects: Mapping[str, str]
    """``case``, a role, or ``by_role`` -> header of the column that says whose row it is."""
    bindings: tuple[Binding, ...]
    fixed: Mapping[str, str]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A whole layout. A layout never names an action: it cannot share anything."""

    id: str
    version: str
    title: str
    path: Path
    sha256: str
    catalogue: str
    verified: bool
    tables: tuple[TableLayout, ...]
    quirks: Mapping[str, object]
