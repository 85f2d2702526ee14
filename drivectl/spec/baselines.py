"""isa-baseline/v1 into the model."""

from dataclasses import replace
from types import MappingProxyType

from drivectl.model.action import Act, Action
from drivectl.model.agreement import Baseline, Clause, Parties, Rule
from drivectl.model.catalogue import Catalogue
from drivectl.safe import name, say
from drivectl.spec.clauses import Clauses
from drivectl.spec.conditions import Conditions, given
from drivectl.spec.report import Report
from drivectl.spec.schemas.baseline import BaselineShape
from drivectl.spec.words import Words, check_reference

_OF_THE_SHEET = "HOLD-FLAG"
_APPROVERS = 2


def baseline_of(shape: BaselineShape, report: Report, catalogue: Catalogue, parties: Parties | None) -> Baseline:
    """The baseline; what does not resolve is in ``report``."""
    words = Words(catalogue, report, parties.parties if parties else ())
    conditions = Conditions(words, recipient=True)
    clauses = Clauses(words, conditions)
    check_reference(report, shape.catalogue, catalogue.id, catalogue.version, "catalogue")
    _check_ids(shape, report)
    for i, path in enumerate(shape.flags.fields):
        words.rule_field(path, "flags", "fields", i)
    if shape.emergency.approvers.count < _APPROVERS:
        report.add("SAF316", say("one approver is not enough"), "emergency", "approvers", "count")
    if not shape.emergency.approvers.distinct_from_requester:
        what = say("whoever asks could approve it")
        report.add("SAF316", what, "emergency", "approvers", "distinct_from_requester")
    held_by = [one.id for one in shape.scope.hold_for_dpo]
    return Baseline(
        id=shape.id,
        version=shape.version,
        path=report.doc.path,
        sha256=report.doc.sha256,
        title=shape.title,
        catalogue=shape.catalogue,
        effective=shape.effective,
        review_by=shape.review_by,
        never_share=_never_share(shape, words, conditions),
        field_ceilings=MappingProxyType(_field_ceilings(shape, words, clauses)),
        class_ceilings=MappingProxyType(_class_ceilings(shape, words)),
        flag_fields=tuple(shape.flags.fields),
        flag_max_age=shape.flags.max_age,
        holds=_holds(shape, conditions, report),
        coherence=_coherence(shape, words),
        originator_control=shape.originator_control,
        floors=MappingProxyType(shape.floors.model_dump()),
        emergency=MappingProxyType(shape.emergency.model_dump()),
        test_defaults=MappingProxyType(given(words, shape.test_defaults, "test_defaults")),
        tests=tuple(clauses.test(one, held_by, "tests", i) for i, one in enumerate(shape.tests)),
    )


def _check_ids(shape: BaselineShape, report: Report) -> None:
    lists: tuple[tuple[tuple[str, ...], list[str]], ...] = (
        (("never_share",), [one.id for one in shape.never_share]),
        (("scope", "hold_for_dpo"), [one.id for one in shape.scope.hold_for_dpo]),
        (("coherence",), [one.id for one in shape.coherence]),
    )
    seen = {_OF_THE_SHEET}
    for route, ids in lists:
        for i, one in enumerate(ids):
            if one in seen:
                report.add("STR004", say("the id {id} is taken", id=name(one)), *route, i, "id")
            seen.add(one)


def _never_share(shape: BaselineShape, words: Words, conditions: Conditions) -> tuple[Rule, ...]:
    rules = []
    for i, one in enumerate(shape.never_share):
        at = ("never_share", i)
        if bool(one.classes) == bool(one.fields):
            words.report.add("STR004", say("a row names classes or fields, one of the two"), *at)
        for n, klass in enumerate(one.classes):
            words.one_of("class of the catalogue", klass, words.catalogue.classes, *at, "classes", n)
        for n, path in enumerate(one.fields):
            words.rule_field(path, *at, "fields", n)
        when = conditions.read(one.when, *at, "when")
        place = words.report.doc.at(*at)
        rules.append(
            Rule(id=one.id, why=one.why, at=place, when=when, fields=tuple(one.fields), classes=tuple(one.classes))
        )
    return tuple(rules)


def _field_ceilings(shape: BaselineShape, words: Words, clauses: Clauses) -> dict[str, tuple[Clause, ...]]:
    found = {}
    for path, rules in shape.ceiling.fields.items():
        at = ("ceiling", "fields", path)
        if (field := words.clause_field(path, *at, key=True)) is not None:
            found[path] = tuple(
                replace(clauses.clause(field, one, *at, i), for_kinds=tuple(one.for_kinds))
                for i, one in enumerate(rules)
            )
    return found


def _class_ceilings(shape: BaselineShape, words: Words) -> dict[str, Clause]:
    found = {}
    for klass, act in shape.ceiling.classes.items():
        at = ("ceiling", "classes", klass)
        words.one_of("class of the catalogue", klass, words.catalogue.classes, *at, key=True)
        found[klass] = Clause(action=Action(act=Act(act)), at=words.report.doc.at(*at, key=True))
    return found


def _holds(shape: BaselineShape, conditions: Conditions, report: Report) -> tuple[Rule, ...]:
    rules = []
    for i, one in enumerate(shape.scope.hold_for_dpo):
        at = ("scope", "hold_for_dpo", i)
        when = conditions.read(one.when, *at, "when")
        rules.append(Rule(id=one.id, why=one.why, at=report.doc.at(*at), when=when))
    return tuple(rules)


def _coherence(shape: BaselineShape, words: Words) -> tuple[Rule, ...]:
    rules = []
    for i, one in enumerate(shape.coherence):
        at = ("coherence", i)
        if (one.requires is None) == (one.requires_notice is None):
            words.report.add("STR004", say("a pair says requires or requires_notice, one of the two"), *at)
        words.rule_field(one.field, *at, "field")
        if one.requires is not None:
            words.rule_field(one.requires, *at, "requires")
        rules.append(
            Rule(
                id=one.id,
                why=one.why,
                at=words.report.doc.at(*at),
                fields=(one.field,),
                requires=one.requires,
                requires_notice=one.requires_notice,
            )
        )
    return tuple(rules)
