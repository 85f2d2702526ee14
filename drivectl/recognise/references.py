"""The rules for references: crime, log, court, tenancy, case system, exhibit, collar number and all the others."""

# ruff: noqa: E501 -- tables of words and patterns are read line by line
import re
from typing import Final

from drivectl.model.finding import Kind
from drivectl.recognise.cues import RANKS, REFERENCES
from drivectl.recognise.rule import A_DATE, Rule, ci

_cs: Final = re.compile
_LABELS: Final = (
    "PRF|OEL|INV|NHS|CAD|PNC|CRO|CRN|TEL|MOB|LOG|REF|NIN|NINO|NI|CHI|HCN|DOB|URN|UPRN|UPN|ULN|IMEI|INC|DWP|ASC|ID|NO|OIC|PC|DC|DS|PS|SGT|"
    "ACC|ACCT|SORT|UC|FAX|EXT|OCC|PNCID|ON|AT|TO|AND|FOR|OF|IN|BY|FROM|IS|WAS|TEXT|RING|CALL|PHONE|CRIME|CASE|BP|HR|BM|YEAR|BORN"
)
"""Words in capitals that introduce a number and are no part of it."""
REFERENCE_RULES: Final[tuple[Rule, ...]] = (
    Rule(Kind.CASE_REF, "collar-number", ci(rf"\b(?:{RANKS})\.? ?(?P<v>[a-z]?\d{{2,6}})\b"), sure=True, needs="rank"),
    Rule(
        Kind.CASE_REF,
        "collar-after-name",
        ci(
            r"\b(?:pc|ps|dc|ds|di|dci|sgt|pcso|insp|const|constable|sergeant)\.? [a-z'\-]{2,20}(?: [a-z'\-]{2,20})? (?P<v>[a-z]?\d{3,6})\b"
        ),
        sure=True,
        needs="rank",
    ),
    Rule(
        Kind.CASE_REF,
        "reference",
        ci(
            rf"(?<![a-z])(?:{REFERENCES})(?![a-z])\.?(?: ?(?:no|number|num|id|ref|holder)\.?)?[:#]? ?(?P<v>(?:[a-z]{{1,8}}[/\-]?){{0,2}}\d[a-z0-9]{{0,20}}(?:[/\-. ]?[a-z]{{0,4}}\d[a-z0-9]{{0,12}}){{0,4}}(?:[/\-][a-z0-9]{{1,6}}){{0,2}})(?!\w)"
        ),
        refuse=_cs(r"\d{1,2}(?:[:.]\d{2})?$"),
        sure=True,
        needs="ref",
    ),
    Rule(
        Kind.CASE_REF,
        "reference-plate",
        _cs(r"\b(?i:plate|badge|licen[cs]e|permit|reg)(?: (?i:no|number)\.?)?:? (?P<v>[A-Z]{1,6} ?\d{2,6})(?!\w)"),
        sure=True,
        needs="ref",
    ),
    Rule(
        Kind.CASE_REF,
        "reference-shape",
        _cs(
            r"(?<![\w/\-.])[A-Z]{2,10}(?:[/\-][A-Z0-9]{1,8}){0,2}[/\-]\d{2,12}(?:[/\-][A-Za-z0-9]{1,12}){0,3}(?![\w/])"
        ),
        refuse=_cs(r"SHA-\d+$"),
        sure=True,
        needs="capital",
    ),
    Rule(
        Kind.CASE_REF,
        "reference-mixed",
        _cs(
            r"(?<![\w/\-.])(?:[A-Z0-9]{1,10}[/\-]){1,4}(?=[A-Z0-9]*\d)[A-Z0-9]{1,12}(?:[/\-][A-Z0-9]{1,8}){0,2}(?![\w/])"
        ),
        refuse=_cs(
            r"(?:19|20)\d{2}-(?:19|20)?\d{2}$|[0-2]\d[0-5]\d-[0-2]\d[0-5]\d$|(?:\d{1,2}[/\-]){1,2}\d{2,4}$|\d{1,3}/\d{1,3}$|\d{1,2}-\d{1,2}$|[A-Z]{1,4}-?\d$|[A-Z]+/[A-Z]+\d?$|[A-Z]{1,4}/\d$|SHA-\d+$"
        ),
        needs="word",
    ),
    Rule(
        Kind.CASE_REF,
        "reference-spaced",
        _cs(r"(?<![\w/\-])[A-Z]{2,4} \d{2,6}-[A-Z]{1,3}/\d{2,4}(?!\w)"),
        needs="capital",
    ),
    Rule(
        Kind.CASE_REF,
        "reference-lettered",
        _cs(
            rf"(?<![\w/\-])(?!(?:{_LABELS})[ /])[A-Z]{{2,5}}(?:[/\-][A-Z]{{1,2}})? (?:\d{{5,12}}|\d{{1,6}}[/\-]\d{{2,8}}(?:[/\-]\d{{1,6}})?)(?![\w/\-])"
        ),
        refuse=_cs(
            r"[A-Z/\-]+ (?:[0-3]?\d[/\-.][01]?\d(?:[/\-.](?:\d{4}|\d{2}))?|\d{2,3}/\d{2,3}|\d{3} ?\d{3} ?\d{4}|0\d{4}|0\d{9,10})$"
        ),
        needs="capital",
    ),
    Rule(
        Kind.CASE_REF,
        "reference-hyphen",
        _cs(r"(?<![\w/\-.,£])\d{2,6}-\d{3,8}(?![\w/\-]|[.,]\d)"),
        refuse=_cs(r"(?:19|20)\d{2}-(?:19|20)\d{2}$|[0-2]\d[0-5]\d-[0-2]\d[0-5]\d$|\d{2,3}-\d{3}$"),
    ),
    Rule(Kind.CASE_REF, "exhibit", _cs(r"(?<![\w/\-])[A-Z]{2,3}/\d{1,3}(?![\w/\-])"), needs="capital"),
    Rule(
        Kind.CASE_REF,
        "letters-digits",
        _cs(r"(?<![\w/\-])(?=\w{0,12}\d\w{0,4}\d\w{0,4}\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,20}(?![\w/\-])"),
        refuse=_cs(r"\d{1,2}[A-Z]{3}(?:\d{2}|\d{4})$"),
        needs="word",
    ),
    Rule(
        Kind.CASE_REF,
        "long-number",
        _cs(r"(?<![\w/.,])\d{6,20}(?:-\d{1,3})?(?![\w/]|[.,]\d)"),
        refuse=_cs(r"(?:19|20)\d{6}$"),
    ),
    Rule(
        Kind.CASE_REF, "number-in-three", _cs(r"(?<![\w/\-])\d{1,6}[/\-]\d{2,6}[/\-]\d{1,6}(?![\w/\-])"), refuse=A_DATE
    ),
)
