"""One line of the log: its closed form, written and read by the same rules.

Every text in a line is one of a list or fits an id pattern, so a line has no place for personal data.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

from drivectl.codes import CODES
from drivectl.model.bundle import BUNDLE_ID
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import COUNTS, HEX, ID, KEY_ID, RECORD_ID, VERSION, Entry, Event, Outcome

LIMIT: Final = 4096
ZEROS: Final = "0" * 64
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


class Line(NamedTuple):
    """A line that was read: its number, its content and its digest, which the next line carries."""

    seq: int
    content: Mapping[str, Any]
    digest: str


def _fits(pattern: re.Pattern[str]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _moment(value: Json) -> bool:
    """Whether ``value`` is a time that there can be: the pattern alone lets 28 o'clock through."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _count(value: Json) -> bool:
    return type(value) is int and value >= 0


def _record(**keys: Callable[[Json], bool]) -> Callable[[Json], bool]:
    return lambda value: (
        isinstance(value, Mapping) and value.keys() == keys.keys() and all(keys[one](value[one]) for one in value)
    )


def _counts(value: Json) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(k in COUNTS and _count(n) for k, n in value.items())


_NEEDED: Final[Mapping[str, Callable[[Json], bool]]] = {
    "v": lambda value: type(value) is int and value == 1,
    "seq": _count,
    "time": _moment,
    "event": lambda value: isinstance(value, str) and value in set(Event),
    "actor": _record(agency=_fits(ID), role=_fits(ID), key_id=_fits(KEY_ID)),
    "outcome": lambda value: isinstance(value, str) and value in set(Outcome),
    "tool": _record(name=lambda value: value == "drivectl", version=_fits(VERSION)),
    "prev": _fits(HEX),
}
_OPTIONAL: Final[Mapping[str, Callable[[Json], bool]]] = {
    "bundle_id": _fits(BUNDLE_ID),
    "party": _fits(ID),
    "agreement": _record(id=_fits(ID), version=_fits(VERSION), sha256=_fits(HEX)),
    "counts": _counts,
    "statement_sha256": _fits(HEX),
    "ciphertext_sha256": _fits(HEX),
    "record_id": _fits(RECORD_ID),
    "record_sha256": _fits(HEX),
    "register_root": _fits(HEX),
    "code": lambda value: isinstance(value, str) and value in CODES,
}
_RULES: Final = {**_NEEDED, **_OPTIONAL}


def compose(entry: Entry, seq: int, prev: str, time: datetime, version: str) -> bytes:
    """The line for ``entry``. ``ValueError`` (naming the field, never its value) where it has no such form."""
    content: dict[str, Json] = {
        "v": 1,
        "seq": seq,
        "time": f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z",
        "event": str(entry.event),
        "actor": entry.actor._asdict(),
        "outcome": str(entry.outcome),
        "tool": {"name": "drivectl", "version": version},
        "prev": prev,
    }
    if entry.agreement is not None:
        content["agreement"] = entry.agreement._asdict()
    if entry.counts:
        content["counts"] = dict(entry.counts)
    for field in _OPTIONAL.keys() - {"agreement", "counts"}:
        if (value := getattr(entry, field)) is not None:
            content[field] = value
    _check(content)
    line = canonical(content) + b"\n"
    if len(line) > LIMIT:
        raise ValueError("the line is too long")
    return line


def read(raw: bytes) -> Line:
    """The line in ``raw`` (with its line feed). ``ValueError`` where a writer of ours would not have written it."""
    if len(raw) > LIMIT or not raw.endswith(b"\n"):
        raise ValueError("not a whole line")
    try:
        content = parse(raw[:-1])
        if canonical(content) + b"\n" != raw:
            raise ValueError("not canonical")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _check(content)
    known = cast("Mapping[str, Any]", content)
    return Line(known["seq"], known, hashlib.sha256(raw).hexdigest())


def _check(content: Json) -> None:
    if not isinstance(content, Mapping) or not _NEEDED.keys() <= content.keys() <= _RULES.keys():
        raise ValueError("other fields than a line has")
    for field, value in content.items():
        if not _RULES[field](value):
            raise ValueError(f"{field} does not have its form")
    if ("register_root" in content) != (content["event"] == Event.BUNDLE_SEALING):
        raise ValueError("register_root belongs to bundle.sealing, and to nothing else")
