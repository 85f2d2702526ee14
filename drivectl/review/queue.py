"""The human check as a table: one row a note, read in any spreadsheet, taken back whole or not at all.

The file shows only what would leave, in its masked form, and the kinds of what is hidden; it is still a private
file. A decision is bound to the exact text and findings by a digest, names a person, opens only spans that were
found and may be shown at all, and hides only words that stand in the text.
"""

import csv
import dataclasses
import hashlib
import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from drivectl import files
from drivectl.errors import Diagnostic, DrivectlError, Place, failure, problem
from drivectl.model.canonical import canonical
from drivectl.model.finding import Finding, Kind
from drivectl.model.review import NoteDecision, NoteItem, Verdict
from drivectl.safe import Safe, name, say

COLUMNS: Final = (
    "Item", "Note", "Field", "Digest", "What will leave", "Hidden", "Decision", "Open", "Hide", "By",
)  # fmt: skip
_VERDICTS: Final[Mapping[str, Verdict]] = {"read": "read", "withhold": "withhold"}
_AGAIN: Final = say("write a new sheet with drivectl review --export, and decide this note there")
_EDITED: Final = say(
    "an edit here changes nothing that leaves: put it back, and write words to hide in Hide, or withhold"
)
_MEND: Final = say("correct that cell and run the same command again: nothing was taken in")
_SAVE: Final = say("save it in Excel as CSV UTF-8, with the columns as they were; nothing was taken in")
_WRITE: Final = say("write one of these two words, and run the same command again: nothing was taken in")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def digest_of(item: NoteItem) -> str:
    """What a decision is bound to: the text and every span found in it. Starts with a letter, so no sheet bends it."""
    spans = [[one.start, one.end, one.kind.value, one.role, one.field or ""] for one in item.findings]
    place = [item.table, item.field]
    return "n" + hashlib.sha256(canonical(["drivectl/note/v1", place, item.text, spans])).hexdigest()


def export_queue(target: Path, items: Sequence[NoteItem], *, overwrite: bool = False) -> int:
    """Write the rows to ``target`` (owner only) and say how many."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, item in enumerate(items, 1):
        hidden = "; ".join(f"{at} {_told(one)}" for at, one in enumerate(item.findings, 1))
        note = f"{item.table} row {item.row}"
        writer.writerow([number, note, item.field, digest_of(item), _guarded(item.will_leave), hidden, "", "", "", ""])
    files.write_bytes(target, stream.getvalue().encode("utf-8-sig"), overwrite=overwrite)
    return len(items)


def import_queue(
    path: Path,
    items: Sequence[NoteItem],
    on: date,
    never: frozenset[str] = frozenset(),
    decided: Collection[NoteItem] = (),
) -> tuple[NoteDecision, ...]:
    """The decisions in ``path`` about ``items``; SRC250 with every fault at once, and then none counts.

    ``never`` are catalogue fields whose values no decision can open; an informant cannot be opened either.
    ``decided`` are notes that somebody read before: a row about one is a change of mind.
    """
    waiting = {digest_of(item): item for item in items}
    known = {digest_of(item): item for item in decided} | waiting
    decisions: dict[str, NoteDecision] = {}
    seen: set[str] = set()
    faults: list[Diagnostic] = []
    for number, row in enumerate(_rows(path), 2):
        try:
            digest = row["Digest"].strip()
            if digest not in known:
                raise _fault(path, number, "Digest", say("this note changed, or is not one of these"), _AGAIN)
            if digest in seen:
                raise _fault(path, number, "Digest", say("this note stands twice"))
            seen.add(digest)
            if digest in waiting and _letters(row["What will leave"]) != _letters(waiting[digest].will_leave):
                raise _fault(path, number, "What will leave", say("this text was edited in the sheet"), _EDITED)
            decision = _decision(path, number, row, known[digest], on, never)
        except DrivectlError as error:
            faults += error.diagnostics
        else:
            if decision:
                decisions[digest] = decision
    if faults:
        raise failure(*faults)
    return tuple(decisions.values())


def apply_decision(item: NoteItem, decision: NoteDecision | None) -> tuple[Finding, ...]:
    """The findings of ``item`` with what was opened and added; SRC250 where the decision is about another text."""
    if decision is None:
        return item.findings
    if decision.digest != digest_of(item):
        raise problem("SRC250", say("a decision is about another text"))
    opened = set(decision.opened)
    added = [
        Finding(
            start=start, end=end, kind=Kind.PERSON, score=1.0, layers=("review",), reasons=("reader",), state="unsure"
        )
        for start, end in decision.added
        if not any(one.start <= start and end <= one.end and one.state != "opened" for one in item.findings)
    ]
    stated = [
        dataclasses.replace(one, state="opened") if (one.start, one.end) in opened else one for one in item.findings
    ]
    return tuple(sorted([*stated, *added], key=lambda one: (one.start, one.end)))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = _decoded(files.read_whole(path))
        mark = next((one for one in ",;\t" if text.startswith(COLUMNS[0] + one)), ",")
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=mark))
    except (UnicodeDecodeError, csv.Error) as error:
        raise problem("SRC250", say("{p} is not a table that can be read", p=path), fix=_SAVE) from error
    if not table or tuple(table[0]) != COLUMNS:
        raise problem("SRC250", say("the columns of {p} are not those of a review", p=path), fix=_SAVE)
    rows = [row for row in table[1:] if any(cell.strip() for cell in row)]
    if any(len(row) != len(COLUMNS) for row in rows):
        raise problem("SRC250", say("a row of {p} has more or fewer columns than the first", p=path), fix=_SAVE)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _decoded(data: bytes) -> str:
    """The sheet as Excel saved it: UTF-8, "Unicode text", or the older Windows code page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _letters(text: str) -> str:
    """What of ``text`` survives each way in which Excel saves a sheet: an edit changes it, a code page does not."""
    return re.sub(r"[^a-z0-9]+", "", text.encode("ascii", "ignore").decode().lower())


def _decision(  # noqa: PLR0913, PLR0917 -- what a row is read with
    path: Path, number: int, row: Mapping[str, str], item: NoteItem, on: date, never: frozenset[str]
) -> NoteDecision | None:
    word, by = row["Decision"].strip().lower(), row["By"].strip()
    if not word:
        if row["Open"].strip() or row["Hide"].strip():
            raise _fault(path, number, "Decision", say("there is no decision in a row that opens or hides something"))
        return None
    if word not in _VERDICTS:
        raise _fault(path, number, "Decision", say("a decision is read or withhold"), _WRITE)
    if not by:
        raise _fault(path, number, "By", say("a decision needs the name of who made it"))
    opened = _opened(path, number, row["Open"], item, never)
    added = _added(path, number, row["Hide"], item)
    return NoteDecision(digest=row["Digest"].strip(), verdict=_VERDICTS[word], opened=opened, added=added, by=by, on=on)


def _opened(path: Path, number: int, cell: str, item: NoteItem, never: frozenset[str]) -> tuple[tuple[int, int], ...]:
    spans = []
    for word in re.split(r"[,; ]+", cell.strip()) if cell.strip() else ():
        at = int(word) if word.isascii() and word.isdigit() and len(word) < 7 else 0
        if not 1 <= at <= len(item.findings):
            raise _fault(path, number, "Open", say("column Hidden has no item of that number"))
        one = item.findings[at - 1]
        if one.role == "informant" or one.field in never:
            raise _fault(path, number, "Open", say("item {n} may never be shown", n=at))
        spans.append((one.start, one.end))
    return tuple(sorted(set(spans)))


def _added(path: Path, number: int, cell: str, item: NoteItem) -> tuple[tuple[int, int], ...]:
    spans: set[tuple[int, int]] = set()
    for words in (part.strip() for part in cell.split(";") if part.strip()):
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        found = {one.span() for one in re.finditer(rf"(?<!\w){pattern}(?!\w)", item.text, re.IGNORECASE)}
        if not found:
            raise _fault(path, number, "Hide", say("words to hide do not stand in this note"))
        spans |= found
    return tuple(sorted(spans))


def _fault(path: Path, number: int, column: str, what: Safe, fix: Safe | None = None) -> DrivectlError:
    return problem("SRC250", what, at=Place(file=path, row=number, field=name(column)), fix=fix or _MEND)


def _told(one: Finding) -> str:
    words = [one.kind.value, "" if one.role == "none" else one.role, "(in doubt)" if one.state == "unsure" else ""]
    return " ".join(word for word in words if word)


def _guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
