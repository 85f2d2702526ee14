"""Signatures under agreements, checked against whom we have verified; and why one cannot be."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from drivectl.agreement import sign
from drivectl.agreement.sign import Signature, Words
from drivectl.errors import Diagnostic
from drivectl.model.canonical import parse
from drivectl.safe import Safe, name, say
from drivectl.steps.desk import Desk


def lacking(desk: Desk, words: Words, sha256: str, marks: Sequence[Signature]) -> list[Diagnostic]:
    """GOV801 for each required signature that is missing or not good, with a note on each mark that did not count."""
    found = sign.check_signatures(words, sha256, marks, verifier(desk))
    if not found:
        return []
    notes = tuple(_why_not(desk, words, sha256, marks))
    return [replace(one, notes=notes) for one in found]


def verifier(desk: Desk) -> sign.Verify:
    """Checks a signature by the key that its party had on the day of signing, or has today; ours included.

    Keys change and cards end while an agreement lasts: neither takes back what was signed with a key of its day.
    """

    def verify(party: str, key_id: str, payload: bytes, signature: bytes) -> bool:
        said: Any = parse(payload)
        on = _day(said["on"])
        if on is None or on > desk.today:
            return False
        keys = {**desk.signing_keys(party, on), **desk.signing_keys(party)}
        return key_id in keys and keys[key_id].verify(payload, signature)

    return verify


def _why_not(desk: Desk, words: Words, sha256: str, marks: Sequence[Signature]) -> Iterator[Safe]:
    good = sign.good_signatures(words, sha256, marks, verifier(desk))
    for mark in marks:
        if mark not in good:
            yield _reason(desk, sha256, mark)


def _reason(desk: Desk, sha256: str, mark: Signature) -> Safe:
    who, day = name(mark.party), name(mark.on)
    on = _day(mark.on)
    if mark.digest != sha256:
        return say("{who} signed other words than these on {day}", who=who, day=day)
    if on is None or on > desk.today:
        return say("the signature of {who} is dated {day}, which has not come", who=who, day=day)
    if mark.party != desk.agency:
        record = desk.trust.record(mark.party)
        if record is None or record.kind != "card":
            return say("{who} has no verified card here, so their signature cannot be checked", who=who)
        if record.expires < on:
            ended = name(record.expires.isoformat())
            return say(
                "the card of {who} ended on {ended}: a mark of {day} cannot be checked", who=who, ended=ended, day=day
            )
    if mark.key_id not in {**desk.signing_keys(mark.party, on), **desk.signing_keys(mark.party)}:
        return say("the key that {who} signed with on {day} is not one known here, or was revoked", who=who, day=day)
    return say("the signature of {who} of {day} does not fit the words or the role", who=who, day=day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
