"""Calendar days in every form notes use, with what they say: enough to compare with a known birth date."""

# ruff: noqa: E501 -- tables of words and patterns are read line by line
import re
from collections.abc import Iterator
from typing import Final

from drivectl.recognise.scan import Day, gate, heads, passing, register, tried
from drivectl.recognise.view import View

_MONTHS: Final = (
    ("january", "jan", "ionawr", "i"),
    ("february", "feb", "chwefror", "ii"),
    ("march", "mar", "mawrth", "iii"),
    ("april", "apr", "ebrill", "iv"),
    ("may", "mai", "v"),
    ("june", "jun", "mehefin", "vi"),
    ("july", "jul", "gorffennaf", "vii"),
    ("august", "aug", "awst", "viii"),
    ("september", "sept", "sep", "medi", "ix"),
    ("october", "oct", "hydref", "x"),
    ("november", "nov", "tachwedd", "xi"),
    ("december", "dec", "rhagfyr", "xii"),
)
_NUMBER_OF: Final = {word: at for at, words in enumerate(_MONTHS, 1) for word in words}
_WORDS: Final = "|".join(sorted((w for w in _NUMBER_OF if not set(w) <= set("ivx")), key=len, reverse=True))
_ROMAN: Final = "|".join(sorted((w for w in _NUMBER_OF if set(w) <= set("ivx")), key=len, reverse=True))
_DAY: Final = r"(?P<d>[0-3]?\d)"
_YEAR: Final = r"(?P<y>(?:19|20)\d{2}|'?\d{2})"
_WEEKDAYS: Final = "mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun"
_WEEKDAY: Final = rf"(?:dydd [a-z]{{3,8}} |(?:{_WEEKDAYS})(?:day)?[, ] ?(?:the )?)?"
_MONTH_FIRST: Final = re.compile(
    rf"(?<![\w/.\-])(?P<w>{_WORDS}) (?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\w|:)(?:,? (?P<y>(?:19|20)\d{{2}}))?"
)
_FORMS: Final = (
    re.compile(rf"(?<![\w/.\-]){_WEEKDAY}{_DAY}(?P<s>[/.\-\\])(?P<m>[01]?\d)(?P=s){_YEAR}(?![\w/\-])(?!\.\d)"),
    re.compile(rf"(?<![\w/.\-]){_WEEKDAY}(?P<d>[0-3]\d) (?P<m>[01]\d) {_YEAR}(?![\w/\-])"),
    re.compile(r"(?<![\w/.\-])(?P<y>(?:19|20)\d{2})[/.\-](?P<m>[01]?\d)[/.\-](?P<d>[0-3]?\d)(?![\d/\-])"),
    re.compile(
        rf"(?<![\w/.\-]){_WEEKDAY}{_DAY}(?:st|nd|rd|th|fed|af)?(?:[ \-/.]?|-[0-3]?\d(?:st|nd|rd|th)? ?)(?:of )?(?P<w>{_WORDS})(?![a-z])[., \-/]{{0,2}}(?:{_YEAR}(?!\w))?"
    ),
    _MONTH_FIRST,
    re.compile(rf"(?<![\w/.\-]){_DAY}[\-/.](?P<w>{_ROMAN})[\-/.]{_YEAR}(?!\w)"),
    re.compile(r"(?<![\w/.\-])(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\w/\-])"),
    re.compile(r"(?<![\w/.\-])(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>(?:19|20)\d{2})(?![\w/\-])"),
)
_SHORT: Final = re.compile(rf"(?<![\w/.\-£]){_WEEKDAY}{_DAY}/(?P<m>[01]?\d)(?![\w/\-]|\.\d| of )")
_FEASTS: Final = (
    "christmas|new year'?s|boxing|valentine'?s|mothering|mother'?s|father'?s|bonfire|st david'?s|st patrick'?s"
)
_FEAST: Final = re.compile(rf"(?<!\w)(?:(?:{_FEASTS}) (?:day|eve|night|sunday))(?!\w)")

_UNITS: Final = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NTH: Final = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_SAYS: Final = {
    **{word: at for at, word in enumerate(_UNITS, 1)},
    **{word: at for at, word in enumerate(_NTH, 1)},
    **{word: at * 10 for at, word in enumerate(_TENS, 2)},
    "twentieth": 20,
    "thirtieth": 30,
    "oh": 0,
}
_NTHS: Final = rf"(?:(?:twenty|thirty)[ \-]?)?(?:{'|'.join(_NTH)})|twentieth|thirtieth"
_SAID_YEAR: Final = (
    rf"(?:(?:nineteen|twenty|two thousand)[ \-](?:and )?)?(?:(?:{'|'.join(_TENS)}|oh)(?:[ \-](?:{'|'.join(_UNITS[:9])}))?|"
    rf"{'|'.join(reversed(_UNITS))})|two thousand|(?:19|20)?\d\d"
)
_SPOKEN: Final = re.compile(
    rf"(?<![\w\-])(?P<d>{_NTHS})(?: day)?(?: of)?(?: the)? (?:(?P<w>{_WORDS})|(?P<n>{_NTHS}))(?:,? (?P<y>{_SAID_YEAR}))?(?!\w)"
)

register(
    {
        "ordinal": {*_NTH, "twenty", "thirty", "twentieth", "thirtieth"},
        "weekday": {
            part
            for one in ("mon", "tue", "tues", "wed", "wednes", "thu", "thur", "thurs", "fri", "sat", "satur", "sun")
            for part in (one, one + "day")
        }
        | {"dydd"},
        "month": {word for word in _NUMBER_OF if len(word) > 2},
        "feast": heads(_FEASTS),
    }
)


_SOME: Final = gate(*(form for form in (*_FORMS, _SHORT) if form is not _MONTH_FIRST))


def days(view: View) -> list[Day]:
    """Every calendar day in ``view`` (feasts with day 0); both the record and the rules ask, the text is read once."""
    if view.scan.days is None:
        view.scan.days = list(_days(view))
    return view.scan.days


def _days(view: View) -> Iterator[Day]:
    scan = view.scan
    numbers = sorted([*scan.digits, *scan.at("weekday")]) if scan.digits else []
    some = passing(_SOME, view.lower, numbers)
    for form in (*_FORMS, _SHORT):
        places = (scan.at("month") if numbers else ()) if form is _MONTH_FIRST else some
        for found in tried(form, view.lower, places):
            parts = found.groupdict()
            word = parts.get("w")
            month = _NUMBER_OF[word] if word else int(parts["m"])
            day = int(parts["d"])
            if month > 12 or day > 31:
                continue
            year = parts.get("y")
            end = found.end() if year or not word else found.start() + len(found.group().rstrip(" .,-"))
            yield Day(found.start(), end, day, month, int(year.strip("'")) if year else None)
    for found in tried(_SPOKEN, view.lower, scan.at("ordinal")):
        if found["y"] or (found["w"] and (found["w"] != "may" or " of " in found.group())):
            month = _NUMBER_OF[found["w"]] if found["w"] else _said(found["n"])
            yield Day(*found.span(), _said(found["d"]), month, _said(found["y"]) if found["y"] else None)
    for feast in tried(_FEAST, view.lower, scan.at("feast")):
        yield Day(feast.start(), feast.end(), 0, 0, None)


def _said(words: str) -> int:
    """The number that ``words`` say: of a year, its last two digits at least."""
    numbers = [_SAYS.get(one, int(one) if one.isdigit() else 0) for one in re.findall(r"[a-z]+|\d+", words)]
    return sum(numbers[-2:]) if len(numbers) < 2 or (numbers[-2] % 10 == 0 and numbers[-1] < 10) else numbers[-1]


def read_day(value: str) -> tuple[int, int, int] | None:
    """The (day, month, year) of a record's date in any of these forms; None where it is not one."""
    for form in _FORMS:
        found = form.fullmatch(value.strip().lower())
        if found:
            parts = found.groupdict()
            month = _NUMBER_OF[parts["w"]] if parts.get("w") else int(parts["m"])
            if parts.get("y"):
                return int(parts["d"]), month, int(parts["y"].strip("'"))
    return None
