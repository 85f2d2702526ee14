"""``drivectl redact``: hide personal data in loose texts and in the notes of an export."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drivectl.cli.options import Run, command, layouts, writers
from drivectl.cli.targets import STDOUT, inputs_of, targets_of
from drivectl.cli.texts import crew_of, kinds_of, reader_of, tell_record, text_options

if TYPE_CHECKING:
    from drivectl.steps.desk import Desk
    from drivectl.steps.documents import Document
    from drivectl.steps.redacting import Redacted

    Made = tuple[Document, Redacted, Path | None]


@command(
    examples=(
        "drivectl redact chronology.txt",
        "drivectl redact notes.csv --text-field Note --id-field Ref -o redacted",
        "drivectl redact letters -o redacted",
        "drivectl redact - -o - -q",
    ),
    see=("scan", "share"),
)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH...")
@writers()
@layouts()
@text_options
@click.option("--style", type=click.Choice(["role", "label", "blank"]), default="role", help="What stands instead.")
@click.option("--keep", metavar="KIND,...", help="Kinds that stay in clear where they are certain; this is recorded.")
@click.option("--keep-column", multiple=True, metavar="NAME", help="A column that stays; this is recorded.")
def redact(  # noqa: PLR0913 -- the options of the command
    run: Run,
    paths: tuple[Path, ...],
    *,
    output: Path | None,
    overwrite: bool,
    dry_run: bool,
    allow_here: bool,
    style: Any,
    keep: str | None,
    keep_column: tuple[str, ...],
    spans: Path | None,
    **about: Any,
) -> int:
    """Hide names and details in texts. What is in doubt is hidden too. Writes NAME.DRAFT.ext; PATH is not changed.

    Documents (txt, docx, pdf, eml) are made anew of the masked words; what is left out is counted. The files of a
    folder are numbered, since a file name can name somebody. A table of an export is read with the case record
    beside it; only its free text is in the output.
    """
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.steps.receipts import record_redaction  # noqa: PLC0415
    from drivectl.steps.redacting import How  # noqa: PLC0415
    from drivectl.steps.redacting import redact as redacted  # noqa: PLC0415

    if run.json and output == STDOUT:
        raise click.UsageError("--json and -o - both write to stdout: give -o a file")
    inputs, numbered = inputs_of(paths, output)
    crew = crew_of(run, about)
    targets = targets_of(inputs, output, crew, numbered=numbered)
    outputs = [*targets, *([spans] if spans else ())]
    if len(set(outputs)) < len(outputs):
        raise click.UsageError("two things would be written to one output: give -o a folder")
    for one in (one for one in outputs if one is not None):
        files.refuse_same(one, *inputs)
        files.refuse_target(one, overwrite=overwrite)
    reader, desk = reader_of(run, about, crew, tolerant=False)
    how = How(style=style, keep=kinds_of(keep), columns=keep_column, never=_never(desk))
    catalogue = desk.policies.catalogue if desk else None
    weakened = bool(keep) + bool(keep_column)
    made: list[Made] = []
    for path, target in zip(inputs, targets, strict=True):
        (document,) = reader.read(path, sys.stdin.buffer.read)
        if target is not None and not document.synthetic:
            weakened += files.refuse_open_place(target.parent, allow=allow_here)
        made.append((document, redacted(document, crew, how, catalogue), target))
    if desk is not None and not dry_run:
        desk.log.lines()  # refuses a broken log: what cannot be recorded is not done
    if not dry_run:
        _write(made, spans, overwrite=overwrite)
    if desk is not None and not dry_run:
        record_redaction(desk, [result for _, result, _ in made], weakened)
    _tell(run, made, dry_run=dry_run)
    return 0


def _never(desk: "Desk | None") -> frozenset[str]:
    from drivectl.steps.texts import never_shared_fields  # noqa: PLC0415 -- start-up

    return never_shared_fields(desk.policies.baseline, desk.policies.catalogue) if desk else frozenset()


def _write(made: "list[Made]", spans: Path | None, *, overwrite: bool) -> None:
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.steps.scanning import findings_file  # noqa: PLC0415

    for _, result, target in made:
        if target is not None:
            files.write_bytes(target, result.data, overwrite=overwrite)
            continue
        sys.stdout.flush()
        sys.stdout.buffer.write(result.data)
        sys.stdout.buffer.flush()
    if spans is not None:
        files.write_bytes(spans, findings_file([document for document, _, _ in made]), overwrite=overwrite)


def _tell(run: Run, made: "list[Made]", *, dry_run: bool) -> None:
    words = run.terminal.words
    rows: list[dict[str, object]] = []
    for document, one, target in made:
        tell_record(run, document)
        if one.left_out:
            words(f"Left out: {', '.join(one.left_out)}")
        hidden = sum(one.counts.values())
        words(f"Hidden: {hidden:,} names and details, {one.doubt:,} of them in doubt; {one.clear:,} in clear.")
        if one.described:
            words(
                f"Read it: {one.described:,} phrases may tell who somebody is without a name, and are not hidden.",
                always=True,
            )
        if target is not None:
            wrote = "Would write" if dry_run else "Wrote"
            words(f"{wrote} {target} (only you can read it): a draft until somebody has read it")
            run.terminal.record(str(target), hidden, one.doubt, text=str(target))
        rows.append(
            {"path": str(document.path), "output": str(target) if target else None, "draft": True, "hidden": hidden}
            | {"in_doubt": one.doubt, "in_clear": one.clear, "kinds": dict(one.counts), "left_out": list(one.left_out)}
            | {"cases": document.cases, "described": one.described}
        )
    run.terminal.emit_json("redact", 0, {"written": not dry_run, "files": rows})
