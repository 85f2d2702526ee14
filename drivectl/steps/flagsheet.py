"""Make or refresh the flags sheet of an export."""

from pathlib import Path

from drivectl.agreement.stated import days
from drivectl.model.event import Entry, Event
from drivectl.model.flags import FlagsSheet
from drivectl.model.layout import Layout
from drivectl.source.flags import read_flags, write_flags
from drivectl.source.read import read_export
from drivectl.steps.desk import Desk
from drivectl.steps.intake import FLAGS, find_layout, kept_flags


def refresh_flags(desk: Desk, folder: Path, layout: str | None, *, write: bool = True) -> tuple[Path, int, int]:
    """Write ``flags.xlsx`` beside the export; its path, the cases on it, and the rows carried over.

    What the sheet there states is kept, else what the last sheet of this site stated.
    """
    policies = desk.policies
    words = find_layout(desk, folder, layout)
    export = read_export(folder, words, policies.catalogue)
    target = folder / FLAGS
    earlier = _earlier(desk, target, words)
    if write:
        write_flags(
            target,
            export,
            words,
            policies.baseline,
            earlier,
            catalogue=policies.catalogue,
            parties=policies.parties.parties.keys(),
            overwrite=target.exists(),
        )
        desk.record(Entry(event=Event.FLAGS_SET, actor=desk.actor(), counts={"cases": len(export.cases)}))
    return target, len(export.cases), len(earlier.rows) if earlier else 0


def _earlier(desk: Desk, here: Path, layout: Layout) -> FlagsSheet | None:
    baseline, policies = desk.policies.baseline, desk.policies
    for path in (here, kept_flags(desk)):
        if path.exists():
            return read_flags(
                path,
                layout,
                policies.catalogue,
                baseline.flag_fields,
                days(baseline.flag_max_age),
                desk.today,
                parties=policies.parties.parties.keys(),
            )
    return None
