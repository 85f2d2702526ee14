"""What ``scan`` and ``redact`` share: the options about texts, and the reader that they make."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from drivectl.cli.desk import desk_of
from drivectl.cli.options import Run

if TYPE_CHECKING:
    from drivectl.recognise.engine import Engine
    from drivectl.steps.desk import Desk
    from drivectl.steps.documents import Document, Reader

_OPTIONS: Final = (
    click.option("--text-field", multiple=True, metavar="NAME", help="A column or key that holds text."),
    click.option("--id-field", metavar="NAME", help="The column or key of the reference."),
    click.option("--record-field", metavar="NAME", help="The key of the case record in a line of JSON."),
    click.option("--known", type=click.Path(path_type=Path), metavar="EXPORT", help="Whose people to look for too."),
    click.option("--no-record", is_flag=True, help="Do not use the case record; more is in doubt."),
    click.option("--recognisers", metavar="LIST", help="What looks: known,uk,names-rules,names,presidio (default)."),
)


def text_options(function: Any) -> Any:
    """The options about texts, as keywords for :func:`engine_of` and :func:`reader_of`."""
    for one in reversed(_OPTIONS):
        function = one(function)
    return function


def engine_of(about: Mapping[str, Any]) -> "Engine":
    """The engine that was asked for; ENV501 where it cannot be had."""
    from drivectl.recognise.engine import NAMES, Engine  # noqa: PLC0415 -- recognisers load late

    return Engine(tuple(about["recognisers"].split(",")) if about["recognisers"] else NAMES)


def reader_of(run: Run, about: Mapping[str, Any], engine: "Engine", *, tolerant: bool) -> "tuple[Reader, Desk | None]":
    """The reader, and the desk of the site where there is one: loose files need none."""
    from drivectl.steps.documents import Asked, Reader  # noqa: PLC0415 -- start-up

    desk = desk_of(run) if run.settings.folder or about["layout"] or about["known"] else None
    asked = Asked(
        text_fields=about["text_field"],
        id_field=about["id_field"],
        record_field=about["record_field"],
        known=about["known"],
        record=not about["no_record"],
        layout=about["layout"],
    )
    return Reader(desk, asked, engine, tolerant=tolerant), desk


def tell_record(run: Run, document: "Document") -> None:
    """Which record was used; one loud line where there is none."""
    from drivectl.render.words import many  # noqa: PLC0415 -- start-up

    if document.cases:
        beside = f" from {many(document.tables, 'table')} of the export" if document.tables else ""
        run.terminal.words(f"{document.path.name}: used the record of {many(document.cases, 'case')}{beside}")
    else:
        run.terminal.words(
            f"{document.path.name}: NO CASE RECORD. More is hidden and in doubt than with one.", always=True
        )
