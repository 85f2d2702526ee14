"""``drivectl score``: how much of what people marked is hidden, and what is hidden in vain."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from drivectl.cli.options import Run, command
from drivectl.cli.scored import WORDS, cells, shown, tell_peer
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.steps.measuring import Score
    from drivectl.steps.peer import Peer

_MOST: Final = 5


@command(
    examples=(
        "drivectl score found.jsonl truth.jsonl",
        "drivectl score found.jsonl truth.jsonl --fail-leak 0.2 --misses misses.jsonl",
        "drivectl score found.jsonl truth.jsonl --against presidio --peer-python peer/bin/python",
    ),
    see=("scan", "redact"),
)
@click.argument("found", type=click.Path(path_type=Path), metavar="FOUND")
@click.argument("truth", type=click.Path(path_type=Path), metavar="TRUTH")
@click.option("--fail-leak", type=click.FloatRange(0, 1), metavar="R", help="Status 1 if more notes leak than this.")
@click.option(
    "--fail-under", type=click.FloatRange(0, 1), metavar="R", help="Status 1 if fewer identifiers are hidden."
)
@click.option("--misses", type=click.Path(path_type=Path), metavar="FILE", help="Write what leaked, with its words.")
@click.option("--overwrite", is_flag=True, help="Replace the file of --misses if it exists.")
@click.option("--against", type=click.Choice(["presidio"]), help="Run Presidio on the notes of TRUTH, and compare.")
@click.option(
    "--peer-python",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The Python that has Presidio and a language model of spaCy.",
)
def score(  # noqa: PLR0913 -- the options of the command
    run: Run,
    found: Path,
    truth: Path,
    *,
    fail_leak: float | None,
    fail_under: float | None,
    misses: Path | None,
    overwrite: bool,
    against: str | None,
    peer_python: Path | None,
) -> int:
    """Compare FOUND (a file of scan --spans) with TRUTH (notes that people marked, lines of JSON). Leaks come first.

    What is in doubt counts as hidden. An identifier counts only if every letter and digit of it is hidden.
    """
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.steps.peer import presidio  # noqa: PLC0415
    from drivectl.steps.scoring import misses_file, read_notes  # noqa: PLC0415
    from drivectl.steps.scoring import score as measured  # noqa: PLC0415

    if misses is not None:
        files.refuse_same(misses, found, truth)
        files.refuse_target(misses, overwrite=overwrite)
    if bool(against) != bool(peer_python):
        raise click.UsageError("--against presidio and --peer-python FILE go together")
    result = measured(found, truth)
    peer = presidio(peer_python, read_notes(truth)) if peer_python else None
    leak, recall = result.rates["document_leak"].value or 0.0, result.rates["entity_recall"].value
    fails = (fail_leak is not None and leak > fail_leak) or (
        fail_under is not None and recall is not None and recall < fail_under
    )
    if misses is not None:
        files.write_bytes(misses, misses_file(result.leaks), overwrite=overwrite)
    _tell(run, result, peer, int(fails))
    if misses is not None:
        run.terminal.words(f"Wrote {misses} (only you can read it): {many(len(result.leaks), 'leak')}, with the words")
    return int(fails)


def _tell(run: Run, result: "Score", peer: "Peer | None", status: int) -> None:
    from drivectl.steps.measuring import commonest  # noqa: PLC0415 -- start-up

    terminal = run.terminal
    if result.missing:
        missing = f"{result.missing:,} of {many(result.notes, 'note')} not among the findings: counted as nothing found"
        terminal.words(missing, always=True)
    for name, rate in result.rates.items():
        terminal.record(name, *cells(rate), text=f"{shown(rate):>38}  {WORDS[name]}")
    leaks = {
        "role": commonest(result.leaks, lambda one: one.span.role),
        "kind": commonest(result.leaks, lambda one: one.span.label),
        "form": commonest(result.leaks, lambda one: one.form),
        "layer": commonest(result.leaks, lambda one: one.layer),
    }
    for by, those in leaks.items():
        for what, number in those[:_MOST]:
            terminal.record("leak", by, what, number, text=f"Leaks by {by}: {what} {number:,}")
    for kind, told in result.kinds.items():
        right = f"  precision {told['precision']:.3f}" if told["precision"] is not None else ""
        recall = f"recall {told['whole_recall']:.3f}  typed {told['typed_recall']:.3f}{right}  of {told['of']:,}"
        terminal.record("kind", kind, *map(str, told.values()), text=f"{kind:16} {recall}")
    payload: dict[str, object] = {
        "notes": result.notes,
        "cases": result.cases,
        "missing": result.missing,
        "rates": {name: rate._asdict() for name, rate in result.rates.items()},
        "leaks": {by: dict(those) for by, those in leaks.items()},
        "kinds": result.kinds,
    }
    if peer:
        payload["against"] = tell_peer(run, result, peer)
    terminal.emit_json("score", status, payload)
