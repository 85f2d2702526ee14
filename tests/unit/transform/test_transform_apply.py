import dataclasses
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.errors import DrivectlError
from drivectl.model.action import SHARE, WITHHOLD, Act, Action
from drivectl.model.export import Cell, Export
from drivectl.model.output import OutputTable
from drivectl.model.plan import CasePlan, Plan
from drivectl.risk.gate import gate, without_suppressed
from drivectl.transform.apply import apply, class_keys

Stage = Any  # the fixture of conftest.py
PARTNERS = ("drive-police", "drive-childrens-social-care", "bristol-evaluation")


def cells(tables: tuple[OutputTable, ...]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (table.name, column.header, cell)
        for table in tables
        if table.name != "columns"
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if cell
    )


def table(tables: tuple[OutputTable, ...], name: str) -> OutputTable:
    return next(one for one in tables if one.name == name)


def column(one: OutputTable, header: str) -> list[str]:
    at = [c.header for c in one.columns].index(header)
    return [row[at] for row in one.rows]


def made(stage: Stage, plan: Plan, export: Export | None = None) -> tuple[OutputTable, ...]:
    return apply(export or stage.export, plan, stage.treatment(plan, export)).tables


def test_the_evaluator_receives_tokens_and_bands_and_no_person(stage: Stage) -> None:
    plan = stage.plan("bristol-evaluation")
    out = made(stage, plan)
    heads = {c.header for one in out for c in one.columns}
    assert not {head for head in heads if "name" in head or "note.text" in head or "crime_ref" in head}
    assert set(column(table(out, "cases"), "perpetrator.date_of_birth")) <= {"18-24", "25-34", "35-44", "65 and over"}
    assert all(len(year) == 4 for year in column(table(out, "cases"), "case.opened"))
    text = repr([one.rows for one in out])
    ready = {one.case for one in plan.cases if one.state == "ready"}
    assert ready
    assert not [ref for ref in ready if ref in text]
    victims = {name for found in stage.world.truth.values() for name in found["victim"]}
    assert not [name for name in victims if name in text]


@pytest.mark.parametrize("partner", PARTNERS)
def test_every_table_joins_on_the_same_case_token(stage: Stage, partner: str) -> None:
    out = made(stage, stage.plan(partner))
    cases = set(column(table(out, "cases"), "case.case_ref"))
    for one in out[1:-1]:
        at = next(place for place, c in enumerate(one.columns) if c.header.endswith(".case_ref"))
        assert {row[at] for row in one.rows} <= cases


def test_two_partners_share_no_token(stage: Stage) -> None:
    police, csc = (set(column(table(made(stage, stage.plan(p)), "cases"), "case.case_ref")) for p in PARTNERS[:2])
    assert police
    assert csc
    assert not police & csc


def test_the_notice_stands_beside_the_phone(stage: Stage) -> None:
    cases = table(made(stage, stage.plan("drive-police")), "cases")
    heads = [c.header for c in cases.columns]
    at = heads.index("victim.safe_phone")
    assert heads[at + 1] == "victim.safe_phone safe contact notice"
    assert all(bool(row[at]) == bool(row[at + 1]) for row in cases.rows)


def test_without_a_masked_notice_the_recipient_is_told_to_ask(stage: Stage) -> None:
    plan = stage.plan("drive-police")
    out = apply(stage.export, plan, dataclasses.replace(stage.treatment(plan), texts={})).tables
    assert set(column(table(out, "cases"), "victim.safe_phone safe contact notice")) == {
        "Not recorded when it is safe: ask the sender before any contact."
    }
    assert not [one for one in out if one.name == "notes"]


def test_a_withheld_note_leaves_no_row(stage: Stage) -> None:
    plan = stage.plan("drive-police")
    leaving = {
        at
        for one in plan.cases
        if one.state == "ready"
        for at, d in one.decisions.items()
        if at[2] == "note.text" and d.action != WITHHOLD
    }
    held = {
        at
        for one in plan.cases
        if one.state == "ready"
        for at, d in one.decisions.items()
        if at[2] == "note.text" and d.action == WITHHOLD
    }
    assert held
    assert len(table(made(stage, plan), "notes").rows) == len(leaving)


def test_a_withheld_note_leaves_no_row_even_where_its_date_is_granted(stage: Stage) -> None:
    plan = stage.plan("drive-police")
    dated = changed(plan, lambda at, action: SHARE if at[2] == "note.date" else action)
    assert len(table(made(stage, dated), "notes").rows) == len(table(made(stage, plan), "notes").rows)
    assert all(column(table(made(stage, dated), "notes"), "note.date"))


def test_free_text_never_leaves_as_it_is(stage: Stage) -> None:
    path = "perpetrator.offence_history"
    plan = changed(stage.plan("drive-police"), lambda at, action: SHARE if at[2] == path else action)
    masked = set(column(table(made(stage, plan), "cases"), path))
    assert any(masked)
    assert all(text.startswith("masked") for text in masked if text)
    unmasked = dataclasses.replace(stage.treatment(plan), texts={})
    assert not any(column(table(apply(stage.export, plan, unmasked).tables, "cases"), path))


def test_order_says_nothing(stage: Stage) -> None:
    plan = stage.plan("drive-police")
    mixed = dataclasses.replace(
        stage.export,
        cases=tuple(dataclasses.replace(case, records=case.records[::-1]) for case in stage.export.cases[::-1]),
    )
    assert made(stage, plan, mixed) == made(stage, plan)


def test_the_columns_table_explains_every_column(stage: Stage) -> None:
    out = made(stage, stage.plan("bristol-evaluation"))
    book = table(out, "columns")
    assert {(row[0], row[1]) for row in book.rows} == {(one.name, c.header) for one in out[:-1] for c in one.columns}
    assert all(row[2] and row[3] and row[6] for row in book.rows)


def test_two_spellings_of_one_key_are_refused(stage: Stage) -> None:
    plan = stage.plan("bristol-evaluation")
    ready = next(one.case for one in plan.cases if one.state == "ready")

    def shouted(case: Any) -> Any:
        records = list(case.records)
        for at, record in enumerate(records):
            if "allegation.case_ref" in record.cells:
                cell = Cell(field="allegation.case_ref", value=f"{record.case.lower()} ")
                records[at] = dataclasses.replace(record, cells={**record.cells, cell.field: cell})
        return dataclasses.replace(case, records=tuple(records))

    export = dataclasses.replace(
        stage.export, cases=tuple(shouted(one) if one.ref == ready else one for one in stage.export.cases)
    )
    with pytest.raises(DrivectlError) as caught:
        made(stage, plan, export)
    assert caught.value.code == "SRC226"
    assert ready not in str(caught.value)


def test_an_unbuilt_method_is_refused(stage: Stage) -> None:
    plan = stage.plan("bristol-evaluation")
    seal = Action(act=Act.PSEUDONYMISE, method="seal")
    with pytest.raises(DrivectlError) as caught:
        made(stage, changed(plan, lambda at, action: seal if at[2] == "victim.person_id" else action))
    assert caught.value.code == "DIS512"


def test_the_gate_withholds_the_planted_case_whole(stage: Stage) -> None:
    plan = stage.plan("bristol-evaluation")
    control = dataclasses.replace(
        stage.agreement("bristol-evaluation").disclosure_control, k=2, max_suppressed_share=0.2
    )
    keys = class_keys(stage.export, plan, control.quasi_identifiers, stage.treatment(plan))
    result = gate(keys, control)
    assert result.passes
    assert stage.world.unique_case in result.suppressed
    left = without_suppressed(plan, result)
    assert sum((cells(made(stage, plan)) - cells(made(stage, left))).values()) > 0
    assert not cells(made(stage, left)) - cells(made(stage, plan))


def changed(plan: Plan, change: Callable[[tuple[str, int, str], Action], Action]) -> Plan:
    def case(one: CasePlan) -> CasePlan:
        decisions = {at: dataclasses.replace(d, action=change(at, d.action)) for at, d in one.decisions.items()}
        return dataclasses.replace(one, decisions=decisions)

    return dataclasses.replace(plan, cases=tuple(case(one) for one in plan.cases))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(PARTNERS))
def test_narrowing_a_plan_never_adds_a_cell(stage: Stage, seed: int, partner: str) -> None:
    plan = stage.plan(partner)
    narrow = changed(plan, lambda at, action: WITHHOLD if zlib.crc32(f"{seed} {at}".encode()) % 5 == 0 else action)
    assert not cells(made(stage, narrow)) - cells(made(stage, plan))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(PARTNERS))
def test_removing_a_row_never_adds_a_cell(stage: Stage, without_record: Any, at: int, partner: str) -> None:
    rows = [(r.table, r.row) for case in stage.export.cases for r in case.records]
    export = without_record(stage.export, *rows[at % len(rows)])
    plan = stage.plan(partner)
    assert not cells(made(stage, plan, export)) - cells(made(stage, plan))
