"""``drivectl policy sign``, ``export`` and ``accept``: how two agencies come to agree on the same words."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.desk import desk_of
from drivectl.cli.options import Run, command

if TYPE_CHECKING:
    from drivectl.agreement.document import AgreementDocument
    from drivectl.steps.agreeing import Marked
    from drivectl.steps.desk import Desk

_ISA = click.argument("isa", metavar="AGREEMENT")
_OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", help="The file to write.")
_COPY = ".json"


@command(
    examples=(
        "drivectl policy sign police --role DPO",
        'drivectl policy sign from-drive.agreement.json --role "Information asset owner"',
    ),
    see=("policy export", "policy accept", "policy verify"),
)
@_ISA
@click.option("--role", required=True, metavar="ROLE", help="In which role you sign, as the agreement names it.")
@_OUTPUT
def sign(run: Run, isa: str, *, role: str, output: Path | None) -> None:
    """Sign AGREEMENT for your agency: one of your own policy files, or the copy that a partner sent you.

    Your own: the signature is written beside the policy file. A partner's copy: a new copy with your signature is
    written; send it back, and they take your signature in with drivectl policy accept.
    """
    from drivectl.steps import agreeing  # noqa: PLC0415 -- start-up

    desk = desk_of(run)
    if isa.endswith(_COPY):
        document = agreeing.read_copy(desk, Path(isa))
        _show(run, desk, document)
        done = agreeing.sign_document(desk, document, role, output)
        run.terminal.words(f"Signed. Send {done.path} back, and accept it yourself: drivectl policy accept {done.path}")
    elif output is not None:
        raise click.UsageError("-o is for a partner's copy: the signature under your own policy goes beside it")
    else:
        done = agreeing.sign_policy(desk, isa, role)
        run.terminal.words(f"Signed {done.id} {done.version} in {done.path}")
        run.terminal.words(f"Next: drivectl policy export {done.id} --for PARTY")
    _tell(run, "policy sign", done)


@command(
    examples=(
        "drivectl policy export police --for exampleshire-police",
        "drivectl policy export police --for exampleshire-police -o for-police.agreement.json",
    ),
    see=("policy sign", "policy accept"),
)
@_ISA
@click.option("--for", "party", required=True, metavar="PARTY", help="The partner, by id.")
@_OUTPUT
@click.option("--overwrite", is_flag=True, help="Replace the file if it exists.")
def export(run: Run, isa: str, *, party: str, output: Path | None, overwrite: bool) -> None:
    """Write the partner's copy of an agreement: its exact words and the signatures it has.

    It holds no case and no key, and can go by e-mail. The partner checks it, signs it with drivectl policy sign FILE,
    accepts it, and sends it back to you.
    """
    from drivectl.steps import agreeing  # noqa: PLC0415 -- start-up

    done = agreeing.export(desk_of(run), isa, party, output, overwrite=overwrite)
    run.terminal.words(f"Wrote {done.path} for {party}")
    _tell(run, "policy export", done)


@command(
    examples=(
        "drivectl policy accept drive-police-1.0.0.agreement.json",
        "drivectl policy accept DRV-20261204-7F3AQ2M9KX.age",
    ),
    see=("policy sign", "bundle open", "keys trust"),
)
@click.argument("file", type=click.Path(path_type=Path))
def accept(run: Run, file: Path) -> None:
    """Show and check the agreement in FILE (a copy, or a sealed bundle that brings one), and accept its words.

    Every signature it needs, yours too, must be good and by a key you have verified. If the agreement is your own,
    the partner's signature in FILE is put beside your policy file instead.
    """
    from drivectl.steps import agreeing  # noqa: PLC0415 -- start-up

    desk = desk_of(run)
    document = agreeing.read_copy(desk, file)
    _show(run, desk, document)
    done = agreeing.accept(desk, document)
    if document.discloser == desk.agency:
        run.terminal.words(f"Taken in: signed by {', '.join(done.by)}. It stands in {done.path}")
    else:
        run.terminal.words("Accepted: bundles under these words can be opened here.")
    _tell(run, "policy accept", done)


def _show(run: Run, desk: "Desk", document: "AgreementDocument") -> None:
    """What is about to be signed or accepted, and whose signatures under it are good."""
    from drivectl.render.words import many  # noqa: PLC0415 -- start-up
    from drivectl.steps.agreeing import good_marks  # noqa: PLC0415

    terminal = run.terminal
    who = ", ".join(document.recipients)
    fields = many(document.fields, "field")
    terminal.words(f"{document.id} {document.version}: {document.discloser} shares {fields} with {who}")
    for purpose in document.purposes:
        terminal.words(f"  For: {purpose}")
    terminal.words(
        f"  From {document.effective} to {document.expires}, reviewed by {document.review_by}; {document.status}"
    )
    for mark in good_marks(desk, document):
        terminal.words(f"  Signed by {mark.party} ({mark.role}) on {mark.on}: good")
    terminal.words(f"  Digest of the words: {document.sha256}")


def _tell(run: Run, command_name: str, done: "Marked") -> None:
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
            "path": str(done.path),
            "signed_by": list(done.by),
            "missing": [str(one.what) for one in done.missing],
            "event": done.event or None,
        },
    )
