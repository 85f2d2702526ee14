"""The case flags sheet: made beside an export, read back strictly. It can only narrow."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from drivectl import files
from drivectl.model.agreement import Baseline
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Export, Value
from drivectl.model.flags import SAME, CaseFlags, FlagsSheet, Same
from drivectl.model.layout import InputShape, Layout
from drivectl.source import workbook
from drivectl.source.flagcolumns import (
    AS_IN_EXPORT,
    CASE,
    HOLD_UNTIL,
    HOLD_WHY,
    NOBODY,
    PERSON,
    REASONS,
    SHEET,
    STATED_BY,
    STATED_ON,
    FlagColumn,
    flag_columns,
)
from drivectl.source.flagrows import FlagRows
from drivectl.source.grid import grid_of
from drivectl.source.precheck import FILE_LIMIT
from drivectl.source.write import text_workbook

_LIST_LIMIT: Final = 255
"""Characters that Excel takes in a drop-down written into the sheet."""


def read_flags(  # noqa: PLR0913, PLR0917 -- what the sheet may say comes from four files; today is never taken from the clock
    path: Path,
    layout: Layout,
    catalogue: Catalogue,
    fields: Sequence[str],
    max_age_days: int,
    today: date,
    *,
    parties: Collection[str],
) -> FlagsSheet:
    """The statements of the sheet at ``path``; those older than ``max_age_days``, or of a later day, say nothing.

    SRC240 where it is not such a sheet, SRC242 for every cell that is not one of its choices.
    """
    data = files.read_whole(path, FILE_LIMIT)
    shape = InputShape(format="xlsx", sheet=SHEET)
    grid = grid_of(workbook.rows_of(data, shape, path), shape, path)
    reader = FlagRows(
        grid,
        flag_columns(fields, catalogue),
        bound=bound_fields(layout),
        parties=parties,
        today=today,
        max_age_days=max_age_days,
    )
    rows = [one for one in (reader.row(number, cells) for number, cells in grid.rows) if one is not None]
    reader.refuse_twins(rows)
    reader.faults.stop()
    digest = hashlib.sha256(data).hexdigest()
    return FlagsSheet(path=path, sha256=digest, fields=tuple(reader.fields), rows=tuple(rows))


def write_flags(  # noqa: PLR0913 -- as above
    target: Path,
    export: Export | None,
    layout: Layout,
    baseline: Baseline,
    earlier: FlagsSheet | None,
    *,
    catalogue: Catalogue,
    parties: Collection[str],
    overwrite: bool = False,
) -> None:
    """Write the sheet for ``export`` (or what ``earlier`` states alone): references only, new cases blank.

    A field that the layout binds starts as *As in the export*. Rows of cases that are not in this export stay:
    were they dropped, a hold would be gone when the case comes back.
    """
    columns = flag_columns(baseline.flag_fields, catalogue)
    before = {(one.case, one.person): one for one in earlier.rows} if earlier else {}
    keys = list(dict.fromkeys([*(_cases(export) if export else ()), *before]))
    bound = bound_fields(layout)
    rows = [(CASE, PERSON, *(c.header for c in columns), HOLD_UNTIL, HOLD_WHY, STATED_BY, STATED_ON)]
    rows += [_row(case, person, columns, before.get((case, person)), bound) for case, person in keys]
    finish = _drop_downs(columns, bound, parties, len(rows))
    files.write_bytes(target, text_workbook({SHEET: rows}, finish), overwrite=overwrite)


def bound_fields(layout: Layout) -> set[str]:
    """The fields that the export itself has."""
    columns = {one.field for table in layout.tables for one in table.bindings if one.field is not None}
    return columns | {path for table in layout.tables for path in table.fixed}


def _cases(export: Export) -> list[tuple[str, str | None]]:
    """A row per case; where a case has several victims, a row for each."""
    keys: list[tuple[str, str | None]] = []
    for case in export.cases:
        victims = list(dict.fromkeys(one.subjects["victim"] for one in case.records if "victim" in one.subjects))
        keys += [(case.ref, person) for person in (victims if len(victims) > 1 else [None])]
    return keys


def _row(
    case: str, person: str | None, columns: list[FlagColumn], before: CaseFlags | None, bound: Collection[str]
) -> tuple[str, ...]:
    if before is None:
        values = [AS_IN_EXPORT if one.field in bound else "" for one in columns]
        return (case, person or "", *values, "", "", "", "")
    until = before.hold_until.isoformat() if before.hold_until else "?" if before.hold_unreadable else ""
    return (
        case,
        person or "",
        *(_word(one, before.values.get(one.field, MISSING), bound) for one in columns),
        until,
        REASONS.get(before.hold_reason or "", ""),
        before.by or "",
        before.on.isoformat() if before.on else "",
    )


def _word(column: FlagColumn, value: Value | Same, bound: Collection[str]) -> str:
    if value is MISSING:
        return ""
    if value is SAME:
        return AS_IN_EXPORT if column.field in bound else ""
    if isinstance(value, tuple):
        return "; ".join(value) or NOBODY
    return column.words[str(value).lower() if isinstance(value, bool) else str(value)]


def _drop_downs(
    columns: list[FlagColumn], bound: Collection[str], parties: Collection[str], height: int
) -> Callable[[Any], None]:
    """What sets the drop-downs of the sheet; several partners are typed with semicolons, so theirs only advises."""

    def finish(sheet: Any) -> None:
        for index, one in enumerate(columns, 2):
            same = [AS_IN_EXPORT] if one.field in bound else []
            choices = [*same, *(([NOBODY, *sorted(parties)]) if one.parties else one.words.values())]
            if len(",".join(choices)) <= _LIST_LIMIT:
                show = {"error_type": "information" if one.parties else "stop"}
                sheet.data_validation(1, index, height, index, {"validate": "list", "source": choices, **show})
        why = len(columns) + 3
        sheet.data_validation(1, why, height, why, {"validate": "list", "source": list(REASONS.values())})
        sheet.set_column(0, len(columns) + 5, 18)

    return finish
