"""PDF: what is planted in pages, forms, notes, bookmarks, metadata and files is found, and is nowhere in the new file."""

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link, Text
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

FONT = "drivectl/source/font/DejaVuSans.ttf"
ROOT = Path(__file__).resolve().parents[3]


def page(*pages: str) -> PdfWriter:
    made = FPDF()
    made.add_font("x", fname=ROOT / FONT)
    made.set_font("x", size=11)
    for one in pages or ("Only words.",):
        made.add_page()
        made.multi_cell(0, 6, one, align="L")
    return PdfWriter(clone_from=PdfReader(io.BytesIO(bytes(made.output()))))


def noted(annotation: DictionaryObject) -> PdfWriter:
    made = page()
    made.add_annotation(page_number=0, annotation=annotation)
    return made


def form(**field: str) -> PdfWriter:
    made = page()
    words = {NameObject(f"/{key}"): TextStringObject(value) for key, value in ({"T": "name"} | field).items()}
    box = DictionaryObject(
        {NameObject("/FT"): NameObject("/Tx"), NameObject("/Subtype"): NameObject("/Widget")} | words
    )
    box[NameObject("/Rect")] = ArrayObject([NumberObject(one) for one in (0, 0, 50, 10)])
    at = made._add_object(box)
    made.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([at])})
    return made


def with_(do: Callable[[PdfWriter], Any]) -> PdfWriter:
    made = page()
    do(made)
    return made


def stream(made: PdfWriter, kind: str, data: str) -> None:
    one = DecodedStreamObject()
    one.set_data(data.encode())
    one[NameObject("/Type")], one[NameObject("/Subtype")] = NameObject(f"/{kind}"), NameObject("/XML")
    made.root_object[NameObject("/Metadata")] = made._add_object(one)


def script(made: PdfWriter, words: str) -> None:
    keys = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(words)}
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(keys)


def loose_object(made: PdfWriter, words: str) -> None:
    made.root_object[NameObject("/Odd")] = made._add_object(ArrayObject([ArrayObject([TextStringObject(words)])]))


def drawn_apart(canary: str) -> PdfWriter:
    """Each letter at a place of its own, as some programs set text."""
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    at = 20.0
    for one in f"mail {canary} today":
        made.text(at, 30, one)
        at += made.get_string_width(one)
    return PdfWriter(clone_from=PdfReader(io.BytesIO(bytes(made.output()))))


BOX = (0, 0, 100, 50)
PLACES: dict[str, Callable[[str], PdfWriter]] = {
    "page": lambda c: page(f"Write to {c} today."),
    "second page": lambda c: page("One.", f"Write to {c} today."),
    "letters apart": drawn_apart,
    "note": lambda c: noted(Text(text=c, rect=BOX)),
    "free text": lambda c: noted(FreeText(text=c, rect=BOX)),
    "link": lambda c: noted(Link(rect=BOX, url=f"mailto:{c}")),
    "value of a form": lambda c: form(V=c),
    "former value": lambda c: form(DV=c),
    "name of a field": lambda c: form(T=c),
    "tip of a field": lambda c: form(TU=c),
    "bookmark": lambda c: with_(lambda made: made.add_outline_item(title=c, page_number=0)),
    "title": lambda c: with_(lambda made: made.add_metadata({"/Title": c})),
    "author": lambda c: with_(lambda made: made.add_metadata({"/Author": c})),
    "own property": lambda c: with_(lambda made: made.add_metadata({"/Case": c})),
    "XMP": lambda c: with_(lambda made: stream(made, "Metadata", f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>{c}</a></x:xmpmeta>")),
    "attribute of XMP": lambda c: with_(lambda made: stream(made, "Metadata", f'<x:a xmlns:x="u" creator="{c}"/>')),
    "script": lambda c: with_(lambda made: script(made, f"app.mailMsg('{c}')")),
    "attached text": lambda c: with_(lambda made: made.add_attachment("a.txt", c.encode())),
    "attached PDF": lambda c: with_(lambda made: made.add_attachment("a.pdf", data_of(page(c)))),
    "attached name": lambda c: with_(lambda made: made.add_attachment(f"{c}.bin", b"x")),
    "an object nobody expects": lambda c: with_(lambda made: loose_object(made, c)),
}  # fmt: skip


def data_of(made: PdfWriter) -> bytes:
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def everything(data: bytes) -> str:
    """The bytes of the file, its streams decompressed, its strings, and what an independent reader sees."""
    pdfium = pytest.importorskip("pypdfium2")
    found = [data.decode("latin-1")]
    for one in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(one).decode("latin-1"))
        except zlib.error:
            found.append(one.decode("latin-1"))
    opened = pdfium.PdfDocument(data)
    found += [opened[at].get_textpage().get_text_range() for at in range(len(opened))]
    found += [*opened.get_metadata_dict().values(), *(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages)]
    return "\n".join(found)


@pytest.mark.parametrize("place", PLACES)
def test_a_canary_is_found_and_gone(place: str, say: Any, folder: Path) -> None:
    data = data_of(PLACES[place](f"canary{list(PLACES).index(place)}@example.org"))
    (folder / "note.pdf").write_bytes(data)
    found = say("scan", "note.pdf", "--json", "-q")
    assert (found.status, "EMAIL" in found.json["summary"]["kinds"]) == (1, True), found.err
    done = say("redact", "note.pdf")
    assert done.status == 0, done.err
    made = (folder / "note.DRAFT.pdf").read_bytes()
    assert "canary" not in everything(made).lower()
    assert (folder / "note.pdf").read_bytes() == data
    again = say("scan", "note.DRAFT.pdf", "-q")
    assert again.status == 0, again.out


def test_letters_of_many_scripts_are_in_the_new_file(say: Any, folder: Path) -> None:
    words = "Tŷ dŵr ☒ žluťoučký łąka мост γέφυρα – “so” €5"
    (folder / "note.pdf").write_bytes(data_of(page(f"{words}\n\nring 07700 900123.\n" + "long " * 60, "second")))
    done = say("redact", "note.pdf")
    assert done.status == 0, done.err
    made = everything((folder / "note.DRAFT.pdf").read_bytes())
    assert words in made
    assert "ring [PHONE]." in made
    assert say("redact", "note.pdf", "-o", "two.pdf").status == 0
    assert (folder / "two.DRAFT.pdf").read_bytes() == (folder / "note.DRAFT.pdf").read_bytes()


def test_what_was_entered_in_a_form_is_in_the_new_file(say: Any, folder: Path) -> None:
    (folder / "note.pdf").write_bytes(data_of(form(T="Risk", V="strangled twice, ring 07700 900123.")))
    assert say("redact", "note.pdf").status == 0
    assert "Risk: strangled twice, ring [PHONE]." in everything((folder / "note.DRAFT.pdf").read_bytes())


def scanned() -> bytes:
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50, style="F")
    return bytes(made.output())


def locked(password: str) -> bytes:
    made = page("secret")
    made.encrypt(password, algorithm="RC4-128")
    return data_of(made)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "SRC201"),
        (lambda: b"%PDF-1.7\nrubbish", "SRC232"),
        (lambda: b"PK\x03\x04", "SRC232"),
        (lambda: data_of(page("a"))[:400], "SRC232"),
        (scanned, "SRC234"),
        (lambda: locked("x"), "SRC232"),
        (lambda: locked(""), "SRC232"),
        (lambda: data_of(with_(lambda made: made.add_attachment("a.pdf", scanned()))), "SRC234"),
        (lambda: data_of(with_(lambda made: made.add_attachment("a.docx", b"PK"))), "SRC232"),
    ],
    ids=range(9),
)
def test_what_cannot_be_read_whole_is_refused(make: Callable[[], bytes], code: str, folder: Path, say: Any) -> None:
    (folder / "note.pdf").write_bytes(make())
    done = say("redact", "note.pdf")
    assert (done.status, code in done.err, (folder / "note.DRAFT.pdf").exists()) == (4, True, False), done.err
