"""``drivectl doctor``: what is in order, what a person should look at, what must be put right."""

import importlib.util
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from drivectl import __version__
from drivectl.cli.options import Run, command
from drivectl.errors import DrivectlError
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.site import Site

_SOON = 60
NEEDED_KEYS = ("identity", "signing", "log", "pseudonym")


class Line(NamedTuple):
    """One line: ``fix`` lines make the exit status 1."""

    state: Literal["ok", "check", "fix"]
    subject: str
    words: str


@command(examples=("drivectl doctor", "drivectl doctor --json"), see=("config show", "keys list", "explain ENV502"))
def doctor(run: Run) -> int:
    """Look at this machine and this site, and say what is missing.

    Nothing is changed, except that a sealing or opening that was interrupted is cleared up, as by any command.
    """
    lines = list(_lines(run))
    status = int(any(line.state == "fix" for line in lines))
    for line in lines:
        run.terminal.record(*line, text=f"{line.state + ':':<7}{line.subject}: {line.words}")
    run.terminal.emit_json("doctor", status, {"lines": [line._asdict() for line in lines]})
    return status


def _lines(run: Run) -> Iterator[Line]:
    yield from _machine()
    try:
        site = run.site
    except DrivectlError as error:
        yield from _failed("site", error)
        return
    yield Line("ok", "site", str(site.folder.resolve()))
    yield Line("ok", "state", f"{site.state}" if site.state.exists() else f"{site.state}, made when it is first needed")
    for look in (_keys, _log, _agreements, _flags):
        try:
            yield from look(run, site)
        except DrivectlError as error:
            yield from _failed(look.__name__.strip("_"), error)


def _machine() -> Iterator[Line]:
    yield Line("ok", "drivectl", f"{__version__}, works on files only, uses no network")
    yield Line("ok", "Python", platform.python_version())
    if sys.platform != "linux":
        yield Line("check", "system", f"drivectl has not been run on {platform.system()} by its makers yet")
    if importlib.util.find_spec("presidio_analyzer") is None:
        yield Line("fix", "recognisers", "Presidio is missing: install drivectl again, whole")
    else:
        yield Line("ok", "recognisers", "present")
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        yield Line("check", "terminal", f"its encoding is {encoding or 'unknown'}: some letters are shown escaped")
    yield Line("check", "disk", "drivectl cannot see whether the disk is encrypted: ask IT")


def _keys(run: Run, site: "Site") -> Iterator[Line]:
    if not (site.state / "keys").exists():
        yield Line("fix", "keys", "there are none: drivectl keys new")
        return
    infos = run.desk.keyring.infos()
    needed = NEEDED_KEYS if site.policies.is_dir() else NEEDED_KEYS[:-1]  # who only receives makes no tokens
    missing = [kind for kind in needed if kind not in {info.kind for info in infos}]
    if missing:
        yield Line("fix", "keys", f"missing {', '.join(missing)}: drivectl keys new --kind {missing[0]}")
    else:
        yield Line("ok", "keys", f"{many(len(infos), 'key')}, only you can read them")
    today = datetime.now(UTC).date()
    for info in infos:
        if info.expires and info.expires < today:
            yield Line("fix", "keys", f"{info.kind} {info.key_id} ended on {info.expires}")


def _log(run: Run, site: "Site") -> Iterator[Line]:
    from drivectl.audit.verify import verify  # noqa: PLC0415 -- start-up
    from drivectl.model.event import Event  # noqa: PLC0415

    verdict = verify(site.state / "audit")
    if verdict.failure is not None:
        yield Line("fix", "log", f"{verdict.failure.what}: keep it as it is and tell your DPO")
        return
    yield Line("ok", "log", f"whole, {many(verdict.events, 'event')}")
    for note in verdict.notes:
        yield Line("check", "log", str(note.what))
    if not verdict.events:
        return
    lines = run.desk.log.lines()
    if datetime.fromisoformat(lines[-1].content["time"]) > datetime.now(UTC):
        yield Line("fix", "clock", "it is behind the last event of the log: set this machine's clock")
    if not any(line.content["event"] == Event.KEY_BACKED_UP for line in lines):
        yield Line("check", "backup", "the keys were never backed up: drivectl keys backup -o FILE --to KEY")


def _agreements(run: Run, _site: "Site") -> Iterator[Line]:
    from drivectl.steps.standing import due, findings  # noqa: PLC0415 -- start-up

    desk = run.desk
    found = findings(desk, None)
    for one in found:
        yield Line("check", "agreement", str(one.what))
    rows = due(desk, desk.today, _SOON)
    for row in rows:
        if row.state == "soon" or (row.state == "past" and row.kind == "card"):
            yield Line("check", row.kind, f"{row.id} {row.what} {row.on}")
    ids = {row.id for row in rows if row.kind in ("agreement", "accepted")}
    if ids and not found:
        yield Line("ok", "agreements", f"{many(len(ids), 'agreement')} in force")


def _flags(_run: Run, site: "Site") -> Iterator[Line]:
    """The sheet is kept from one draft to the next, so that what was stated once cannot get lost unseen."""
    from drivectl.steps.intake import FLAGS  # noqa: PLC0415 -- start-up

    if not site.policies.is_dir():
        return
    kept = site.state / "flags" / FLAGS
    if kept.exists():
        day = datetime.fromtimestamp(kept.stat().st_mtime, UTC).date()
        yield Line("ok", "flags", f"the sheet of the last draft is kept, of {day}")
    else:
        yield Line("check", "flags", "no sheet is kept yet: drivectl flags EXPORT makes one")


def _failed(subject: str, error: DrivectlError) -> Iterator[Line]:
    for one in error.diagnostics:
        yield Line("fix", subject, f"{one.what}: drivectl explain {one.code}")
