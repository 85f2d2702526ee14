"""Identifiers with mark-up, codes and look-alike letters inside are hidden whole, in whatever way a note is written."""

import pytest

from drivectl.model.finding import Kind
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import Engine
from drivectl.recognise.view import readings, view_of

CAST = record_cast({"victim": {"name": "Rebecca Hallam", "addresses": ["31 Pendle View, Brierfield"]}}, "c")
ENGINE = Engine(("known", "uk", "names-rules"))

PHONES = [
    "<b>07700</b> 900123", "077<span style='x'>00</span> 900123", "07700<o:p></o:p>&nbsp;900123", "07<!-- x -->700 900123",
    "07<b title='a\x01b'>700</b> 900123", "&lt;b&gt;07700&lt;/b&gt; 900123", "&amp;nbsp;07700&amp;nbsp;&nbsp;900123",
    "&#48;7700 900123", "&#x30;7700&#160;900123", "&#48&#55;700 900123", "07700&shy; 900123",
    "{\\b 07700} 900123", "077\\b 00\\b0  900123", "07700\\~900123", "077\\-00 900123", "\\'30\\'37700 900123", "\\u48?7700 900123",
    "07700=20900123", "07700=\r\n 900123", "=30=37700=20900123", "07700%20900123", "\\u00307700\\u0020900123",
    "\uff10\uff17\uff17\uff10\uff10 900123", "\u0660\u0667700 900123", "0\u0337\u0337700 900123", "07700\u2011900123",
    "077\u00ad00 900\u200b123", "077\u206000 900123", "\u202e07700 900123\u202c", "07\x00700 900123", "07\x01700 900123", "07\ud800700 900123",
    "07700-\n900123", "07700\u00a0\u00a0\u00a0900123", "0\ufe0f\u20e37\ufe0f\u20e3700 900123", "07\U0001d7d5\U0001d7d800 900123",
]  # fmt: skip
NAMES = [
    "R<b>ebec</b>ca", "R&#101;becca", "R&eacute;becca", "R\\'e9becca", "R\\u233?becca", "Re{\\i bec}ca", "R=C3=A9becca", "R%C3%A9becca",
    "R=65becca", "Re=\nbecca", "Re\u00ad\nbecca", "Reb\u2010\r\necca", "R\u0435b\u0435\u0441\u0441\u0430", "R\u03b5becc\u03b1", "Re\u0301becca",
    "\u0280\u1d07\u0299\u1d07\u1d04\u1d04\u1d00", "\U0001d411\U0001d41e\U0001d41b\U0001d41e\U0001d41c\U0001d41c\U0001d41a", "\U0001f161\U0001f154becca",
    "\uff32ebecca", "Reb\x00ecca", "Reb\udc00ecca", "Re\u200dbecca", "\u211debecca", "R\u0117becca",
]  # fmt: skip


def left(text: str) -> list[str]:
    """The letters and digits of the masked text, in every way of reading it."""
    masked = text
    for one in reversed(ENGINE.find([text], CAST)[0]):
        masked = f"{masked[: one.start]}[{one.kind.value}]{masked[one.end :]}"
    return ["".join(filter(str.isalnum, view.lower)) for view in readings(masked)]


FRAMES = ["call {} now", "<p>call {}</p>", "{{\\rtf1\\ansi call {}\\par}}", "[VICTIM] x=3D: {}", "\u202bcall\n{}"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("form", PHONES)
def test_a_number_is_hidden_whole(form: str, frame: str) -> None:
    for plain in left(frame.format(form)):
        assert not [part for part in ("77", "700", "900", "123") if part in plain], ascii(plain)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("form", NAMES)
def test_a_name_is_hidden_whole(form: str, frame: str) -> None:
    for plain in left(frame.format(form)):
        assert not [part for part in ("reb", "ebe", "bec", "cca") if part in plain], ascii(plain)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("one<br>two", "one\ntwo"),
        ("<td>one</td><td>two</td>", "\none\n\ntwo\n"),
        ("<p>one</p>two", "\none\ntwo"),
        ("one&nbsp;two", "one two"),
        ("one\\par two\\tab three", "one\ntwo\nthree"),
        ("one\\~two", "one two"),
        ("one=20two=\nthree", "one twothree"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("<i>on</i>e<wbr>", "one"),
        ("{\\b on}e", "one"),
    ],
)
def test_only_what_a_reader_sees_together_is_joined(text: str, read: str) -> None:
    assert readings(text)[1].text == read


@pytest.mark.parametrize(
    "text", ["2 < 3 and x=1, 50% of 4", "a & b; c", "C: or D", "fish-\nand chips", "well\u2013known"]
)
def test_plain_signs_give_one_reading(text: str) -> None:
    assert len(readings(text)) == 1


def test_the_text_itself_is_always_read() -> None:
    for text in ("<Rebecca Hallam rang 07700 900123>", "C:\\hallam\\rebecca", "x=07700 900123", "100%07700 900123"):
        assert not [plain for plain in left(text) if "hallam" in plain or "900123" in plain]


def test_mark_up_and_a_mask_read_alike() -> None:
    """What is hidden inside a tag must not keep the tag from being read as one."""
    text = "07<i title='Rebecca'>700</i> x"
    (start,) = [one.start for one in ENGINE.find([text], CAST)[0] if one.kind is Kind.PERSON]
    spans = [(start, start + len("Rebecca"))]
    assert readings(text, spans)[1].text == readings("07<i title='[VICTIM]'>700</i> x")[1].text == "07700 x"


def test_a_control_character_is_no_hidden_place() -> None:
    assert view_of("Re\x01becca").text == "Rebecca"
    assert view_of("[VICTIM] came", [(9, 13)]).text == "\x01 \x01"
