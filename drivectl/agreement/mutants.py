"""Every way to widen an agreement by one step: what a careless edit could do, and a test should notice.

A step drops a condition or a part of it, lets one more value in, takes an action off, or takes away what the
baseline holds back here. Levels and token scopes are not stepped through: tests name actions, ``policy diff``
names levels. Most steps matter; those that the baseline blocks all the same are sorted out by proof elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from drivectl.errors import Place
from drivectl.model.action import SHARE, Act
from drivectl.model.agreement import Agreement, All, AnyOf, Baseline, Clause, Condition, Not, Rule, Test
from drivectl.model.catalogue import Catalogue
from drivectl.safe import Safe, name, say
from drivectl.spec.yamlmarks import Marked, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """The words after one step, and what was done where. ``fields``: those it can change (none: any)."""

    agreement: Agreement
    baseline: Baseline
    what: Safe
    at: Place
    fields: tuple[str, ...] = ()


class _Step(NamedTuple):
    """A changed condition, what was done, and the field whose test it was."""

    condition: Condition
    what: Safe
    field: str


_WIDER_ORDER: Final = {"gt": "gte", "lt": "lte"}
_BEFORE: Final = ("gte", "gt")


def mutants(agreement: Agreement, baseline: Baseline, catalogue: Catalogue) -> Iterator[Mutant]:
    """Every one-step widening of ``agreement``; its file and the baseline's are read again, for the places."""
    maker = _Maker(agreement, baseline, catalogue, load(agreement.path))
    yield from maker.scope()
    for path, clauses in agreement.fields.items():
        yield from maker.field(path, clauses)
    yield from maker.grants()
    yield from maker.limits(load(baseline.path))


@dataclass(frozen=True)
class _Maker:
    agreement: Agreement
    baseline: Baseline
    catalogue: Catalogue
    doc: Marked

    def scope(self) -> Iterator[Mutant]:
        """The case need not be in scope, or not so much; consent need not be given."""
        if self.agreement.include is not None:
            at = self.doc.at("scope", "include", key=True)
            yield self._other(replace(self.agreement, include=None), say("the scope is dropped"), at)
            for step in self._steps(self.agreement.include, wider=True):
                at = self._place(("scope", "include"), step.field)
                yield self._other(replace(self.agreement, include=step.condition), step.what, at)
        if self.agreement.consent_required:
            at = self.doc.at("scope", "consent", "required", key=True)
            yield self._other(replace(self.agreement, consent_required=False), say("consent is not required"), at)

    def field(self, path: str, clauses: tuple[Clause, ...]) -> Iterator[Mutant]:
        """Each clause of one field, loosened."""
        for i, clause in enumerate(clauses):
            for new, what, field in self._looser(clause):
                fields = {**self.agreement.fields, path: (*clauses[:i], *new, *clauses[i + 1 :])}
                at = self._place(("fields", path, i, "when"), field) if field else clause.at
                said = say("{f}: {what}", f=name(path), what=what)
                changed = replace(self.agreement, fields=MappingProxyType(fields))
                yield replace(self._other(changed, said, at), fields=(path,))

    def grants(self) -> Iterator[Mutant]:
        """A field is let out that the agreement says is not shared."""
        purposes = tuple(one.id for one in self.agreement.purposes)
        paths = iter(self.agreement.not_shared)
        for route in [
            one for one in self.doc.values if one[:1] == ("not_shared",) and one[2:3] == ("fields",) and one[3:]
        ]:
            path, at = next(paths), self.doc.at(*route)
            if path not in self.agreement.fields:
                granted = Clause(action=SHARE, purposes=purposes, at=at)
                fields = MappingProxyType({**self.agreement.fields, path: (granted,)})
                said = say("{f}: shared, though it stands under not_shared", f=name(path))
                yield replace(self._other(replace(self.agreement, fields=fields), said, at), fields=(path,))

    def limits(self, doc: Marked) -> Iterator[Mutant]:
        """One rule of the baseline does not reach here."""
        base = self.baseline
        for rule in base.holds:
            yield self._free(rule, replace(base, holds=_without(base.holds, rule)))
        for rule in base.never_share:
            yield self._free(rule, replace(base, never_share=_without(base.never_share, rule)))
        for rule in base.coherence:
            yield self._free(rule, replace(base, coherence=_without(base.coherence, rule)))
        if base.originator_control:
            what = say("notes that another agency wrote first need no release of theirs")
            changed = replace(base, originator_control=False)
            at = doc.at("originator_control", key=True)
            yield Mutant(agreement=self.agreement, baseline=changed, what=what, at=at)

    def _other(self, agreement: Agreement, what: Safe, at: Place) -> Mutant:
        return Mutant(agreement=agreement, baseline=self.baseline, what=what, at=at)

    def _free(self, rule: Rule, baseline: Baseline) -> Mutant:
        what = say("{id} does not reach this agreement", id=name(rule.id))
        return Mutant(agreement=self.agreement, baseline=baseline, what=what, at=rule.at)

    def _place(self, route: tuple[str | int, ...], field: str) -> Place:
        """Where the test of ``field`` stands below ``route``; ``route`` itself where the step is not about one."""
        here = [step for step in route if step != 0 or route in self.doc.values]
        below = (key for key in self.doc.keys if key[: len(here)] == tuple(here) and key[-1] == field)
        return self.doc.at(*next(below, here), key=True)

    def _looser(self, clause: Clause) -> Iterator[tuple[tuple[Clause, ...], Safe, str]]:
        """What may stand in the place of ``clause``, what was done, and the field whose test it was."""
        if clause.action.act is Act.WITHHOLD:
            yield (), say("a clause that withholds is dropped"), ""
            for step in self._steps(clause.when, wider=False) if clause.when is not None else ():
                yield (replace(clause, when=step.condition),), step.what, step.field
            return
        if clause.when is not None:
            yield (replace(clause, when=None),), say("its condition is dropped"), ""
            for step in self._steps(clause.when, wider=True):
                yield (replace(clause, when=step.condition),), step.what, step.field
        if clause.action.act is not Act.SHARE:
            what = say("shared as it is, instead of {act}", act=name(clause.action.act))
            yield (replace(clause, action=SHARE),), what, ""

    def _steps(self, condition: Condition, *, wider: bool) -> Iterator[_Step]:
        """Each step that ``condition`` can be taken towards true, or else towards false."""
        match condition:
            case Test():
                yield from self._of_test(condition, wider=wider)
            case Not(part):
                if wider:
                    yield _Step(part, say("the not before {part} is dropped", part=_said(part)), _field(part))
                for step in self._steps(part, wider=not wider):
                    yield step._replace(condition=Not(step.condition))
            case All(parts) | AnyOf(parts):
                for i, part in enumerate(parts):
                    rest = parts[:i] + parts[i + 1 :]
                    if rest and isinstance(condition, All) is wider:
                        left = rest[0] if len(rest) == 1 else replace(condition, parts=rest)
                        yield _Step(left, say("{part} is not asked", part=_said(part)), _field(part))
                    for step in self._steps(part, wider=wider):
                        whole = replace(condition, parts=(*parts[:i], step.condition, *parts[i + 1 :]))
                        yield step._replace(condition=whole)

    def _of_test(self, test: Test, *, wider: bool) -> Iterator[_Step]:
        field, values = test.field, test.values
        if test.op == "missing":
            return
        if test.op not in {"in", "contains"}:
            if (moved := self._moved(test, outwards=wider)) is not None:
                how = say("further") if wider else say("nearer")
                yield _Step(moved, say("{f} is compared one step {how}", f=name(field), how=how), field)
        elif wider:
            for value in self._others(test):
                what = say("{f} may also be {v}", f=name(field), v=_code(value))
                yield _Step(replace(test, values=(*values, value)), what, field)
        elif len(values) > 1:
            for gone in values:
                what = say("{f} is not tested for {v}", f=name(field), v=_code(gone))
                yield _Step(replace(test, values=tuple(one for one in values if one != gone)), what, field)

    def _others(self, test: Test) -> tuple[str | bool, ...]:
        """The values of the field's domain that ``test`` does not take."""
        domain = self.catalogue.field(test.field).domain
        known = self.catalogue.domains[domain].values if domain is not None else ()
        return tuple(value for value in known if value not in test.values)

    def _moved(self, test: Test, *, outwards: bool) -> Test | None:
        """An ordered test that takes one value more, or one less; None at the end of the domain."""
        [value] = test.values
        lower = test.op in _BEFORE
        step = -1 if lower is outwards else 1
        domain = self.catalogue.field(test.field).domain
        if domain is None:
            assert isinstance(value, int)
            return replace(test, values=(value + step,))
        order = self.catalogue.domains[domain].values
        assert not isinstance(value, int) or isinstance(value, bool)
        at = order.index(value) + step
        if 0 <= at < len(order):
            return replace(test, values=(order[at],))
        return replace(test, op=_WIDER_ORDER[test.op]) if outwards and test.op in _WIDER_ORDER else None  # type: ignore[arg-type]


def _without(rules: tuple[Rule, ...], gone: Rule) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule is not gone)


def _field(condition: Condition) -> str:
    """The first field that ``condition`` tests."""
    match condition:
        case Test(field):
            return field
        case Not(part):
            return _field(part)
        case All(parts) | AnyOf(parts):
            return next(filter(None, map(_field, parts)), "")


def _said(condition: Condition) -> Safe:
    return name(_field(condition) or "a condition")


def _code(value: str | int | bool) -> Safe:
    """A value as a policy file writes it."""
    return name(str(value).lower() if isinstance(value, bool) else str(value))
