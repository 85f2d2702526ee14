"""The quick look loses nothing: where a pattern is tried, it finds what a search of the whole text finds."""

import json
import random
import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivectl.recognise import address, dates, name_rules, quasi, scan, uk
from drivectl.recognise.name_rules import NameRules
from drivectl.recognise.patterns import RULES
from drivectl.recognise.view import view_of

NOTES = Path(__file__).resolve().parents[1] / "data/casenotes.jsonl"
PIECES = [
    "Becky", "HALLAM, Rebecca", "J. Smith", "J.S.", "JS rang", "kids A, B and C", "Tom (6)", "Mrs Kauser", "mr jones", "Hi Becky,", "PC 3318", "PC Smith 417", "31 Pendle View",
    "flat 2", "at 33", "rear of 12 Mill Road", "12 Heol Fawr", "Heol y Parc", "Mill Cottage", "Bell Inn", "the bell inn", "HMP Leeds", "works at Boots", "in Leeds", "Hill Primary",
    "RB1 2AB", "near M14", "07700 900150", "+44 7700 900150", "(01632) 960 123", "ending 417", "ext 4417", "oh seven seven double oh nine two one", "999 000 0018", "QQ123456C", "ni no QQ 12 34 56",
    "AB00 XYZ", "car AB 12", "A123 BCD", "sort code 20-45-67 acc 12345678", "20-45-67", "account 12345678", "GB33BUKB20201555555555", "4111 1111 1111 1111", "08/333413B", "138389/08Z", "G660721", "A1234BC",
    "ref: PE/24/118", "log 123 of 14/01", "MARAC/PEN/25/031", "AB/1", "12345678", "24/118/9", "01/10/2016", "3 May", "8th July 1990", "July 8th, 1990", "19900708", "Mon 3/4", "born 1990", "dob 00/00/1990", "aged 6", "6yo",
    "Boxing Day", "a@b.example", "x dot y at mail dot example", "@gracie_m", "gracie_m9", "insta sam.h9", "www.x.example/a", "192.168.0.1", "01:23:45:67:89:ab", "///one.two.three", "51.5074, -0.1278", "licence MORGA657054SM9IJ",
    "passport 925665416", "the only brother", "plays for the fc", "works as a baker in Leeds", "CHILD", "and", "to", "The", "(", ")", ",", ".", "-", "/", ":", "\n", "'s", "£40", "\x01", "é", "٣",
]  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(PIECES) | st.text(string.ascii_letters + string.digits + " .,/-'@_:+()", max_size=6), max_size=14
).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts), ", ".join(parts), "\n".join(parts)]))
PARTLY = (address._CORE, address._TOWN)
"""Patterns that are meant for some places only: a street whose number begins a number, a town behind a comma."""


NUMBERED = {rule.pattern for rule, _ in uk._NUMBERED}


def lost(pattern: re.Pattern[str], text: str, spans: set[tuple[int, int]]) -> list[str]:
    """What a search of the whole text finds at the start of a word, with a digit if the pattern is one of digits'."""
    return [
        one.group()
        for one in (pattern.finditer(text) if pattern not in PARTLY else ())
        if one.span() not in spans
        and not (one.start() and text[one.start() - 1 : one.start() + 1].isalnum())
        and (pattern not in NUMBERED or re.search(r"\d", one.group()))
    ]


def look(monkeypatch: pytest.MonkeyPatch, texts: Iterable[str]) -> dict[str, list[str]]:
    """Every pattern that lost something in ``texts``, with what it lost."""
    losses: dict[str, list[str]] = defaultdict(list)

    def tried(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
        found = list(scan.tried(pattern, text, places))
        losses[pattern.pattern] += lost(pattern, text, {one.span() for one in found})
        return iter(found)

    with monkeypatch.context() as patched:
        for module in (address, dates, name_rules, quasi, uk):
            patched.setattr(module, "tried", tried)
        for text in texts:
            view = view_of(text)
            found: dict[re.Pattern[str], set[tuple[int, int]]] = defaultdict(set)
            for rule, match in uk.shapes(view):
                found[rule.pattern].add(match.span())
            for rule in RULES:
                losses[rule.reason] += lost(rule.pattern, uk._read(rule, view), found[rule.pattern])
            list(uk.UkRecogniser().find(view))
            list(NameRules().find(view))
            list(quasi.described([view], []))
    return {pattern: missed for pattern, missed in losses.items() if missed}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_no_pattern_loses_a_hit(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    assert look(monkeypatch, [text]) == {}


def test_no_pattern_loses_a_hit_in_case_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [json.loads(line)["text"] for line in NOTES.read_text(encoding="utf-8").splitlines()]
    dice = random.Random(4)
    torn = [
        "".join(dice.choice([" ", "\n", "", "/", "-"]) if c in " .,-" and dice.random() < 0.1 else c for c in one)
        for one in texts
    ]
    assert look(monkeypatch, [*texts, *torn, *map(str.upper, texts), *map(str.lower, texts)]) == {}
