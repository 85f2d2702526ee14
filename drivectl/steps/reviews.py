"""What people decided about notes: asked for with a sheet, kept in the state folder without any text.

A decision is found again by a keyed digest of text and findings, so the next export of the same case need not be
read twice, and a note that changed must be.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

from drivectl import files
from drivectl.crypto import pseudokeys
from drivectl.model.canonical import Json, canonical, facts, parse
from drivectl.model.event import Event
from drivectl.model.review import NoteDecision, NoteItem
from drivectl.review.queue import digest_of, export_queue, import_queue
from drivectl.steps.copies import Judged
from drivectl.steps.desk import Desk
from drivectl.steps.intake import Intake
from drivectl.steps.scopes import register_key
from drivectl.steps.texts import Note, TextReader, never_shared_fields

_FILE: Final = "decisions.jsonl"


class Decisions:
    """The decisions of this site."""

    def __init__(self, desk: Desk) -> None:
        self._path = desk.site.room("review") / _FILE
        self._key = bytes.fromhex(pseudokeys.column_key(register_key(desk), "tok", "review"))
        self._known = dict(self._read())

    def of(self, item: NoteItem) -> NoteDecision | None:
        """The decision about exactly this text and these findings."""
        digest = digest_of(item)
        found = self._known.get(self._name(digest))
        if found is None:
            return None
        return NoteDecision(
            digest=digest,
            verdict=found["verdict"],
            opened=tuple((one[0], one[1]) for one in found["opened"]),
            added=tuple((one[0], one[1]) for one in found["added"]),
            by=found["by"],
            on=date.fromisoformat(found["on"]),
        )

    def keep(self, decisions: Sequence[NoteDecision]) -> None:
        """Add ``decisions``; a later one about the same note replaces the earlier."""
        for one in decisions:
            said = {"note": self._name(one.digest), **facts(one, "verdict", "opened", "added", "by", "on")}
            self._known[said["note"]] = said
        files.write_bytes(self._path, b"".join(canonical(one) + b"\n" for one in self._known.values()), overwrite=True)

    def _name(self, digest: str) -> str:
        return hmac.digest(self._key, digest.encode(), hashlib.sha256).hex()

    def _read(self) -> dict[str, Mapping[str, Any]]:
        if not self._path.exists():
            return {}
        lines = [cast("Mapping[str, Any]", parse(raw)) for raw in files.read_whole(self._path).splitlines()]
        return {one["note"]: one for one in lines}


@dataclass(frozen=True)
class OpenDraft:
    """One draft with its texts, and all that is needed to make it again after a decision."""

    folder: Path
    made_for: Mapping[str, Json]
    intake: Intake
    judged: Judged
    reader: TextReader = field(repr=False)
    notes: tuple[Note, ...] = field(repr=False)


@dataclass(frozen=True)
class Reading:
    """The texts of all drafts: a decision about one counts for every partner and for all equal texts."""

    drafts: tuple[OpenDraft, ...]

    @property
    def notes(self) -> list[tuple[str, Note]]:
        """(party, text) of every draft."""
        return [(one.judged.ruling.party.id, note) for one in self.drafts for note in one.notes]

    @property
    def waiting(self) -> int:
        """Texts that nobody has read; one that several partners would get is read once."""
        return self.left(())

    def left(self, taken: Sequence[NoteDecision]) -> int:
        """Texts that nobody has read, now that ``taken`` are decided."""
        return len({digest_of(one) for one in _items(self.notes)} - {one.digest for one in taken})

    def touched(self, taken: Sequence[NoteDecision]) -> list[OpenDraft]:
        """The drafts that hold a text that was decided about."""
        decided = {one.digest for one in taken}
        return [one for one in self.drafts if any(digest_of(note.item) in decided for note in one.notes)]


def ask(notes: Sequence[tuple[str, Note]], target: Path, *, overwrite: bool = False) -> int:
    """Write the sheet of every note that waits for a reader; how many. ``notes`` are (party, note)."""
    return export_queue(target, _items(notes), overwrite=overwrite)


def take(desk: Desk, notes: Sequence[tuple[str, Note]], sheet: Path) -> tuple[NoteDecision, ...]:
    """Take the decisions in ``sheet`` about ``notes``, all or none, and log how many."""
    policies = desk.policies
    never = never_shared_fields(policies.baseline, policies.catalogue)
    kept = Decisions(desk)
    before = [note.item for _, note in notes if kept.of(note.item) is not None]
    decided = import_queue(sheet, _items(notes), desk.today, never, before)
    if decided:
        kept.keep(decided)
        desk.did(Event.REVIEW_DECIDED, decisions=len(decided))
    return decided


def _items(notes: Sequence[tuple[str, Note]]) -> list[NoteItem]:
    """One item for each text; where partners would see it differently, each form is shown."""
    forms: dict[str, dict[str, list[str]]] = {}
    items: dict[str, NoteItem] = {}
    for party, note in notes:
        if not note.unread or note.masked.text is None:
            continue
        digest = digest_of(note.item)
        items[digest] = note.item
        forms.setdefault(digest, {}).setdefault(note.masked.text, []).append(party)
    return [_shown(items[digest], seen) for digest, seen in forms.items()]


def _shown(item: NoteItem, seen: Mapping[str, Sequence[str]]) -> NoteItem:
    forms = [f"<{', '.join(parties)}> {text}" for text, parties in seen.items()]
    return replace(item, will_leave=next(iter(seen)) if len(seen) == 1 else "\n".join(forms))
