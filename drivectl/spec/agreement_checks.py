"""What an agreement must hold beyond its shape, and what of it this version cannot do."""

import re
from collections.abc import Mapping
from typing import Final

from drivectl.model.action import SCOPES
from drivectl.model.agreement import Baseline, Clause
from drivectl.safe import name, say
from drivectl.spec.report import nearest
from drivectl.spec.schemas.isa import NEEDED, AgreementShape
from drivectl.spec.words import Words

_DAYS: Final = {"Y": 366, "M": 31, "W": 7, "D": 1}
_MARKINGS: Final = ("OFFICIAL", "OFFICIAL-SENSITIVE")


class Checks:
    """One agreement against its parties, its baseline and this version."""

    def __init__(
        self, shape: AgreementShape, words: Words, baseline: Baseline, granted: Mapping[str, tuple[Clause, ...]]
    ) -> None:
        self.shape = shape
        self.words = words
        self.report = words.report
        self.baseline = baseline
        self.granted = granted

    def run(self) -> None:
        """Report everything."""
        self._version()
        self._kind()
        self._parties()
        self._scope()
        self._texts()
        self._tokens()
        self._control()
        self._floors()
        self._names()

    def _version(self) -> None:
        """What the format knows and this version does not do."""
        shape, report = self.shape, self.report
        if shape.release == "tables":
            report.unsupported(say("this version cannot release tables, only rows"), "release")
        if shape.kind == "dardr":
            report.unsupported(say("this version cannot close a one-off agreement on delivery"), "kind")
        if shape.pseudonyms.reversible:
            report.unsupported(say("this version has no vault: tokens cannot be reversed"), "pseudonyms", "reversible")
        if shape.pseudonyms.key_scope == "partnership":
            what = say("no baseline of this version can allow tokens across the partnership")
            report.unsupported(what, "pseudonyms", "key_scope", fix=say("use agreement"))

    def _kind(self) -> None:
        shape, report = self.shape, self.report
        if shape.kind == "internal":
            for key in ("transfer", "onward"):
                if key in shape.model_fields_set:
                    what = say("an internal agreement has no recipient, so no {key}", key=name(key))
                    report.add("STR004", what, key, key=True)
            if any(one.role == "recipient" for one in shape.parties):
                report.add("STR004", say("an internal agreement has no recipient"), "parties")
            return
        for key in NEEDED:
            if not getattr(shape, key):  # null says no more than nothing does
                report.add("STR004", say("{key} is missing", key=name(key)))
        dates = [one for one in (shape.effective, shape.review_by, shape.expires) if one is not None]
        if dates != sorted(dates):
            fix = say("none of them may be earlier than the one before it")
            report.add("STR004", say("effective, review_by and expires follow each other"), "effective", fix=fix)

    def _parties(self) -> None:
        shape, known = self.shape, self.words.parties
        found = [
            self.words.one_of("party", one.party, known, "parties", i, "party") for i, one in enumerate(shape.parties)
        ]
        roles = [one.role for one in shape.parties]
        if roles and roles.count("discloser") != 1:
            self.report.add("STR004", say("one party is the discloser"), "parties")
        if roles and shape.kind != "internal" and "recipient" not in roles:
            self.report.add("STR004", say("no party is the recipient"), "parties")
        if len({one.party for one in shape.parties}) != len(shape.parties):
            self.report.add("STR004", say("a party stands twice"), "parties")
        if not all(found):
            return  # who else is no party of it is not known, and the wrong name must not be proposed
        here = [one.party for one in shape.parties]
        recipients = [one.party for one in shape.parties if one.role == "recipient"]
        for i, team in enumerate(shape.transfer.recipients if shape.transfer else ()):
            self.words.one_of(
                "recipient of this agreement", team.party, recipients, "transfer", "recipients", i, "party"
            )
        for i, sign in enumerate(shape.signatories):
            self.words.one_of("party of this agreement", sign.party, here, "signatories", i, "party")
        for key in ("owner", "recipient_spoc"):
            contact = getattr(shape.contacts, key, None)
            if contact is not None:
                self.words.one_of("party of this agreement", contact.party, here, "contacts", key, "party")

    def _scope(self) -> None:
        consent = self.shape.scope.consent if self.shape.scope else None
        if self.shape.scope is not None and self.shape.scope.include is None:
            self.report.add("STR004", say("include takes a condition"), "scope", "include")
        if consent is None:
            return
        if consent.record is not None:
            self.words.rule_field(consent.record, "scope", "consent", "record")
        elif consent.required:
            self.report.add("STR004", say("consent is required, but no field records it"), "scope", "consent")

    def _texts(self) -> None:
        for path, one in self.shape.free_text.items():
            field = self.words.rule_field(path, "free_text", path, key=True)
            if field is not None and field.type != "text":
                self.report.add("STR004", say("{f} is not free text", f=name(path)), "free_text", path, key=True)
            for role, shown in one.people:
                if shown in {"initials", "pseudonym"}:
                    what = say("this version cannot show people as {shown}", shown=name(shown))
                    fix = say("use role_label or redact")
                    self.report.unsupported(what, "free_text", path, "people", role, fix=fix)
            if one.residual_check == "sample":
                what = say("this version cannot have a sample read")
                self.report.unsupported(what, "free_text", path, "residual_check", fix=say("use human"))

    def _tokens(self) -> None:
        widest = "shared" if self.shape.pseudonyms.linkable_with else self.shape.pseudonyms.key_scope
        for path, clauses in self.granted.items():
            for i, one in enumerate(clauses):
                scope = one.action.scope
                if scope is not None and SCOPES.index(scope) > SCOPES.index(widest):
                    what = say("scope {scope} is wider than the agreement's", scope=name(scope))
                    self.report.add("STR004", what, "fields", path, i, "scope", fix=say("only narrower is allowed"))

    def _control(self) -> None:
        one = self.shape.disclosure_control
        if one is None:
            self._no_ages()
            return
        at = "disclosure_control"
        if one.l_diversity is not None:
            self.report.add("DIS512", say("l_diversity cannot be checked by this version"), at, "l_diversity", key=True)
        if one.on_violation == "generalise_then_suppress":
            what = say("generalise_then_suppress cannot be done by this version")
            self.report.add("DIS512", what, at, "on_violation", fix=say("use suppress or fail"))
        if not one.quasi_identifiers:
            what = say("quasi_identifiers is empty: there is nothing to make groups of")
            self.report.add("DIS501", what, at, "quasi_identifiers")
        for i, path in enumerate(one.quasi_identifiers):
            if path not in self.granted:
                what = say("{f} is listed and not granted: it leaves nothing to group by", f=name(path))
                self.report.add("DIS501", what, at, "quasi_identifiers", i, fix=nearest(path, self.granted))
        if "." in one.reference_date:
            field = self.words.rule_field(one.reference_date, at, "reference_date")
            if field is not None and field.type not in {"date", "datetime"}:
                self.report.add("STR004", say("{f} is no date", f=name(one.reference_date)), at, "reference_date")

    def _no_ages(self) -> None:
        """An age needs the day on which it is worked out."""
        for path, clauses in self.granted.items():
            for i, one in enumerate(clauses):
                ladder = self.words.catalogue.ladder_of(one.action.to or "")
                if ladder is not None and ladder.method == "age_band":
                    what = say("an age needs disclosure_control.reference_date")
                    self.report.add("STR004", what, "fields", path, i, "to")

    def _floors(self) -> None:
        floors, shape = self.baseline.floors, self.shape
        control = floors["disclosure_control"]
        assert isinstance(control, dict)
        one = shape.disclosure_control
        if one is not None and one.k < control["k"]:
            what = say("k is {k}, the baseline's floor is {floor}", k=one.k, floor=control["k"])
            self.report.add("DIS501", what, "disclosure_control", "k")
        tables = one.published_tables if one is not None else None
        for key in ("small_number", "round_to"):
            given = getattr(tables, key, None)
            if given is not None and given < control[key]:
                what = say("{key} is under the baseline's floor {floor}", key=name(key), floor=control[key])
                self.report.add("DIS501", what, "disclosure_control", "published_tables", key)
        if shape.flags is not None and _days(shape.flags.max_age) > _days(self.baseline.flag_max_age):
            self.report.add("STR021", say("max_age is longer than the baseline's"), "flags", "max_age")
        floor = str(floors["classification"])
        if shape.transfer is not None and _MARKINGS.index(shape.transfer.classification) < _MARKINGS.index(floor):
            what = say("the classification is under the baseline's {floor}", floor=name(floor))
            self.report.add("XFR602", what, "transfer", "classification")

    def _names(self) -> None:
        shape, words = self.shape, self.words
        for i, row in enumerate(shape.not_shared):
            for n, path in enumerate(row.fields):
                words.rule_field(path, "not_shared", i, "fields", n)
        ids = [one.id for one in shape.purposes]
        for i, purpose in enumerate(ids):
            if purpose in ids[:i]:
                self.report.add("STR004", say("the purpose {id} stands twice", id=name(purpose)), "purposes", i, "id")
        self._later(ids)

    def _later(self, purposes: list[str]) -> None:
        """What comes after the transfer: passing on, keeping, people's rights."""
        shape, words = self.shape, self.words
        for i, one in enumerate(shape.onward.except_):
            words.one_of("purpose of this agreement", one.purpose, purposes, "onward", "except", i, "purpose")
        for key in ("recipient", "discloser_copy"):
            kept = getattr(shape.retention, key, None)
            if kept is not None and "." in kept.from_:
                words.rule_field(kept.from_, "retention", key, "from")
            elif kept is not None:
                words.one_of("start of keeping", kept.from_, ("transfer", "expires"), "retention", key, "from")
        for i, party in enumerate(shape.rights.sar.consult_before_release if shape.rights else ()):
            words.one_of("party", party, words.parties, "rights", "sar", "consult_before_release", i)
        if shape.pseudonyms.key_holder is not None:
            words.one_of("party", shape.pseudonyms.key_holder, words.parties, "pseudonyms", "key_holder")


def _days(duration: str) -> int:
    """Roughly how long; enough to compare two durations of the same unit."""
    return sum(int(n) * _DAYS[unit] for n, unit in re.findall(r"(\d+)([YMWD])", duration.partition("T")[0]))
