"""A table as it will leave: the recipient's words for every column, and cells that are text already."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColumn:
    """One column. ``numeric`` cells are written as they are; all others are guarded against formulas."""

    header: str
    field: str
    """Catalogue path that it was made from."""
    meaning: str = ""
    """One plain sentence for the statement and the preview."""
    level: str | None = None
    """Level of a generalised column (``age_band_10``), else none."""
    codes: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    """Written code -> what it means, where the column has codes."""
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTable:
    """One table for one recipient; ``name`` is its file name without the ending (``cases``)."""

    name: str
    kind: Literal["csv", "xlsx"]
    bom: bool = False
    """Whether a CSV starts with a byte order mark, as its input did."""
    columns: tuple[OutputColumn, ...]
    rows: tuple[tuple[str, ...], ...] = dataclasses.field(repr=False)

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has another number of cells than the table has columns")
