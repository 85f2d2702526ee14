"""Figures of an exported model on texts that it never saw: corpora, and test notes by the origin of their names.

    python evaluate.py CORPORA FOLDER [--fp32]

FOLDER holds names.onnx (or names-fp32.onnx) and vocabulary.txt, for --model. Without it: the recogniser as it ships,
with its word lists and the weights beside its code, at its two edges.
"""

import argparse
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import corpora
import numpy as np
import onnxruntime
from measure import compared, figures, lowered
from notes import Notes, Text

from drivectl.recognise.names.model import NameModel
from drivectl.recognise.names.pieces import Pieces
from drivectl.recognise.view import view_of
from examples import plain


def shipped(texts: list[Text]) -> dict[str, list[float]]:
    """What the recogniser accepts, and what it hides."""
    recogniser = NameModel()
    hits = [list(recogniser.find(view_of(text.text))) for text in texts]
    sure = [[(one.start, one.end) for one in found if not one.unsure] for found in hits]
    every = [[(one.start, one.end) for one in found] for found in hits]
    return {"accepted": compared(texts, sure), "hidden": compared(texts, every)}


def main() -> None:
    """Print a line of JSON for each set and case: recall and precision by characters, whole names found."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("corpora", type=Path)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--model", action="store_true", help="the model alone, at several thresholds")
    ask.add_argument("--fp32", action="store_true", help="with --model: before it was made int8")
    given = ask.parse_args()
    pieces = Pieces((given.folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
    session = onnxruntime.InferenceSession(given.folder / ("names-fp32.onnx" if given.fp32 else "names.onnx"))

    def scores(ids: list[list[int]], shapes: list[list[int]]) -> np.ndarray:
        made = np.zeros((len(ids), len(ids[0]), 2 + 1))
        for at, (row, kinds) in enumerate(zip(ids, shapes, strict=True)):
            size = len(row) - row.count(0)
            (made[at, :size, 1],) = session.run(None, {"ids": np.array(row[:size]), "shapes": np.array(kinds[:size])})
        return made

    sets = {name: [plain(one) for one in texts] for name, texts in corpora.tests(given.corpora).items()}
    held = Notes(random.Random(11), test=True)
    every = {origin: [plain(held.note(origin)) for _ in range(100)] for origin in sorted(held.names)}
    sets["notes"] = [text for texts in every.values() for text in texts]
    sets |= {f"notes, {origin}": texts for origin, texts in every.items()}
    for name, texts in sets.items():
        for case, those in (("as written", texts), ("in small letters", [lowered(one) for one in texts])):
            found = figures(those, pieces, scores) if given.model else shipped(those)
            print(json.dumps({"set": name, "case": case, **found}), flush=True)


if __name__ == "__main__":
    main()
