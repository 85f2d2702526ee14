"""Names and places in small letters, things said in words, and every short way of writing what the record knows."""

import pytest

from drivectl.model.finding import Cast
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import Engine

NOBODY = Cast(case="c", people=())
RECORD = {
    "victim": {
        "name": "Dervla Cassington",
        "aliases": ["Dervs", "Duke"],
        "dob": "23/06/1984",
        "addresses": ["Flat 31 Ormsey House, Quillet Walk, Tarnby"],
        "phones": ["07700 900771"],
    },
    "perpetrator": {"name": "Rhodri Velmott", "aliases": ["Rodders"]},
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(("known", "uk", "names-rules"))


def hidden(engine: Engine, text: str, cast: Cast = NOBODY) -> set[str]:
    return {text[one.start : one.end] for one in engine.find([text], cast)[0] if one.kind.value != "QUASI"}


def is_hidden(engine: Engine, text: str, what: str, cast: Cast = NOBODY) -> bool:
    start = text.index(what)
    masked = bytearray(len(text))
    for one in engine.find([text], cast)[0]:
        if one.kind.value != "QUASI":
            masked[one.start : one.end] = b"1" * (one.end - one.start)
    return all(masked[at] for at in range(start, start + len(what)) if text[at].isalnum())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("told krystelle that it was over", "krystelle"),
        ("stopping w/ dezzo since friday", "dezzo"),
        ("his mates tavion and the rest", "tavion"),
        ("stopped at his mate dezzo warple's flat", "dezzo warple"),
        ("mum zaniya rang in tears", "zaniya"),
        ("the kids call him jarvo uncle now", "jarvo"),
        ("came in with big derek again", "big derek"),
        ("she spelt it, O-R-M-Z-E-Y, twice", "O-R-M-Z-E-Y"),
        ("stopped over at kerry-annes last night", "kerry-annes"),
        ("off to the elmsworth spar for milk", "the elmsworth spar"),
        ("he was seen in tarnby park cafe on friday", "tarnby park cafe"),
        ("the kids go to st wilfrids now", "st wilfrids"),
        ("meets on fridays at st ninian hall", "st ninian hall"),
        ("she sat in costa quillerby for an hour", "costa quillerby"),
        ("he was in the fox n ferret all night", "the fox n ferret"),
        ("he works at velpack most nights", "velpack"),
        ("HE WAS TRACED AT THE ORMSEY BAR", "THE ORMSEY BAR"),
        ("WORKS AT GOODS FISH DOCK. NO CAR", "GOODS FISH DOCK"),
        ("lives at thirty two ormsey road with him", "thirty two ormsey road"),
        ("she moved to 7 The Spinneys last week", "7 The Spinneys"),
        ("born twenty third of june nineteen eighty four", "twenty third of june nineteen eighty four"),
        ("it was the first of the ninth eighty four", "first of the ninth eighty four"),
        ("text her on O77OO 9OO771 only", "O77OO 9OO771"),
        ("drives taxi plate QRBC 1182 at night", "QRBC 1182"),
    ],
)
def test_what_no_record_knows_is_hidden(engine: Engine, text: str, what: str) -> None:
    assert is_hidden(engine, text, what)


@pytest.mark.parametrize(
    "text",
    [
        "told her that it was over and mum agreed with him",
        "told gossip to the kids and the mum oranges and tulips",
        "the partner attended with the child and the neighbour shouted",
        "my mate works nights and drinks in the evening at home",
        "he works for himself and works at night in the local shop",
        "on the fourth day of the week she was second in the queue",
        "two of the main roads are closed and there is one road in",
        "she is off to the corner shop and the primary school",
        "she had the first of the three sessions and a second may follow",
    ],
)
def test_everyday_words_behind_the_same_cues_are_not(engine: Engine, text: str) -> None:
    assert hidden(engine, text) == set()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("t/a cassington d, in arrears", "cassington d"),
        ("spoke to dervla c today", "dervla c"),
        ("seen with dervs c in the lobby", "dervs c"),
        ('she is known as "Duke" by his friends', "Duke"),
        ("arrears at 31 ormsey hse again", "31 ormsey hse"),
        ("he waited at Quillet Wk until ten", "Quillet Wk"),
        ("he waited at quillet wlk until ten", "quillet wlk"),
        ("dob is the twenty-third of the sixth eighty four", "twenty-third of the sixth eighty four"),
    ],
)
def test_what_the_record_knows_is_hidden_however_short(engine: Engine, text: str, what: str) -> None:
    assert is_hidden(engine, text, what, record_cast(RECORD, "c"))


def test_initials_that_are_an_abbreviation_of_the_work_are_those_of_the_protected(engine: Engine) -> None:
    cast = record_cast(RECORD, "c")
    assert is_hidden(engine, "DC seen at home, calm.", "DC", cast)
    assert not is_hidden(engine, "DC Warple called; DC 4410 too.", "DC", cast)


def test_an_empty_word_in_place_of_a_name_is_no_name(engine: Engine) -> None:
    cast = record_cast({"victim": {"name": "Unknown", "aliases": ["None", "Duty Team"]}}, "c")
    assert hidden(engine, "Cause Unknown. None seen. Ask the duty team.", cast) == set()
