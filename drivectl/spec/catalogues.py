"""catalogue/v1 into the model: views get what they inherit, and every name inside the file resolves."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Final, cast

from drivectl.model.action import Ladder
from drivectl.model.catalogue import Catalogue, Domain, Entity, Field, FieldClass, Inference
from drivectl.safe import name, names, say
from drivectl.spec.conditions import Conditions
from drivectl.spec.report import Report
from drivectl.spec.schemas.catalogue import CatalogueShape, EntityShape, FieldShape
from drivectl.spec.words import Words

_NEEDS_DOMAIN: Final = ("enum", "yn")


def catalogue_of(shape: CatalogueShape, report: Report) -> Catalogue:
    """The catalogue; what does not resolve is in ``report``."""
    domains = {key: _domain(key, shape, report) for key in shape.domains}
    stored = {key: _entity(key, one, {}) for key, one in shape.entities.items() if one.kind != "view"}
    entities: dict[str, Entity] = {}
    for key, one in shape.entities.items():
        entities[key] = stored[key] if key in stored else _entity(key, one, _inherited(key, one, stored, report))
    found = Catalogue(
        id=shape.id,
        version=shape.version,
        path=report.doc.path,
        sha256=report.doc.sha256,
        classes=MappingProxyType(
            {k: FieldClass(name=k, means=c.means, legal=c.legal) for k, c in shape.classes.items()}
        ),
        domains=MappingProxyType(domains),
        ladders=_ladders(shape, report),
        entities=MappingProxyType(entities),
    )
    words = Words(found, report)
    for key, one in shape.entities.items():
        _check_entity(words, key, one)
    _check_ladders(words, shape)
    return replace(found, inferences=tuple(_inferences(words, shape)))


def _domain(key: str, shape: CatalogueShape, report: Report) -> Domain:
    one = shape.domains[key]
    values = one.ordered if one.ordered is not None else one.values
    if (one.ordered is None) == (one.values is None):
        report.add("STR004", say("a domain has values or ordered, one of the two"), "domains", key)
    if not values or len(set(values)) != len(values):
        report.add("STR004", say("the domain is empty or has a value twice"), "domains", key)
    return Domain(name=key, values=tuple(values or ()), ordered=one.ordered is not None)


def _ladders(shape: CatalogueShape, report: Report) -> tuple[Ladder, ...]:
    seen: set[str] = set()
    for key, one in shape.levels.items():
        for level in (*one.ladder, *one.also):
            if level in seen:
                report.add("STR004", say("the level {level} stands twice", level=name(level)), "levels", key)
            seen.add(level)
    return tuple(
        Ladder(
            name=key,
            steps=tuple(one.ladder),
            also=tuple(one.also),
            method=one.method,
            options=MappingProxyType(one.model_dump(exclude={"ladder", "also", "method"}, exclude_none=True)),
        )
        for key, one in shape.levels.items()
    )


def _field(path: str, one: FieldShape) -> Field:
    return Field(
        path=path,
        type=one.type,
        classes=tuple(one.classes),
        domain=one.domain,
        references=one.references,
        references_table=one.references_table,
        sources=tuple(one.from_),
        where=one.where,
        token=one.token,
        prefix=one.prefix,
        of=one.of,
        required=one.required,
        unique=one.unique,
        minimum=one.min,
        maximum=one.max,
        note=one.note,
    )


def _entity(key: str, shape: EntityShape, inherited: dict[str, Field]) -> Entity:
    own = {n: _field(f"{key}.{n}", one) for n, one in shape.fields.items()}
    return Entity(
        name=key,
        kind=shape.kind,
        table=shape.table,
        subject=shape.subject,
        key=tuple(shape.key),
        of=shape.of,
        roles=tuple(shape.role),
        fields=MappingProxyType(inherited | own),
    )


def _inherited(key: str, shape: EntityShape, stored: dict[str, Entity], report: Report) -> dict[str, Field]:
    """The fields of the ``of`` table under the view's own paths, read from the stored ones."""
    table = stored.get(shape.of or "")
    if table is None or table.kind != "table":
        report.add("STR006", say("{view} is a view of no table", view=name(key)), "entities", key, "of")
        return {}
    for field, one in shape.fields.items():
        lost = [c for c in (table.fields[field].classes if field in table.fields else ()) if c not in one.classes]
        if lost:
            what = say("a view cannot take classes away: {lost}", lost=names(lost))
            report.add("STR004", what, "entities", key, "fields", field, "classes")
    return {n: replace(one, path=f"{key}.{n}", sources=(one.path,)) for n, one in table.fields.items()}


def _check_entity(words: Words, key: str, shape: EntityShape) -> None:
    at = ("entities", key)
    entity = words.catalogue.entities[key]
    if shape.kind == "table" and (shape.table is None or not shape.key):
        words.report.add("STR004", say("a table has a name (table) and a key"), *at, key=True)
    for i, one in enumerate(shape.key):
        words.one_of("field of this entity", one, entity.fields, *at, "key", i)
    if shape.subject == "by_role" and shape.kind != "table":
        words.report.add("STR004", say("only a table has its subject by role"), *at, "subject")
    for field, said in shape.fields.items():
        route = (*at, "fields", field)
        _check_field(words, said, route)
        _check_origin(words, entity, said, route)


def _check_field(words: Words, one: FieldShape, at: tuple[str, ...]) -> None:
    report, catalogue = words.report, words.catalogue
    for i, klass in enumerate(one.classes):
        words.one_of("class of the catalogue", klass, catalogue.classes, *at, "classes", i)
    domain = catalogue.domains.get(one.domain or "")
    if one.domain is not None:
        words.one_of("domain of the catalogue", one.domain, catalogue.domains, *at, "domain")
    elif one.type in _NEEDS_DOMAIN:
        report.add("STR004", say("a field of this type needs a domain"), *at)
    if domain is not None and (one.type == "yn") != (set(domain.values) == {True, False}):
        report.add("STR004", say("true and false are the values of type yn, and of no other"), *at, "domain")
    if (one.of is not None) != (one.type == "set"):
        report.add("STR004", say("a set says of what (of: party), and nothing else does"), *at)


def _check_origin(words: Words, entity: Entity, one: FieldShape, at: tuple[str, ...]) -> None:
    for word in ("references", "references_table"):
        if (target := cast("str | None", getattr(one, word))) is not None:
            words.field(target, *at, word)
    for i, source in enumerate(one.from_):
        words.field(source, *at, "from", i)
    if entity.kind != "table" and not one.from_ and one.references is None:
        words.report.add("STR004", say("a field of a view or derived record says where it comes from"), *at)
    for path, value in (one.where or {}).items():
        field = words.field(path, *at, "where", path, key=True)
        for raw in value if isinstance(value, list) else [value]:
            if field is not None:
                words.value(field, raw, *at, "where", path)


def _inferences(words: Words, shape: CatalogueShape) -> Iterator[Inference]:
    conditions = Conditions(words)
    for i, one in enumerate(shape.inferences):
        at = ("inferences", i)
        for n, path in enumerate(one.from_):
            words.field(path, *at, "from", n)
        words.field(one.gives, *at, "gives")
        yield Inference(
            id=one.id,
            sources=tuple(one.from_),
            gives=one.gives,
            how=one.how,
            when=conditions.read(one.when, *at, "when"),
            unless=conditions.read(one.unless, *at, "unless"),
        )


def _check_ladders(words: Words, shape: CatalogueShape) -> None:
    for key, one in shape.levels.items():
        levels = [*one.ladder, *one.also]
        for word in ("anchor", "via"):
            if (path := cast("str | None", getattr(one, word))) is not None:
                words.field(path, "levels", key, word)
        for level in one.edges if isinstance(one.edges, dict) else ():
            words.one_of("level of this ladder", level, levels, "levels", key, "edges", level, key=True)
        for edges in one.edges.values() if isinstance(one.edges, dict) else [one.edges or []]:
            if edges != sorted(set(edges)):
                words.report.add("STR004", say("edges rise from one to the next"), "levels", key, "edges")
