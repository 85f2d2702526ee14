"""Word documents: every part is read, and a new document is made of the masked words and of nothing of the old file."""

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import Safe, say
from drivectl.source.docxbody import STYLES, Content, Ids, Put, attribute, tag_of
from drivectl.source.paper import Paper, Piece
from drivectl.source.zipped import BROKEN, open_zip

_LIMIT: Final = 256 << 20
_XML_LIMIT: Final = 48 << 20
"""Of all parts that are read: as elements they take about ten times as much memory."""
_DEEP: Final = 200
_NOTES: Final = ("footnotes", "endnotes")
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORDS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES: Final = f'xmlns:w="{_WORDS}" xmlns:r="{_RELATED}"'
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SIZES: Final = {"Title": 56, "Heading1": 32, "Heading2": 28, "Heading3": 26}


@dataclass(frozen=True, slots=True)
class _Linked:
    """What one relationship of the main part leads to."""

    id: str
    kind: str
    part: str


def read_docx(data: bytes, path: Path) -> Paper:
    """The document in ``data``; SRC205, SRC232 or SRC233 where it cannot be read whole."""
    document = _Document(data, path)
    pieces: dict[tuple[str, bool], Piece] = {}
    written: list[Piece] = []

    def put(place: str, text: str, keep: bool) -> str:
        one = Piece(place=place, text=text, written=keep)
        written.extend([one] if keep else [])
        pieces.setdefault((text, keep), one)
        return text

    try:
        document.make(put)
    except RecursionError:
        raise document.broken() from None
    asides = [one for (text, keep), one in pieces.items() if not keep and (text, True) not in pieces]
    return Paper(
        pieces=(*written, *asides), left_out=document.left_out, write=lambda texts: _written(document.make, texts)
    )


def _written(make: Callable[[Put], bytes], texts: Sequence[str]) -> bytes:
    given = iter(texts)
    return make(lambda _place, text, keep: next(given) if keep else text)


class _Document:
    """The parts, parsed once; :meth:`make` walks them."""

    def __init__(self, data: bytes, path: Path) -> None:
        self._path = path
        self._zip = open_zip(data, path, self._refusal, _LIMIT)
        names = [one for one in self._zip.namelist() if not one.endswith("/")]
        self._trees: dict[str, Any] = {one: None for one in names if one.lower().endswith((".xml", ".rels", ".vml"))}
        if sum(self._zip.getinfo(one).file_size for one in self._trees) > _XML_LIMIT:
            raise problem("SRC205", say("{p} has too much text for one document", p=path), at=Place(file=path))
        self._parse()
        self.left_out = _left_out([one for one in names if one not in self._trees])
        self._check_kind(names)
        self._main = self._target("_rels/.rels", "", "/officeDocument")
        folder, own = posixpath.split(self._main)
        self._links = self._related(f"{folder}/_rels/{own}.rels", folder)
        if any(one.kind in {"aFChunk", "subDocument"} for one in self._links):
            raise self._parts()

    def make(self, put: Put) -> bytes:
        """Walk all parts; the new document."""
        shown = [one for one in self._links if one.kind in {"header", "footer"} and one.part in self._trees]
        notes = {
            one.kind: self._root(one.part) for one in self._links if one.kind in _NOTES and one.part in self._trees
        }
        ids = Ids(
            parts={one.id: f"part{at}" for at, one in enumerate(shown)},
            notes={(kind, one): at for kind, tree in notes.items() for at, one in enumerate(_note_ids(tree), 1)},
        )
        content = Content(put, self._parts, ids)
        body = content.blocks(_body(self._root(self._main), self.broken), "body")
        parts = {"document": f"<w:body>{body}</w:body>", "styles": _styles()}
        for at, one in enumerate(shown):
            parts[f"part{at}"] = content.blocks(self._root(one.part), one.kind) or "<w:p/>"
        for kind, tree in notes.items():
            parts[kind] = _notes(content, tree, kind, ids)
        walked = {self._main, *(one.part for one in self._links if one.kind in {"header", "footer", *_NOTES})}
        for part, tree in self._trees.items():
            if part not in walked and part != "[Content_Types].xml":
                self._beside(content, put, part, tree)
        return _zipped(parts, {f"part{at}": one.kind for at, one in enumerate(shown)})

    def _beside(self, content: Content, put: Put, part: str, tree: Any) -> None:
        """A part that is not written: comments, properties, charts, other XML, links."""
        if part.endswith(".rels"):
            for one in tree:
                if attribute(one, "TargetMode") == "External":
                    put("link", unquote(attribute(one, "Target")), False)
            return
        top, own = part.split("/", maxsplit=1)[0], part.rpartition("/")[2]
        place = {"docProps": "properties", "customXml": "custom XML"}.get(top) or (
            "comments" if own.startswith("comments") else "other parts"
        )
        content.aside(tree, place, every=place in {"properties", "custom XML"})

    def _parse(self) -> None:
        from defusedxml.ElementTree import iterparse  # noqa: PLC0415 -- lazy

        for part in self._trees:
            try:
                with self._zip.open(part) as stream:
                    events = iterparse(stream, events=("start", "end"), forbid_dtd=True)
                    depth = 0
                    for event, element in events:
                        depth += 1 if event == "start" else -1
                        if event == "start" and depth == 1:
                            self._trees[part] = element
                        if depth > _DEEP:
                            raise ValueError("too deep")
            except BROKEN:
                raise self.broken() from None

    def _check_kind(self, names: Sequence[str]) -> None:
        kinds = " ".join(attribute(one, "ContentType") for one in self._root("[Content_Types].xml"))
        if "macroenabled" in kinds.lower() or any("vbaproject" in one.lower() for one in names):
            raise self._parts()
        if _WORD not in kinds:
            raise self._refusal(say("{p} is not a Word document", p=self._path))

    def _root(self, part: str) -> Any:
        tree = self._trees.get(part)
        if tree is None:
            raise self.broken()
        return tree

    def _related(self, part: str, folder: str) -> list[_Linked]:
        tree = self._trees.get(part)
        found = []
        for one in () if tree is None else tree:
            target = attribute(one, "Target")
            where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if attribute(one, "TargetMode") != "External":
                found.append(_Linked(attribute(one, "Id"), attribute(one, "Type").rpartition("/")[2], where))
        return found

    def _target(self, rels: str, folder: str, kind: str) -> str:
        return next((one.part for one in self._related(rels, folder) if f"/{one.kind}" == kind), "")

    def broken(self) -> DrivectlError:
        """SRC232 for damage."""
        return self._refusal(say("{p} is damaged", p=self._path))

    def _refusal(self, what: Safe) -> DrivectlError:
        return problem("SRC232", what, at=Place(file=self._path))

    def _parts(self) -> DrivectlError:
        what = say("{p} has macros, or takes in other files", p=self._path)
        return problem("SRC233", what, at=Place(file=self._path))


def _left_out(names: Sequence[str]) -> Mapping[Safe, int]:
    counts: Counter[Safe] = Counter()
    for one in names:
        embedded = any(word in one.lower() for word in ("embeddings/", "activex", "oleobject"))
        counts[say("embedded files") if embedded else say("images") if "media/" in one else say("other parts")] += 1
    return counts


def _body(root: Any, broken: Callable[[], DrivectlError]) -> Any:
    body = next((one for one in root if tag_of(one) == "body"), None)
    if tag_of(root) != "document" or body is None:
        raise broken()
    return body


def _note_ids(tree: Any) -> list[str]:
    return [attribute(one, "id") for one in tree if not attribute(one, "type")]


def _notes(content: Content, tree: Any, kind: str, ids: Ids) -> str:
    tag = kind.removesuffix("s")
    written = []
    for one in tree:
        number = ids.notes.get((kind, attribute(one, "id")))
        if tag_of(one) != tag or attribute(one, "type") or number is None:
            content.aside(one, kind)
        else:
            written.append(f'<w:{tag} w:id="{number}">{content.blocks(one, kind) or "<w:p/>"}</w:{tag}>')
    return "".join(written)


def _styles() -> str:
    """Plain forms of the headings that are kept."""
    styles = ['<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>']
    for one in STYLES:
        name = f"heading {one[-1]}" if one.startswith("Heading") else one
        level = f'<w:outlineLvl w:val="{int(one[-1]) - 1}"/>' if one.startswith("Heading") else ""
        bold = "<w:b/>" if level or one == "Title" else ""
        styles.append(
            f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
            f'<w:pPr>{level}</w:pPr><w:rPr>{bold}<w:sz w:val="{_SIZES.get(one, 22)}"/></w:rPr></w:style>'
        )
    return "".join(styles)


def _zipped(parts: Mapping[str, str], kinds: Mapping[str, str]) -> bytes:
    """The package: the same bytes for the same words."""
    kind_of = {one: kinds.get(one, one if one != "document" else "document.main") for one in parts}
    tags = {"header": "hdr", "footer": "ftr"}
    types = "".join(
        f'<Override PartName="/word/{one}.xml" ContentType="{_WORD}{kind}+xml"/>' for one, kind in kind_of.items()
    )
    links = "".join(
        f'<Relationship Id="{one}" Type="{_RELATED}/{kind}" Target="{one}.xml"/>'
        for one, kind in kind_of.items()
        if one != "document"
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    main = f'<Relationship Id="main" Type="{_RELATED}/officeDocument" Target="word/document.xml"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{main}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
    }
    for one, words in parts.items():
        tag = tags.get(kind_of[one], one)
        files[f"word/{one}.xml"] = f"<w:{tag} {_SPACES}>{words}</w:{tag}>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for file, words in files.items():
            container.writestr(zipfile.ZipInfo(file), (_HEAD + words).encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
