"""How good findings are, measured against what people marked: leaks first, with intervals over cases.

What is accepted and what is in doubt both count as hidden; descriptions (QUASI) are never hidden and stand apart.
"""

import hashlib
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from drivectl.model.finding import PROTECTED, SOFT

RATES: Final = {
    "document_leak": (("notes", "leaking"), ("notes", "direct")),
    "protected_leak": (("notes", "leaking protected"), ("notes", "protected")),
    "entity_recall": (("direct", "whole"), ("direct", "all")),
    "protected_recall": (("protected", "whole"), ("protected", "all")),
    "touched_recall": (("direct", "touched"), ("direct", "all")),
    "character_recall": (("direct", "hidden"), ("direct", "characters")),
    "typed_recall": (("direct", "typed"), ("direct", "all")),
    "soft_recall": (("soft", "whole"), ("soft", "all")),
    "described": (("QUASI", "touched"), ("QUASI", "all")),
    "hard_negatives": (("negatives", "touched"), ("negatives", "all")),
    "over_redaction": (("plain", "hidden"), ("plain", "characters")),
    "breaches": (("people", "breached"), ("people", "all")),
}
"""Each rate: what is counted, and of what."""
_RESAMPLES: Final = 1000
_BREACH: Final = 3
"""So many details of one person together tell who it is."""
_ALIKE: Final = {"POSTCODE": "ADDRESS", "LOCATION": "ADDRESS", "DATE_OF_BIRTH": "DATE", "HANDLE": "PERSON"}
"""Kinds that are right for each other."""


class Span(NamedTuple):
    """A marked or found place; ``state`` of a found one says whether it is hidden."""

    start: int
    end: int
    label: str = ""
    role: str = "none"
    state: str = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as people marked it."""

    id: str = field(repr=False)
    case: str = field(repr=False)
    text: str = field(repr=False)
    spans: tuple[Span, ...]
    negatives: tuple[Span, ...] = ()
    ignore: tuple[Span, ...] = ()


class Leak(NamedTuple):
    """A direct identifier that is not hidden whole."""

    note: Note
    span: Span
    form: str
    layer: str

    def __repr__(self) -> str:
        """No value."""
        return f"Leak({self.span.label}, {self.form}, {self.layer})"


class Rate(NamedTuple):
    """A share with its 95 % interval; all None where there is nothing to count."""

    value: float | None
    low: float | None
    high: float | None
    of: int


Counts = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Everything measured. ``missing`` notes were not among the findings and count as nothing found."""

    notes: int
    cases: int
    missing: int
    rates: Mapping[str, Rate]
    counts: Counts = field(repr=False)
    leaks: tuple[Leak, ...] = field(repr=False)

    @property
    def kinds(self) -> dict[str, dict[str, float | int | None]]:
        """For every kind that was marked: how many, the shares hidden and named rightly, and the precision."""
        marked = sorted({group for group, what in self.counts if what == "all" and group.isupper()})
        return {kind: self._kind(kind) for kind in marked}

    def _kind(self, kind: str) -> dict[str, float | int | None]:
        told = {what: self.counts[kind, what] for what in ("all", "whole", "touched", "typed", "found", "right")}
        share = {f"{one}_recall": told[one] / told["all"] for one in ("whole", "touched", "typed")}
        return {"of": told["all"], **share, "precision": told["right"] / told["found"] if told["found"] else None}


def measure(notes: Sequence[Note], found: Mapping[str, Sequence[Span]]) -> Score:
    """The score of ``found`` (note id -> places) on ``notes``."""
    cases: dict[str, list[Note]] = defaultdict(list)
    for one in notes:
        cases[one.case].append(one)
    counted: list[Counts] = []
    leaks: list[Leak] = []
    for members in cases.values():
        counts: Counts = Counter()
        missed = [one for note in members for one in _note(counts, note, found.get(note.id, ()))]
        leaks += _told(missed, members, found)
        people = {one.role for note in members for one in note.spans if one.role != "none" and one.label not in SOFT}
        values = {(one.role, note.text[one.start : one.end].casefold()) for note, one in missed}
        breached = [who for who, number in Counter(role for role, _ in values).items() if number >= _BREACH]
        counts.update({("people", "all"): len(people), ("people", "breached"): len(people & set(breached))})
        counted.append(counts)
    total: Counts = Counter()
    for counts in counted:
        total.update(counts)
    return Score(
        notes=len(notes),
        cases=len(cases),
        missing=sum(one.id not in found for one in notes),
        rates=_rates(counted, total),
        counts=total,
        leaks=tuple(leaks),
    )


def _note(counts: Counts, note: Note, found: Sequence[Span]) -> Iterator[tuple[Note, Span]]:
    """Count one note; gives the direct identifiers that leak."""
    text, size = note.text, len(note.text)
    shown = [one for one in found if one.label != "QUASI" and one.state not in {"opened", "kept"}]
    hidden, described = _marked(size, shown), _marked(size, (one for one in found if one.label == "QUASI"))
    typed = _by_kind(size, shown)
    truth = _by_kind(size, note.spans)
    here: set[str] = set()
    leaking: set[str] = set()
    for one in note.spans:
        covered = described if one.label == "QUASI" else hidden
        at = [i for i in range(one.start, one.end) if text[i].isalnum()]
        inside = sum(covered[i] for i in at)
        kind = typed.get(_ALIKE.get(one.label, one.label), b"")
        told = {
            "all": 1,
            "whole": int(inside == len(at)),
            "touched": int(any(covered[one.start : one.end])),
            "typed": int(bool(kind) and all(kind[i] for i in at)),
            "characters": len(at),
            "hidden": inside,
        }
        groups = _groups(one)
        counts.update({(group, what): number for group in groups for what, number in told.items()})
        here.update(groups)
        if "direct" in groups and inside < len(at):
            leaking.update(groups)
            yield note, one
    for group, name in (("direct", "leaking"), ("protected", "leaking protected")):
        counts["notes", group] += group in here
        counts["notes", name] += group in leaking
    counts["negatives", "all"] += len(note.negatives)
    counts["negatives", "touched"] += sum(any(hidden[one.start : one.end]) for one in note.negatives)
    ignored = _marked(size, note.ignore)
    apart = _marked(size, (*note.spans, *note.ignore))
    plain = [i for i, char in enumerate(text) if char.isalnum() and not apart[i]]
    counts["plain", "characters"] += len(plain)
    counts["plain", "hidden"] += sum(hidden[i] for i in plain)
    for one in shown:
        right = any(truth.get(_ALIKE.get(one.label, one.label), b"")[one.start : one.end])
        if right or not any(ignored[one.start : one.end]):
            counts[one.label, "found"] += 1
            counts[one.label, "right"] += right


def _groups(one: Span) -> tuple[str, ...]:
    if one.label == "QUASI":
        return ("QUASI",)
    if one.label in SOFT:
        return "soft", one.label
    return ("direct", "protected", one.label) if one.role in PROTECTED else ("direct", one.label)


def _marked(size: int, spans: Iterable[Span]) -> bytearray:
    marks = bytearray(size)
    for one in spans:
        marks[one.start : one.end] = b"\1" * (one.end - one.start)
    return marks


def _by_kind(size: int, spans: Sequence[Span]) -> dict[str, bytearray]:
    kinds = {_ALIKE.get(one.label, one.label) for one in spans}
    return {kind: _marked(size, (one for one in spans if _ALIKE.get(one.label, one.label) == kind)) for kind in kinds}


def _told(
    missed: Sequence[tuple[Note, Span]], members: Sequence[Note], found: Mapping[str, Sequence[Span]]
) -> Iterator[Leak]:
    """Each leak with its form and the layer that should have caught it."""
    met = {
        note.text[one.start : one.end].casefold()
        for note in members if missed
        for one in found.get(note.id, ())
    }  # fmt: skip
    for note, one in missed:
        value = note.text[one.start : one.end]
        layer = "propagated" if value.casefold() in met else "names" if one.label == "PERSON" else "uk"
        yield Leak(note, one, _form(value), layer)


def _form(value: str) -> str:
    """How it is written."""
    letters = "upper case" if value.isupper() else "lower case" if value.islower() else "capitalised"
    digits, words = any(map(str.isdigit, value)), any(map(str.isalpha, value))
    shape = "digits" if not words else f"{letters} and digits" if digits else letters
    return f"{shape}, {'over lines' if chr(10) in value else 'one word' if len(value.split()) < 2 else 'several words'}"


def _rates(counted: Sequence[Counts], total: Counts) -> dict[str, Rate]:
    """Every rate with its interval: cases drawn with replacement, always the same draws."""
    drawn = [_draw(at, len(counted)) for at in range(_RESAMPLES)] if len(counted) > 1 else []
    return {name: _rate(counted, total, drawn, *of) for name, of in RATES.items()}


def _rate(
    counted: Sequence[Counts],
    total: Counts,
    drawn: Sequence[Sequence[int]],
    above: tuple[str, str],
    below: tuple[str, str],
) -> Rate:
    if not total[below]:
        return Rate(None, None, None, 0)
    parts = [(one[above], one[below]) for one in counted]
    sums = ([sum(column) for column in zip(*(parts[i] for i in draw), strict=True)] for draw in drawn)
    shares = sorted(top / bottom for top, bottom in sums if bottom)
    value = total[above] / total[below]
    if not shares:
        return Rate(value, None, None, total[below])
    return Rate(value, shares[int(len(shares) * 0.025)], shares[int(len(shares) * 0.975)], total[below])


def _draw(at: int, size: int) -> list[int]:
    stream = hashlib.shake_256(b"drivectl/score/%d" % at).digest(4 * size)
    return [number % size for (number,) in struct.iter_unpack("<I", stream)]


def commonest(leaks: Sequence[Leak], of: Callable[[Leak], object]) -> list[tuple[str, int]]:
    """How many leaks there are of each ``of``, most first."""
    return sorted(Counter(str(of(one)) for one in leaks).items(), key=lambda one: (-one[1], one[0]))
