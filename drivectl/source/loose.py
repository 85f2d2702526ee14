"""Loose input for ``scan`` and ``redact``: a text, lines of JSON, or columns of a table; nothing else is opened."""

import codecs
import csv
import dataclasses
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from drivectl.errors import DrivectlError, Place, problem
from drivectl.model.canonical import no_twins
from drivectl.model.layout import InputShape
from drivectl.safe import names, say
from drivectl.source import delimited, workbook
from drivectl.source.grid import Grid, Raw, grid_of, tidy
from drivectl.source.paper import Paper
from drivectl.source.papers import PAPERS, read_paper
from drivectl.source.precheck import CELL_LIMIT, TEXT_LIMIT, decode
from drivectl.source.write import guard, text_workbook

_TEXTS: Final = (".doc", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".pages")
_BOOKS: Final = (".xls", ".xlsm", ".ods")
_KINDS: Final = {".txt": "txt", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx"} | {
    f".{one}": one for one in PAPERS
}
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half a character, as JSON can write it and no file can."""
PAPER_LIMIT: Final = 50 << 20
"""Of one document, packed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseText:
    """One text: its row (1 for a whole document), the id beside it where one is named, its field, the words."""

    row: int
    id: str | None = dataclasses.field(repr=False)
    field: str = dataclasses.field(repr=False)  # a header may be data where a file has no header row
    text: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """The texts of one input. ``unread`` counts columns that nobody named: ``redact`` refuses them, ``scan`` tells."""

    path: Path
    kind: str
    bom: bool
    id_field: str | None
    texts: tuple[LooseText, ...] = dataclasses.field(repr=False)
    unread: int = 0
    paper: Paper | None = None
    """The document whose pieces the texts are."""

    def render(self, texts: Sequence[str]) -> bytes:
        """The input again, ``texts`` in place of its own: the ids and these texts and nothing else."""
        if len(texts) != len(self.texts):
            raise ValueError("another number of texts")
        mark = codecs.BOM_UTF8 if self.bom else b""
        if self.kind == "txt":
            return mark + texts[0].encode()
        rows: dict[int, dict[str, str]] = {}
        for old, new in zip(self.texts, texts, strict=True):
            row = rows.setdefault(old.row, {} if self.id_field is None else {self.id_field: old.id or ""})
            row[old.field] = new
        if self.kind == "jsonl":
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
            return _HALF.sub("\ufffd", lines).encode()
        table = [tuple(next(iter(rows.values()))), *(tuple(row.values()) for row in rows.values())]
        if self.kind == "xlsx":
            return text_workbook({"Texts": table})
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter="\t" if self.kind == "tsv" else ",", lineterminator="\r\n")
        writer.writerows([guard(cell) for cell in row] for row in table)
        return mark + stream.getvalue().encode()


def documents_in(folder: Path) -> list[Path]:
    """Every file below ``folder``, in order; none where there are tables, which an export or a layout describes."""
    found = sorted(one for one in folder.rglob("*") if one.is_symlink() or not one.is_dir())
    return [] if any(one.suffix.lower() in {".csv", ".tsv", ".xlsx", ".jsonl", ".xls"} for one in found) else found


def kind_of(path: Path) -> str:
    """What the ending of ``path`` says; SRC231 for a kind that cannot be read whole."""
    ending = path.suffix.lower()
    if ending in _KINDS:
        return _KINDS[ending]
    if not path.exists():
        raise problem("SRC200", say("{p} does not exist", p=path), at=Place(file=path))
    fix = say("save it as .docx, then run the command again") if ending in _TEXTS else None
    fix = say("save it as .eml, then run the command again") if ending == ".msg" else fix
    fix = say("save it as .xlsx, then run the command again") if ending in _BOOKS else fix
    raise problem("SRC231", say("{p} cannot be read here", p=path), at=Place(file=path), fix=fix)


def loose_of(
    data: bytes, path: Path, kind: str = "txt", *, text_fields: Sequence[str] = (), id_field: str | None = None
) -> Loose:
    """The texts in ``data`` (standard input, or a file's bytes). No ``text_fields`` means every column but the id.

    It is UTF-8, or UTF-16 where its mark says so.
    """
    if kind in PAPERS:
        return _paper(data, path, kind)
    if kind == "xlsx":
        shape = InputShape(format="xlsx")
        grid = grid_of(workbook.rows_of(data, shape, path), shape, path)
        return _table(grid, kind, bom=False, text_fields=text_fields, id_field=id_field)
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text, mark = decode(data, "utf-16" if marked else "utf-8", path)
    bom = mark and not marked
    if kind == "txt":
        _refuse_long(len(text), path)
        only = LooseText(row=1, id=None, field="text", text=text)
        return Loose(path=path, kind=kind, bom=bom, id_field=None, texts=(only,))
    if kind == "jsonl":
        return _lines(text, path, text_fields, id_field)
    rows = delimited.rows_of(text, "\t" if kind == "tsv" else ",", path)
    grid = grid_of(cast("list[list[Raw]]", rows), InputShape(), path)
    return _table(grid, kind, bom=bom, text_fields=text_fields, id_field=id_field)


def _paper(data: bytes, path: Path, kind: str) -> Loose:
    if not data:
        raise problem("SRC201", say("{p} is empty", p=path), at=Place(file=path))
    if len(data) > PAPER_LIMIT:
        raise problem("SRC205", say("{p} is larger than {n} bytes", p=path, n=PAPER_LIMIT), at=Place(file=path))
    paper = read_paper(kind, data, path)
    _refuse_long(sum(len(one.text) for one in paper.pieces), path)
    texts = tuple(LooseText(row=at, id=None, field=one.place, text=one.text) for at, one in enumerate(paper.pieces, 1))
    return Loose(path=path, kind=kind, bom=False, id_field=None, texts=texts, paper=paper)


def _refuse_long(length: int, path: Path) -> None:
    if length > TEXT_LIMIT:
        what = say("{p} has more than {n} characters", p=path, n=TEXT_LIMIT)
        raise problem("SRC205", what, at=Place(file=path), fix=say("save it in parts"))


def _table(grid: Grid, kind: str, *, bom: bool, text_fields: Sequence[str], id_field: str | None) -> Loose:
    at = {header: index for index, header in enumerate(grid.header)}
    lost = [one for one in (*text_fields, *([id_field] if id_field else [])) if tidy(one) not in at]
    if lost:
        what = say("columns that are not in the file: {c}", c=names(lost))
        fix = say("name columns of the file with --text-field and --id-field: capitals count")
        raise problem("SRC215", what, at=Place(file=grid.path, row=grid.header_row), fix=fix)
    own = None if id_field is None else tidy(id_field)
    wanted = [tidy(one) for one in text_fields] or [one for one in at if one != own]
    texts = tuple(
        LooseText(row=number, id=None if own is None else str(cells[at[own]]), field=one, text=str(cells[at[one]]))
        for number, cells in grid.rows
        for one in wanted
    )
    unread = len(set(at) - set(wanted) - {own})
    return Loose(path=grid.path, kind=kind, bom=bom, id_field=own, texts=texts, unread=unread)


def _lines(text: str, path: Path, text_fields: Sequence[str], id_field: str | None) -> Loose:
    """One JSON object a line. Named fields must be text (or absent, which is an empty text)."""
    texts: list[LooseText] = []
    unread: set[str] = set()
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        found = _object(line, number, path)
        ident = found.get(id_field) if id_field else None
        wanted = text_fields or [key for key, value in found.items() if key != id_field and isinstance(value, str)]
        for one in wanted:
            words = found.get(one)
            if not isinstance(words, str | None):
                raise _bad_line(path, number)
            if words and len(words) > CELL_LIMIT:
                what = say("line {n} of {p}: a text has more than {m} characters", n=number, p=path, m=CELL_LIMIT)
                raise problem("SRC205", what, at=Place(file=path, line=number))
            texts.append(LooseText(row=number, id=None if ident is None else str(ident), field=one, text=words or ""))
        unread.update(set(found) - set(wanted) - {id_field or ""})
    return Loose(path=path, kind="jsonl", bom=False, id_field=id_field, texts=tuple(texts), unread=len(unread))


def _object(line: str, number: int, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(line, object_pairs_hook=no_twins, parse_constant=_refuse)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):  # raised outside the handler: the library's error quotes the line
        raise _bad_line(path, number)
    return found


def _bad_line(path: Path, number: int) -> DrivectlError:
    what = say("line {n} of {p} is not a JSON object whose named fields are text", n=number, p=path)
    return problem("SRC216", what, at=Place(file=path, line=number))


def _refuse(_: str) -> None:
    raise ValueError("not a number of JSON")
