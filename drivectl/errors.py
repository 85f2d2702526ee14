"""Errors as values: a code, a place, what happened, why, and how to fix it; never a value of the data.

The exit status belongs to the code (``codes.CODES``), the exception class says who must act. An
expected answer ("found", "refused") is a result with its exit status; an exception here is one that
stops a command, and it carries *all* its diagnostics at once.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from drivectl.codes import CODES, exit_of
from drivectl.safe import Safe

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: a file, with line and column (1-based) for text we parse, row and field for tables."""

    file: Path
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    row: int | None = None
    field: Safe | None = None

    def __post_init__(self) -> None:
        if self.field is not None and not isinstance(self.field, Safe):
            raise TypeError("Place.field must be Safe text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding about a file, a policy or the machine."""

    code: str
    what: Safe
    at: Place | None = None
    why: Safe | None = None
    fix: Safe | None = None
    severity: Severity = "error"
    notes: tuple[Safe, ...] = ()
    law: tuple[Safe, ...] = ()
    """Beside the law that the code itself names."""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(self.code)
        for text in (self.what, self.why, self.fix, *self.notes, *self.law):
            if text is not None and not isinstance(text, Safe):
                raise TypeError("a diagnostic takes Safe text only")

    @property
    def exit(self) -> int:
        """The exit status of this diagnostic's code."""
        return exit_of(self.code)


@dataclass(eq=False)
class DrivectlError(Exception):
    """A command stops: every diagnostic at once. Subclasses say who must act."""

    diagnostics: tuple[Diagnostic, ...] = field(default=())

    def __str__(self) -> str:
        return "; ".join(f"{d.code}: {d.what}" for d in self.diagnostics)

    @property
    def exit(self) -> int:
        """Where several apply the order is 70, 5, 4, 3, 1, 2."""
        return max((d.exit for d in self.diagnostics), key=_EXIT_ORDER.index, default=70)

    @property
    def code(self) -> str:
        """The code of the first diagnostic."""
        return self.diagnostics[0].code


class VerificationError(DrivectlError):
    """The check ran and the answer is no (1): the sender, or nobody, must act."""


class UsageError(DrivectlError):
    """The command or a setting is wrong (2): who typed it acts."""


class RefusedError(DrivectlError):
    """Refused by an agreement or a safety rule (3): the DPO or the agreement's owner acts."""


class InputError(DrivectlError):
    """The input cannot be used (4): whoever made the export acts."""


class SetupError(DrivectlError):
    """This machine is not ready (5): IT acts."""


class InternalError(DrivectlError):
    """A fault in drivectl (70): we act."""


_EXIT_ORDER = [0, 2, 1, 3, 4, 5, 70, 130]
_CLASS_OF = {1: VerificationError, 2: UsageError, 3: RefusedError, 4: InputError, 5: SetupError}


def failure(*diagnostics: Diagnostic) -> DrivectlError:
    """The exception for these diagnostics (at least one), its class chosen by the gravest exit status."""
    gravest = max((d.exit for d in diagnostics), key=_EXIT_ORDER.index)
    return _CLASS_OF.get(gravest, InternalError)(diagnostics)


def problem(  # noqa: PLR0913 -- the parts of a message are what they are
    code: str,
    what: Safe,
    *,
    at: Place | None = None,
    why: Safe | None = None,
    fix: Safe | None = None,
    notes: tuple[Safe, ...] = (),
) -> DrivectlError:
    """Shorthand for the exception of one error: ``raise problem("SRC210", say(...))``."""
    return failure(Diagnostic(code=code, what=what, at=at, why=why, fix=fix, notes=notes))
