"""RET and GOV: how long it is kept, and who answers for the words."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Final

from drivectl.agreement.lint.rule import Subject, rule
from drivectl.model.lint import Finding
from drivectl.model.period import added
from drivectl.safe import name, say

_CARING: Final = frozenset({"health", "mental_health", "substance_misuse", "childrens_social_care"})


def _after(day: date, duration: str) -> date:
    return added(datetime.combine(day, time()), duration).date()


def _kept(subject: Subject) -> dict[str, object]:
    found: dict[str, object] = (subject.data.get("retention") or {}).get("recipient") or {}
    return found


@rule("RET701")
def no_retention(subject: Subject) -> Iterator[Finding]:
    """Figure, start, end and basis."""
    kept = _kept(subject)
    if subject.agreement.kind == "internal":
        return
    if not kept:
        yield subject.finding(say("retention is missing"), "retention", key=True)
    elif not kept.get("basis"):
        yield subject.finding(say("no basis is given for keeping it"), "retention", "recipient", key=True)


@rule("RET702")
def long_retention(subject: Subject) -> Iterator[Finding]:
    """Longer than the agreement lasts, without a reason."""
    one, kept = subject.agreement, _kept(subject)
    if (
        one.keep
        and one.effective
        and one.expires
        and not kept.get("basis")
        and one.expires < _after(one.effective, one.keep)
    ):
        yield subject.finding(say("it is kept longer than the agreement lasts"), "retention", "recipient", "keep")


@rule("GOV801")
def not_in_force(subject: Subject) -> Iterator[Finding]:
    """Unsigned, lapsed, past review, or signed in other words. One that is not agreed yet is only named."""
    one, unsigned = subject.agreement, subject.whole.machine.unsigned
    if one.status != "agreed":
        what = say("{a} has the status {s}: nothing is shared under it", a=name(one.id), s=name(one.status))
        if one.status != "ended":
            fix = say("when the words are settled, write status: agreed, then drivectl policy sign")
            yield subject.finding(what, "status", severity="warning", fix=fix if one.status == "draft" else None)
        return
    if unsigned is None:
        what = say("no trust store is at hand: whether it is signed is not known")
        yield subject.finding(what, "signatories", key=True, severity="warning")
    for lacking in unsigned(one) if unsigned else ():
        yield subject.finding(lacking.what, "signatories", key=True, fix=lacking.fix, notes=lacking.notes)
    for key, day in (("review_by", one.review_by), ("expires", one.expires)):
        if day is not None and day < subject.as_of:
            yield subject.finding(say("{key} was {day}", key=name(key), day=name(day.isoformat())), key)
    if subject.baseline.review_by < subject.as_of:
        due = name(subject.baseline.review_by.isoformat())
        what = say("the baseline was due for review by {day}", day=due)
        yield subject.whole.finding(subject.baseline.path, what, "review_by")


@rule("GOV802")
def unowned(subject: Subject) -> Iterator[Finding]:
    """A review too far away, nobody to ask, nobody to stand in."""
    one, contacts = subject.agreement, subject.data.get("contacts") or {}
    longest = str(subject.baseline.floors["max_review_interval"])
    if one.effective and one.review_by and one.review_by > _after(one.effective, longest):
        related = subject.whole.at_floor("max_review_interval")
        yield subject.finding(say("the review is later than {d}", d=name(longest)), "review_by", related=related)
    for key in ("owner", "recipient_spoc"):
        if key not in contacts and (key == "owner" or one.kind != "internal"):
            yield subject.finding(say("contacts names no {key}", key=name(key)), "contacts", key=True)
    ours = [(i, each) for i, each in enumerate(one.signatories) if each.party == one.discloser]
    if not ours:
        yield subject.finding(say("nobody signs for the discloser"), "signatories", key=True)
    for i, each in ours:
        if each.required and not each.deputies:
            what = say("{role} has no deputy", role=name(each.role))
            yield subject.finding(what, "signatories", i)


@rule("GOV803")
def no_caldicott(subject: Subject) -> Iterator[Finding]:
    """Health or social care without its Guardian."""
    for party in (subject.discloser, *subject.recipients):
        if party is not None and party.kind in _CARING:
            roles = [one.role.lower() for one in subject.agreement.signatories if one.party == party.id]
            if not any("caldicott" in role for role in roles):
                what = say("no Caldicott Guardian signs for {p}", p=name(party.id))
                yield subject.finding(what, "signatories", key=True)
