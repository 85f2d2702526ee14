"""A document against its shape: every difference at its own place, in our words, with the nearest right one."""

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from drivectl.safe import Safe, name, names, say
from drivectl.spec.report import Report, lookalikes
from drivectl.spec.schemas.base import FORMS

Shape = TypeVar("Shape", bound=BaseModel)

_TYPES: Final[dict[str, Safe]] = {
    "string_type": say("text"),
    "bool_type": say("true or false"),
    "int_type": say("a whole number"),
    "int_from_float": say("a whole number"),
    "list_type": say("a list"),
    "dict_type": say("a mapping"),
    "model_type": say("a mapping"),
    "model_attributes_type": say("a mapping"),
    "is_instance_of": say("a decimal such as 0.10"),
    "decimal_type": say("a decimal such as 0.10"),
}
_LIMITS: Final[dict[str, Safe]] = {
    "greater_than_equal": say("is too small"),
    "less_than_equal": say("is too large"),
    "too_short": say("is empty"),
    "too_long": say("has too many entries"),
    "string_too_short": say("is empty"),
    "string_too_long": say("is too long"),
}


def check(model: type[Shape], report: Report) -> Shape | None:
    """The document as ``model``, or None with every difference reported."""
    data = report.doc.data
    kind = model.model_fields.get("drivectl")
    if not isinstance(data, dict):
        report.add("STR004", say("the file must be a mapping of keys and values"))
        return None
    if kind is not None and data.get("drivectl") not in get_args(kind.annotation):
        wanted = names([str(one) for one in get_args(kind.annotation)])
        report.add("STR004", say("the file must say drivectl: {wanted}", wanted=wanted), "drivectl")
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for one in _one_per_place(error, report):
            _explain(one, model, report)
        return None


def _one_per_place(error: ValidationError, report: Report) -> list[Mapping[str, Any]]:
    """A value that fits no member of a union gives an error per member: the first one is enough."""
    found: dict[Any, Mapping[str, Any]] = {}
    for one in error.errors(include_url=False, include_context=True):
        at = report.doc.at(*one["loc"])
        last = one["loc"][-1] if one["type"] in {"missing", "extra_forbidden"} else None
        found.setdefault((at, last), one)
    return list(found.values())


def _explain(one: Mapping[str, Any], model: type[BaseModel], report: Report) -> None:
    kind, route = str(one["type"]), one["loc"]
    there = route if kind in {"missing", "extra_forbidden"} else report.doc.route(*route)
    word = name(next((step for step in reversed(there) if isinstance(step, str) and step.isascii()), ""))
    if kind == "missing":
        report.add("STR004", say("{word} is missing", word=word), *route)
    elif kind == "extra_forbidden":
        key = str(route[-1])
        fix = report.nearest(key, _keys_at(model, route[:-1]))
        if one["input"] is None and " " in key:  # what follows a comma inside braces is read as a key of its own
            fix = say("put the whole text before it in quotes: a comma inside {{ }} starts a new key")
        what = say("{word} is not a key here", word=name(key))
        report.add("STR004", what, *route, key=True, fix=fix, notes=lookalikes(key))
    elif kind == "literal_error":
        _explain_literal(one, word, report)
    elif kind in _LIMITS:
        report.add("STR004", say("{word} {limit}", word=word, limit=_LIMITS[kind]), *route)
    else:
        wanted = _TYPES.get(kind) or FORMS.get(kind) or say("another value")
        what, fix = say("{word} takes {wanted}", word=word, wanted=wanted), say("write {wanted}", wanted=wanted)
        report.add("STR004", what, *route, fix=fix)


def _explain_literal(one: Mapping[str, Any], word: Safe, report: Report) -> None:
    known = re.findall(r"'([^']*)'", str(one["ctx"]["expected"]))
    given = one["input"]
    close = report.nearest(given, known) if isinstance(given, str) else None
    listed = names(known or re.findall(r"\w+", str(one["ctx"]["expected"])), limit=20)
    fix = close or say("it takes: {listed}", listed=listed)
    if isinstance(given, str):
        report.add("STR004", say("{word} cannot be {given}", word=word, given=name(given)), *one["loc"], fix=fix)
    else:
        report.add("STR004", say("{word} has a value it cannot take", word=word), *one["loc"], fix=fix)


def _keys_at(model: type[BaseModel], route: tuple[str | int, ...]) -> list[str]:
    """The keys that the shape at ``route`` has."""
    shapes: list[Any] = [model]
    for step in route:
        shapes = [inner for shape in shapes for inner in _inside(shape, step)]
    return [
        field.alias or key
        for shape in shapes
        if isinstance(shape, type) and issubclass(shape, BaseModel)
        for key, field in shape.model_fields.items()
    ]


def _inside(shape: Any, step: str | int) -> list[Any]:
    """What may stand at ``step`` inside ``shape``, unions and annotations unwrapped."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        if step == shape.__name__:  # pydantic names the member of a union that it tried
            return [shape]
        fields = {field.alias or key: field for key, field in shape.model_fields.items()}
        return _flat(fields[step].annotation) if step in fields else []
    if get_origin(shape) in {dict, list}:
        return _flat(get_args(shape)[-1])
    return []


def _flat(annotation: Any) -> list[Any]:
    if get_origin(annotation) in {dict, list} or isinstance(annotation, type):
        return [annotation]
    return [one for inner in get_args(annotation) for one in _flat(inner)]
