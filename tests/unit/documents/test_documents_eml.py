"""Mail: what is planted in headers, texts, HTML and attachments is found, and is nowhere in the new mail."""

import base64
import email
import io
import re
import zipfile
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.source.papers import read_paper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mail(text: str | None = "Hello there.", html: str | None = None, **headers: str) -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP)
    for key, value in ({"From": "a", "Subject": "About"} | headers).items():
        made[key.replace("_", "-")] = value
    if text is not None:
        made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html") if text is not None else made.set_content(html, subtype="html")
    return made


def attached(data: bytes, kind: str, name: str = "x", **headers: str) -> EmailMessage:
    made = mail(**headers)
    main, sub = kind.split("/")
    made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made


def document(words: str) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        container.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Override PartName="/d.xml" ContentType="{kind}"/></Types>',
        )
        container.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/officeDocument" Target="d.xml"/></Relationships>',
        )
        container.writestr(
            "d.xml", f"<w:document {space}><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>"
        )
    return stream.getvalue()


def encoded(canary: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(canary[:5].encode()).decode()}?= =?utf-8?q?{canary[5:]}?="


PLACES: dict[str, Callable[[str], EmailMessage]] = {
    "subject": lambda c: mail(Subject=f"About {c}"),
    "from": lambda c: mail(From=f"Somebody <{c}>"),
    "to": lambda c: mail(To=f"one@example.net, {c}"),
    "cc": lambda c: mail(Cc=c),
    "bcc": lambda c: mail(Bcc=c),
    "reply to": lambda c: mail(Reply_To=c),
    "message id": lambda c: mail(Message_ID=f"<{c}>"),
    "references": lambda c: mail(References=f"<{c}>"),
    "received": lambda c: mail(Received=f"from x for <{c}>; today"),
    "x header": lambda c: mail(X_Originating=c),
    "plain": lambda c: mail(f"Write to {c}."),
    "quoted history": lambda c: mail(f"Yes.\n\n> On Monday wrote:\n> > {c}\n"),
    "signature": lambda c: mail(f"Yes.\n\n-- \nSomebody\n{c}\n"),
    "html": lambda c: mail(None, f"<p>Write to <b>{c[:4]}</b>{c[4:]}.</p>"),
    "html beside plain": lambda c: mail("Short.", f"<p>Longer, with {c}.</p>"),
    "link": lambda c: mail(None, f'<a href="mailto:{c}">here</a>'),
    "tracking picture": lambda c: mail(
        None, f'<p>a</p><img src="https://example.net/t.gif?u={c.replace("@", "%40")}">'
    ),
    "html comment": lambda c: mail(None, f"<p>a</p><!-- {c} -->"),
    "hidden words": lambda c: mail(None, f'<div style="display:none">{c}</div><p>a</p>'),
    "script": lambda c: mail(None, f"<script>to = '{c}'</script><p>a</p>"),
    "entities": lambda c: mail(None, f"<p>{''.join(f'&#{ord(one)};' for one in c)}</p>"),
    "attached name": lambda c: attached(b"\x89PNG", "image/png", f"{c}.png"),
    "attached text": lambda c: attached(c.encode(), "text/plain", "x.txt"),
    "attached table": lambda c: attached(f"a,b\n1,{c}\n".encode(), "text/csv", "x.csv"),
    "table of no type": lambda c: attached(f"a,b\n1,{c}\n".encode(), "application/octet-stream", "x.csv"),
    "attached document": lambda c: attached(document(c), DOCX, "x.docx"),
    "document of no type": lambda c: attached(document(c), "application/octet-stream", "x.DOCX"),
    "attached card": lambda c: attached(f"BEGIN:VCARD\nEMAIL:{c}\nEND:VCARD\n".encode(), "text/vcard", "x.vcf"),
    "mail as a file": lambda c: attached(mail(c).as_bytes(), "application/octet-stream", "x.eml"),
    "attached mail": lambda c: _with_mail(attached(document(c), DOCX, "x.docx", Subject="Old")),
    "header of attached mail": lambda c: _with_mail(mail(To=c)),
}


def _with_mail(inner: EmailMessage) -> EmailMessage:
    made = mail("See below.")
    made.add_attachment(inner)
    return made


def everything(data: bytes) -> bytes:
    """The bytes of a mail and of all its parts, decoded and unpacked."""
    found = [data, data.replace(b"=\r\n", b"")]
    for part in email.message_from_bytes(data, policy=policy.default).walk():
        found.append(repr(part.items()).encode())
        inner = part.get_payload(decode=True)
        if isinstance(inner, bytes):
            found.append(inner)
            if inner.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(inner)) as container:
                    found += [container.read(one) for one in container.namelist()]
    return b"\n".join(found)


@pytest.mark.parametrize("place", PLACES)
def test_a_canary_is_found_and_gone(place: str, say: Any, folder: Path) -> None:
    data = PLACES[place](f"canary{list(PLACES).index(place)}@example.org").as_bytes()
    (folder / "mail.eml").write_bytes(data)
    found = say("scan", "mail.eml", "--json", "-q")
    assert found.status == 1, found.err
    assert {"EMAIL", "URL_IP"} & set(found.json["summary"]["kinds"])
    done = say("redact", "mail.eml")
    assert done.status == 0, done.err
    made = (folder / "mail.DRAFT.eml").read_bytes()
    assert b"canary" not in everything(made).lower()
    assert (folder / "mail.eml").read_bytes() == data
    again = say("scan", "mail.DRAFT.eml", "-q")
    assert again.status == 0, again.out


def test_a_reader_opens_the_new_mail(say: Any, folder: Path) -> None:
    inner = attached(
        document("mail canary@example.org, thanks"), DOCX, "Zebedee.docx", Subject="Old canary@example.org"
    )
    made = mail(
        "Ŵy coffee: ring 07700 900123.\n",
        "<p>Ŵy coffee: ring 07700 900123.</p>",
        To="canary@example.org",
        Date="Mon, 3 Jun 2024 10:00:00 +0000",
    )
    made.add_attachment(inner)
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="canary.png")
    made.add_attachment(b"canary", maintype="application", subtype="x-odd", filename="canary.odd")
    (folder / "mail.eml").write_bytes(made.as_bytes())
    done = say("redact", "mail.eml")
    assert done.status == 0, done.err
    assert re.search(r"images: 1, attachments: 1", done.err)
    opened = email.message_from_bytes((folder / "mail.DRAFT.eml").read_bytes(), policy=policy.default)
    assert {key.lower() for key in opened} == {"mime-version", "subject", "content-type"}
    text, old = opened.iter_parts()
    assert text.get_content().strip() == "Ŵy coffee: ring [PHONE]."
    assert old.get_filename() == "attachment-1.eml"
    assert old.get_content()["Subject"] == "Old [EMAIL]"
    assert [one.get_filename() for one in old.get_content().iter_attachments()] == ["attachment-1.docx"]
    assert say("redact", "mail.eml", "--overwrite").status == 0
    assert (folder / "mail.DRAFT.eml").read_bytes() == opened_bytes(folder)


def opened_bytes(folder: Path) -> bytes:
    """The same mail gives the same bytes."""
    return (folder / "mail.DRAFT.eml").read_bytes()


def nested(levels: int) -> bytes:
    made = mail()
    for _ in range(levels):
        made = _with_mail(made)
    return made.as_bytes()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SRC201"),
        (b"just words\n\nand more", "SRC232"),
        (nested(8), "SRC205"),
        (b"From: a\nContent-Type: multipart/mixed\n\nlost", "SRC232"),
        (b"From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\ncut off", "SRC232"),
        (b"From: a\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\na\n--x--\n", "SRC232"),
        (b"From: a\nContent-Type: application/pkcs7-mime\n\nAAAA", "SRC232"),
        (b"From: a\nContent-Type: text/plain; charset=utf-8\n\n\xff\xfe bad", "SRC203"),
        (b"From: a\nContent-Type: text/plain; charset=nonesuch\n\nabc", "SRC232"),
        (b"From: a\nContent-Transfer-Encoding: x-odd\n\nabc", "SRC232"),
        (b"From: a\nContent-Transfer-Encoding: base64\n\nYWJjZ", "SRC232"),
        (b"From: a\nSubject: \xff\xfe\n\nabc", "SRC232"),
        (b"From: a\nSubject: =?nonesuch?q?abc?=\n\nabc", "SRC232"),
        (b"From: a\n\na\0b", "SRC204"),
        (attached(b"PK\x03\x04 no", DOCX, "x.docx").as_bytes(), "SRC232"),
    ],
    ids=range(15),
)
def test_what_cannot_be_read_whole_is_refused(data: bytes, code: str, folder: Path, say: Any) -> None:
    (folder / "mail.eml").write_bytes(data)
    done = say("redact", "mail.eml")
    assert (done.status, code in done.err, (folder / "mail.DRAFT.eml").exists()) == (4, True, False), done.err


def test_parts_beyond_number_are_refused(tmp_path: Path) -> None:
    many = "".join("--x\n\na\n" for _ in range(600))
    with pytest.raises(DrivectlError) as error:
        read_paper("eml", f"From: a\nContent-Type: multipart/mixed; boundary=x\n\n{many}--x--\n".encode(), tmp_path)
    assert error.value.code == "SRC205"
