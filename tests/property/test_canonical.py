"""Our canonical JSON against an independent implementation of RFC 8785."""

import json
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any, cast

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.model.canonical import Json, canonical, parse

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
@settings(max_examples=200)
def test_the_bytes_are_those_of_rfc_8785_and_read_back_the_same(value: Any) -> None:
    data = canonical(value)
    assert data == rfc8785.dumps(value)
    assert parse(data) == value
    assert canonical(parse(data)) == data


@given(st.dictionaries(KEYS, NUMBERS, min_size=2, max_size=8), st.randoms())
@settings(max_examples=50)
def test_the_order_of_keys_and_the_kind_of_container_do_not_matter(value: dict[str, int], dice: Any) -> None:
    shuffled = list(value.items())
    dice.shuffle(shuffled)
    assert canonical(MappingProxyType(dict(shuffled))) == canonical(value)
    assert canonical(tuple(value)) == canonical(list(value))


@given(st.binary(max_size=40) | TEXTS.map(str.encode))
@settings(max_examples=200)
def test_bytes_parse_or_are_a_value_error(data: bytes) -> None:
    try:
        found = parse(data)
    except ValueError:
        return
    assert found == json.loads(data)


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    BIG = 3


def test_enumerations_are_their_values() -> None:
    assert canonical({"a": Colour.RED, "b": Size.BIG}) == b'{"a":"red","b":3}'


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), {"é": 1}, "\ud800", b"ab", {1, 2}, object(), [[0.5]]],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(cast("Json", value))


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}', b'{"x":{"a":1,"a":2}}', b"1.0", b"1e3", b"-0.0", b"NaN", b"[Infinity]", b"", b"{", b"\xff",
        b"\xef\xbb\xbf{}", b"[" * 200_000, b'{"a":' * 200_000, b"9" * 5000, b"{} {}", b"'a'", b"[1,]",
    ],
)  # fmt: skip
def test_loose_doubled_or_endless_json_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse(data)
