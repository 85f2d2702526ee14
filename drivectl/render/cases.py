"""Conditions and single cases in words: ``case.risk_level is high or very_high, and ...``."""

from collections.abc import Mapping
from typing import Final

from drivectl.model.agreement import All, AnyOf, Condition, Not, Test
from drivectl.model.export import MISSING, Value, value_words

OPERATORS: Final = {
    "in": "is",
    "gte": "is at least",
    "lte": "is at most",
    "gt": "is over",
    "lt": "is under",
    "contains": "contains",
    "missing": "is missing",
}


def condition_words(condition: Condition) -> str:
    """A condition as one would read it aloud."""
    match condition:
        case Test(field, op, values):
            return f"{field} {OPERATORS[op]} {' or '.join(map(value_words, values))}".rstrip()
        case Not(part):
            return f"not ({condition_words(part)})"
        case All(parts) | AnyOf(parts):
            joint = " and " if isinstance(condition, All) else " or "
            return joint.join(
                f"({condition_words(one)})" if isinstance(one, All | AnyOf) else condition_words(one) for one in parts
            )


def case_words(point: Mapping[str, Value]) -> str:
    """One made-up case, what is known of it first."""
    known = sorted(point.items(), key=lambda item: item[1] is MISSING)
    return ", ".join(f"{path} is {value_words(value)}" for path, value in known)
