"""From an export and a plan to the tables that leave.

The output is in the catalogue's words, not in those of the case system. A row of which nothing but keys would
leave is dropped, and rows are sorted by what they say, so that neither a count nor an order tells of what
was withheld.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drivectl.errors import problem
from drivectl.model.action import WITHHOLD, Act, Action
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Case, Export, Record, Table
from drivectl.model.output import OutputTable
from drivectl.model.plan import CasePlan, Decision, Plan
from drivectl.safe import name, say
from drivectl.transform import levels
from drivectl.transform.columns import Slot, column_table, output_columns
from drivectl.transform.derive import case_table
from drivectl.transform.limits import NOTICES
from drivectl.transform.treat import Treatment, key_of
from drivectl.transform.words import written

_NO_TRACE = "note.text"
_NOTICE_UNKNOWN = "Not recorded when it is safe: ask the sender before any contact."


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The tables for one recipient (the last is ``columns``); by field, how many values could not be made coarser."""

    tables: tuple[OutputTable, ...]
    suppressed: Mapping[str, int]


@dataclass(slots=True)
class _Row:
    """One record as it would leave."""

    case: str
    table: str
    cells: dict[Slot, str]
    actions: dict[str, Action]
    content: bool


def apply(export: Export, plan: Plan, treatment: Treatment, file_format: str | None = None) -> Applied:
    """The tables of ``plan``'s recipient. Refuses, before anything is made, what it cannot do faithfully."""
    plans = {one.case: one for one in plan.cases if one.state == "ready"}
    suppressed: dict[str, int] = {}
    rows = [
        row for case in export.cases if case.ref in plans for row in _rows(case, plans[case.ref], treatment, suppressed)
    ]
    _check_keys(export, plans, treatment)
    own = case_table(export)
    rows = _without_bare_rows(rows, own.name if own else None)
    made = [
        _table(table, [row for row in rows if row.table == table.name], treatment, file_format)
        for table in export.tables
    ]
    tables = [one for one in made if one is not None]
    return Applied(tables=(*(table for table, _ in tables), column_table(tables)), suppressed=suppressed)


def class_keys(
    export: Export, plan: Plan, fields: Sequence[str], treatment: Treatment
) -> dict[str, tuple[str | None, ...]]:
    """Case -> its values of ``fields`` after treatment, None where nothing leaves: what the k gate groups by."""
    plans = {one.case: one for one in plan.cases if one.state == "ready"}
    return {
        case.ref: tuple(_class_value(case, plans[case.ref], path, treatment) for path in fields)
        for case in export.cases
        if case.ref in plans
    }


def _class_value(case: Case, plan: CasePlan, path: str, treatment: Treatment) -> str | None:
    values = set()
    for record in case.records:
        decision = plan.decisions.get((record.table, record.row, path))
        if path in record.cells and decision is not None:
            values.add(treatment.cell(case, record, path, decision.action))
    return "; ".join(sorted(one for one in values if one)) or None


def _rows(case: Case, plan: CasePlan, treatment: Treatment, suppressed: dict[str, int]) -> Iterator[_Row]:
    for record in case.records:
        row = _Row(case.ref, record.table, {}, {}, content=False)
        for path in record.cells:
            decision = plan.decisions.get((record.table, record.row, path))
            if decision is not None and decision.action != WITHHOLD:
                _add(row, case, record, path, decision, treatment, suppressed)
        if _NO_TRACE in record.cells and not row.cells.get(Slot(_NO_TRACE)):
            continue
        yield row


def _add(  # noqa: PLR0913, PLR0917 -- one cell needs its row, record, case and decision
    row: _Row,
    case: Case,
    record: Record,
    path: str,
    decision: Decision,
    treatment: Treatment,
    suppressed: dict[str, int],
) -> None:
    cell, action = record.cells[path], decision.action
    row.actions[path] = action
    text = treatment.cell(case, record, path, action)
    if text is None and action.act is Act.GENERALISE and cell.value is not MISSING:
        suppressed[path] = suppressed.get(path, 0) + 1
    if cell.parts and action.act is Act.SHARE:
        row.cells.update({Slot(path, part): piece for part, piece in cell.parts.items()})
    else:
        row.cells[Slot(path)] = text or ""
    row.content |= bool(text) and not is_key(treatment.catalogue, path)
    if decision.notice is not None:
        if decision.notice not in NOTICES:
            raise levels.cannot(action, path)
        note = treatment.texts.get((record.table, record.row, NOTICES[decision.notice]))
        row.cells[Slot(path, notice=decision.notice)] = (note or _NOTICE_UNKNOWN) if text else ""


def is_key(catalogue: Catalogue, path: str) -> bool:
    """Whether the field only says which row this is."""
    found = catalogue.field(path)
    entity = catalogue.entities[found.entity]
    keys = set(entity.key) | (set(catalogue.entities[entity.of].key) if entity.of else set())
    return bool(found.references) or path.partition(".")[2] in keys


def _check_keys(export: Export, plans: Mapping[str, CasePlan], treatment: Treatment) -> None:
    """Every token stands for one key: so a reference that resolved still does, and no orphan finds a parent."""
    meant: dict[tuple[str, str], str] = {}
    for case in export.cases:
        for record in case.records if case.ref in plans else ():
            for path, cell in record.cells.items():
                decision = plans[case.ref].decisions.get((record.table, record.row, path))
                if decision is None or decision.action.act is not Act.PSEUDONYMISE or cell.value is MISSING:
                    continue
                token = treatment.cell(case, record, path, decision.action)
                raw = written(cell.value)
                if token is not None and meant.setdefault((key_of(treatment.catalogue, path).path, token), raw) != raw:
                    what = say("two keys in {field} differ in spelling only", field=name(path))
                    raise problem("SRC226", what)


def _without_bare_rows(rows: list[_Row], own: str | None) -> list[_Row]:
    """Without rows of keys only; the case's own row stays while another row of the case refers to it."""
    alive = {row.case for row in rows if row.content}
    return [row for row in rows if row.content or (row.table == own and row.case in alive)]


def _table(
    table: Table, rows: list[_Row], treatment: Treatment, file_format: str | None
) -> tuple[OutputTable, Sequence[str]] | None:
    """The table and the treatments of its columns; None where no row leaves."""
    if not rows:
        return None
    slots = _slots(table, rows)
    actions = {slot: [row.actions[slot.path] for row in rows if slot.path in row.actions] for slot in slots}
    columns, treatments = output_columns(slots, actions, treatment.catalogue)
    lines = [tuple(row.cells.get(slot, "") for slot in slots) for row in rows]
    first = next((at for at, slot in enumerate(slots) if _names_case(slot, treatment.catalogue)), None)
    lines.sort(key=lambda line: (line[first] if first is not None else "", line))
    made = OutputTable(
        name=table.output,
        kind="xlsx" if (file_format or table.kind) == "xlsx" else "csv",
        bom=table.bom,
        columns=columns,
        rows=tuple(lines),
    )
    return made, treatments


def _names_case(slot: Slot, catalogue: Catalogue) -> bool:
    return slot.part is None and slot.notice is None and key_of(catalogue, slot.path).path == "case.case_ref"


def _slots(table: Table, rows: list[_Row]) -> list[Slot]:
    """The columns that at least one row fills by right, in the table's order; a notice right after its value."""
    present = {slot for row in rows for slot in row.cells}
    found = []
    for path in (*table.fields, *table.fixed):
        mine = [slot for slot in present if slot.path == path]
        order = {part: at for at, part in enumerate(table.parts.get(path, ()))}
        found += sorted(mine, key=lambda slot: (slot.notice or "", order.get(slot.part or "", -1), slot.part or ""))
    return found
