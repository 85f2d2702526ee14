"""Which words rule a release to one partner, and whether they are in force today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from drivectl.agreement import inforce, lock, selftest, sign
from drivectl.agreement.proof.missing import widenings
from drivectl.agreement.resolve import Effective, resolve
from drivectl.agreement.sign import Signature
from drivectl.errors import Diagnostic, Place, failure, problem
from drivectl.model.agreement import Agreement, Party, TeamAddress
from drivectl.safe import name, names, say
from drivectl.spec.policies import find_agreement
from drivectl.steps.changes import later_than
from drivectl.steps.desk import Desk
from drivectl.steps.signatures import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One partner and the agreement that says what they may see."""

    party: Party
    effective: Effective
    drafted: bool
    """Ruled by words that are not agreed yet, which synthetic data alone allows."""
    marks: tuple[Signature, ...] = ()
    """The signatures that count."""

    @property
    def agreement(self) -> Agreement:
        """The words."""
        return self.effective.agreement

    @property
    def signed(self) -> str:
        """How the partner signed: ``keys`` or ``paper``."""
        theirs = [one for one in self.marks if one.party == self.party.id]
        return "paper" if theirs and all(one.paper for one in theirs) else "keys"

    @property
    def address(self) -> TeamAddress:
        """Party and team that a bundle goes to; XFR614 where the agreement names none."""
        found = [one for one in self.agreement.addresses if one.party == self.party.id]
        if len(found) != 1:
            raise problem("XFR614", say("{a} names no team of {p}", a=name(self.agreement.id), p=name(self.party.id)))
        return found[0]


def rulings(desk: Desk, parties: Sequence[str], agreement: str | None) -> tuple[Ruling, ...]:
    """The ruling for each of ``parties``, or for the recipients of ``agreement`` where none is named."""
    if agreement is not None:
        words = find_agreement(desk.policies, agreement)
        return tuple(_ruling(desk, words, party) for party in _recipients(words, parties))
    if not parties:
        raise problem("XFR612", say("no partner is named"), fix=say("add --to PARTY"))
    return tuple(_ruling(desk, _between(desk, party), party) for party in dict.fromkeys(parties))


def refuse_unready(desk: Desk, found: Iterable[Ruling], *, synthetic: bool, drafts: bool = False) -> tuple[Ruling, ...]:
    """The same rulings, if all may be used today: signed, in date, as locked, passing their tests, never widening.

    ``drafts`` lifts *draft* and *unsigned*, nothing else, and only where every input is synthetic.
    """
    if drafts and not synthetic:
        raise problem("GOV801", say("a draft agreement is for synthetic data only"))
    wrong = list(lock.check(desk.policies.folder))
    checked = []
    for one in found:
        words = one.agreement
        if words is not desk.policies.agreements.get(words.id):
            what = say("{p} is not among the policies of this site", p=words.path)
            wrong.append(Diagnostic(code="GOV811", what=what, at=Place(file=words.path)))
        now = signed(desk, words)
        baseline = desk.policies.baseline
        wrong += inforce.check(words, baseline, desk.today, now.missing, draft_allowed=drafts)
        wrong += failing_tests(desk, words)
        wrong += [finding.diagnostic() for finding in widenings(one.effective, Place(file=words.path))]
        drafted = drafts and (bool(now.missing) or words.status == "draft")
        checked.append(replace(one, drafted=drafted, marks=now.marks))
    if wrong:
        raise failure(*wrong)
    return tuple(checked)


def signed(desk: Desk, agreement: Agreement) -> Standing:
    """How the words of our own file are signed today."""
    digest = sign.digest(agreement, desk.policies.baseline, desk.policies.catalogue)
    now = standing(desk, agreement, digest, sign.read_signatures(agreement.path))
    newer = next((version for version, in_force in later_than(desk, agreement, digest) if in_force), None)
    if newer is None:
        return now
    what = say("version {new} of {a} is in force here", new=name(newer), a=name(agreement.id))
    old = Diagnostic(
        code="GOV801", what=what, at=Place(file=agreement.path), fix=say("give changed words a later version")
    )
    return replace(now, missing=(*now.missing, old))


def failing_tests(desk: Desk, agreement: Agreement) -> list[Diagnostic]:
    """TST901 for every test that the agreement fails."""
    policies = desk.policies
    results = selftest.run_tests(agreement, policies.baseline, policies.catalogue, policies.parties)
    return [finding for one in results for finding in one.diagnostics()]


def _ruling(desk: Desk, agreement: Agreement, party: str) -> Ruling:
    policies = desk.policies
    effective = resolve(agreement, policies.baseline, policies.catalogue, policies.parties)
    return Ruling(party=desk.party(party), effective=effective, drafted=False)


def _recipients(words: Agreement, parties: Sequence[str]) -> tuple[str, ...]:
    if not words.recipients:
        raise problem("XFR614", say("{a} has no recipient", a=name(words.id)))
    strangers = [one for one in parties if one not in words.recipients]
    if strangers:
        raise problem("XFR612", say("{a} is not with {p}", a=name(words.id), p=names(strangers)))
    return tuple(parties) or words.recipients


def _between(desk: Desk, party: str) -> Agreement:
    """The one in-date sharing agreement between us and ``party``."""
    desk.party(party)
    with_them = [
        one
        for one in desk.policies.agreements.values()
        if one.kind == "sharing" and one.discloser == desk.agency and party in one.recipients
    ]
    in_date = [
        one
        for one in with_them
        if one.effective and one.expires and one.effective <= desk.today <= one.expires and one.status == "agreed"
    ]
    for found in (in_date, with_them):
        if len(found) == 1:
            return found[0]  # one that is not in date is refused later, with the reason
    what = say("{n} agreements with {p} are in date", n=len(in_date), p=name(party))
    raise problem("XFR612", what, notes=(say("there are: {all}", all=names([one.id for one in with_them])),))
