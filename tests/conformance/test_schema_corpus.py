"""The JSON Schemas that are published and the loader accept and refuse the same files.

Every file is a shipped policy with one change, made by rule at places all over the file: a key lost, doubled under
another name or set to null, a value of another type, a word misspelt, a list emptied, a form broken, ... What the
loader accepts the schema accepts. What the loader refuses the schema refuses, unless all that the loader found is
one of the rules in ``LEFT_TO_THE_LOADER``, which JSON Schema cannot express.
"""

import copy
import functools
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from drivectl.errors import Diagnostic
from drivectl.spec import load, yamlmarks
from drivectl.spec.policies import Policies, load_policies
from drivectl.steps.schemas import schemas

SHIPPED = Path(__file__).parents[2] / "policies"
SAMPLE = {"catalogue": 30, "layout": 40, "isa": 80}
"""Files of each kind that are tried by default, 70 of the others: more than 400 in all."""
FILES = {
    "catalogue": ("catalogue.yaml",),
    "parties": ("parties.yaml",),
    "isa-baseline": ("baseline.yaml",),
    "isa": ("isa/police.yaml", "isa/bristol-evaluation.yaml", "isa/childrens-social-care.yaml"),
    "layout": ("layouts/da-case-management.yaml",),
    "flags": ("flags.yaml",),
    "legal": ("legal.yaml",),
}
LEFT_TO_THE_LOADER = {
    "names of the same file": r"STR006 .* is no (purpose of this agreement|party of this agreement|field of this entity"
    r"|recipient of this agreement|field that this agreement grants|field that this table binds|column of this .*"
    r"|part of .*|level of this ladder)",
    "what this version cannot do yet": r"(STR020|DIS512) ",
    "the baseline's floors": r"STR021 ",
    "dates in order": r"STR004 effective, review_by and expires follow each other",
    "nothing twice": r"STR004 .*(stands? twice|is taken|is bound twice|is bound in the table|already means|two meanings)",
    "what an input says for all tables or for one": r"STR004 (format|missing|encoding) is missing|STR004 .* under input",
    "how a token may be joined": r"STR004 scope .* is wider than the agreement's",
    "ages need a day": r"STR004 an age needs",
    "edges in order": r"STR004 edges rise",
    "signs inside a text": r"STR004 (format names each part|this spelling holds the sign)",
    "a column and what else fills it": r"STR004 .*(nothing may fill its empty cells|is made of)",
    "ids in their column": r"STR006 .* does not hold the ids of",
}
OF_ONE_KIND = {
    "catalogue": {
        "any name": r"STR006 ",
        "conditions on its own fields": r"STR004 .*(has no finite set|holds several values|is no list of known|have no order"
        r"|can be asked|word of conditions|condition is|takes a list of|is takes only|is not an operator|empty list)",
        "types and domains that fit": r"STR004 (true and false are the values|a view cannot take classes away)",
    },
    "isa-baseline": {"holds": r"STR006 .* is no hold of the baseline"},
}
"""The catalogue says what the names are, and the baseline what the holds are: their schemas know none."""

Route = tuple[str | int, ...]


class Case(NamedTuple):
    """One file of the corpus."""

    how: str
    data: Any


@functools.cache
def policies() -> Policies:
    return load_policies(SHIPPED)


@functools.cache
def validator(kind: str) -> Any:
    made = dict(schemas(SHIPPED, [kind]))[kind]
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def found_by_loader(kind: str, path: Path) -> tuple[Diagnostic, ...]:
    known = policies()
    reads: dict[str, Callable[[], load.Read[Any]]] = {
        "catalogue": lambda: load.read_catalogue(path),
        "parties": lambda: load.read_parties(path),
        "isa-baseline": lambda: load.read_baseline(path, known.catalogue, known.parties),
        "isa": lambda: load.read_agreement(path, known.catalogue, known.parties, known.baseline),
        "layout": lambda: load.read_layout(path, known.catalogue),
        "flags": lambda: load.read_flags_form(path, known.catalogue, known.parties, known.baseline),
        "legal": lambda: load.read_legal(path, known.catalogue),
    }
    return reads[kind]().found


def json_like(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [json_like(one) for one in value]
    if isinstance(value, dict):
        return {key: json_like(one) for key, one in value.items()}
    return value


def shipped(file: str) -> Any:
    return json_like(yamlmarks.load(SHIPPED / file).data)


def short(file: str) -> Any:
    """The file, a layout with its first two tables only: a validator needs long for the others, which are no different."""
    data = shipped(file)
    if "tables" in data:
        data["tables"] = dict(list(data["tables"].items())[:2])
    return data


def routes(value: Any, here: Route = ()) -> Iterator[Route]:
    yield here
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from routes(one, (*here, step))


NAMED = ("classes", "domains", "levels", "entities", "fields", "parties", "tables", "columns", "rows", "codes", "quirks",
         "sheets", "given", "sees", "test_defaults", "subjects", "free_text", "edges")  # fmt: skip


def shape_of(route: Route, data: Any) -> Route:
    """``route`` with the names that files define taken out, so that each kind of place is tried once."""
    above = (None, *route)
    steps = ("*" if isinstance(one, int) or up in NAMED else one for up, one in zip(above, route, strict=False))
    return (*steps, type(at(data, route)).__name__)


def at(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def changed(data: Any, route: Route, new: Any) -> Any:
    whole = copy.deepcopy(data)
    at(whole, route[:-1])[route[-1]] = new
    return whole


OTHERS: tuple[Any, ...] = (None, True, 7, 0.5, "x", "", [], {}, ["x"], {"x": 1}, [None], "2026-02-30", " ", -1)


def changes(data: Any, route: Route) -> Iterator[Case]:
    value, named = at(data, route), "/".join(map(str, route))
    for new in OTHERS:
        if new != value or type(new) is not type(value):
            yield Case(f"{named} = {new!r}", changed(data, route, new))
    yield Case(f"{named} in a list", changed(data, route, [value]))
    if isinstance(value, str) and value:
        for new in (value[:-1], value + "s", value.upper(), f"{value}\n", value.replace("a", "\u0430", 1)):
            if new != value:
                yield Case(f"{named} = {new!r}", changed(data, route, new))
    if isinstance(value, int):
        for new in (value + 1, -1, 10**7, str(value)):
            yield Case(f"{named} = {new!r}", changed(data, route, new))
    if isinstance(value, dict):
        yield Case(f"{named} + unknown key", changed(data, route, value | {"unknown_key": 1}))
        yield Case(f"{named} + null key", changed(data, route, value | {"unknown.key": None}))
        for key in value:
            yield Case(f"{named} - {key}", changed(data, route, {k: v for k, v in value.items() if k != key}))
            renamed = {(f"{k}s" if k == key else k): v for k, v in value.items()}
            yield Case(f"{named}: {key} misspelt", changed(data, route, renamed))
    if isinstance(value, list) and value:
        yield Case(f"{named} + its first", changed(data, route, [*value, value[0]]))
        yield Case(f"{named} - its first", changed(data, route, value[1:]))


def corpus(kind: str) -> Iterator[Case]:
    seen: set[Route] = set()
    for file in FILES[kind]:
        data = {"file": short(file)}
        for route in routes(data["file"]):
            shape = shape_of(route, data["file"])
            if shape not in seen:
                seen.add(shape)
                yield from (Case(how, new["file"]) for how, new in changes(data, ("file", *route)))


def left(kind: str, one: Diagnostic) -> str | None:
    rules = LEFT_TO_THE_LOADER | OF_ONE_KIND.get(kind, {})
    return next((name for name, said in rules.items() if re.match(said, f"{one.code} {one.what}")), None)


@pytest.mark.parametrize("kind", FILES)
def test_what_is_shipped_is_accepted_by_the_schema(kind: str) -> None:
    for file in FILES[kind]:
        assert list(validator(kind).iter_errors(shipped(file))) == []


@pytest.mark.parametrize("kind", FILES)
def test_schema_and_loader_agree(kind: str, tmp_path: Path) -> None:
    """A sample spread over the whole corpus; DRIVECTL_LONG=1 tries every file (many minutes)."""
    path = tmp_path / "one.yaml"
    cases = list(corpus(kind))
    wanted = SAMPLE.get(kind, 70)
    step = 1 if "DRIVECTL_LONG" in os.environ else len(cases) // wanted
    counts = Counter[str]()
    for case in cases[len(cases) % step :: step]:
        path.write_text(json.dumps(case.data, ensure_ascii=False), encoding="utf-8")
        found = found_by_loader(kind, path)
        accepted = validator(kind).is_valid(case.data)
        if found and all(left(kind, one) for one in found):
            counts["left to the loader"] += 1
        else:
            counts["accepted" if accepted else "refused"] += 1
            assert accepted == (not found), (case.how, found)
    assert counts["accepted"] + counts["refused"] >= wanted * 0.6
    assert counts["accepted"] > 1
    assert counts["refused"] > 1
