"""``drivectl policy schema``."""

import json
from pathlib import Path

import click

from drivectl.cli.options import Run, command

_KINDS = ("catalogue", "parties", "isa-baseline", "isa", "layout", "flags", "legal", "recognisers")


@command(
    examples=("drivectl policy schema -o policies/schemas", "drivectl policy schema isa > isa.v1.json"),
    see=("policy lint", "explain STR004"),
)
@click.argument("kind", type=click.Choice(_KINDS), required=False, metavar="[KIND]")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write KIND.v1.json here."
)
@click.option("--overwrite", is_flag=True, help="Replace the files if they exist.")
@click.option("--shipped", is_flag=True, help="The shipped policies, not the site's.")
def schema(run: Run, kind: str | None, *, output: Path | None, overwrite: bool, shipped: bool) -> None:
    """Print the JSON Schema (2020-12) of a KIND of policy file, or write those of all kinds into a folder.

    Kinds: catalogue, parties, isa-baseline, isa, layout, flags, legal, recognisers.

    An editor then proposes the fields, parties and values of your own policies, and marks what drivectl refuses. Give
    it this as the first line of an agreement, and run the command again when catalogue, parties or baseline change:

    # yaml-language-server: $schema=../schemas/isa.v1.json

    What refers to another line of the same file, dates in order and the baseline's floors are left to drivectl.
    """
    from drivectl.files import write_bytes  # noqa: PLC0415 -- start-up
    from drivectl.resources import shipped as shipped_folder  # noqa: PLC0415
    from drivectl.steps.schemas import schemas  # noqa: PLC0415

    if kind is None and output is None:
        raise click.UsageError("name a KIND, or a folder for all of them with -o")
    folder = shipped_folder("policies") if shipped else run.site.policies
    made = {
        one: json.dumps(found, indent=1, ensure_ascii=False) for one, found in schemas(folder, [kind] if kind else [])
    }
    if output is None:
        for one, text in made.items():
            run.terminal.emit_json("policy schema", 0, {"kind": one, "json_schema": json.loads(text)})
            if not run.json:
                run.terminal.data(text)
        return
    output.mkdir(parents=True, exist_ok=True)
    paths = {one: output / f"{one}.v1.json" for one in made}
    for one, text in made.items():
        write_bytes(paths[one], f"{text}\n".encode(), overwrite=overwrite)
        run.terminal.record(one, str(paths[one]), text=str(paths[one]))
    run.terminal.emit_json("policy schema", 0, {"paths": {one: str(path) for one, path in paths.items()}})
