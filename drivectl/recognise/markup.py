"""Mark-up and codes inside a text (HTML, RTF, quoted-printable, percent and JSON escapes), and what they show.

Nobody says which of them a note is written in, and the same signs may stand there as they are. They are therefore
read in addition to the text itself, never instead of it. No pattern here can look at a sign more than a few times.
"""

# ruff: noqa: SIM905 -- a table of words is read line by line
import html
import re
from functools import partial
from typing import Final

from drivectl.recognise.letters import plain

_HEX: Final = "[0-9A-Fa-f]"
_BYTE: Final = r"(?:\\'|[=%])"
_TAIL: Final = rf"{_BYTE}[89ABab]{_HEX}"
_AMP: Final = "&(?:amp;)*+"
_INSIDE: Final = "(?:[^<>&]++|&(?!(?:amp;)*+[lg]t;))*+"
_TAG: Final = rf"(?P<tag>(?:<|{_AMP}lt;)[/!?]?(?P<element>[A-Za-z\[\-][\w:]*+){_INSIDE}(?:>|{_AMP}gt;))"
_RTF: Final = r"(?P<brace>[{}])|(?P<word>\\(?P<control>[a-z]{1,32})(?:0|-?[1-9]\d{0,9})? ?)|(?P<sign>\\[~_\-*{}\\])"
_CODES: Final = (
    rf"(?P<entity>{_AMP}(?:\#[xX]{_HEX}{{1,6}}+;?|\#\d{{1,7}}+;?|[A-Za-z][A-Za-z0-9]{{1,31}}+;)|&(?:amp;)++)"
    rf"|(?P<bytes>{_BYTE}(?:[CDcd]{_HEX}{_TAIL}|[Ee]{_HEX}(?:{_TAIL}){{2}}|[Ff]{_HEX}(?:{_TAIL}){{3}}|{_HEX}{{2}}))"
    rf"|\\u(?:(?P<hex>{_HEX}{{4}})(?!\?|\\')|(?P<decimal>-?\d{{1,6}})(?:\?|\\'{_HEX}{{2}})?)"
    r"|(?P<cut>=[ \t]{0,3}\r?\n|(?<=\w)[-\u2010\u00ad][ \t]{0,3}\r?\n[ \t]{0,3}(?=\w))"
)
SHOWN: Final = f"{_TAG}|{_CODES}|{_RTF}"
"""With the tags and control words taken away, as the text looks when it is shown."""
WRAPPED: Final = rf"(?P<wrapped>\r?\n)|{SHOWN}"
"""The same for a whole RTF document, where a line end means nothing."""
CODED: Final = rf"{_CODES}|(?P<space>\\[nrt])"
"""With the codes alone made plain, for what the tags themselves say."""

_MAY_HOLD: Final = re.compile(r"[<&\\=%]|-[ \t]{0,3}\r?\n|[\u2010\u00ad]")
_SIGN: Final = re.compile(r"[<&\\=%{}\-\u2010\u00ad\r\n]")
"""What any mark-up or code begins with."""
_RTF_HEAD: Final = "{\\rtf"
_APART: Final = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|d[dlt]|div|fieldset|fig[a-z]*|foot[a-z]*|form|h[1-6r]|"
    "head[a-z]*|html|legend|li|main|nav|ol|option|p|pre|section|t(?:able|body|d|foot|h|head|itle|r)|ul"
)
"""Elements that stand apart from what is beside them; all others may stand inside a word."""
_SIGNS: Final = {"~": " ", "_": "-", "-": "", "*": ""}
_ENDS: Final = frozenset("par line page sect row cell tab column pard softline n r t".split())


def patterns(text: str) -> tuple[str, ...]:
    """In which other ways ``text`` may have to be read."""
    if not _MAY_HOLD.search(text):
        return ()
    ways = (WRAPPED if _RTF_HEAD in text else SHOWN, CODED)
    places = [found.start() for found in _SIGN.finditer(text)]
    return tuple(one for one in ways if any(map(partial(re.compile(one).match, text), places)))


def shown(found: re.Match[str]) -> str:
    """What the mark-up or the code that was ``found`` shows."""
    kind, text = str(found.lastgroup), found.group()
    if kind == "tag":
        return "\n" if _APART.fullmatch(found["element"].lower()) else ""
    if kind == "entity":
        return _plain(html.unescape(re.sub(_AMP, "&", text)))
    if kind == "bytes":
        return _plain(_decoded(bytes.fromhex(re.sub(_BYTE, "", text))))
    if kind in {"hex", "decimal"}:
        return plain(chr(int(found[kind], 16 if kind == "hex" else 10) % 0x10000))
    if kind == "word" and found["control"] in _ENDS:
        return "\n"
    return {"space": "\n", "sign": _SIGNS.get(text[1:], text[1:])}.get(kind, "")


def _plain(text: str) -> str:
    return "".join("\n" if one == "\n" else plain(one) for one in text)


def _decoded(code: bytes) -> str:
    try:
        return code.decode()
    except UnicodeDecodeError:
        return code.decode("cp1252", "ignore")
