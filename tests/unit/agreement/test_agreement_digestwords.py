"""A digest in words: the list never changes, and a wrong word is named by its number."""

import hashlib
from itertools import combinations

import pytest

from drivectl.agreement.digestwords import _WORDS, COUNT, digest_words, first_wrong, word_lines

SHA = hashlib.sha256(b"words").hexdigest()


def test_the_list_is_for_ever() -> None:
    assert hashlib.sha256(" ".join(_WORDS).encode()).hexdigest() == (
        "ad57ca9c2b306809b8b676a278e272dda0b3732981828123ff24439e83c52478"
    )


def test_no_two_words_are_taken_for_each_other() -> None:
    assert len(set(_WORDS)) == 256
    assert all(4 <= len(one) <= 8 and one.isascii() and one.islower() for one in _WORDS)
    assert len({one[:4] for one in _WORDS}) == 256
    for one, other in combinations(_WORDS, 2):
        assert len(one) != len(other) or sum(a != b for a, b in zip(one, other, strict=True)) > 1


def test_each_byte_is_a_word() -> None:
    words = digest_words("00ff01" + "0" * 58)
    assert words[:3] == (_WORDS[0], _WORDS[255], _WORDS[1])
    assert len(words) == COUNT == 24
    assert [len(line.split()) for line in word_lines(SHA)] == [8, 8, 8]


def test_what_was_typed_fits_in_any_case_and_spacing() -> None:
    words = digest_words(SHA)
    assert first_wrong(" ".join(words), SHA) is None
    assert first_wrong("\n".join(words).upper() + " ", SHA) is None
    assert first_wrong(", ".join(words), SHA) is None


@pytest.mark.parametrize("at", [0, 7, 23])
def test_the_first_wrong_word_is_named(at: int) -> None:
    words = list(digest_words(SHA))
    words[at] = "zebra" if words[at] != "zebra" else "acorn"
    assert first_wrong(" ".join(words), SHA) == at + 1
    assert first_wrong(" ".join(digest_words(SHA)[:at]), SHA) == at + 1


def test_a_word_too_many_is_wrong() -> None:
    assert first_wrong(" ".join((*digest_words(SHA), "zebra")), SHA) == 25
    assert first_wrong("", SHA) == 1
