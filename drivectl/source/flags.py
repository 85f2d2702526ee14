"""The case flags sheet: made beside an export, read back strictly. It can only narrow."""

import hashlib
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Any, Final

from drivectl import files
from drivectl.model.export import MISSING, Export, Value
from drivectl.model.flags import SAME, CaseFlags, FlagsSheet, Same
from drivectl.model.layout import InputShape
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
    Choices,
    FlagColumn,
)
from drivectl.source.flagrows import FlagRows
from drivectl.source.grid import grid_of
from drivectl.source.precheck import FILE_LIMIT
from drivectl.source.write import text_workbook

_LIST_LIMIT: Final = 255
"""Characters that Excel takes in a drop-down written into the sheet."""


def read_flags(path: Path, choices: Choices, max_age_days: int, today: date) -> FlagsSheet:
    """The statements of the sheet at ``path``; those older than ``max_age_days``, or of a later day, say nothing.

    SRC240 where it is not such a sheet, SRC242 for every cell that is not one of its choices.
    """
    data = files.read_whole(path, FILE_LIMIT)
    shape = InputShape(format="xlsx", sheet=SHEET)
    grid = grid_of(workbook.rows_of(data, shape, path), shape, path)
    reader = FlagRows(grid, choices, today=today, max_age_days=max_age_days)
    rows = [one for one in (reader.row(number, cells) for number, cells in grid.rows) if one is not None]
    reader.refuse_twins(rows)
    reader.faults.stop()
    digest = hashlib.sha256(data).hexdigest()
    return FlagsSheet(path=path, sha256=digest, fields=tuple(reader.fields), rows=tuple(rows))


def write_flags(
    target: Path, export: Export | None, choices: Choices, earlier: FlagsSheet | None, *, overwrite: bool = False
) -> None:
    """Write the sheet for ``export`` (or what ``earlier`` states alone): references only, new cases blank.

    A field that the layout binds starts as *As in the export*. Rows of cases that are not in this export stay:
    were they dropped, a hold would be gone when the case comes back.
    """
    columns = choices.columns
    before = {(one.case, one.person): one for one in earlier.rows} if earlier else {}
    keys = list(dict.fromkeys([*(_cases(export) if export else ()), *before]))
    rows = [(CASE, PERSON, *(c.header for c in columns), HOLD_UNTIL, HOLD_WHY, STATED_BY, STATED_ON)]
    rows += [_row(case, person, choices, before.get((case, person))) for case, person in keys]
    finish = _drop_downs(choices, len(rows))
    files.write_bytes(target, text_workbook({SHEET: rows}, finish), overwrite=overwrite)


def _cases(export: Export) -> list[tuple[str, str | None]]:
    """A row per case; where a case has several victims, a row for each."""
    keys: list[tuple[str, str | None]] = []
    for case in export.cases:
        victims = list(dict.fromkeys(one.subjects["victim"] for one in case.records if "victim" in one.subjects))
        keys += [(case.ref, person) for person in (victims if len(victims) > 1 else [None])]
    return keys


def _row(case: str, person: str | None, choices: Choices, before: CaseFlags | None) -> tuple[str, ...]:
    if before is None:
        values = [AS_IN_EXPORT if one.field in choices.bound else "" for one in choices.columns]
        return (case, person or "", *values, "", "", "", "")
    until = before.hold_until.isoformat() if before.hold_until else "?" if before.hold_unreadable else ""
    return (
        case,
        person or "",
        *(_word(one, before.values.get(one.field, MISSING), choices.bound) for one in choices.columns),
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


def _drop_downs(choices: Choices, height: int) -> Callable[[Any], None]:
    """What sets the drop-downs of the sheet; several partners are typed with semicolons, so theirs only advises."""

    def finish(sheet: Any) -> None:
        for index, one in enumerate(choices.columns, 2):
            same = [AS_IN_EXPORT] if one.field in choices.bound else []
            words = [*same, *([NOBODY, *sorted(choices.parties)] if one.parties else one.words.values())]
            if len(",".join(words)) <= _LIST_LIMIT:
                show = {"error_type": "information" if one.parties else "stop"}
                sheet.data_validation(1, index, height, index, {"validate": "list", "source": words, **show})
        why = len(choices.columns) + 3
        sheet.data_validation(1, why, height, why, {"validate": "list", "source": list(REASONS.values())})
        sheet.set_column(0, len(choices.columns) + 5, 18)

    return finish
