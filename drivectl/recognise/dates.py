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


register(
    {
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
    for feast in tried(_FEAST, view.lower, scan.at("feast")):
        yield Day(feast.start(), feast.end(), 0, 0, None)


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
