"""``drivectl redact``: hide personal data in loose texts and in the notes of an export."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drivectl.cli.options import Run, command, layouts, writers
from drivectl.cli.redacted import never, refuse_clash, tell, tokens_of, write
from drivectl.cli.targets import STDOUT, inputs_of, targets_of
from drivectl.cli.texts import crew_of, kinds_of, reader_of, text_options

if TYPE_CHECKING:
    from drivectl.cli.redacted import Made


@command(
    examples=(
        "drivectl redact chronology.txt",
        "drivectl redact notes.csv --text-field Note --id-field Ref -o redacted",
        "drivectl redact letters -o redacted",
        "drivectl redact notes.csv --for-subject P30003 -o access",
        "drivectl redact - -o - -q",
    ),
    see=("scan", "share"),
)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH...")
@writers()
@layouts()
@text_options
@click.option(
    "--style",
    type=click.Choice(["role", "label", "token", "surrogate", "blank"]),
    default="role",
    help="What stands instead: a role, a kind, a pseudonym, invented values, a block.",
)
@click.option("--to", "party", metavar="PARTY", help="With --style token: the tokens of this partner's tables.")
@click.option(
    "--for-subject",
    metavar="ROLE|PERSON_ID",
    help="A draft of what one person may be given: sentences about them alone. It decides no exemption.",
)
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
    party: str | None,
    for_subject: str | None,
    keep: str | None,
    keep_column: tuple[str, ...],
    spans: Path | None,
    **about: Any,
) -> int:
    """Hide names and details in texts. What is in doubt is hidden too. Writes NAME.DRAFT.ext; PATH is not changed.

    -o is a file of the same kind, which gets DRAFT into its name, or a folder that exists.

    Documents (txt, docx, pdf, eml) are made anew of the masked words; what is left out is counted. The files of a
    folder are numbered, since a file name can name somebody. A table of an export is read with the case record
    beside it; only its free text is in the output.
    """
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.steps.entries import record_redaction  # noqa: PLC0415
    from drivectl.steps.redacting import How  # noqa: PLC0415
    from drivectl.steps.redacting import redact as redacted  # noqa: PLC0415

    refuse_clash(style, party, for_subject, weaker=bool(keep or keep_column or about["no_record"]))
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
    how = How(style=style, keep=kinds_of(keep), columns=keep_column, never=never(desk), asked=for_subject)
    catalogue = desk.policies.catalogue if desk else None
    tokens = tokens_of(desk, party) if style == "token" else None
    weakened = bool(keep) + bool(keep_column)
    made: list[Made] = []
    for path, target in zip(inputs, targets, strict=True):
        (document,) = reader.read(path, sys.stdin.buffer.read)
        if target is not None and not document.synthetic:
            weakened += files.refuse_open_place(target.parent, allow=allow_here)
        made.append((document, redacted(document, crew, how, catalogue, tokens), target))
    if desk is not None and not dry_run:
        desk.log.lines()  # refuses a broken log: what cannot be recorded is not done
    if not dry_run:
        write(made, spans, overwrite=overwrite)
    if desk is not None and not dry_run:
        record_redaction(desk, [result for _, result, _ in made], weakened)
    tell(run, made, "subject" if for_subject else style, crew.detectors, dry_run=dry_run)
    return 0
