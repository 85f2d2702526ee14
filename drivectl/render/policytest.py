"""A test of an agreement as YAML, ready to be pasted at the end of its ``tests:``."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from drivectl.model.agreement import GivenMissing, PolicyTest
from drivectl.spec.remarks import other_readers_differ

WIDTH: Final = 116
"""A longer line is broken."""
_PLAIN: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _./-]*[A-Za-z0-9])?")
_WORDS: Final = ("true", "false", "null")


def as_yaml(test: PolicyTest, indent: int) -> str:
    """``test`` as one item of a list that stands ``indent`` deep."""
    said = [f"name: {_scalar(test.name)}"]
    if test.full_record:
        said.append("fixture: full_record")
    if test.given:
        said += _broken("given: {", [f"{path}: {_value(value)}" for path, value in test.given.items()], "}", indent + 2)
    if test.sees:
        said += _broken("sees: {", [f"{path}: {act}" for path, act in test.sees.items()], "}", indent + 2)
    if test.never_sees:
        said += _broken("never_sees: [", test.never_sees, "]", indent + 2)
    if test.in_scope is not None:
        said.append(f"in_scope: {_scalar(test.in_scope)}")
    if test.held is not None:
        said.append(f"held: {_scalar(test.held)}")
    return "\n".join(f"{' ' * indent}{'  ' if i else '- '}{line}" for i, line in enumerate(said))


def _broken(start: str, parts: Iterable[str], end: str, indent: int) -> Iterator[str]:
    first, *rest = parts
    line = start + first
    for part in rest:
        if len(line) + len(part) + indent + 2 > WIDTH:
            yield f"{line},"
            line = " " * len(start) + part
        else:
            line = f"{line}, {part}"
    yield line + end


def _value(value: object) -> str:
    if value is GivenMissing.MISSING:
        return "{is: missing}"
    return f"[{', '.join(map(_scalar, value))}]" if isinstance(value, list | tuple) else _scalar(value)


def _scalar(value: object) -> str:
    """A word that every reader of YAML takes for what it is."""
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text not in _WORDS and not other_readers_differ(text)
    return text if plain else json.dumps(text, ensure_ascii=False)
