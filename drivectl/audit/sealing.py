"""The journal of one sealing, and what becomes of one that was interrupted.

While a bundle is being sealed, ``pending/<bundle id>.json`` says where (the log does not name paths). It is
written before the ``bundle.sealing`` line and removed after ``bundle.sealed``; a lock beside it shows that the
sealing still runs. The digest of the sealed file is added just before the rename, so that a file found at the
target can be told from any other.
"""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from drivectl import files
from drivectl.audit.log import NAME, Log
from drivectl.audit.opening import PENDING, STAGED, claimed, sweep_openings
from drivectl.audit.papers import Papers
from drivectl.errors import DrivectlError
from drivectl.model.bundle import BUNDLE_ID, Intent, Sealed
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import Actor, AgreementRef, Entry, Event, Outcome

REGISTER: Final = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What the lines of a sealing say, and the papers that go with it."""

    actor: Actor
    party: str
    agreement: AgreementRef
    counts: Mapping[str, int] = field(default_factory=dict)
    papers: Papers


class SealingJournal:
    """Writes one sealing down (a ``model.bundle.Journal``). ``state`` is the state folder."""

    def __init__(self, state: Path, log: Log, release: Release) -> None:
        self._state, self._log, self._release = state, log, release
        self._stack = contextlib.ExitStack()
        self._intent: Intent | None = None

    def begin(self, intent: Intent) -> None:
        """Note, record, register, then the line: when this returns all of it is on the disk."""
        self._intent = intent
        papers = self._release.papers
        self._stack.enter_context(_claimed(self._state, intent.bundle_id))
        try:
            with self._log.held():
                self._note(None)
                folder = files.private_folder(self._state / REGISTER)
                files.write_bytes(folder / f"{intent.bundle_id}.record.age", papers.record)
                files.write_bytes(folder / f"{intent.bundle_id}.register.age", papers.register)
                self._log.append(self._entry(Event.BUNDLE_SEALING, register_root=papers.register_root))
        except BaseException:
            with contextlib.suppress(DrivectlError):
                self.drop(None)
            raise

    def written(self, ciphertext_sha256: str) -> None:
        """The staged file is whole and has this digest."""
        with self._log.held():
            self._note(ciphertext_sha256)

    def end(self, sealed: Sealed) -> None:
        """The file is at its place: log it, then forget the note."""
        with self._stack:
            self._log.append(self._entry(Event.BUNDLE_SEALED, ciphertext_sha256=sealed.ciphertext_sha256))
            _forget(self._state, sealed.bundle_id)

    def drop(self, code: str | None) -> None:
        """Given up: say so at once, unless the file did reach its place."""
        assert self._intent is not None
        with self._stack:
            _settle(self._state, self._log, self._intent.bundle_id, code)

    def _note(self, ciphertext_sha256: str | None) -> None:
        assert self._intent is not None
        note: Json = {
            "v": 1,
            "target": os.fsencode(self._intent.target.absolute()).hex(),
            "staged": os.fsencode(self._intent.staged.absolute()).hex(),
            "ciphertext_sha256": ciphertext_sha256,
        }
        files.write_bytes(_note_path(self._state, self._intent.bundle_id), canonical(note), overwrite=True)

    def _entry(self, event: Event, **digests: str) -> Entry:
        assert self._intent is not None
        return Entry(
            event=event,
            actor=self._release.actor,
            bundle_id=self._intent.bundle_id,
            party=self._release.party,
            agreement=self._release.agreement,
            counts=self._release.counts,
            statement_sha256=self._intent.statement_sha256,
            record_id=self._intent.bundle_id,
            record_sha256=self._release.papers.record_sha256,
            **cast("Any", digests),
        )


def recover(state: Path, log: Log) -> dict[str, Outcome]:
    """At the start of a command: settle every sealing that did not end, and name how each ended.

    ``recovered``: the whole file is at its place. ``abandoned``: it is not, so nothing left. ``failed``: the note
    that says where to look is gone. One that still runs in another process is left alone. Plain files of openings
    that were killed are removed too.
    """
    found: dict[str, Outcome] = {}
    if not (log.folder / NAME).exists():  # it is made before anything that could need settling
        return found
    with log.held():
        for folder in (state / REGISTER, state / PENDING, log.folder):  # only written under the lock held now
            files.sweep(folder)
        sweep_openings(state)
        noted = {one.stem for one in (state / PENDING).glob("*.json") if BUNDLE_ID.fullmatch(one.stem)}
        for bundle_id in sorted(noted | log.begun.keys()):
            try:
                with _claimed(state, bundle_id):
                    outcome = _settle(state, log, bundle_id, None)
            except DrivectlError as error:
                if error.code != "OUT113":
                    raise
            else:
                found |= {bundle_id: outcome} if outcome else {}
    return found


def _settle(state: Path, log: Log, bundle_id: str, code: str | None) -> Outcome | None:
    """Log how this sealing ended, if its line stands without an end; else remove what it had prepared."""
    note = _read_note(_note_path(state, bundle_id))
    outcome = None
    with log.held():
        if line := log.begun.get(bundle_id):
            outcome = _outcome(note)
            content = line.content
            entry = Entry(
                event=Event.BUNDLE_SEALED,
                actor=log.tool,
                outcome=outcome,
                bundle_id=bundle_id,
                party=content.get("party"),
                agreement=AgreementRef(**content["agreement"]) if "agreement" in content else None,
                statement_sha256=content.get("statement_sha256"),
                ciphertext_sha256=note["ciphertext_sha256"] if note and outcome is Outcome.RECOVERED else None,
                code=code if outcome is not Outcome.RECOVERED else None,
            )
            log.append(entry)
        elif bundle_id not in log.ended:
            with files.translated(state):
                for kind in ("record", "register"):
                    (state / REGISTER / f"{bundle_id}.{kind}.age").unlink(missing_ok=True)
    if note and STAGED.fullmatch((staged := _path(note["staged"])).name):
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)
    _forget(state, bundle_id)
    return outcome


def _outcome(note: Mapping[str, Any] | None) -> Outcome:
    if note is None:
        return Outcome.FAILED
    target, digest = _path(note["target"]), note["ciphertext_sha256"]
    try:
        whole = digest is not None and files.sha256_of(target) == digest
    except FileNotFoundError:
        return Outcome.ABANDONED
    except OSError:  # a stick that is not plugged in, a folder no longer ours: not known
        return Outcome.FAILED
    return Outcome.RECOVERED if whole else Outcome.ABANDONED


def _read_note(path: Path) -> Mapping[str, Any] | None:
    try:
        note = cast("Mapping[str, Any]", parse(path.read_bytes()))
        _path(note["target"]), _path(note["staged"]), note["ciphertext_sha256"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return note


def _path(text: str) -> Path:
    return Path(os.fsdecode(bytes.fromhex(text)))


def _note_path(state: Path, bundle_id: str) -> Path:
    return state / PENDING / f"{bundle_id}.json"


def _forget(state: Path, bundle_id: str) -> None:
    with files.translated(state):
        _note_path(state, bundle_id).unlink(missing_ok=True)


def _claimed(state: Path, bundle_id: str) -> contextlib.AbstractContextManager[None]:
    """Show that this process works on the sealing."""
    return claimed(files.private_folder(state / PENDING) / f"{bundle_id}.lock")
