"""One rule of a table of shapes, and the ways its pattern reads a text."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from drivectl.model.finding import Kind


class Rule(NamedTuple):
    """``pattern`` is tried where its ``needs`` (see ``uk``) stands; group ``v`` is the span, if there is one.

    ``context`` is searched just before and after. ``only`` keeps the rule to hits with context. ``refuse`` names
    shapes that another rule owns.
    """

    kind: Kind
    reason: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None = None
    context: re.Pattern[str] | None = None
    only: bool = False
    refuse: re.Pattern[str] | None = None
    sure: bool = False
    needs: str = "digit"


LOWER: Final[set[re.Pattern[str]]] = set()
"""Patterns that read the view in lower case: faster than ignoring the case."""


def ci(pattern: str) -> re.Pattern[str]:
    """A pattern that reads the view in lower case."""
    compiled = re.compile(pattern)
    LOWER.add(compiled)
    return compiled


A_DATE: Final = re.compile(r"\(?[0-3]?\d([.\-/ ])[01]?\d\1(?:\d{4}|\d{2})(?!\d)")
