"""DIS: what singles people out, in rows and by joining or subtracting releases."""

import itertools
from collections.abc import Iterator
from typing import Final

from drivectl.agreement.decide import Facts, Truth, truth
from drivectl.agreement.lint.rule import Subject, Whole, rule, set_rule
from drivectl.agreement.proof.space import Point, space
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


@set_rule("DIS504")
def subtracting(whole: Whole) -> Iterator[Finding]:
    """Two releases to one party that group by the same fields and differ in whom they are about."""
    sound = [one for one in whole.subjects if one.sound and one.agreement.disclosure_control is not None]
    for first, second in itertools.combinations(sound, 2):
        for party in first.views.keys() & second.views.keys():
            found = _subtracted(first, second, party)
            if found is not None:
                what = say(
                    "with {other}, {p} could work out the cases that only one has",
                    other=name(first.agreement.id), p=name(party),
                )  # fmt: skip
                related = first.doc.at("scope", "include", key=True)
                yield second.finding(what, "scope", "include", key=True, example=found, related=related)


def _subtracted(first: Subject, second: Subject, party: str) -> Point | None:
    """A case that only one of two overlapping scopes has, where both releases group by a common field."""
    listed = [one.agreement.disclosure_control for one in (first, second)]
    if not set[str].intersection(*(set(one.quasi_identifiers) for one in listed if one is not None)):
        return None
    views = [one.views[party] for one in (first, second)]
    overlap, alone = False, None
    for point in space(first.catalogue, [one.words.include for one in views]).points():
        inside = [truth(one.words.include, Facts(point, first.effective.orders)) is Truth.TRUE for one in views]
        overlap = overlap or all(inside)
        alone = point if inside[0] != inside[1] else alone
    return alone if overlap else None
