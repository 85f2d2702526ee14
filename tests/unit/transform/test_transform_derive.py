import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from drivectl.model.export import MISSING, Case, Cell, Export, Record, Table, Value
from drivectl.transform.derive import computable, derive

TODAY = date(2027, 1, 15)
COMPUTED = (
    "perpetrator.orders",
    "perpetrator.engagement",
    "outcome.police_incidents_6m_before",
    "outcome.police_incidents_6m_after",
    "outcome.marac_12m",
)


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00")


def record(table: str, row: int, subjects: Mapping[str, str], values: Mapping[str, Value]) -> Record:
    cells = {path: Cell(field=path, value=value) for path, value in values.items()}
    return Record(table=table, row=row, case="D-1", subjects=subjects, cells=cells)


def event(row: int, kind: Value, when: Value, who: str = "P1") -> Record:
    subjects = {"perpetrator": who} if who.startswith("P") else {"victim": who} if who else {}
    return record(
        "events",
        row,
        subjects,
        {"agency_event.event_id": f"E{row}", "agency_event.kind": kind, "agency_event.date": when},
    )


def about(name: str, grain: tuple[str, ...], fields: tuple[str, ...]) -> Table:
    return Table(
        name=name,
        output=name,
        path=Path(name),
        sha256="",
        kind="csv",
        bom=False,
        fields=fields,
        parts={},
        grain=grain,
        rows=1,
    )


def values(stage: Any, *events: Record, opened: Value = date(2025, 6, 1)) -> dict[str, Value]:
    client = {"case.case_ref": "D-1", "case.opened": opened, "case.engagement": "direct", "perpetrator.person_id": "P1"}
    own = record("clients", 2, {"victim": "V1", "perpetrator": "P1"}, client)
    tables = (
        about("clients", ("case.case_ref",), tuple(client)),
        about(
            "events", ("agency_event.event_id",), ("agency_event.event_id", "agency_event.kind", "agency_event.date")
        ),
    )
    export = Export(
        folder=Path(),
        layout="x",
        layout_version="1",
        layout_sha256="",
        layout_verified=False,
        tables=tables,
        cases=(Case(ref="D-1", records=(own, *events)),),
    )
    found = derive(export, stage.policies.catalogue, TODAY)
    assert set(COMPUTED) <= set(found.tables[0].fields)
    cells = found.cases[0].records[0].cells
    return {path: cells[path].value for path in COMPUTED}


def test_orders_of_the_perpetrator_only(stage: Any) -> None:
    found = values(
        stage,
        event(2, "nmo", on("2026-04-01")),
        event(3, "dapo", on("2026-03-02")),
        event(4, "arrest", on("2026-03-03")),
        event(5, "nmo", on("2026-05-05"), who="V1"),
        event(6, "nmo", on("2026-06-06"), who="P2"),
    )
    assert found["perpetrator.orders"] == ("dapo 2026-03-02", "nmo 2026-04-01")
    assert found["perpetrator.engagement"] == "direct"
    assert values(stage)["perpetrator.orders"] == ()


@pytest.mark.parametrize("strange", [event(2, MISSING, on("2026-01-01")), event(2, "nmo", on("2026-01-01"), who="")])
def test_an_event_that_does_not_say_makes_orders_missing(stage: Any, strange: Record) -> None:
    assert values(stage, strange)["perpetrator.orders"] is MISSING


def test_windows_are_half_open_and_start_on_the_day_the_case_opened(stage: Any) -> None:
    days = ("2024-11-30", "2024-12-01", "2024-12-01", "2025-05-31", "2025-06-01", "2025-11-30", "2025-12-01")
    found = values(
        stage,
        *(event(at, "dv_incident", on(day)) for at, day in enumerate(days)),
        event(9, "marac_hearing", on("2025-06-01")),
        event(10, "marac_hearing", on("2026-06-01")),
    )
    assert found["outcome.police_incidents_6m_before"] == 3
    assert found["outcome.police_incidents_6m_after"] == 2
    assert found["outcome.marac_12m"] == 1


def test_missing_inputs_and_open_windows_are_missing_not_zero(stage: Any) -> None:
    assert values(stage, opened=MISSING)["outcome.marac_12m"] is MISSING
    assert values(stage, event(2, MISSING, on("2025-01-01")))["outcome.police_incidents_6m_before"] is MISSING
    assert values(stage, event(2, "dv_incident", MISSING))["outcome.police_incidents_6m_before"] is MISSING
    assert values(stage, event(2, "arrest", MISSING))["outcome.police_incidents_6m_before"] == 0
    fresh = values(stage, opened=date(2026, 10, 1))
    assert fresh["outcome.police_incidents_6m_before"] == 0
    assert fresh["outcome.police_incidents_6m_after"] is MISSING


def test_nothing_is_computed_over_a_bound_column_or_without_sources(stage: Any) -> None:
    export = stage.export
    bound = {one.path for one in computable(export, stage.policies.catalogue)}
    assert not bound  # the fixture's export has them already
    bare = dataclasses.replace(export, tables=tuple(t for t in export.tables if t.name == "clients"))
    bare = dataclasses.replace(bare, tables=(dataclasses.replace(bare.tables[0], fields=("case.case_ref",)),))
    assert not computable(bare, stage.policies.catalogue)
