"""PDFs made to take for ever, or to lose words on the way, are refused in good time."""

import zlib
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from drivectl.codes import CODES

LONG = 60.0
"""Seconds of CPU: ten times what the slowest of these takes."""
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F 9 Tf (Call 07700 900123) Tj ET "


def stream(data: bytes, keys: bytes = b"", *, packed: bool = True) -> bytes:
    data, keys = (zlib.compress(data, 9), keys + b"/Filter/FlateDecode") if packed else (data, keys)
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (keys, len(data), data)


def form(data: bytes, *uses: int) -> bytes:
    used = b"".join(b"/X%d %d 0 R" % (one, one) for one in uses)
    return stream(data, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<<%s>>>>" % used)


def pdf(
    contents: bytes, forms: Mapping[int, bytes] | None = None, *, page: bytes = b"4 0 R", kids: bytes = b"3 0 R"
) -> bytes:
    """Object 4 is the page's contents, 5 its font; ``forms`` are objects from 6, painted as X6 and so on."""
    used = b"".join(b"/X%d %d 0 R" % (one, one) for one in forms or ())
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count 1>>" % kids,
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents %s/Resources<</Font<</F 5 0 R>>/XObject<<%s>>>>>>" % (page, used),
        4: contents, 5: FONT, **(forms or {}),
    }  # fmt: skip
    made, places = b"%PDF-1.7\n", []
    for number, body in bodies.items():
        places.append(b"%010d 00000 n \n" % len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, b"".join(places))
    return made + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, len(made))


DEEP = {at: form(b"/X%d Do " % (at + 1) * 9, at + 1) for at in range(6, 12)} | {12: form(WORDS)}
HOSTILE = {
    "forms within forms, nine times each": (pdf(stream(WORDS + b"/X6 Do"), DEEP), "SRC205"),
    "one big form painted again and again": (pdf(stream(b"/X6 Do " * 900), {6: form(WORDS + b" " * (1 << 20))}), "SRC205"),
    "more forms than the library reads": (pdf(stream(b"/X6 Do " * 5001 + b"/X7 Do"), {6: form(b"q Q"), 7: form(WORDS)}), "SRC205"),
    "operators without end": (pdf(stream(WORDS + b"T* " * (20 << 20))), "SRC205"),
    "one stream named ten thousand times": (pdf(stream(WORDS * 1000), page=b"[" + b"4 0 R " * 10_000 + b"]"), "SRC205"),
    "a bomb": (pdf(stream(WORDS + b" " * (70 << 20))), "SRC205"),
    "a bigger bomb": (pdf(stream(WORDS + b" " * (90 << 20))), "SRC232"),
    "a form that cannot be unpacked": (pdf(stream(WORDS + b"/X6 Do"), {6: form(WORDS).replace(b"Flate", b"Fleet")}), "SRC232"),
    "a tree of pages that is its own branch": (pdf(stream(WORDS), kids=b"3 0 R 2 0 R"), "SRC232"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_takes_for_ever_or_loses_words_is_refused(name: str, say: Any, folder: Path) -> None:
    data, code = HOSTILE[name]
    (folder / "note.pdf").write_bytes(data)
    start = process_time()
    for command in ("scan", "redact"):
        found = say(command, "note.pdf", "--recognisers", "known,uk")
        assert (found.status, code in found.err) == (CODES[code].exit, True), found.err
        assert "07700" not in found.err + found.out
    assert process_time() - start < LONG
    assert [one.name for one in folder.glob("*DRAFT*")] == []


def test_words_in_forms_within_forms_are_read(say: Any, folder: Path) -> None:
    few = {6: form(b"/X7 Do /X7 Do", 7), 7: form(WORDS)}
    (folder / "note.pdf").write_bytes(pdf(stream(b"/X6 Do " * 3), few))
    assert say("scan", "note.pdf", "--recognisers", "known,uk", "--json", "-q").json["summary"]["kinds"]["PHONE"] == 6
