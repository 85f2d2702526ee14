"""Notes as no one should write them: a coded refusal or a correct redaction, in time, and never a pass-through."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl.cli import main
from drivectl.source.precheck import CELL_LIMIT, TEXT_LIMIT

RULES = ("--recognisers", "known,uk,names-rules", "--allow-here", "-q")
SECRET = "Mrs Quillfeather on 07700 900123"


@pytest.fixture
def redact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Callable[..., tuple[int, str, bytes | None]]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def call(name: str, data: bytes, *more: str) -> tuple[int, str, bytes | None]:
        Path(name).write_bytes(data)
        status = main(["redact", name, *more, *RULES])
        out = Path(name).with_suffix(f".DRAFT{Path(name).suffix}")
        return status, capsys.readouterr().err, out.read_bytes() if out.exists() else None

    return call


def lines(*notes: str) -> bytes:
    return "".join(json.dumps({"id": at, "note": one}) + "\n" for at, one in enumerate(notes)).encode()


FIELDS = ("--text-field", "note", "--id-field", "id")
NOTES = {
    "half a character": f"\ud800{SECRET}\udfff and 07\ud800700 900124",
    "NULs": f"\0{SECRET}\0 and 07\0700 900124",
    "right to left": f"\u202e{SECRET}\u202c \u05e9\u05dc\u05d5\u05dd 07700\u200f 900124",
    "emoji": f"\U0001f600{SECRET}\U0001f468\u200d\U0001f469 0\ufe0f\u20e37700 900124",
    "HTML": f"<p>{SECRET.replace(' ', '&nbsp;')}</p><b>07700</b> 900124",
    "RTF": "{\\rtf1\\ansi Mrs {\\b Quill}feather on 07700\\~900123\\par {\\b 07700} 900124}",
    "base64": base64.b64encode(SECRET.encode()).decode() + " and 07700 900124",
    "a file": f"<img src='data:image/png;base64,{base64.b64encode(SECRET.encode() * 90).decode()}'> 07700 900124",
    "empty": "",
    "blanks": " \t\n ",
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_a_note_is_redacted_however_it_is_written(note: str, redact: Any) -> None:
    status, err, data = redact("n.jsonl", lines(note, "fine"), *FIELDS)
    assert (status, data is None) == (0, False), err
    shown = json.loads(data.decode().split("\n")[0])["note"]
    plain = "".join(filter(str.isalnum, shown)).lower()
    for part in (
        "quill",
        "feather",
        "07700",
        "900123",
        "900124",
        base64.b64encode(SECRET.encode()).decode()[:12].lower(),
    ):
        assert part not in plain
    assert not note.strip() or "[" in shown


BAD = {
    "empty": ("a.txt", b"", (), "SRC201"),
    "NUL": ("a.txt", f"{SECRET}\0".encode(), (), "SRC204"),
    "half a character": ("a.txt", SECRET.encode() + b"\xed\xa0\x80", (), "SRC203"),
    "long text": ("a.txt", b"a b " * (TEXT_LIMIT // 4) + b"!", (), "SRC205"),
    "long cell": ("a.csv", b"id,note\n1," + b"x" * (CELL_LIMIT + 1) + b"\n", FIELDS, "SRC205"),
    "long line": ("a.jsonl", lines("x" * (CELL_LIMIT + 1)), FIELDS, "SRC205"),
    "50 MB": ("a.txt", SECRET.encode() * (50_000_000 // len(SECRET)), (), "SRC205"),
    "no text": ("a.jsonl", b'{"id": 1, "note": 5}\n', FIELDS, "SRC216"),
    "no object": ("a.jsonl", b"[" * 100_000, FIELDS, "SRC216"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused_at_once(case: tuple[str, bytes, tuple[str, ...], str], redact: Any) -> None:
    name, data, more, code = case
    start = time.process_time()
    status, err, out = redact(name, data, *more)
    assert (status, code in err, out) == (4, True, None), err[:500]
    assert "Quillfeather" not in err
    assert time.process_time() - start < 10


def test_a_cell_of_a_mebibyte_is_read_in_time(redact: Any) -> None:
    note = (SECRET + "x" * 4000 + "\n") * (CELL_LIMIT // 4100)
    start = time.process_time()
    status, err, data = redact("n.jsonl", lines(note), *FIELDS)
    assert (status, data is None) == (0, False), err
    assert b"Quillfeather" not in data
    assert b"07700" not in data
    assert time.process_time() - start < 60
