"""A last look at cells that leave as they are: a safe place named in a column that is meant for something else."""

import re
from collections.abc import Iterator
from typing import Final

from drivectl.errors import Diagnostic, Place, failure
from drivectl.model.action import Act
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Case
from drivectl.model.plan import CasePlan, Plan
from drivectl.safe import name, say
from drivectl.steps.intake import Intake
from drivectl.transform.words import written

_SAFE: Final = "safe_location"
_SHORTEST: Final = 5
"""Shorter values would be found in any word."""


def refuse_safe_places(intake: Intake, plan: Plan) -> None:
    """TXT401, naming every row at once, where a cell that would leave says where somebody is safe.

    Free texts are searched by redaction; this is for the other columns, whose words an agreement shares as they stand.
    """
    catalogue = intake.desk.policies.catalogue
    found = [
        Diagnostic(
            code="TXT401",
            what=say("{t} row {r}: {f} names a safe place", t=name(table), r=row, f=name(path)),
            at=Place(file=intake.export.folder, row=row, field=name(path)),
            fix=say("correct the cell in the case system, then export again"),
        )
        for one in plan.cases
        if one.state == "ready"
        for table, row, path in _naming(intake.cases[one.case], one, catalogue)
    ]
    if found:
        raise failure(*found)


def _naming(case: Case, plan: CasePlan, catalogue: Catalogue) -> Iterator[tuple[str, int, str]]:
    cells = [(record.table, record.row, path, cell) for record in case.records for path, cell in record.cells.items()]
    places = {_plain(written(cell.value)) for _, _, path, cell in cells if _SAFE in catalogue.field(path).classes}
    places = {one for one in places if len(one) >= _SHORTEST}
    for table, row, path, cell in cells if places else ():
        decision = plan.decisions.get((table, row, path))
        if decision is not None and decision.action.act is Act.SHARE:
            text = f" {_plain(written(cell.value))} "
            if any(f" {one} " in text for one in places):
                yield table, row, path


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
