"""``drivectl policy prove``: a claim about every case there could be, proved or refuted by one of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.options import Run, command, examples
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.agreement.proof.prove import Proof


@command(
    examples=(
        "drivectl policy prove never exampleshire-police victim.safe_address",
        "drivectl policy prove disjoint police bristol-evaluation",
    ),
    see=("policy diff", "policy test", "explain"),
)
@click.argument("claim", type=click.Choice(["never", "implies", "disjoint"]))
@click.argument("one", metavar="PARTY|AGREEMENT")
@click.argument("other", metavar="FIELD|AGREEMENT")
@examples()
def prove(run: Run, claim: str, *, one: str, other: str, example_dir: Path | None) -> int:
    """Prove a claim about every case there could be, or show a case where it is not so (status 1).

    never PARTY FIELD: under no agreement here does the party get anything of the field, as a stored field, a key or
    in any other field either; what somebody wrote in a text is not part of it, and you are told so. implies A B:
    whatever A lets out of a field, B lets out as much of it in the same case; a recipient of both is compared with
    itself, any other one of A with every one of B. disjoint A B: there is no case of which both let out something of
    the same field.
    """
    from drivectl.model.export import record_of  # noqa: PLC0415 -- start-up
    from drivectl.render.plan import place_of  # noqa: PLC0415
    from drivectl.steps import asking  # noqa: PLC0415

    desk = run.desk
    texts: list[str] = []
    if claim == "never":
        proof, by = asking.prove_never(desk, one, other)
        texts = asking.texts_to(desk, one)
    else:
        proof, by = asking.prove_pair(desk, claim, one, other), ""
    status = int(not proof.holds)
    blocked = [{"kind": r.kind, "id": r.id, "at": place_of(r.at) if r.at else None} for r in proof.blocked_by]
    if proof.holds:
        why = ", ".join(" ".join(filter(None, (x["at"], x["id"] or _KINDS.get(x["kind"] or "")))) for x in blocked)
        text = f"Proved. {many(proof.checked, 'combination')} checked" + (f"; blocked by {why}." if why else ".")
        run.terminal.record("proved", proof.checked, why, text=text)
        if texts:
            run.terminal.words(
                f"What people wrote in {', '.join(texts)} is no field: it leaves as your rules for text say."
            )
    else:
        _refuted(run, proof, {"never": by, "implies": f"{one} beyond {other}", "disjoint": f"{one} and {other}"}[claim])
    written = asking.write_examples(example_dir, [("prove", proof.example)]) if example_dir and proof.example else []
    for path in written:
        run.terminal.words(f"Wrote {path}")
    run.terminal.emit_json(
        "policy prove",
        status,
        {
            "claim": [claim, one, other],
            "holds": proof.holds,
            "checked": proof.checked,
            "blocked_by": blocked,
            "texts": texts,
            "agreement": by or None,
            "party": proof.party or None,
            "field": proof.way.path if proof.way else None,
            "role": proof.way.role if proof.way else None,
            "example": record_of(proof.example) if proof.example is not None else None,
        },
    )
    return status


_KINDS = {"no_clause": "no clause that grants it", "row": "a scope that no case meets", "role": "its missing role"}


def _refuted(run: Run, proof: "Proof", by: str) -> None:
    from drivectl.render.cases import case_words  # noqa: PLC0415 -- start-up
    from drivectl.render.words import of_action  # noqa: PLC0415

    assert proof.way is not None
    assert proof.example is not None
    out = " against ".join(of_action(one) for one in proof.lets_out)
    role = f", as the key of a {proof.way.role}" if proof.way.role else ""
    words = f"Not so. {by}: {proof.party} gets {proof.way.path} ({out}{role})"
    run.terminal.record("not so", proof.party, proof.way.path, out, text=words)
    run.terminal.words(f"  example: {case_words(proof.example)}")
