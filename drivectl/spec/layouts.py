"""layout/v1 into the model, with the rules that keep reading and writing lossless and never wider."""

from types import MappingProxyType
from typing import Any, Final

from drivectl.model.catalogue import Catalogue
from drivectl.model.layout import Binding, InputShape, Layout, TableLayout
from drivectl.safe import name, say
from drivectl.spec.columns import Columns
from drivectl.spec.report import Report
from drivectl.spec.schemas.layout import InputShape as InputWords
from drivectl.spec.schemas.layout import LayoutShape, QuirkShape, TableShape
from drivectl.spec.words import Words, check_reference

_READ: Final = ("csv", "tsv", "xlsx")


def layout_of(shape: LayoutShape, report: Report, catalogue: Catalogue) -> Layout:
    """The layout; what does not hold is in ``report``."""
    words = Words(catalogue, report)
    check_reference(report, shape.catalogue, catalogue.id, catalogue.version, "catalogue")
    tables = tuple(_table(key, shape, words) for key in shape.tables)
    _check_homes(tables, words)
    headers = {one.header for table in tables for one in table.bindings}
    for quirk, one in shape.quirks.items():
        for i, header in enumerate(one.columns if isinstance(one, QuirkShape) else ()):
            words.one_of("column of this layout", header, headers, "quirks", quirk, "columns", i)
    return Layout(
        id=shape.id,
        version=shape.version,
        title=shape.title,
        path=report.doc.path,
        sha256=report.doc.sha256,
        catalogue=shape.catalogue,
        verified=shape.verified.against_real_export,
        tables=tables,
        quirks=MappingProxyType(shape.model_dump(include={"quirks"})["quirks"]),
    )


def _table(key: str, shape: LayoutShape, words: Words) -> TableLayout:
    table = shape.tables[key]
    at = ("tables", key)
    said = shape.input.model_dump(exclude_none=True) | table.input.model_dump(exclude_none=True)
    read = _shape(dict(said), table.input, words.report, at)
    reader = Columns(words, at, read, said)
    bindings = tuple(reader.binding(header, one) for header, one in table.columns.items())
    reader.check_together(bindings)
    bound = {one.field for one in bindings if one.field}
    for i, path in enumerate(table.grain):
        words.one_of("field that this table binds", path, bound, *at, "grain", i)
    _check_subjects(table, bindings, words, at)
    return TableLayout(
        name=key,
        file=table.file,
        shape=read,
        grain=tuple(table.grain),
        subjects=MappingProxyType(dict(table.subjects)),
        bindings=bindings,
        fixed=MappingProxyType(_fixed(table, bound, words, at)),
        at=words.report.doc.at(*at, key=True),
    )


def _shape(said: dict[str, Any], own: InputWords, report: Report, at: tuple[str, ...]) -> InputShape:
    yes_no = said.pop("yes_no", {})
    here = (*at, "input") if own.model_fields_set else ("input",)

    def place(key: str) -> tuple[str, ...]:
        return (*(at if key in own.model_fields_set else ()), "input", key)

    for key in ("format", "missing"):
        if key not in said:
            report.add("STR004", say("{key} is missing", key=name(key)), *here)
    if said.get("format", "csv") not in _READ:
        report.unsupported(say("this version reads csv, tsv and xlsx"), *place("format"))
    if said.get("format") in {"csv", "tsv"} and "encoding" not in said:
        report.add("STR004", say("encoding is missing: it is declared, never guessed"), *here)
    if yes_no:
        _check_yes_no(yes_no, said.get("missing", []), report, place("yes_no"))
        said |= {key: tuple(each) for key, each in yes_no.items()}
    made: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in said.items()}
    return InputShape(**made)


def _check_yes_no(yes_no: dict[str, list[str]], missing: list[str], report: Report, at: tuple[str, ...]) -> None:
    words = [one for each in yes_no.values() for one in each]
    if set(yes_no) != {"true", "false"}:
        report.add("STR004", say("yes_no has true and false"), *at)
    if len(set(words)) != len(words) or set(words) & set(missing):
        report.add("STR004", say("a word of yes_no has two meanings"), *at)


def _check_subjects(table: TableShape, bindings: tuple[Binding, ...], words: Words, at: tuple[str, ...]) -> None:
    roles = [one.name for one in words.catalogue.entities.values() if one.kind == "view"]
    by_header = {one.header: one for one in bindings}
    if "case" not in table.subjects:
        words.report.add("STR004", say("subjects does not say which column holds the case"), *at, "subjects")
    for role, header in table.subjects.items():
        here = (*at, "subjects", role)
        words.one_of("role", role, ("case", "by_role", *roles), *here, key=True)
        if not words.one_of("column of this table", header, by_header, *here):
            continue
        path = by_header[header].field
        if path is None or not words.catalogue.has(path):
            continue
        field = words.catalogue.field(path)
        if field.type != "id" or (role == "case" and "case.case_ref" not in {field.path, field.references}):
            what = say("{header} does not hold the ids of {role}", header=name(header), role=name(role))
            words.report.add("STR006", what, *here)


def _fixed(table: TableShape, bound: set[str], words: Words, at: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for path, raw in table.fixed.items():
        here = (*at, "fixed", path)
        field = words.field(path, *here, key=True)
        if field is None:
            continue
        if path in bound:
            what = say("{f} has a column: nothing may fill its empty cells", f=name(path))
            words.report.add("STR004", what, *here, key=True)
        elif field.type == "id" or "safety" in field.classes:  # one word for all cases would open what protects one
            what = say("{f} differs from case to case: a layout cannot state it", f=name(path))
            words.report.add("STR004", what, *here, key=True, fix=say("bind a column, or use the flags sheet"))
        elif (value := words.value(field, raw, *here)) is not None:
            found[path] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


def _check_homes(tables: tuple[TableLayout, ...], words: Words) -> None:
    """One table holds each field, keys apart: two would give one attribute two values."""
    homes: dict[str, str] = {}
    for table in tables:
        for one in table.bindings:
            if one.field is None or not words.catalogue.has(one.field) or words.catalogue.field(one.field).type == "id":
                continue
            if homes.setdefault(one.field, table.name) != table.name:
                what = say("{f} is bound in the table {other} already", f=name(one.field), other=name(homes[one.field]))
                words.report.add("STR004", what, "tables", table.name, "columns", one.header, "field")
