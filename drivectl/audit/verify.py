"""Is the log what was written? Level 1: every line in its form, numbered without a gap, each following the last.

It finds lines that were edited, dropped, inserted or swapped, unless the whole chain after them was computed
anew. That is what signed checkpoints held by partners will find (levels 2 to 4).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from drivectl.audit.line import LIMIT, Line
from drivectl.audit.log import NAME, Chain
from drivectl.errors import Diagnostic, Place
from drivectl.safe import say

_STEP: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far the log verifies; ``failure`` is the first event that does not follow, ``notes`` are no failures."""

    events: int
    failure: Diagnostic | None = None
    notes: tuple[Diagnostic, ...] = ()


def verify(folder: Path) -> Verdict:
    """Read the log in ``folder`` front to back, as far as it can be read. Nothing is changed, no lock is needed."""
    path, chain = folder / NAME, Chain()
    if not path.exists():
        return Verdict(events=0)
    notes: list[Diagnostic] = []
    latest: datetime | None = None
    with path.open("rb") as stream:
        while raw := stream.readline(LIMIT + 1):
            if not raw.endswith(b"\n") and len(raw) <= LIMIT and not stream.read(1):
                what = say("the last line is torn; the next command puts it aside")
                notes.append(Diagnostic(code="AUD701", what=what, severity="note", at=_at(path, chain)))
                break
            try:
                found = chain.follow(raw)
            except ValueError:
                return Verdict(events=chain.seq, failure=_failure(path, chain), notes=tuple(notes))
            time = _time(found)
            if latest and time < latest - _STEP:
                what = say("the clock went back before event {n:06}", n=found.seq)
                notes.append(Diagnostic(code="AUD701", what=what, severity="note", at=_at(path, chain)))
            latest = time
    return Verdict(events=chain.seq, notes=tuple(notes))


def _failure(path: Path, chain: Chain) -> Diagnostic:
    return Diagnostic(
        code="AUD701",
        what=say("the log was changed after event {n:06}", n=chain.seq),
        at=_at(path, chain, 1),
        notes=(say("event {n:06} does not follow from {m:06}", n=chain.seq + 1, m=chain.seq),),
        fix=say("keep this file as it is and tell your DPO; drivectl will not add to a broken log"),
    )


def _at(path: Path, chain: Chain, further: int = 0) -> Place:
    return Place(file=path, line=chain.seq + further)


def _time(found: Line) -> datetime:
    return datetime.fromisoformat(found.content["time"])
