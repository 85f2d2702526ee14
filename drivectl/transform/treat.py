"""What becomes of one cell under one decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from drivectl.errors import problem
from drivectl.model.action import Act, Action
from drivectl.model.catalogue import Catalogue, Field
from drivectl.model.export import MISSING, Case, Cell, Record, Value
from drivectl.safe import name, say
from drivectl.transform import levels
from drivectl.transform.tokens import Tokeniser
from drivectl.transform.words import written

_BY_SCHEME = "by_scheme"  # the row says which kind of identifier it is

Texts = Mapping[tuple[str, int, str], str | None]
"""(table, row, field) -> the text as it may leave; None, or no entry, where it may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """Everything that turning cells into what leaves needs, for one recipient."""

    catalogue: Catalogue
    tokens: Mapping[str | None, Tokeniser] = field(repr=False)
    """Scope that a clause names -> its tokens; None is the agreement's own scope."""
    texts: Texts = field(repr=False)
    today: date
    reference_date: str | None = None
    """``disclosure_control.reference_date``: ``transfer``, an ISO date or a field; ages are refused without."""

    def cell(self, case: Case, record: Record, path: str, action: Action) -> str | None:
        """What leaves of the cell; None for nothing (withheld, or not to be made coarser)."""
        cell = record.cells[path]
        if cell.value is MISSING or action.act is Act.WITHHOLD:
            return None
        if action.act is Act.GENERALISE:
            return self._generalised(case, record, cell, action)
        if action.act is Act.PSEUDONYMISE:
            return self._token(record, cell, action)
        if action.act is Act.REDACT or self.catalogue.field(path).type == "text":
            return self.texts.get((record.table, record.row, path))  # free text never leaves as it is
        return written(cell.value)

    def _generalised(self, case: Case, record: Record, cell: Cell, action: Action) -> str | None:
        ladder = levels.ladder_for(action, cell.field, self.catalogue)
        via = ladder.options.get("via")
        ask = levels.Ask(
            cell=cell,
            action=action,
            ladder=ladder,
            reference=self._reference(case, action, cell.field) if ladder.method == "age_band" else None,
            via=_value(record, via) if isinstance(via, str) else MISSING,
        )
        return levels.generalise(ask)

    def _reference(self, case: Case, action: Action, path: str) -> date | None:
        stated = self.reference_date
        if stated is None:
            raise levels.cannot(action, path)
        if stated == "transfer":
            return self.today
        if not self.catalogue.has(stated):
            return date.fromisoformat(stated)
        found = {_value(record, stated) for record in case.records if stated in record.cells}
        day = found.pop() if len(found) == 1 else MISSING
        if isinstance(day, datetime):
            return day.date()
        return day if isinstance(day, date) else None

    def _token(self, record: Record, cell: Cell, action: Action) -> str | None:
        """A key that is not of its kind stops the run; another value is left empty."""
        tokeniser = self.tokens.get(action.scope)
        unknown = action.params.keys() - {"prefix"}
        if tokeniser is None or action.method not in {None, "token"} or unknown:
            raise levels.cannot(action, cell.field)
        key = key_of(self.catalogue, cell.field)
        domain = self.domain(record, key)
        if domain is None or cell.value is MISSING:
            return None
        prefix = str(action.params.get("prefix", ""))
        values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
        made = [tokeniser.token(domain, value, prefix) for value in values]
        if None in made and "linkage_key" in key.classes:
            table, row = name(record.table), record.row
            raise problem("SRC226", say("row {row} of {table} has a key that is not of its kind", row=row, table=table))
        return None if None in made else "; ".join(one for one in made if one)

    def domain(self, record: Record, key: Field) -> str | None:
        """The token domain of ``key``; a field without one has a domain of its own, so it joins with nothing."""
        if key.token == _BY_SCHEME:
            scheme = _value(record, f"{key.entity}.scheme")
            return scheme if isinstance(scheme, str) else None
        return key.token or key.path


def key_of(catalogue: Catalogue, path: str) -> Field:
    """The key that ``path`` refers to in the end, or the field itself."""
    found = catalogue.field(path)
    while found.references:
        found = catalogue.field(found.references)
    return found


def _value(record: Record, path: str) -> Value:
    cell = record.cells.get(path)
    return MISSING if cell is None else cell.value
