"""``drivectl demo``: the real pipeline on invented cases."""

from pathlib import Path

import click

from drivectl.cli.options import PATH, Run, command

_NEXT = """
Try next:
  drivectl plan {export} --site {site} -a police --case {case} --field victim.address
  drivectl audit verify --site {site}
  drivectl explain SRC210
  drivectl new site my-service"""


@command(examples=("drivectl demo", "drivectl demo --into tour"), see=("new site", "plan"))
@click.option("--into", type=PATH, metavar="DIR", help="Another folder than ./drivectl-demo.")
def demo(run: Run, *, into: Path | None) -> int:
    """A tour of under a minute on invented cases: scan, draft, look, send, open as each partner, verify, refuse.

    Everything it makes lies in ./drivectl-demo (or -2, -3 ...) and is marked synthetic.
    """
    from drivectl.tour.refusals import refusals  # noqa: PLC0415 -- start-up
    from drivectl.tour.scenes import Tour, compare, draft, log, opened, read, scan, send  # noqa: PLC0415
    from drivectl.tour.stage import free_folder, set_stage  # noqa: PLC0415

    tell = run.terminal.words
    folder = free_folder(into or Path("drivectl-demo"))
    tell(f"This tour works in {folder}. Every person in it is invented.")
    tour = Tour(set_stage(folder, tell), tell)
    scan(tour)
    made = read(tour, draft(tour))
    sealed = send(tour, made)
    opened(tour, sealed, made)
    compare(tour, [one.copy.judged for one in made])
    log(tour)
    refusals(tour, sealed[0])
    wrong = [what for what, holds in tour.checks if not holds]
    site = tour.stage.drive.site.folder
    case = next(one.case for one in made[0].copy.judged.plan.cases if one.state == "ready")
    tell(f"\n{len(tour.checks) - len(wrong)} of {len(tour.checks)} checks hold.")
    tell(_NEXT.format(export=tour.stage.export, site=site, case=case))
    status = 70 if wrong else 0
    run.terminal.emit_json(
        "demo", status, {"folder": str(folder), "checks": [{"check": w, "holds": h} for w, h in tour.checks]}
    )
    return status
