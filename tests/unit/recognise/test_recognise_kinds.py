"""Each kind: forms that are hidden, look-alikes that stay, every void value found, hostile texts read in time."""

import faulthandler
import time
from collections.abc import Callable

import pytest

from drivectl.model import idspace
from drivectl.model.finding import Cast, Kind
from drivectl.recognise.engine import Engine
from drivectl.recognise.view import View, view_of

NOBODY = Cast(case="c", people=())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(("known", "uk", "names-rules"))


HIDDEN = [
    (Kind.NHS_NUMBER, ["999 000 0018", "9990000018", "999-000-0018", "999 000 0019"]),
    (Kind.NINO, ["QQ 12 34 56 C", "qq123456c", "TN123456A"]),
    (Kind.POSTCODE, ["RB1 2AB", "rb12ab", "EF10 1ZZ", "ZZ99 3VZ", "GIR 0AA", "BFPO 12"]),
    (Kind.PHONE, ["07700 900123", "+44 7700 900123", "0044 7700 900123", "+44 (0) 7700 900 123", "07700.900.123", "01632 960 001", "020 7946 0123", "(01632) 960001", "oh seven seven double oh nine double oh one two three"]),
    (Kind.EMAIL, ["a.b@north.example.org", "A_B@x.test", "jo dot x at mail dot example", "jo(at)mail(dot)example"]),
    (Kind.HANDLE, ["@jo_x9", "jo_runs", "sunshine98"]),
    (Kind.URL_IP, ["https://x.example/a?b=1", "www.x.example", "face.example/jo", "192.0.2.17"]),
    (Kind.DATE_OF_BIRTH, ["dob 01/02/1990", "born 1 February 1990", "D.O.B: 1990-02-01", "b. 1.2.90", "born in 1990"]),
    (Kind.DATE, ["01/02/2025", "1-Feb-25", "2nd March", "March 2, 2025", "2025-03-02", "16-XI-24", "24/3", "Boxing Day", "2/Mar/2026", "02\\03\\2026", "2nd-3rd March"]),
    (Kind.LOCATION, ["52.95360, -1.15047", "51.5074,-0.1278", "51.5074N 0.1278W", "///filled.count.soap"]),
    (Kind.AGE, ["28 yo", "aged 31", "18 mths", "4 years old", "Kezzy (6)"]),
    (Kind.ADDRESS, ["2 Quarry Lane", "12a quarry rd", "Flat 4, 12 Quarry St", "flat 4", "4 Heol y Felin", "room 7", "Dove House", "1-3 Old Mill Close"]),
    (Kind.ORG_IDENTIFYING, ["Quarry Lane Primary School", "Dove Surgery", "Zed Nursery", "HMP Quarry", "Ysgol Cwm"]),
    (Kind.VEHICLE_REG, ["AB00 XYZ", "ab00xyz", "M9 BEX", "151-G-4417", "van GAV 10S"]),
    (Kind.DRIVING_LICENCE, ["MORGA702315SM9IJ", "MORGA 702315 SM9IJ"]),
    (Kind.PASSPORT, ["passport 123456789", "BRP ZR1199340"]),
    (Kind.BANK, ["20-84-13 40771926", "sort code 20-84-13", "account 40771926", "IBAN GB82 WEST 1234 5698 7654 32", "4111 1111 1111 1111"]),
    (Kind.PNC_ID, ["2016/0353286Z", "16/353286Z", "16/353286I"]),
    (Kind.CRO, ["138389/08Z"]),
    (Kind.CRN, ["X123456"]),
    (Kind.PRISON_NUMBER, ["A1234AB"]),
    (Kind.CASE_REF, ["MARAC/LU/25/077", "SCH-114077", "PC 3318", "log 1509", "07DK0211624", "LC-20241226-1509", "ref 70041"]),
    (Kind.PERSON, ["Mrs Zyx", "mr zyxon", "Dr Oyin", "Agnieszka", "agnieszka", "S. Zyxon", "Zyxon, Jean", "her sister June", "aka Wozza", "neighbour Zed", "o'zyxon", "PC 3318 Zyxon"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind, forms in HIDDEN for form in forms])
@pytest.mark.parametrize("frame", ["She said {} to them.", "({})", "today,\n{};", "x: '{}'"])
def test_a_form_is_hidden(engine: Engine, kind: Kind, form: str, frame: str) -> None:
    text = frame.format(form)
    found = engine.find([text], NOBODY)[0]
    assert any(one.kind is kind or one.start <= text.index(form) for one in found), kind
    value = form.rsplit(" ", maxsplit=1)[-1]
    start = text.index(form) + form.rindex(value)
    hidden = {at for one in found for at in range(one.start, one.end)}
    assert all(
        at in hidden
        for at in range(start, start + len(value))
        if text[at].isalnum() and text[at:].split(" ")[0] not in {"yo", "mths", "old"}
    )


@pytest.mark.parametrize(
    "text",
    [
        "She paid £1,250.50 and took 50mg twice at 10:15.",
        "DASH 14, PHQ9 20 and GAD7 18 were scored under section 47.",
        "He drove to court for a non-mol and will return in May.",
        "MARAC, IDVA, MASH and the CPS discussed the Serious Crime Act 2015.",
        "Explained Clare's Law; on sertraline; 3 sessions of 90 minutes.",
        "Mum and Dad rang the police. The neighbour was angry.",
        "Risk is high, 2 of 3 actions done, 41% of plan.",
        "RISK HIGH. VICTIM SAFE AND WELL. CHILDREN ASLEEP.",
    ],
)
def test_a_look_alike_stays(engine: Engine, text: str) -> None:
    assert engine.find([text], NOBODY) == [[]]


@pytest.mark.parametrize(
    "make",
    [idspace.void_nhs, idspace.void_phone, idspace.void_mobile, idspace.void_nino, idspace.void_postcode, idspace.void_pnc, idspace.void_plate, idspace.void_crn, lambda n: idspace.void_email(n, "jo.x")],
)  # fmt: skip
def test_every_void_value_is_found(make: Callable[[int], str], engine: Engine) -> None:
    for number in range(0, 1000, 9):
        value = make(number)
        text = f"It was {value} then."
        hidden = {at for one in engine.find([text], NOBODY)[0] for at in range(one.start, one.end)}
        assert set(range(7, 7 + len(value))) - {7 + at for at, c in enumerate(value) if not c.isalnum()} <= hidden, (
            number
        )


@pytest.mark.parametrize(
    "piece", ["1 ", "A ", "a.", "a@", "0", "-", "Aa ", "dot ", "1/", "oh seven ", "aa_", ":", "a", "\u0301", "Mr "]
)
def test_a_hostile_text_is_read_in_time(engine: Engine, piece: str) -> None:
    """A quarter of a megabyte of one piece: what is not linear would hang here, not for a moment but for hours."""
    text = piece * (250_000 // len(piece))
    faulthandler.dump_traceback_later(300, exit=True)
    started = time.process_time()
    try:
        list(engine._hits(_view(text), None, set()))
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert time.process_time() - started < 120


def _view(text: str) -> View:

    return view_of(text)
