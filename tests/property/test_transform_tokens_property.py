from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.transform.normalise import plain
from drivectl.transform.tokens import Tokeniser

KEYS = st.binary(min_size=32, max_size=32).map(bytes.hex)
TEXT = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=100, deadline=None)
@given(KEYS, KEYS, TEXT, TEXT)
def test_equal_under_one_key_never_under_another(key: str, other: str, one: str, two: str) -> None:
    here, there = Tokeniser(lambda _: key, "7K"), Tokeniser(lambda _: other, "8M")
    first, second = here.token("person", one), here.token("person", two)
    assert first == here.token("person", one)
    if first is not None and second is not None:
        assert (first == second) == (plain(one) == plain(two))
        elsewhere = there.token("person", one)
        assert elsewhere is not None
        assert first[2:14] != elsewhere[2:14] or key == other


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
