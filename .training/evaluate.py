"""Figures of an exported model on texts that it never saw: corpora, and test notes by the origin of their names.

    python evaluate.py CORPORA FOLDER [--fp32]

FOLDER holds names.onnx (or names-fp32.onnx) and vocabulary.txt. Model alone, without the word lists of the recogniser.
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
from measure import figures, lowered
from notes import Notes

from drivectl.recognise.names.pieces import Pieces
from examples import plain


def main() -> None:
    """Print a line of JSON for each set, as written and in small letters."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("corpora", type=Path)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--fp32", action="store_true")
    given = ask.parse_args()
    pieces = Pieces((given.folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
    session = onnxruntime.InferenceSession(given.folder / ("names-fp32.onnx" if given.fp32 else "names.onnx"))

    def scores(ids: list[list[int]], shapes: list[list[int]]) -> np.ndarray:
        (person,) = session.run(["person"], {"ids": np.array(ids), "shapes": np.array(shapes)})
        return np.stack([person * 0, person, person * 0], -1)

    sets = {name: [plain(one) for one in texts] for name, texts in corpora.tests(given.corpora).items()}
    held = Notes(random.Random(11), test=True)
    every = {origin: [plain(held.note(origin)) for _ in range(150)] for origin in sorted(held.names)}
    sets["notes"] = [text for texts in every.values() for text in texts]
    sets |= {f"notes, {origin}": texts for origin, texts in every.items()}
    for name, texts in sets.items():
        print(name, json.dumps(figures(texts, pieces, scores)), flush=True)  # noqa: T201
        print(name, "(lower)", json.dumps(figures([lowered(one) for one in texts], pieces, scores)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
