"""The published corpora: read from a folder given by argument, accepted by hash only, never stored here."""

import hashlib
import json
import re
from pathlib import Path

from notes import Text

_KINDS = {"per": "PER", "person": "PER", "loc": "LOC", "location": "LOC", "org": "ORG"} | dict.fromkeys(
    ("corporation", "group"), "ORG"
)
_HERE = Path(__file__).parent


def checked(path: Path) -> bytes:
    """The bytes of an input file; refused unless its hash is in ``inputs.json``."""
    data = path.read_bytes()
    expected = json.loads((_HERE / "inputs.json").read_text())[path.name]
    if hashlib.sha256(data).hexdigest() != expected:
        raise SystemExit(f"{path.name} is not the file this was made for")
    return data


def training(folder: Path) -> list[Text]:
    """What a model may learn from."""
    names = ("btc_a", "btc_b", "btc_e", "btc_g", "wnut_train", "wnut_dev")
    half = _halves(folder)[0]
    return [text for name in names for text in _read(folder / f"{name}.conll")] + half


def tests(folder: Path) -> dict[str, list[Text]]:
    """What no model here has seen, chosen by or been tuned on."""
    return {"wikigold": _read(folder / "wikigold.conll"), "btc-h-second-half": _halves(folder)[1]}


def _halves(folder: Path) -> tuple[list[Text], list[Text]]:
    every = _read(folder / "btc_h.conll")
    return every[: len(every) // 2], every[len(every) // 2 :]


def _read(path: Path) -> list[Text]:
    texts = []
    for block in re.split(r"\n\s*\n", checked(path).decode("utf-8").replace("\r\n", "\n")):
        rows = [line.split("\t") if "\t" in line else line.rsplit(" ", 1) for line in block.split("\n") if line.strip()]
        rows = [(row[0], row[1].strip()) for row in rows if len(row) == 2 and row[0] != "-DOCSTART-"]
        if rows:
            texts.append(_joined(_without_handles(rows)))
    return [one for one in texts if one.text.strip()]


def _without_handles(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Handles are the business of a pattern: ``@`` and the word behind it go, and ``@word`` goes."""
    kept = []
    skip = False
    for word, label in rows:
        if word == "@":
            skip = True
        elif skip or (word.startswith("@") and len(word) > 1):
            skip = False
        else:
            kept.append((word, label))
    return kept


def _joined(rows: list[tuple[str, str]]) -> Text:
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    length = 0
    before = "O"
    for word, label in rows:
        if parts and not word.startswith("'") and word != "n't":
            parts.append(" ")
            length += 1
        kind = _KINDS.get(label[2:].lower(), "")
        if kind and spans and label[0] == "I" and before[2:] == label[2:] and before != "O":
            spans[-1] = spans[-1][0], length + len(word), kind
        elif kind:
            spans.append((length, length + len(word), kind))
        parts.append(word)
        length += len(word)
        before = label
    return Text("".join(parts), tuple(spans))
