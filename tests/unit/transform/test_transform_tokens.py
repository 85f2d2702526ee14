import pytest

from drivectl.errors import DrivectlError
from drivectl.transform.normalise import normal
from drivectl.transform.tokens import Tokeniser, check_character


def tokeniser(seed: str = "a", key_id: str = "7K") -> Tokeniser:
    return Tokeniser(lambda domain: (seed + domain).encode().hex().ljust(64, "0")[:64], key_id)


@pytest.mark.parametrize(
    ("domain", "spellings", "expected"),
    [
        ("nhs", ["9990000018", "999 000 0018", "999-000-0018"], "9990000018"),
        ("nino", ["qq 12 34 56 a", "QQ123456A"], "QQ123456A"),
        ("phone", ["07700 900123", "+44 7700 900123", "0044 7700 900 123"], "+447700900123"),
        ("email", [" Alex@Example.org "], "alex@example.org"),
        ("uprn", ["000099900001", "99900001"], "99900001"),
        ("person", ["  Gŵyl\u00a0 ap  IFAN ", "gŵyl ap ifan"], "gŵyl ap ifan"),
    ],
)
def test_one_spelling(domain: str, spellings: list[str], expected: str) -> None:
    assert {normal(domain, one) for one in spellings} == {expected}


@pytest.mark.parametrize(
    ("domain", "text"),
    [
        ("nhs", "9990000019"),
        ("nhs", "999000001"),
        ("nino", "QQ12345"),
        ("phone", "none"),
        ("uprn", "x1"),
        ("case", "  "),
    ],
)
def test_what_is_no_identifier_of_its_kind_has_no_spelling(domain: str, text: str) -> None:
    assert normal(domain, text) is None
    assert tokeniser().token(domain, text) is None


def test_welsh_letters_are_not_folded_to_ascii() -> None:
    assert normal("person", "Siân") != normal("person", "Sian")


def test_spellings_share_a_token_and_domains_do_not() -> None:
    one = tokeniser()
    assert one.token("nhs", "999 000 0018") == one.token("nhs", "9990000018")
    assert one.token("nhs", "9990000018") != one.token("person", "9990000018")


def test_prefix_key_id_and_check_character() -> None:
    token = tokeniser().token("person", "PE-1", "SU-")
    assert token is not None
    assert token.startswith("SU-7K")
    assert len(token) == 3 + 29
    assert check_character(token[3:-1]) == token[-1]


def test_a_separator_in_a_value_is_refused_without_the_value() -> None:
    with pytest.raises(DrivectlError) as caught:
        tokeniser().token("case", "canary\x1fcase")
    assert caught.value.code == "SRC226"
    assert "canary" not in str(caught.value)


def test_neither_key_nor_value_in_repr() -> None:
    assert "lambda" not in repr(tokeniser())
