"""Texts for ``scan`` and ``redact``: loose files, and tables of an export with the case record they belong to.

Every text comes with what was found in it and with the cast it was read with. A table of an export is read through
its layout, together with the tables beside it; without them more is in doubt, never less.
"""

import codecs
import dataclasses
import json
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from drivectl import files
from drivectl.errors import DrivectlError, Place, problem
from drivectl.model.export import Export, Record
from drivectl.model.finding import Cast, Finding
from drivectl.model.layout import Binding, Layout, TableLayout
from drivectl.recognise.cast import cast_of, record_cast, unlisted_keys
from drivectl.recognise.engine import Engine
from drivectl.recognise.whole import Whole
from drivectl.safe import Safe, name, names, say
from drivectl.source.choose import choose_layout
from drivectl.source.find import find_tables, fits, is_synthetic
from drivectl.source.grid import tidy
from drivectl.source.loose import Loose, documents_in, kind_of, loose_of
from drivectl.source.paper import Paper
from drivectl.source.precheck import FILE_LIMIT
from drivectl.source.read import read_export, read_grid
from drivectl.steps.crew import Crew
from drivectl.steps.desk import Desk
from drivectl.steps.intake import find_layout
from drivectl.steps.texts import texts_of
from drivectl.transform.limits import Place as At
from drivectl.transform.limits import dates_of

STDIN: Final = Path("-")
_SAID: Final = frozenset({"note.origin", "note.confidence"})
TABLES: Final = frozenset({"csv", "tsv", "xlsx", "jsonl"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the officer said about the texts."""

    text_fields: tuple[str, ...] = ()
    id_field: str | None = None
    record_field: str | None = None
    known: Path | None = None
    record: bool = True
    layout: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text. ``column`` is its header as it stands, ``field`` what may be said of it."""

    row: int
    column: str = dataclasses.field(repr=False)
    field: Safe
    id: str | None = dataclasses.field(repr=False)
    text: str = dataclasses.field(repr=False)
    case: Hashable = dataclasses.field(repr=False)
    """Texts of one case have the same."""
    cast: Cast = dataclasses.field(repr=False)
    findings: tuple[Finding, ...] = dataclasses.field(repr=False)
    dates: frozenset[date] = dataclasses.field(default=frozenset(), repr=False)
    """Every date of the case's record: none of them is kept in a text, since its column is left out."""
    said: frozenset[str] = frozenset()
    """What its row says of who told it and whether in confidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One input, read. ``table`` and ``layout`` are None for a loose one."""

    path: Path
    kind: str
    bom: bool
    id_field: str | None = None
    named: bool = False
    """Somebody named the columns of a loose table that are texts."""
    texts: tuple[Text, ...] = dataclasses.field(repr=False)
    layout: str | None = None
    table: TableLayout | None = None
    cases: int = 0
    """Cases whose record was used."""
    tables: int = 0
    """Tables that the record came from."""
    unchecked: tuple[Safe, ...] = ()
    """Columns that nobody declared or named."""
    unlisted: tuple[Safe, ...] = ()
    """Keys of the record of which nobody said what they are; their values were looked for."""
    synthetic: bool = False
    paper: Paper | None = None
    """The document that a loose file is; its pieces are the texts."""


class Reader:
    """Reads documents; ``desk`` is None outside a site. ``tolerant``: undeclared columns are told, not refused."""

    def __init__(self, desk: Desk | None, asked: Asked, crew: Crew, *, tolerant: bool) -> None:
        self._desk, self._asked, self._crew, self._tolerant = desk, asked, crew, tolerant
        self._known = _known_casts(desk, asked) if asked.known else None

    def read(self, path: Path, stdin: Callable[[], bytes]) -> list[Document]:
        """The documents at ``path``: one for a file or standard input, one for each table of a folder."""
        if path != STDIN and path.is_dir() and (inside := documents_in(path)):
            return [self._loose(one, stdin) for one in inside]
        layout = None if path == STDIN else self._layout(path)
        if self._desk is not None and layout is not None:
            return self._bound(self._desk, path, layout)
        if path.is_dir():
            raise problem("SRC209", say("{p} is a folder, and there is no layout for it here", p=path))
        return [self._loose(path, stdin)]

    def _layout(self, path: Path) -> Layout | None:
        """The layout of the export that ``path`` is or belongs to; fields that the officer named make it loose."""
        asked = self._asked
        if self._desk is None or asked.text_fields or asked.id_field or asked.record_field:
            return None
        if asked.layout or path.is_dir():
            return find_layout(self._desk, path, asked.layout)
        if kind_of(path) not in TABLES:
            return None  # no table of any layout, so the site's policies need not be read
        layouts = [
            one for one in self._desk.policies.layouts.values() if any(fits(path, table) for table in one.tables)
        ]
        return choose_layout(path, layouts) if layouts else None

    def _bound(self, desk: Desk, path: Path, layout: Layout) -> list[Document]:
        catalogue = desk.policies.catalogue
        export, unchecked, beside = self._export(path, layout, desk)
        use = self._asked.record
        casts = {one.ref: cast_of(one, catalogue) if use else Cast(case=one.ref, people=()) for one in export.cases}
        texts = {case.ref: texts_of(case, catalogue) for case in export.cases}
        days = {case.ref: frozenset(dates_of(case)) for case in export.cases}
        tasks = [(tuple(those.values()), casts[ref]) for ref, those in texts.items()]
        found = {
            at: tuple(spans)
            for those, answer in zip(texts.values(), self._crew.each(find, tasks), strict=True)
            for at, spans in zip(those, answer, strict=True)
        }
        records: dict[str, list[Record]] = {}
        for case in export.cases:
            for record in case.records:
                records.setdefault(record.table, []).append(record)
        documents = []
        for table in layout.tables:
            about = next((one for one in export.tables if one.name == table.name), None)
            if about is None or (path.is_file() and not about.path.samefile(path)):
                continue
            columns = [b for b in table.bindings if b.field and catalogue.field(b.field).type == "text"]
            rows = sorted(records.get(table.name, ()), key=lambda one: one.row)
            texts_here = [
                dataclasses.replace(_text_of(row, table, b, casts[row.case], found), dates=days[row.case])
                for row in rows
                for b in columns
            ]
            if path.is_file() or columns or unchecked.get(table.name):
                documents.append(
                    Document(
                        path=about.path,
                        kind=about.kind,
                        bom=about.bom,
                        texts=tuple(texts_here),
                        layout=layout.id,
                        table=table,
                        cases=len(export.cases) if use and beside else 0,
                        tables=len(export.tables),
                        unchecked=tuple(unchecked.get(table.name, ())),
                        synthetic=export.synthetic,
                    )
                )
        return documents

    def _export(self, path: Path, layout: Layout, desk: Desk) -> tuple[Export, dict[str, list[Safe]], bool]:
        """The whole export where its tables are there and sound, else the one table; and whether it is whole."""
        whole = path if path.is_dir() else path.parent
        if self._asked.record:
            try:
                return *self._tolerantly(whole, layout, desk), True
            except DrivectlError:
                if path.is_dir():
                    raise
        return *self._tolerantly(path, layout, desk), path.is_dir()

    def _tolerantly(self, path: Path, layout: Layout, desk: Desk) -> tuple[Export, dict[str, list[Safe]]]:
        try:
            return read_export(path, layout, desk.policies.catalogue), {}
        except DrivectlError as error:
            if not self._tolerant or {one.code for one in error.diagnostics} != {"SRC214"}:
                raise
            told = [(one.at.file if one.at else path, one.what) for one in error.diagnostics]
        paths = find_tables(path, layout) if path.is_dir() else {t.name: path for t in layout.tables if fits(path, t)}
        tables = tuple(_open(one, paths[one.name]) if one.name in paths else one for one in layout.tables)
        export = read_export(path, dataclasses.replace(layout, tables=tables), desk.policies.catalogue)
        return export, {table: [what for at, what in told if at == one] for table, one in paths.items()}

    def _loose(self, path: Path, stdin: Callable[[], bytes]) -> Document:
        asked = self._asked
        named = bool(asked.text_fields or asked.id_field or asked.record_field)
        kind = ("jsonl" if named else "txt") if path == STDIN else kind_of(path)
        data = stdin() if path == STDIN else files.read_whole(path, FILE_LIMIT)
        loose = loose_of(data, path, kind, text_fields=asked.text_fields, id_field=asked.id_field)
        lines = _lines(loose, data, asked)
        casts = [self._cast(one.id, one.row, lines.casts) for one in loose.texts]
        cases = [
            (id(casts[at]), lines.cases.get(one.row) or ("" if one.row in lines.casts else one.id))
            for at, one in enumerate(loose.texts)
        ]
        groups: dict[Hashable, list[int]] = {}
        for at, case in enumerate(cases):
            groups.setdefault(case, []).append(at)
        tasks = [(tuple(loose.texts[at].text for at in those), casts[those[0]]) for those in groups.values()]
        found = {
            at: tuple(spans)
            for those, answer in zip(groups.values(), self._crew.each(_search(loose.paper), tasks), strict=True)
            for at, spans in zip(those, answer, strict=True)
        }
        columns = list(dict.fromkeys(one.field for one in loose.texts))
        shown = {one: _shown(one, at, loose, named=named) for at, one in enumerate(columns)}
        unread = loose.unread - bool(asked.record_field)
        return Document(
            path=path,
            kind=kind,
            bom=loose.bom,
            id_field=loose.id_field,
            named=bool(asked.text_fields),
            texts=tuple(
                Text(
                    row=one.row,
                    column=one.field,
                    field=shown[one.field],
                    id=one.id,
                    text=one.text,
                    case=cases[at],
                    cast=casts[at],
                    findings=found[at],
                )
                for at, one in enumerate(loose.texts)
            ),
            cases=len({id(one) for one in lines.casts.values()}) or len((self._known or {}).keys() - {""}),
            unlisted=lines.unlisted,
            unchecked=(
                *((say("columns that are not named: {n}", n=unread),) if unread > 0 else ()),
                *(
                    say("{what}: {n}", what=what, n=n)
                    for what, n in (loose.paper.left_out if loose.paper else {}).items()
                ),
            ),
            synthetic=path != STDIN and is_synthetic(path.parent),
            paper=loose.paper,
        )

    def _cast(self, ident: str | None, row: int, records: dict[int, Cast]) -> Cast:
        if row in records:
            return records[row]
        if self._known is None or not self._asked.record:
            return _NOBODY
        return self._known.get(ident or "") or self._known[""]


_NOBODY: Final = Cast(case="", people=())


def _known_casts(desk: Desk | None, asked: Asked) -> dict[str, Cast]:
    """The cast of every case of the export that the officer names; under "" everybody, for a text of no case."""
    if desk is None or asked.known is None:
        raise problem("ENV502", say("--known needs a site, whose layouts say how to read the export"))
    catalogue = desk.policies.catalogue
    export = read_export(asked.known, find_layout(desk, asked.known, asked.layout), catalogue)
    casts = {one.ref: cast_of(one, catalogue) for one in export.cases}
    values: dict[str, tuple[str, ...]] = {}
    for one in casts.values():
        for path, found in one.case_known.items():
            values[path] = (*values.get(path, ()), *found)
    casts[""] = Cast(case="", people=tuple(who for one in casts.values() for who in one.people), case_known=values)
    return casts


@dataclass(frozen=True, slots=True)
class _Lines:
    """What lines of JSON say beside their texts, by row."""

    casts: dict[int, Cast] = dataclasses.field(default_factory=dict, repr=False)
    cases: dict[int, str] = dataclasses.field(default_factory=dict, repr=False)
    unlisted: tuple[Safe, ...] = ()


def find(engine: Engine, texts: Sequence[str], cast: Cast) -> list[list[Finding]]:
    """What stands in the texts of one case."""
    return engine.find(texts, cast)


def find_whole(engine: Engine, texts: Sequence[str], cast: Cast) -> list[list[Finding]]:
    """What stands in the pieces of one document."""
    return Whole(engine).find(texts, cast)


def names_somebody(crew: Crew, paths: Sequence[Path]) -> list[bool]:
    """Whether something is found in the names of files: they are texts too."""
    tasks = [([re.sub(r"[_.-]+", " ", one.stem)], _NOBODY) for one in paths]
    return [bool(found) for (found,) in crew.each(find, tasks)]


def _search(paper: Paper | None) -> Callable[[Engine, Sequence[str], Cast], list[list[Finding]]]:
    return find if paper is None else find_whole


def _lines(loose: Loose, data: bytes, asked: Asked) -> _Lines:
    """The record and the case of each line; lines with equal records are one case, unless ``case_id`` says otherwise.

    SRC215 where a named field stands in no line.
    """
    if loose.kind != "jsonl":
        if asked.record_field:
            raise problem("SRC215", say("only lines of JSON carry a record"), at=Place(file=loose.path))
        return _Lines()
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = data.decode("utf-16" if wide else "utf-8-sig")
    lines: list[dict[str, Any]] = [json.loads(one) for one in text.split("\n") if one.strip()]
    wanted = [*asked.text_fields, *(one for one in (asked.id_field, asked.record_field) if one)]
    lost = [one for one in wanted if not any(one in line for line in lines)]
    if lost:
        fix = say("name fields that the lines have: capitals count")
        raise problem("SRC215", say("no line has the field {f}", f=names(lost)), at=Place(file=loose.path), fix=fix)
    found = _Lines(cases={at: str(line["case_id"]) for at, line in enumerate(lines, 1) if line.get("case_id")})
    casts: dict[str, Cast] = {}
    odd: set[str] = set()
    for number, line in enumerate(lines, 1):
        record = line.get(asked.record_field) if asked.record_field and asked.record else None
        if not isinstance(record, dict | None):
            what = say("line {n}: the record is not an object", n=number)
            raise problem("SRC216", what, at=Place(file=loose.path, line=number))
        if record:
            found.casts[number] = casts.setdefault(json.dumps(record, sort_keys=True), record_cast(record))
            odd |= unlisted_keys(record)
    return dataclasses.replace(found, unlisted=tuple(name(one if _KEY.fullmatch(one) else "") for one in sorted(odd)))


_KEY: Final = re.compile("[a-z][a-z_]{1,30}")
"""A key that looks like one is named; any other could be a value."""


def _open(table: TableLayout, path: Path) -> TableLayout:
    """``table`` with every undeclared column of ``path`` ignored."""
    declared = {tidy(one.header) for one in table.bindings}
    header = read_grid(path, table)[0].header
    more = [Binding(header=one, at=table.at, ignore="not declared") for one in header if one not in declared]
    return dataclasses.replace(table, bindings=(*table.bindings, *more))


def _text_of(
    row: Record,
    table: TableLayout,
    binding: Binding,
    cast: Cast,
    found: Mapping[At, tuple[Finding, ...]],
) -> Text:
    path = str(binding.field)
    value = row.cells[path].value
    keys = [row.cells[one].value for one in table.grain if one in row.cells]
    return Text(
        row=row.row,
        column=binding.header,
        field=name(path),
        id="/".join(one for one in keys if isinstance(one, str)) or None,
        text=value if isinstance(value, str) else "",
        case=row.case,
        cast=cast,
        findings=found.get((row.table, row.row, path), ()),
        said=frozenset(cell.value for at, cell in row.cells.items() if at in _SAID and isinstance(cell.value, str)),
    )


def _shown(column: str, at: int, loose: Loose, *, named: bool) -> Safe:
    """A header only where somebody named columns, or where it is a key: the first row of a table may be data."""
    if named or loose.paper or loose.kind in {"jsonl", "txt"}:
        return name(column)
    return say("column {n}", n=at + 1)
