"""A site's own recognisers, as its file states them."""

from dataclasses import dataclass, field

from drivectl.errors import Place
from drivectl.model.finding import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPattern:
    """One pattern; ``at`` is its place in the file."""

    name: str
    pattern: str = field(repr=False)
    score: float
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecogniser:
    """Patterns and words to hide as ``kind``; of what they find, the words in ``allow`` stay."""

    name: str
    kind: Kind
    patterns: tuple[OwnPattern, ...]
    deny: tuple[str, ...] = field(default=(), repr=False)
    deny_score: float = 1.0
    allow: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecognisers:
    """All that stand in one file, with its digest."""

    sha256: str
    each: tuple[OwnRecogniser, ...]
