"""Closed shapes for JSON: a check raises ``ValueError`` naming the key where a value does not fit, never the value."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from drivectl.model.canonical import Json

Check = Callable[[Json, str], None]

_MAX_TEXT: Final = 8192
_MAX_LIST: Final = 20_000


class _Maybe:
    """A key that may be absent."""

    def __init__(self, check: Check) -> None:
        self.check = check


def maybe(check: Check) -> _Maybe:
    """A key that may be absent from its :func:`shape`."""
    return _Maybe(check)


def shape(**keys: Check | _Maybe) -> Check:
    """An object with exactly these keys."""
    checks = {key: one.check if isinstance(one, _Maybe) else one for key, one in keys.items()}
    needed = {key for key, one in keys.items() if not isinstance(one, _Maybe)}

    def check(value: Json, at: str) -> None:
        if not isinstance(value, Mapping) or not needed <= value.keys() <= checks.keys():
            raise ValueError(f"{at}: other keys than it must have")
        for key, one in value.items():
            checks[key](one, f"{at}.{key}")

    return check


def table_of(key: re.Pattern[str], item: Check) -> Check:
    """An object whose keys match ``key``."""

    def check(value: Json, at: str) -> None:
        if not isinstance(value, Mapping) or not all(key.fullmatch(one) for one in value):
            raise ValueError(f"{at}: not a table of known keys")
        for one in value.values():
            item(one, at)

    return check


def list_of(item: Check, least: int = 0, most: int = _MAX_LIST) -> Check:
    """A list of ``least`` to ``most`` items."""

    def check(value: Json, at: str) -> None:
        if isinstance(value, str | Mapping) or not isinstance(value, Sequence) or not least <= len(value) <= most:
            raise ValueError(f"{at}: not a list of that length")
        for one in value:
            item(one, at)

    return check


def either(first: Check, second: Check) -> Check:
    """One or the other."""

    def check(value: Json, at: str) -> None:
        try:
            first(value, at)
        except ValueError:
            second(value, at)

    return check


def one_of(*allowed: str | int) -> Check:
    """One of a few texts or integers (true is no 1 here)."""

    def check(value: Json, at: str) -> None:
        if isinstance(value, bool) or value not in allowed:
            raise ValueError(f"{at}: not one of its values")

    return check


def matching(pattern: re.Pattern[str]) -> Check:
    """Text of one form."""

    def check(value: Json, at: str) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"{at}: not of its form")

    return check


def at_least(lowest: int) -> Check:
    """An integer from ``lowest`` on (true and false are not integers here)."""

    def check(value: Json, at: str) -> None:
        if type(value) is not int or value < lowest:
            raise ValueError(f"{at}: not a count")

    return check


def text(value: Json, at: str) -> None:
    """Text that is not empty and not a book."""
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT:
        raise ValueError(f"{at}: not text")


def boolean(value: Json, at: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{at}: not true or false")  # noqa: TRY004 -- one error for a bad value


def nothing(value: Json, at: str) -> None:
    """Null."""
    if value is not None:
        raise ValueError(f"{at}: not null")
