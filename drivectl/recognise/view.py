"""The text as matching sees it: diacritics, widths, quotes and blanks made plain, with a way back to the original.

Only matching uses the view; masks always cut the original. Labels that the masker writes (``[VICTIM]``) and
spans that were already found become one inert character, so that a text and its masked form look the same here.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from drivectl.model.finding import Kind
from drivectl.recognise.scan import Scan

INERT: Final = "\x01"
_WORDS: Final = sorted(
    {"VICTIM", "PERPETRATOR", "CHILD", "FAMILY", "THIRD PARTY", "ASSOCIATE", "INFORMANT", "PROFESSIONAL", "PERSON"}
    | {"DOB", "ORGANISATION", "LINK", "REDACTED"}
    | {kind.value for kind in Kind}
    | {kind.value.replace("_", " ") for kind in Kind}
)
LABEL: Final = re.compile(rf"\[(?:{'|'.join(_WORDS)})(?: \d{{1,4}})?\]")
"""The labels of a masked text, exactly; a masker escapes whatever looks like one in its source."""

_SPECIAL: Final = re.compile(
    r"(?P<label>\[[A-Z][A-Z _]{1,24}(?: \d{1,4})?\])|(?P<wrap>(?<=[^\W\d_])-[ \t]{0,3}\r?\n[ \t]{0,3}(?=[^\W\d_]))"
    r"|(?P<blank>[ \t]{2,}|\t)|(?P<line>\r\n?)|(?P<rare>[^\n -~])"
)
_WORD: Final = re.compile(r"[^\W_\x01]+")
_QUOTE: Final = re.compile(r"(?<![A-Za-z])'|'(?![A-Za-z])")
"""A single quote that is no apostrophe: rules take it for a double one, so that quoted names are found too."""

_LETTERS: Final = {
    **dict(zip("łŁøØđĐħĦıŀ", "lLoOdDhHil", strict=True)),
    **dict(zip("аеорсухіјѕАВЕКМНОРСТУХІЈЅ", "aeopcyxijsABEKMHOPCTYXIJS", strict=True)),  # Cyrillic twins
    **dict(zip("οΟΑΒΕΖΗΙΚΜΝΡΤΥΧ", "oOABEZHIKMNPTYX", strict=True)),  # Greek twins
    "ß": "ss",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
    "þ": "th",
    "Þ": "Th",
    **dict.fromkeys("‘’‚‛′ʼ´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—−﹣", "-"),
}


@dataclass(frozen=True)
class View:
    """``text`` is what patterns read, ``lower`` the same in lower case and of the same length."""

    original: str = field(repr=False)
    text: str = field(repr=False)
    lower: str = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    pieces: tuple[tuple[int, int, bool], ...] = field(repr=False)

    @cached_property
    def words(self) -> list[tuple[str, int, int]]:
        """Its words in lower case, each with start and end."""
        return [(found.group(), found.start(), found.end()) for found in _WORD.finditer(self.lower)]

    @cached_property
    def scan(self) -> Scan:
        """Where the text has digits, capitals and trigger words."""
        return Scan(self.text, self.lower)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that ``start`` to ``end`` of the view stands for."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        begin, _, plain = self.pieces[first]
        left = begin + (start - self.starts[first] if plain else 0)
        begin, stop, plain = self.pieces[last]
        right = begin + end - self.starts[last] if plain else stop
        while right < len(self.original) and _joins(self.original[right]):
            right += 1
        return left, right


def view_of(original: str, gone: Iterable[tuple[int, int]] = ()) -> View:
    """The view of ``original`` with the spans ``gone`` (sorted, apart) made inert."""
    text: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, bool]] = []
    at = length = 0

    def add(part: str, begin: int, stop: int, *, plain: bool) -> None:
        nonlocal length
        if part:
            starts.append(length)
            pieces.append((begin, stop, plain))
            text.append(part)
            length += len(part)

    simple = _is_simple(original)
    for begin, stop in (*gone, (len(original), len(original))):
        for match in () if simple else _SPECIAL.finditer(original, at, begin):
            add(original[at : match.start()], at, match.start(), plain=True)
            add(_plainly(match), match.start(), match.end(), plain=False)
            at = match.end()
        add(original[at:begin], at, begin, plain=True)
        if begin < stop:
            add(INERT, begin, stop, plain=False)
        at = stop
    whole = "".join(text)
    if "'" in whole:
        whole = _QUOTE.sub('"', whole)
    lower = whole.lower()
    if len(lower) != len(whole):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in whole)
    return View(original, whole, lower, tuple(starts), tuple(pieces))


def _is_simple(text: str) -> bool:
    """Whether nothing in ``text`` needs to be made plain; a quick look that may say no too often."""
    one_line = text.replace("\n", " ")
    return (
        text.isascii() and one_line.isprintable() and "[" not in text and "  " not in one_line and "- " not in one_line
    )


def _plainly(match: re.Match[str]) -> str:
    found = match.group()
    if match.lastgroup == "rare":
        return _fold(found)
    if match.lastgroup == "label":
        return INERT if LABEL.fullmatch(found) else found
    return {"wrap": "", "blank": " ", "line": "\n"}[str(match.lastgroup)]


def _fold(char: str) -> str:
    """One character made plain; nothing for marks, joiners and direction signs."""
    if char in _LETTERS:
        return _LETTERS[char]
    if char.isspace():
        return " "
    plain = "".join(_LETTERS.get(c, c) for c in unicodedata.normalize("NFKD", char) if not _joins(c))
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain)


def _joins(char: str) -> bool:
    return char > "~" and unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}
