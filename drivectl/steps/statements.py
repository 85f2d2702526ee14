"""What was stated with ``flags set``: it counts beside whatever sheet lies by an export, until one is dated later.

A sheet may be an older copy, made before the statement. Without this, "she moved" could get lost with a file.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from drivectl import files
from drivectl.model.canonical import canonical, parse
from drivectl.model.export import MISSING
from drivectl.model.flags import CaseFlags, FlagsSheet
from drivectl.model.layout import Layout
from drivectl.source.flagcolumns import Choices, choices
from drivectl.source.flagset import rows_of
from drivectl.steps.desk import Desk

_FILE: Final = "stated.json"


def flag_choices(desk: Desk, layout: Layout) -> Choices:
    """What can be stated at this site beside an export of ``layout``."""
    policies = desk.policies
    return choices(policies.baseline.flag_fields, layout, policies.catalogue, policies.parties.parties.keys())


def remember(desk: Desk, said: dict[str, str | None]) -> None:
    """Keep a statement (``case``, ``person``, ``field``, ``text``, ``by``) of today; a later one takes its place."""
    about = ("case", "person", "field")
    kept = [one for one in _kept(desk) if any(one[key] != said[key] for key in about)]
    whole = canonical([*kept, {**said, "on": desk.today.isoformat()}])
    files.write_bytes(desk.site.room("flags") / _FILE, whole, overwrite=True)


def digest(desk: Desk) -> str:
    """SHA-256 over all statements: a draft made before the last of them is not sent."""
    return hashlib.sha256(json.dumps(_kept(desk), sort_keys=True).encode()).hexdigest()


def with_statements(desk: Desk, sheet: FlagsSheet, layout: Layout) -> FlagsSheet:
    """``sheet`` with a further row for each statement that it lacks; both rows are tried, so it can only narrow."""
    return replace(sheet, rows=(*sheet.rows, *(row for one in _kept(desk) for row in _rows(desk, sheet, layout, one))))


def _kept(desk: Desk) -> list[dict[str, Any]]:
    path = desk.site.room("flags") / _FILE
    said: Any = parse(files.read_whole(path)) if path.exists() else []
    return list(said)


def _rows(desk: Desk, sheet: FlagsSheet, layout: Layout, said: dict[str, Any]) -> Iterator[CaseFlags]:
    """What is said beside the sheet's own rows; one that is dated later was written by who knew better."""
    field, on = str(said["field"]), date.fromisoformat(said["on"])
    known = flag_choices(desk, layout)
    column = next((one for one in known.columns if one.field == field), None)
    if column is None:
        return
    value = known.typed(column, said["text"])
    stated = {field: MISSING if value is None else value}
    own = rows_of(sheet, said["case"], said["person"])
    for row in own:
        if row.values.get(field) != stated[field] and (row.on is None or row.on <= on):
            yield replace(row, values={**row.values, **stated}, by=said["by"], on=on)
    if not own:
        yield CaseFlags(case=said["case"], person=said["person"], row=0, values=stated, by=said["by"], on=on)
