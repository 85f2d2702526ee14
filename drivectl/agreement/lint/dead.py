"""DAT205 to DAT207: grants that never take effect, clauses that never decide, words that promise too much. Exact.

Every case that is open under the agreement is tried; what is found holds in all of them, or is shown in one.
"""

from collections.abc import Iterable, Iterator

from drivectl.agreement.decide import Facts, Truth, Words, decide, truth
from drivectl.agreement.lint.rule import Subject, rule
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.view import View
from drivectl.model.action import Act, meet
from drivectl.model.lint import Finding
from drivectl.safe import name, names, say


@rule("DAT205", exact=True)
def dead_grants(subject: Subject) -> Iterator[Finding]:
    """A grant that the baseline blocks in every case."""
    for view, path, points in subject.cases:
        granted = [point for point in points if view.own(path, point).action.act is not Act.WITHHOLD]
        if granted and not any(view.allows(path, point).action.act is not Act.WITHHOLD for point in granted):
            reasons = view.allows(path, granted[0]).reasons
            blocking = [one for one in reasons if one.action.act is Act.WITHHOLD and one.kind != "clause"]
            what = say("the baseline never lets {f} out to {p}", f=name(path), p=name(view.party))
            notes = (say("blocked by: {all}", all=names(sorted({one.id or one.kind for one in blocking}))),)
            related = next((one.at for one in blocking if one.at is not None), None)
            yield subject.finding(what, "fields", path, key=True, notes=notes, related=related)


@rule("DAT206", exact=True)
def dead_clauses(subject: Subject) -> Iterator[Finding]:
    """A clause that no case in scope meets before an earlier one decides."""
    live: dict[str, set[int]] = {}
    opened = False
    for view, path, points in subject.cases:
        opened = opened or bool(points)
        live.setdefault(path, set()).update(*(_reached(subject, view, path, point) for point in points))
    if not opened:
        if subject.granted:
            yield subject.finding(say("no case can be in scope"), "scope", "include", key=True)
        return
    for path, reached in live.items():
        for i, _ in enumerate(subject.agreement.fields[path]):
            if i not in reached:
                what = say("this clause of {f} never decides: none in scope meets it first", f=name(path))
                yield subject.finding(what, "fields", path, i)


def _reached(subject: Subject, view: View, path: str, point: Point) -> Iterable[int]:
    """The clauses that decide here: the one that is met, and those in doubt without which less would be withheld."""
    clauses, facts = subject.agreement.fields[path], Facts(point, view.effective.orders)
    for i, clause in enumerate(clauses):
        answer = truth(clause.when, facts)
        if answer is Truth.UNKNOWN:
            rest = Words(kind="clause", id=None, clauses=(*clauses[:i], *clauses[i + 1 :]))
            if decide(rest, facts, view.effective.catalogue.ladders).action != view.own(path, point).action:
                yield i
        elif answer is Truth.TRUE:
            yield i
            return


@rule("DAT207", exact=True)
def over_the_ceiling(subject: Subject) -> Iterator[Finding]:
    """A case in which the words grant more than the ceiling."""
    ladders = subject.catalogue.ladders
    for view, path, points in subject.cases:
        ceilings = [one for one in view.words.nameable[path].lists if one.kind == "limit"]
        for point in points:
            own, facts = view.own(path, point).action, Facts(point, view.effective.orders)
            over = [one for one in ceilings if meet(own, decide(one, facts, ladders).action, ladders) != own]
            if own.act is not Act.WITHHOLD and over:
                what = say("{f} goes further than the ceiling for {p}", f=name(path), p=name(view.party))
                at = next((clause.at for clause in over[0].clauses), None)
                yield subject.finding(what, "fields", path, key=True, example=point, related=at)
                break
