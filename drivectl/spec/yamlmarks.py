"""The one door to YAML: strict, JSON-like, with the place of every key and value.

The parser's events are turned into plain data here, without recursion, so that nothing a file holds can exhaust
the stack. What a reviewer cannot see at a glance (anchors, tags, merge keys, twin keys, direction marks) is
refused. Words that other readers turn into something else (``NO``, ``off``, ``012``, ``12:30:00``, dates) stay text.
"""

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from drivectl.errors import Diagnostic, DrivectlError, Place, failure, problem
from drivectl.files import read_whole
from drivectl.safe import Safe, name, say
from drivectl.spec.remarks import Ambiguous, Comment, comments, other_readers_differ

Route = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the top."""

Plain = str | int | bool | Decimal | None | list["Plain"] | dict[str, "Plain"]

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 5_000
"""Values, each with the key it stands under: the shipped catalogue has 2,900, so a site can add fields of its own."""
MAX_TEXT: Final = 10_000
"""Characters of one key or value."""
MAX_FOUND: Final = 100
"""Hidden characters that are named, wrong names that the nearest is looked for: nobody reads more, it takes long."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_LINES: Final = re.compile(r"\r\n|\n|\r")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "": None}
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SEEN: Final = "\t\n\r"
_BLOCK: Final = ("|", ">")
_FORMAT_KEY: Final = "on"
"""A key of the formats themselves; others may take it for true, but nobody who writes a policy can choose it."""
_PROBLEMS: Final = (
    (
        "mapping values are not allowed",
        say("a colon stands where no key can: one is missing before it, or the text needs quotes"),
    ),
    ("cannot start any token", say("a sign stands where no text can start: put the text in quotes")),
    ("',' or '}'", say("a comma or a closing brace is missing")),
    ("',' or ']'", say("a comma or a closing bracket is missing")),
    ("unexpected end of stream", say("a quotation mark is not closed")),
    ("could not find expected ':'", say("a colon is missing after a key")),
    ("expected key", say("the line is indented too far or not far enough")),
    ("expected <block end>", say("the line is indented too far or not far enough")),
    ("undefined alias", say("a text that starts with * needs quotes")),
)


class Span(NamedTuple):
    """1-based line and column, and the column after the end (none where it ends on another line)."""

    line: int
    column: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A document: plain data, and where each key and value stands in the file."""

    path: Path
    sha256: str
    data: Plain
    values: dict[Route, Span] = field(repr=False)
    keys: dict[Route, Span] = field(repr=False)
    text: str = field(default="", repr=False)
    comments: tuple[Comment, ...] = field(default=(), repr=False)
    ambiguous: tuple[Ambiguous, ...] = field(default=(), repr=False)

    def route(self, *route: str | int) -> Route:
        """``route`` without the steps that are not in the file."""
        found: Route = ()
        for step in route:
            if (*found, step) in self.values:
                found = (*found, step)
        return found

    def at(self, *route: str | int, key: bool = False) -> Place:
        """The place of ``route`` (of its key with ``key``). Steps that are not in the file are passed over."""
        found = self.route(*route)
        span = self.keys.get(found, self.values[found]) if key else self.values[found]
        return Place(file=self.path, line=span.line, column=span.column, end_column=span.end)


def load(path: Path) -> Marked:
    """Read ``path`` strictly; every fault that can be told apart is reported at once."""
    try:
        raw = read_whole(path, MAX_BYTES)
    except DrivectlError as error:
        if error.code == "SRC200":
            raise problem("STR010", say("{p} cannot be read", p=path), at=Place(file=path)) from None
        if error.code == "SRC205":
            raise problem(
                "STR001", say("the file is larger than {n} bytes", n=MAX_BYTES), at=Place(file=path)
            ) from None
        raise
    return parse(raw, path)


def parse(raw: bytes, path: Path) -> Marked:
    """The document in ``raw``; ``path`` only says where it came from."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        at = Place(file=path, line=line, column=error.start - raw.rfind(b"\n", 0, error.start))
        raise problem("STR001", say("the file is not UTF-8 text"), at=at) from None
    hidden = tuple(itertools.islice(_hidden(text, path), MAX_FOUND))
    if hidden:
        raise failure(*hidden)
    return _Builder(path, hashlib.sha256(raw).hexdigest()).build(text)


def _hidden(text: str, path: Path) -> Iterator[Diagnostic]:
    for line, row in enumerate(_LINES.split(text), 1):
        if not (row.isascii() and row.isprintable()):
            column = next((i for i, c in enumerate(row, 1) if _unseen(c)), None)
            if column is not None:
                what = say("a character that cannot be seen (control or direction mark)")
                yield Diagnostic(code="STR001", what=what, at=Place(file=path, line=line, column=column))


def _unseen(char: str) -> bool:
    return char not in _SEEN and unicodedata.category(char) in _UNSEEN


@dataclass(slots=True)
class _Open:
    """A list or mapping that has not ended yet; ``key`` is the key that waits for its value."""

    data: Any
    route: Route
    key: str | None = None


class _Builder:
    """Turns the parser's events into data and marks."""

    def __init__(self, path: Path, sha256: str) -> None:
        self.path = path
        self.doc = Marked(path, sha256, None, {}, {})
        self.found: list[Diagnostic] = []
        self.open: list[_Open] = []
        self.root: Plain = None
        self.documents = 0
        self.scalars: list[tuple[int, int, bool]] = []
        self.ambiguous: list[Ambiguous] = []

    def build(self, text: str) -> Marked:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = Place(file=self.path, line=mark.line + 1, column=mark.column + 1) if mark else Place(file=self.path)
            self._report("STR001", _said(str(error.problem), text, mark.line if mark else 0), at)
        except yaml.YAMLError:
            self._report("STR001", say("this is not YAML"), Place(file=self.path))
        if not self.found and () not in self.doc.values:
            self._report("STR001", say("the file is empty"), Place(file=self.path))
        if self.found:
            raise failure(*self.found)
        return replace(
            self.doc,
            data=self.root,
            text=text,
            comments=tuple(comments(text, self.scalars)),
            ambiguous=tuple(self.ambiguous),
        )

    def _report(self, code: str, what: Safe, at: Place, *notes: Safe) -> None:
        self.found.append(Diagnostic(code=code, what=what, at=at, notes=notes))

    def _stop(self, code: str, what: Safe, span: Span) -> DrivectlError:
        self._report(code, what, self._place(span))
        return failure(*self.found)

    def _place(self, span: Span) -> Place:
        return Place(file=self.path, line=span.line, column=span.column, end_column=span.end)

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.NodeEvent):
            span = _span(event)
            if event.anchor is not None or getattr(event, "tag", None) is not None:
                self._refuse_hidden(event, span)
            top = self.open[-1] if self.open else None
            if top is not None and top.key is None and isinstance(top.data, dict):
                self._key(event, span, top)
            else:
                self._value(event, span)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.open.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._stop("STR003", say("a second document starts here"), _span(event))
            if event.version or event.tags:
                self._report("STR003", say("a line that starts with % is not used here"), self._place(_span(event)))

    def _refuse_hidden(self, event: Any, span: Span) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._report("STR003", say("an alias (*) is not used here"), self._place(span))
        elif event.anchor is not None:
            self._report("STR003", say("an anchor (&) is not used here"), self._place(span))
        else:
            self._report("STR003", say("a tag (!) is not used here"), self._place(span))

    def _key(self, event: Any, span: Span, top: _Open) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._stop("STR001", say("a key must be one word or a quoted text"), span)
        key = self._text(event, span)
        route = (*top.route, key)
        if key == "<<" and not event.style:
            self._report("STR003", say("a merge key (<<) is not used here"), self._place(span))
        elif not event.style and key != _FORMAT_KEY and other_readers_differ(key):
            self.ambiguous.append(Ambiguous(span.line, span.column, key, key=True))
        if key in top.data:
            note = say("it stands first in line {n}", n=self.doc.keys[route].line)
            self._report("STR002", say("the key {key} stands twice", key=name(key)), self._place(span), note)
        top.key = key
        self.doc.keys[route] = span

    def _value(self, event: Any, span: Span) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self._stop("STR001", say("nested more than {n} deep", n=MAX_DEPTH), span)
        if len(self.doc.values) >= MAX_VALUES:
            raise self._stop("STR001", say("more than {n} values in one file", n=MAX_VALUES), span)
        if isinstance(event, yaml.ScalarEvent):
            self.doc.values[self._attach(self._scalar(event, span))] = span
        elif isinstance(event, yaml.AliasEvent):
            self.doc.values[self._attach(None)] = span
        else:
            data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            route = self._attach(data)
            self.doc.values[route] = span
            self.open.append(_Open(data, route))

    def _attach(self, data: Any) -> Route:
        if not self.open:
            self.root = data
            return ()
        top = self.open[-1]
        if isinstance(top.data, list):
            top.data.append(data)
            return (*top.route, len(top.data) - 1)
        key = top.key or ""
        top.data[key], top.key = data, None
        return (*top.route, key)

    def _scalar(self, event: Any, span: Span) -> str | int | bool | Decimal | None:
        text = self._text(event, span)
        if event.style:  # quoted or block: text, whatever it looks like
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        if other_readers_differ(text):
            self.ambiguous.append(Ambiguous(span.line, span.column, text, key=False))
        return text

    def _text(self, event: Any, span: Span) -> str:
        text: str = event.value
        if len(text) > MAX_TEXT:
            raise self._stop("STR001", say("a text longer than {n} characters", n=MAX_TEXT), span)
        self.scalars.append((event.start_mark.index, event.end_mark.index, event.style in _BLOCK))
        if event.style == '"' and any(_unseen(c) for c in text):  # an escape such as "\u202e"; the rest was looked at
            what = say("a character that cannot be seen (control or direction mark)")
            self._report("STR001", what, self._place(span))
        return text


def _said(problem: str, text: str, line: int) -> Safe:
    row = (*_LINES.split(text), "")[line]
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return say("a tab cannot indent: use spaces")
    return next((words for sign, words in _PROBLEMS if sign in problem), say("this is not YAML"))


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    one_line = start.line == end.line and end.column > start.column
    return Span(start.line + 1, start.column + 1, end.column + 1 if one_line else None)
