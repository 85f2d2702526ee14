"""Words that are nearly a known name: one edit for 4 to 7 letters, two from 8 on, a swap of neighbours is one edit."""

from collections.abc import Iterable
from functools import lru_cache


def allowed(length: int) -> int:
    """How many edits a word of this length may be away."""
    return 0 if length < 4 else 1 if length < 8 else 2


@lru_cache(maxsize=65_536)
def distance(one: str, other: str, limit: int) -> int:
    """Damerau-Levenshtein distance (optimal string alignment), or ``limit + 1`` where it is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The first of ``names`` (sorted by the caller) that ``word`` may be a slip of; the first letter must agree."""
    for name in names:
        limit = allowed(min(len(word), len(name)))
        if limit and word[0] == name[0] and distance(word, name, limit) <= limit:
            return name
    return None
