"""What ``scan`` and ``redact`` share: the options about texts, and the reader that they make."""

import logging
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from drivectl.cli.options import PATH, Run

if TYPE_CHECKING:
    from drivectl.steps.crew import Crew, Tick
    from drivectl.steps.desk import Desk
    from drivectl.steps.documents import Document, Reader

_OPTIONS: Final = (
    click.option("--text-field", multiple=True, metavar="NAME", help="A column or key that holds text."),
    click.option("--id-field", metavar="NAME", help="The column or key of the reference."),
    click.option("--record-field", metavar="NAME", help="The key of the case record in a line of JSON."),
    click.option("--known", type=PATH, metavar="EXPORT", help="Whose people to look for too."),
    click.option("--no-record", is_flag=True, help="Do not use the case record; more is in doubt."),
    click.option(
        "--recognisers", metavar="LIST", help="What looks: known,uk,names-rules,names,presidio (default), a plug-in."
    ),
    click.option("--spans", type=PATH, metavar="FILE", help="Write where each finding stands."),
    click.option(
        "--workers", type=click.IntRange(1, 256), default=1, metavar="N", help="Processes; the result is the same."
    ),
)


def text_options(function: Any) -> Any:
    """The options about texts, as keywords for :func:`crew_of` and :func:`reader_of`."""
    for one in reversed(_OPTIONS):
        function = one(function)
    return function


def crew_of(run: Run, about: Mapping[str, Any]) -> "Crew":
    """Who searches, by the recognisers and workers asked for; ENV501 where a recogniser cannot be had."""
    from drivectl.recognise.engine import NAMES, Engine  # noqa: PLC0415 -- recognisers load late
    from drivectl.steps.crew import Crew, own_recognisers  # noqa: PLC0415

    logging.disable()  # a library that warns of a damaged file could quote it
    named = tuple(about["recognisers"].split(",")) if about["recognisers"] else NAMES
    engine = Engine(named, own_recognisers(run.settings.folder, named))
    return Crew(engine, about["workers"], _progress(run))


def _progress(run: Run) -> "Tick":
    """Say now and then how far it is, how fast, and how long it will take; a short run says nothing."""
    began = told = time.monotonic()

    def tick(done: int, total: int) -> None:
        nonlocal began, told
        now = time.monotonic()
        if done and now - told > _EVERY and done < total:
            rate, told = done / (now - began), now
            left = f"{rate:,.0f} a second, about {(total - done) / rate:,.0f} s left"
            run.terminal.words(f"{done:,} of {total:,} texts, {left}")
        elif done >= total:
            began = told = now

    return tick


_EVERY: Final = 5.0


def kinds_of(words: str | None) -> frozenset[Any]:
    """The kinds that ``words`` names, comma separated."""
    from drivectl.model.finding import Kind  # noqa: PLC0415 -- start-up

    named = words.split(",") if words else []
    if unknown := [one for one in named if one not in Kind.__members__]:
        raise click.UsageError(f"there is no kind {unknown[0]}; use {', '.join(Kind)}")
    return frozenset(Kind(one) for one in named)


def reader_of(run: Run, about: Mapping[str, Any], crew: "Crew", *, tolerant: bool) -> "tuple[Reader, Desk | None]":
    """The reader, and the desk of the site where there is one: loose files need none."""
    from drivectl.steps.documents import Asked, Reader  # noqa: PLC0415 -- start-up

    desk = run.desk if run.settings.folder or about["layout"] or about["known"] else None
    asked = Asked(
        text_fields=about["text_field"],
        id_field=about["id_field"],
        record_field=about["record_field"],
        known=about["known"],
        record=not about["no_record"],
        layout=about["layout"],
    )
    return Reader(desk, asked, crew, tolerant=tolerant), desk


def tell_detectors(run: Run, detectors: list[dict[str, str]]) -> None:
    """What looked, so that a result can be told from that of another version."""
    shown = ", ".join(f"{one['name']} {one['version']}" for one in detectors)
    run.terminal.detail(f"Looked with: {shown}")


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
    if document.unlisted:
        keys = ", ".join(document.unlisted)
        run.terminal.words(
            f"{document.path.name}: keys of the record that are not listed, looked for all the same: {keys}"
        )
