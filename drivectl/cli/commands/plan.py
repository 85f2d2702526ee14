"""``drivectl plan``: what would leave, and why; nothing is written and no key is needed."""

from pathlib import Path
from typing import Any

import click

from drivectl.cli.options import Run, agreements, command, layouts


@command(
    examples=(
        "drivectl plan exports/2026-12-04 --to exampleshire-police",
        "drivectl plan exports/2026-12-04 -a police --case D-1042 --field victim.address",
    ),
    see=("share", "explain"),
)
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@agreements()
@layouts()
@click.option("--case", metavar="REF", help="With --field: each step of one decision.")
@click.option("--field", metavar="FIELD", help="With --case: one field of it (victim.address).")
def plan(run: Run, path: Path, *, case: str | None, field: str | None, **asked: Any) -> None:
    """Say what share would do with the export at PATH, field by field and with reasons. Nothing is written."""
    from drivectl import pipeline  # noqa: PLC0415 -- start-up
    from drivectl.errors import problem  # noqa: PLC0415
    from drivectl.render.plan import cell_text, plan_json, plan_text  # noqa: PLC0415
    from drivectl.safe import say  # noqa: PLC0415

    if (case is None) != (field is None):
        raise click.UsageError("Give --case and --field together: one field of one case")
    order = pipeline.Order(folder=path, **asked)  # to, agreement, layout
    intake, found = pipeline.plan(run.desk, order)
    if case is not None and case not in intake.cases:
        raise problem("SRC218", say("the export has no case of that reference"), fix=say("copy the reference from it"))
    terminal = run.terminal
    if field is not None:
        intake.desk.field(field)
    if case is not None and not any(case == judged.case for one in found for judged in one.plan.cases):
        raise click.UsageError("--case: there is no such case in this export")
    for one in found:
        if case is not None and field is not None:
            purposes = {purpose.id: purpose for purpose in one.ruling.agreement.purposes}
            text = cell_text(one.plan, case, field, purposes)
        else:
            text = plan_text(one.plan, one.ruling.party.name)
        terminal.record(one.ruling.party.id, text, text=text)
        if one.cleared:
            terminal.words(f"Holds that your DPO cleared for {one.ruling.party.name}: {len(one.cleared)}")
        if one.gate is not None and not one.gate.passes:
            costs = f"; {one.gate.costliest} costs most" if one.gate.costliest else ""
            terminal.words(f"share would refuse this for {one.ruling.party.name}: too many cases stand out{costs}")
    if intake.export.notes:
        terminal.words(f"{len(intake.export.notes):,} cells hold a word that no code lists: they count as not said")
    terminal.words("Nothing was written.")
    terminal.emit_json("plan", 0, {"plans": [plan_json(one.plan) for one in found]})
