"""Training examples: the corpora and synthetic notes, written in many ways, as pieces with labels."""

import random
import re
from collections.abc import Iterator

from notes import Notes, Text

from drivectl.recognise.names.pieces import Pieces
from drivectl.recognise.view import view_of

IGNORED = -100
LONGEST = 128
_KIND = {"PER": 1, "LOC": 3, "ORG": 5}
_KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklamxcvbnz", strict=True))


class Example:
    """One window for the model: pieces, shapes and labels; ``words`` keeps (first piece, last piece) of each word."""

    __slots__ = ("ids", "labels", "shapes")

    def __init__(self, ids: list[int], shapes: list[int], labels: list[int]) -> None:
        self.ids, self.shapes, self.labels = ids, shapes, labels


def encode(text: Text, pieces: Pieces) -> Iterator[Example]:
    """The windows of one text. Names spelt with accents are learned as the view shows them."""
    words = pieces.words(text.text)
    ids, shapes, labels = [pieces.start], [0], [IGNORED]
    for word in words:
        kind, first = _label(text, word.start, word.end)
        if len(ids) + len(word.pieces) >= LONGEST:
            yield Example([*ids, pieces.stop], [*shapes, 0], [*labels, IGNORED])
            ids, shapes, labels = [pieces.start], [0], [IGNORED]
        for at, piece in enumerate(word.pieces[: LONGEST - 2]):
            ids.append(piece)
            shapes.append(word.shape)
            labels.append(kind + (1 if kind and (at or not first) else 0))
    if len(ids) > 1:
        yield Example([*ids, pieces.stop], [*shapes, 0], [*labels, IGNORED])


def _label(text: Text, start: int, end: int) -> tuple[int, bool]:
    for left, right, kind in text.spans:
        if left <= start and end <= right:
            return _KIND[kind], left == start
    return 0, True


class Writer:
    """Writes a text as people do: other names in it, in small letters, with slips, in capitals, partly hidden."""

    def __init__(self, dice: random.Random, notes: Notes) -> None:
        self.dice, self.notes = dice, notes

    def again(self, text: Text) -> Text:
        """A new version of a corpus text or a note."""
        if not text.origin and self.dice.random() < 0.6:
            text = self._swapped(text)
        if text.spans and self.dice.random() < 0.12:
            text = self._hidden(text)
        chance = self.dice.random()
        if chance < 0.45:
            return plain(text)
        if chance < 0.5:
            return plain(Text(_same_length(text.text, str.upper), text.spans))
        low = plain(Text(_same_length(text.text, str.lower), text.spans))
        return low if chance < 0.77 else self._with_slips(low)

    def _swapped(self, text: Text) -> Text:
        """Every person gets another name; one and the same for one and the same word."""
        new: dict[str, str] = {}
        family = self.notes.person()[1]

        def other(name: str) -> str:
            words = []
            parts = name.split(" ")
            for at, word in enumerate(parts):
                if not re.fullmatch(r"[^\W\d_]{3,}", word):
                    words.append(word)
                    continue
                last = at == len(parts) - 1 and (at > 0 or self.dice.random() < 0.3)
                fresh = new.setdefault(word, (family if at and self.dice.random() < 0.2 else self.notes.person()[last]))
                words.append(fresh.upper() if word.isupper() else fresh.lower() if word.islower() else fresh)
            return " ".join(words)

        return _replaced(text, lambda value, kind: other(value) if kind == "PER" else value)

    def _hidden(self, text: Text) -> Text:
        """Some names are masked already: what stands there is nobody."""
        gone = {span for span in text.spans if self.dice.random() < 0.5}
        return _replaced(text, lambda value, _: value, gone)

    def _with_slips(self, text: Text) -> Text:
        letters = list(text.text)
        for found in re.finditer(r"[a-z]{4,}", text.text):
            if self.dice.random() >= 0.12:
                continue
            at = self.dice.randrange(found.start(), found.end() - 1)
            slip = self.dice.random()
            if slip < 0.35:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            elif slip < 0.6:
                letters[at] = _KEYS[letters[at]] if letters[at] in _KEYS else letters[at]
            elif slip < 0.8:
                letters[at] = ""
            else:
                letters[at] *= 2
        moved = [0]
        for one in letters:
            moved.append(moved[-1] + len(one))
        return Text(
            "".join(letters), tuple((moved[a], moved[b], kind) for a, b, kind in text.spans if moved[a] < moved[b])
        )


def plain(text: Text) -> Text:
    """The text as the engine's view shows it."""
    parts, spans, length, at = [], [], 0, 0
    for start, end, kind in (*text.spans, (len(text.text), len(text.text), "")):
        between = view_of(text.text[at:start]).text
        inside = view_of(text.text[start:end]).text
        parts += [between, inside]
        if kind and inside:
            spans.append((length + len(between), length + len(between) + len(inside), kind))
        length += len(between) + len(inside)
        at = end
    return Text("".join(parts), tuple(spans), text.origin)


def _replaced(text: Text, value, gone=frozenset()) -> Text:  # type: ignore[no-untyped-def]
    parts, spans, length, at = [], [], 0, 0
    for span in text.spans:
        start, end, kind = span
        between = text.text[at:start]
        inside = "\x01" if span in gone else value(text.text[start:end], kind)
        parts += [between, inside]
        length += len(between)
        if span not in gone:
            spans.append((length, length + len(inside), kind))
        length += len(inside)
        at = end
    return Text("".join(parts) + text.text[at:], tuple(spans), text.origin)


def _same_length(text: str, change) -> str:  # type: ignore[no-untyped-def]
    return "".join(change(c) if len(change(c)) == 1 else c for c in text)
