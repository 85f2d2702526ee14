"""Signatures under agreements, checked against whom we have verified; and why one cannot be.

A widening needs every signatory again. Words that only narrow what all signed need the discloser's alone, and a
wording nobody's: the copy of the words in force before says what that is measured against, signatures and all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from drivectl.agreement import sign
from drivectl.agreement.document import AgreementDocument
from drivectl.agreement.sign import Signature, Words
from drivectl.errors import Diagnostic
from drivectl.model.canonical import parse
from drivectl.safe import Safe, name, say
from drivectl.steps import changes
from drivectl.steps.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether words are signed as they must be, and by which marks, of now or of before."""

    missing: tuple[Diagnostic, ...]
    marks: tuple[Signature, ...]
    level: changes.Level


def standing(desk: Desk, words: Words, sha256: str, marks: Sequence[Signature]) -> Standing:
    """GOV801 for each required signature that is missing or not good, with a note on each mark that did not count."""
    verify = verifier(desk)
    good = sign.good_signatures(words, sha256, marks, verify)
    found = sign.check_signatures(words, sha256, marks, verify)
    if not found:
        return Standing(missing=(), marks=tuple(good), level="wider")
    since = words.since if isinstance(words, AgreementDocument) else changes.before(words.path, sha256)
    level, why = changes.measured(desk, words, sha256, since)
    if since is not None and level != "wider":
        before = standing(desk, since, since.sha256, since.signatures)
        narrowed = sign.check_signatures(words, sha256, marks, verify, narrowed=True)
        found = [*before.missing, *([] if level == "words" else narrowed)]
        good = [*good, *(one for one in before.marks if (one.party, one.role) not in {(g.party, g.role) for g in good})]
    notes = (*((why,) if why else ()), *_why_not(desk, words, sha256, marks))
    missing = tuple(replace(one, notes=tuple(dict.fromkeys((*one.notes, *notes)))) for one in found)
    return Standing(missing=missing, marks=tuple(good), level=level)


def verifier(desk: Desk) -> sign.Verify:
    """Checks a signature by the key that its party had for that role on the day of signing, or has today; ours too.

    Keys change and cards end while an agreement lasts: neither takes back what was signed with a key of its day.
    """

    def verify(party: str, key_id: str, payload: bytes, signature: bytes) -> bool:
        said: Any = parse(payload)
        on = _day(said["on"])
        if on is None or on > desk.today:
            return False
        role = said["witness"] if said.get("paper") else said["role"]
        keys = {**desk.signing_keys(party, on, role), **desk.signing_keys(party, role=role)}
        return key_id in keys and keys[key_id].verify(payload, signature)

    return verify


def _why_not(desk: Desk, words: Words, sha256: str, marks: Sequence[Signature]) -> Iterator[Safe]:
    good = sign.good_signatures(words, sha256, marks, verifier(desk))
    for mark in marks:
        if mark not in good:
            yield _reason(desk, words, sha256, mark)
        elif mark.paper:
            yield say("{who} signed on paper: two people of the discloser must say so", who=name(mark.party))


def _reason(desk: Desk, words: Words, sha256: str, mark: Signature) -> Safe:
    who, day = name(mark.party), name(mark.on)
    signer, role = (words.discloser or "", mark.witness) if mark.paper else (mark.party, mark.role)
    on = _day(mark.on)
    if mark.digest != sha256:
        return say("{who} signed other words than these on {day}", who=who, day=day)
    if on is None or on > desk.today:
        return say("the signature of {who} is dated {day}, which has not come", who=who, day=day)
    if signer != desk.agency:
        record = desk.trust.record(signer)
        if record is None or record.kind != "card":
            return say("{who} has no verified card here, so their signature cannot be checked", who=name(signer))
        if record.expires < on:
            ended = name(record.expires.isoformat())
            return say(
                "the card of {who} ended on {ended}: a mark of {day} cannot be checked", who=who, ended=ended, day=day
            )
    known = {**desk.signing_keys(signer, on), **desk.signing_keys(signer)}
    if mark.key_id not in known:
        return say("the key that {who} signed with on {day} is not one known here, or was revoked", who=who, day=day)
    fits = mark.key_id in {**desk.signing_keys(signer, on, role), **desk.signing_keys(signer, role=role)}
    return (
        say("the signature of {who} of {day} does not fit the words or the role", who=who, day=day)
        if fits
        else say("the key that {who} signed with is not that of who signs as {role}", who=who, role=name(role))
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
