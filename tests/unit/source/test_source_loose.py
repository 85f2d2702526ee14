"""Loose texts, and which layout an export has."""

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.source.choose import choose_layout
from drivectl.source.loose import Loose, kind_of, loose_of


def read_loose(path: Path, **about: Any) -> Loose:
    return loose_of(path.read_bytes(), path, kind_of(path), **about)


def test_a_text_comes_back_in_its_own_encoding(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("Zoë rang\r\n".encode("utf-8-sig"))
    loose = read_loose(path)
    assert [one.text for one in loose.texts] == ["Zoë rang\r\n"]
    assert loose.render(["[name] rang\r\n"]) == "[name] rang\r\n".encode("utf-8-sig")
    assert loose_of("x".encode("utf-16"), Path("-")).texts[0].text == "x"
    assert "Zoë" not in repr(loose)


def test_lines_of_json_keep_the_id_and_the_texts_only() -> None:
    data = b'{"id": 7, "note": "Maria\\u2028x", "name": "Maria"}\n{"id": "8"}\n'
    loose = loose_of(data, Path("-"), "jsonl", text_fields=["note"], id_field="id")
    assert [(one.row, one.id, one.text) for one in loose.texts] == [(1, "7", "Maria\u2028x"), (2, "8", "")]
    assert loose.unread == 1
    lines = loose.render(["[x]", ""]).decode().splitlines()
    assert [json.loads(one) for one in lines] == [{"id": "7", "note": "[x]"}, {"id": "8", "note": ""}]


@pytest.mark.parametrize(
    "line",
    ["not json CANARY", "[1]", '{"note": 5}', '{"note": "a", "note": "CANARY"}', '{"note": NaN}', "[" * 100_000, ""],
)
def test_lines_that_are_not_what_they_should_be(line: str) -> None:
    with pytest.raises(DrivectlError) as error:
        loose_of(f'{{"note": "x"}}\n{line}\n{{"note": "y"}}'.encode(), Path("-"), "jsonl", text_fields=["note"])
    assert error.value.code == "SRC216"
    assert "line 2" in str(error.value)
    assert "CANARY" not in str(error.value) + repr(error.value.__context__)


def test_columns_of_a_table(tmp_path: Path, kit: SimpleNamespace) -> None:
    path = tmp_path / "notes.csv"
    path.write_text(kit.csv([kit.note]), newline="")
    loose = read_loose(path, text_fields=["Note"], id_field="Note ID")
    assert (loose.unread, loose.texts[0].row, loose.texts[0].id) == (2, 2, "N1")
    assert loose.render(["=hidden"]) == b"Note ID,Note\r\nN1,'=hidden\r\n"
    assert len(read_loose(path).texts) == 4
    with pytest.raises(DrivectlError) as error:
        read_loose(path, text_fields=["Notes"])
    assert error.value.code == "SRC215"


@pytest.mark.parametrize("ending", [".msg", ".xls", ".xlsm", ".doc", ""])
def test_other_kinds_are_named_and_left(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"chronology{ending}"
    path.write_bytes(b"x")
    with pytest.raises(DrivectlError) as error:
        read_loose(path)
    assert error.value.code == "SRC231"


def test_the_layout_is_chosen_by_its_headers(folder: Path, kit: SimpleNamespace) -> None:
    fits = kit.layout()
    notes = fits.tables[1]
    renamed = dataclasses.replace(
        notes, bindings=(dataclasses.replace(notes.bindings[0], header="Id"), *notes.bindings[1:])
    )
    other = dataclasses.replace(fits, id="other-system", tables=(fits.tables[0], renamed))
    assert choose_layout(folder, [other, fits]) is fits
    assert choose_layout(folder / "notes.csv", [other, fits]) is fits
    assert choose_layout(folder, [other]) is other
    for layouts in ([fits, fits], [other, other], []):
        with pytest.raises(DrivectlError) as error:
            choose_layout(folder, layouts)
        assert error.value.code == "SRC209"
    assert "other-system" in str(error.value.diagnostics[0].notes) or not layouts
