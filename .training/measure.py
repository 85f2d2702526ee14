"""Figures of a tagger on labelled texts: characters and whole names, at the sure edge and at several thresholds."""

from collections.abc import Callable, Sequence

import numpy as np
from notes import Text

from drivectl.recognise.names.pieces import Pieces, Word
from examples import _same_length, plain

THRESHOLDS = (0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03)
Scores = Callable[[list[list[int]], list[list[int]]], "np.ndarray"]


def lowered(text: Text) -> Text:
    """The text in small letters."""
    shown = plain(text)
    return Text(_same_length(shown.text, str.lower), shown.spans, shown.origin)


def word_scores(texts: Sequence[Text], pieces: Pieces, scores: Scores) -> list[list[tuple[Word, float]]]:
    """Each word with the greatest chance, over its pieces, of being part of a person's name."""
    windows: list[tuple[int, list[Word]]] = []
    for at, text in enumerate(texts):
        words, size = [], 0
        for word in pieces.words(text.text):
            if size + len(word.pieces) > 126:
                windows.append((at, words))
                words, size = [], 0
            words.append(word)
            size += len(word.pieces)
        windows.append((at, words))
    found: list[list[tuple[Word, float]]] = [[] for _ in texts]
    order = sorted(range(len(windows)), key=lambda one: sum(len(word.pieces) for word in windows[one][1]))
    results: dict[int, list[float]] = {}
    for begin in range(0, len(order), 32):
        batch = order[begin : begin + 32]
        rows = [
            [pieces.start, *(p for word in windows[one][1] for p in word.pieces[:126]), pieces.stop] for one in batch
        ]
        kinds = [[0, *(word.shape for word in windows[one][1] for _ in word.pieces[:126]), 0] for one in batch]
        width = max(map(len, rows))
        chances = scores(
            [row + [0] * (width - len(row)) for row in rows], [row + [0] * (width - len(row)) for row in kinds]
        )
        person = chances[:, :, 1] + chances[:, :, 2]
        for row, one in zip(person, batch, strict=True):
            at, values = 1, []
            for word in windows[one][1]:
                values.append(float(row[at : at + len(word.pieces[:126])].max()))
                at += len(word.pieces[:126])
            results[one] = values
    for one, (at, words) in enumerate(windows):
        found[at] += zip(words, results[one], strict=True)
    return found


def figures(texts: Sequence[Text], pieces: Pieces, scores: Scores) -> dict[str, list[float]]:
    """Threshold -> recall and precision by characters, and whole names found, in percent."""
    every = word_scores(texts, pieces, scores)
    return {str(edge): _at(texts, every, edge) for edge in THRESHOLDS}


def _at(texts: Sequence[Text], every: list[list[tuple[Word, float]]], edge: float) -> list[float]:
    return compared(texts, [[(one.start, one.end) for one, chance in words if chance >= edge] for words in every])


def compared(texts: Sequence[Text], found: Sequence[Sequence[tuple[int, int]]]) -> list[float]:
    """Recall and precision by characters, and whole names found, in percent."""
    hit = marked = there = whole = names = 0
    for text, spans in zip(texts, found, strict=True):
        solid = {at for at, char in enumerate(text.text) if char.isalnum()}
        people = [set(range(start, end)) & solid for start, end, kind in text.spans if kind == "PER"]
        gold = set().union(*people)
        mine = {at for start, end in spans for at in range(start, end)} & solid
        hit, there, marked = hit + len(gold & mine), there + len(gold), marked + len(mine)
        names, whole = names + len(people), whole + sum(one <= mine for one in people)
    return [round(100 * a / max(1, b), 1) for a, b in ((hit, there), (hit, marked), (whole, names))]
