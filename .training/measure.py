"""Figures of a tagger on labelled texts: characters and whole names, at the sure edge and at several thresholds."""

from collections.abc import Callable, Sequence

import numpy as np
from notes import Text

from drivectl.recognise.names.pieces import Pieces, Word
from examples import _same_length, plain

THRESHOLDS = (0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03)
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
    hit = found = there = whole = names = 0
    for text, words in zip(texts, every, strict=True):
        gold = [False] * len(text.text)
        mine = [False] * len(text.text)
        for start, end, kind in text.spans:
            if kind == "PER":
                gold[start:end] = [True] * (end - start)
        for word, chance in words:
            if chance >= edge:
                mine[word.start : word.end] = [True] * (word.end - word.start)
        solid = [c.isalnum() for c in text.text]
        hit += sum(g and m and s for g, m, s in zip(gold, mine, solid, strict=True))
        there += sum(g and s for g, s in zip(gold, solid, strict=True))
        found += sum(m and s for m, s in zip(mine, solid, strict=True))
        for start, end, kind in text.spans:
            if kind == "PER":
                names += 1
                whole += all(mine[at] or not solid[at] for at in range(start, end))
    return [round(100 * a / max(1, b), 1) for a, b in ((hit, there), (hit, found), (whole, names))]
