"""Fields that no export has a column for, worked out from what it has.

A computed field stands at every row of the case's own table (the one with the case reference in its grain).
It is computed only where no column binds it and all its sources are bound; where an input of one case is
missing, so is the result: nothing said is never taken for "none".
"""

import dataclasses
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from drivectl.model.catalogue import Catalogue, Entity, Field
from drivectl.model.export import MISSING, Case, Cell, Export, Record, Table, Value
from drivectl.transform.outcomes import OUTCOMES
from drivectl.transform.words import written

_OWN = "case.case_ref"
_ROLES = ("perpetrator", "victim")


def derive(export: Export, catalogue: Catalogue, today: date) -> Export:
    """``export`` with the computed fields it supports. ``today`` closes the windows of the outcome fields."""
    own = case_table(export)
    fields = computable(export, catalogue)
    if own is None or not fields:
        return export
    tables = tuple(
        dataclasses.replace(table, fields=(*table.fields, *(one.path for one in fields))) if table is own else table
        for table in export.tables
    )
    cases = tuple(_with_cells(case, own, fields, catalogue, today) for case in export.cases)
    return dataclasses.replace(export, tables=tables, cases=cases)


def case_table(export: Export) -> Table | None:
    """The table whose rows are the cases themselves."""
    return next((table for table in export.tables if _OWN in table.grain), None)


def computable(export: Export, catalogue: Catalogue) -> tuple[Field, ...]:
    """The fields that :func:`derive` adds to this export."""
    bound = export.bound
    found = []
    for entity in catalogue.entities.values():
        for one in entity.fields.values():
            if one.path in bound or not one.sources or not set(one.sources) <= bound:
                continue
            if one.path in OUTCOMES or (entity.name in _ROLES and _one_row_kind(one, catalogue)):
                found.append(one)
    return tuple(found)


def _one_row_kind(field: Field, catalogue: Catalogue) -> bool:
    """Whether the sources are fields of the case, or of one stored table whose rows name their case."""
    names = {source.partition(".")[0] for source in field.sources}
    if len(names) != 1:
        return False
    entity = catalogue.entities[names.pop()]
    if entity.name == "case":
        return field.where is None and len(field.sources) == 1
    countable = field.type == "list" or len(field.sources) == 1
    return countable and entity.kind == "table" and "case_ref" in entity.fields


def _with_cells(case: Case, own: Table, fields: tuple[Field, ...], catalogue: Catalogue, today: date) -> Case:
    records = []
    for record in case.records:
        if record.table != own.name:
            records.append(record)
            continue
        cells = dict(record.cells)
        for one in fields:
            compute = OUTCOMES.get(one.path)
            value = compute(case, today) if compute else _view_value(case, record, one, catalogue)
            cells[one.path] = Cell(field=one.path, value=value)
        records.append(dataclasses.replace(record, cells=MappingProxyType(cells)))
    return dataclasses.replace(case, records=tuple(records))


def _view_value(case: Case, own: Record, field: Field, catalogue: Catalogue) -> Value:
    """The value of a view field for the person of that role in ``own``."""
    entity = catalogue.entities[field.sources[0].partition(".")[0]]
    if entity.name == "case":
        return _cell(own, field.sources[0])
    rows = [record for record in case.records if any(source in record.cells for source in field.sources)]
    kept = []
    for record in rows:
        judged = _all_three(_is_about(record, own, field.entity, entity), _meets(record, field.where))
        if judged is None:
            return MISSING
        if judged:
            kept.append(record)
    return _listed(kept, field) if field.type == "list" else _single(kept, field.sources[0])


def _is_about(record: Record, own: Record, role: str, entity: Entity) -> bool | None:
    """Whether the row is about the person of ``role`` in the case; None where the row does not say."""
    if entity.subject == role and role == "perpetrator":
        return True  # a case has one perpetrator
    mine = own.subjects.get(role)
    stated = record.subjects.get(role) or record.subjects.get("by_role")
    if stated is None or mine is None:
        return False if record.subjects.keys() - {"case"} else None
    return stated == mine


def _meets(record: Record, where: Mapping[str, object] | None) -> bool | None:
    answers: list[bool | None] = []
    for path, wanted in (where or {}).items():
        value = _cell(record, path)
        choices = wanted if isinstance(wanted, (list, tuple)) else (wanted,)
        answers.append(None if value is MISSING else value in choices)
    return _all_three(*answers)


def _all_three(*answers: bool | None) -> bool | None:
    """AND of three-valued answers: false wins, then unknown."""
    if False in answers:
        return False
    return None if None in answers else True


def _listed(rows: list[Record], field: Field) -> Value:
    """One text per row (``dapo 2026-03-02``), in order of the texts, each once."""
    texts = set()
    for record in rows:
        values = [_cell(record, source) for source in field.sources]
        if values[0] is MISSING:
            return MISSING
        days = (value.date() if hasattr(value, "date") else value for value in values)
        texts.add(" ".join(text for text in map(written, days) if text))
    return tuple(sorted(texts))


def _single(rows: list[Record], source: str) -> Value:
    """The one value that all rows agree on."""
    values = {_cell(record, source) for record in rows}
    return values.pop() if len(values) == 1 else MISSING


def _cell(record: Record, path: str) -> Value:
    cell = record.cells.get(path)
    return MISSING if cell is None else cell.value
