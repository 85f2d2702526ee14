"""One character made plain: the letter, digit or sign that a reader takes it for, or nothing where he sees none."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_UNSEEN: Final = frozenset({"Mn", "Mc", "Me", "Cf", "Cc", "Cs"})
_LATIN: Final = re.compile(
    r"(?:NEGATIVE (?:SQUARED|CIRCLED) )?LATIN (?:(?P<small>SMALL )|CAPITAL )?LETTER (?:SMALL CAPITAL )?"
    r"(?P<letter>[A-Z])(?: WITH .*)?"
)
_ALIKE: Final = {
    **dict(zip("аеорсухіјѕкмтһԁԛԝӏѵүвн", "aeopcyxijskmthdqwlvybh", strict=True)),  # Cyrillic
    **dict(zip("АВЕКМНОРСТУХІЈЅԌԜԚҮѴӀ", "ABEKMHOPCTYXIJSGWQYVI", strict=True)),
    **dict(zip("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj", strict=True)),  # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ", "ABEZHIKMNOPTYXCJ", strict=True)),
    **dict(zip("օսոհցԼՏՍՕ", "ounhgLSUO", strict=True)),  # Armenian
    **dict(zip("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "ABCDEGHJKLMPRSTVWZ", strict=True)),  # Cherokee
    **dict(zip("ɡɑɩıȷðđÐĐ", "gaiijddDD", strict=True)),
    **dict(zip("ßæÆœŒþÞ", ("ss", "ae", "Ae", "oe", "Oe", "th", "Th"), strict=True)),
    **dict.fromkeys("‘’‚‛′ʼ´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("−⁃", "-"),
    **dict.fromkeys("。․", "."),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800", " "),  # drawn as nothing, but as wide as a letter
}


@lru_cache(maxsize=4096)
def plain(char: str) -> str:
    """``char`` as matching reads it; nothing for marks, joiners, direction signs and controls."""
    if char in _ALIKE:
        return _ALIKE[char]
    if char.isspace():
        return " "
    if char.isascii():
        return "" if unicodedata.category(char) in _UNSEEN else char
    latin = _LATIN.fullmatch(unicodedata.name(char, ""))
    if latin:
        return str(latin["letter"]).lower() if latin["small"] else str(latin["letter"])
    return "".join(_part(one) for one in unicodedata.normalize("NFKD", char))


def _part(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    category = unicodedata.category(char)
    if category in _UNSEEN:
        return ""
    if category == "Pd":
        return "-"
    return str(unicodedata.digit(char, char))


def is_unseen(char: str) -> bool:
    """Whether ``char``, which is no plain one, shows nothing of its own: it belongs to what stands before it."""
    return char > "~" and unicodedata.category(char) in _UNSEEN and not char.isspace()
