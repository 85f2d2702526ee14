"""``drivectl flags``: the sheet for what the case system does not record."""

from pathlib import Path

import click

from drivectl.cli.desk import desk_of
from drivectl.cli.options import Run, command, layouts


@command(
    examples=("drivectl flags exports/2026-12-04", "drivectl flags exports/2026-12-04 --layout da-case-management"),
    see=("share", "plan"),
)
@click.argument("export", type=click.Path(path_type=Path, exists=True, file_okay=False))
@layouts()
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written; write nothing.")
def flags(run: Run, export: Path, *, layout: str | None, dry_run: bool) -> None:
    """Make or refresh flags.xlsx beside EXPORT: case references only, with a list to choose from in every cell.

    What was stated before is carried over. A blank cell says nothing, and what nobody has said protects most.
    """
    from drivectl.render.words import many  # noqa: PLC0415 -- start-up
    from drivectl.steps.flagsheet import refresh_flags  # noqa: PLC0415

    path, cases, carried = refresh_flags(desk_of(run), export, layout, write=not dry_run)
    words = "Would write" if dry_run else "Wrote"
    run.terminal.words(f"{words} {path.name} for {many(cases, 'case')}; {many(carried, 'row')} carried over")
    if not dry_run:
        run.terminal.words("Next: fill it in Excel. Each stated value needs who says so and on which day.")
    run.terminal.record(str(path), cases, carried, text=str(path))
    run.terminal.emit_json("flags", 0, {"path": str(path), "cases": cases, "carried": carried, "written": not dry_run})
