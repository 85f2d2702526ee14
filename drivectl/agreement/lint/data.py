"""DAT: which data is shared, and whether each piece is needed."""

from collections.abc import Iterator
from typing import Final

from drivectl.agreement.lint.rule import Subject, rule
from drivectl.agreement.proof.space import Point, space
from drivectl.errors import Place
from drivectl.model.action import Act
from drivectl.model.catalogue import Field
from drivectl.model.lint import Edit, Finding
from drivectl.safe import name, say

_WHOLE_CLASS: Final = 5
"""Fewer fields than this of one kind may all be necessary."""


@rule("DAT202")
def idle_words(subject: Subject) -> Iterator[Finding]:
    """A purpose that no field serves, a field that no test speaks of."""
    agreement = subject.agreement
    served = {purpose for clauses in agreement.fields.values() for one in clauses for purpose in one.purposes}
    for i, purpose in enumerate(agreement.purposes):
        if purpose.id not in served:
            yield subject.finding(say("no field serves the purpose {id}", id=name(purpose.id)), "purposes", i, "id")
    tested = {
        path
        for test in agreement.tests
        for path in (*test.sees, *test.never_sees, *(one for each in (test.sees_only or {}).values() for one in each))
    }
    for path in subject.granted:
        if path not in tested:
            yield subject.finding(say("no test speaks of {f}", f=name(path)), "fields", path, key=True)


@rule("DAT203")
def whole_classes(subject: Subject) -> Iterator[Finding]:
    """All the fields of one kind that an entity has."""
    entities = dict.fromkeys(path.partition(".")[0] for path in subject.granted)
    for entity in entities:
        kinds: dict[str, list[str]] = {}
        for field in subject.catalogue.entities[entity].fields.values():
            for kind in field.classes if field.references is None else ():
                kinds.setdefault(kind, []).append(field.path)
        for kind, paths in kinds.items():
            if len(paths) >= _WHOLE_CLASS and subject.granted.keys() >= set(paths):
                what = say("all {n} fields of {e} that are {k} are granted", n=len(paths), e=name(entity), k=name(kind))
                yield subject.finding(what, "fields", next(one for one in subject.granted if one in paths), key=True)


@rule("DAT204")
def too_exact(subject: Subject) -> Iterator[Finding]:
    """A full date of birth or postcode, and no name that it would be matched with."""
    for path, clauses in subject.granted.items():
        field = subject.catalogue.field(path)
        level = _coarser(field)
        if level is None or _is_named(subject, field.entity):
            continue
        for i, clause in clauses:
            if clause.action.act is Act.SHARE:
                known = subject.catalogue.ladder_of(level) is not None
                yield subject.finding(
                    say("{f} is exact, and no name of {e} to match it with", f=name(path), e=name(field.entity)),
                    "fields", path, i, "action",
                    fix=say("write  action: generalise, to: {level}", level=name(level)) if known else None,
                    edits=_generalised(subject, level, "fields", path, i) if known else (),
                )  # fmt: skip


def _coarser(field: Field) -> str | None:
    if field.path.endswith(".date_of_birth"):
        return "year"
    return "postcode_area" if field.path.endswith(".postcode") else None


def _is_named(subject: Subject, entity: str) -> bool:
    named = (path for path in subject.granted if path.startswith(f"{entity}.") and not path.endswith(".date_of_birth"))
    return any("identity" in subject.classes(path) for path in named)


def _generalised(subject: Subject, level: str, *route: str | int) -> tuple[Edit, ...]:
    clause, act = subject.doc.at(*route), subject.doc.at(*route, "action")
    first, key = _start(clause), _start(subject.doc.at(*route, "action", key=True))
    braced = subject.doc.text.split("\n")[first[0] - 1][first[1] - 1] == "{"
    gap = ", " if braced else "\n" + " " * (key[1] - 1)
    line, column = _start(act)
    return (Edit(line, column, line, act.end_column or column, f"generalise{gap}to: {level}"),)


def _start(at: Place) -> tuple[int, int]:
    assert at.line is not None
    assert at.column is not None
    return at.line, at.column


@rule("DAT209")
def granted_and_not_shared(subject: Subject) -> Iterator[Finding]:
    """A field in both lists."""
    for i, row in enumerate(subject.data.get("not_shared") or ()):
        for n, path in enumerate(row["fields"]):
            if path in subject.granted:
                grant = subject.doc.at("fields", path, key=True)
                what = say("{f} is also granted", f=name(path))
                yield subject.finding(what, "not_shared", i, "fields", n, related=grant)


@rule("DAT208", exact=True)
def out_of_context(subject: Subject) -> Iterator[Finding]:
    """A field that some clause lets out where its context stays, or without its notice."""
    for pair in subject.baseline.coherence:
        for path in pair.fields:
            for i, clause in subject.granted.get(path, ()):
                if pair.requires_notice not in {None, clause.notice}:
                    what = say("{f} has no notice: {n}", f=name(path), n=name(str(pair.requires_notice)))
                    yield subject.finding(what, "fields", path, i, related=pair.at)
            if path in subject.granted and pair.requires is not None:
                example = _alone(subject, path, pair.requires)
                if example is not None:
                    what = say("{f} can leave where {other} stays", f=name(path), other=name(pair.requires))
                    yield subject.finding(what, "fields", path, key=True, example=example, related=pair.at)


def _alone(subject: Subject, path: str, context: str) -> Point | None:
    """A case in which the agreement's own words let ``path`` out and not ``context``."""
    clauses = (clause.when for each in (path, context) for clause in subject.agreement.fields.get(each, ()))
    points = list(space(subject.catalogue, clauses).points())
    for view in subject.views.values():
        for point in points:
            shown, beside = (view.own(each, point).action.act is not Act.WITHHOLD for each in (path, context))
            if shown and not beside:
                return point
    return None
