"""SAF rules about use: what recipients are told, who is asked, how changes travel, whom it is all about."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from drivectl.agreement.lint.grounds import grounds, in_scope
from drivectl.agreement.lint.rule import Subject, rule
from drivectl.model.action import Act
from drivectl.model.lint import Finding
from drivectl.safe import name, names, say

CONSENT: Final = "case.victim_consent"
ADDRESS: Final = "victim.address_status"
PROGRAMME: Final = "case.programme"
RISK: Final = "case.risk_level"
LEVELS: Final[Mapping[str, frozenset[str]]] = {
    "drive": frozenset({"high", "very_high"}),
    "restart": frozenset({"standard", "medium"}),
}
"""Whom each programme is for."""
SAFEGUARDING: Final = ("police", "probation", "childrens_social_care")
_APART: Final = re.compile(r"\b(apart|separate|separately|out of)\b", re.IGNORECASE)
_QUIET: Final = re.compile(r"\b(not|never|nobody|without|no)\b", re.IGNORECASE)
_THEM: Final = re.compile(r"\b(perpetrator|service user|suspect|parent|subject|client)\b", re.IGNORECASE)
_CHILD: Final = re.compile(r"\b(child|children|young|baby|babies)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[.;\n]")


@rule("SAF309")
def access_plan(subject: Subject) -> Iterator[Finding]:
    """Somebody will ask for their data; who answers, who is asked first, what may be held back."""
    if not subject.recipients:
        return
    rights: Any = subject.data.get("rights") or {}
    plan = rights.get("sar") or {}
    lacking = [one for one in ("who", "consult_before_release", "exemptions_to_consider") if not plan.get(one)]
    if lacking:
        yield subject.finding(say("no plan for access requests: {all}", all=names(lacking)), "rights", "sar")


@rule("SAF310")
def safe_contact(subject: Subject) -> Iterator[Finding]:
    """A victim's number goes with when and how it is safe to call."""
    for path, clauses in subject.granted.items():
        of = subject.catalogue.entities[path.partition(".")[0]].subject
        if of == "victim" and "contact" in subject.classes(path) and "locating" not in subject.classes(path):
            for i, clause in clauses:
                if clause.notice is None:
                    what = say("{f} goes without a notice of how it is safe to call", f=name(path))
                    yield subject.finding(what, "fields", path, i)


@rule("SAF311")
def kept_apart(subject: Subject) -> Iterator[Finding]:
    """One file with both in it is one access request away from the perpetrator."""
    handling = subject.agreement.handling or ""
    if _named(subject, "victim") and _named(subject, "perpetrator") and not _APART.search(handling):
        what = say("victim and perpetrator are named, and handling does not say to keep their records apart")
        yield subject.finding(what, "transfer", "handling")


@rule("SAF313")
def no_alert(subject: Subject) -> Iterator[Finding]:
    """Nobody is to learn from the recipient that they are being looked at."""
    sentences = _SENTENCE.split(subject.agreement.handling or "")
    told = any(_QUIET.search(one) and _THEM.search(one) for one in sentences)
    if _named(subject, "perpetrator") and subject.recipients and not told:
        what = say("handling does not say that the perpetrator must not be alerted")
        yield subject.finding(what, "transfer", "handling")


@rule("SAF314")
def tell_perpetrator(subject: Subject) -> Iterator[Finding]:
    """Telling the perpetrator can put the victim in danger."""
    scope: Any = subject.data.get("scope") or {}
    if (scope.get("consent") or {}).get("tell_perpetrator") == "always":
        what = say("the perpetrator is told always, safe or not")
        yield subject.finding(what, "scope", "consent", "tell_perpetrator", fix=say("say unless_unsafe"))


@rule("SAF315")
def changes(subject: Subject) -> Iterator[Finding]:
    """A consent taken back, an address gone into hiding: recorded here, and passed on."""
    if not subject.recipients:
        return
    people = _named(subject, "victim") or _named(subject, "child")
    if subject.agreement.propagate is None or (people and subject.agreement.propagate != "changes"):
        what = say("what changes is not passed on before the next extract")
        yield subject.finding(what, "accuracy", fix=say("say accuracy: propagate: changes"))
    unsaid = [one for one in (CONSENT, ADDRESS) if one not in subject.baseline.flag_fields]
    if unsaid:
        file = subject.baseline.path
        yield subject.whole.finding(file, say("the flags sheet cannot say {f}", f=names(unsaid)), "flags", "fields")


@rule("SAF317")
def third_parties(subject: Subject) -> Iterator[Finding]:
    """A new partner, a neighbour, a friend: named in a text they become the next to be found."""
    texts: Any = subject.data.get("free_text") or {}
    for path, said in texts.items():
        if (said.get("people") or {}).get("third_party", "redact") != "redact":
            what = say("{f} shows third parties, a new partner among them", f=name(path))
            yield subject.finding(what, "free_text", path, "people", "third_party", fix=say("say redact"))


@rule("SAF318")
def about_whom(subject: Subject) -> Iterator[Finding]:
    """The one who does harm is to be seen, not the one who is blamed for it."""
    if not subject.recipients or any(one.kind == "victim_service" for one in subject.recipients):
        return
    entities = subject.catalogue.entities
    about = [entities[path.partition(".")[0]].subject for path in subject.granted]
    victim, perpetrator = about.count("victim"), about.count("perpetrator")
    if victim > perpetrator:
        what = say("{v} fields about the victim are shared, {p} about the perpetrator", v=victim, p=perpetrator)
        yield subject.finding(what, "fields", key=True)


@rule("SAF319")
def children(subject: Subject) -> Iterator[Finding]:
    """Data about children serves children, or is kept from naming them."""
    kept = subject.agreement.disclosure_control is not None and not _named(subject, "child")
    for ground in grounds(subject):
        if ground.of("child") and not kept and not _CHILD.search(f"{ground.id} {ground.said['text']}"):
            what = say("{p} does not speak of children, and shares {f}", p=name(ground.id), f=names(ground.of("child")))
            yield ground.finding(what, "text")


@rule("SAF320", exact=True)
def programmes(subject: Subject) -> Iterator[Finding]:
    """Drive is for high risk, Restart for standard and medium: one scope copied for the other misses its cases."""
    if not (subject.catalogue.has(PROGRAMME) and subject.catalogue.has(RISK)):
        return
    points = [*in_scope(subject, PROGRAMME, RISK)]
    title = subject.agreement.title.casefold()
    for programme, levels in LEVELS.items():
        mine = [one for one in points if one.get(PROGRAMME) == programme]
        named = programme in title or len({str(one.get(PROGRAMME)) for one in points}) == 1
        if mine and named and levels.isdisjoint(str(one.get(RISK)) for one in mine):
            what = say("no case of {p} has the risk that the scope asks for", p=name(programme))
            fix = say("{p} has: {all}", p=name(programme), all=names(sorted(levels)))
            yield subject.finding(what, "scope", "include", key=True, fix=fix)


@rule("SAF321")
def too_little(subject: Subject) -> Iterator[Finding]:
    """Who must act on the one who does harm has to know who, how dangerous, and under what order."""
    if not any(one.kind in SAFEGUARDING for one in subject.recipients) or subject.agreement.release != "rows":
        return
    lacking = [
        *([] if _named(subject, "perpetrator") else ["who the perpetrator is"]),
        *([] if any("risk" in subject.classes(path) for path in subject.granted) else ["the risk"]),
        *([] if "perpetrator.orders" in subject.granted else ["the orders"]),
    ]
    if lacking:
        what = say("a recipient that safeguards is not told {all}", all=names(lacking))
        yield subject.finding(what, "fields", key=True)


def _named(subject: Subject, role: str) -> bool:
    """Whether people of ``role`` are named, reached or found by what is shared."""
    entities = subject.catalogue.entities
    return any(
        entities[path.partition(".")[0]].subject == role
        and not {"identity", "contact", "locating"}.isdisjoint(subject.classes(path))
        and any(clause.action.act is Act.SHARE for _, clause in clauses)
        for path, clauses in subject.granted.items()
    )
