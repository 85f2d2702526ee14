"""Word documents: what is planted anywhere is found, and is nowhere in the new file, packed or unpacked."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.source.docx import read_docx
from drivectl.source.loose import kind_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def para(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str, form: str = "") -> str:
    return f'<w:r><w:rPr>{form}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("shown")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(inner: str, fallback: str = "") -> str:
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{fallback or inner}"
        "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def who(tag: str, author: str, inner: str) -> str:
    return f'<w:{tag} w:id="9" w:author="{author}">{inner}</w:{tag}>'


IN_BODY: dict[str, Callable[[str], str]] = {
    "body": lambda c: para(run(f"mail {c} today")),
    "split over runs": lambda c: para(run("mail ") + run(c[:4], "<w:b/>") + run(c[4:11]) + run(c[11:] + " today")),
    "table": lambda c: f"<w:tbl><w:tr><w:tc>{para(run('a'))}</w:tc><w:tc>{para(run(c))}</w:tc></w:tr></w:tbl>",
    "nested table": lambda c: (
        f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{para(run(c))}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
    ),
    "deleted row": lambda c: (
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{para(run(c))}</w:tc></w:tr><w:tr><w:tc>{para('')}</w:tc></w:tr></w:tbl>"
    ),
    "table title": lambda c: (
        f'<w:tbl><w:tblPr><w:tblCaption w:val="{c}"/></w:tblPr><w:tr><w:tc>{para("")}</w:tc></w:tr></w:tbl>'
    ),
    "insertion": lambda c: para(who("ins", "x", run(f"mail {c}"))),
    "deletion": lambda c: para(run("mail ") + who("del", "x", f"<w:r><w:delText>{c}</w:delText></w:r>")),
    "deletion in two": lambda c: para(
        who("del", "x", f"<w:r><w:delText>{c[:5]}</w:delText></w:r>")
        + who("del", "y", f"<w:r><w:delText>{c[5:]}</w:delText></w:r>")
    ),
    "moved from": lambda c: para(who("moveFrom", "x", run(c))),
    "author of a change": lambda c: para(who("ins", c, run("words"))),
    "author of a format": lambda c: para(f"<w:r><w:rPr>{who('rPrChange', c, '')}</w:rPr><w:t>words</w:t></w:r>"),
    "author of a cell": lambda c: (
        f"<w:tbl><w:tr><w:tc><w:tcPr>{who('cellIns', c, '')}</w:tcPr>{para('')}</w:tc></w:tr></w:tbl>"
    ),
    "author of a section": lambda c: para(f"<w:pPr><w:sectPr>{who('sectPrChange', c, '')}</w:sectPr></w:pPr>"),
    "author of a row": lambda c: (
        f"<w:tbl><w:tr><w:trPr>{who('ins', c, '')}</w:trPr><w:tc>{para('')}</w:tc></w:tr></w:tbl>"
    ),
    "field code": lambda c: para(field(f'HYPERLINK "mailto:{c}"')),
    "simple field": lambda c: para(f'<w:fldSimple w:instr="AUTHOR {c}">{run("shown")}</w:fldSimple>'),
    "field result": lambda c: para(f'<w:fldSimple w:instr="AUTHOR">{run(c)}</w:fldSimple>'),
    "link text": lambda c: para(f'<w:hyperlink r:id="l1">{run(c)}</w:hyperlink>'),
    "link tip": lambda c: para(f'<w:hyperlink r:id="l1" w:tooltip="{c}">{run("here")}</w:hyperlink>'),
    "bookmark": lambda c: para(f'<w:bookmarkStart w:id="1" w:name="{c}"/>{run("words")}'),
    "alt text": lambda c: para(
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{c}"/></wp:inline></w:drawing></w:r>'
    ),
    "drawing": lambda c: para(f"<w:r><w:drawing><a:p><a:r><a:t>{c}</a:t></a:r></a:p></w:drawing></w:r>"),
    "text box": lambda c: para(run("see ") + box(para(run(c)))),
    "older text box": lambda c: para(box(para(run("newer")), para(run(c)))),
    "hidden text": lambda c: para(f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{c}</w:t></w:r>"),
    "content control": lambda c: f"<w:sdt><w:sdtPr/><w:sdtContent>{para(run(c))}</w:sdtContent></w:sdt>",
    "name of a control": lambda c: (
        f'<w:sdt><w:sdtPr><w:alias w:val="{c}"/></w:sdtPr><w:sdtContent>{para("")}</w:sdtContent></w:sdt>'
    ),
    "form field": lambda c: para(f'<w:r><w:fldChar><w:ffData><w:helpText w:val="{c}"/></w:ffData></w:fldChar></w:r>'),
    "formula": lambda c: para(f"<m:oMath><m:r><m:t>{c}</m:t></m:r></m:oMath>"),
    "between elements": lambda c: f"{para('')}<w:odd>{c}</w:odd>",
    "smart tag": lambda c: para(f"<w:smartTag>{run(c)}</w:smartTag>"),
}
IN_PARTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "header": ("word/header7.xml", lambda c: f"<w:hdr {SPACES}>{para(run(c))}</w:hdr>"),
    "footer": ("word/footer7.xml", lambda c: f"<w:ftr {SPACES}>{para(run('page ' + c))}</w:ftr>"),
    "footnote": ("word/footnotes.xml", lambda c: f'<w:footnotes {SPACES}><w:footnote w:id="5">{para(run(c))}</w:footnote></w:footnotes>'),
    "endnote": ("word/endnotes.xml", lambda c: f'<w:endnotes {SPACES}><w:endnote w:id="5">{para(run(c))}</w:endnote></w:endnotes>'),
    "unused header": ("word/header9.xml", lambda c: f"<w:hdr {SPACES}>{para(run(c))}</w:hdr>"),
    "comment": ("word/comments.xml", lambda c: f'<w:comments {SPACES}><w:comment w:id="1" w:author="x">{para(run(c))}</w:comment></w:comments>'),
    "author of a comment": ("word/comments.xml", lambda c: f'<w:comments {SPACES}><w:comment w:id="1" w:author="{c}"/></w:comments>'),
    "properties": ("docProps/core.xml", lambda c: f'<p xmlns:d="urn:d"><d:creator>{c}</d:creator></p>'),
    "company": ("docProps/app.xml", lambda c: f"<p><Company>{c}</Company></p>"),
    "own properties": ("docProps/custom.xml", lambda c: f'<p><property name="{c}"><v>1</v></property></p>'),
    "custom XML": ("customXml/item1.xml", lambda c: f'<case who="{c}"/>'),
    "settings": ("word/settings.xml", lambda c: f'<w:settings {SPACES}><w:docVars><w:docVar w:name="a" w:val="{c}"/></w:docVars></w:settings>'),
    "people": ("word/people.xml", lambda c: f'<w:people {SPACES}><w:person w:author="{c}"/></w:people>'),
    "chart": ("word/charts/chart1.xml", lambda c: f"<c><a:p xmlns:a='urn:a'><a:t>{c}</a:t></a:p></c>"),
    "style": ("word/styles.xml", lambda c: f'<w:styles {SPACES}><w:style w:customStyle="1"><w:name w:val="{c}"/></w:style></w:styles>'),
    "glossary": ("word/glossary/document.xml", lambda c: f"<w:glossaryDocument {SPACES}>{para(run(c))}</w:glossaryDocument>"),
    "link": (
        "word/_rels/header7.xml.rels",
        lambda c: f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}/hyperlink" Target="mailto:{c}" TargetMode="External"/></Relationships>',
    ),
}  # fmt: skip


def packed(body: str = "", more: dict[str, str | bytes] | None = None, kind: str = "document.main") -> bytes:
    links = "".join(
        f'<Relationship Id="l{at}" Type="{OFFICE}/{one}" Target="{target}"/>'
        for at, (one, target) in enumerate(
            [("styles", "styles.xml"), ("header", "header7.xml"), ("footer", "footer7.xml"),
             ("footnotes", "footnotes.xml"), ("endnotes", "endnotes.xml"), ("image", "media/image1.png")]
        )
    )  # fmt: skip
    section = '<w:sectPr><w:headerReference w:type="default" r:id="l1"/><w:footerReference w:type="default" r:id="l2"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    notes = para('<w:r><w:footnoteReference w:id="5"/></w:r><w:r><w:endnoteReference w:id="5"/></w:r>' + run("noted"))
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/document.xml" ContentType="{TYPE}.{kind}+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}{notes}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "word/media/image1.png": b"canary picture",
        "docProps/thumbnail.jpeg": b"canary thumbnail",
        "word/embeddings/book.xlsx": b"canary book",
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items():
            container.writestr(name, data)
    return stream.getvalue()


def everything(data: bytes) -> bytes:
    """The bytes of a zip and of all that is in it, names included."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return data + b"".join(
            one.filename.encode() + one.extra + one.comment + container.read(one) for one in container.infolist()
        )


def planted(place: str) -> tuple[str, bytes]:
    canary = f"canary{sorted([*IN_BODY, *IN_PARTS]).index(place)}@example.org"
    if place in IN_BODY:
        return canary, packed(IN_BODY[place](canary))
    part, words = IN_PARTS[place]
    return canary, packed(more={part: words(canary)})


@pytest.mark.parametrize("place", [*IN_BODY, *IN_PARTS])
def test_a_canary_is_found_and_gone(place: str, say: Any, folder: Path) -> None:
    canary, data = planted(place)
    (folder / "note.docx").write_bytes(data)
    assert canary.encode() in everything(data) or "split" in place or "in two" in place
    found = say("scan", "note.docx", "--json", "-q")
    assert (found.status, found.json["summary"]["kinds"]["EMAIL"]) == (1, 1), found.err
    done = say("redact", "note.docx")
    assert done.status == 0, done.err
    assert b"canary" not in everything((folder / "note.DRAFT.docx").read_bytes()).lower()
    assert (folder / "note.docx").read_bytes() == data
    assert say("scan", "note.DRAFT.docx", "-q").status == 0


def test_all_at_once_and_word_would_open_it(say: Any, folder: Path) -> None:
    docx = pytest.importorskip("docx")
    body = "".join(IN_BODY[one](f"canary{at}@example.org") for at, one in enumerate(IN_BODY))
    parts: dict[str, str | bytes] = {
        part: words(f"canary9{at}@example.org") for at, (part, words) in enumerate(IN_PARTS.values())
    }
    heading = para('<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' + run("Chronology") + run(" of events", "<w:b/>"))
    (folder / "note.docx").write_bytes(packed(heading + body, parts))
    done = say("redact", "note.docx")
    assert done.status == 0, done.err
    assert "images: 1" in done.err
    assert "embedded files: 1" in done.err
    made = (folder / "note.DRAFT.docx").read_bytes()
    assert b"canary" not in everything(made).lower()
    opened = docx.Document(io.BytesIO(made))
    assert [one.text for one in opened.paragraphs][:3] == [
        "Chronology of events",
        "mail [EMAIL] today",
        "mail [EMAIL] today",
    ]
    assert [one.bold for one in opened.paragraphs[0].runs] == [None, True]
    assert opened.paragraphs[0].style.name.lower() == "heading 1"
    assert opened.tables[0].cell(0, 1).text == "[EMAIL]"
    section = opened.sections[-1]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("[EMAIL]", "page [EMAIL]")
    assert not any(one.startswith(("docProps", "customXml")) for one in zipfile.ZipFile(io.BytesIO(made)).namelist())
    notes = everything(made)
    assert notes.count(b"<w:footnoteReference w:id=") == notes.count(b"<w:footnote w:id=") == 1


def test_names_are_known_across_paragraphs(say: Any, folder: Path) -> None:
    rows = "".join(para(run(one)) for one in ("Address:", "14 Quillfeather Road", "Leeds", "LS1 4AP", "no more"))
    (folder / "note.docx").write_bytes(packed(rows))
    assert say("redact", "note.docx").status == 0
    made = everything((folder / "note.DRAFT.docx").read_bytes())
    assert b"Quillfeather" not in made
    assert b"no more" in made


def deep(levels: int) -> str:
    return "<w:sdt>" * levels + para(run("a")) + "</w:sdt>" * levels


BOMB = f"<w:document {SPACES}>" + para(run(" " * (200 << 10))) * 200 + "</w:document>"
ENTITY = f'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document {SPACES}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SRC201"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "SRC232"),
        (packed()[:-30], "SRC232"),
        (packed()[:200] + b"\0" * 40 + packed()[240:], "SRC232"),
        (packed(kind="nothing").replace(b"", b""), None),
        (packed(kind="x", more={"[Content_Types].xml": "<Types/>"}), "SRC232"),
        (packed(more={"word/document.xml": "<w:document"}), "SRC232"),
        (packed(more={"word/document.xml": ENTITY}), "SRC232"),
        (packed(more={"customXml/item1.xml": ENTITY}), "SRC232"),
        (packed(more={"word/document.xml": BOMB}), "SRC205"),
        (packed(deep(300)), "SRC232"),
        (packed(more={"word/vbaProject.bin": b"x"}), "SRC233"),
        (packed(kind="document.macroEnabled.main"), "SRC233"),
        (packed('<w:altChunk r:id="l9"/>'), "SRC233"),
        (packed(more={"../out.xml": "<a/>"}), "SRC232"),
        (packed(more={"word/theme.xml": b"\xff\xfe\xff"}), "SRC232"),
    ],
    ids=range(16),
)
def test_hostile_and_damaged_files(data: bytes, code: str | None, folder: Path, say: Any) -> None:
    (folder / "note.docx").write_bytes(data)
    done = say("redact", "note.docx")
    assert (done.status, (folder / "note.DRAFT.docx").exists()) == ((4, False) if code else (0, True)), done.err
    assert code is None or code in done.err


def test_other_kinds_say_what_to_save_as() -> None:
    for ending, kind in (
        (".doc", ".docx"),
        (".rtf", ".docx"),
        (".odt", ".docx"),
        (".docm", ".docx"),
        (".msg", ".eml"),
        (".xlsm", ".xlsx"),
    ):
        path = Path(f"x{ending}")
        with pytest.raises(DrivectlError) as error:
            kind_of(Path(__file__).with_suffix(ending) if path.exists() else path)
        assert error.value.code in {"SRC200", "SRC231"}
        assert kind


def test_ticks_of_forms_stay(tmp_path: Path) -> None:
    ticked = '<w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
    paper = read_docx(packed(para(run("Strangled: ") + ticked)), tmp_path)
    assert paper.pieces[0].text == "Strangled: ☒☐"
    again = read_docx(paper.write([one.text for one in paper.pieces if one.written]), tmp_path)
    assert again.pieces[0].text == "Strangled: ☒☐"
