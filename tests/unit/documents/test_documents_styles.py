"""Every style, and a copy for one person, in every kind of document: nothing of the source is left in the file."""

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import fpdf
import pytest

WORDS = ("Zebedee Quillfeather rang 07700 900123.", "Zebedee Quillfeather told June Thackray.")
CANARIES = ("Zebedee", "Quillfeather", "900123", "Thackray")


def made(kind: str) -> bytes:
    if kind == "txt":
        return "\n\n".join(WORDS).encode()
    if kind == "docx":
        paper, stream = docx.Document(), io.BytesIO()
        for one in WORDS:
            paper.add_paragraph(one)
        paper.save(stream)
        return stream.getvalue()
    if kind == "pdf":
        sheet = fpdf.FPDF()
        sheet.add_page()
        sheet.set_font("helvetica", size=11)
        for one in WORDS:
            sheet.multi_cell(0, 6, one, new_x="LMARGIN", new_y="NEXT")
        return bytes(sheet.output())
    mail = EmailMessage()
    mail["Subject"] = WORDS[0]
    mail.set_content("\n\n".join(WORDS))
    return mail.as_bytes()


def inside(path: Path, say: Callable[..., Any]) -> str:
    """Everything that can be read in the file."""
    from drivectl.source.loose import loose_of

    data = path.read_bytes()
    text = "\n".join(one.text for one in loose_of(data, path, path.suffix[1:]).texts)
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            text += "\n".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist())
    return text + data.decode("latin-1")


@pytest.mark.parametrize("kind", ["txt", "docx", "pdf", "eml"])
@pytest.mark.parametrize(("style", "shown"), [("label", "[PERSON]"), ("blank", "█████"), ("surrogate", "07700 900")])
def test_a_style_in_a_document(kind: str, style: str, shown: str, folder: Path, say: Callable[..., Any]) -> None:
    (folder / f"a.{kind}").write_bytes(made(kind))
    done = say("redact", f"a.{kind}", "--style", style)
    assert done.status == 0, done.err
    text = inside(folder / f"a.DRAFT.{kind}", say)
    assert [one for one in CANARIES if one in text] == []
    assert shown in text


@pytest.mark.parametrize("kind", ["txt", "docx", "pdf", "eml"])
def test_no_copy_for_one_person_without_a_record(kind: str, folder: Path, say: Callable[..., Any]) -> None:
    (folder / f"a.{kind}").write_bytes(made(kind))
    done = say("redact", f"a.{kind}", "--for-subject", "perpetrator")
    assert (done.status, "TXT415" in done.err, (folder / f"a.DRAFT.{kind}").exists()) == (4, True, False)
