"""What the tests of an agreement notice: each one-step widening is tried, and some test should fail.

A step that lets nothing more out in any case is harmless and does not count. That is proved over all cases, so what
survives is a real gap, and the case that shows it is at hand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from drivectl.agreement.fixture import values_of
from drivectl.agreement.mutants import Mutant, mutants
from drivectl.agreement.proof.cases import Cases
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.testing import failed
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective, resolve
from drivectl.model.action import WITHHOLD, Act, meet
from drivectl.model.agreement import Agreement, Baseline, Parties, PolicyTest
from drivectl.model.catalogue import Catalogue


class Fate(StrEnum):
    """What became of a mutant."""

    HARMLESS = "harmless"
    KILLED = "killed"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One mutant: its ``fate``; for a real one the recipient, field and case in which more leaves, and its killer."""

    mutant: Mutant
    fate: Fate
    party: str = ""
    path: str = ""
    case: Point = field(default_factory=lambda: MappingProxyType({}))
    killer: str | None = None


def survey(agreement: Agreement, baseline: Baseline, catalogue: Catalogue, parties: Parties) -> tuple[Outcome, ...]:
    """The fate of every mutant of ``agreement``."""
    rows = replace(agreement, release="rows")
    before = _views(resolve(rows, baseline, catalogue, parties))
    cases = {test.name: values_of(test, baseline, catalogue, rows.discloser) for test in rows.tests}
    found = []
    for mutant in mutants(rows, baseline, catalogue):
        effective = resolve(mutant.agreement, mutant.baseline, catalogue, parties)
        after = _views(effective)
        wider = next(_wider(before, after, mutant.fields), None)
        if wider is None:
            found.append(Outcome(mutant=mutant, fate=Fate.HARMLESS))
            continue
        # those whose own record it changes are likely to notice; the others are asked too, before it is said to survive
        likely = sorted(rows.tests, key=lambda test: not _changed(before, after, mutant.fields, cases[test.name]))
        killer = next((test.name for test in likely if _notices(test, after, cases[test.name])), None)
        fate = Fate.SURVIVED if killer is None else Fate.KILLED
        party, path, case = wider
        found.append(Outcome(mutant=mutant, fate=fate, party=party, path=path, case=case, killer=killer))
    return tuple(found)


def score(outcomes: Iterable[Outcome]) -> Mapping[Fate, int]:
    """How many there are of each fate."""
    count = dict.fromkeys(Fate, 0)
    for one in outcomes:
        count[one.fate] += 1
    return count


def _notices(test: PolicyTest, views: Mapping[str, View], case: Point) -> bool:
    return any(failed(test, view, case) for view in views.values())


def _changed(old: Mapping[str, View], new: Mapping[str, View], fields: tuple[str, ...], case: Point) -> bool:
    return any(
        view.decide(path, case).action != old[party].decide(path, case).action
        for party, view in new.items()
        for path in _touched(view, fields)
    )


def _views(effective: Effective) -> Mapping[str, View]:
    return {party: View(effective, party) for party in effective.parties}


def _wider(
    old: Mapping[str, View], new: Mapping[str, View], fields: tuple[str, ...]
) -> Iterator[tuple[str, str, Point]]:
    """Recipient, field and case in which ``new`` lets out more than ``old``."""
    for party, view in new.items():
        before = old[party]
        ladders = view.effective.catalogue.ladders
        paths = _touched(view, fields)
        cases = Cases((view, before), paths)
        for path in paths:
            for point, (is_open, was_open) in cases.of(path):
                now = view.allows(path, point).action if is_open else WITHHOLD
                if now.act is not Act.WITHHOLD:
                    then = before.allows(path, point).action if was_open else WITHHOLD
                    if meet(now, then, ladders) != now:
                        yield party, path, point


def _touched(view: View, fields: tuple[str, ...]) -> tuple[str, ...]:
    """``fields`` and those that may not go without them; else everything granted."""
    context = (rule.fields for rule in view.effective.baseline.coherence if rule.requires in fields)
    return (*fields, *(path for some in context for path in some)) or view.words.granted
