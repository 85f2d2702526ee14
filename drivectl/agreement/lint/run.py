"""Ask every rule about a whole set of policies at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from drivectl.agreement.lint import (
    data,
    dead,
    disclosure,
    governance,
    handling,
    ignores,
    law,
    leaks,
    papers,
    safety,
    selftests,
    structure,
    texts,
    transfer,
)
from drivectl.agreement.lint.fix import is_safe
from drivectl.agreement.lint.rule import RULES, Machine, Rule, SetRule, Whole
from drivectl.codes import CODES
from drivectl.errors import Diagnostic, DrivectlError, Place, problem
from drivectl.model.lint import Edit, Finding
from drivectl.safe import name, say
from drivectl.spec.policies import Reading
from drivectl.spec.report import nearest
from drivectl.spec.yamlmarks import Marked, Route

_FAMILIES: Final = (
    structure,
    law,
    papers,
    data,
    dead,
    safety,
    handling,
    texts,
    disclosure,
    transfer,
    governance,
    selftests,
    leaks,
)
"""The modules that hold the rules; importing them registers these."""
KINDS: Final = ("STR", "LAW", "DAT", "SAF", "TXT", "DIS", "XFR", "RET", "GOV", "TST", "LEK")
SLOW: Final = ("TST902",)
"""Asked only where ``select`` names it: some seconds for each agreement."""
_OF_LOADING: Final = ("STR001", "STR002", "STR003", "STR004", "STR006", "STR010", "STR020", "DIS512")
"""What keeps an agreement from resolving whole. Floors do not: what it means is plain, only not allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The answer."""

    findings: tuple[Finding, ...]
    reading: Reading
    """What was read; without policies where catalogue, parties or baseline are not right: then no rule was asked."""
    wrong: frozenset[Path]
    """Files that do not load."""


def asked(select: Iterable[str], ignore: Iterable[str]) -> Callable[[str], bool]:
    """Whether a code is asked about: ``select`` (none is all) less ``ignore``, each a code or the start of some.

    ENV505 for one that is the start of none.
    """
    wanted, unwanted = tuple(select), tuple(ignore)
    known = [code for code in CODES if code[:3] in KINDS]
    for one in (*wanted, *unwanted):
        if not one or not any(code.startswith(one) for code in known):
            raise problem("ENV505", say("no rule begins with {code}", code=name(one)), fix=nearest(one, known))
    return lambda code: (
        code.startswith(wanted or KINDS) and not code.startswith(unwanted) and (bool(wanted) or code not in SLOW)
    )


def lint(reading: Reading, as_of: date, machine: Machine, wanted: Callable[[str], bool]) -> Report:
    """Everything that the loader and the rules find, less what comments leave alone; in the order of the files."""
    loading = [_from_loader(one) for one in reading.found]
    stopped: list[Finding] = []
    found = [*_ruled(reading, as_of, machine, wanted, stopped)] if reading.policies else []
    unsaid = ignores.apply(found, reading.docs.values(), as_of, wanted)
    wrong_here = {one.at for one in loading}  # quotes would not help a word that is wrong where it stands
    kept = {
        _order(one): one
        for one in (*loading, *unsaid)
        if wanted(one.code) and not (one.code == "STR005" and one.at in wrong_here)
    } | {_order(one): one for one in stopped}  # whatever was asked: a proof that was not made is no answer
    wrong = frozenset(one.at.file for one in loading)
    routed = (_routed(kept[key], reading.docs) for key in sorted(kept))
    findings = tuple(replace(one, safe=can_apply(one.at.file, one.edits, reading, wrong)) for one in routed)
    return Report(findings=findings, reading=reading, wrong=wrong)


def can_apply(file: Path, edits: Sequence[Edit], reading: Reading, wrong: Collection[Path]) -> bool:
    """Whether there are ``edits`` of ``file``, and they are proved to let nothing out that stays in today.

    A file that does not load lets nothing out: anything that loads would be more.
    """
    if not edits or reading.policies is None or file in wrong:
        return False
    return is_safe(reading.docs[file], edits, reading.policies)


def _from_loader(one: Diagnostic) -> Finding:
    at = one.at or Place(file=Path())
    return Finding(code=one.code, what=one.what, at=at, why=one.why, fix=one.fix, notes=one.notes)


def _ruled(
    reading: Reading, as_of: date, machine: Machine, wanted: Callable[[str], bool], stopped: list[Finding]
) -> Iterator[Finding]:
    assert reading.policies is not None
    unsound = frozenset(one.at.file for one in reading.found if one.at and one.code in _OF_LOADING)
    whole = Whole(reading.policies, reading.docs, as_of, machine, unsound)
    for code, rule in RULES.items():
        if not wanted(code):
            continue
        for at, found in _asked_of(rule, whole):
            try:
                yield from (replace(one, code=code) for one in found)
            except DrivectlError as error:  # more cases than can be tried: the other rules and files are still asked
                stopped += [_from_loader(replace(one, at=one.at or at)) for one in error.diagnostics]


def _asked_of(rule: Rule | SetRule, whole: Whole) -> Iterator[tuple[Place, Iterator[Finding]]]:
    """What ``rule`` finds in each file that it is asked of; a rule about all of them stands at the baseline."""
    if isinstance(rule, SetRule):
        yield Place(file=whole.baseline.path), rule.find(whole)
        return
    for subject in whole.subjects:
        if subject.sound or not rule.exact:
            yield Place(file=subject.agreement.path), rule.find(subject)


def _order(one: Finding) -> tuple[str, int, int, str, str]:
    return (str(one.at.file), one.at.line or 0, one.at.column or 0, one.code, one.what)


def _routed(one: Finding, docs: Mapping[Path, Marked]) -> Finding:
    doc = docs.get(one.at.file)
    if doc is None or one.at.line is None:
        return one
    here: Route = ()
    for spans in (doc.values, doc.keys):
        for route, span in spans.items():
            if (span.line, span.column) == (one.at.line, one.at.column):
                here = route
    return replace(one, path="".join(f"/{step}" for step in here))
