"""PDF: the text layer and every string of the file are read; a new file is set from the masked words.

Nothing is drawn over: no page, font, image or object of the old file is in the new one. What a page looked like is
lost; its words stand line by line, page by page.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import Safe, say
from drivectl.source.paper import Attached, Paper, Piece
from drivectl.source.precheck import CONTROL

_FONT: Final = Path(__file__).with_name("font") / "DejaVuSans.ttf"
_PAGES: Final = 3000
_OBJECTS: Final = 500_000
_DEEPEST: Final = 5
_WORDS: Final = 24 << 20
_DECODED: Final = 48 << 20
"""Bytes to take apart in one file; a form that is painted twice is taken apart twice. About two seconds each 2**20."""
_EACH: Final = 1 << 10
"""What a stream costs beside its bytes, for its fonts and so on."""
_FORMS: Final = 4000
"""On one page: beyond 5000 the library leaves forms out."""
_SIZE, _LEADING = 10, 5.0  # points, millimetres
_PAINTS: Final = re.compile(rb"(?<![\w/])(Do|BI|sh|[fFBbSs]\*?)(?!\w)")
_PLACES: Final = {
    "/Title": "bookmarks and titles",
    "/Contents": "annotations",
    "/RC": "annotations",
    "/URI": "link",
    "/V": "form",
    "/Alt": "alt text",
    "/ActualText": "alt text",
}
_NO_WORDS: Final = {"/DA", "/Registry", "/Ordering", "/CharSet", "/FontFamily", "/Lang", "/ID", "/CheckSum", "/M"} | {
    "/CreationDate",
    "/ModDate",
}
_UNMAPPED: Final = re.compile("[\ue000-\uf8ff]")
"""Signs of a symbol font, mostly bullets."""


def read_pdf(data: bytes, path: Path, attached: Attached, depth: int = 0) -> Paper:
    """The document in ``data``; SRC205, SRC232 or SRC234 where it cannot be read whole."""
    from pypdf import PdfReader  # noqa: PLC0415 -- lazy

    if depth > _DEEPEST:
        raise problem("SRC205", say("{p} has files within files too deep", p=path), at=Place(file=path))
    if not data.startswith(b"%PDF-"):
        raise _broken(path)
    refusal = _broken(path)
    try:
        return _read(PdfReader(BytesIO(data)), path, attached, depth)
    except DrivectlError:
        raise
    except _TooMuchError:
        refusal = problem("SRC205", say("{p} takes too long to take apart", p=path), at=Place(file=path))
    except (Exception, _LostError):  # noqa: BLE001, S110 -- a damaged file makes the library raise anything
        pass
    raise refusal  # outside the handler: the library's error quotes the file


def _read(reader: Any, path: Path, attached: Attached, depth: int) -> Paper:
    if reader.is_encrypted:
        raise problem("SRC232", say("{p} is protected by a password", p=path), at=Place(file=path))
    work = _Work()
    pieces = [Piece(place="page", text=one) for one in _pages(reader, path, work) if one.strip()]
    if filled := _filled(reader):
        pieces.append(Piece(place="form", text=filled))
    left_out: Counter[Safe] = Counter()
    rest = _Rest(path, attached, depth, left_out, work)
    for one in _objects(reader):
        rest.take(one, "")
    pieces += [Piece(place=place, text=words, written=False) for words, place in rest.words.items()]
    known = _fresh()[1]
    strange = sum(ord(sign) not in known for one in pieces if one.written for sign in one.text if sign >= " ")
    if strange:
        left_out[say("characters that the new file's letters do not have")] = strange
    return Paper(pieces=tuple(pieces), left_out=left_out, write=_write)


class _TooMuchError(BaseException):
    """No ``Exception``: inside a form the library would go on without its words."""


class _LostError(BaseException):
    """The words of a form were lost."""


class _Work:
    """Counts what is taken apart, and stops where that would take too long: the library has no limit of time."""

    def __init__(self) -> None:
        self._left = _DECODED

    def bytes_of(self, stream: Any) -> bytes:
        """The bytes of ``stream``, paid for."""
        data: bytes = stream.get_object().get_data()
        self._left -= len(data) + _EACH
        if self._left < 0:
            raise _TooMuchError
        return data

    def watch(self, page: Any) -> None:
        """Pay for ``page``, and for each form whenever it is painted."""
        contents = page["/Contents"].get_object() if "/Contents" in page else []
        for one in contents if isinstance(contents, list) else [contents]:
            self.bytes_of(one)
        extract, forms = page.extract_xform_text, itertools.count(1)

        def counted(form: Any, *some: Any, **more: Any) -> Any:
            if next(forms) > _FORMS:
                raise _TooMuchError
            try:
                self.bytes_of(form)
                return extract(form, *some, **more)
            except Exception:  # noqa: BLE001, S110 -- as above
                pass
            raise _LostError

        page.extract_xform_text = counted


def _pages(reader: Any, path: Path, work: _Work) -> Iterator[str]:
    size = 0
    for number, page in enumerate(reader.pages, 1):
        work.watch(page)
        text = _UNMAPPED.sub("▪", page.extract_text())
        size += len(text)
        if number > _PAGES or size > _WORDS:
            raise problem("SRC205", say("{p} has too many pages or words", p=path), at=Place(file=path))
        contents = page.get_contents()
        painted = contents is not None and _PAINTS.search(contents.get_data())
        if "\ufffd" in text or CONTROL.search(text) or (painted and not text.strip()):
            what = say("page {n} of {p} is a picture, or its text cannot be read", n=number, p=path)
            raise problem("SRC234", what, at=Place(file=path))
        yield "\n".join(one.rstrip() for one in text.splitlines())


def _filled(reader: Any) -> str:
    """What was entered in a form: the boxes are not in the text of the page."""
    fields = (reader.get_fields() or {}).items()
    values = ((name, one.get("/V")) for name, one in fields)
    return "\n".join(f"{name}: {str(value).removeprefix('/')}" for name, value in values if isinstance(value, str))


def _objects(reader: Any) -> Iterator[Any]:
    """Every object of the file, whatever refers to it."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415 -- lazy

    found = {
        (number, generation) for generation, those in reader.xref.items() for number in those if generation < 65535
    }
    found |= {(number, 0) for number in reader.xref_objStm}
    if len(found) > _OBJECTS:
        raise ValueError("too many objects")
    for number, generation in sorted(found):
        yield IndirectObject(number, generation, reader).get_object()


class _Rest:
    """Words outside the pages: in every string, XML and attached file."""

    def __init__(self, path: Path, attached: Attached, depth: int, left_out: Counter[Safe], work: _Work) -> None:
        self.words: dict[str, str] = {}
        self._work = work
        self._path, self._attached, self._depth, self._left = path, attached, depth, left_out

    def take(self, one: Any, key: str) -> None:
        """Read ``one``, which stands under ``key``; what it refers to is an object of its own."""
        from pypdf.generic import ByteStringObject, NameObject, StreamObject  # noqa: PLC0415 -- lazy

        if isinstance(one, dict):
            if "/EF" in one:
                self._file(str(one.get("/UF") or one.get("/F") or ""), one["/EF"])
            if isinstance(one, StreamObject):
                self._stream(one)
            for name, value in dict.items(one):
                self.take(value, name)
        elif isinstance(one, list):
            for value in list.__iter__(one):
                self.take(value, key)
        elif isinstance(one, (str, ByteStringObject)) and not isinstance(one, NameObject) and key not in _NO_WORDS:
            self._said(one if isinstance(one, str) else one.decode("utf-8", "replace"), _PLACES.get(key, "other parts"))

    def _stream(self, one: Any) -> None:
        if one.get("/Subtype") == "/Image":
            self._left[say("images")] += 1
        elif one.get("/Subtype") == "/XML" or one.get("/Type") == "/Metadata":
            text = self._work.bytes_of(one).decode("utf-8", "replace")
            held = (
                value
                for name, value in re.findall(r'(?<![\w:])([\w:]++)\s*+=\s*+"([^"]*)"', text)
                if not name.startswith("xmlns")
            )
            self._said(unescape("\n".join((re.sub("<[^<>]*>", "\n", text), *held))), "properties")

    def _file(self, name: str, held: Any) -> None:
        stream = held.get_object().get("/UF") or held.get_object()["/F"]
        kind = Path(name).suffix.lower().removeprefix(".")
        if kind in {"docx", "eml", "pdf"}:
            paper = self._attached(kind, self._work.bytes_of(stream), self._path, self._depth + 1)
            for one in paper.pieces:
                self._said(one.text, "attachments")
            self._left.update(paper.left_out)
        elif kind in {"txt", "csv", "tsv", "json", "xml", "htm", "html"}:
            self._said(self._work.bytes_of(stream).decode("utf-8", "replace"), "attachments")
        else:
            self._left[say("attachments")] += 1

    def _said(self, words: str, place: str) -> None:
        for line in words.splitlines():
            if line.strip():
                self.words.setdefault(line.strip(), place)


def _fresh() -> tuple[Any, set[int]]:
    """A new file with our letters, and the characters that they have."""
    from fpdf import FPDF  # noqa: PLC0415 -- lazy

    made = FPDF(format="A4")
    made.add_font("text", fname=_FONT)
    made.set_font("text", size=_SIZE)
    made.set_creation_date(datetime(1980, 1, 1, tzinfo=UTC))  # the same words give the same bytes
    made.set_producer("drivectl")
    font: Any = made.fonts["text"]
    return made, set(font.cmap)


def _write(texts: Sequence[str]) -> bytes:
    made, known = _fresh()
    for text in texts:
        shown = "".join(one if ord(one) in known or one == "\n" else "▯" for one in text.expandtabs(4))
        made.add_page()
        made.multi_cell(0, _LEADING, shown, align="L", new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def _broken(path: Path) -> DrivectlError:
    return problem("SRC232", say("{p} is damaged, or no PDF", p=path), at=Place(file=path))
