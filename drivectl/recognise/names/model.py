"""The ``names`` recogniser: people whom the model sees, without knowing the case.

Two edges: what the model would call a name on balance is accepted, what it thinks possible is unsure, and hidden
too. Word lists only take away: words that are never a person, and plain words that the model merely doubts.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from drivectl.model.finding import Detector, Kind
from drivectl.recognise.base import Hit
from drivectl.recognise.lists import any_of, is_plain, is_word, words
from drivectl.recognise.names.tagger import Seen, Tagger
from drivectl.recognise.names.weights import SHA256, VERSION, pieces, session
from drivectl.recognise.roles import CUES, SAID, TITLES, role_near, words_before
from drivectl.recognise.view import INERT, View

SURE: Final = 0.7
"""Mean over a word's pieces from which it is accepted."""
EDGE: Final = 0.65
"""Greatest of a word's pieces from which it is unsure; chosen with the weights: see MODEL_CARD.md."""
LOW: Final = 0.05
"""Greatest of a word's pieces under which it is nobody, also once the names around it are hidden."""
_SCORE: Final = 0.75
"""The most a name of the model counts: less than the record, a pattern or an address."""
_SHORT: Final = 6
"""Capitals up to this length, among other words, are an abbreviation sooner than a name."""
_CASED: Final = re.compile(rf"[a-z,] (?:[A-Z][a-z]|{INERT})")
"""A text that writes names with a capital: what it writes in small letters is none, unless the model is sure."""
_WITHIN: Final = frozenset({"", " ", "-", "'", ".", ". ", ", ", " ,", ","})


class NameModel:
    """Loaded when the first text is read; a missing or changed model stops the run."""

    detector = Detector(name="names", version=VERSION, sha256=SHA256["names.onnx"])

    @cached_property
    def _tagger(self) -> Tagger:
        return Tagger(session(), pieces())

    def find(
        self, view: View, explained: Sequence[tuple[int, int]] = (), nobody: set[tuple[int, int]] | None = None
    ) -> Iterator[Hit]:
        """Every run of words that the model takes for one name.

        A sentence is not read if all that could be a name in it is in the spans ``explained``, hidden already, or in
        ``nobody``: where, in the original, nobody by far was seen before. What is read adds to these.
        """
        nobody = set() if nobody is None else nobody
        clear = [one for one in zip(*view.words[1:], strict=True) if view.back(*one) in nobody] if nobody else []
        seen = self._tagger.seen(view.text, [*explained, *clear])
        nobody.update(view.back(one.start, one.end) for one in seen if one.most < LOW)
        for run in _runs(view, seen):
            start, end = run[0].start, run[-1].end
            unsure = any(one.mean < SURE for one in run)
            score = _SCORE * min(one.most for one in run)
            reason = "name-model-doubt" if unsure else "name-model"
            yield Hit(start, end, Kind.PERSON, score, "names", reason, role_near(view.lower, start), unsure=unsure)


def _runs(view: View, seen: Sequence[Seen]) -> Iterator[list[Seen]]:
    cased = bool(_CASED.search(view.text))
    run: list[Seen] = []
    for one in seen:
        alike = one.most >= EDGE and not _stopped(view, one, cased=cased)
        if run and not (alike and view.text[run[-1].end : one.start] in _WITHIN):
            yield from _trimmed(view, run, cased=cased)
            run = []
        if alike:
            run.append(one)
    yield from _trimmed(view, run, cased=cased)


def _trimmed(view: View, run: list[Seen], *, cased: bool) -> Iterator[list[Seen]]:
    """``run`` without signs at its ends and without a possessive ending."""
    while run and not view.text[run[-1].start].isalpha():
        run = run[:-1]
    if len(run) > 2 and view.lower[run[-2].start : run[-1].end] == "'s":
        run = run[:-2]
    while run and not view.text[run[0].start].isalpha():
        run = run[1:]
    while len(run) > 1 and view.lower[run[0].start : run[0].end] in _BESIDE:
        run = run[1:]
    if run and not (len(run) == 1 and _alone(view, run[0], cased=cased)):
        yield run


_BESIDE: Final = (TITLES | CUES.keys()) - {"big", "little", "wee"}
"""Words beside a name that are no part of it."""
_BEGINS: Final = re.compile(r"(?:^|[.!?:;\n\"(]) *$")


def _alone(view: View, one: Seen, *, cased: bool) -> bool:
    """Whether a word by itself is a letter, or an English word where nothing but the model makes it a name."""
    word, low = view.text[one.start : one.end], view.lower[one.start : one.end]
    before = "".join(words_before(view.lower, one.start, 1))
    if len(word) == 1:
        return word == low or (one.mean < SURE and view.text[one.end : one.end + 1] not in {".", "'"})
    if not (is_word(low) or low in words("wordy")) or (before in CUES or before in SAID or before in TITLES):
        return False
    listed = low in any_of("first_names", "nicknames")
    if word == low:
        return not listed or one.mean < SURE or cased or is_plain(low)
    plain = (is_plain(low) or one.mean < SURE) and not listed and low not in words("wordy")
    return plain and bool(_BEGINS.search(view.text, max(0, one.start - 4), one.start))


def _stopped(view: View, one: Seen, *, cased: bool) -> bool:
    """Whether the word lists, or how it is written, say that this is nobody, whatever the model doubts."""
    word, low = view.text[one.start : one.end], view.lower[one.start : one.end]
    name = low in any_of("first_names", "surnames", "wordy")
    if low in words("keep"):
        return not (name and one.mean >= SURE)
    if one.mean < SURE and cased and word.isupper() and low in words("acronyms"):
        return True
    if one.mean >= SURE or name or not word.isalpha():
        return False
    if word.isupper():
        return cased and 2 < len(word) < _SHORT
    return word == low and (cased or is_plain(low))
