"""XFR: how it travels, and to whose key."""

import re
from collections.abc import Iterator
from typing import Final

from drivectl.agreement.lint.rule import Subject, Whole, rule, set_rule
from drivectl.errors import DrivectlError, Severity
from drivectl.model.lint import Finding
from drivectl.safe import name, say

_ARCHIVE: Final = re.compile(r"zip|7-?z|\brar\b|password|archive")
_MAIL: Final = re.compile(r"e-?mail|outlook|smtp|gmail")
_SECURED: Final = re.compile(r"secure|cjsm|egress|bundle")
_PASSPHRASE: Final = re.compile(r"passphrase")


@set_rule("XFR601")
def no_key(whole: Whole) -> Iterator[Finding]:
    """A recipient without a key that is verified, in date, strong enough and its own."""
    owners: dict[str, str] = {}
    for subject in whole.subjects:
        agreement = subject.agreement
        for party in subject.recipients:
            if party.id not in {one.party for one in agreement.addresses}:
                yield subject.finding(say("no team of {p} is named", p=name(party.id)), "transfer", "recipients")
        for i, one in enumerate(agreement.addresses):
            at = ("transfer", "recipients", i)
            known = whole.policies.parties.parties.get(one.party)
            if known is None:
                continue
            if whole.machine.recipient is None:
                what = say("no card is trusted on this machine yet: {p} has no verified key", p=name(one.party))
                yield subject.finding(what, *at, severity="warning")
                continue
            try:
                key = whole.machine.recipient(one.party, one.team, known.min_alg, one.pin)
            except DrivectlError as error:
                first = error.diagnostics[0]
                grave: Severity | None = "warning" if agreement.status == "draft" else None  # the words come first
                yield subject.finding(first.what, *at, fix=first.fix, notes=first.notes, severity=grave)
                continue
            if owners.setdefault(key, one.party) != one.party:
                what = say("{p} and {other} have the same key", p=name(one.party), other=name(owners[key]))
                yield subject.finding(what, *at)


@rule("XFR602")
def under_the_floor(subject: Subject) -> Iterator[Finding]:
    """A passphrase where a key is due. The classification is checked by the loader."""
    allowed = subject.baseline.floors["encryption"] != "recipient_key"
    named = _PASSPHRASE.search((subject.agreement.channel or "").lower())
    for i, one in enumerate(subject.agreement.addresses):
        party = next((each for each in subject.recipients if each.id == one.party), None)
        if party is None:
            continue
        if named and (party.receives == "drivectl" or not allowed):
            what = say("{p} can hold a key, so no passphrase will do", p=name(party.id))
            yield subject.finding(what, "transfer", "channel", related=subject.whole.at_floor("encryption"))
        elif party.receives == "browser" and not allowed:
            what = say("{p} can hold no key, and the baseline asks for one", p=name(party.id))
            yield subject.finding(what, "transfer", "recipients", i, related=subject.whole.at_floor("encryption"))


@rule("XFR603")
def weak_channel(subject: Subject) -> Iterator[Finding]:
    """Archives with passwords, ordinary mail."""
    channel = (subject.agreement.channel or "").lower().replace("_", " ")
    if _ARCHIVE.search(channel) or (_MAIL.search(channel) and not _SECURED.search(channel)):
        what = say("{c} does not keep what it carries", c=name(subject.agreement.channel or ""))
        yield subject.finding(what, "transfer", "channel")


@rule("XFR604")
def no_answer(subject: Subject) -> Iterator[Finding]:
    """Nobody says that it came, nobody knows whom to tell."""
    if subject.agreement.kind == "internal":
        return
    if subject.agreement.acknowledge_within is None:
        yield subject.finding(say("acknowledge_within is missing"), "transfer", key=True)
    if not subject.data.get("contacts"):
        yield subject.finding(say("there is no breach contact"), "contacts")
