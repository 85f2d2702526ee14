"""What a rule finds in a policy file, and the edits that would put it right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from drivectl.codes import CODES
from drivectl.errors import Diagnostic, Place, Severity
from drivectl.model.export import Value, value_words
from drivectl.safe import Safe, names, say

RANKS: dict[Severity, int] = {"note": 0, "warning": 1, "error": 2}
"""From what is worth knowing to what must be put right."""


class Edit(NamedTuple):
    """Text of the file to be replaced: 1-based, from a line and column up to another (not included)."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. A rule leaves ``code`` and ``severity`` to the registry, unless it found something less grave."""

    what: Safe
    at: Place
    code: str = ""
    severity: Severity | None = None
    why: Safe | None = None
    fix: Safe | None = None
    notes: tuple[Safe, ...] = ()
    legal: tuple[Safe, ...] = ()
    """Rows of the legal register that it turns on, beside the law of the rule itself."""
    edits: tuple[Edit, ...] = ()
    safe: bool = False
    """Whether the edits are proved to let nothing out that stays in today."""
    example: Mapping[str, Value] | None = None
    """A case that shows it: attribute -> value of its domain."""
    related: Place | None = None
    """The line of the baseline or of another file that it is about."""
    path: str = ""
    """Where it stands inside the document, such as ``fields.victim.address[0]``."""

    @property
    def grave(self) -> Severity:
        """Its severity."""
        return self.severity or CODES[self.code].severity

    def diagnostic(self) -> Diagnostic:
        """The finding as any other message of drivectl."""
        notes = self.notes
        if self.example:
            case = names([f"{path} is {value_words(value)}" for path, value in sorted(self.example.items())])
            notes = (*notes, say("for example {case}", case=case))
        return Diagnostic(
            code=self.code,
            what=self.what,
            at=self.at,
            why=self.why,
            fix=self.fix,
            severity=self.grave,
            notes=notes,
            law=self.legal,
        )
