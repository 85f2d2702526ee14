"""``generalise``: one value at one named level. What cannot be done faithfully is refused, never approximated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from drivectl.errors import DrivectlError, problem
from drivectl.model.action import Action, Ladder
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Cell, Value
from drivectl.safe import name, say
from drivectl.transform import postcodes
from drivectl.transform.dates import FLOORS, age_band, age_on
from drivectl.transform.words import written

_FIVE_YEARS: Final = tuple(range(0, 91, 5))
_TOP_AGE: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One value to make coarser, with what its level may need."""

    cell: Cell = field(repr=False)
    action: Action
    ladder: Ladder
    reference: date | None = None
    """The day ages are worked out on."""
    via: Value = field(default=MISSING, repr=False)
    """The value of the field that the ladder's ``via`` names, from the same row."""


def ladder_for(action: Action, path: str, catalogue: Catalogue) -> Ladder:
    """The ladder of the level that ``action`` names. DIS512 where this version cannot do it."""
    ladder = catalogue.ladder_of(action.to or "")
    if ladder is None or action.method not in {None, ladder.method} or action.params or ladder.method not in _METHODS:
        raise cannot(action, path)
    if ladder.method == "date_floor" and action.to not in FLOORS:
        raise cannot(action, path)
    if ladder.method == "postcode" and action.to == "outcode" and "min_population" in ladder.options:
        raise cannot(action, path)  # no population table is bundled, so the least population cannot be checked
    return ladder


def cannot(action: Action, path: str) -> DrivectlError:
    """DIS512: the agreement asks for a treatment that is not built."""
    asked = name(action.to or action.method or action.act.value)
    return problem("DIS512", say("{level} cannot be made of {field} in this version", level=asked, field=name(path)))


def generalise(ask: Ask) -> str | None:
    """The value at the level, or None where it cannot be made coarser: the cell is then left empty."""
    if ask.cell.value is MISSING:
        return None
    return _METHODS[ask.ladder.method](ask)


def _date_floor(ask: Ask) -> str | None:
    value = ask.cell.value
    return FLOORS[ask.action.to or ""](value) if isinstance(value, date) else None


def _age(ask: Ask) -> str | None:
    born = ask.cell.value
    if not isinstance(born, date) or ask.reference is None:
        return None
    age = age_on(born.date() if isinstance(born, datetime) else born, ask.reference)
    if age is None:
        return None
    if ask.action.to == "age_year":
        return str(age) if age < _TOP_AGE else f"{_TOP_AGE} and over"
    return age_band(age, _edges(ask))


def _edges(ask: Ask) -> Sequence[int]:
    declared = ask.ladder.options.get("edges")
    if isinstance(declared, Mapping) and ask.action.to in declared:
        edges: Sequence[int] = declared[ask.action.to]
        return edges
    if ask.action.to == "age_band_5":
        return _FIVE_YEARS
    raise cannot(ask.action, ask.cell.field)


def _postcode(ask: Ask) -> str | None:
    whole = ask.cell.parts.get("postcode") if ask.cell.parts else written(ask.cell.value)
    found = postcodes.find(whole or "")
    return None if found is None else found[ask.action.to == "outcode"]


def _map(ask: Ask) -> str | None:
    if "via" in ask.ladder.options:
        return written(ask.via) or None
    codes = ask.ladder.options.get("codes")
    value = ask.cell.value
    if not isinstance(codes, Mapping) or not isinstance(value, str) or value not in codes:
        return None
    return written(codes[value])


def _round(ask: Ask) -> str | None:
    value, base = ask.cell.value, 5 if ask.action.to == "rounded_5" else 10
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return str((value + base // 2) // base * base)


_METHODS: Final[Mapping[str, Callable[[Ask], str | None]]] = {
    "date_floor": _date_floor,
    "age_band": _age,
    "postcode": _postcode,
    "map": _map,
    "round": _round,
}
