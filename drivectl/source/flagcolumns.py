"""The columns of flags/v1 and the words in their drop-downs, once for writing and reading."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING, Value
from drivectl.model.flags import SAME, Same
from drivectl.model.layout import Layout

SHEET: Final = "Cases"
CASE: Final = "Case"
PERSON: Final = "Person"
HOLD_UNTIL: Final = "Hold Until"
HOLD_WHY: Final = "Why Held"
STATED_BY: Final = "Stated By"
STATED_ON: Final = "Stated On"
AS_IN_EXPORT: Final = "As in the export"
NOBODY: Final = "Nobody"
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {"safety": "Safety", "checking": "Being checked", "legal": "Legal", "other": "Other"}
)

_YES_NO: Final[Mapping[str, str]] = MappingProxyType({"true": "Yes", "false": "No"})
_KNOWN: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "case.victim_consent": (
            "Consent",
            {
                "given": "Yes",
                "refused": "No",
                "withdrawn": "Withdrawn",
                "not_safe_to_ask": "Not safe to ask",
                "not_recorded": "Not recorded",
            },
        ),
        "victim.address_status": (
            "Address",
            {
                "known_to_perpetrator": "Known to the perpetrator",
                "confidential": "Confidential",
                "unknown": "Not known",
            },
        ),
        "case.insider_orgs": ("Works For Partner", {}),
        "case.live_sar": ("Access Request Open", _YES_NO),
        "case.research_objection": ("Objects To Research", _YES_NO),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagColumn:
    """One stated field: its header and, unless it holds party ids, its code -> word."""

    field: str
    header: str
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    parties: bool = False


def flag_columns(fields: Sequence[str], catalogue: Catalogue) -> list[FlagColumn]:
    """A column for each of ``fields``; one the list above does not know is named by its path, with its own codes."""
    columns: list[FlagColumn] = []
    for path in fields:
        about = catalogue.field(path)
        parties = about.type == "set"
        own = (
            {}
            if parties or about.domain is None
            else {_code(one): _code(one) for one in catalogue.domains[about.domain].values}
        )
        header, words = _KNOWN.get(path, (path, own))
        columns.append(FlagColumn(field=path, header=header, words={c: words.get(c, c) for c in own}, parties=parties))
    return columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the sheet beside an export may state: its columns, the fields that the export has itself, the partners."""

    columns: tuple[FlagColumn, ...]
    bound: frozenset[str]
    parties: Collection[str]

    def value(self, column: FlagColumn, text: str) -> Value | Same | None:
        """What a cell with ``text`` states; None where it is none of its choices."""
        if not text:
            return MISSING
        if text == AS_IN_EXPORT and column.field in self.bound:
            return SAME
        if column.parties:
            ids = tuple(dict.fromkeys(one.strip() for one in text.split(";") if one.strip()))
            if ids == (NOBODY,):
                return ()
            return ids if ids and all(one in self.parties for one in ids) else None
        code = next((code for code, word in column.words.items() if word == text), None)
        return code == "true" if code is not None and set(column.words) == {"true", "false"} else code

    def typed(self, column: FlagColumn, text: str) -> Value | Same | None:
        """What a person typed, as the word or as its code; None where it is neither."""
        return self.value(column, column.words.get(text.lower(), text))


def choices(fields: Sequence[str], layout: Layout, catalogue: Catalogue, parties: Collection[str]) -> Choices:
    """The choices for exports of ``layout``."""
    bindings = {one.field for table in layout.tables for one in table.bindings if one.field is not None}
    bound = bindings | {path for table in layout.tables for path in table.fixed}
    return Choices(columns=tuple(flag_columns(fields, catalogue)), bound=frozenset(bound), parties=parties)


def _code(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
