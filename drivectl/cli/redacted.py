"""What ``redact`` asks of the site, how it writes, and what it tells of it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from drivectl.cli.options import Run
from drivectl.cli.texts import tell_detectors, tell_record

if TYPE_CHECKING:
    from drivectl.steps.desk import Desk
    from drivectl.steps.documents import Document
    from drivectl.steps.redacting import Redacted
    from drivectl.transform.tokens import Tokeniser

    Made = tuple[Document, Redacted, Path | None]

_SAYS: Final = {
    "surrogate": "Names and numbers in it are invented, dates and references are labels: it is no record.",
    "token": "People in it have pseudonyms, which join it with rows of the same scope: it is personal data.",
    "subject": "Sentences about one person alone. No exemption was decided: read all of it against the source first.",
}
"""What the receipt says of a style."""


def refuse_clash(style: str, party: str | None, subject: str | None, *, weaker: bool) -> None:
    """Options that say nothing together, or too much."""
    if party and style != "token":
        raise click.UsageError("--to says whose tokens are written: it goes with --style token")
    if subject and (weaker or style != "role"):
        raise click.UsageError("--for-subject goes with no --style, --keep, --keep-column or --no-record")


def tokens_of(desk: "Desk | None", party: str | None) -> "Tokeniser":
    """The tokens of a partner's tables, or of this site alone; KEY353 where there is no key."""
    from drivectl.errors import problem  # noqa: PLC0415 -- start-up
    from drivectl.safe import say  # noqa: PLC0415
    from drivectl.steps.rulings import rulings  # noqa: PLC0415
    from drivectl.steps.scopes import text_tokens  # noqa: PLC0415

    if desk is None:
        raise problem("KEY353", say("tokens are made with the keys of a site"), fix=say("run it in a site"))
    return text_tokens(desk, rulings(desk, [party], None)[0] if party else None)


def never(desk: "Desk | None") -> frozenset[str]:
    """The fields that may never be shared."""
    from drivectl.steps.texts import never_shared_fields  # noqa: PLC0415 -- start-up

    return never_shared_fields(desk.policies.baseline, desk.policies.catalogue) if desk else frozenset()


def write(made: "list[Made]", spans: Path | None, *, overwrite: bool) -> None:
    """Write each output (no target: stdout) and the findings file."""
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


def tell(run: Run, made: "list[Made]", style: str, detectors: list[dict[str, str]], *, dry_run: bool) -> None:
    """The receipt of each file, and what looked."""
    words = run.terminal.words
    rows: list[dict[str, object]] = []
    for document, one, target in made:
        tell_record(run, document)
        if one.left_out:
            words(f"Left out: {', '.join(one.left_out)}")
        hidden = sum(one.counts.values())
        words(f"Hidden: {hidden:,} names and details, {one.doubt:,} of them in doubt; {one.clear:,} in clear.")
        if style == "token" and not document.cases:
            words("Nobody in it has a pseudonym: that takes the case record (--known EXPORT).", always=True)
        elif style in _SAYS:
            words(_SAYS[style], always=True)
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
            | {"cases": document.cases, "described": one.described, "style": style}
        )
    tell_detectors(run, detectors)
    run.terminal.emit_json("redact", 0, {"written": not dry_run, "files": rows, "detectors": detectors})
