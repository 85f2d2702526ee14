"""The YAML door: what it reads, what it refuses, and where it says things stand."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from drivectl.errors import DrivectlError
from drivectl.spec import yamlmarks

HERE = Path("file.yaml")
BIDI = "\u202e"  # RIGHT-TO-LEFT OVERRIDE


def read(text: str | bytes) -> yamlmarks.Marked:
    return yamlmarks.parse(text.encode() if isinstance(text, str) else text, HERE)


def refused(text: str | bytes) -> list[str]:
    with pytest.raises(DrivectlError) as caught:
        read(text)
    assert caught.value.exit == 3
    return [f"{d.at.line}:{d.at.column} {d.code} {d.what}" for d in caught.value.diagnostics if d.at]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_words_that_others_turn_into_something_else_stay_text(loader: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlmarks, "_LOADER", loader)
    words = "NO, off, yes, True, 012, 0x1f, 1_000, 12:30:00, 1e3, .5, ~, 2026-12-01, 1.0.0, .inf, =, 99999999999999999"
    assert read(f"[{words}]").data == words.split(", ")
    assert read("[true, false, null, 0, -7, 12, 0.10, '1', \"true\"]").data == [
        True, False, None, 0, -7, 12, Decimal("0.10"), "1", "true",
    ]  # fmt: skip
    assert read("{on: 1, true: 2, 012: 3}").data == {"on": 1, "true": 2, "012": 3}
    assert read("a: |\n  two\n  lines\nb: >-\n  one\n  line\n").data == {"a": "two\nlines\n", "b": "one line"}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\n", ["1:4 STR003 an anchor (&) is not used here"]),
        (
            "a: &x [1]\nb: *x\n",
            ["1:4 STR003 an anchor (&) is not used here", "2:4 STR003 an alias (*) is not used here"],
        ),
        ("a: !!str 1\n", ["1:4 STR003 a tag (!) is not used here"]),
        ("a: !env {b: 1}\n", ["1:4 STR003 a tag (!) is not used here"]),
        ("a: {<<: {b: 1}}\n", ["1:5 STR003 a merge key (<<) is not used here"]),
        ("%YAML 1.1\n---\na: 1\n", ["1:1 STR003 a line that starts with % is not used here"]),
        ("a: 1\n---\nb: 2\n", ["2:1 STR003 a second document starts here"]),
        ("a: 1\nb: 2\na: 3\n", ["3:1 STR002 the key a stands twice"]),
        ("x: {a: 1, 'a': 2, a: 3}\n", ["1:11 STR002 the key a stands twice", "1:19 STR002 the key a stands twice"]),
        ("? [1]\n: 2\n", ["1:3 STR001 a key must be one word or a quoted text"]),
        ("# nothing\n", ["None:None STR001 the file is empty"]),
        (
            "a: b: c\n",
            ["1:5 STR001 a colon stands where no key can: one is missing before it, or the text needs quotes"],
        ),
        ('a: "\\u202e"\n', ["1:4 STR001 a character that cannot be seen (control or direction mark)"]),
        ('"\\u200bkey": 1\n', ["1:1 STR001 a character that cannot be seen (control or direction mark)"]),
    ],
)
def test_what_a_reviewer_cannot_see_is_refused(
    loader: object, text: str, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlmarks, "_LOADER", loader)
    assert refused(text) == said


@pytest.mark.parametrize(
    "char", [BIDI, "\u200b", "\u2066", "\x07", "\x1b", "\x85", "\u2028", "\ufeff", "\u00ad", "\x00"]
)
def test_hidden_characters_are_named_where_they_stand_and_all_of_them(char: str) -> None:
    said = refused(f"a: 1\nb: x{char}\n# c{char}\n")
    assert said == [
        "2:5 STR001 a character that cannot be seen (control or direction mark)",
        "3:4 STR001 a character that cannot be seen (control or direction mark)",
    ]


def test_other_encodings_are_refused_at_the_first_wrong_byte() -> None:
    assert refused("a: 1\nb: caf\u00e9\n".encode("cp1252")) == ["2:7 STR001 the file is not UTF-8 text"]
    assert refused("a: 1\n".encode("utf-16"))[0].startswith("1:1 STR001")


def test_welsh_text_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    doc = read("\ufeffenw: Siân Ŵyn\r\nb:\r\n  - x\r\n".encode())
    assert doc.data == {"enw": "Siân Ŵyn", "b": ["x"]}
    assert (doc.at("b", 0).line, doc.at("b", 0).column, doc.at("b", 0).end_column) == (3, 5, 6)


def test_places_are_those_of_the_value_or_of_its_key_and_fall_back_to_what_is_there() -> None:
    doc = read("a:\n  b: [x, yy]\nc: {d: 1}\n")
    assert (doc.at("a", "b", 1).line, doc.at("a", "b", 1).column, doc.at("a", "b", 1).end_column) == (2, 10, 12)
    assert (doc.at("c", "d", key=True).column, doc.at("c", "d").column) == (5, 8)
    assert doc.at("a", "lost") == doc.at("a")
    assert doc.at("c", 0, "d") == doc.at("c", "d")


def test_nothing_a_file_holds_exhausts_the_machine() -> None:
    assert refused("[" * 100_000)[0].endswith("nested more than 32 deep")
    assert refused("a: " * 0 + "{a: " * 40)[0].endswith("nested more than 32 deep")
    assert refused("[" + "1," * 5_001 + "]")[0].endswith("more than 5000 values in one file")
    read("[" * 31 + "1" + "]" * 31)


def test_a_file_that_is_too_large_or_not_there_is_one_diagnostic_with_exit_3(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_text("# " + "x" * yamlmarks.MAX_BYTES, encoding="utf-8")
    for path, code in ((large, "STR001"), (tmp_path / "none.yaml", "STR010"), (tmp_path, "STR010")):
        with pytest.raises(DrivectlError) as caught:
            yamlmarks.load(path)
        assert (caught.value.code, caught.value.exit) == (code, 3)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a:\n\tb: 1\n", "a tab cannot indent: use spaces"),
        ("a: {b: 1\nc: 2\n", "a comma or a closing brace is missing"),
        ("a: [1, 2\nc: 2\n", "a comma or a closing bracket is missing"),
        ("a: 'x\n", "a quotation mark is not closed"),
        ("a: @x\n", "a sign stands where no text can start: put the text in quotes"),
        ("a: 1\n b: 2\n", "a colon stands where no key can: one is missing before it, or the text needs quotes"),
        ("a:\n  - 1\n b: 2\n", "the line is indented too far or not far enough"),
        ("a: *\n", "this is not YAML"),
    ],
)
def test_slips_of_the_pen_are_told_apart(text: str, hint: str) -> None:
    assert refused(text)[0].endswith(hint), refused(text)
