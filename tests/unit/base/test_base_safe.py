"""No value of the data can enter a message by habit or by haste."""

from pathlib import Path, PurePosixPath
from typing import Any, cast

import pytest

from drivectl.safe import Safe, name, names, say, shown_path


def test_a_template_is_filled_with_counts_paths_and_safe_text() -> None:
    said = say("{n} rows of {p}, {f}", n=3, p=Path("a.csv"), f=name("victim.name"))
    assert said == "3 rows of a.csv, victim.name"
    assert isinstance(said, Safe)


@pytest.mark.parametrize("value", ["Ann Example", 1.5, None, b"x", ["a"], ("a",), object()])
def test_anything_else_in_a_slot_is_refused_without_being_named(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        say("{v}", v=cast("Any", value))
    assert "Ann" not in str(caught.value)


@pytest.mark.parametrize(
    "made", [lambda: name("a") + "b", lambda: f"{name('a')}", lambda: name("a").upper(), lambda: name("a b")[1:]]
)
def test_text_made_from_safe_text_by_other_means_is_not_safe(made: Any) -> None:
    assert type(made()) is str
    with pytest.raises(TypeError):
        say("{v}", v=made())


@pytest.mark.parametrize(
    "text",
    ["", " lead", "Zoë", "a\nb", "a\n", "a\x1b[31m", "\u202eabc", "a{b}", "x" * 121, "<b>", 'a"b', "a;b", "\ud800"],
)
def test_what_does_not_look_like_an_identifier_is_not_shown(text: str) -> None:
    assert name(text) == "(not shown)"


@pytest.mark.parametrize("text", ["victim.name", "HOLD-SAR", "age_band_10", "a/b@1", "x" * 120, "Case Ref (new)"])
def test_an_identifier_is_shown_as_it_is(text: str) -> None:
    assert name(text) == text


def test_long_lists_are_cut_and_counted() -> None:
    assert names(["a", "b"]) == "a, b"
    assert names([str(one) for one in range(15)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more"
    assert names(["a", "Zoë"]) == "a, (not shown)"


def test_paths_cannot_forge_lines_or_turn_text_round() -> None:
    shown = shown_path("a\nERROR\x1b[0m\u202ex\udcffy")
    assert shown.isprintable()
    assert shown == "a\\x0aERROR\\x1b[0m\\x202ex\\xdcffy"
    assert say("{p}", p=PurePosixPath("a\rb")) == "a\\x0db"
