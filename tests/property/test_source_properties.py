"""Reading: lossless through a layout, and never anything but an export or coded words without a value."""

# ruff: noqa: DTZ001 -- exports have local times without a zone

import csv
import io
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivectl.errors import DrivectlError
from drivectl.model.catalogue import Catalogue, Field
from drivectl.model.export import MISSING, Cell, Value
from drivectl.model.layout import Binding, InputShape, Layout, TableLayout
from drivectl.model.output import OutputColumn, OutputTable
from drivectl.source import delimited
from drivectl.source.bind import Binder
from drivectl.source.faults import Faults
from drivectl.source.grid import grid_of
from drivectl.source.precheck import decode
from drivectl.source.read import read_export
from drivectl.source.values import _codes
from drivectl.source.whole import joined
from drivectl.source.workbook import rows_of
from drivectl.source.write import write_table

POLICIES = Path(__file__).parents[2] / "policies"
PATH = Path("table.csv")
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff")
TEXT = st.text(LETTERS, max_size=20)
CELL = st.text(st.one_of(LETTERS, st.sampled_from('",;\r\n\t')), max_size=20)
CANARY = "Qwyxzilla"


@cache
def shipped() -> tuple[Layout, Catalogue]:
    from drivectl.spec.load import load_catalogue, load_layout

    catalogue = load_catalogue(POLICIES / "catalogue.yaml")
    return load_layout(POLICIES / "layouts" / "da-case-management.yaml", catalogue), catalogue


@FEW
@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=5))
def test_every_table_that_the_csv_module_writes_is_read_as_it_was(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    assert delimited.rows_of(stream.getvalue(), ",", PATH) == rows


@FEW
@given(st.text(st.sampled_from('ab",\r\n'), max_size=12))
def test_what_passes_the_grammar_is_what_the_strict_csv_module_reads(text: str) -> None:
    try:
        rows = delimited.rows_of(text, ",", PATH)
    except DrivectlError as error:
        assert error.code in ("SRC211", "SRC227")  # noqa: PT017
        return
    assert rows == list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert all('"' not in cell or '""' in text for row in rows for cell in row)


@FEW
@given(st.binary(max_size=60), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_any_bytes_are_text_or_a_coded_refusal(data: bytes, encoding: str) -> None:
    try:
        text, _ = decode(data, encoding, PATH)
    except DrivectlError as error:
        assert error.code in ("SRC201", "SRC203", "SRC204")  # noqa: PT017
    else:
        assert text


@settings(FEW, max_examples=200)
@given(st.data())
def test_one_changed_byte_gives_an_export_or_coded_words_without_a_value(data: st.DataObject) -> None:
    layout, catalogue = shipped()
    notes = next(one for one in layout.tables if one.name == "notes")
    row = ["N-" + CANARY, "D-" + CANARY, "01/10/2026 09:30", "Client", "Case note", f'{CANARY} said "no",\r\nthen left']
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([[one.header for one in notes.bindings], row, ["N2", *row[1:]]])
    content = bytearray(stream.getvalue().encode("utf-8-sig"))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notes.csv")
        path.write_bytes(content)
        try:
            read_export(path, layout, catalogue)
        except DrivectlError as error:
            shown = str(error) + repr(error) + repr(error.__cause__) + repr(error.__context__)
            assert error.exit == 4  # noqa: PT017
            assert CANARY not in shown
            assert "then left" not in shown


@settings(FEW, max_examples=100)
@given(st.data())
def test_one_changed_byte_of_a_workbook_gives_rows_or_coded_words(data: st.DataObject) -> None:
    stream = io.BytesIO()
    columns = (OutputColumn(header="a", field="x"),)
    write_table(stream, OutputTable(name="t", kind="xlsx", columns=columns, rows=((CANARY,), ("b",))))
    content = bytearray(stream.getvalue())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        rows_of(bytes(content), InputShape(format="xlsx"), PATH)
    except DrivectlError as error:
        assert error.exit == 4  # noqa: PT017
        assert CANARY not in str(error) + repr(error.__cause__) + repr(error.__context__)  # noqa: PT017


@FEW
@given(st.lists(st.lists(st.text(LETTERS, max_size=20), min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_workbook_gives_back_what_was_written(rows: list[list[str]]) -> None:
    stream = io.BytesIO()
    columns = (OutputColumn(header="one", field="x"), OutputColumn(header="two", field="y"))
    write_table(stream, OutputTable(name="t", kind="xlsx", columns=columns, rows=tuple(tuple(row) for row in rows)))
    lines = rows_of(stream.getvalue(), InputShape(format="xlsx"), PATH)
    back = [[*line, "", ""][:2] for line in lines[1:]]
    while rows and not any(rows[-1]):
        rows = rows[:-1]
    assert back[: len(rows)] == rows


# ---- canonical -> layout -> canonical, for every table of the shipped layout


def _words(shape: InputShape, *without: str) -> st.SearchStrategy[str]:
    marks = [one for one in without if one]
    return TEXT.map(str.strip).filter(
        lambda t: bool(t) and t not in shape.missing and "\n" not in t and not any(m in t for m in marks)
    )


def _value(binding: Binding, field: Field, shape: InputShape, catalogue: Catalogue) -> st.SearchStrategy[Value]:
    domain = catalogue.domains[field.domain].values if field.domain else ()
    codes: list[Any] = list(binding.codes) or list(domain)
    some: st.SearchStrategy[Any]
    if field.type == "yn":
        some = st.booleans()
    elif field.type in ("list", "set"):
        items = st.sampled_from(codes) if codes else _words(shape, binding.split or "")
        some = st.lists(
            items, min_size=0 if binding.empty_is_none else 1, max_size=4 if binding.split else 1, unique=True
        ).map(tuple)
        some = some.filter(lambda v: (binding.split or "").join(v) not in shape.missing)
    elif codes:
        some = st.sampled_from(codes)
    elif field.type == "date":
        some = st.dates(date(1900, 1, 1), date(9999, 12, 31))
    elif field.type == "datetime":
        some = st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)).map(
            lambda d: d.replace(second=0, microsecond=0)
        )
    elif field.type == "int":
        some = st.integers(field.minimum or 0, field.maximum or 999)
    elif field.type == "text":
        some = CELL.filter(lambda t: bool(t.strip()) and t.strip() not in shape.missing)
    else:
        some = _words(shape)
    return st.one_of(some, st.just(MISSING))


@st.composite
def _cells(draw: st.DrawFn, table: TableLayout, catalogue: Catalogue) -> Mapping[str, Cell]:
    cells: dict[str, Cell] = {}
    parts: dict[str, dict[str, str]] = {}
    for one in table.bindings:
        if one.field is None:
            continue
        field = catalogue.field(one.field)
        if one.part is not None:
            parts.setdefault(one.field, {})[one.part] = draw(st.one_of(_words(table.shape), st.just("")))
        elif one.format is not None:
            pieces = {"last_name": draw(_words(table.shape, ",")), "first_name": draw(_words(table.shape, ","))}
            cells[one.field] = Cell(field=one.field, value=joined(field, pieces), parts=pieces)
        else:
            cells[one.field] = Cell(field=one.field, value=draw(_value(one, field, table.shape, catalogue)))
    for path, pieces in parts.items():
        cells[path] = Cell(field=path, value=joined(catalogue.field(path), pieces), parts=pieces)
    return cells


def _texts(table: TableLayout, catalogue: Catalogue, cells: Mapping[str, Cell]) -> dict[str, str]:
    """One row as a system that keeps to the layout would export it, header -> text."""
    texts = {}
    for one in table.bindings:
        cell = cells.get(one.field or "", Cell(field="", value=MISSING))
        if one.field is None:
            texts[one.header] = one.value or ""
        elif one.part is not None:
            texts[one.header] = cell.parts.get(one.part, "") or _text(one, MISSING, table.shape, {})
        elif one.format is not None and cell.value is not MISSING:
            texts[one.header] = one.format.format(**cell.parts)
        else:
            codes = _codes(one, catalogue.field(one.field), table.shape, catalogue) or {}
            texts[one.header] = _text(one, cell.value, table.shape, codes)
    return texts


def _text(binding: Binding, value: Value, shape: InputShape, codes: Mapping[str, tuple[str, ...]]) -> str:
    if value is MISSING or (value == () and not binding.empty_is_none):
        return next(one for one in shape.missing if one or not binding.empty_is_none)
    if isinstance(value, tuple):
        return (binding.split or "").join(codes.get(one, (one,))[0] for one in value)
    if isinstance(value, date):
        return value.strftime(shape.datetimes if isinstance(value, datetime) else shape.dates)
    code = str(value).lower() if isinstance(value, bool) else str(value)
    return codes.get(code, (code,))[0]


@pytest.mark.parametrize("number", range(7))
@FEW
@given(st.data())
def test_forward_and_back_through_the_shipped_layout_loses_nothing(number: int, data: st.DataObject) -> None:
    layout, catalogue = shipped()
    table = layout.tables[number]
    binder = Binder(table, catalogue)
    cells = data.draw(_cells(table, catalogue))
    texts = _texts(table, catalogue, cells)
    if not any(text.strip() for text in texts.values()):
        return  # a row that says nothing is no row
    shape = InputShape()
    faults = Faults(PATH)
    rows, notes = binder.bind(grid_of([list(texts), list(texts.values())], shape, PATH), faults)
    assert not faults, faults.diagnostics
    assert not notes
    expected = {**cells, **{path: Cell(field=path, value=text) for path, text in table.fixed.items()}}
    assert rows[0].cells == expected
