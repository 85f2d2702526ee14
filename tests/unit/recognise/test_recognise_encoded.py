"""Texts and files in base64, in hexadecimal and in ``data:`` addresses never pass; words and numbers are none."""

import base64
import random

import pytest

from drivectl.model.finding import Cast
from drivectl.recognise.encoded import is_encoded
from drivectl.recognise.engine import Engine

NOBODY = Cast(case="c", people=())
ENGINE = Engine(("uk",))
SECRET = "Rebecca Hallam, 31 Pendle View, 07700 900123"
NOISE = random.Random(5).randbytes(700)


def b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


RUNS = {
    "a name": b64(b"Rebecca"),
    "a short text": b64(b"Rebecca Hallam"),
    "without its end": b64(b"Rebecca Hallam").rstrip("="),
    "a long text": b64(SECRET.encode()),
    "for addresses": base64.urlsafe_b64encode("Siân Ó Néill?".encode()).decode(),
    "in two bytes": b64("Rebecca Hallam".encode("utf-16-le")),
    "hexadecimal": SECRET.encode().hex(),
    "capital hexadecimal": b"Rebecca Hallam".hex().upper(),
    "a file": b64(NOISE),
    "a file in lines": base64.encodebytes(NOISE).decode().strip(),
    "in hexadecimal": NOISE.hex(),
    "behind a word": "attachment-" + b64(b"Rebecca Hallam"),
}


@pytest.mark.parametrize("frame", ["{}", "see {} .", "x={}", "<img src='{}'>", "note:\n{}\nend"])
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_run_is_hidden_whole_and_in_doubt(run: str, frame: str) -> None:
    text = frame.format(run)
    start = text.index(run)
    found = ENGINE.find([text], NOBODY)[0]
    hidden = {at for one in found for at in range(one.start, one.end)}
    assert {at for at in range(start, start + len(run)) if text[at].isalnum()} <= hidden
    assert "unsure" in {one.state for one in found}


@pytest.mark.parametrize("head", ["data:image/png;base64,", "DATA:text/html;charset=utf-8,", "data:;base64,"])
def test_a_data_address_is_hidden_whole(head: str) -> None:
    text = f"<a href='{head}Rebecca%20Hallam+x/y='>pic</a>"
    found = ENGINE.find([text], NOBODY)[0]
    assert any(text[one.start : one.end] == f"{head}Rebecca%20Hallam+x/y=" for one in found)


WORDS = [
    "counterproductively",
    "and/or/either/neither/both/none",
    "recipients=",
    "data: 3, 4",
    "AnyChildrenPartnership",
]
LINES = ["-" * 80, "_" * 80, "A" * 90, "1" * 80, "multi-agency-risk-assessment-conference-minutes-and-actions-list"]


@pytest.mark.parametrize("word", [*WORDS, *LINES])
def test_words_and_lines_are_none(word: str) -> None:
    assert not is_encoded(word)
