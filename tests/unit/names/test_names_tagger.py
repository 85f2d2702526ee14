"""Everything is read: whatever the length of a text, no word falls between two windows."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.recognise.names import tagger
from drivectl.recognise.names.pieces import Word
from drivectl.recognise.names.weights import pieces

SENTENCES = st.lists(st.lists(st.integers(1, 100), min_size=1, max_size=80), min_size=1, max_size=6)


def words_of(sizes: list[int]) -> list[Word]:
    return [Word(at, at + 1, 0, (1,) * size) for at, size in enumerate(sizes)]


def bounds(sentences: list[list[int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for one in sentences:
        yield at, at + len(one)
        at += len(one)


@settings(max_examples=200)
@given(SENTENCES)
def test_windows_lose_nothing(sentences: list[list[int]]) -> None:
    words = words_of([size for one in sentences for size in one])
    windows = list(tagger.windows(words, list(bounds(sentences))))
    assert {at for first, last in windows for at in range(first, last)} == set(range(len(words)))
    assert all(sum(len(word.pieces) for word in words[first:last]) <= tagger.WINDOW for first, last in windows)


@settings(max_examples=100)
@given(st.lists(st.integers(1, 9), min_size=100, max_size=400))
def test_windows_of_a_long_sentence_overlap(sizes: list[int]) -> None:
    windows = list(tagger.windows(words_of(sizes), [(0, len(sizes))]))
    assert all(right < left for (_, left), (right, _) in pairwise(windows))


@settings(max_examples=100)
@given(st.text(alphabet=st.sampled_from("ab XY.?!\n\"'("), max_size=120))
def test_sentences_hold_every_word_that_could_be_a_name(text: str) -> None:
    words = pieces().words(text)
    spans = list(tagger._sentences(text, words, ()))
    covered = {at for first, last in spans for at in range(first, last)}
    left_out = [text[word.start : word.end] for at, word in enumerate(words) if at not in covered]
    assert not any(tagger._possible(one) for one in left_out)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Zed rang. Quill came.", 2),
        ("Dr. Quill came. A. Quill left.", 2),
        ("one zed\ntwo zed", 2),
        ("she left. it was over.", 0),
    ],
)
def test_sentences_end_where_people_end_them(text: str, parts: int) -> None:
    assert len(list(tagger._sentences(text, pieces().words(text), ()))) == parts


def test_what_is_explained_is_not_read() -> None:
    text = "Zed rang. Quill came."
    words = pieces().words(text)
    assert list(tagger._sentences(text, words, [(0, 3)])) == [(3, 6)]
    assert list(tagger._sentences(text, words, [(0, 3), (10, 15)])) == []
