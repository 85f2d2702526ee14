"""WordPiece, as the model's encoder learned it: a text as words, each word as pieces of a fixed vocabulary.

Words are runs of letters and digits, and single signs. Where each stands in the text is kept, so that what the model
says of a piece is said of a place.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from drivectl.recognise.view import INERT

_CHINESE: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD: Final = re.compile(rf"[{_CHINESE}]|[^\W_{_CHINESE}]+|\S")
_LONGEST: Final = 100
_UNKNOWN, _MASK, _START, _STOP = "[UNK]", "[MASK]", "[CLS]", "[SEP]"


class Word(NamedTuple):
    """One word of a text: where it stands and what it looks like to the model."""

    start: int
    end: int
    shape: int
    pieces: tuple[int, ...]


class Pieces:
    """Cuts texts by one vocabulary."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: at for at, piece in enumerate(vocabulary)}
        self.start, self.stop = self._ids[_START], self._ids[_STOP]
        self._cut = lru_cache(maxsize=50_000)(self._pieces)

    def words(self, text: str) -> list[Word]:
        """Every word of ``text``; something that is hidden already counts as one word."""
        return [
            Word(*found.span(), shape(found.group()), self._cut(found.group()))
            for found in _WORD.finditer(text.replace(INERT, "\ufffc"))
        ]

    def _pieces(self, word: str) -> tuple[int, ...]:
        if word == "\ufffc":
            return (self._ids[_MASK],)
        plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        pieces: list[int] = []
        at = 0
        while at < len(plain) <= _LONGEST:
            mark = "##" if at else ""
            end = next((end for end in range(len(plain), at, -1) if mark + plain[at:end] in self._ids), at)
            if end == at:
                break
            pieces.append(self._ids[mark + plain[at:end]])
            at = end
        return tuple(pieces) if pieces and at == len(plain) else (self._ids[_UNKNOWN],)


def shape(word: str) -> int:
    """How a word is written: 0 small letters or signs, 1 Title, 2 CAPITALS, 3 one capital, 4 mixed, 5 with digits."""
    if not word.isalpha():
        return 5 if any(map(str.isdigit, word)) else 0
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 3
    return 1 if word[0].isupper() and word[1:].islower() else 4
