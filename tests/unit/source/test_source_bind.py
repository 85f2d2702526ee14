"""Finer points of binding: what is tolerated, what is shown, what can be written."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING
from drivectl.model.layout import Layout
from drivectl.source.read import read_export


def with_bindings(kit: SimpleNamespace, **changes: Mapping[str, Any]) -> Layout:
    layout: Layout = kit.layout()
    clients, notes = layout.tables
    bindings = tuple(
        dataclasses.replace(one, **changes.get(one.header.replace(" ", "_"), {})) for one in clients.bindings
    )
    return dataclasses.replace(layout, tables=(dataclasses.replace(clients, bindings=bindings), notes))


def test_one_header_among_data_does_not_make_a_header_row(
    folder: Path, catalogue: Catalogue, kit: SimpleNamespace
) -> None:
    (folder / "notes.csv").write_text("N1,D-1,Qwyxzilla,Note\nN2,D-1,Maria,x\n")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, kit.layout(), catalogue)
    assert {one.code for one in error.value.diagnostics} == {"SRC214", "SRC215"}
    assert "Qwyxzilla" not in str(error.value)
    assert "N1" not in str(error.value)


@pytest.mark.parametrize(("header", "text"), [("DOB", "about 1990"), ("Client_ID", "00\n17")])
def test_unknown_words_are_never_excused_in_ids_and_dates_of_birth(
    folder: Path, catalogue: Catalogue, kit: SimpleNamespace, header: str, text: str
) -> None:
    layout = with_bindings(kit, **{header: {"unknown_values": "missing"}})
    (folder / "clients.csv").write_text(kit.csv([kit.good | {header.replace("_", " "): text}]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert [one.code for one in error.value.diagnostics] == ["SRC216"]


def test_other_dates_may_be_excused_where_the_layout_says_so(
    folder: Path, catalogue: Catalogue, kit: SimpleNamespace
) -> None:
    layout = with_bindings(kit, Opened={"unknown_values": "missing"})
    (folder / "clients.csv").write_text(kit.csv([kit.good | {"Opened": "last week"}]), newline="")
    export = read_export(folder, layout, catalogue)
    assert export.cases[0].records[0].cells["case.opened"].value is MISSING
    assert len(export.notes) == 1


def test_a_row_of_a_victim_that_the_case_does_not_have(
    folder: Path, catalogue: Catalogue, kit: SimpleNamespace
) -> None:
    layout = kit.layout()
    clients, notes = layout.tables
    bindings = (*notes.bindings[:2], dataclasses.replace(notes.bindings[2], field="note.victim_id"), notes.bindings[3])
    notes = dataclasses.replace(notes, bindings=bindings, subjects={"case": "Case Ref", "victim": "Person"})
    layout = dataclasses.replace(layout, tables=(clients, notes))
    assert read_export(folder, layout, catalogue).cases[0].records[1].subjects == {"victim": "0017"}
    (folder / "notes.csv").write_text(kit.csv([kit.note | {"Person": "P9"}]), newline="")
    with pytest.raises(DrivectlError) as error:
        read_export(folder, layout, catalogue)
    assert [one.code for one in error.value.diagnostics] == ["SRC218"]
