"""What a recogniser is, and what it gives: hits in the coordinates of the view."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from drivectl.model.finding import Detector, Kind, Role
from drivectl.recognise.view import View


class Hit(NamedTuple):
    """A possible finding. ``unsure`` is hidden like the rest; only a person's decision can open it."""

    start: int
    end: int
    kind: Kind
    score: float
    layer: str
    reason: str
    role: Role = "none"
    person_id: str | None = None
    field: str | None = None
    unsure: bool = False
    shared: frozenset[tuple[Role, str | None, str | None]] = frozenset()
    """Everybody (role, person, field) whom the form fits, where it fits several."""

    def __repr__(self) -> str:
        """No person and no value."""
        return f"Hit({self.start}, {self.end}, {self.kind.value}, {self.layer}, {self.reason})"


class Recogniser(Protocol):
    """One way of finding personal data in a text, without knowing the case."""

    @property
    def detector(self) -> Detector:
        """Name, version and digest of the data it uses, for the statement."""

    def find(self, view: View) -> Iterable[Hit]:
        """Every hit in ``view``."""
