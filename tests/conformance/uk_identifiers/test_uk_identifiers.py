"""Every kind and form of UK personal data: found whole, and what looks alike left; the vectors themselves are sound."""

import json
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from drivectl.model import idspace
from drivectl.model.finding import Cast, Finding, Kind
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import Engine

SCRIPT = Path(__file__).with_name("vectors.py")
MADE = runpy.run_path(str(SCRIPT))
VECTORS = list(MADE["vectors"]())
NOBODY = Cast(case="c", people=())
RECORD = record_cast(MADE["RECORD"])
LEAST, MOST = 0.98, 0.05
DRAWN = (
    Kind.NHS_NUMBER,
    Kind.NINO,
    Kind.POSTCODE,
    Kind.PHONE,
    Kind.EMAIL,
    Kind.PNC_ID,
    Kind.VEHICLE_REG,
    Kind.DRIVING_LICENCE,
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(("known", "uk", "names-rules"))


def hit(engine: Engine, one: Any) -> bool:
    """Whether the place is hidden whole (a look-alike: touched; a description: overlapped by one)."""
    found: list[Finding] = engine.find([one.text], RECORD if one.record else NOBODY)[0]
    told = [x for x in found if (x.kind is Kind.QUASI) is (one.kind == "QUASI")]
    hidden = {at for x in told for at in range(x.start, x.end)} & set(range(one.start, one.end))
    if not one.hide or one.kind == "QUASI":
        return bool(hidden)
    return hidden >= {at for at in range(one.start, one.end) if one.text[at].isalnum() or one.text[at] == "@"} - {
        at for at in range(one.start, one.end) if one.text[at] == "@"
    }


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_is_found_in_every_form_and_its_look_alikes_stay(engine: Engine, kind: Kind) -> None:
    mine = [one for one in VECTORS if one.kind == kind.value]
    found = [one for one in mine if one.hide]
    stays = [one for one in mine if not one.hide]
    assert min(len(found), len(stays)) >= 20
    missed = Counter(one.form for one in found if not hit(engine, one))
    assert sum(missed.values()) <= (1 - LEAST) * len(found), missed
    touched = [one.text[one.start : one.end] for one in stays if hit(engine, one)]
    assert len(touched) <= MOST * len(stays), touched


def test_every_form_has_twenty_texts_or_is_of_the_record() -> None:
    forms = Counter((one.kind, one.form) for one in VECTORS if one.hide and not one.record)
    assert {form: number for form, number in forms.items() if number < 20} == {}
    assert {one.frame for one in VECTORS} == set(MADE["FRAMES"])


def test_the_vectors_are_the_same_every_time_and_each_place_is_in_its_text() -> None:
    assert list(runpy.run_path(str(SCRIPT))["vectors"]()) == VECTORS
    assert all(0 <= one.start < one.end <= len(one.text) for one in VECTORS)
    root = SCRIPT.parents[3]
    command = [sys.executable, str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, check=True, env={"PYTHONPATH": str(root)}, cwd=root)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["text"] for line in lines] == [one.text for one in VECTORS]


def test_numbers_of_the_vectors_belong_to_nobody() -> None:
    odd = {"wrong check", "administrative", "other suffix", "no suffix", "forces", "giro", "letter o for nought"}
    odd |= {"letter i for one", "extension", "ending", "world", "spelt", "prefix", "suffix", "northern", "personal"}
    odd |= {
        "with extension",
        "world noughts",
        "make",
        "at dot",
        "brackets",
        "rounds",
        "spaced",
        "split",
        "dotted",
        "no slash",
        "record",
    }
    for one in VECTORS:
        if one.hide and one.kind in DRAWN and one.form not in odd:
            assert idspace.is_void(Kind(one.kind), one.text[one.start : one.end]), one


def test_every_void_licence_and_range_end_is_found(engine: Engine) -> None:
    ends = (
        (idspace.void_nhs, 900_000), (idspace.void_mobile, 1000), (idspace.void_phone, 16_000), (idspace.void_nino, 4_000_000),
        (lambda n: idspace.void_email(n, "quillop"), 1_000), (idspace.void_postcode, 216_000), (idspace.void_pnc, 3_000_000), (idspace.void_plate, 10_000_000), (idspace.void_crn, 1_000_000),
    )  # fmt: skip
    for make, size in ends:
        for number in {*range(0, size, max(1, size // 211)), size - 1}:
            value = make(number)
            found = engine.find([f"Noted {value} there"], NOBODY)[0]
            assert any(x.start <= 6 and x.end >= 6 + len(value) for x in found), value
