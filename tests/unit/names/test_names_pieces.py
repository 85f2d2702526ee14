"""Our WordPiece cuts as the library does that the encoder was trained with."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.recognise.names.pieces import Pieces, shape
from drivectl.recognise.names.weights import FOLDER, pieces
from drivectl.recognise.view import INERT

VOCABULARY = (FOLDER / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
OURS = pieces()

KNOWN = {
    "Siobhán O'Dowd-Price": "si ##ob ##han o ' dow ##d - price",
    "unaffable JOHN": "una ##ffa ##ble john",
    "a.b@example.org": "a . b @ example . org",
    "07700 900123": "07 ##70 ##0 900 ##12 ##3",
    "中文 x": "中 文 x",
    "☃": "[UNK]",
    "a" * 101: "[UNK]",
}
"""Texts and their pieces, as ``tokenizers`` cut them."""


def cut(text: str) -> str:
    return " ".join(VOCABULARY[one] for word in OURS.words(text) for one in word.pieces)


@pytest.mark.parametrize("text", KNOWN)
def test_texts_are_cut_as_they_always_were(text: str) -> None:
    assert cut(text) == KNOWN[text]


@pytest.mark.oracle
def test_the_library_cuts_alike() -> None:
    tokenizers = pytest.importorskip("tokenizers", reason="tokenizers is not installed: our pieces were not compared")
    theirs = tokenizers.Tokenizer(
        tokenizers.models.WordPiece({one: at for at, one in enumerate(VOCABULARY)}, unk_token="[UNK]")
    )
    theirs.normalizer = tokenizers.normalizers.BertNormalizer()
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    dice = random.Random(5)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,'-/@()\n" + "áéîöŵŷñçøł中"
    texts = [*KNOWN, *("".join(dice.choices(letters, k=60)) for _ in range(2_000))]
    plain = [one.removeprefix("##") for one in VOCABULARY[1000:] if one.isascii()]  # a "£10" is two words here
    texts += [" ".join(dice.choices(plain, k=12)) for _ in range(500)]
    for text in texts:
        assert cut(text).split() == theirs.encode(text).tokens, text


@settings(max_examples=150)
@given(st.text(max_size=80))
def test_every_word_has_its_place_and_a_piece(text: str) -> None:
    words = OURS.words(text)
    assert all(word.pieces and text[word.start : word.end].strip() for word in words)
    assert (
        "".join(text[word.start : word.end] for word in words)
        == "".join(one for one in text.replace(INERT, "x") if not one.isspace()).replace("x", "x")
        or INERT in text
    )


def test_what_is_hidden_is_one_word() -> None:
    words = Pieces(VOCABULARY).words(f"Rang {INERT}.")
    assert [VOCABULARY[word.pieces[0]] for word in words] == ["rang", "[MASK]", "."]


@pytest.mark.parametrize(
    ("word", "number"), [("rang", 0), (".", 0), ("Ann", 1), ("ANN", 2), ("A", 3), ("McK", 4), ("s47", 5)]
)
def test_shapes(word: str, number: int) -> None:
    assert shape(word) == number
