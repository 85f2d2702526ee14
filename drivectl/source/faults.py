"""What is wrong with one file, all of it at once, with a limit on what is shown."""

from pathlib import Path
from typing import Final

from drivectl.errors import Diagnostic, Place, failure
from drivectl.safe import Safe, say

SHOWN: Final = 20


class Faults:
    """Collects diagnostics of ``path``; after ``SHOWN`` they are only counted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._shown: list[Diagnostic] = []
        self._more: str | None = None
        self._count = 0

    def add(
        self, code: str, what: Safe, *, row: int | None = None, field: Safe | None = None, fix: Safe | None = None
    ) -> None:
        """One more fault."""
        if len(self._shown) < SHOWN:
            self._shown.append(
                Diagnostic(code=code, what=what, at=Place(file=self.path, row=row, field=field), fix=fix)
            )
        else:
            self._more = self._more or code
            self._count += 1

    def __bool__(self) -> bool:
        return bool(self._shown)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What to show, the last one counting the rest."""
        if self._more is None:
            return tuple(self._shown)
        rest = Diagnostic(
            code=self._more, what=say("and {n} more in this file", n=self._count), at=Place(file=self.path)
        )
        return (*self._shown, rest)

    def stop(self) -> None:
        """Raise where there is anything."""
        if self:
            raise failure(*self.diagnostics)
