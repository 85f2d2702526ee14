"""The UK layer: runs the table of shapes, the calendar days, the ages, the address grammar over one view."""

# ruff: noqa: E501 -- tables of words and patterns are read line by line
import re
from collections.abc import Callable, Iterator
from typing import Final

from drivectl.model.finding import Detector, Kind
from drivectl.recognise.address import addresses, organisations
from drivectl.recognise.base import Hit
from drivectl.recognise.cues import PLATFORMS, RANKS, REFERENCES
from drivectl.recognise.dates import days
from drivectl.recognise.encoded import encoded
from drivectl.recognise.lists import digest, words
from drivectl.recognise.patterns import RULES
from drivectl.recognise.rule import LOWER, Rule
from drivectl.recognise.scan import gate, heads, passing, register, tried
from drivectl.recognise.small import places
from drivectl.recognise.view import View

_NAMES_TOO: Final = words("wordy")
VERSION: Final = "1.0.0"
_BEFORE: Final = 32
_AFTER: Final = 14
_AT: Final = re.compile(r"[ (\[{<] ?at ?[ )\]}>] ?[\w\-]{1,30}(?: dot | ?[(\[{<] ?dot|\.[a-z])")
_NEEDS: Final[dict[str, Callable[[str], object]]] = {
    "@": re.compile("@").search,
    "_": re.compile("_").search,
    "dot": _AT.search,
    "url": re.compile(r"://|www\.").search,
    "domain": re.compile(r"\.[a-z]").search,
    "w3w": re.compile(r"w3w|///").search,
    "hex": re.compile(r"[:\-](?:(?<=:)[0-9a-f]{1,4}:|(?:[0-9a-f]{2}[:\-]){3})").search,
}
"""What must stand somewhere in a text before a pattern is searched for in all of it."""

_TRIGGERS: Final = {
    "platform": set(PLATFORMS.split("|")),
    "spelt": {"zero", "oh", "nought", "double", "seven", "nine"},
    "ending": {"ending", "ends", "last"},
    "extension": {"ext", "extension", "extn"},
    "sort": {"sort"},
    "account": {"acc", "acct", "account", "a"},
    "rank": heads(RANKS),
    "ref": heads(REFERENCES),
    "age": {"age", "aged", "oed"},
    "born": {"dob", "d", "born", "b"},
}
register(_TRIGGERS)
_BORN: Final = re.compile(
    r"(?<![a-z])(?:d\.? ?o\.? ?b\.?|born|b\.|date of birth|birth ?day|birthdate|ganwyd|ganed)[ :,(\-]{0,3}(?:on |is |of )?$"
)
_BORN_YEAR: Final = re.compile(
    r"(?<![a-z])(?:dob|d\.o\.b\.?|born|b\.)[ :(]{0,2}(?:in )?(?P<v>00/00/(?:19|20)\d{2}|(?:19|20)\d{2}|[1-4]\d{4}|[0-3]\d[01]\d(?:(?:19|20)\d{2}|\d{2}))(?![\w/])"
)
_AGE: Final = re.compile(
    r"(?<![\w.£/\-])(?P<a>\d{1,3})(?:½|\.5)? ?-?(?:yo|y/o|yrs?(?:[ \-]old)?|years?[ \-](?:old|of age)|mths?(?: old)?|months?[ \-]old|m/o|wks? old|weeks? old|days? old)(?![\w])"
    r"|(?<!\w)(?:aged?|age:|oed) (?:of )?(?P<b>\d{1,3})(?![\w/.])"
)
_AGE_AFTER: Final = re.compile(
    r"(?<=[A-Za-z'])(?: \(|, |,? ?\()(?P<v>\d{1,2}(?:½|1⁄2|\.5)?(?: ?(?:yo|yrs?|mths?|months|wks?|m|y))?)(?=\)|, (?!\d)|[,;]? (?:and|&))"
)


class UkRecogniser:
    """Every fixed shape, address and organisation of UK case notes."""

    detector = Detector(name="uk", version=VERSION, sha256=digest("keep", "common", "wordy"))

    def find(self, view: View) -> Iterator[Hit]:
        """Every hit of the UK layer."""
        for rule, found in shapes(view):
            yield from _judged(rule, view, found)
        if view.scan.digits:
            yield from _ages(view)
        yield from _dates(view)
        yield from addresses(view)
        yield from organisations(view)
        yield from places(view)
        yield from encoded(view)


_ANYWHERE: Final = tuple(rule for rule in RULES if rule.needs in {*_NEEDS, "spelt", "platform"})


_NUMBERED: Final = tuple((rule, (rule.needs, rule.pattern in LOWER)) for rule in RULES if rule not in _ANYWHERE)
_OR_DIGIT: Final = ("sort", "account")
"""Needs that a word or a digit meets."""
_GATES: Final = {
    (needs, low): gate(*some)
    for needs in ("digit", "word", "letter", "capital")
    for low in (True, False)
    for also in [_OR_DIGIT if needs == "digit" else ()]
    if (some := [rule.pattern for rule, key in _NUMBERED if key == (needs, low) or (key[1] is low and key[0] in also)])
}
"""Shape and text -> where any rule of that shape may match; most digits of a note are no part of an identifier."""


def shapes(view: View) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Every match of the table's patterns."""
    if view.scan.digits:
        yield from _numbered(view)
    present = {need: search(view.lower) for need, search in _NEEDS.items()}
    for rule in _ANYWHERE:
        if present[rule.needs] if rule.needs in present else view.scan.at(rule.needs):
            text = _read(rule, view)
            matches = tried(rule.pattern, text, _addressed(text)) if rule.needs == "@" else rule.pattern.finditer(text)
            yield from ((rule, found) for found in matches)


def _addressed(text: str) -> Iterator[int]:
    """Where the name before each at-sign begins, and the sign itself."""
    at = text.find("@")
    while at >= 0:
        start = at - 1 if at and text[at - 1].isspace() else at
        while start and at - start <= _LOCAL and (text[start - 1].isalnum() or text[start - 1] in "_.+-"):
            start -= 1
        yield from (start, at)
        at = text.find("@", at + 1)


_LOCAL: Final = 66
"""The longest name before an at-sign, and a blank."""


def _numbered(view: View) -> Iterator[tuple[Rule, re.Match[str]]]:
    scan = view.scan
    where = {key: scan.places.get(key[0]) or scan.at(key[0]) for _, key in _NUMBERED}
    for key, some in _GATES.items():
        where[key] = passing(some, view.lower if key[1] else view.text, scan.places[key[0]])
    where.update({(needs, True): sorted([*scan.at(needs), *where["digit", True]]) for needs in _OR_DIGIT})
    for rule, key in _NUMBERED:
        if where[key]:
            yield from ((rule, found) for found in tried(rule.pattern, _read(rule, view), where[key]))


def _read(rule: Rule, view: View) -> str:
    return view.lower if rule.pattern in LOWER else view.text


def _judged(rule: Rule, view: View, found: re.Match[str]) -> Iterator[Hit]:
    group = "v" if "v" in rule.pattern.groupindex else 0
    start, end = found.span(group)
    value = found[group]
    if not value or (rule.refuse and rule.refuse.match(value)):
        return
    if rule.reason == "reference-lettered" and value.split()[0].lower() in words("keep"):
        start += len(value.split()[0]) + 1
    near = rule.context and (rule.context.search(view.lower, max(0, start - _BEFORE), end + _AFTER))
    checked = bool(rule.check and rule.check(value))
    if rule.only and not near and not checked:
        return
    score = 0.99 if checked and near else 0.95 if checked or rule.sure else 0.85 if near else 0.5
    yield Hit(start, end, rule.kind, score, "uk", rule.reason, unsure=score < 0.8)


def _dates(view: View) -> Iterator[Hit]:
    for day in days(view):
        born = _BORN.search(view.lower, max(0, day.start - 24), day.start) or view.lower.startswith(" (dob", day.end)
        kind, score = (Kind.DATE_OF_BIRTH, 0.95) if born else (Kind.DATE, 0.8)
        yield Hit(day.start, day.end, kind, score, "uk", "birth-date" if born else "date")
    for found in tried(_BORN_YEAR, view.lower, view.scan.at("born")):
        yield Hit(*found.span("v"), Kind.DATE_OF_BIRTH, 0.85, "uk", "birth-year")
    if "00/00/" in view.text:
        for found in re.finditer(r"(?<![\w/])00/00/(?:19|20)\d{2}(?![\w/])", view.text):
            yield Hit(*found.span(), Kind.DATE_OF_BIRTH, 0.8, "uk", "birth-year")


def _ages(view: View) -> Iterator[Hit]:
    scan = view.scan
    for found in tried(_AGE, view.lower, sorted([*scan.digits, *scan.at("age")])):
        start, end = found.span("b") if found["b"] else found.span()
        yield Hit(start, end, Kind.AGE, 0.8, "uk", "age")
    behind = [
        at - back for at in scan.digits if view.text[at - 1 : at] in {"(", " "} for back in (3, 2, 1) if at >= back
    ]
    for found in tried(_AGE_AFTER, view.text, behind):
        before = re.search(r"[A-Za-z'\-]+$", view.text[max(0, found.start() - 24) : found.start()])
        if before and before.group()[0].isupper() and before.group().lower() not in words("keep") - _NAMES_TOO:
            yield Hit(*found.span("v"), Kind.AGE, 0.6, "uk", "age-after-name", unsure=True)
