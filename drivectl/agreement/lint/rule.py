"""What a rule may read, and the register of all rules.

A rule is a generator. It yields a :class:`Finding` for each thing that is wrong, made with ``finding`` of its
subject, and says nothing of its own code: the register knows it. ``exact`` rules reason about the effective words
and are asked only of agreements that resolve whole, since of any others they would prove what nobody wrote.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from drivectl.agreement.proof.cases import Cases
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import Diagnostic, Place
from drivectl.model.agreement import Agreement, Baseline, Clause, Party
from drivectl.model.catalogue import Catalogue
from drivectl.model.lint import Finding
from drivectl.safe import Safe
from drivectl.spec.policies import Policies
from drivectl.spec.yamlmarks import Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What rules ask of the machine they run on; none where it is not at hand, as with the shipped policies."""

    unsigned: Callable[[Agreement], Sequence[Diagnostic]] | None = None
    """Signatures that are missing or not good."""
    recipient: Callable[[str, str, str, str | None], str] | None = None
    """Digest of the key to seal to (party, team, weakest algorithm, pin); raises the coded problem with it."""
    signed: Callable[[Agreement], Agreement | None] | None = None
    """The words of the agreement that were last signed, if any were."""


@dataclass(frozen=True, eq=False)
class Whole:
    """The whole set of policies."""

    policies: Policies
    docs: Mapping[Path, Marked]
    as_of: date
    machine: Machine
    unsound: frozenset[Path] = frozenset()
    """Agreements that do not resolve whole."""

    @cached_property
    def subjects(self) -> "tuple[Subject, ...]":
        """Each agreement as rules read it."""
        return tuple(Subject(agreement=one, whole=self) for one in self.policies.agreements.values())

    @property
    def baseline(self) -> Baseline:
        """The ceiling of them all."""
        return self.policies.baseline

    @property
    def catalogue(self) -> Catalogue:
        """The vocabulary."""
        return self.policies.catalogue

    def at_floor(self, key: str) -> Place:
        """Where the baseline sets a floor."""
        return self.docs[self.baseline.path].at("floors", key)

    def is_never_share(self, path: str) -> bool:
        """Whether some never-share row is about a field."""
        classes = frozenset(self.catalogue.field(path).classes)
        return any(path in row.fields or not classes.isdisjoint(row.classes) for row in self.baseline.never_share)

    def finding(self, file: Path, what: Safe, *route: str | int, key: bool = False, **more: Any) -> Finding:
        """A finding at ``route`` of ``file`` (at its key with ``key``); ``more`` are the other parts of it."""
        doc = self.docs[file]
        return Finding(what=what, at=doc.at(*route, key=key), **more)


@dataclass(frozen=True, eq=False)
class Subject:
    """One agreement, and what it stands among."""

    agreement: Agreement
    whole: Whole = field(repr=False)

    @property
    def doc(self) -> Marked:
        """The file: plain data, and where everything stands."""
        return self.whole.docs[self.agreement.path]

    @property
    def data(self) -> Mapping[str, Any]:
        """The whole file as plain data, for what the model does not keep."""
        return self.agreement.whole

    @property
    def baseline(self) -> Baseline:
        """The ceiling."""
        return self.whole.baseline

    @property
    def catalogue(self) -> Catalogue:
        """The vocabulary."""
        return self.whole.catalogue

    @property
    def as_of(self) -> date:
        """The day that rules about dates are asked for."""
        return self.whole.as_of

    @property
    def sound(self) -> bool:
        """Whether every name in it resolves."""
        return self.agreement.path not in self.whole.unsound

    @cached_property
    def effective(self) -> Effective:
        """The agreement under its baseline (of a sound agreement only)."""
        policies = self.whole.policies
        return resolve(self.agreement, policies.baseline, policies.catalogue, policies.parties)

    @cached_property
    def views(self) -> Mapping[str, View]:
        """What each recipient sees (of a sound agreement only)."""
        return {party: View(self.effective, party) for party in self.effective.parties}

    @cached_property
    def cases(self) -> tuple[tuple[View, str, tuple[Point, ...]], ...]:
        """Each recipient and field, with every case that is open and that the field can tell apart."""
        return tuple(one for view in self.views.values() for one in self._cases(view))

    def _cases(self, view: View) -> Iterator[tuple[View, str, tuple[Point, ...]]]:
        paths = [path for path in self.agreement.fields if path in view.words.nameable]
        cases = Cases([view], paths)
        for path in paths:
            yield view, path, tuple(point for point, opens in cases.of(path) if opens[0])

    @property
    def discloser(self) -> Party | None:
        """Who shares."""
        return self.whole.policies.parties.parties.get(self.agreement.discloser or "")

    @property
    def recipients(self) -> tuple[Party, ...]:
        """Who receives; parties that nobody declared are left out."""
        known = self.whole.policies.parties.parties
        return tuple(known[one] for one in self.agreement.recipients if one in known)

    @cached_property
    def granted(self) -> Mapping[str, tuple[tuple[int, Clause], ...]]:
        """Fields that some clause lets out, with those clauses and their place in the list."""
        letting = {
            path: tuple((i, one) for i, one in enumerate(clauses) if one.action.act != "withhold")
            for path, clauses in self.agreement.fields.items()
        }
        return {path: clauses for path, clauses in letting.items() if clauses}

    def classes(self, path: str) -> tuple[str, ...]:
        """The classes of a field."""
        return self.catalogue.field(path).classes

    def finding(self, what: Safe, *route: str | int, key: bool = False, **more: Any) -> Finding:
        """A finding at ``route`` of this file (at its key with ``key``); ``more`` are the other parts of it."""
        return Finding(what=what, at=self.doc.at(*route, key=key), **more)


class Rule(NamedTuple):
    """One rule about one agreement."""

    code: str
    find: Callable[[Subject], Iterator[Finding]]
    exact: bool


class SetRule(NamedTuple):
    """One rule about the whole set, the baseline included."""

    code: str
    find: Callable[[Whole], Iterator[Finding]]


RULES: Final[dict[str, Rule | SetRule]] = {}
"""Every rule by its code, once the modules of the families are imported (``lint.run`` does so)."""

Find = Callable[[Subject], Iterator[Finding]]
FindInSet = Callable[[Whole], Iterator[Finding]]


def rule(code: str, *, exact: bool = False) -> Callable[[Find], Find]:
    """Register a function as the rule ``code`` about one agreement."""

    def register(find: Find) -> Find:
        _new(Rule(code, find, exact))
        return find

    return register


def set_rule(code: str) -> Callable[[FindInSet], FindInSet]:
    """Register a function as the rule ``code`` about the whole set."""

    def register(find: FindInSet) -> FindInSet:
        _new(SetRule(code, find))
        return find

    return register


def _new(one: Rule | SetRule) -> None:
    if one.code in RULES:
        raise ValueError(f"two rules have the code {one.code}")
    RULES[one.code] = one
