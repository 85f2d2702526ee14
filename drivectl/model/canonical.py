"""Canonical JSON (RFC 8785) for the subset that drivectl signs and logs.

ASCII keys, strings, integers below 2^53, booleans, null, arrays, objects; no floats. For this subset
``json.dumps`` with sorted keys is byte-equal to RFC 8785 (a test compares it with an independent one).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]

_LIMIT: Final = 2**53


def canonical(value: Json) -> bytes:
    """The canonical bytes of ``value``; ``ValueError`` for a float, a large integer or a non-ASCII key."""
    _check(value)
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def parse(data: bytes) -> Json:
    """Parse JSON strictly: UTF-8, no duplicate key, no float, no NaN, no endless nesting. ``ValueError`` otherwise."""

    def refuse(_: str) -> Json:
        raise ValueError("a number that is not an integer")

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=no_twins, parse_float=refuse, parse_constant=refuse)  # type: ignore[no-any-return]
    except RecursionError:  # a stranger's file can nest as deep as it likes
        raise ValueError("nested too deeply") from None


def facts(thing: object, *keys: str) -> dict[str, Any]:
    """These attributes of ``thing`` for JSON: days and moments in ISO form, paths and lists plain."""
    return {key: _fact(getattr(thing, key)) for key in keys}


def _fact(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_fact(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs; ``ValueError`` where a key stands twice, of which readers keep either."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _plain(value: Json) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _check(value: Json) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, bytes):  # a sequence of integers, which nobody means
        raise ValueError("bytes have no canonical form")  # noqa: TRY004 -- one error for a bad value
    if isinstance(value, int):
        if not -_LIMIT < value < _LIMIT:
            raise ValueError("an integer is too large")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if not key.isascii():
                raise ValueError("a key is not ASCII text")
            _check(one)
    elif isinstance(value, Sequence):
        for one in value:
            _check(one)
    else:
        raise ValueError(f"{type(value).__name__} has no canonical form")  # noqa: TRY004 -- one error for a bad value
