"""``drivectl policy diff``: is it wider, field by field and term by term, with a case that shows it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.options import Run, command, examples
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.agreement.proof.differ import Change


@command(
    examples=(
        "drivectl policy diff main:policies/isa/police.yaml policies/isa/police.yaml",
        "drivectl policy diff drive-police-1.0.0.agreement.json police --fail-on widening",
    ),
    see=("policy prove", "policy sign", "explain"),
)
@click.argument("old")
@click.argument("new")
@click.option("--breaking-only", is_flag=True, help="Only what is wider.")
@click.option("--fail-on", type=click.Choice(["widening"]), help="End with status 1 where anything is wider.")
@examples()
def diff(  # noqa: PLR0913 -- the options of the command
    run: Run, old: str, new: str, *, breaking_only: bool, fail_on: str | None, example_dir: Path | None
) -> int:
    """Say field by field, and term by term, whether NEW lets out more than OLD, with a case that shows it.

    OLD and NEW: a file, an id, a signed copy (.agreement.json), or REF:PATH in git. A change between things that
    cannot be compared counts as wider. harmless: the words are looser, and a limit of the baseline still stands.
    """
    from drivectl.agreement.proof.differ import level, next_version  # noqa: PLC0415 -- start-up
    from drivectl.steps import asking  # noqa: PLC0415

    found = asking.difference(run.desk, old, new)
    shown = [one for one in found.changes if one.direction == "wider" or not breaking_only]
    for one in shown:
        _tell(run, one, alone=len(found.new.parties) == 1)
    wider = sum(one.direction == "wider" for one in found.changes)
    step, was, now = level(found.changes), found.old.agreement.version, found.new.agreement.version
    goal = next_version(was, step) if found.old.sha256 != found.new.sha256 else was
    parties = len({one.party for one in found.new.agreement.signatories})
    signed = f"signatures of {many(parties, 'party') if parties == 1 else f'{parties} parties'} are void"
    after = {"major": signed, "minor": "the discloser's DPO signs again", "patch": "signatures stay"}[step]
    must = f" Version must go to {goal} (now {now})." if _order(now) < _order(goal) else ""
    same = found.old.sha256 == found.new.sha256
    run.terminal.words("The same words." if same else f"{many(wider, 'widening')}: {after}.{must}")
    files = {id(one): f"{n:02}-{one.field}" for n, one in enumerate(shown, 1) if one.example is not None}
    if example_dir:
        for path in asking.write_examples(example_dir, [(files[id(o)], o.example) for o in shown if o.example]):
            run.terminal.words(f"Wrote {path}")
    status = int(bool(wider) and fail_on == "widening")
    versions = {"level": step, "old": was, "new": now, "next": goal}
    run.terminal.emit_json("policy diff", status, {"changes": [_json(one) for one in shown], "version": versions})
    return status


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _tell(run: Run, one: "Change", *, alone: bool) -> None:
    from drivectl.render.cases import case_words  # noqa: PLC0415 -- start-up
    from drivectl.render.plan import place_of  # noqa: PLC0415

    direction = one.direction.upper() if one.direction == "wider" else one.direction
    what = one.field + (f" ({one.role})" if one.role else "") + ("" if alone or not one.party else f", {one.party}")
    said = f"{one.from_} -> {one.to}" if one.direction != "equal" else "other words, the same effect"
    if one.because is not None:
        at = f" ({place_of(one.because.at)})" if one.because.at else ""
        said = f"{said} in its words; {one.because.id or 'a rule'} still limits it{at}"
    run.terminal.record(what, one.direction, one.from_, one.to, text=f"{what:<24} {direction:<9} {said}")
    if one.example is not None and one.direction == "wider":
        run.terminal.words(f"{'':<24} example: {case_words(one.example)}")


def _json(one: "Change") -> dict[str, object]:
    from drivectl.model.export import record_of  # noqa: PLC0415 -- start-up
    from drivectl.render.plan import place_of  # noqa: PLC0415

    because = None
    if one.because is not None:
        at = place_of(one.because.at) if one.because.at else None
        because = {"kind": one.because.kind, "id": one.because.id, "at": at}
    return {
        "field": one.field,
        "party": one.party or None,
        "role": one.role,
        "direction": one.direction,
        "from": one.from_,
        "to": one.to,
        "example": record_of(one.example) if one.example is not None else None,
        "because": because,
    }
