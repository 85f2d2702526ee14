"""How far cases stand out by a set of values: classes of cases that are alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str | None, ...]
"""The values of one case; None where nothing leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """``k`` is the smallest class (0 without cases), ``k_matching`` the same where a missing value fits any value."""

    cases: int
    classes: int
    uniques: int
    k: int
    k_matching: int

    @property
    def average_risk(self) -> float:
        """Classes by cases: the mean over cases of one by the size of its class."""
        return self.classes / self.cases if self.cases else 0.0


def measure(keys: Mapping[str, Key]) -> Measure:
    """The measures over cases (not rows)."""
    sizes = Counter(keys.values())
    return Measure(
        cases=len(keys),
        classes=len(sizes),
        uniques=sum(size == 1 for size in sizes.values()),
        k=min(sizes.values(), default=0),
        k_matching=min((_alike(key, sizes) for key in sizes), default=0),
    )


def class_sizes(keys: Mapping[str, Key]) -> dict[str, int]:
    """Case -> how many cases its class holds, by the more cautious of both ways to see a missing value.

    As a value of its own it makes the smaller class always, so that way decides; the tests hold it to that.
    """
    sizes = Counter(keys.values())
    return {case: sizes[key] for case, key in keys.items()}


def _alike(key: Key, sizes: Mapping[Key, int]) -> int:
    return sum(
        size
        for other, size in sizes.items()
        if all(a is None or b is None or a == b for a, b in zip(key, other, strict=True))
    )
