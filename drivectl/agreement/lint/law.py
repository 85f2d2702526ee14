"""LAW rules about what is cited: bases, conditions and gateways, against the legal register and the parties."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from drivectl.agreement.legal import KINDS, Use, citations, shown, stale
from drivectl.agreement.lint.grounds import Ground, grounds, in_scope
from drivectl.agreement.lint.rule import Subject, rule
from drivectl.model.agreement import Party
from drivectl.model.export import MISSING
from drivectl.model.legal import LegalRow
from drivectl.model.lint import Finding
from drivectl.safe import name, names, say

PUBLIC_TASK: Final = "ukgdpr.6.1.e"
CONSENT: Final = "case.victim_consent"
NEEDS_CARE: Final = "victim.care_and_support_needs"
_SIDES: Final[tuple[Literal["discloser", "recipient"], ...]] = ("discloser", "recipient")


@rule("LAW101")
def no_basis(subject: Subject) -> Iterator[Finding]:
    """Each side of each purpose rests on a basis that is open to it."""
    for ground in grounds(subject):
        basis = ground.said.get("lawful_basis") or {}
        for side in _SIDES:
            if side not in basis and (side == "discloser" or subject.recipients):
                what = say("{p} has no lawful basis for the {s}", p=name(ground.id), s=name(side))
                yield ground.finding(what, "lawful_basis")
    yield from _closed_bases(subject, public=False)


@rule("LAW102")
def public_authority(subject: Subject) -> Iterator[Finding]:
    """A public authority has its public tasks, not interests of its own."""
    yield from _closed_bases(subject, public=True)


def _closed_bases(subject: Subject, *, public: bool) -> Iterator[Finding]:
    """Bases that the parties relying on them do not have the facts for."""
    for ground in grounds(subject):
        for cited, row in ground.rows(*_SIDES):
            for party in _parties(subject, cited.use):
                facts = _unlike(party, row.who.get("relies", {}))
                if any((fact == "public_authority") is public for fact in facts):
                    what = say("{p} cannot rely on {id}", p=name(party.id), id=name(row.id))
                    yield subject.finding(what, *cited.route, legal=(shown(row),))


@rule("LAW103")
def no_paragraph(subject: Subject) -> Iterator[Finding]:
    """A recognised legitimate interest is one only by its paragraph of the annex."""
    for ground in grounds(subject):
        paragraphs = {row.id for _, row in ground.rows("paragraph")}
        for cited, row in ground.rows(*_SIDES):
            wanted = row.needs.paragraph
            if wanted is not None and not any(one.startswith(f"{wanted}.") for one in paragraphs):
                what = say("{id} needs condition: a paragraph of {w}", id=name(row.id), w=name(wanted))
                yield subject.finding(what, *cited.route, legal=(shown(row),))


@rule("LAW104")
def borrowed_task(subject: Subject) -> Iterator[Finding]:
    """A charity has no public task of its own to rely on."""
    party = subject.discloser
    for ground in grounds(subject):
        for cited, row in ground.rows("discloser"):
            if row.id == PUBLIC_TASK and party is not None and not party.public_authority:
                what = say("{p} relies on a public task, and is no public authority", p=name(party.id))
                yield subject.finding(what, *cited.route, legal=(shown(row),))


@rule("LAW105")
def special_category(subject: Subject) -> Iterator[Finding]:
    """Special-category data has a condition, purpose by purpose."""
    yield from _unopened(subject, "special_category", "art9")


@rule("LAW106")
def criminal_offence(subject: Subject) -> Iterator[Finding]:
    """Offences, and allegations of them, have a condition of their own, purpose by purpose."""
    yield from _unopened(subject, "criminal_offence", "art10")


def _unopened(subject: Subject, use: Use, article: str) -> Iterator[Finding]:
    registered = subject.whole.policies.legal is not None
    for ground in grounds(subject):
        fields = ground.legal(article)
        cited = [row for one, row in ground.cited if one.use == use]
        if fields and not any(row is None or article in row.opens or not registered for row in cited):
            what = say("{p} has no condition for {f}", p=name(ground.id), f=names(fields, limit=3))
            yield ground.finding(what, use, rows=tuple(row for row in cited if row is not None))


@rule("LAW107", exact=True)
def adults_at_risk(subject: Subject) -> Iterator[Finding]:
    """Safeguarding conditions cover an adult only with needs for care and support."""
    for ground in grounds(subject):
        for cited, row in ground.rows("paragraph", "special_category", "criminal_offence"):
            if row.needs.adults_at_risk and (example := _adult(ground)) is not None:
                what = say("{id} is cited for adults whom nothing says to be at risk", id=name(row.id))
                yield subject.finding(what, *cited.route, legal=(shown(row),), example=example)


def _adult(ground: Ground) -> dict[str, object] | None:
    """A case in scope in which it would be an adult, with no needs on record, who is protected."""
    subject = ground.subject
    if ground.of("child") and not ground.of("victim"):
        return None
    for point in in_scope(subject, NEEDS_CARE):
        child = any(one.startswith("child.") and value is not MISSING for one, value in point.items())
        if not (child and ground.of("child")) and point.get(NEEDS_CARE) is not True:
            return dict(point)
    return None


@rule("LAW108")
def no_reason(subject: Subject) -> Iterator[Finding]:
    """Without consent, the condition asks which of its reasons it is."""
    for ground in grounds(subject):
        reason = ground.said.get("why_without_consent")
        for cited, row in ground.rows("special_category"):
            if row.needs.reason and reason not in row.needs.reason and not subject.agreement.consent_required:
                what = say("{id} needs why_without_consent", id=name(row.id))
                fix = say("say one of: {all}", all=names(row.needs.reason))
                yield subject.finding(what, *cited.route, legal=(shown(row),), fix=fix)


@rule("LAW109")
def no_policy_document(subject: Subject) -> Iterator[Finding]:
    """The condition stands only beside an appropriate policy document."""
    if subject.data.get("appropriate_policy_document"):
        return
    to_authorities = bool(subject.recipients) and all(one.competent_authority for one in subject.recipients)
    for ground in grounds(subject):
        for cited, row in ground.rows("special_category", "criminal_offence"):
            wanted = row.needs.policy_document
            if wanted == "always" or (wanted is not None and not to_authorities):
                what = say("{id} needs an appropriate policy document", id=name(row.id))
                yield subject.finding(what, *cited.route, legal=(shown(row),))


@rule("LAW110", exact=True)
def consent_not_given(subject: Subject) -> Iterator[Finding]:
    """Where consent is the basis, only cases with consent are in scope."""
    record = subject.agreement.consent_record or CONSENT
    for ground in grounds(subject):
        for cited, row in ground.rows("discloser", "special_category"):
            if row.needs.consent:
                other = next((one for one in in_scope(subject, record) if one.get(record) != "given"), None)
                if other is not None:
                    what = say("{id} is cited, and the scope has cases without consent", id=name(row.id))
                    yield subject.finding(what, *cited.route, legal=(shown(row),), example=dict(other))


@rule("LAW111")
def gateway_closed(subject: Subject) -> Iterator[Finding]:
    """A gateway opens between the bodies that it names, and no others."""
    for ground in grounds(subject):
        for cited, row in ground.rows("gateway"):
            for side in _SIDES:
                for party in _parties(subject, side):
                    if facts := _unlike(party, row.who.get(side, {})):
                        what = say("{id} does not open to {p}: {f}", id=name(row.id), p=name(party.id), f=names(facts))
                        yield subject.finding(what, *cited.route, legal=(shown(row),))


@rule("LAW112", exact=True)
def not_law_there(subject: Subject) -> Iterator[Finding]:
    """A gateway is law where the parties and the cases are."""
    parties = [one for one in (subject.discloser, *subject.recipients) if one is not None]
    reached = {str(point["case.nation"]) for point in in_scope(subject, "case.nation") if "case.nation" in point}
    here = {nation for one in parties for nation in (reached.intersection(one.nation) or one.nation)}
    for ground in grounds(subject):
        for cited, row in ground.rows("gateway"):
            if missing := sorted(here.difference(row.nations)):
                what = say("{id} is no law in {n}", id=name(row.id), n=names(missing))
                yield subject.finding(what, *cited.route, legal=(shown(row),))


@rule("LAW113")
def not_in_force(subject: Subject) -> Iterator[Finding]:
    """What is cited is in the register, as what it is cited for, in force, and looked at within a year."""
    register = subject.whole.policies.legal
    if register is None:
        fix = say("copy legal.yaml from the shipped policies, and have it reviewed")
        yield subject.finding(
            say("there is no legal.yaml to hold the citations against"), "purposes", key=True, fix=fix
        )
        return
    seen: set[tuple[str, Use]] = set()
    for cited in citations(subject.agreement):
        if (cited.id, cited.use) in seen:
            continue
        seen.add((cited.id, cited.use))
        row = register.rows.get(cited.id)
        if row is None or row.kind not in KINDS[cited.use]:
            kinds = name(" or ".join(KINDS[cited.use]))
            what = say("{id} is no {kinds} of the register", id=name(cited.id), kinds=kinds)
            known = [one.id for one in register.rows.values() if one.kind in KINDS[cited.use]]
            yield subject.finding(what, *cited.route, fix=say("there are: {all}", all=names(known)))
        else:
            yield from _doubts(subject, row, cited.route)


def _doubts(subject: Subject, row: LegalRow, route: tuple[str | int, ...]) -> Iterator[Finding]:
    begins = subject.agreement.effective or subject.as_of
    legal = (shown(row),)
    if row.in_force_from is None:
        what = say("nobody has verified that {id} is in force", id=name(row.id))
        drafted = subject.agreement.status == "draft"
        yield subject.finding(what, *route, legal=legal, severity="warning" if drafted else None)
    elif row.in_force_from > begins:
        day = name(row.in_force_from.isoformat())
        yield subject.finding(say("{id} is in force from {d} only", id=name(row.id), d=day), *route, legal=legal)
    if stale(row, subject.as_of):
        what = say("nobody has held {id} against its source for twelve months", id=name(row.id))
        yield subject.finding(what, *route, legal=legal, severity="warning")


@rule("LAW115")
def excluded(subject: Subject) -> Iterator[Finding]:
    """Some gateways do not reach some data."""
    for ground in grounds(subject):
        for cited, row in ground.rows("gateway"):
            fields = [path for path in ground.fields if path in row.excluded_fields]
            if subject.discloser is not None and subject.discloser.kind in row.excluded_kinds:
                what = say("{id} does not reach what {p} holds", id=name(row.id), p=name(subject.discloser.id))
                yield subject.finding(what, *cited.route, legal=(shown(row),))
            elif fields:
                what = say("{id} does not reach {f}", id=name(row.id), f=names(fields, limit=3))
                yield subject.finding(what, *cited.route, legal=(shown(row),))


@rule("LAW118")
def not_part_three(subject: Subject) -> Iterator[Finding]:
    """A competent authority receives for law enforcement under the part of the Act made for it."""
    for ground in grounds(subject):
        if not any(row.about == "law_enforcement" for _, row in ground.rows()):
            continue
        for cited, row in ground.rows("recipient"):
            if "competent_authority" not in row.who.get("relies", {}):
                for party in subject.recipients:
                    if party.competent_authority:
                        what = say("{p} receives for law enforcement under {id}", p=name(party.id), id=name(row.id))
                        yield subject.finding(what, *cited.route, legal=(shown(row),))


def _parties(subject: Subject, side: Use) -> tuple[Party, ...]:
    if side == "recipient":
        return subject.recipients
    return () if subject.discloser is None else (subject.discloser,)


def _unlike(party: Party, facts: Mapping[str, bool]) -> list[str]:
    """The facts that are not so of ``party``."""
    return [fact for fact, wanted in facts.items() if getattr(party, fact) is not wanted]
