"""Recognisers that are not ours: a site's own, and those that an installed package offers by name."""

import hashlib
import inspect
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, Final

from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer

from drivectl.errors import problem
from drivectl.model.finding import Detector, Kind
from drivectl.model.own import OwnPattern, OwnRecogniser, OwnRecognisers
from drivectl.recognise.base import Hit
from drivectl.recognise.view import View
from drivectl.safe import name, say

_SURE: Final = 0.7
_MUCH: Final = 4_000
_OVERLAP: Final = 400
_LONG: Final = 2_000
_LOAD: Final = 0.5
"""Seconds that a pattern may take on texts made to trap it."""
_RUN: Final = 5.0
"""Seconds that it may take on one part of a text."""


class OwnRecogniserRuns:
    """The recognisers of a site's own file. What they find is hidden like anything else."""

    def __init__(self, own: OwnRecognisers) -> None:
        self._each = [(one, _patterns(one)) for one in own.each]
        self.detector: Final = Detector(name="site", version="1", sha256=own.sha256)

    def find(self, view: View) -> Iterator[Hit]:
        """Hits of every pattern and word, but for words that its recogniser is told to leave."""
        for start in range(0, len(view.text) or 1, _MUCH):
            begin = max(0, start - _OVERLAP)
            part = view.text[begin : start + _MUCH]
            for one, patterns in self._each:
                for pattern in patterns:
                    for left, right in _spans(pattern, part, one):
                        if part[left:right].casefold() not in one.allow:
                            yield _hit(begin + left, begin + right, one.kind, pattern.score, "site-pattern")


class PlugIn:
    """A recogniser of Presidio's kind that an installed package offers under ``drivectl.recognisers``."""

    def __init__(self, point: EntryPoint) -> None:
        try:
            made = point.load()
            self._one: Any = made() if callable(made) and not isinstance(made, EntityRecognizer) else made
            file = inspect.getsourcefile(type(self._one)) or ""
            digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        except Exception as error:  # whatever a foreign package raises
            raise problem("ENV501", say("the recogniser {n} cannot be loaded", n=name(point.name))) from error
        if not isinstance(self._one, EntityRecognizer):
            raise problem("ENV501", say("{n} is no recogniser of Presidio's kind", n=name(point.name)))
        version = point.dist.version if point.dist else "unknown"
        self.detector: Final = Detector(name=point.name, version=version, sha256=digest)

    def find(self, view: View) -> Iterator[Hit]:
        """What it finds in the whole text."""
        for one in self._one.analyze(view.text, self._one.supported_entities, None) or ():
            kind = Kind.__members__.get(one.entity_type, Kind.CASE_REF)
            yield _hit(one.start, one.end, kind, float(one.score), "plug-in")


def _hit(start: int, end: int, kind: Kind, score: float, reason: str) -> Hit:
    return Hit(start, end, kind, min(score, 0.9), "presidio", reason, unsure=score < _SURE)


def _patterns(one: OwnRecogniser) -> list[Any]:
    made: list[Any] = [Pattern(each.name, each.pattern, each.score) for each in one.patterns]
    ready: Any = PatternRecognizer(
        one.kind.value, name=one.name, patterns=list(made), deny_list=list(one.deny), deny_list_score=one.deny_score
    )
    ready.analyze("", ready.supported_entities)  # compiles the patterns
    for pattern, each in zip(made, one.patterns, strict=True):
        _refuse_trap(pattern, each)
    return list(ready.patterns)


def _refuse_trap(pattern: Any, each: OwnPattern) -> None:
    """STR004 for a pattern that takes far too long on long runs of what it is made of, as (a+)+b does on letters."""
    signs = sorted({*each.pattern, *"aA1 -"} - {*"\\()[]{}|?*+^$"})
    for run in [*signs, *(a + b for a in signs[:6] for b in signs[:6] if a != b)]:
        for tail in ("", "\x01" + "".join(signs)):
            try:
                pattern.compiled_regex.search(run * (_LONG // len(run)) + tail, timeout=_LOAD)
            except TimeoutError:
                what = say("this regular expression can take for ever: repeats inside repeats, or side by side")
                why = say("One long note would hold up every run.")
                fix = say("write one repeat for the two, and say how often at most")
                raise problem("STR004", what, at=each.at, why=why, fix=fix) from None


def _spans(pattern: Any, part: str, one: OwnRecogniser) -> Iterator[tuple[int, int]]:
    try:
        for found in pattern.compiled_regex.finditer(part, timeout=_RUN):
            if found.group():
                yield found.span()
    except TimeoutError:
        what = say("a pattern of the site's recogniser {n} takes too long on a text", n=name(one.name))
        raise problem("ENV501", what, fix=say("make it simpler, in policies/recognisers.yaml")) from None
