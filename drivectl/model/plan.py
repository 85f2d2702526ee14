"""What would leave, and why: the result of judging an export under one agreement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from drivectl.errors import Place
from drivectl.model.action import Action

ReasonKind = Literal["clause", "no_clause", "limit", "never", "coherence", "row", "originator", "max_chars", "role"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of a decision. ``met``: true, false, unknown or none (no condition). ``id`` names a baseline rule."""

    kind: ReasonKind
    action: Action
    id: str | None = None
    at: Place | None = None
    met: Literal["true", "false", "unknown", "none"] = "none"
    because: tuple[str, ...] = ()
    """Catalogue fields whose values the condition read (never the values)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What happens to one field of one row, with the trace that ``plan``, ``explain`` and the release record show."""

    action: Action
    purposes: tuple[str, ...] = ()
    notice: str | None = None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why a case waits. ``unknown`` holds are answered in the flags sheet, true ones are cleared by a DPO."""

    id: str
    unknown: bool
    at: Place | None = None


class Cells(Mapping[tuple[str, int, str], Decision]):
    """(table, row, field) -> decision, over mappings of whole rows; rows that are decided alike have one together."""

    def __init__(self, rows: Mapping[tuple[str, int], Mapping[str, Decision]]) -> None:
        self._rows = rows

    def __getitem__(self, at: tuple[str, int, str]) -> Decision:
        table, row, path = at
        return self._rows[table, row][path]

    def __iter__(self) -> Iterator[tuple[str, int, str]]:
        return ((table, row, path) for (table, row), found in self._rows.items() for path in found)

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))


CaseState = Literal["out_of_scope", "held", "ready", "suppressed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlan:
    """One case under one agreement. ``decisions``: (table, row, field) -> decision, for every bound and computed field.

    Computed fields (``perpetrator.orders``, ``outcome.*``) stand at the rows of the case's own table.
    """

    case: str = field(repr=False)
    state: CaseState
    holds: tuple[Hold, ...] = ()
    decisions: Mapping[tuple[str, int, str], Decision] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Counts of cases: ``in_export`` = out of scope + held + suppressed + ``leaving``."""

    in_export: int
    in_scope: int
    held: int
    suppressed: int
    leaving: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan for one recipient."""

    agreement: str
    agreement_version: str
    agreement_sha256: str
    party: str
    cases: tuple[CasePlan, ...]
    not_in_export: tuple[str, ...]
    """Granted fields that the export does not have."""
    assumed_missing: tuple[str, ...] = ()
    """Attributes used only in a clause's ``when`` that the export does not have: they count as missing."""

    @property
    def flow(self) -> Flow:
        """The flow of cases."""
        count = dict.fromkeys(("out_of_scope", "held", "ready", "suppressed"), 0)
        for case in self.cases:
            count[case.state] += 1
        total = len(self.cases)
        return Flow(
            in_export=total,
            in_scope=total - count["out_of_scope"],
            held=count["held"],
            suppressed=count["suppressed"],
            leaving=count["ready"],
        )
