"""Bring ``sees_only`` of the tests up to what the words do now, as edits of the text that keep every comment.

Whoever asked for it reads what changed: a field that came in may be a leak that the test was there to stop.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from drivectl.agreement.resolve import Effective
from drivectl.agreement.selftest import run_test, seen
from drivectl.errors import Place
from drivectl.model.action import Act
from drivectl.model.agreement import PolicyTest
from drivectl.model.lint import Edit
from drivectl.spec.yamlmarks import Marked, Route

_WIDTH: Final = 116
_COMMA: Final = re.compile(r"[ \t]*,(?:[ \t]+(?![ \t#]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """One test with another ``sees_only``: field -> (what it said, what is so)."""

    test: str
    at: Place
    changed: Mapping[str, tuple[Act, Act]]
    edits: tuple[Edit, ...]

    @property
    def wider(self) -> tuple[str, ...]:
        """Fields of which more leaves than the test said, or that cannot be compared."""
        narrower = {path for path, (said, now) in self.changed.items() if said is Act.SHARE or now is Act.WITHHOLD}
        return tuple(path for path in self.changed if path not in narrower)


def refresh(doc: Marked, effective: Effective) -> tuple[Refreshed, ...]:
    """Every test of the agreement in ``doc`` whose ``sees_only`` is not so; a case that stays whole says nothing."""
    found = []
    for i, test in enumerate(effective.agreement.tests):
        if test.sees_only is None:
            continue
        party = next(iter(effective.parties))
        _, case = run_test(test, effective, party)
        if case.state == "out_of_scope" or case.holds:
            continue
        acts = {path: act for path, act in seen(case, effective, party).items() if act is not Act.WITHHOLD}
        said = {path: Act(act) for act, paths in test.sees_only.items() for path in paths}
        both = {path: (said.get(path, Act.WITHHOLD), acts.get(path, Act.WITHHOLD)) for path in {**said, **acts}}
        changed = {path: pair for path, pair in both.items() if pair[0] is not pair[1]}
        if changed:
            edits = tuple(_Editor(doc, ("tests", i, "sees_only")).edits(test, changed))
            found.append(
                Refreshed(test=test.name, at=doc.at("tests", i, "sees_only", key=True), changed=changed, edits=edits)
            )
    return tuple(found)


class _Editor:
    """Edits of one ``sees_only`` that stands at ``route``."""

    def __init__(self, doc: Marked, route: Route) -> None:
        self.doc, self.route = doc, route
        self.lines = doc.text.splitlines()

    def edits(self, test: PolicyTest, changed: Mapping[str, tuple[Act, Act]]) -> Iterator[Edit]:
        """Take away what is not so any more, and add what is."""
        new: dict[Act, list[str]] = {}
        for path, (_, now) in changed.items():
            new.setdefault(now, []).append(path)
        new.pop(Act.WITHHOLD, None)
        listed = test.sees_only or {}
        for act, paths in listed.items():
            gone = [n for n, path in enumerate(paths) if path in changed]
            yield from self._list((*self.route, act), len(paths), gone, new.pop(Act(act), []))
        text = ", ".join(f"{act}: [{', '.join(paths)}]" for act, paths in new.items())
        if text and self._flows(self.route):
            yield self._insert(self.route, text + (", " if listed else ""))
        elif text:
            first = self.doc.keys[(*self.route, next(iter(listed)))]
            said = "".join(f"{' ' * (first.column - 1)}{act}: [{', '.join(paths)}]\n" for act, paths in new.items())
            yield Edit(first.line, 1, first.line, 1, said)

    def _list(self, route: Route, count: int, gone: list[int], new: list[str]) -> Iterator[Edit]:
        spans = [self.doc.values[(*route, n)] for n in range(count)]
        if not self._flows(route):
            yield from (Edit(spans[n].line, 1, spans[n].line + 1, 1, "") for n in gone)
            indent = self.lines[spans[0].line - 1].index("-") * " "
            items = [f"- {path}" for path in new] or ["[]"] * (len(gone) == count)
            yield Edit(spans[0].line, 1, spans[0].line, 1, "".join(f"{indent}{one}\n" for one in items))
            return
        kept = [n for n in range(count) if n not in gone]
        for n in gone:
            comma = n - 1 if kept and n > kept[-1] else n
            yield self._cut(spans[n].line, spans[n].column, spans[n].end)
            if comma < count - 1 and (
                found := _COMMA.match(self.lines[spans[comma].line - 1], (spans[comma].end or 1) - 1)
            ):
                yield self._cut(spans[comma].line, found.start() + 1, found.end() + 1)
        if new and not kept:
            yield self._insert(route, ", ".join(new))
        elif new:
            last = spans[kept[-1]]
            text, column = "", last.end or 1
            for path in new:
                wrapped = column + len(path) + 2 > _WIDTH
                text += f",\n{' ' * (spans[0].column - 1)}{path}" if wrapped else f", {path}"
                column = (spans[0].column if wrapped else column + 2) + len(path)
            yield Edit(last.line, last.end or 1, last.line, last.end or 1, text)

    def _flows(self, route: Route) -> bool:
        span = self.doc.values[route]
        return self.lines[span.line - 1][span.column - 1] in "[{"

    def _insert(self, route: Route, text: str) -> Edit:
        """``text`` right behind the opening bracket."""
        span = self.doc.values[route]
        return Edit(span.line, span.column + 1, span.line, span.column + 1, text)

    @staticmethod
    def _cut(line: int, start: int, end: int | None) -> Edit:
        return Edit(line, start, line, end or start, "")
