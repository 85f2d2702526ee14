"""What is no name: ordinary words with a capital, abbreviations, phrases; and what is one all the same."""

import pytest

from drivectl.model.finding import Cast
from drivectl.recognise.cast import record_cast
from drivectl.recognise.engine import Engine
from drivectl.recognise.lists import is_word, phrases, words

NOBODY = Cast(case="c", people=())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(("known", "uk", "names-rules"))


def hidden(engine: Engine, text: str, cast: Cast = NOBODY) -> list[str]:
    return [text[one.start : one.end] for one in engine.find([text], cast)[0]]


@pytest.mark.parametrize(
    "text",
    [
        "She was asked by the Respondent to pay the Invoice.",
        "He was seen by a Locum, then by the Registrar.",
        "They took St John's Wort and went to the Salvation Army.",
        "He had a Stanley knife from the Building Society car park.",
        "She scored high on GRACE and low on ADA.",
        "He was off the charlie again.",
        "Open from 0900-1730 in 2023-2024, BP 140/90.",
        "We went to the Council and to the Police.",
    ],
)
def test_ordinary_words_and_phrases_stay(engine: Engine, text: str) -> None:
    assert hidden(engine, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was GRACE OZBERRY who rang.", "GRACE OZBERRY"),
        ("Later Grace came too.", "Grace"),
        ("Hope's bank card is gone.", "Hope"),
        ("They moved to Silver Birches with him.", "Silver Birches"),
        ("She lives in Upper Crimple now.", "Upper Crimple"),
        ("He is aka Spud there.", "Spud"),
        ("Told the cellmate Tobin Ashgrove.", "Tobin Ashgrove"),
        ("He kicked the dog Sarah left.", "Sarah"),
    ],
)
def test_a_name_is_hidden_though_it_is_a_word(engine: Engine, text: str, name: str) -> None:
    assert any(name in one for one in hidden(engine, text))


def test_a_phrase_opens_nothing_that_the_record_knows(engine: Engine) -> None:
    cast = record_cast({"victim": {"name": "Stanley Quillop"}})
    assert hidden(engine, "He took a Stanley knife.", cast) == ["Stanley"]


@pytest.mark.parametrize("name", ["Israel", "Kenya", "Romany", "Stanley", "Zafira"])
def test_a_first_name_that_is_a_thing_too_is_found_beside_a_surname(name: str) -> None:
    text = f"Her friend {name} Nowakowska came."
    assert any(text[one.start :].startswith(name) for one in Engine(("names-rules",)).find([text], NOBODY)[0])


def test_the_lists_hold_what_they_say() -> None:
    names = words("first_names") | words("surnames") | words("wordy")
    assert not names & words("english")
    assert is_word("invoices")
    assert not is_word("quillop")
    assert all(one == one.strip() and one.startswith(head) for head, those in phrases().items() for one in those)
