"""A diagnostic as people and programs read it."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivectl.errors import Diagnostic, Place
from drivectl.render.frames import frame, frames
from drivectl.render.json import diagnostic_json
from drivectl.safe import name, say

POLICY = "drivectl: isa/v1\nfields:\n  dob: {action: generalize, to: year}\nkeep: P6Y\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "housing.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def found(at: Place | None) -> Diagnostic:
    return Diagnostic(code="STR004", what=say("this is not an action"), at=at, fix=say("write generalise"))


def test_the_line_is_framed_with_a_caret_under_the_word(policy: Path) -> None:
    text = frame(found(Place(file=policy, line=3, column=17, end_column=27)))
    lines = text.splitlines()
    assert lines[0] == f"{policy}:3:17: error STR004: this is not an action"
    shown = lines.index("3 |   dob: {action: generalize, to: year}")
    assert {line.index("|") for line in lines if "|" in line} == {2}
    assert lines[shown + 1].index("^") == lines[shown].index("generalize")
    assert lines[shown + 1].count("^") == len("generalize")
    assert " fix: write generalise" in lines
    assert lines[-1] == "more: drivectl explain STR004"


def test_what_the_raiser_does_not_say_the_registry_does() -> None:
    assert " why: A typing mistake must not become permission." in frame(found(None))


def test_advice_that_is_the_same_in_a_row_stands_once_under_the_last() -> None:
    first, second, other = frames([found(None), found(None), replace(found(None), fix=say("another fix"))])
    assert first == "error STR004: this is not an action"
    assert " fix: write generalise" in second
    assert " fix: another fix" in other


def test_a_line_of_data_is_never_quoted(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("name\nMorwenna Trelawny\n", encoding="utf-8")
    for at in (Place(file=path, line=2, column=1), Place(file=path, row=2, field=name("victim.name"))):
        text = frame(found(at))
        assert "Trelawny" not in text
        assert str(path) in text


def test_a_table_that_is_named_like_a_policy_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text("name,drivectl: isa/v1\nMorwenna Trelawny,x\n", encoding="utf-8")
    assert "Trelawny" not in frame(found(Place(file=path, line=2, column=1)))


def test_row_and_field_are_named() -> None:
    at = Place(file=Path("clients.csv"), row=42, field=name("victim.address"))
    assert frame(found(at)).startswith("clients.csv row 42 victim.address: error STR004:")


@pytest.mark.parametrize("line", [0, 99])
def test_a_place_that_is_gone_gives_no_frame(policy: Path, line: int) -> None:
    assert "|" not in frame(found(Place(file=policy, line=line, column=1)))


def test_control_characters_of_a_policy_file_do_not_reach_the_terminal(policy: Path) -> None:
    policy.write_text("drivectl: isa/v1\na: \x1b[31mred\n", encoding="utf-8")
    text = frame(found(Place(file=policy, line=2, column=1)))
    assert "\x1b" not in text
    assert "\\x1b" in text


def test_json_has_every_key_and_no_frame(policy: Path) -> None:
    data = diagnostic_json(found(Place(file=policy, line=3, column=17, end_column=27)))
    assert data["schema"] == "drivectl/diagnostic/v1"
    assert (data["code"], data["line"], data["column"], data["end_column"], data["row"]) == ("STR004", 3, 17, 27, None)
    assert data["exit"] == 3
    assert diagnostic_json(found(None)).keys() == data.keys()
    assert "generalize" not in str(data)
