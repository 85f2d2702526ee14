"""What holds for every text: nothing left after masking, unions only grow, offsets are those of the original."""

import string
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivectl.model.finding import Cast, Finding, Kind
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import Engine
from drivectl.recognise.residual import never_shared, residual
from drivectl.recognise.view import readings, view_of

NOBODY = Cast(case="c", people=())
CAST = record_cast(
    {
        "victim": {
            "name": "Rebecca Hallam",
            "aliases": ["Becs"],
            "phones": ["07700 900150"],
            "addresses": ["31 Pendle View, Brierfield"],
        },
        "children": [{"name": "Grace May", "dob": "2016-10-01"}],
        "others": [{"name": "Nasra Kauser", "relation": "informant"}],
    },
    "c",
)
PIECES = [
    "Rebecca", "becs", "HALLAM", "Grace", "May", "may", "Mrs Kauser", "her sister June", "DC Frank 4417", "Dr", "PC", "called", "and", "with", "to", "in",
    "The", "the", "Big", "flat 2", "31 Pendle View", "at 33", "RB1 2AB", "07700 900150", "999 000 0018", "AB00 XYZ", "ref", "PE/24/118",
    "01/10/2016", "3 May", "dob", "a@b.example", "@gracie_m", "x dot y at mail dot example", "oh seven seven double oh nine", "School", "Hill Primary",
    "[VICTIM]", "[CHILD 1]", "[", "]", "\r\n", "\n", "\t", "\u00a0", "\u200b", "e\u0301", "🙂", "Siân", "O’Neil", "(6)", ",", ".", "-", "–", "'s", ":", "£40", "Zzyx", "ſ", "İ", "٣",
]  # fmt: skip
MARKS = [
    "<b>", "</b>", "<br>", "<p>", "<a href='", "'>", ">", "<!--", "-->", "&lt;b&gt;", "&nbsp;", "&#48;", "&shy;", "&amp;", "&", ";", "{", "}",
    "\\b ", "\\par ", "\\'e9", "\\u233?", "\\u0052", "\\n", "\\-", "{\\rtf1 ", "=20", "=3D", "=\n", "=C3=A9", "%20", "-\n", "\u00ad", "\x00", "\x01",
    "\ud800", "\u0435", "\uff17", "\u0301", "\u3164", "Reb", "ecca", "0770", "0 900123", "Hal", "lam", "31 Pen", "dle View", "RB1", "2AB", " ",
]  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(PIECES) | st.text(string.ascii_letters + string.digits + " .,/-'", max_size=6), max_size=14
).map(" ".join) | st.lists(st.sampled_from(PIECES) | st.sampled_from(MARKS), max_size=20).map("".join)
LIGHT = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def engine(*names: str) -> Engine:
    return Engine(names or ("known", "uk", "names-rules"))


def masked(text: str, findings: list[Finding]) -> str:
    for one in reversed(findings):
        text = f"{text[: one.start]}[{one.kind.value}]{text[one.end :]}"
    return text


def covered(findings: list[Finding]) -> set[int]:
    return {at for one in findings for at in range(one.start, one.end)}


@LIGHT
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_masked_text_has_nothing_left(texts: list[str]) -> None:
    found = engine().find(texts, CAST)
    after = [masked(text, those) for text, those in zip(texts, found, strict=True)]
    assert residual(engine(), after, CAST) == [[] for _ in texts]
    assert never_shared(after, CAST, {"victim.name"}) == [[] for _ in texts]


@LIGHT
@given(TEXTS)
def test_findings_are_ordered_apart_and_inside(text: str) -> None:
    for cast in (CAST, NOBODY):
        found = [one for one in engine().find([text], cast)[0] if one.kind is not Kind.QUASI]
        ends = [0, *(one.end for one in found)]
        assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, found, strict=False))
        assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)


@LIGHT
@given(TEXTS)
def test_a_record_never_lowers_what_is_hidden(text: str) -> None:
    without, with_record = (covered(engine().find([text], cast)[0]) for cast in (NOBODY, CAST))
    assert {at for at in without if text[at].isalnum()} <= with_record


@LIGHT
@given(TEXTS)
def test_a_further_layer_never_lowers_what_is_hidden(text: str) -> None:
    steps = [("uk",), ("uk", "names-rules"), ("known", "uk", "names-rules")]
    hidden = [{at for at in covered(engine(*names).find([text], CAST)[0]) if text[at].isalnum()} for names in steps]
    assert hidden[0] <= hidden[1] <= hidden[2]


@LIGHT
@given(TEXTS)
def test_the_view_leads_back_to_the_original(text: str) -> None:
    for view in readings(text):
        assert len(view.lower) == len(view.text)
        spans = [view.back(at, at + 1) for at in range(len(view.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert [start for start, _ in spans] == sorted(start for start, _ in spans)


@LIGHT
@given(TEXTS)
def test_reading_mark_up_never_lowers_what_is_hidden(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("drivectl.recognise.engine.readings", lambda text, gone=(): (view_of(text, gone),))
        plain = covered(engine().find([text], CAST)[0])
    assert {at for at in plain if text[at].isalnum()} <= covered(engine().find([text], CAST)[0])


@pytest.mark.parametrize("between", ["\u00a0", "\u200b ", "\r\n", "  ", "\t", " \u0301"])
def test_offsets_hold_after_emoji_marks_and_line_ends(between: str) -> None:
    text = f"🙂🙂 e\u0301\r\nthen Rebecca{between}Hallam rang"
    covered_text = {at for one in engine().find([text], CAST)[0] for at in range(one.start, one.end)}
    for word in ("Rebecca", "Hallam"):
        start = text.index(word)
        assert set(range(start, start + len(word))) <= covered_text
    assert not {at for at in covered_text if at < text.index("Rebecca")}


def test_cases_do_not_know_each_other() -> None:
    one, two = ["Her sister Zuleika came"], ["then zuleika left"]
    first = engine().find(one, NOBODY), engine().find(two, NOBODY)
    second = engine().find(two, NOBODY), engine().find(one, NOBODY)
    assert first == (second[1], second[0])
    assert first[1] == [[]]
