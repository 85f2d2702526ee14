"""Where ``redact`` writes: ``NAME.DRAFT.ext`` beside the input, or in a folder; no name of a person in a file name."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from drivectl.steps.crew import Crew

STDOUT: Final = Path("-")


def inputs_of(paths: tuple[Path, ...], output: Path | None) -> tuple[list[Path], bool]:
    """The files that ``paths`` name or hold, and whether they are numbered: files of a folder lose their names."""
    from drivectl.source.loose import documents_in  # noqa: PLC0415 -- start-up

    if not any(one.is_dir() for one in paths):
        return list(paths), False
    found = [file for one in paths for file in (documents_in(one) if one.is_dir() else [one])]
    if len(paths) > 1 or not found:
        raise click.UsageError(
            "redact takes files, or one folder of nothing but documents: name each table and jsonl file"
        )
    if output is None or not output.is_dir():
        raise click.UsageError("redact takes files: for a folder of documents give -o a folder that exists")
    if paths[0].resolve() in (output.resolve(), *output.resolve().parents):
        raise click.UsageError("the output is inside the folder that is read: give -o another folder")
    return found, True


def targets_of(paths: list[Path], output: Path | None, crew: "Crew", *, numbered: bool) -> list[Path | None]:
    """A target for each input; None is stdout. A name in which something is found is left out of the target."""
    from drivectl.steps.documents import names_somebody  # noqa: PLC0415 -- start-up

    targets = [_target(path, output) for path in paths]
    named = [True] * len(paths) if numbered else names_somebody(crew, paths)
    chosen = output is not None and output != STDOUT and not output.is_dir()  # the officer chose the name
    return [
        one.with_name(f"document-{at:03}.DRAFT{one.suffix}") if one and hides and not chosen else one
        for at, (one, hides) in enumerate(zip(targets, named, strict=True), 1)
    ]


def _target(path: Path, output: Path | None) -> Path | None:
    if output == STDOUT or (output is None and path == STDOUT):
        return None
    own = "stdin.txt" if path == STDOUT else path.name
    folder, base = path.parent, Path(own)
    if output is not None:
        folder, base = (output, base) if output.is_dir() else (output.parent, Path(output.name))
        if base.suffix.lower() != Path(own).suffix.lower():
            kind = Path(own).suffix
            raise click.UsageError(f"the output keeps the kind of the input ({kind}), or -o is a folder that exists")
    return folder / (base.name if ".DRAFT." in base.name else f"{base.stem}.DRAFT{base.suffix}")
