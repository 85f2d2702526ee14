"""``drivectl policy sign``, ``export`` and ``accept``: how two agencies come to agree on the same words."""

from pathlib import Path

import click

from drivectl.cli.agreed import show, show_digest, tell
from drivectl.cli.options import PATH, Run, command

_ISA = click.argument("isa", metavar="AGREEMENT")
_OUTPUT = click.option("-o", "--output", type=PATH, metavar="PATH", help="The file to write.")
_COPY = ".json"
_WORDS, _TERMINAL = "Type the 24 words of the digest as they stand on the paper", "a terminal to type on"


@command(
    examples=(
        "drivectl policy sign police --role DPO",
        "drivectl policy sign police --role DPO --paper signed.pdf --for exampleshire-police",
    ),
    see=("policy export", "policy accept", "policy verify"),
)
@_ISA
@click.option("--role", required=True, metavar="ROLE", help="In which role you sign, as the agreement names it.")
@_OUTPUT
@click.option("--paper", type=PATH, metavar="PDF", help="The scan of what a partner signed.")
@click.option("--for", "party", metavar="PARTY", help="With --paper: the partner who signed it, by id.")
def sign(  # noqa: PLR0913 -- the options of the command
    run: Run, isa: str, *, role: str, output: Path | None, paper: Path | None, party: str | None
) -> None:
    """Sign AGREEMENT for your agency: one of your own policy files, or the copy that a partner sent you.

    Your own: the signature is written beside the policy file. A partner's copy: a new copy with your signature is
    written; send it back, and they take your signature in with drivectl policy accept.

    A partner without keys signs a print. Two of you (your DPO and a deputy, say) then each run this with --paper and
    type the words of the digest from the print. Only the digest of the PDF is kept.
    """
    from drivectl.steps import agreeing  # noqa: PLC0415 -- start-up

    desk = run.desk
    if (paper is None) != (party is None) or (paper and (output or isa.endswith(_COPY))):
        raise click.UsageError("--paper and --for go together, with an agreement of your own and without -o")
    if isa.endswith(_COPY):
        document = agreeing.read_copy(desk, Path(isa))
        show(run, desk, document)
        done = agreeing.sign_document(desk, document, role, output)
        run.terminal.words(f"Signed. Send {done.path} back, and accept it yourself: drivectl policy accept {done.path}")
    elif output is not None:
        raise click.UsageError("-o is for a partner's copy: the signature under your own policy goes beside it")
    else:
        show(run, desk, agreeing.own_copy(desk, isa), digest=paper is None)  # its words are to be read on the paper
        if paper and party:
            done = agreeing.sign_paper(desk, isa, role, party, paper, lambda: run.terminal.ask(_WORDS, _TERMINAL))
        else:
            done = agreeing.sign_policy(desk, isa, role)
        run.terminal.words(f"Signed {done.id} {done.version} in {done.path}")
        run.terminal.words(f"Next: drivectl policy export {done.id} --for PARTY")
    tell(run, "policy sign", done)


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

    done = agreeing.export(run.desk, isa, party, output, overwrite=overwrite)
    run.terminal.words(f"Wrote {done.path} for {party}. Its digest in words, for a print or over the telephone:")
    show_digest(run, done.sha256)
    tell(run, "policy export", done)


@command(
    examples=(
        "drivectl policy accept drive-police-1.0.0.agreement.json",
        "drivectl policy accept DRV-20261204-7F3AQ2M9KX.age",
    ),
    see=("policy sign", "bundle open", "keys trust"),
)
@click.argument("file", type=PATH)
def accept(run: Run, file: Path) -> None:
    """Show and check the agreement in FILE (a copy, or a sealed bundle that brings one), and accept its words.

    Every signature it needs, yours too, must be good and by a key you have verified. If the agreement is your own,
    the partner's signature in FILE is put beside your policy file instead.
    """
    from drivectl.steps import agreeing  # noqa: PLC0415 -- start-up

    desk = run.desk
    document = agreeing.read_copy(desk, file)
    show(run, desk, document, known=True)
    done = agreeing.accept(desk, document)
    if document.discloser == desk.agency:
        run.terminal.words(f"Taken in: signed by {', '.join(done.by)}. It stands in {done.path}")
    else:
        run.terminal.words("Accepted: bundles under these words can be opened here.")
    tell(run, "policy accept", done)
