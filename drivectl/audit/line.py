"""One line of the log: its closed form, written and read by the same rules.

Every text in a line is one of a list or fits an id pattern, so a line has no place for personal data.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

from drivectl.codes import CODES
from drivectl.model.bundle import BUNDLE_ID
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import COUNTS, HEX, ID, KEY_ID, RECORD_ID, VERSION, Entry, Event, Outcome
from drivectl.model.shapes import Check, at_least, matching, maybe, one_of, shape

LIMIT: Final = 4096
ZEROS: Final = "0" * 64
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


class Line(NamedTuple):
    """A line that was read: its number, its content and its digest, which the next line carries."""

    seq: int
    content: Mapping[str, Any]
    digest: str


def _moment(value: Json, at: str) -> None:
    """A time that there can be: the pattern alone lets 28 o'clock through."""
    matching(_TIME)(value, at)
    datetime.fromisoformat(str(value))


def _counts(value: Json, at: str) -> None:
    if not isinstance(value, Mapping) or not value or not value.keys() <= COUNTS:
        raise ValueError(f"{at}: not what a line may count")
    for number in value.values():
        at_least(0)(number, at)


_hex, _id, _version = matching(HEX), matching(ID), matching(VERSION)
_OPTIONAL: Final[Mapping[str, Check]] = {
    "bundle_id": matching(BUNDLE_ID),
    "party": _id,
    "agreement": shape(id=_id, version=_version, sha256=_hex),
    "counts": _counts,
    "statement_sha256": _hex,
    "ciphertext_sha256": _hex,
    "record_id": matching(RECORD_ID),
    "record_sha256": _hex,
    "register_root": _hex,
    "code": one_of(*CODES),
}
_LINE: Final = shape(
    v=one_of(1),
    seq=at_least(0),
    time=_moment,
    event=one_of(*Event),
    actor=shape(agency=_id, role=_id, key_id=matching(KEY_ID)),
    outcome=one_of(*Outcome),
    tool=shape(name=one_of("drivectl"), version=_version),
    prev=_hex,
    **{field: maybe(check) for field, check in _OPTIONAL.items()},
)


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
    _LINE(content, "line")
    assert isinstance(content, Mapping)
    if ("register_root" in content) != (content["event"] == Event.BUNDLE_SEALING):
        raise ValueError("register_root belongs to bundle.sealing, and to nothing else")
