"""DIS: what singles people out, in rows and by joining or subtracting releases."""

from collections.abc import Iterator
from typing import Final

from drivectl.agreement.lint.rule import Subject, rule
from drivectl.model.action import Act
from drivectl.model.lint import Finding
from drivectl.safe import name, say

_PAYING: Final = frozenset({"funder", "commissioner"})


@rule("DIS501")
def unlisted(subject: Subject) -> Iterator[Finding]:
    """A granted field that singles out and is not counted. Floors, and lists with gaps, are found by the loader."""
    control = subject.agreement.disclosure_control
    if control is None:
        return
    for path, clauses in subject.granted.items():
        shown = any(one.action.act is not Act.PSEUDONYMISE for _, one in clauses)
        if shown and "quasi_identifier" in subject.classes(path) and path not in control.quasi_identifiers:
            what = say("{f} singles out in combination and is not among the quasi_identifiers", f=name(path))
            yield subject.finding(what, "fields", path, key=True, related=control.at)


@rule("DIS502")
def rows_to_funders(subject: Subject) -> Iterator[Finding]:
    """Rows for those who pay."""
    if subject.agreement.release == "rows":
        for party in subject.recipients:
            if party.kind in _PAYING:
                what = say("{p} is a {kind} and would get rows", p=name(party.id), kind=name(party.kind))
                yield subject.finding(what, "release")


@rule("DIS503")
def wide_tokens(subject: Subject) -> Iterator[Finding]:
    """Tokens that all agencies could join."""
    if subject.agreement.key_scope == "partnership":
        yield subject.finding(say("tokens join across the whole partnership"), "pseudonyms", "key_scope")
    for path, clauses in subject.granted.items():
        for i, clause in clauses:
            if clause.action.scope == "partnership":
                what = say("the token for {f} joins across the whole partnership", f=name(path))
                yield subject.finding(what, "fields", path, i, "scope")
