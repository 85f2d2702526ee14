"""The tagger: how likely each word of a text is part of a person's name.

The model reads sentences, a few at a time. Each reading is one call of its own: int8 arithmetic is scaled to what is
read together, so that texts read side by side would change each other's answers. A sentence that is too long is
read in windows that overlap: every word is read, and nearly all with words on both sides.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from drivectl.recognise.lists import any_of, is_plain
from drivectl.recognise.names.pieces import Pieces, Word

WINDOW: Final = 126
"""The most pieces that are read at once."""
OVERLAP: Final = 26
"""Pieces that two windows of one sentence share: small enough for the longest word to fit beside them."""
_TOGETHER: Final = 64
"""Short sentences are read together up to this size."""
_KEPT: Final = 4_000
_STOP: Final = re.compile(r"\n|(?<=[.!?])[\"')]* (?=[\"'(]*[A-Z\x01])")
_TITLE: Final = re.compile(r"(?:^|[\W_])(?:[A-Z]|Mrs?|Ms|Miss|Mx|Dr|Prof|Sgt|Insp|St|Rev|Cllr)\.$")

Chance = tuple[float, float]


class Seen(NamedTuple):
    """One word and its chances: ``mean`` over its pieces, ``most`` of any piece."""

    start: int
    end: int
    mean: float
    most: float


class Tagger:
    """Asks the model, and remembers its answers for a while: most texts are read more than once."""

    def __init__(self, session: Any, pieces: Pieces) -> None:
        self._session, self._pieces = session, pieces
        self._answers: OrderedDict[tuple[tuple[int, tuple[int, ...]], ...], list[Chance]] = OrderedDict()

    def seen(self, text: str, explained: Sequence[tuple[int, int]] = ()) -> list[Seen]:
        """The words of every sentence in which something outside the spans ``explained`` could be a name."""
        words = self._pieces.words(text)
        found: dict[int, Chance] = {}
        for first, last in windows(words, list(_sentences(text, words, explained))):
            for at, chance in enumerate(self._answer(words[first:last]), first):
                before = found.get(at, (0.0, 0.0))
                found[at] = max(before[0], chance[0]), max(before[1], chance[1])
        return [Seen(words[at].start, words[at].end, *found[at]) for at in sorted(found)]

    def _answer(self, words: Sequence[Word]) -> list[Chance]:
        key = tuple((one.shape, one.pieces) for one in words)
        if key not in self._answers:
            self._answers[key] = self._ask(words)
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        self._answers.move_to_end(key)
        return self._answers[key]

    def _ask(self, words: Sequence[Word]) -> list[Chance]:
        import numpy as np  # noqa: PLC0415 -- loaded with the model only

        ids = [self._pieces.start, *(piece for word in words for piece in word.pieces), self._pieces.stop]
        shapes = [0, *(word.shape for word in words for _ in word.pieces), 0]
        (person,) = self._session.run(["person"], {"ids": np.array(ids), "shapes": np.array(shapes)})
        row: list[float] = person.tolist()
        chances, at = [], 1
        for word in words:
            pieces = row[at : at + len(word.pieces)]
            chances.append((sum(pieces) / len(pieces), max(pieces)))
            at += len(pieces)
        return chances


def windows(words: Sequence[Word], sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What to read at once, as first and last word: sentences together, or a long one in windows that overlap."""
    begin = end = size = 0
    for first, last in sentences:
        long = sum(len(word.pieces) for word in words[first:last])
        if begin < end and (first > end or size + long > _TOGETHER):
            yield from _split(words, begin, end)
            begin, size = first, 0
        begin, end, size = (begin if size else first), last, size + long
    if begin < end:
        yield from _split(words, begin, end)


def _split(words: Sequence[Word], first: int, last: int) -> Iterator[tuple[int, int]]:
    while True:
        size, stop = 0, first
        while stop < last and size + len(words[stop].pieces) <= WINDOW:
            size += len(words[stop].pieces)
            stop += 1
        yield first, stop
        if stop == last:
            return
        first, back = stop, len(words[stop - 1].pieces)
        while back <= OVERLAP:
            first -= 1
            back += len(words[first - 1].pieces)


def _sentences(text: str, words: Sequence[Word], explained: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences in which something could be a name, as first and last word."""
    known = bytearray(len(text))
    for start, end in explained:
        known[start:end] = b"1" * (end - start)
    first = 0
    ends = [found.start() for found in _STOP.finditer(text) if not _is_title(text, found)]
    for end in (*ends, len(text)):
        last = first
        while last < len(words) and words[last].start < end:
            last += 1
        if any(not known[word.start] and _possible(text[word.start : word.end]) for word in words[first:last]):
            yield first, last
        first = last


def _is_title(text: str, stop: re.Match[str]) -> bool:
    return stop.group() == " " and bool(_TITLE.search(text, max(0, stop.start() - 8), stop.start()))


def _possible(word: str) -> bool:
    """Whether a word may be a name: not a sign, nor a word of everyday English that is no name as well."""
    low = word.lower()
    return word.isalpha() and (low in any_of("first_names", "surnames", "wordy", "nicknames") or not is_plain(low))
