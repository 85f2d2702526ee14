"""Proof that nothing more leaves once a value is gone.

A test of a missing value is unknown, and unknown never widens; only ``is: missing`` can be true of nothing. So the
lists that ask it are tried, each over every case that it can tell apart. If no list widens, neither does their meet.
"""

from collections.abc import Iterator

from drivectl.agreement.decide import Facts, Words, decide, tests
from drivectl.agreement.proof.space import space
from drivectl.agreement.resolve import Effective, PartyWords
from drivectl.errors import Place
from drivectl.model.action import SHARE, WITHHOLD, Act, Ladder, meet
from drivectl.model.agreement import Clause
from drivectl.model.lint import Finding
from drivectl.model.plan import Decision
from drivectl.safe import name, say


def widenings(effective: Effective, scope: Place) -> tuple[Finding, ...]:
    """SAF322 for every list that widens, each with a case; ``scope`` is where the agreement says what it is about."""
    found: dict[tuple[str, Place], Finding] = {}
    for party in effective.parties.values():
        for owner, words in _lists(party, scope):
            for clause in words.clauses:
                if any(test.op == "missing" for test in tests(clause.when)):
                    if (owner, clause.at) not in found and (one := _widening(owner, words, clause.at, effective)):
                        found[owner, clause.at] = one
                    break  # the list has been tried, whole
    return tuple(found.values())


def _lists(party: PartyWords, scope: Place) -> Iterator[tuple[str, Words]]:
    """Every list of clauses and whose it is; scope and holds as what they come to: all or nothing."""
    yield "scope", Words("row", None, (Clause(action=SHARE, when=party.include, at=scope),))
    for rule in party.holds:
        held = (Clause(action=WITHHOLD, when=rule.when, at=rule.at), Clause(action=SHARE, at=rule.at))
        yield rule.id, Words("row", rule.id, held)
    for treatment in party.treatments:
        yield from ((words.id or treatment.path, words) for words in treatment.lists)


def _widening(owner: str, words: Words, at: Place, effective: Effective) -> Finding | None:
    catalogue, orders = effective.catalogue, effective.orders
    asked = dict.fromkeys(test.field for clause in words.clauses for test in tests(clause.when) if test.op == "missing")
    for case in space(catalogue, [clause.when for clause in words.clauses]).points():
        before = decide(words, Facts(case, orders), catalogue.ladders)
        for gone in asked:
            less = Facts({path: value for path, value in case.items() if path != gone}, orders)
            if _is_wider(decide(words, less, catalogue.ladders), before, catalogue.ladders):
                what = say("{owner} lets out more where {a} is missing", owner=name(owner), a=name(gone))
                return Finding(code="SAF322", what=what, at=at, example=case)
    return None


def _is_wider(now: Decision, before: Decision, ladders: tuple[Ladder, ...]) -> bool:
    if now.action.act is Act.WITHHOLD:
        return False
    same_terms = now.notice == before.notice and set(now.purposes) <= set(before.purposes)
    return not same_terms or meet(now.action, before.action, ladders) != now.action
