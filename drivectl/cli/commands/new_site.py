"""``drivectl new site DIR``."""

from pathlib import Path

import click

from drivectl.cli.options import DRY_RUN, PATH, Run, command
from drivectl.config import SITE_FILE
from drivectl.resources import shipped

_SETTINGS = """# Settings of this site. drivectl config show prints every setting and where it comes from.
# The party that you are, by its id in policies/parties.yaml:
agency: drive-delivery
# Where keys, trust, log and register lie. Never in git, never in a synchronised folder.
# Without this line: your user data folder.
# state: ~/drivectl-state
"""
_IGNORE = """# Case data and keys never go into git.
exports/
drafts/
*.age
*.csv
*.xlsx
*.docx
"""
_NEXT = """Next:
  1. go into the folder: the commands work on the site that you are in, or add --site DIR
  2. edit policies/parties.yaml, and agency: in .drivectl.yaml
  3. drivectl keys new
  4. drivectl doctor"""


@command(examples=("drivectl new site my-service", "drivectl new site my-service -n"), see=("doctor", "config show"))
@click.argument("folder", type=PATH, metavar="DIR")
@DRY_RUN
def site(run: Run, folder: Path, *, dry_run: bool) -> None:
    """Make a small site in DIR: settings, and policies to edit. Keys and the log will lie outside it."""
    from drivectl import files  # noqa: PLC0415 -- start-up

    shipped_policies = shipped("policies")
    found = {
        path.relative_to(shipped_policies.parent): path.read_bytes()
        for path in sorted(shipped_policies.rglob("*.yaml"))
    }
    found |= {Path(SITE_FILE): _SETTINGS.encode(), Path(".gitignore"): _IGNORE.encode()}
    if dry_run:
        files.refuse_target(folder)
    else:
        with files.writing_folder(folder) as staged:
            for relative, data in found.items():
                files.private_folder((staged / relative).parent)
                files.write_bytes(staged / relative, data)
    would = "Would make" if dry_run else "Made"
    run.terminal.words(f"{would} the site {folder} with {len(found)} files")
    for relative in found:
        run.terminal.record(str(folder / relative), text=str(folder / relative))
    run.terminal.emit_json("new site", 0, {"written": not dry_run, "files": [str(folder / one) for one in found]})
    if not dry_run:
        run.terminal.words(_NEXT)
