"""``drivectl share``: draft, look, send."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drivectl.cli.options import Run, agreements, command, layouts, writers
from drivectl.cli.telling import tell_drafts
from drivectl.model.canonical import facts

if TYPE_CHECKING:
    from drivectl.steps.desk import Desk

_NAMES = "known,uk,names-rules,names,presidio"


@command(
    examples=(
        "drivectl share exports/2026-12-04 --to exampleshire-police --to exampleshire-csc",
        "drivectl share --send --to exampleshire-police",
    ),
    see=("plan", "review", "bundle open"),
)
@click.argument("path", type=click.Path(path_type=Path, exists=True), required=False)
@agreements()
@layouts()
@writers()
@click.option("--send", is_flag=True, help="Seal the drafts that were looked at.")
@click.option("--confirm", multiple=True, metavar="PARTY", help="With --send: the partner's id, instead of typing it.")
@click.option("--recognisers", metavar="LIST", help=f"What looks for personal data in texts; default {_NAMES}.")
@click.option(
    "--draft-agreement", "drafts", is_flag=True, help="Accept unsigned or draft words; for synthetic data only."
)
def share(  # noqa: PLR0913 -- the options of the command
    run: Run,
    path: Path | None,
    *,
    to: tuple[str, ...],
    output: Path | None,
    overwrite: bool,
    dry_run: bool,
    send: bool,
    confirm: tuple[str, ...],
    recognisers: str | None,
    **asked: Any,
) -> int:
    """Make a draft of what each partner would get (PATH is an export), or with --send seal the drafts.

    A draft lies in drafts/PARTY: look at what-PARTY-will-see.xlsx in it before you send.
    """
    from drivectl import pipeline  # noqa: PLC0415 -- start-up

    desk = run.desk
    out = output or Path()
    if send and dry_run:
        raise click.UsageError("--send has no dry run: look at the draft, and leave --send out")
    if send:
        return _send(run, desk, out, path, to, confirm)
    if path is None:
        raise click.UsageError("share needs the folder of an export, or --send")
    order = pipeline.Order(
        folder=path,
        to=to,
        recognisers=tuple(recognisers.split(",")) if recognisers else None,
        weakened=tuple(word for word, given in (("overwrite", overwrite), ("recognisers", recognisers)) if given),
        **asked,  # agreement, layout, drafts, allow_here: as an order names them
    )
    if dry_run:
        intake, found = pipeline.plan(desk, order)
        for one in found:
            flow = one.plan.flow
            run.terminal.words(f"{one.ruling.party.name}: {flow.leaving:,} of {flow.in_export:,} cases would leave")
        run.terminal.words(f"Read {len(intake.export.cases):,} cases. Nothing was written.")
        return 0
    made = pipeline.draft(desk, order, out, overwrite=overwrite)
    tell_drafts(run.terminal, made)
    return 0


def _send(  # noqa: PLR0913, PLR0917 -- what sending asks
    run: Run, desk: "Desk", out: Path, path: Path | None, to: tuple[str, ...], confirm: tuple[str, ...]
) -> int:
    from drivectl import pipeline  # noqa: PLC0415 -- start-up
    from drivectl.bundle.draft import drafts_in  # noqa: PLC0415
    from drivectl.errors import problem  # noqa: PLC0415
    from drivectl.safe import say  # noqa: PLC0415

    folder = path or out / pipeline.DRAFTS
    drafts = [one for one in drafts_in(folder) if not to or one.name in to]
    if not drafts:
        raise problem("BND455", say("there is no draft in {p}", p=folder))

    def confirmed(party: str) -> bool:
        if party in confirm:
            return True
        if confirm:
            return False
        return run.terminal.ask(f"Type the name of the partner to send to ({party}):", "--confirm PARTY") == party

    sealed = pipeline.send(desk, drafts, out, confirmed)
    for one, made in zip(sealed, drafts, strict=True):
        run.terminal.words(f"Sealed {one.path.name} for {desk.party(made.name).name}")
        run.terminal.record(one.bundle_id, str(one.path), text=str(one.path))
    run.terminal.emit_json("share", 0, {"sealed": [facts(one, "bundle_id", "path") for one in sealed]})
    return 0
