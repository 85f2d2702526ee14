"""``drivectl review``: a person reads what would leave, in a sheet."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.options import Run, command
from drivectl.render.words import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivectl import pipeline
    from drivectl.model.review import NoteDecision
    from drivectl.steps.reviews import Reading

_path = click.Path(path_type=Path)


@command(examples=("drivectl review --export to-read.csv", "drivectl review --import read.csv"), see=("share", "plan"))
@click.argument("drafts", type=_path, required=False)
@click.option("--export", "sheet", type=_path, metavar="CSV", help="Write the sheet of texts that wait for a reader.")
@click.option("--import", "decisions", type=_path, metavar="CSV", help="Take the decisions in; all of them or none.")
@click.option("--overwrite", is_flag=True, help="With --export: replace the sheet if it exists.")
@click.option("--allow-here", is_flag=True, help="Allow a git or synchronised folder.")
def review(  # noqa: PLR0913 -- the options of the command
    run: Run, drafts: Path | None, *, sheet: Path | None, decisions: Path | None, overwrite: bool, allow_here: bool
) -> int:
    """Read what would leave (DRAFTS is the folder of the drafts, else ./drafts), in a sheet that Excel opens.

    For each text write read or withhold, and your name. Only a person's decision opens a hidden word. One decision
    serves every partner, and every later export in which the text is the same. To change it, import the sheet again.
    """
    from drivectl import files, pipeline  # noqa: PLC0415 -- start-up
    from drivectl.bundle.draft import drafts_in  # noqa: PLC0415

    if sheet and decisions:
        raise click.UsageError("--export and --import are two steps: give one of them")
    folder = drafts or Path(pipeline.DRAFTS)
    found = drafts_in(folder)
    if sheet:
        files.refuse_target(sheet, overwrite=overwrite)
    desk = run.desk
    reading = pipeline.review(desk, found)
    if decisions:
        taken, made = pipeline.decide(desk, reading, decisions)
        _tell_taken(run, reading, taken, made)
        return 0
    waiting = _tell_waiting(run, reading)
    if sheet:
        from drivectl.steps.reviews import ask  # noqa: PLC0415 -- start-up

        synthetic = all(one.intake.export.synthetic for one in reading.drafts)
        files.refuse_open_place(sheet.parent, allow=allow_here or synthetic)
        ask(reading.notes, sheet, overwrite=overwrite)
        run.terminal.words(f"Wrote {sheet} (only you can read it): Decision is read or withhold, By is your name.")
        run.terminal.words(f"Next: fill it in, then  drivectl review --import {sheet}")
    elif waiting:
        run.terminal.words("Next: drivectl review --export FILE")
    else:
        run.terminal.words("Next: drivectl share --send")
    return 0


def _tell_waiting(run: Run, reading: "Reading") -> int:
    """How many texts wait, for whom."""
    rows = []
    for one in reading.drafts:
        unread = sum(note.unread for note in one.notes)
        party = one.judged.ruling.party
        texts = sum(note.leaves for note in one.notes)
        rows.append({"party": party.id, "unread": unread, "texts": texts})
        text = f"{party.name}: {unread:,} of {many(texts, 'text')} wait for a reader"
        run.terminal.record(party.id, unread, texts, text=text)
    run.terminal.words(f"{many(reading.waiting, 'text')} to read; equal texts are read once")
    run.terminal.emit_json("review", 0, {"waiting": reading.waiting, "drafts": rows})
    return reading.waiting


def _tell_taken(
    run: Run, reading: "Reading", taken: "Sequence[NoteDecision]", made: "Sequence[pipeline.Drafted]"
) -> None:
    left = reading.left(taken)
    counted = {
        "read": sum(one.verdict == "read" for one in taken),
        "opened": sum(len(one.opened) for one in taken),
        "hidden": sum(len(one.added) for one in taken),
        "left_out": sum(one.verdict == "withhold" for one in taken),
        "unread": left,
    }
    words = "{read:,} read: {opened:,} opened, {hidden:,} more hidden. {left_out:,} left out. {unread:,} still unread."
    run.terminal.record(*counted.values(), text=words.format(**counted))
    for one in made:
        run.terminal.words(f"Made again: {one.draft.folder}. Look: what-{one.party}-will-see.xlsx")
    run.terminal.words("Next: drivectl review --export FILE" if left else "Next: drivectl share --send")
    drafts = [{"party": one.party, "folder": str(one.draft.folder), "bundle_id": one.draft.bundle_id} for one in made]
    run.terminal.emit_json("review", 0, {**counted, "drafts": drafts})
