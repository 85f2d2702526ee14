"""The signed contents page: an in-toto Statement v1 whose shape is closed, so that it has no room for more.

What was held, out of scope or never to be shared has no key here, and an unknown key is refused on both
sides. Numbers are integers (rates in parts per million); nothing in it is a value from the data.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

from drivectl.bundle.layout import PADDING, layout_fault
from drivectl.model.bundle import BUNDLE_ID, PREDICATE_TYPE, Member, Statement
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import HEX, ID, KEY_ID
from drivectl.model.shapes import (
    Check,
    at_least,
    boolean,
    either,
    list_of,
    matching,
    maybe,
    nothing,
    one_of,
    shape,
    table_of,
    text,
)

TYPE: Final = "https://in-toto.io/Statement/v1"
LIMIT: Final = 8 << 20
MAX_MEMBERS: Final = 1000
TIME: Final = "%Y-%m-%dT%H:%M:%SZ"

_hex = matching(HEX)
_id = matching(ID)
_key_id = matching(KEY_ID)
_count = at_least(0)
_time = matching(re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"))
_tool = shape(name=text, version=text)

_PREDICATE: Final = shape(
    bundle_id=matching(BUNDLE_ID),
    nonce=_hex,
    created=_time,
    not_before=_time,
    expires=_time,
    retention_until=_time,
    tool=_tool,
    sender=shape(agency_id=_id, key_id=_key_id, role=text),
    recipient_mode=one_of("key", "passphrase"),
    recipients=list_of(
        shape(agency_id=_id, team=text, role=maybe(text), person_ref=maybe(text), encryption_key_sha256=maybe(_hex)),
        least=1,
    ),
    purpose=text,
    lawful_basis=list_of(shape(article=text, condition=either(text, nothing))),
    agreement=shape(id=_id, version=text, sha256=_hex, signed=one_of("keys", "paper")),
    handling=shape(
        classification=one_of("OFFICIAL"),
        marking=one_of("SENSITIVE", "none"),
        instructions=list_of(text),
        onward_sharing=one_of("no", "ask", "agreement"),
    ),
    content=list_of(
        shape(
            path=text,
            media_type=text,
            rows=_count,
            columns=list_of(text),
            subject_group=one_of("victim", "perpetrator", "child", "mixed"),
            safe_address_checked=boolean,
        ),
        least=1,
    ),
    not_in_export=list_of(text),
    treatment=shape(
        fields=list_of(shape(field=text, action=text, method=either(text, nothing), level=either(text, nothing))),
        redactions=table_of(re.compile(r"[A-Z][A-Z_]{1,30}"), _count),
        suppressed_rows=_count,
        guarded_cells=_count,
        pseudonym_key_id=either(text, nothing),
        normaliser=text,
        engine=text,
        layouts=list_of(shape(id=text, sha256=_hex, verified=boolean)),
        detectors=list_of(shape(name=text, version=text, sha256=_hex)),
        plugins=list_of(shape(name=text, version=text, sha256=_hex)),
        review=shape(mode=text, notes=_count, read=_count),
        leak_bound_ppm=either(_count, nothing),
        risk=shape(k=_count, l=either(_count, nothing), suppressed_ppm=_count),
        synthetic=boolean,
        draft=boolean,
    ),
    changes=shape(
        kind=one_of("full", "changes"),
        urgent=boolean,
        new=_count,
        corrected=_count,
        do_not_use=_count,
        no_longer_shared=_count,
    ),
    release=shape(threshold=one_of(1, 2)),
    supersedes=list_of(matching(BUNDLE_ID)),
    sender_checkpoint=maybe(text),
)
_DIGESTED: Final = shape(name=text, digest=shape(sha256=_hex), annotations=shape(bytes=_count))
_PADDED: Final = shape(name=one_of(PADDING), annotations=shape(bytes=_count))
_STATEMENT: Final[Check] = shape(
    _type=one_of(TYPE),
    subject=list_of(either(_DIGESTED, _PADDED), least=1, most=MAX_MEMBERS),
    predicateType=one_of(PREDICATE_TYPE),
    predicate=_PREDICATE,
)


def build(predicate: Mapping[str, Json], members: Sequence[Member]) -> Statement:
    """The statement over ``members`` (all the others, in order). ``ValueError`` where it has no such form."""
    statement: Statement = {
        "_type": TYPE,
        "subject": [_subject(one) for one in members],
        "predicateType": PREDICATE_TYPE,
        "predicate": dict(predicate),
    }
    check(statement)
    return statement


def read(payload: bytes) -> Statement:
    """The statement in ``payload`` (verified already). ``ValueError`` for anything but its one canonical form."""
    if len(payload) > LIMIT:
        raise ValueError("too large")
    try:
        statement = parse(payload)
        if canonical(statement) != payload:
            raise ValueError("not in canonical form")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    check(statement)
    return cast("Statement", statement)


def check(statement: Json) -> None:
    """``ValueError`` (naming the key, never a value) unless ``statement`` has exactly the one shape."""
    _STATEMENT(statement, "statement")
    known = cast("Mapping[str, Any]", statement)
    predicate = known["predicate"]
    if layout_fault([one["name"] for one in known["subject"]]):
        raise ValueError("subject: names or order")
    for one in known["subject"]:
        if ("digest" in one) is (one["name"] == PADDING):
            raise ValueError("subject: a digest is missing")
    keyed = ["encryption_key_sha256" in one for one in predicate["recipients"]]
    if any(keyed) if predicate["recipient_mode"] == "passphrase" else not all(keyed):
        raise ValueError("recipients: keys do not fit the mode")
    listed = [one["path"] for one in predicate["content"]]
    if len(set(listed)) != len(listed) or not set(listed) <= {one["name"] for one in known["subject"]}:
        raise ValueError("content: a path that is no member")
    created, begins, ends = (moment(predicate[key]) for key in ("created", "not_before", "expires"))
    if not created <= begins < ends or moment(predicate["retention_until"]) < created:
        raise ValueError("times: out of order")


def members_of(statement: Statement) -> tuple[Member, ...]:
    """The members a checked statement lists, in order."""
    return tuple(
        Member(name=one["name"], size=one["annotations"]["bytes"], sha256=one.get("digest", {}).get("sha256"))
        for one in cast("Sequence[Mapping[str, Any]]", statement["subject"])
    )


def predicate_of(statement: Statement) -> Mapping[str, Any]:
    """The predicate of a checked statement."""
    return cast("Mapping[str, Any]", statement["predicate"])


def moment(time: str) -> datetime:
    """The time in a statement; ``ValueError`` for a day that does not exist."""
    return datetime.strptime(time, TIME).replace(tzinfo=UTC)


def _subject(member: Member) -> Mapping[str, Json]:
    size: Mapping[str, Json] = {"name": member.name, "annotations": {"bytes": member.size}}
    return size if member.sha256 is None else {**size, "digest": {"sha256": member.sha256}}
