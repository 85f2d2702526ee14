"""The record that a policy's own test talks about: one instance of every entity, every field bound."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from drivectl.model.agreement import Baseline, GivenMissing, PolicyTest
from drivectl.model.catalogue import Catalogue, Field
from drivectl.model.export import MISSING, Case, Cell, Export, Record, Value

CASE = "T-1"


def export_of(test: PolicyTest, baseline: Baseline, catalogue: Catalogue, discloser: str | None) -> Export:
    """The record of ``test`` as an export of one case."""
    return _export(values_of(test, baseline, catalogue, discloser), catalogue)


def values_of(test: PolicyTest, baseline: Baseline, catalogue: Catalogue, discloser: str | None) -> dict[str, Value]:
    """The fixture (``full_record``), then the baseline's test defaults, then what the test gives."""
    fields = [field for entity in catalogue.entities.values() for field in entity.fields.values()]
    said: dict[str, Value] = {field.path: _whose(field) for field in fields if field.references is not None}
    if test.full_record:
        said |= {field.path: _filled(field, catalogue) for field in fields if field.references is None}
        if discloser is not None:
            said["note.originator"] = discloser
    for path, value in (*baseline.test_defaults.items(), *test.given.items()):
        said[path] = _given(value)
    return said


def export_of_record(values: Mapping[str, object], catalogue: Catalogue) -> Export:
    """One case of which exactly ``values`` is known: what they do not name is missing."""
    fields = [field for entity in catalogue.entities.values() for field in entity.fields.values()]
    keys: dict[str, Value] = {field.path: _whose(field) for field in fields if field.references is not None}
    return _export(keys | {path: _given(value) for path, value in values.items()}, catalogue)


def _export(said: Mapping[str, Value], catalogue: Catalogue) -> Export:
    records = tuple(
        Record(
            table=entity.name,
            row=2,
            case=CASE,
            subjects={entity.name: f"{entity.name}-1"} if entity.kind == "view" else {},
            cells={one.path: Cell(field=one.path, value=said.get(one.path, MISSING)) for one in entity.fields.values()},
        )
        for entity in catalogue.entities.values()
    )
    return Export(
        folder=Path(),
        layout="",
        layout_version="",
        layout_sha256="",
        layout_verified=False,
        tables=(),
        cases=(Case(ref=CASE, records=records),),
    )


def _given(value: object) -> Value:
    """A given value as a cell has it."""
    if value is GivenMissing.MISSING:
        return MISSING
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    return value if isinstance(value, str | int | bool | date) else MISSING


def _filled(field: Field, catalogue: Catalogue) -> Value:
    """Something in every field. A test's ``given`` overrides what its conditions ask about."""
    values: Mapping[str, Value] = {
        "int": 1,
        "date": date(2000, 1, 1),
        "datetime": datetime(2000, 1, 1, tzinfo=UTC),
        "yn": True,
        "list": ("filled",),
        "set": ("filled",),
    }
    if field.type == "enum" and field.domain is not None:
        return str(catalogue.domains[field.domain].values[0])
    return _whose(field) if field.path.endswith(".person_id") else values.get(field.type, "filled")


def _whose(field: Field) -> str:
    """The one instance of the entity that a key names; a row by role is the perpetrator's."""
    entity = (field.references or field.path).partition(".")[0]
    return f"{'perpetrator' if entity == 'person' else entity}-1"
