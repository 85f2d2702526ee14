# ruff: noqa: T201 -- a script that prints figures
"""CPU seconds and memory to decide an invented export under the shipped police agreement; nothing is asserted.

    python tests/benchmarks/decisions.py [RECORDS ...]

Cases have one or two victims, a perpetrator, children, allegations and notes; every record has forty fields.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from drivectl.agreement.judge import judge
from drivectl.agreement.resolve import resolve
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Case, Cell, Export, Record, Value
from drivectl.model.flags import CaseFlags, FlagsSheet
from drivectl.spec.policies import load_policies

TODAY = date(2026, 12, 10)
FIELDS = 40
PARTY = "exampleshire-police"
ROLES = ("victim", "perpetrator", "child")
ROWS = {
    "clients": (("case", "victim", "perpetrator"), (1, 1, 1, 2)),
    "children": (("child", "case"), (0, 1, 2, 3)),
    "allegations": (("allegation", "case", "perpetrator"), (0, 2, 4)),
    "notes": (("note", "case", "perpetrator"), (6, 12, 24)),
}
"""Table -> the entities whose fields it has, and how many rows of it a case may have."""
READ = {
    "case.risk_level": ("high", "very_high", "medium"),
    "case.nation": ("england",),
    "case.status": ("open",),
    "case.victim_consent": ("given", "refused", MISSING),
    "victim.address_status": ("known_to_perpetrator", "confidential", MISSING),
    "note.origin": ("professional", "victim", "perpetrator", "third_party"),
    "note.confidence": ("open", "in_confidence", MISSING),
    "note.originator": ("drive-delivery", "exampleshire-csc"),
    "allegation.status": ("reported", "counter_allegation", MISSING),
}


class Maker:
    """Invents cases; one cell object serves for every record with that value."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._random = Random(1)
        self._cells: dict[tuple[str, Value], Cell] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        for table, (entities, _) in ROWS.items():
            parts = [[one.path for one in catalogue.entities[entity].fields.values()] for entity in entities]
            first = [path for part in parts for path in part if path in READ or path.endswith(("person_id", "_ref"))]
            rest = [path for at in range(FIELDS) for part in parts for path in part[at : at + 1]]
            self._paths[table] = tuple(dict.fromkeys([*first, *rest]))[:FIELDS]

    def cases(self, records: int) -> Iterator[Case]:
        row = case = 1
        while row < records:
            found = tuple(self._case(f"C{case}", row))
            yield Case(ref=f"C{case}", records=found)
            row, case = row + len(found), case + 1

    def _case(self, ref: str, row: int) -> Iterator[Record]:
        said: dict[str, Value] = {path: self._random.choice(READ[path]) for path in READ if path.startswith("case.")}
        for table, (_, counts) in ROWS.items():
            for at in range(self._random.choice(counts)):
                row += 1
                subjects = {"perpetrator": f"{ref}P"} if table != "children" else {"child": f"{ref}K{at}"}
                if table == "clients":
                    subjects["victim"] = f"{ref}V{at}"
                own = {"note.note_id": f"N{row}", "allegation.allegation_id": f"A{row}"}
                people = {f"{role}.person_id": who for role, who in subjects.items()}
                values: dict[str, Value] = {
                    **said,
                    **own,
                    **people,
                    "case.case_ref": ref,
                    "case.perpetrator_id": f"{ref}P",
                }
                yield Record(table=table, row=row, case=ref, subjects=subjects, cells=self._row(table, values))

    def _row(self, table: str, said: dict[str, Value]) -> dict[str, Cell]:
        values = {
            path: said[path] if path in said else self._random.choice(READ.get(path, ("some text", "other text")))
            for path in self._paths[table]
        }
        return {path: self._cell(path, value) for path, value in values.items()}

    def _cell(self, path: str, value: Value) -> Cell:
        if path.endswith("_id"):
            return Cell(field=path, value=value)
        return self._cells.setdefault((path, value), Cell(field=path, value=value))


def measure(records: int) -> None:
    """Make the export, judge it once, print the figures."""
    policies = load_policies(Path(__file__).resolve().parents[2] / "policies")
    agreement = policies.agreements["drive-police"]
    effective = resolve(agreement, policies.baseline, policies.catalogue, policies.parties)
    cases = tuple(Maker(policies.catalogue).cases(records))
    export = Export(
        folder=Path(),
        layout="invented",
        layout_version="1",
        layout_sha256="",
        layout_verified=False,
        tables=(),
        cases=cases,
    )
    stated: dict[str, Value] = {"case.insider_orgs": (), "case.live_sar": False, "case.research_objection": False}
    rows = tuple(
        CaseFlags(case=one.ref, person=None, row=2, values=dict(stated), by="A. Example", on=TODAY, hold_until=None)
        for one in cases
    )
    flags = FlagsSheet(path=Path("flags.xlsx"), sha256="", fields=tuple(stated), rows=rows)
    before, started = _peak(), time.process_time()
    plan = judge(export, effective, PARTY, flags, TODAY)
    seconds, after = time.process_time() - started, _peak()
    count = sum(len(one.records) for one in cases)
    print(
        f"{count:>9,} records x {FIELDS} fields: {seconds:6.1f} CPU s, peak {after:,} MB"
        f" ({before:,} MB of them the export), {plan.flow.leaving:,} of {plan.flow.in_export:,} cases leave"
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """One process for each size, so that each has a peak of its own."""
    for size in map(int, sys.argv[1:] or ("100000", "1000000")):
        child = multiprocessing.get_context("spawn").Process(target=measure, args=(size,))
        child.start()
        child.join()


if __name__ == "__main__":
    main()
