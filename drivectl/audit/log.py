"""The log: one canonical line per act, each carrying the digest of the line before it.

``append`` holds a lock, reads the lines that others added since this process last looked, writes one line in
one call and fsyncs it. The first append of a process reads the whole log, so every command that logs
has verified the chain up to there; later appends read only what is new. Nothing is ever added to a log that
does not verify. A last line without its line feed (a crash while writing) is put aside, and that is logged.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from drivectl import __version__, files
from drivectl.audit import line
from drivectl.audit.line import Line
from drivectl.errors import DrivectlError, problem
from drivectl.model.event import Actor, Entry, Event
from drivectl.safe import say

NAME: Final = "log.jsonl"
_LOCK: Final = "log.lock"


class Chain:
    """Where a chain stands: fed raw lines in order, it raises ``ValueError`` at the first that does not follow."""

    def __init__(self) -> None:
        self.seq = 0
        self.digest = line.ZEROS

    def follow(self, raw: bytes) -> Line:
        """The next line."""
        found = line.read(raw)
        if (found.seq, found.content["prev"]) != (self.seq + 1, self.digest):
            raise ValueError("does not follow")
        if found.seq == 1 and found.content["event"] != Event.LOG_CREATED:
            raise ValueError("does not begin a log")
        self.seq, self.digest = found.seq, found.digest
        return found


class Log:
    """The log of one site, in ``folder`` (owner-only), written on behalf of ``agency``.

    ``begun`` holds the ``bundle.sealing`` lines that no ``bundle.sealed`` has followed, ``ended`` the others' ids;
    both are true inside :meth:`held`.
    """

    def __init__(self, folder: Path, agency: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder
        self.tool: Final = Actor(agency, "tool", "none")
        self._agency = agency
        self._clock = clock
        self._chain = Chain()
        self._read_to = 0
        self._held: BinaryIO | None = None
        self.begun: dict[str, Line] = {}
        self.ended: set[str] = set()

    @contextmanager
    def held(self) -> Iterator[BinaryIO]:
        """Hold the log's lock, for several steps as one; the log is verified up to its end inside."""
        if self._held is not None:
            yield self._held
            return
        files.private_folder(self.folder)
        with files.locked(self.folder / _LOCK), files.appending(self.folder / NAME) as stream:
            self._held = stream
            try:
                self._catch_up(stream)
                yield stream
            finally:
                self._held = None

    def append(self, entry: Entry) -> int:
        """Add one act; its number. AUD705 where it does not fit the closed form, AUD710 where the log is broken."""
        if entry.actor.agency != self._agency:
            raise problem("AUD705", say("the event is not of this agency"))
        self._compose(entry)  # refuse before anything is touched
        with self.held() as stream:
            return self._add(stream, entry)

    def lines(self) -> list[Line]:
        """Every line, verified; none where there is no log yet."""
        if not (self.folder / NAME).exists():
            return []
        chain = Chain()
        with self.held(), (self.folder / NAME).open("rb") as stream:
            return [chain.follow(raw) for raw in stream]

    def _catch_up(self, stream: BinaryIO) -> None:
        if os.fstat(stream.fileno()).st_size < self._read_to:
            raise _broken(self._chain.seq)
        with (self.folder / NAME).open("rb") as reading:
            reading.seek(self._read_to)
            torn = self._read_on(reading)
        if torn:
            self._put_aside(stream, torn)
        if self._chain.seq == 0:
            self._add(stream, self._own(Event.LOG_CREATED))
        if torn:
            self._add(stream, self._own(Event.LOG_REPAIRED))

    def _read_on(self, stream: BinaryIO) -> bytes:
        """Verify what was added since the last look; what is left without a line feed at the end."""
        while raw := stream.readline(line.LIMIT + 1):
            if not raw.endswith(b"\n") and len(raw) <= line.LIMIT:
                return raw
            try:
                self._track(self._chain.follow(raw))
            except ValueError:
                raise _broken(self._chain.seq) from None
            self._read_to += len(raw)
        return b""

    def _track(self, found: Line) -> None:
        """Remember which bundles were begun and which ended, for recovery."""
        bundle_id, event = found.content.get("bundle_id", ""), found.content["event"]
        if event == Event.BUNDLE_SEALING:
            self.begun[bundle_id] = found
        elif event == Event.BUNDLE_SEALED and self.begun.pop(bundle_id, None):
            self.ended.add(bundle_id)

    def _put_aside(self, stream: BinaryIO, torn: bytes) -> None:
        number = 1
        while os.path.lexists(aside := self.folder / f"log.torn-{number}"):
            number += 1
        files.write_bytes(aside, torn)
        with files.translated(aside):
            os.ftruncate(stream.fileno(), self._read_to)
            os.fsync(stream.fileno())

    def _add(self, stream: BinaryIO, entry: Entry) -> int:
        """One write, one fsync; a write that comes short is taken back, and the act is not done."""
        raw = self._compose(entry)
        path = self.folder / NAME
        with files.translated(path):
            try:
                written = stream.write(raw)
                os.fsync(stream.fileno())
            except OSError:
                os.ftruncate(stream.fileno(), self._read_to)
                raise
        if written != len(raw):
            with files.translated(path):
                os.ftruncate(stream.fileno(), self._read_to)
            raise problem("OUT112", say("no room on the disk for {p}", p=path))
        self._track(self._chain.follow(raw))
        self._read_to += len(raw)
        return self._chain.seq

    def _compose(self, entry: Entry) -> bytes:
        try:
            return line.compose(entry, self._chain.seq + 1, self._chain.digest, self._clock(), __version__)
        except ValueError as error:
            raise problem("AUD705", say("event {n} does not fit", n=self._chain.seq + 1)) from error

    def _own(self, event: Event) -> Entry:
        return Entry(event=event, actor=self.tool)


def _broken(after: int) -> DrivectlError:
    return problem("AUD710", say("the log was changed after event {n:06}", n=after))
