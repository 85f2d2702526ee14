"""The content of a Word document, walked once to read it and once to write it anew.

The walk writes only elements that stand here, with attributes made of numbers or words that stand here; all words go
through ``put``. What is not known is read and not written, so nothing passes because nobody thought of it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from drivectl.errors import DrivectlError

Put = Callable[[str, str, bool], str]
"""(place, words, whether they are written) -> the words to write."""

STYLES: Final = ("Title", "Subtitle", *(f"Heading{n}" for n in range(1, 7)), "ListParagraph", "Quote")
_THROUGH: Final = frozenset(
    (
        *("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple"),
        *("dir", "bdo", "ruby", "rubyBase", "rt"),
    )
)
_GONE: Final = frozenset({"del", "moveFrom"})
_AS_TEXT: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES: Final = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_NOTE_MARKS: Final = frozenset({"footnoteRef", "endnoteRef"})
_TICKS: Final = {"F0FE": "☒", "F0FD": "☒", "F052": "☒", "F053": "☒", "F0FC": "✓", "F0A8": "☐", "F06F": "☐", "F0A3": "☐"}
_TOGGLES: Final = ("b", "i", "caps", "smallCaps", "strike")
_RUNNING: Final = frozenset({"t", "delText", "instrText", "delInstrText"})
_ALIGNED: Final = frozenset(["left", "right", "start", "end", "center", "both"])
_BREAKS: Final = frozenset(["nextPage", "continuous", "evenPage", "oddPage", "nextColumn"])
_TELLING: Final = (
    dict.fromkeys(("author", "initials", "userId", "ed", "lastAuthor"), "author")
    | dict.fromkeys(("descr", "title", "alt"), "alt text")
    | dict.fromkeys(("tooltip", "anchor", "href"), "link")
    | {"instr": "field", "displayText": "form", "string": "drawing"}
)
_NAMED: Final = frozenset(["bookmarkStart", "docPr", "cNvPr", "docVar", "listItem"])
_VALUED: Final = frozenset(
    (
        *("alias", "tag", "docVar", "tblCaption", "tblDescription", "statusText", "helpText"),
        *("query", "connectString", "listItem", "default"),
    )
)


class Ids(NamedTuple):
    """What references in the content become."""

    parts: Mapping[str, str]
    """Relationship of a header or footer -> ours."""
    notes: Mapping[tuple[str, str], int]
    """(footnotes or endnotes, its id) -> ours."""


@dataclass(slots=True)
class _Line:
    """A paragraph as it is collected: (words, their format, fixed markup), deleted words, boxes that hang on it."""

    runs: list[tuple[str, str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)


class Content:
    """The walk."""

    def __init__(self, put: Put, refuse: Callable[[], DrivectlError], ids: Ids) -> None:
        self._put, self._refuse, self._ids = put, refuse, ids

    def blocks(self, parent: Any, place: str) -> str:
        """The paragraphs and tables in ``parent``, written anew."""
        written = []
        for child in parent:
            tag = tag_of(child)
            if tag == "p":
                written.append(self._paragraph(child, place))
            elif tag == "tbl":
                written.append(self._table(child, place))
            elif tag in _THROUGH:
                self._telling(child)
                written.append(self.blocks(child, place))
            elif tag == "AlternateContent":
                written += [self.blocks(one, place) for one in self._choice(child)]
            elif tag == "sectPr":
                self.aside(child, place)
                written.append(self._section(child))
            elif tag in {"altChunk", "subDoc"}:
                raise self._refuse()
            else:
                self.aside(child, "deleted text" if tag in _GONE else place)
        return "".join(written)

    def aside(self, element: Any, place: str, *, every: bool = False) -> None:
        """Read what is not written: all words in ``element``, and attributes that hold words (or ``every`` one)."""
        words = []
        for one in element.iter():
            if every:
                words += ["\n" + value for value in one.attrib.values()]
            self._telling(one)
            apart = tag_of(one) == "p" or (one.text and tag_of(one) not in _RUNNING)
            words.append(("\n" if apart else "") + (one.text or ""))
            words.append(f"\n{one.tail}" if (one.tail or "").strip() else "")
        self._said(place, "".join(words))

    def _said(self, place: str, words: str) -> None:
        for line in words.splitlines():
            if line.strip():
                self._put(place, line.strip(), False)

    def _telling(self, element: Any) -> None:
        tag = tag_of(element)
        for key, value in element.attrib.items():
            local = key.rpartition("}")[2]
            known = _TELLING.get(local)
            if known or (local == "name" and tag in _NAMED) or (local in {"val", "value"} and tag in _VALUED):
                self._said(known or "property", value)
        if tag == "style" and attribute(element, "customStyle"):
            self._said("property", attribute(_child(element, "name"), "val"))

    def _choice(self, element: Any) -> Iterator[Any]:
        """The first of several forms of one thing; the others are what older programs would show."""
        for at, one in enumerate(element):
            if at == 0:
                yield one
            else:
                self.aside(one, "alternative")

    def _paragraph(self, element: Any, place: str) -> str:
        line = _Line()
        self._inline(element, line, "")
        own = "".join(text for text, _, _ in line.runs)
        shown = self._put(place, own, True) if own.strip() else own
        self._said("deleted text", "".join(line.gone))
        if shown == own:
            body = "".join(raw or _run(text, form) for text, form, raw in line.runs)
        else:
            forms = {form for text, form, _ in line.runs if text.strip()}
            body = _run(shown, forms.pop() if len(forms) == 1 else "") + "".join(raw for _, _, raw in line.runs)
        after = "".join(self.blocks(one, "text box") for one in line.boxes)
        return f"<w:p>{self._paragraph_form(element)}{body}</w:p>{after}"

    def _paragraph_form(self, element: Any) -> str:
        form = _child(element, "pPr")
        if form is None:
            return ""
        style, jc, sect = (_child(form, one) for one in ("pStyle", "jc", "sectPr"))
        parts = [f'<w:pStyle w:val="{attribute(style, "val")}"/>' if attribute(style, "val") in STYLES else ""]
        parts.append(f'<w:jc w:val="{attribute(jc, "val")}"/>' if attribute(jc, "val") in _ALIGNED else "")
        parts.append(self._section(sect) if sect is not None else "")
        return f"<w:pPr>{''.join(parts)}</w:pPr>"

    def _inline(self, parent: Any, line: _Line, form: str) -> None:  # noqa: C901, PLR0912 -- one branch a kind
        for child in parent:
            tag = tag_of(child)
            if tag == "r" and _on(_child(child, "rPr"), "vanish"):
                self.aside(child, "hidden text")
            elif tag in _THROUGH or tag == "r" or "/math" in child.tag and tag != "t":  # noqa: RUF021
                self._telling(child)
                self._inline(child, line, _format(child) if tag == "r" else form)
            elif tag == "t":
                line.runs.append((child.text or "", form, ""))
            elif tag in _AS_TEXT:
                line.runs.append((_AS_TEXT[tag], form, ""))
            elif tag == "sym":
                line.runs.append((_TICKS.get(attribute(child, "char").upper(), "▪"), form, ""))
            elif tag in _NOTES:
                self._note(child, tag, line)
            elif tag in _NOTE_MARKS:
                line.runs.append(("", "", f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{tag}/></w:r>'))
            elif tag in _GONE:
                for one in child.iter():
                    self._telling(one)
                    line.gone.append(one.text or "")
            elif tag in {"drawing", "pict", "object"}:
                self._drawing(child, line)
            elif tag == "AlternateContent":
                for one in self._choice(child):
                    self._inline(one, line, form)
            elif tag == "fldChar":
                line.runs += [(_box(one), form, "") for one in child.iter() if tag_of(one) == "checkBox"]
                self.aside(child, "form")
            else:
                self.aside(child, "field" if tag in _RUNNING else "property")

    def _note(self, element: Any, tag: str, line: _Line) -> None:
        number = self._ids.notes.get((_NOTES[tag], attribute(element, "id")))
        if number is not None:
            mark = f'<w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{tag} w:id="{number}"/>'
            line.runs.append(("", "", f"<w:r>{mark}</w:r>"))

    def _drawing(self, element: Any, line: _Line) -> None:
        """The text boxes of a drawing are paragraphs after it; its other words are read and left out with it."""
        self._telling(element)
        self._said("drawing", (element.text or "") + "\n" + (element.tail or ""))
        for one in self._choice(element) if tag_of(element) == "AlternateContent" else element:
            if tag_of(one) == "txbxContent":
                line.boxes.append(one)
            else:
                self._drawing(one, line)

    def _table(self, element: Any, place: str) -> str:
        widths = [_number(one, "w") for one in element.iter() if tag_of(one) == "gridCol"]
        grid = "".join(f'<w:gridCol w:w="{one or 1000}"/>' for one in widths)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        rows = "".join(self._row(one, place) for one in self._under(element, "tr"))
        form = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
        return f"<w:tbl>{form}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" if rows else ""

    def _row(self, element: Any, place: str) -> str:
        form = _child(element, "trPr")
        if form is not None and _child(form, "del") is not None:
            self.aside(element, "deleted text")
            return ""
        cells = "".join(self._cell(one, place) for one in self._under(element, "tc"))
        return f"<w:tr>{cells}</w:tr>" if cells else ""

    def _cell(self, element: Any, place: str) -> str:
        form = _child(element, "tcPr")
        span, merged = (None if form is None else _child(form, one) for one in ("gridSpan", "vMerge"))
        parts = f'<w:gridSpan w:val="{_number(span, "val")}"/>' if _number(span, "val") else ""
        if merged is not None:
            parts += f'<w:vMerge w:val="{"restart" if attribute(merged, "val") == "restart" else "continue"}"/>'
        body = self.blocks(element, place)
        return f"<w:tc><w:tcPr>{parts}</w:tcPr>{body if body.endswith('</w:p>') else body + '<w:p/>'}</w:tc>"

    def _under(self, parent: Any, wanted: str) -> Iterator[Any]:
        for child in parent:
            tag = tag_of(child)
            if tag == wanted:
                yield child
            elif tag in _THROUGH:
                self._telling(child)
                yield from self._under(child, wanted)
            else:
                self.aside(child, "deleted text" if tag in _GONE else "table")

    def _section(self, element: Any) -> str:
        parts = []
        for tag in ("headerReference", "footerReference"):
            for one in element:
                ours = self._ids.parts.get(attribute(one, "id"))
                kind = attribute(one, "type")
                if tag_of(one) == tag and ours:
                    kind = kind if kind in {"first", "even"} else "default"
                    parts.append(f'<w:{tag} w:type="{kind}" r:id="{ours}"/>')
        kind = attribute(_child(element, "type"), "val")
        parts.append(f'<w:type w:val="{kind}"/>' if kind in _BREAKS else "")
        size, margins = _child(element, "pgSz"), _child(element, "pgMar")
        turned = ' w:orient="landscape"' if attribute(size, "orient") == "landscape" else ""
        parts += [f"<w:pgSz{_numbers(size, 'w', 'h')}{turned}/>"] if size is not None else []
        sides = ("top", "right", "bottom", "left", "header", "footer", "gutter")
        parts += [f"<w:pgMar{_numbers(margins, *sides)}/>"] if margins is not None else []
        parts += ["<w:titlePg/>"] if _on(element, "titlePg") else []
        return f"<w:sectPr>{''.join(parts)}</w:sectPr>"


def tag_of(element: Any) -> str:
    """The local name: both spellings of the namespace (transitional, strict) are read."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, local: str) -> str:
    """The attribute of that local name, "" where there is none."""
    pairs = () if element is None else element.attrib.items()
    return next((str(value) for key, value in pairs if key.rpartition("}")[2] == local), "")


def _child(element: Any, tag: str) -> Any:
    return next((one for one in element if tag_of(one) == tag), None)


def _on(form: Any, tag: str) -> bool:
    found = None if form is None else _child(form, tag)
    return found is not None and attribute(found, "val") not in {"0", "false", "off", "none"}


def _number(element: Any, key: str) -> str:
    value = attribute(element, key)
    return value if re.fullmatch(r"-?[0-9]{1,6}", value) else ""


def _numbers(element: Any, *keys: str) -> str:
    return "".join(f' w:{key}="{_number(element, key)}"' for key in keys if _number(element, key))


def _box(element: Any) -> str:
    """A tick box of a form."""
    state = "checked" if _child(element, "checked") is not None else "default"
    return "☒" if _on(element, state) else "☐"


def _format(run: Any) -> str:
    form = _child(run, "rPr")
    parts = [f"<w:{one}/>" for one in _TOGGLES if _on(form, one)]
    parts += ['<w:u w:val="single"/>'] if _on(form, "u") else []
    high = attribute(None if form is None else _child(form, "vertAlign"), "val")
    return "".join(parts) + (f'<w:vertAlign w:val="{high}"/>' if high in {"superscript", "subscript"} else "")


def _run(text: str, form: str) -> str:
    words = "".join(
        {"\t": "<w:tab/>", "\n": "<w:br/>"}.get(one) or f'<w:t xml:space="preserve">{escape(one)}</w:t>'
        for one in re.split("([\t\n])", text)
        if one
    )
    return f"<w:r><w:rPr>{form}</w:rPr>{words}</w:r>" if words else ""
