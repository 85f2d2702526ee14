"""A last look at cells that leave as they are: a safe place named in a column that is meant for something else."""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Final

from drivectl.errors import Diagnostic, Place, failure
from drivectl.model.action import Act
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Case
from drivectl.model.plan import CasePlan, Plan
from drivectl.recognise.forms import plain_words
from drivectl.recognise.view import readings
from drivectl.safe import name, say
from drivectl.steps.intake import Intake, is_telling
from drivectl.transform.words import written

_SAFE: Final = "safe_location"
_SHORTEST: Final = 5
"""Shorter values would be found in any word."""


def refuse_safe_places(intake: Intake, plan: Plan) -> None:
    """TXT411, naming every row at once, where a cell that would leave says where somebody is safe.

    Free texts are searched by redaction; this is for the other columns, whose words an agreement shares as they stand.
    """
    catalogue = intake.desk.policies.catalogue
    everywhere = {one for case in intake.export.cases for one in _places(case, catalogue) if is_telling(one)}
    found = [
        Diagnostic(
            code="TXT411",
            what=say("{t} row {r}: {f} names a safe place", t=name(table), r=row, f=name(path)),
            at=Place(file=intake.export.folder, row=row, field=name(path)),
            fix=say("correct the cell in the case system, then export again"),
        )
        for one in plan.cases
        if one.state == "ready"
        for table, row, path in _naming(intake.cases[one.case], one, catalogue, everywhere)
    ]
    if found:
        raise failure(*found)


def _naming(case: Case, plan: CasePlan, catalogue: Catalogue, everywhere: Set[str]) -> Iterator[tuple[str, int, str]]:
    named = _any_of(frozenset(everywhere | _places(case, catalogue)))
    for record in case.records:
        for path, cell in record.cells.items():
            decision = plan.decisions.get((record.table, record.row, path))
            leaves = decision is not None and decision.action.act is Act.SHARE and isinstance(cell.value, str | tuple)
            if leaves and any(named.search(view.lower) for view in readings(written(cell.value))):
                yield record.table, record.row, path


def _places(case: Case, catalogue: Catalogue) -> set[str]:
    """The safe places of a case in plain words; another case's count too unless all their words are everyday ones."""
    cells = (one for record in case.records for one in record.cells.items())
    places = {
        " ".join(plain_words(written(cell.value))) for path, cell in cells if _SAFE in catalogue.field(path).classes
    }
    return {one for one in places if len(one) >= _SHORTEST}


@lru_cache(maxsize=64)
def _any_of(places: frozenset[str]) -> re.Pattern[str]:
    """Finds any of ``places``, however its words are joined; nothing where there are none."""
    forms = "|".join(r"[\W_]{0,3}".join(map(re.escape, one.split())) for one in sorted(places))
    return re.compile(rf"(?<![^\W_])(?:{forms or '(?!)'})(?![^\W_])")
