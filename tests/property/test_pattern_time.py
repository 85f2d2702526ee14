"""Every pattern that reads a text takes time in proportion to it, whatever stands there.

The patterns are collected from the modules, written inside a function or not, so that a new one cannot be forgotten.
The texts are made from each pattern's own parse: what it repeats, again and again, behind what leads there, with an
end that does not fit.
"""

import ast
import importlib
import inspect
import pkgutil
import random
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import drivectl.recognise
import drivectl.source
import drivectl.transform
from drivectl.recognise.patterns import RULES

PARSER: Any = importlib.import_module("re._parser")
METHODS = {"compile", "search", "finditer", "findall", "sub", "subn", "split"}
SIZES = (*range(10, 42, 2), 250, 1000, 4000)
QUICK = 0.003
"""CPU seconds within which the longest text needs no second look: a quadratic pattern takes ten times as long."""
SLOW = 0.25
RATIO = 9.0
"""Four times the text, at most this many times as long; a quadratic pattern takes 16 times."""
ANCHORED = {
    *(rule.refuse.pattern for rule in RULES if rule.refuse),  # matched against one short hit
    r"""[\s"'‘’“”]*[=+\-@\t\r＝＋－＠]""",  # matched at the beginning of a cell
    r"[0-9]+[-/][0-9]+[-/][0-9]+",  # matched against a whole cell
    r"[A-Za-z'\-]+$",  # searched in 24 characters
    r"\|(?![^(]*\))",  # asked of our own tables alone
}
"""Patterns that are never searched for in a whole text."""


def modules() -> Iterator[ModuleType]:
    for package in (drivectl.recognise, drivectl.transform, drivectl.source):
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(one.name)
    for name in ("redacting", "documents", "safeplaces", "texts"):
        yield importlib.import_module(f"drivectl.steps.{name}")


def held(value: object, name: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns in a module's value, however deep."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from held(one, f"{name}[{key if isinstance(key, str) else 'n'}]")
    elif isinstance(value, (tuple, list, set, frozenset)):
        for at, one in enumerate(value):
            yield from held(one, f"{name}[{at}]")
    elif inspect.ismethod(value) or inspect.isbuiltin(value):
        yield from held(getattr(value, "__self__", None), name)


def inline(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns written where they are used."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            first = node.args[0] if node.args else None
            if ast.unparse(node.func.value) == "re" and isinstance(first, ast.Constant):
                yield f"inline {first.value!r}", re.compile(str(first.value))


def every() -> dict[str, re.Pattern[Any]]:
    """Each pattern once, by the module and the name that it is first seen under."""
    found: dict[re.Pattern[Any], str] = {}
    for module in modules():
        short = module.__name__.removeprefix("drivectl.")
        for name, value in vars(module).items():
            for where, one in held(value, name):
                found.setdefault(one, f"{short}.{where}")
        for where, one in inline(module):
            found.setdefault(one, f"{short}.{where}")
    for text in ("<b>", "{\\rtf1 &amp;"):
        for marks in importlib.import_module("drivectl.recognise.markup").patterns(text):
            pattern = importlib.import_module("drivectl.recognise.view")._compiled(marks)
            found.setdefault(pattern, f"recognise.view.{len(found)}")
    return {name: one for one, name in found.items()}


PATTERNS = every()


class Texts:
    """Hostile texts for one pattern."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._random = random.Random(7)
        self._tree = PARSER.parse(pattern.pattern, pattern.flags)
        self._units: set[str] = set()
        self._ways: set[tuple[str, str]] = set()

    def every(self) -> list[tuple[str, str, str]]:
        """(beginning, what is repeated, end)."""
        for _ in range(3):
            whole = self._walk(self._tree, "")
            self._units |= {whole, whole[:-1], whole[1:]}
        units = sorted(one for one in self._units if one)
        short = [one for one in units if len(one) == 1]
        pairs = [self._random.choice(short) + self._random.choice(short) for _ in range(12)] if short else []
        ways = [*(("", unit) for unit in {*units, *pairs}), *sorted(self._ways)]
        self._random.shuffle(ways)
        return [(start, unit, "\x02") for start, unit in ways[:40]]

    def _walk(self, tree: Any, before: str) -> str:
        made = ""
        for op, what in tree:
            made += self._one(str(op), what, before + made)
        return made

    def _one(self, op: str, what: Any, before: str) -> str:
        if op in {"LITERAL", "NOT_LITERAL", "ANY", "IN", "CATEGORY", "RANGE"}:
            sign = self._sign(op, what)
            self._units.add(sign)
            return sign
        if "REPEAT" in op:
            least, most, body = what
            unit = self._walk(body, before)
            if unit:
                self._units.add(unit)
                self._ways.add((before[-40:], unit))
            return unit * min(int(most), max(int(least), self._random.choice((1, 1, 2))))
        if op == "SUBPATTERN":
            return self._walk(what[3], before)
        if op == "ATOMIC_GROUP":
            return self._walk(what, before)
        if op == "BRANCH":
            made = [self._walk(one, before) for one in what[1]]
            self._units.update(self._random.sample(made, min(4, len(made))))
            return self._random.choice(made)
        if op == "ASSERT" and what[0] < 0:
            return self._walk(what[1], before)
        return ""

    def _sign(self, op: str, what: Any) -> str:
        if op == "LITERAL":
            return chr(what)
        if op == "RANGE":
            return chr(self._random.choice(what))
        if op == "CATEGORY":
            return {"DIGIT": "7", "SPACE": " ", "WORD": "a"}.get(str(what).removeprefix("CATEGORY_"), "-")
        if op == "IN" and str(what[0][0]) != "NEGATE":
            kind, value = self._random.choice(what)
            return self._sign(str(kind), value)
        return self._random.choice("a7 .")


def seconds(pattern: re.Pattern[Any], text: str) -> float:
    """CPU time for all that the pattern finds, or for one look where it is never asked for more."""
    subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    start = time.process_time()
    if pattern.pattern in ANCHORED:
        pattern.match(subject)
    else:
        for _ in pattern.finditer(subject):
            pass
    return time.process_time() - start


def best(pattern: re.Pattern[Any], text: str, times: int) -> float:
    return min(seconds(pattern, text) for _ in range(times))


def fault(place: str, pattern: re.Pattern[Any], ways: Iterable[tuple[str, str, str]]) -> str | None:
    """The first way to make a text for which the pattern takes more than its share, if there is one."""
    for start, unit, end in ways:
        took, texts = 0.0, [f"{start}{unit * (size // len(unit))}{end}" for size in SIZES]
        for text in texts:
            took = seconds(pattern, text)
            if took > SLOW:
                return f"{place}: {took:.1f} s for {len(text)} characters of {start!r} + {unit!r}.. + {end!r}"
        if took > QUICK and best(pattern, texts[-1], 3) > QUICK:
            ratio = min(best(pattern, texts[-1], 3) / best(pattern, texts[-2], 3) for _ in range(3))
            if ratio > RATIO:
                return f"{place}: {ratio:.0f} times as long for {start!r} + {unit!r}.. + {end!r}"
    return None


@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_takes_time_in_proportion(place: str) -> None:
    pattern = PATTERNS[place]
    assert fault(place, pattern, Texts(pattern).every()) is None


@pytest.mark.parametrize("bad", [r"(?:a+)+$", r"(?:\w+\s?)*!", r"\d+(?=x)", r"(?<!-)[a-z]+[a-z]+@", r"<!--.*-->"])
def test_a_pattern_that_does_not_is_noticed(bad: str) -> None:
    pattern = re.compile(bad)
    assert fault("bad", pattern, Texts(pattern).every())


def test_the_patterns_are_collected() -> None:
    assert len(PATTERNS) > 150
    assert {one.partition(".")[0] for one in PATTERNS} == {"recognise", "source", "transform", "steps"}
