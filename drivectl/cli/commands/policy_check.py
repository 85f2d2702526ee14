"""``drivectl policy verify``, ``lock`` and ``status``: are the words signed, unchanged and in date?"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from drivectl.cli.agreed import show_digest
from drivectl.cli.options import DAY, Run, command
from drivectl.cli.telling import answer
from drivectl.errors import DrivectlError
from drivectl.model.canonical import facts
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.errors import Diagnostic

_NONE = "This site has no policies of its own: nothing to do."


@command(
    examples=("drivectl policy verify", "drivectl policy verify police"),
    see=("policy sign", "policy lock", "policy status"),
)
@click.argument("isa", metavar="[AGREEMENT]", required=False)
def verify(run: Run, isa: str | None) -> int:
    """Check signatures, policies.lock and dates of every agreement here, or of one. Findings end with status 1.

    Where a site has no policies of its own, the agreements that were accepted are checked.
    """
    from drivectl.spec.policies import find_agreement  # noqa: PLC0415 -- start-up
    from drivectl.steps.agreeing import own_copy  # noqa: PLC0415
    from drivectl.steps.standing import accepted, findings  # noqa: PLC0415

    desk = run.desk
    try:
        chosen = find_agreement(desk.policies, isa) if isa else None
        if isa:
            run.terminal.words("The digest of its words:")
            show_digest(run, own_copy(desk, isa).sha256)
        found: Sequence[Diagnostic] = findings(desk, chosen)
        if desk.site.policies.is_dir():
            fine = f"{many(1 if chosen else len(desk.policies.agreements), 'agreement')}: signed, as locked, in date"
        else:
            fine = f"{many(len(accepted(desk)), 'accepted agreement')}: unchanged, in date"
    except DrivectlError as error:  # files that do not load are the finding here
        found, fine = error.diagnostics, ""
    return answer(run, "policy verify", found, fine)


@command(examples=("drivectl policy lock", "drivectl policy lock --site service"), see=("policy verify", "policy test"))
def lock(run: Run) -> None:
    """Pin every policy file as it is now in policies.lock; share refuses where one differs. They must load first."""
    from drivectl.agreement.lock import digests, write  # noqa: PLC0415 -- start-up

    desk = run.desk
    if not desk.site.policies.is_dir():
        run.terminal.words(_NONE)
        return
    folder = desk.policies.folder
    path = write(folder)
    pinned = len(digests(folder))
    run.terminal.words(f"Pinned {pinned} files.")
    run.terminal.record(str(path), pinned, text=str(path))
    run.terminal.emit_json("policy lock", 0, {"path": str(path), "files": pinned})


@command(
    examples=("drivectl policy status", "drivectl policy status --as-of 2027-06-01 --within P90D"),
    see=("policy verify", "keys trust"),
)
@click.option("--as-of", type=DAY, metavar="DATE", help="Another day than today.")
@click.option("--within", default="P60D", show_default=True, metavar="DURATION", help="What counts as soon.")
def status(run: Run, *, as_of: datetime | None, within: str) -> None:
    """What lapses when: agreements (begins, review, ends, signatures wanted), the baseline, partners' cards."""
    from drivectl.agreement.stated import days  # noqa: PLC0415 -- start-up
    from drivectl.steps.standing import due  # noqa: PLC0415

    desk = run.desk
    span = days(within)
    if not span:
        raise click.BadParameter("a duration is written P60D, P2M or P1Y", param_hint="--within")
    rows = due(desk, as_of.date() if as_of else desk.today, span)
    for one in rows:
        day = one.on.isoformat() if one.on else "no day"
        text = one.what if one.state == "missing" and one.on is None else f"{one.kind} {one.id} {one.what} {day}"
        run.terminal.record(one.state, one.kind, one.id, one.what, day, text=f"{one.state + ':':<9}{text}")
    if not rows:
        run.terminal.words("There is no agreement here and no card: drivectl policy accept FILE, drivectl keys trust")
    shown = [facts(one, "state", "kind", "id", "what", "on") for one in rows]
    run.terminal.emit_json("policy status", 0, {"due": shown})
