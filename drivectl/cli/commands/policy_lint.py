"""``drivectl policy lint``."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import click

from drivectl.cli.options import Run, command
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.agreement.lint.run import Report

_SEVERITIES = click.Choice(["error", "warning", "note"])
_FORMATS = click.Choice(["text", "json", "sarif"])


@command(
    examples=("drivectl policy lint", "drivectl policy lint police --select SAF --fail-on warning"),
    see=("policy test", "policy verify", "explain"),
)
@click.argument("named", nargs=-1, metavar="[AGREEMENT|PATH]...")
@click.option("--select", multiple=True, metavar="CODE", help="Only this code, or those that begin so (SAF). Repeat.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not this code, or those that begin so. Repeat.")
@click.option("--fail-on", type=_SEVERITIES, default="error", show_default=True, help="What makes the status 1.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Another day than today.")
@click.option("--shipped", is_flag=True, help="The shipped policies, not the site's.")
@click.option("--fix", is_flag=True, help="First make the edits that are proved to let nothing more out.")
@click.option("--format", "form", type=_FORMATS, default="text", help="How to answer.")
def lint(  # noqa: PLR0913 -- one parameter per option
    run: Run,
    named: tuple[str, ...],
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: Literal["error", "warning", "note"],
    as_of: datetime | None,
    shipped: bool,
    fix: bool,
    form: str,
) -> int:
    """Ask every rule about the policies, all at once; those named limit what is shown. Findings end with status 1.

    A comment leaves one finding alone: # drivectl: ignore[DAT204] reason, until 2027-01-31
    """
    from drivectl.agreement.lint.run import asked  # noqa: PLC0415 -- start-up
    from drivectl.model.lint import RANKS  # noqa: PLC0415
    from drivectl.resources import shipped as shipped_folder  # noqa: PLC0415
    from drivectl.steps.linting import Linting  # noqa: PLC0415

    if shipped and fix:
        raise click.UsageError("--fix is for the policies of a site: the shipped ones stay as they are")
    run.json = run.json or form == "json"
    wanted = asked(select, ignore)
    if shipped:
        desk, folder, today = None, shipped_folder("policies"), datetime.now().astimezone().date()
    else:
        desk = run.desk
        folder, today = desk.site.policies, desk.today
    day = as_of.date() if as_of else today
    linting = Linting(folder=folder, named=named, wanted=wanted, as_of=day, desk=desk)
    for path in linting.fix() if fix else ():
        run.terminal.words(f"Changed {path}: look at it; signatures and lock are over the words as they were.")
    report = linting.ask()
    status = int(any(RANKS[one.grave] >= RANKS[fail_on] for one in report.findings))
    if form == "sarif":
        from drivectl.render.sarif import sarif  # noqa: PLC0415 -- start-up

        run.terminal.data(json.dumps(sarif(report.findings)))
    else:
        _tell(run, report, status)
    return status


def _tell(run: Run, report: "Report", status: int) -> None:
    from drivectl.render.frames import frames  # noqa: PLC0415 -- start-up
    from drivectl.render.lint import finding_json, reviewers, totals  # noqa: PLC0415

    number = totals(report.findings)
    policies = report.reading.policies
    reviewed = reviewers(policies.legal if policies else None)
    found = [finding_json(one) for one in report.findings]
    run.terminal.emit_json("policy lint", status, {"findings": found, "totals": number, "legal": reviewed})
    said = [one.diagnostic() for one in report.findings]
    for one, text in zip(report.findings, frames(said), strict=True):
        at = one.at
        run.terminal.record(one.grave, one.code, str(at.file), at.line or 0, at.column or 0, one.what, text=text)
    counts = ", ".join(many(n, severity) for severity, n in number.items())
    run.terminal.words(f"{many(len(report.reading.docs), 'file')}: {counts}")
    if policies is None:
        run.terminal.words("The rules were not asked: catalogue, parties and baseline must be right first.")
    run.terminal.words(reviewed)
