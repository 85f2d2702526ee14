"""Rows to records: whose row it is, which key it has, and that it belongs to a case of this export."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, ReadNote, Record
from drivectl.model.layout import TableLayout
from drivectl.safe import name, say
from drivectl.source.bind import Bound
from drivectl.source.faults import Faults
from drivectl.source.grid import tidy


@dataclass(slots=True, kw_only=True)
class Loaded:
    """One table on its way: its layout, its rows, its faults."""

    layout: TableLayout
    rows: list[Bound] = field(repr=False)
    faults: Faults
    notes: list[ReadNote]

    def key(self, row: Bound, subject: str) -> str:
        """The id in the column that ``subjects`` names for ``subject``."""
        return row.keys.get(tidy(self.layout.subjects[subject]), "")

    @property
    def roles(self) -> list[str]:
        """The roles that have a column of their own."""
        return [one for one in self.layout.subjects if one not in ("case", "by_role")]


def check_keys(table: Loaded) -> None:
    """SRC217 for a row without its keys, SRC225 for a key twice; the same row twice is kept once and told."""
    seen: dict[tuple[object, ...], Bound] = {}
    kept: list[Bound] = []
    for row in table.rows:
        lost = [path for path in table.layout.grain if row.cells[path].value is MISSING]
        lost += [table.layout.subjects[one] for one in table.layout.subjects if not table.key(row, one)]
        if lost:
            what = say("row {row} has no {key}", row=row.row, key=name(lost[0]))
            table.faults.add("SRC217", what, row=row.row, field=name(lost[0]))
            continue
        key = tuple(row.cells[path].value for path in table.layout.grain)
        first = seen.setdefault(key, row)
        if first is row:
            kept.append(row)
        elif first.cells == row.cells:
            table.notes.append(ReadNote(table=table.layout.name, row=row.row, field="", kind="duplicate_row"))
        else:
            what = say("rows {a} and {b} have one key and differ", a=first.row, b=row.row)
            table.faults.add("SRC225", what, row=row.row)
    table.rows = kept


def records_of(tables: list[Loaded], catalogue: Catalogue, *, whole: bool) -> list[Record]:
    """Every row as a record. Where the export is ``whole``, SRC218 for a case or person that it does not hold."""
    homes = [one for one in tables if "case.case_ref" in _bound(one)] or tables
    cases = {one.key(row, "case") for one in homes for row in one.rows}
    people = _people(tables, catalogue)
    roles_of: dict[tuple[str, str], set[str]] = {}
    for one in tables:
        for row in one.rows:
            for role in one.roles:
                roles_of.setdefault((one.key(row, "case"), one.key(row, role)), set()).add(role)
    records: list[Record] = []
    for one in tables:
        for row in one.rows:
            case = one.key(row, "case")
            subjects = {role: one.key(row, role) for role in one.roles}
            strange = whole and _strange(one, row, cases, people, roles_of)
            if strange:
                what = say("row {row}: {key} names what this export does not hold", row=row.row, key=name(strange))
                one.faults.add("SRC218", what, row=row.row, field=name(strange))
            if "by_role" in one.layout.subjects:
                person = one.key(row, "by_role")
                subjects.update(dict.fromkeys(sorted(roles_of.get((case, person), ())), person))
            records.append(Record(table=one.layout.name, row=row.row, case=case, subjects=subjects, cells=row.cells))
    return records


def _bound(table: Loaded) -> set[str]:
    return {one.field for one in table.layout.bindings if one.field is not None}


def _people(tables: list[Loaded], catalogue: Catalogue) -> Mapping[str, set[tuple[str, str]]]:
    """Role -> (case, person) of the tables that say who has that role: those that bind the role's own key."""
    people: dict[str, set[tuple[str, str]]] = {}
    for one in tables:
        for role in one.roles:
            entity = catalogue.entities.get(role)
            if entity is not None and _bound(one) & {
                f"{role}.{key}" for key in catalogue.entities[entity.of or role].key
            }:
                people.setdefault(role, set()).update((one.key(row, "case"), one.key(row, role)) for row in one.rows)
    return people


def _strange(
    table: Loaded,
    row: Bound,
    cases: set[str],
    people: Mapping[str, set[tuple[str, str]]],
    roles_of: Mapping[tuple[str, str], set[str]],
) -> str | None:
    """The header of the key that points at nothing, if one does."""
    subjects, case = table.layout.subjects, table.key(row, "case")
    if case not in cases:
        return subjects["case"]
    for role in table.roles:
        if role in people and (case, table.key(row, role)) not in people[role]:
            return subjects[role]
    if "by_role" in subjects and (case, table.key(row, "by_role")) not in roles_of:
        return subjects["by_role"]
    return None
