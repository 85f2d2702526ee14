"""What a person is shown before and after signing or accepting an agreement."""

from typing import TYPE_CHECKING

from drivectl.cli.options import Run

if TYPE_CHECKING:
    from drivectl.agreement.document import AgreementDocument
    from drivectl.steps.agreeing import Marked
    from drivectl.steps.desk import Desk

_NOT_BEFORE = "No earlier version was signed here: everything in it is new."


def show(run: Run, desk: "Desk", document: "AgreementDocument", *, digest: bool = True, known: bool = False) -> None:
    """What is about to be signed or accepted, what changed, and whose signatures under it are good.

    ``known``: words that this agency signed, which nobody needs to read again, are told in full under ``--verbose``.
    """
    from drivectl.render.agreement import change_lines, field_lines  # noqa: PLC0415 -- start-up
    from drivectl.render.words import many  # noqa: PLC0415
    from drivectl.steps.agreeing import compared, good_marks  # noqa: PLC0415

    marks = good_marks(desk, document)
    seen = known and any(one.party == desk.agency for one in marks)
    words, whole = run.terminal.words, run.terminal.detail if seen else run.terminal.words
    words(
        f"{document.id} {document.version}: {document.discloser} shares {many(document.fields, 'field')} "
        f"with {', '.join(document.recipients)}"
    )
    for purpose in document.purposes:
        whole(f"  For: {purpose}")
    words(f"  From {document.effective} to {document.expires}, reviewed by {document.review_by}; {document.status}")
    for line in field_lines(document.words):
        whole(f"  {line}")
    before = compared(desk, document)
    whole(f"Since version {before.version}:" if before else _NOT_BEFORE)
    for line in change_lines(before.words, document.words) if before else ():
        whole(f"  {line}")
    for mark in marks:
        how = f"on paper, says the {mark.witness}" if mark.paper else "good"
        words(f"  Signed by {mark.party} ({mark.role}) on {mark.on}: {how}")
    if digest and not seen:
        words(f"  Digest of the words: {document.sha256}, or in words:")
        show_digest(run, document.sha256)


def show_digest(run: Run, sha256: str) -> None:
    """The words of a digest."""
    from drivectl.agreement.digestwords import word_lines  # noqa: PLC0415 -- start-up

    for line in word_lines(sha256):
        run.terminal.words(f"    {line}")


def tell(run: Run, command_name: str, done: "Marked") -> None:
    """What was done, and whose signature is still wanted."""
    from drivectl.agreement.digestwords import digest_words  # noqa: PLC0415 -- start-up

    for one in done.missing:
        run.terminal.words(f"Still wanted: {one.what}")
        for note in one.notes:
            run.terminal.words(f"  {note}")
    if done.event:
        run.terminal.words(f"Recorded as event {done.event:06}.")
    run.terminal.record(done.id, done.version, done.sha256, str(done.path), text=str(done.path))
    run.terminal.emit_json(
        command_name,
        0,
        {
            "agreement": {"id": done.id, "version": done.version, "sha256": done.sha256},
            "digest_words": list(digest_words(done.sha256)),
            "path": str(done.path),
            "signed_by": list(done.by),
            "missing": [str(one.what) for one in done.missing],
            "event": done.event or None,
        },
    )
