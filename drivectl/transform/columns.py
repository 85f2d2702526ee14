"""Column heads for a recipient, and the ``columns`` table that explains them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from drivectl.model.action import Act, Action
from drivectl.model.catalogue import Catalogue, Field
from drivectl.model.output import OutputColumn, OutputTable

_EMPTY: Final = "Not known to the sender, or not shared."
_YES_NO: Final = MappingProxyType({"Y": "yes", "N": "no"})
_WORDS: Final = {
    Act.SHARE: "as recorded",
    Act.GENERALISE: "made coarser",
    Act.PSEUDONYMISE: "replaced by a token of this agreement",
    Act.REDACT: "text with personal data hidden",
    Act.WITHHOLD: "",
}


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One column to be: a field, one part of it, or the notice that belongs to it."""

    path: str
    part: str | None = None
    notice: str | None = None


def output_columns(
    slots: Sequence[Slot], actions: Mapping[Slot, Sequence[Action]], catalogue: Catalogue
) -> tuple[tuple[OutputColumn, ...], tuple[str, ...]]:
    """The heads of ``slots`` and, in the same order, how the values were treated."""
    columns, treatments = [], []
    for slot in slots:
        columns.append(_column(slot, actions[slot], catalogue))
        acts = {_WORDS[one.act] for one in actions[slot]}
        treatments.append("the notice of the column before" if slot.notice else " or ".join(sorted(acts)))
    return tuple(columns), tuple(treatments)


def _column(slot: Slot, actions: Sequence[Action], catalogue: Catalogue) -> OutputColumn:
    field = catalogue.field(slot.path)
    header = slot.path if slot.part is None else f"{slot.path}.{slot.part}"
    if slot.notice is not None:
        words = slot.notice.replace("_", " ")
        return OutputColumn(header=f"{header} {words} notice", field=slot.path, meaning=f"Read this first: {words}.")
    levels = {one.to for one in actions if one.act is Act.GENERALISE}
    return OutputColumn(
        header=header,
        field=slot.path,
        meaning=_meaning(field, slot),
        level=levels.pop() if len(levels) == 1 and len({one.act for one in actions}) == 1 else None,
        codes=_codes(field, actions, catalogue),
        numeric=field.type == "int" and {one.act for one in actions} == {Act.SHARE},
    )


def _meaning(field: Field, slot: Slot) -> str:
    entity, _, name = field.path.partition(".")
    owner = None if name.startswith(entity) else entity
    words = " ".join(filter(None, (owner, name, slot.part))).replace("_", " ")
    return f"{words[0].upper()}{words[1:]}" + (f" ({field.note})." if field.note else ".")


def _codes(field: Field, actions: Sequence[Action], catalogue: Catalogue) -> Mapping[str, str]:
    acts = {one.act for one in actions}
    if acts == {Act.GENERALISE}:
        ladder = catalogue.ladder_of(actions[0].to or "")
        return _YES_NO if ladder is not None and isinstance(ladder.options.get("codes"), Mapping) else {}
    if acts != {Act.SHARE} or field.domain is None:
        return {}
    if field.type == "yn":
        return _YES_NO
    return {str(value): str(value).replace("_", " ") for value in catalogue.domains[field.domain].values}


def column_table(tables: Sequence[tuple[OutputTable, Sequence[str]]]) -> OutputTable:
    """The code book: one row per column that leaves."""
    heads = ("table", "column", "meaning", "treatment", "level", "codes", "empty means")
    rows = [
        (table.name, one.header, one.meaning, treatment, one.level or "", "; ".join(one.codes), _EMPTY)
        for table, treatments in tables
        for one, treatment in zip(table.columns, treatments, strict=True)
    ]
    return OutputTable(
        name="columns",
        kind="csv",
        columns=tuple(OutputColumn(header=head, field="") for head in heads),
        rows=tuple(rows),
    )
