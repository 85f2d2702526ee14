"""A grid and its layout to cells of catalogue fields; every fault of the file, none of its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Cell, ReadNote
from drivectl.model.layout import TableLayout
from drivectl.safe import name, names, say
from drivectl.source.faults import Faults
from drivectl.source.grid import Grid, Raw, column_name, tidy
from drivectl.source.values import Column, MisfitError
from drivectl.source.whole import joined, split_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One row, bound. ``keys`` maps each header that ``subjects`` names to its text (empty where missing)."""

    row: int
    cells: Mapping[str, Cell] = field(repr=False)
    keys: Mapping[str, str] = field(repr=False)


class Binder:
    """Reads the rows of one table through its layout."""

    def __init__(self, table: TableLayout, catalogue: Catalogue) -> None:
        self.table, self.catalogue = table, catalogue
        shape = table.shape
        self.columns = {
            tidy(one.header): Column(one, catalogue.field(one.field), shape, catalogue)
            for one in table.bindings
            if one.field is not None
        }
        self.fixed = {path: Cell(field=path, value=_fixed(path, text, catalogue)) for path, text in table.fixed.items()}

    def bind(self, grid: Grid, faults: Faults) -> tuple[list[Bound], list[ReadNote]]:
        """Every row of ``grid``; what is wrong goes to ``faults``."""
        placed = match_header(grid, self.table, faults)
        notes = [ReadNote(table=self.table.name, row=row, field="", kind="blank_row") for row in grid.blank]
        if faults:
            return [], notes
        rows = (self._row(number, cells, placed, faults, notes) for number, cells in grid.rows)
        return [one for one in rows if one is not None], notes

    def _row(
        self, number: int, raws: tuple[Raw, ...], placed: Mapping[str, int], faults: Faults, notes: list[ReadNote]
    ) -> Bound | None:
        """One row; nothing where a cell is at fault."""
        cells: dict[str, Cell] = {}
        parts: dict[str, dict[str, str]] = {}
        keys: dict[str, str] = {}
        good = True
        for header, column in self.columns.items():
            path, part, raw = column.field.path, column.binding.part, raws[placed[header]]
            try:
                if part is not None:
                    parts.setdefault(path, {})[part] = _or_empty(column.text(raw))
                else:
                    cells[path] = _cell(column, raw)
                    keys[header] = _or_empty(cells[path].value)
            except MisfitError as error:
                if error.word and column.tolerant:
                    cells[path] = Cell(field=path, value=MISSING)
                    notes.append(ReadNote(table=self.table.name, row=number, field=path, kind="unknown_word"))
                else:
                    good = False
                    what = say("row {row}, {header}: {why}", row=number, header=name(header), why=error.why)
                    faults.add("SRC216", what, row=number, field=name(header))
        for path, pieces in parts.items():
            cells[path] = Cell(field=path, value=joined(self.catalogue.field(path), pieces), parts=pieces)
        return Bound(row=number, cells={**cells, **self.fixed}, keys=keys) if good else None


def match_header(grid: Grid, table: TableLayout, faults: Faults) -> dict[str, int]:
    """Declared header -> index. Both ways strict: SRC214 for a column too many, SRC215 for one that is lost."""
    placed = {header: index for index, header in enumerate(grid.header)}
    declared = [tidy(one.header) for one in table.bindings]
    found = [one for one in declared if one in placed]
    if not found:
        what = say(
            "row {row} holds none of the {n} headers that the layout declares", row=grid.header_row, n=len(declared)
        )
        fix = say("check delimiter, skip_rows, header_rows and sheet in the layout")
        faults.add("SRC215", what, row=grid.header_row, fix=fix)
        return {}
    lost = [one for one in declared if one not in placed]
    if lost:
        faults.add("SRC215", say("columns that are not in the file: {c}", c=names(lost)), row=grid.header_row)
    for header, index in placed.items():
        if header not in declared:  # by its letter: a header nobody declared may be somebody's name, or a row of data
            what = say("column {c} is neither bound nor ignored", c=column_name(index))
            faults.add("SRC214", what, row=grid.header_row)
    return {one: placed[one] for one in found}


def _cell(column: Column, raw: Raw) -> Cell:
    path, form = column.field.path, column.binding.format
    if form is None:
        return Cell(field=path, value=column.read(raw))
    if column.text(raw) is MISSING:
        return Cell(field=path, value=MISSING)
    parts = split_form(form, raw if isinstance(raw, str) else str(raw))
    return Cell(field=path, value=joined(column.field, parts), parts=parts)


def _or_empty(text: object) -> str:
    return text if isinstance(text, str) else ""


def _fixed(path: str, text: str, catalogue: Catalogue) -> str | bool | int:
    kind = catalogue.field(path).type
    if kind == "int":
        return int(text)
    return text == "true" if kind == "yn" else text
