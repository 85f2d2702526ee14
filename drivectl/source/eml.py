"""Mail: headers, texts and attachments are read; a new mail is made of the subject, the texts and clean attachments."""

import email
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import collapse_rfc2231_value
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import Safe, say
from drivectl.source.paper import Attached, Paper, Piece
from drivectl.source.precheck import CONTROL

_DEEPEST: Final = 5
_PARTS: Final = 500
_KINDS: Final = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_TYPES: Final = {kind: mime.split("/") for mime, kind in _KINDS.items()}
_ENCODED: Final = {"", "7bit", "8bit", "binary", "base64", "quoted-printable"}
_SEALED: Final = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_OF_A_MAIL: Final = {"from", "subject", "date", "received", "mime-version"}
_READ_APART: Final = {"subject", "mime-version", "content-type", "content-disposition", "content-transfer-encoding"}
_OURS: Final = re.compile(r"attachment-[0-9]+\.(docx|pdf|eml)|utf-8|us-ascii")
_APART: Final = frozenset(
    ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "pre", "hr", "td")
)
_HELD: Final = frozenset(("href", "src", "alt", "title", "content", "value", "background", "action", "cite", "data"))


def read_eml(data: bytes, path: Path, attached: Attached, depth: int = 0) -> Paper:
    """The mail in ``data``; SRC203, SRC204, SRC205 or SRC232 where it cannot be read whole."""
    if depth > _DEEPEST:
        raise problem("SRC205", say("{p} has mails within mails too deep", p=path), at=Place(file=path))
    try:
        return _Mail(email.message_from_bytes(data), path, attached, depth).paper()
    except (RecursionError, HeaderParseError, MessageError, LookupError, ValueError, TypeError):
        pass
    raise _broken(path)  # outside the handler: the library's error quotes the mail


class _Mail:
    def __init__(self, message: Message, path: Path, attached: Attached, depth: int) -> None:
        self._path, self._attached, self._depth = path, attached, depth
        self._pieces: list[Piece] = []
        self._left: Counter[Safe] = Counter()
        self._writers: list[Callable[[Iterator[str], EmailMessage], None]] = []
        self._count = 0
        if not _OF_A_MAIL & {one.lower() for one in message.keys()}:  # noqa: SIM118 -- a message is no dict
            raise _broken(path)
        self._subject(message)
        self._part(message)

    def paper(self) -> Paper:
        return Paper(
            pieces=(*(one for one in self._pieces if one.written), *(one for one in self._pieces if not one.written)),
            left_out=self._left,
            write=self._write,
        )

    def _write(self, texts: Sequence[str]) -> bytes:
        given = iter(texts)
        made = EmailMessage(policy=SMTP)
        made["MIME-Version"] = "1.0"
        for one in self._writers:
            one(given, made)
        if made.is_multipart():
            made.set_boundary(f"=_part_{self._depth}_=")
        return made.as_bytes()

    def _subject(self, message: Message) -> None:
        words = " ".join(_words(value) for key, value in message.raw_items() if key.lower() == "subject")
        if words.strip():
            self._pieces.append(Piece(place="subject", text=words))
            self._writers.append(lambda given, made: made.__setitem__("Subject", " ".join(next(given).split())))

    def _part(self, part: Any) -> None:
        self._count += 1
        if self._count > _PARTS:
            raise problem("SRC205", say("{p} has too many parts", p=self._path), at=Place(file=self._path))
        self._headers(part)
        name, kind = part.get_filename() or "", part.get_content_type()
        if kind in _SEALED:
            raise problem("SRC232", say("{p} is encrypted", p=self._path), at=Place(file=self._path))
        if kind.startswith("multipart/") and part.is_multipart():
            self._aside("headers", f"{part.preamble or ''}\n{part.epilogue or ''}")
            for one in part.get_payload():
                self._part(one)
        else:
            self._leaf(part, name, kind)
        if part.defects:
            raise _broken(self._path)

    def _headers(self, part: Any) -> None:
        for key, value in part.raw_items():
            if key.lower() not in _READ_APART:
                self._aside("headers", unquote(_words(value)))
        for header in ("Content-Type", "Content-Disposition"):
            for key, value in (part.get_params([], header) or [])[1:]:
                if key != "boundary":  # a mail program makes it up
                    self._aside("names of attachments", _words(collapse_rfc2231_value(value)))

    def _leaf(self, part: Any, name: str, kind: str) -> None:
        ending = Path(name).suffix.lower().removeprefix(".")
        if kind == "message/rfc822":
            (inner,) = part.get_payload()
            self._document("eml", inner.as_bytes())
            return
        if part.is_multipart() or str(part.get("Content-Transfer-Encoding", "")).strip().lower() not in _ENCODED:
            raise _broken(self._path)
        data = part.get_payload(decode=True)
        if kind in _KINDS or ending in {"docx", "pdf", "eml"}:
            self._document(_KINDS.get(kind) or ending, data)
        elif kind.startswith("text/") or ending in {"txt", "csv", "tsv"}:
            self._text(self._decoded(data, part.get_content_charset()), kind if "text/" in kind else f"text/{ending}")
        else:
            self._left[say("images") if kind.startswith("image/") else say("attachments")] += 1

    def _text(self, text: str, kind: str) -> None:
        if kind == "text/html":
            page = _Page()
            page.feed(text)
            page.close()
            self._aside("HTML", "\n".join(page.held))
            text = page.text()
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if kind not in {"text/plain", "text/html", "text/txt"}:  # a table or a calendar: left out
            self._aside("attached tables and cards", text)
        elif text.strip() and not any(one.written and one.text.split() == text.split() for one in self._pieces):
            self._pieces.append(Piece(place="text", text=text))
            self._writers.append(_write_text)

    def _document(self, kind: str, data: bytes) -> None:
        paper = self._attached(kind, data, self._path, self._depth + 1)
        written = sum(one.written for one in paper.pieces)
        self._pieces += paper.pieces
        self._left.update(paper.left_out)

        def write(given: Iterator[str], made: EmailMessage) -> None:
            inner = paper.write([next(given) for _ in range(written)])
            name = f"attachment-{sum(1 for _ in made.iter_attachments()) + 1 if made.is_multipart() else 1}.{kind}"
            if kind == "eml":
                made.add_attachment(email.message_from_bytes(inner, policy=SMTP), filename=name)
            else:
                main, sub = _TYPES[kind]
                made.add_attachment(inner, maintype=main, subtype=sub, filename=name)

        self._writers.append(write)

    def _decoded(self, data: bytes, charset: str | None) -> str:
        kind = "utf-8" if charset in {None, "us-ascii", "ascii"} else str(charset)
        try:
            text = data.decode(kind)
        except UnicodeDecodeError:
            text = None
        if text is None:
            what = say("{p} has a text that is not in the encoding that it states", p=self._path)
            raise problem("SRC203", what, at=Place(file=self._path))
        if CONTROL.search(text):
            raise problem("SRC204", say("{p} has a control character", p=self._path), at=Place(file=self._path))
        return text

    def _aside(self, place: str, words: str) -> None:
        for line in words.splitlines():
            one = Piece(place=place, text=line.strip(), written=False)
            if one.text and not _OURS.fullmatch(one.text) and one not in self._pieces:
                self._pieces.append(one)


def _write_text(given: Iterator[str], made: EmailMessage) -> None:
    if made.is_multipart() or made.get("Content-Type"):
        made.add_attachment(next(given), disposition="inline")
    else:
        made.set_content(next(given))


class _Page(HTMLParser):
    """The words of HTML as they are read, and apart from them what tags, comments and scripts hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._words: list[str] = []
        self.held: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.held += [unquote(value) for key, value in attrs if value and (key in _HELD or key.startswith("data-"))]
        self._words.append("\n" if tag in _APART else "")
        self._silent += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._words.append("\n" if tag in _APART else "")
        self._silent = max(0, self._silent - (tag in {"script", "style"}))

    def handle_data(self, data: str) -> None:
        if self._silent:
            self.held.append(data)
        else:
            self._words.append(re.sub(r"\s+", " ", data))

    def handle_comment(self, data: str) -> None:
        self.held.append(data)

    def handle_decl(self, decl: str) -> None:
        self.held.append(decl)

    handle_pi = unknown_decl = handle_comment

    def text(self) -> str:
        """The words in lines."""
        lines = (one.strip() for one in "".join(self._words).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _words(value: Any) -> str:
    """A header as a person reads it: unfolded, its encoded words joined."""
    plain = str(value).encode("ascii", "surrogateescape").decode("utf-8")
    return re.sub(r"[\r\n]\s*", " ", str(make_header(decode_header(plain))))


def _broken(path: Path) -> DrivectlError:
    return problem("SRC232", say("{p} is damaged, or no mail", p=path), at=Place(file=path))
