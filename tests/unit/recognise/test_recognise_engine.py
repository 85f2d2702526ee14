"""What the engine promises: hidden in any form the record knows, inside the case, without the network."""

import socket

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.finding import Cast, Finding, Kind, Person
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import Engine

FAST = ("known", "uk", "names-rules")
RECORD = {
    "victim": {
        "name": "Sioned Haf Bevan",
        "aliases": ["Shan"],
        "dob": "25/06/1987",
        "addresses": ["31 Pendle View, Brierfield"],
        "postcodes": ["RB9 0ZZ"],
        "phones": ["07700 900150"],
        "nhs_number": "999 000 0018",
    },
    "perpetrator": {"name": "Liam O'Stott", "aliases": ["Stotty"], "dob": "23/02/1987", "pnc_id": "08/333413B"},
    "children": [{"name": "Freddie Stott", "dob": "2016-10-01", "school": "Walverden View Primary"}],
    "others": [{"name": "Jean Bevan", "relation": "grandmother"}, {"name": "Nasra Kauser", "relation": "informant"}],
    "refs": ["MARAC/PEN/25/031"],
}
NOBODY = Cast(case="c", people=())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(FAST)


def hidden(text: str, findings: list[Finding]) -> str:
    for one in reversed(findings):
        text = text[: one.start] + f"[{one.kind.value}]" + text[one.end :]
    return text


@pytest.mark.parametrize(
    "form",
    [
        "Sioned Haf Bevan", "Sioned Bevan", "BEVAN, Sioned", "Bevan Sioned", "sioned", "SIONED", "S. Bevan", "S Bevan", "SHB", "S.B.",
        "Siond", "Sionde", "Sioned's", "Shan", "SionedBevan", "S i o n e d", "Sio\u200bned", "Siôned", "Bev-\nan", "the Bevans",
        "07700900150", "+44 7700 900150", "0044 (0)7700 900 150", "07700.900.150", "RB9 0ZZ", "rb90zz", "9990000018", "999-000-0018",
        "25/06/87", "25.6.1987", "25 June 1987", "June 25, 1987", "1987-06-25", "25th of June", "25061987",
        "31 Pendle View", "31, Pendle View", "Pendle View", "Brierfield",
        "Walverden View", "Walverden View Academy", "MARAC PEN 25 031", "08 333413 B", "O'Stott", "OStott", "Stotty", "liam_stott87",
    ],
)  # fmt: skip
def test_a_known_value_is_hidden_in_any_form(engine: Engine, form: str) -> None:
    text = f"Later on {form} was mentioned again."
    found = engine.find([text], record_cast(RECORD))[0]
    start = text.index(form)
    covered = {i for one in found for i in range(one.start, one.end)}
    name = form.removesuffix("'s").removeprefix("the ")
    offset = form.index(name)
    assert all(i in covered for i in range(start + offset, start + offset + len(name)) if text[i].isalnum())


def test_roles_follow_the_record_and_the_words(engine: Engine) -> None:
    found = engine.find(["Sioned and Freddie saw Liam. Informant: Nasra Kauser."], record_cast(RECORD))[0]
    assert [one.role for one in found] == ["victim", "child", "perpetrator", "informant"]
    assert all(one.person_id for one in found)


def test_a_surname_of_several_people_goes_to_the_most_protected(engine: Engine) -> None:
    assert engine.find(["Mx Bevan rang."], record_cast(RECORD))[0][0].role == "victim"


def test_a_name_given_once_is_found_in_the_other_notes_of_the_case(engine: Engine) -> None:
    first, second = engine.find(["Her sister Zuleika Quorn came.", "later zuleika shouted at QUORN"], NOBODY)
    assert first[0].role == "family"
    assert len(second) == 2
    assert second[0].layers == ("propagated",)
    assert engine.find(["later zuleika shouted"], NOBODY) == [[]]


@pytest.mark.parametrize("name", ["Kenya Solace", "Israel Church", "Honda Small", "Israel", "Small"])
def test_no_list_of_words_stops_a_name_of_the_record(engine: Engine, name: str) -> None:
    cast = record_cast({"victim": {"name": name}}, "c")
    for text in (f"He hit {name} again.", f"{name}'s phone", f"SAW {name.upper()}"):
        (found,) = engine.find([text], cast)
        assert [(one.role, text[one.start : one.end].lower()) for one in found] == [("victim", name.lower())]
    told = record_cast({"others": [{"name": "School", "relation": "informant"}]}, "c")
    assert engine.find(["School rang."], told) == [[]]


def test_labels_of_a_masked_text_hold_nothing(engine: Engine) -> None:
    text = "[VICTIM] rang [CHILD 1] at [PHONE]; [THIRD PARTY] and [PERSON 3] and [DATE OF BIRTH] and [NHS_NUMBER] too"
    assert engine.find([text], record_cast(RECORD)) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "She may go in May.",
        "He will drive to work.",
        "MARAC heard; DASH 14; IDVA to call Monday.",
        "It was a rocky start.",
        "",
        "\r\n",
    ],
)
def test_plain_text_stays(engine: Engine, text: str) -> None:
    assert engine.find([text], NOBODY) == [[]]


def test_an_unknown_recogniser_is_refused() -> None:
    with pytest.raises(DrivectlError) as caught:
        Engine(("known", "magic"))
    assert caught.value.code == "ENV501"


def test_without_presidio_a_default_run_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "presidio_analyzer", None)
    monkeypatch.delitem(sys.modules, "drivectl.recognise.presidio", raising=False)
    with pytest.raises(DrivectlError) as caught:
        Engine()
    assert caught.value.code == "ENV501"
    assert Engine(FAST).detectors


def test_nothing_touches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = Engine().find(["Mail a.b@north.example.org or 536-22-8726 or GB82 WEST 1234 5698 7654 32"], NOBODY)[0]
    assert {one.kind for one in found} >= {Kind.EMAIL, Kind.BANK}


def test_no_repr_shows_a_value(engine: Engine) -> None:
    cast = record_cast(RECORD)
    found = engine.find(["Sioned Bevan, 07700 900150"], cast)
    shown = repr(found) + repr(cast) + repr(engine) + repr(engine.detectors)
    for value in ("Sioned", "Bevan", "900150", "victim-1"):
        assert value not in shown


def test_person_of_the_model_is_what_the_engine_reads(engine: Engine) -> None:
    cast = Cast(
        case="c",
        people=(Person(person_id="p", role="victim", known={"victim.name": ("Ayla Demirtas",)}),),
        case_known={},
    )
    text = "ayla demirtas"
    assert hidden(text, engine.find([text], cast)[0]) == "[PERSON]"
