"""SAF rules about what could leave: proved over every case that the words can tell apart, with a case that shows it.

A rule asks either what would really happen (``allows``: never-share, ceiling and all) or what the agreement's own
words say (``own``): where somebody's life hangs on it, the ceiling must not be the only thing that stands between.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from drivectl.agreement.decide import Facts, Truth, tests, truth
from drivectl.agreement.lint.rule import Subject, Whole, rule, set_rule
from drivectl.agreement.proof.missing import widenings
from drivectl.agreement.proof.space import Point, space
from drivectl.agreement.proof.view import View
from drivectl.model.action import Act
from drivectl.model.agreement import RECIPIENT, All, Condition, Not, Rule, Test
from drivectl.model.lint import Finding
from drivectl.model.plan import Decision
from drivectl.safe import Safe, name, say


@dataclass(frozen=True, slots=True)
class Danger:
    """Cases in which a field must stay: those in which ``when`` is true or unknown."""

    when: Condition
    own: bool = False
    """Whether the agreement's own words are asked, without the ceiling."""
    harmless: tuple[Act, ...] = (Act.WITHHOLD,)
    because: str | None = None
    """Count only what was decided by words that read this attribute."""


ALWAYS: Final = All(())
HIDING: Final = Not(Test("victim.address_status", "in", ("known_to_perpetrator",)))
REFUGE: Final = Test("professional.org_type", "in", ("refuge",))
TOLD_BY_OTHERS: Final = Test("note.origin", "in", ("third_party",))
CONSENT: Final = Test("case.victim_consent", "in", ("given",))
CONFIDED: Final = All(
    (
        Test("note.origin", "in", ("victim", "child")),
        Test("note.confidence", "in", ("in_confidence",)),
        Not(CONSENT),
    )
)
CONFIDENCE: Final = "note.confidence"
PRIVILEGED: Final = Test(CONFIDENCE, "in", ("counselling", "legal_privilege"))
SUPPORTS: Final = "victim_service"
"""The one kind of recipient that immigration status is for."""


@rule("SAF301", exact=True)
def never_share(subject: Subject) -> Iterator[Finding]:
    """Nothing on the never-share list leaves, and no clause says that it does."""
    for row in subject.baseline.never_share:
        for path in _under(subject, row):
            if row.when is None and path in subject.granted:
                for i, _ in subject.granted[path]:
                    what = say("{f} is on the never-share list: {id}", f=name(path), id=name(row.id))
                    yield subject.finding(what, "fields", path, i, related=row.at)
            what = say("{f} can leave in spite of {id}", f=name(path), id=name(row.id))
            yield from _leaks(subject, path, Danger(row.when or ALWAYS), what)


@rule("SAF302", exact=True)
def location(subject: Subject) -> Iterator[Finding]:
    """What finds a victim or child leaves only where the perpetrator knows the address."""
    entities = subject.catalogue.entities
    never = {path for row in subject.baseline.never_share if row.when is None for path in _under(subject, row)}
    for path in subject.granted.keys() - never:  # no condition would open those: SAF301
        of = entities[path.partition(".")[0]].subject
        if of in {"victim", "child", "by_role"} and "locating" in subject.classes(path):
            what = say("{f} is shared without an address_status condition", f=name(path))
            yield from _leaks(subject, path, Danger(HIDING, own=True), what)


@rule("SAF303", exact=True)
def refuge_worker(subject: Subject) -> Iterator[Finding]:
    """A worker's employer, where it is a refuge, says where the victim is."""
    for path in _of_class(subject, "locating_indirect"):
        what = say("{f} can name a refuge", f=name(path))
        yield from _leaks(subject, path, Danger(REFUGE, harmless=(Act.WITHHOLD, Act.GENERALISE)), what)


@rule("SAF304", exact=True)
def informant(subject: Subject) -> Iterator[Finding]:
    """Who told, who referred and who asked cannot be made out."""
    for path in _of_class(subject, "informant"):
        yield from _leaks(subject, path, Danger(ALWAYS), say("{f} can tell who informed", f=name(path)))
    for path in _notes(subject):
        what = say("{f} can leave where a third party told", f=name(path))
        yield from _leaks(subject, path, Danger(TOLD_BY_OTHERS), what)


@rule("SAF305", exact=True)
def confidences(subject: Subject) -> Iterator[Finding]:
    """What a victim or child said in confidence leaves with consent only."""
    for path in _notes(subject) if subject.recipients else ():
        what = say("{f} lets out what was told in confidence, without consent", f=name(path))
        yield from _leaks(subject, path, Danger(CONFIDED, own=True), what)


@rule("SAF306", exact=True)
def counselling(subject: Subject) -> Iterator[Finding]:
    """Counselling and privileged notes are no part of a routine export."""
    for path in _notes(subject):
        what = say("{f} can leave where it is counselling or privileged", f=name(path))
        yield from _leaks(subject, path, Danger(PRIVILEGED), what)
        yield from _leaks(subject, path, Danger(PRIVILEGED, own=True, because=CONFIDENCE), what)


@rule("SAF307", exact=True)
def immigration(subject: Subject) -> Iterator[Finding]:
    """Immigration status is for victim services, with consent."""
    for path in subject.granted:
        if "immigration" not in subject.classes(path):
            continue
        for party in subject.recipients:
            danger: Condition = Not(CONSENT) if party.kind == SUPPORTS else ALWAYS
            what = (
                say("{f} is shared without consent", f=name(path))
                if party.kind == SUPPORTS
                else say("{f} is shared with {p}, which is no victim service", f=name(path), p=name(party.id))
            )
            yield from _leaks(subject, path, Danger(danger, own=True), what, party.id)


@set_rule("SAF308")
def insiders(whole: Whole) -> Iterator[Finding]:
    """Somebody in the case who works for the recipient holds it, and somebody can say so."""
    baseline = whole.baseline
    holding = [found for one in baseline.holds if (found := _insider_field(one, whole)) is not None]
    if not holding:
        what = say("no hold stops a case in which somebody works for the recipient")
        yield whole.finding(baseline.path, what, "scope", "hold_for_dpo", key=True)
    for path in holding:
        for layout in whole.policies.layouts.values():
            bound = any(binding.field == path for table in layout.tables for binding in table.bindings)
            if path not in baseline.flag_fields and not bound:
                what = say("neither {layout} nor the flags sheet can say {f}", layout=name(layout.id), f=name(path))
                yield whole.finding(baseline.path, what, "flags", "fields")


@rule("SAF312", exact=True)
def originators(subject: Subject) -> Iterator[Finding]:
    """What another agency recorded first goes on with its release only."""
    elsewhere = Not(Test("note.originator", "in", (subject.agreement.discloser or "",)))
    for path in subject.granted:
        if path.startswith("note."):
            what = say("{f} of another agency goes on without its release", f=name(path))
            switch = subject.whole.docs[subject.baseline.path].at("originator_control")
            yield from (replace(one, related=switch) for one in _leaks(subject, path, Danger(elsewhere), what))


@rule("SAF322", exact=True)
def missing(subject: Subject) -> Iterator[Finding]:
    """A value that is lost, or taken out of the export, opens nothing."""
    yield from widenings(subject.effective, subject.doc.at("scope", "include", key=True))


def _insider_field(hold: Rule, whole: Whole) -> str | None:
    """The field of a hold that is true or unknown whenever the recipient is in it."""
    for field in {one.field for one in tests(hold.when) if one.op == "contains" and RECIPIENT in one.values}:
        points = space(whole.catalogue, [hold.when]).points()
        inside = [one for one in points if isinstance(there := one[field], tuple) and RECIPIENT in there]
        if all(truth(hold.when, Facts(one, {})) is not Truth.FALSE for one in inside):
            return field
    return None


def _leaks(subject: Subject, path: str, danger: Danger, what: Safe, party: str | None = None) -> Iterator[Finding]:
    """A finding where ``path`` leaves in some open case of ``danger``; one is enough."""
    for reader, view in subject.views.items():
        if party in {None, reader} and (found := _first(view, path, danger)) is not None:
            point, decision = found
            let = (one.at for one in decision.reasons if one.kind == "clause" and one.action.act is not Act.WITHHOLD)
            at = next(let, None) or subject.doc.at("fields", path, key=True)
            yield Finding(what=what, at=at, example=dict(point))
            return


def _first(view: View, path: str, danger: Danger) -> tuple[Point, Decision] | None:
    decide = view.own if danger.own else view.allows
    facts = view.effective.orders

    def leaking(conditions: Iterable[Condition], role: str | None) -> Iterator[tuple[Point, Decision]]:
        for point in space(view.effective.catalogue, [*conditions, danger.when]).points():
            if truth(danger.when, Facts(point, facts)) is not Truth.FALSE:
                decision = decide(path, point, role)
                known = danger.because is None or any(danger.because in one.because for one in decision.reasons)
                if decision.action.act not in danger.harmless and known:
                    yield point, decision

    for role in view.roles(path) or (None,):
        if any(True for _ in leaking(view.clauses(path), role)):  # few cases: the scope and the holds left aside
            found = next((one for one in leaking(view.conditions(path), role) if view.open(one[0])), None)
            if found is not None:
                return found
    return None


def _under(subject: Subject, row: Rule) -> Iterator[str]:
    """The fields that a never-share row speaks of."""
    for entity in subject.catalogue.entities.values():
        for field in entity.fields.values():
            if field.path in row.fields or not frozenset(row.classes).isdisjoint(field.classes):
                yield field.path


def _of_class(subject: Subject, name_: str) -> Iterator[str]:
    for entity in subject.catalogue.entities.values():
        yield from (field.path for field in entity.fields.values() if name_ in field.classes)


def _notes(subject: Subject) -> Iterator[str]:
    return (path for path in subject.granted if path.startswith("note.") and "free_text" in subject.classes(path))
