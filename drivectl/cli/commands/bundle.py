"""``drivectl bundle``: open, check or look at a bundle that a partner sent."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drivectl.cli.options import PATH, Run, command

if TYPE_CHECKING:
    from drivectl.model.bundle import Opened

_FILE = click.argument("file", type=PATH)
_MAX_SIZE = click.option("--max-size", type=click.IntRange(min=1), metavar="BYTES", help="Most that may be unpacked.")


@command(
    examples=(
        "drivectl bundle open DRV-20261204-7F3AQ2M9KX.age",
        "drivectl bundle open DRV-20261204-7F3AQ2M9KX.age --into in",
    ),
    see=("policy accept", "bundle verify", "bundle inspect"),
)
@_FILE
@click.option("--into", type=PATH, metavar="DIR", help="A new folder; else named as the bundle.")
@_MAX_SIZE
@click.option("--allow-here", is_flag=True, help="Allow a git or synchronised folder; this is logged.")
def open_(run: Run, file: Path, *, into: Path | None, max_size: int | None, allow_here: bool) -> None:
    """Check everything about the bundle FILE, then write its files into a new folder. Either all, or nothing.

    It must be sealed to a key of yours, signed by a partner you have verified, under an agreement accepted here.
    """
    from drivectl import pipeline  # noqa: PLC0415 -- start-up
    from drivectl.steps.reading import refuse_open_place  # noqa: PLC0415

    target = into or Path(file.name).with_suffix("")
    if target == file:
        raise click.UsageError("name a folder with --into: the bundle's name has no ending to take off")
    desk = run.desk
    refuse_open_place(desk, file, target, allow=allow_here)
    opened = pipeline.receive(desk, file, target, max_size=max_size)
    _urgent(run, opened)
    tables = [one["path"].removeprefix("data/") for one in _says(opened)["content"]]
    run.terminal.words(f"Opened {', '.join(tables)}: all agree with the signed contents page.")
    _tell(run, opened)
    run.terminal.words(f"Start with {target / 'manifest.html'}")
    run.terminal.record(_says(opened)["bundle_id"], str(target), text=str(target))
    run.terminal.emit_json("bundle open", 0, _json(opened) | {"folder": str(target)})


@command(
    examples=(
        "drivectl bundle verify DRV-20261204-7F3AQ2M9KX.age",
        "drivectl bundle verify DRV-20261204-7F3AQ2M9KX.age -q",
    ),
    see=("bundle open", "bundle inspect"),
)
@_FILE
@_MAX_SIZE
def verify(run: Run, file: Path, *, max_size: int | None) -> None:
    """Check everything that open checks, and write nothing."""
    from drivectl import pipeline  # noqa: PLC0415 -- start-up

    opened = pipeline.receive(run.desk, file, None, max_size=max_size)
    _urgent(run, opened)
    files = len(_says(opened)["content"])
    run.terminal.words(f"Whole: {files} tables agree with the signed contents page. Nothing was written.")
    _tell(run, opened)
    run.terminal.record(_says(opened)["bundle_id"], "whole", text=f"{_says(opened)['bundle_id']}: whole")
    run.terminal.emit_json("bundle verify", 0, _json(opened))


@command(
    examples=(
        "drivectl bundle inspect DRV-20261204-7F3AQ2M9KX.age",
        "drivectl bundle inspect DRV-20261204-7F3AQ2M9KX.age --no-key",
    ),
    see=("bundle open", "bundle verify"),
)
@_FILE
@click.option("--no-key", is_flag=True, help="Only what anybody can see: how many keys open it, of which kind.")
def inspect(run: Run, file: Path, *, no_key: bool) -> None:
    """Show the signed contents page of the bundle FILE; its tables are neither checked nor written."""
    from drivectl.bundle.open import inspect_bundle, inspect_header  # noqa: PLC0415 -- start-up
    from drivectl.steps.reading import reader_of  # noqa: PLC0415

    if no_key:
        info, size = inspect_header(file), file.stat().st_size
        kinds = ", ".join(info.kinds)
        run.terminal.record(size, len(info.kinds), kinds, text=f"{size:,} bytes, opened by {len(info.kinds)}: {kinds}")
        run.terminal.emit_json("bundle inspect", 0, {"bytes": size, "kinds": list(info.kinds)})
        return
    opened = inspect_bundle(file, reader_of(run.desk))
    says = _says(opened)
    for one in says["content"]:
        columns = ", ".join(one["columns"])
        run.terminal.record(one["path"], one["rows"], columns, text=f"{one['path']}: {one['rows']:,} rows: {columns}")
    _tell(run, opened)
    run.terminal.words("Its tables were not checked: drivectl bundle verify does that.")
    run.terminal.emit_json("bundle inspect", 0, _json(opened))


def _says(opened: "Opened") -> Any:
    return opened.statement["predicate"]


def _urgent(run: Run, opened: "Opened") -> None:
    """What somebody must act on now comes before everything else."""
    if _says(opened)["changes"]["urgent"]:
        run.terminal.urgent()
        run.terminal.words("Urgent: something you were sent before must change. Read the manifest now.", always=True)


def _tell(run: Run, opened: "Opened") -> None:
    says = _says(opened)
    words, agreement, terminal = says["handling"], says["agreement"], run.terminal
    terminal.words(f"From {says['sender']['agency_id']} ({says['sender']['role']}), made {says['created'][:10]}")
    terminal.words(f"Agreement {agreement['id']} {agreement['version']}: {says['purpose']}")
    if says["treatment"]["synthetic"]:
        terminal.words("SYNTHETIC: nobody in it is real.")
    if says["treatment"]["draft"]:
        terminal.words("Made under words that are not agreed yet.")
    terminal.words(f"Delete it by {says['retention_until'][:10]}.")
    for one in words["instructions"]:
        terminal.words(one)
    onward = {"no": "Do not pass it on.", "ask": "Ask the sender before you pass any of it on."}
    terminal.words(onward.get(words["onward_sharing"], "Pass it on only as the agreement says."))


def _json(opened: "Opened") -> dict[str, object]:
    return {
        "bundle_id": _says(opened)["bundle_id"],
        "signers": list(opened.signers),
        "statement_sha256": opened.statement_sha256,
        "contents": opened.statement,
    }
