"""LAW rules about what must be thought through and written down beside the citations."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from drivectl.agreement.lint.grounds import Ground, grounds, in_scope
from drivectl.agreement.lint.rule import Subject, rule
from drivectl.agreement.proof.differ import widens
from drivectl.agreement.resolve import resolve
from drivectl.model.lint import Finding
from drivectl.model.period import added
from drivectl.safe import Safe, name, names, say

DUTY_TO_SHARE: Final = "ca2004.s16LA"
OBJECTION: Final = "case.research_objection"
SYNTHETIC_ONLY: Final = "synthetic_only"
CONFIDENCE: Final = ("consent", "overriding_public_interest", "legal_duty", "court_order")
"""What lifts a duty of confidence."""
SAFEGUARDS: Final = ("no_decisions_about_individuals", "no_substantial_damage_or_distress", "minimised")
_TEXTS: Final = ("necessity", "proportionality", "less_intrusive_considered")
_CONFIDED: Final = ("victim", "child", "mixed")


@rule("LAW114")
def duty_to_share(subject: Subject) -> Iterator[Finding]:
    """Bodies that protect children, and services they commission, may be bound to share about a child."""
    parties = (subject.discloser, *subject.recipients)
    if not any(one is not None and one.s11_body for one in parties):
        return
    children = [ground for ground in grounds(subject) if ground.of("child")]
    cited = {one.id for ground in children for one, _ in ground.cited}
    for ground in children:
        if DUTY_TO_SHARE not in cited and "duty_to_share" not in ground.said:
            what = say("{p} shares about children and does not speak of the duty to share", p=name(ground.id))
            fix = say("cite {id}, or record in duty_to_share: what was decided", id=name(DUTY_TO_SHARE))
            yield ground.finding(what, fix=fix)


@rule("LAW116")
def not_thought_through(subject: Subject) -> Iterator[Finding]:
    """Why it is necessary, proportionate and the least intrusive way, purpose by purpose."""
    seen: dict[tuple[str, str], str] = {}
    for ground in grounds(subject) if subject.recipients else ():
        for key in _TEXTS:
            text = " ".join(str(ground.said.get(key, "")).split()).casefold()
            first = seen.setdefault((key, text), ground.id)
            if not text:
                yield ground.finding(say("{p} does not say {key}", p=name(ground.id), key=name(key)))
            elif first != ground.id:
                what = say("{key} is the same as that of {first}", key=name(key), first=name(first))
                yield ground.finding(what, key, severity="warning")


@rule("LAW117")
def confidence(subject: Subject) -> Iterator[Finding]:
    """What was told in confidence leaves on a ground that lifts the duty."""
    draft = subject.agreement.status == "draft"
    for ground in grounds(subject) if subject.recipients else ():
        said = ground.said.get("duty_of_confidence")
        fields = sorted({*ground.legal("art9"), *(path for role in _CONFIDED for path in ground.of(role))})
        if not fields or said in CONFIDENCE:
            continue
        if said == SYNTHETIC_ONLY:
            what = say("{p} is for invented data only", p=name(ground.id))
        else:
            what = say("{p} has no ground to share what was told in confidence", p=name(ground.id))
        fix = say("say in duty_of_confidence: one of {all}", all=names(CONFIDENCE))
        note = (say("it covers {f}", f=names(fields, limit=3)),)
        severity: Any = "warning" if draft else None
        yield ground.finding(what, "duty_of_confidence", severity=severity, fix=fix, notes=note)


@rule("LAW119")
def joint_controllers(subject: Subject) -> Iterator[Finding]:
    """Joint controllers have settled between them who does what."""
    if subject.data.get("joint_controller_arrangement"):
        return
    parties: Any = subject.data.get("parties", ())
    for i, one in enumerate(parties):
        if one.get("controller") == "joint" or one["role"] == "joint":
            what = say("{p} is a joint controller, and no arrangement is named", p=name(one["party"]))
            yield subject.finding(what, "parties", i)


@rule("LAW120")
def impact_assessment(subject: Subject) -> Iterator[Finding]:
    """The risks were assessed, with an outcome, and not too long ago."""
    paper: Any = subject.data.get("dpia") or {}
    longest = str(subject.baseline.floors["max_review_interval"])
    what: Safe | None = None
    if not paper:
        what = say("no DPIA is named")
    elif not paper.get("outcome") or not paper.get("date"):
        what = say("the DPIA has no outcome or no date")
    elif subject.as_of > added(datetime.fromisoformat(paper["date"]), longest).date():
        what = say("the DPIA is older than the baseline's review interval")
    elif _widened(subject):
        what = say("more is shared than was last signed, on the same DPIA")
    if what is not None:
        yield subject.finding(what, "dpia")


def _widened(subject: Subject) -> bool:
    """Whether the words are wider than those last signed, and the DPIA is still theirs."""
    signed, policies = subject.whole.machine.signed, subject.whole.policies
    old = signed(subject.agreement) if signed is not None and subject.sound else None
    if old is None or old.whole.get("dpia") != subject.data.get("dpia"):
        return False
    return widens(resolve(old, policies.baseline, policies.catalogue, policies.parties), subject.effective)


@rule("LAW121", exact=True)
def research(subject: Subject) -> Iterator[Finding]:
    """Research has safeguards, ethics approval and a way to object that is honoured."""
    university = any(one.kind == "university" for one in subject.recipients)
    for ground in grounds(subject):
        rows = tuple(row for _, row in ground.rows() if row.about == "research")
        if (university or rows) and (lacking := list(_lacking(ground))):
            what = say("{p} is research without {all}", p=name(ground.id), all=names(lacking))
            yield ground.finding(what, rows=rows)


def _lacking(ground: Ground) -> Iterator[str]:
    subject = ground.subject
    safeguards = ground.said.get("research_safeguards") or {}
    yield from (one for one in SAFEGUARDS if safeguards.get(one) is not True)
    if not subject.data.get("ethics_approval"):
        yield "ethics_approval"
    rights: Any = subject.data.get("rights") or {}
    if not rights.get("objection_point"):
        yield "objection_point"
    if subject.catalogue.has(OBJECTION) and any(
        one.get(OBJECTION) is not False for one in in_scope(subject, OBJECTION)
    ):
        yield "a scope that leaves out those who object"
