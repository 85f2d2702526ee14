"""Make or refresh the flags sheet of an export; state one value in it now."""

from difflib import get_close_matches
from pathlib import Path

from drivectl.errors import problem
from drivectl.model.event import Event
from drivectl.model.flags import FlagsSheet
from drivectl.safe import name, names, say
from drivectl.source.flagcolumns import FlagColumn, flag_columns
from drivectl.source.flags import write_flags
from drivectl.source.flagset import restated, rows_of
from drivectl.source.read import read_export
from drivectl.steps.desk import Desk
from drivectl.steps.intake import FLAGS, find_layout, kept_flags, last_export, remember_export, sheet_at
from drivectl.steps.statements import flag_choices, remember


def refresh_flags(desk: Desk, folder: Path, layout: str | None, *, write: bool = True) -> tuple[Path, int, int]:
    """Write ``flags.xlsx`` beside the export; its path, the cases on it, and the rows carried over.

    What the sheet there states is kept, else what the last sheet of this site stated.
    """
    words = find_layout(desk, folder, layout)
    export = read_export(folder, words, desk.policies.catalogue)
    target = folder / FLAGS
    earlier = next((sheet_at(desk, one, words) for one in (target, kept_flags(desk)) if one.exists()), None)
    if write:
        write_flags(target, export, flag_choices(desk, words), earlier, overwrite=target.exists())
        remember_export(desk, folder, words)
        desk.did(Event.FLAGS_SET, cases=len(export.cases))
    return target, len(export.cases), len(earlier.rows) if earlier else 0


def column_of(desk: Desk, field: str) -> FlagColumn:
    """The column of the sheet that ``field`` (its path or its header) means; STR006 where there is none."""
    columns = flag_columns(desk.policies.baseline.flag_fields, desk.policies.catalogue)
    known = {word.lower(): one for one in columns for word in (one.field, one.header)}
    if field.lower() not in known:
        near = get_close_matches(field.lower(), known, 1)
        fix = (
            say("did you mean {f}?", f=name(known[near[0]].field))
            if near
            else say("there are: {f}", f=names([one.field for one in columns]))
        )
        raise problem("STR006", say("{f} cannot be stated on the flags sheet", f=name(field)), fix=fix)
    return known[field.lower()]


def set_flag(  # noqa: PLR0913, PLR0917 -- what a statement says
    desk: Desk, case: str, column: FlagColumn, text: str, person: str | None, by: str
) -> tuple[Path, int]:
    """State one value today in the sheet beside the export and in the kept one; where it lies, and the event.

    SRC242 for what is none of the choices, SRC240 where the sheet has no such row, or several and none is named.
    """
    folder, layout = last_export(desk)
    known = flag_choices(desk, layout)
    value = known.typed(column, text)
    if value is None:
        raise problem("SRC242", say("the value is none of the choices of {c}", c=name(column.header)))
    sheets = [sheet_at(desk, one, layout) for one in (folder / FLAGS, kept_flags(desk)) if one.is_file()]
    made: list[FlagsSheet] = []
    for sheet in sheets:
        rows = rows_of(sheet, case, person)
        if len(rows) > 1 and not column.field.startswith("case."):
            raise problem("SRC240", say("the case has several victims"), fix=say("say which: --person REF"))
        if rows:
            made.append(restated(sheet, rows, column.field, value, by=by, on=desk.today))
    if not made:
        what = say("the sheet has no row for this case, or this person of it")
        raise problem("SRC240", what, fix=say("check the reference; for a new case run drivectl flags EXPORT"))
    number = desk.did(Event.FLAGS_SET, flags=1)
    remember(desk, {"case": case, "person": person, "field": column.field, "text": text, "by": by})
    for sheet in made:
        write_flags(sheet.path, None, known, sheet, overwrite=True)
    return made[0].path, number
