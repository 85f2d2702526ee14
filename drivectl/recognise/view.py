"""The text as matching sees it: diacritics, widths, quotes and blanks made plain, with a way back to the original.

Only matching uses the view; masks always cut the original. Labels that the masker writes (``[VICTIM]``) and
spans that were already found become one inert character, so that a text and its masked form look the same here.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

from drivectl.model.finding import Kind
from drivectl.recognise.letters import is_unseen, plain
from drivectl.recognise.markup import patterns, shown
from drivectl.recognise.scan import Scan, pieces

INERT: Final = "\x01"
_WORDS: Final = sorted(
    {"VICTIM", "PERPETRATOR", "CHILD", "FAMILY", "THIRD PARTY", "ASSOCIATE", "INFORMANT", "PROFESSIONAL", "PERSON"}
    | {"DOB", "ORGANISATION", "LINK", "REDACTED"}
    | {kind.value for kind in Kind}
    | {kind.value.replace("_", " ") for kind in Kind}
)
LABEL: Final = re.compile(rf"\[({'|'.join(_WORDS)})(?: (?:([0-9]{{1,4}})|[0-9A-HJKMNP-TV-Z]{{28}}[0-9A-Z]))?\]")
"""The labels of a masked text, with number or token; a masker escapes its source's own, which are read as any text."""

_SPECIAL: Final = (
    r"(?=[^\n -,.-Z\\-~]| [ \t])(?:(?P<gone>\x01+)|"
    r"(?P<label>\[[A-Z][A-Z _]{1,24}\]|(?<!\\)\[[A-Z][A-Z _]{1,24} [0-9A-Z]{1,29}\])"
    r"|(?P<wrap>(?<=[^\W\d_])[-\u2010\u00ad][ \t]{0,3}\r?\n[ \t]{0,3}(?=[^\W\d_]))"
    r"|(?P<blank>[ \t]{2,}|\t)|(?P<line>\r\n?)|(?P<rare>[^\n -~]))"
)
"""What is not read as it stands. Its first sign is asked for first, since few signs of a text begin any of it."""
_GONE: Final = re.compile("(?P<gone>\x01+)")
_WORD: Final = re.compile(r"([^\W_\x01]+)")
_QUOTE: Final = re.compile(r"'(?:(?<![A-Za-z]')|(?![A-Za-z]))")
"""A single quote that is no apostrophe: rules take it for a double one, so that quoted names are found too."""


@dataclass(frozen=True)
class View:
    """``text`` is what patterns read, ``lower`` the same in lower case and of the same length."""

    original: str = field(repr=False)
    text: str = field(repr=False)
    lower: str = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    pieces: tuple[tuple[int, int, bool], ...] = field(repr=False)

    @cached_property
    def words(self) -> tuple[list[str], list[int], list[int]]:
        """Its words in lower case, with what stands between them; starts and ends of the words."""
        return pieces(_WORD, self.lower)

    @cached_property
    def scan(self) -> Scan:
        """Where the text has digits, capitals and trigger words."""
        return Scan(self.text, self.lower)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that ``start`` to ``end`` of the view stands for."""
        first = bisect_right(self.starts, start) - 1
        last = first if end <= start + 1 else bisect_right(self.starts, end - 1, first) - 1
        begin, _, plain = self.pieces[first]
        left = begin + (start - self.starts[first] if plain else 0)
        begin, stop, plain = self.pieces[last]
        right = begin + end - self.starts[last] if plain else stop
        while right < len(self.original) and is_unseen(self.original[right]):
            right += 1
        return left, right


def readings(original: str, gone: Sequence[tuple[int, int]] = ()) -> tuple[View, ...]:
    """Every way in which ``original`` may be read: as it stands and, where it holds mark-up or codes, as they show it.

    What any of them holds is found, so that reading mark-up can never hide what stands there plainly.
    """
    views = [view_of(original, gone)]
    for pattern in patterns(original):
        view = _read(original, gone, _compiled(pattern))
        if all(view.text != one.text for one in views):
            views.append(view)
    return tuple(views)


def view_of(original: str, gone: Sequence[tuple[int, int]] = ()) -> View:
    """``original`` as it stands, with the spans ``gone`` (sorted, apart) made inert."""
    return _read(original, gone, _GONE if _is_simple(original) else _compiled(""))


@cache
def _compiled(marks: str) -> re.Pattern[str]:
    """The pattern of everything that is not read as it stands."""
    return re.compile(f"{marks}|{_SPECIAL}" if marks else _SPECIAL)


def _read(original: str, gone: Sequence[tuple[int, int]], special: re.Pattern[str]) -> View:
    text: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, bool]] = []
    at = length = 0

    def add(part: str, begin: int, stop: int, *, plain: bool) -> None:
        nonlocal length
        if part[:1] == " " and text and text[-1][-1] == " ":
            part, begin = part[1:], begin + plain
        if part:
            starts.append(length)
            pieces.append((begin, stop, plain))
            text.append(part)
            length += len(part)

    blanked = _blanked(original, gone)
    begins = {begin for begin, _ in gone}
    for match in special.finditer(blanked):
        add(original[at : match.start()], at, match.start(), plain=True)
        add(_plainly(match, begins), match.start(), match.end(), plain=False)
        at = match.end()
    add(original[at:], at, len(original), plain=True)
    whole = "".join(text)
    if "'" in whole:
        whole = _QUOTE.sub('"', whole)
    lower = whole.lower()
    if len(lower) != len(whole):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in whole)
    return View(original, whole, lower, tuple(starts), tuple(pieces))


def _blanked(original: str, gone: Sequence[tuple[int, int]]) -> str:
    """``original`` with the spans ``gone`` as inert characters, as many as each is long."""
    if not gone:
        return original
    parts, at = [], 0
    for begin, stop in gone:
        parts += [original[at:begin], INERT * (stop - begin)]
        at = stop
    return "".join([*parts, original[at:]])


def _is_simple(text: str) -> bool:
    """Whether nothing in ``text`` needs to be made plain; a quick look that may say no too often."""
    one_line = text.replace("\n", " ")
    return (
        text.isascii() and one_line.isprintable() and "[" not in text and "  " not in one_line and "- " not in one_line
    )


def _plainly(match: re.Match[str], begins: Set[int]) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "rare":
        return plain(found)
    if kind == "gone":
        return INERT * sum(map(begins.__contains__, range(match.start(), match.end())))
    if kind == "label":
        return INERT if LABEL.fullmatch(found) else found
    if kind in {"wrap", "blank", "line"}:
        return {"wrap": "", "blank": " ", "line": "\n"}[kind]
    return shown(match)
