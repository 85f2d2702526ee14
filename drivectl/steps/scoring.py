"""Read findings and what people marked, refuse what cannot be compared, and write what was missed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from drivectl import files
from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import Safe, say
from drivectl.steps.measuring import Leak, Note, Score, Span, measure

Read = TypeVar("Read")


def score(found: Path, truth: Path) -> Score:
    """The score of the findings file on the marked notes; SRC260 where the two do not fit each other."""
    notes = read_notes(truth)
    texts = {one.id: one.text for one in notes}
    places: dict[str, Sequence[Span]] = {}
    for line, (ident, spans) in _each(found, _findings):
        if ident not in texts:
            raise _unfit(found, line, say("a note that is not in {p}", p=truth))
        if ident in places:
            raise _unfit(found, line, say("a note that was there before"))
        if any(one.end > len(texts[ident]) for one in spans):
            raise _unfit(found, line, say("a place outside the text"))
        places[ident] = spans
    return measure(notes, places)


def read_notes(path: Path) -> list[Note]:
    """Notes as people marked them; SRC260 for a line that is none, or an id that stands twice."""
    notes: dict[str, Note] = {}
    for line, one in _each(path, _note):
        if one.id in notes:
            raise _unfit(path, line, say("a note that was there before"))
        notes[one.id] = one
    return list(notes.values())


def misses_file(leaks: Sequence[Leak]) -> bytes:
    """Each leak as a line of JSON, with the words: for a file that only its owner reads."""
    lines = (
        {"id": note.id, **span._asdict(), "form": form, "layer": layer, "text": note.text[span.start : span.end]}
        for note, span, form, layer in leaks
    )
    return b"".join(json.dumps(one).encode() + b"\n" for one in lines)


def _each(path: Path, read: Callable[[Mapping[str, Any]], Read]) -> Iterator[tuple[int, Read]]:
    try:
        lines = files.read_whole(path).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise problem("SRC203", say("{p} is not UTF-8", p=path), at=Place(file=path)) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            one = None  # refused outside: the library's error quotes the line
        if one is None:
            raise _unfit(path, number, say("not of the form that is expected"))
        yield number, one


def _note(line: Mapping[str, Any]) -> Note:
    text = _text(line["text"])
    note = Note(
        id=_text(line["id"]),
        case=_text(line.get("case_id", line["id"])),
        text=text,
        spans=_spans(line["spans"]),
        negatives=_spans(line.get("negatives", [])),
        ignore=_spans(line.get("ignore", [])),
    )
    if any(one.end > len(text) for one in (*note.spans, *note.negatives, *note.ignore)):
        raise ValueError("outside the text")
    return note


def _findings(line: Mapping[str, Any]) -> tuple[str, tuple[Span, ...]]:
    return _text(line["id"]), _spans(line["spans"])


def _spans(given: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    spans = tuple(Span(**{key: one[key] for key in Span._fields if key in one}) for one in given)
    for one in spans:
        if type(one.start) is not int or type(one.end) is not int or not 0 <= one.start < one.end:
            raise ValueError("no place")
        for word in (one.label, one.role, one.state):
            _text(word)
    return spans


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _unfit(path: Path, line: int, what: Safe) -> DrivectlError:
    return problem("SRC260", say("line {n} of {p}: {what}", n=line, p=path, what=what), at=Place(file=path, line=line))
