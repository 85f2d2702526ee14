"""Comments and ambiguous words are found where they stand, and nowhere else."""

from pathlib import Path

import pytest
import yaml

from drivectl.spec import yamlmarks
from drivectl.spec.remarks import other_readers_differ

SHIPPED = Path(__file__).parents[3] / "policies"


def read(text: str) -> yamlmarks.Marked:
    return yamlmarks.parse(text.encode(), Path("c.yaml"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_stand_between_scalars_and_never_inside_one(end: str) -> None:
    lines = (
        "# top",
        'a: "quoted # none" # one',
        "b: plain#none # two",
        "'k # none': [1, #three",
        "  'x # none'] # four",
        "c: |  # five",
        "  text # none",
        "",
        "# six",
        "d: >-",
        "  folded # none",
        "  # none",
        "é: {f: 1} # seven # whole",
    )
    found = read(end.join(lines)).comments
    assert [(one.line, one.column, one.text) for one in found] == [
        (1, 1, "# top"),
        (2, 20, "# one"),
        (3, 15, "# two"),
        (4, 17, "#three"),
        (5, 15, "# four"),
        (6, 7, "# five"),
        (9, 1, "# six"),
        (13, 11, "# seven # whole"),
    ]


def test_every_comment_of_the_shipped_files_is_the_rest_of_its_line() -> None:
    for path in SHIPPED.rglob("*.yaml"):
        doc = yamlmarks.load(path)
        lines = doc.text.splitlines()
        assert doc.comments
        for one in doc.comments:
            assert lines[one.line - 1][one.column - 1 :] == one.text
        without = [line for line in lines if not line.startswith("#")]
        assert yamlmarks.parse("\n".join(without).encode(), path).data == doc.data


def test_ambiguous_words_are_those_left_unquoted_as_keys_or_values() -> None:
    found = read("a: [NO, 'NO', no way, 012]\nNO: 12\n'off': off\non: 2026-12-01\nb: |\n  NO\n").ambiguous
    assert [(one.line, one.column, one.text, one.key) for one in found] == [
        (1, 5, "NO", False),
        (1, 23, "012", False),
        (2, 1, "NO", True),
        (3, 8, "off", False),
    ]


@pytest.mark.parametrize(
    "word",
    ["no", "NO", "Yes", "off", "ON", "y", "True", "FALSE", "~", "Null", "012", "0x1f", "0o17", "1_000", "12:30:00", "1:30", "1e3", ".5", "+5", ".inf", ".nan", "99999999999999999", "1.", "<<"],
)  # fmt: skip
def test_a_word_that_others_take_for_something_else_is_known(word: str) -> None:
    assert other_readers_differ(word)
    assert read(f"a: {word}").ambiguous[0].text == word


@pytest.mark.parametrize(
    "word",
    ["none", "north", "1.0.0", "P31D", "2026-12-01", "drive-police@1", "07700-900123", "a.b", "e5", "--", "yesterday"],
)
def test_plain_text_and_dates_are_not_ambiguous(word: str) -> None:
    assert not other_readers_differ(word)


def test_no_word_that_a_reader_of_yaml_1_1_changes_is_missed() -> None:
    """Against the resolver of the library: what it types, and this loader keeps as text, is found (dates apart)."""
    words = [f"{sign}{body}" for sign in ("", "+", "-")
             for body in ("0", "00", "7", "08", "1_0", "0b11", "0x_f", "1.5", "1.5e+3", "1:2", "1:59.5", ".5", ".INF", "1.e+2",
                          "null", "NULL", "tRUE", "On", "oN", "123456789012345678", "0.1234567890123456789")]  # fmt: skip
    for word in words:
        theirs = yaml.safe_load(word)
        ours = read(f"[{word}]")
        assert isinstance(ours.data, list)
        if isinstance(ours.data[0], str) and not isinstance(theirs, str):
            assert ours.ambiguous, word


def test_the_shipped_files_have_no_ambiguous_word() -> None:
    for path in SHIPPED.rglob("*.yaml"):
        assert yamlmarks.load(path).ambiguous == ()
