"""The forms in which a value of the case record may stand in a note, each as its letters and digits run together."""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from drivectl.model import idspace
from drivectl.model.finding import Kind, Role
from drivectl.recognise.lists import any_of, groups, is_word, words
from drivectl.recognise.roles import CUES
from drivectl.recognise.view import view_of

_WORD: Final = re.compile(r"[^\W_]+")
_OUTWARD: Final = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}")
Needs = Literal["nothing", "capital", "upper", "cue"]


class Form(NamedTuple):
    """One way of writing one value. ``needs`` is what must hold where it is found; ``fuzzy`` allows slips."""

    text: str
    kind: Kind
    role: Role
    person_id: str | None
    field: str | None
    needs: Needs = "nothing"
    fuzzy: bool = False
    reason: str = "record"

    def __repr__(self) -> str:
        """No value."""
        return f"Form({self.kind.value}, {self.reason})"


_PARTICLES: Final = frozenset(
    "mr mrs ms miss mx dr prof rev sir dame the of and de la van von al el bin ap ferch y yr".split()
)
_STREETS: Final = {
    "road": "rd", "street": "st str", "avenue": "ave av", "close": "cl clo", "lane": "ln la", "drive": "dr drv", "court": "ct crt",
    "place": "pl", "square": "sq", "gardens": "gdns gdn", "grove": "gr grv gro", "terrace": "terr ter tce", "crescent": "cres cresc cr",
    "way": "wy", "walk": "wlk wk", "house": "hse ho", "park": "pk", "view": "vw", "rise": "ri", "hill": "hl", "mount": "mt",
    "cottage": "cott", "cottages": "cotts", "buildings": "bldgs bldg", "meadow": "mdw", "meadows": "mdws", "saint": "st",
    "north": "n", "south": "s", "east": "e", "west": "w", "upper": "upr", "lower": "lwr", "great": "gt", "little": "lt",
}  # fmt: skip
_SHORTS: Final = {long: short.split() for long, short in _STREETS.items()}
_LONG: Final = {short: long for long, those in _SHORTS.items() for short in those if long != "saint"}
_TYPES: Final = frozenset(
    "vale row mews flat unit bay room lodge farm".split()
    + [one for long in list(_STREETS)[:24] for one in (long, *_SHORTS[long])]
)
_SCHOOLS: Final = frozenset(
    "primary secondary school academy nursery high college infants juniors surgery practice centre center medical health hospital".split()
)


def plain_words(value: str) -> list[str]:
    """The words of ``value`` as the view has them, in lower case."""
    return _WORD.findall(view_of(value).lower)


def forms_of(kind: Kind, value: str, role: Role, person_id: str | None, field: str | None) -> Iterator[Form]:
    """Every form of ``value``; the kind by its shape where that says more than the field does."""
    if "(" in value:
        value = re.sub(r"\([^()]*\)", " ", value)
    value = value.strip()
    kind = shape_of(kind, value)
    own = kind is Kind.PERSON and role not in {"informant", "professional"}
    for text, needs, fuzzy, reason in person_forms(value, own=True) if own else _MAKERS.get(kind, _number)(value):
        if text:
            yield Form(text, _KINDS.get(reason, kind), role, person_id, field, needs, fuzzy, reason)


_KINDS: Final = {"town": Kind.LOCATION, "postcode": Kind.POSTCODE}


def shape_of(kind: Kind, value: str) -> Kind:
    """What ``value`` is, where its shape is plain."""
    if "@" in value:
        return Kind.EMAIL
    if _OUTWARD.fullmatch(value):
        return Kind.POSTCODE
    if kind in (Kind.PERSON, Kind.ORG_IDENTIFYING) and re.search(r"\d", value):
        return Kind.ADDRESS if re.match(r"(?s)\D*\d.*[A-Za-z]{3}", value) else Kind.CASE_REF
    if kind is Kind.PHONE and not re.search(r"\d{3}", value):
        return Kind.HANDLE
    return kind


Made = Iterator[tuple[str, Needs, bool, str]]


def person_forms(value: str, *, own: bool = False) -> Made:
    """The forms of a name: text, need, whether slips count, reason. ``own``: the record says it names that person."""
    order = plain_words(value if "," not in value else " ".join(reversed(value.split(",", 1))))
    names = [one for one in order if one not in _PARTICLES] or order
    ordinary = any_of("keep", "common")
    if not names or all(one in ordinary and one not in words("wordy") for one in names):
        yield from _ordinary_name(value, names, own=own)
        return
    joined = "".join(names)
    first, last = names[0], names[-1]
    for text in {
        joined,
        "".join(reversed(names)),
        first + last,
        last + first,
        last + "".join(names[:-1]),
        "".join(order),
    }:
        if len(names) > 1:
            yield text, "nothing", len(text) > 7, "full-name"
    for one in names:
        if len(one) > 1:
            yield one, _needs(one), len(one) > (3 if _needs(one) == "nothing" else 4), "name-part"
    for one, two in pairwise(names):
        yield one + two, "nothing", False, "name-parts"
    if len(names) > 1:
        yield first[0] + last, "nothing", False, "initial-surname"
        yield first + last[0], _beside(first, last[0]), False, "first-initial"
        yield last + first[0], _beside(last, first[0]), False, "first-initial"
        yield "".join(one[0] for one in names), "upper", False, "initials"
        yield first[0] + last[0], "upper", False, "initials"
    yield from _short(value, first, last if len(names) > 1 else "")


def _ordinary_name(value: str, names: list[str], *, own: bool) -> Made:
    """The forms of a name of words that usually name nobody ("Kenya Solace"), but not of "her sister" or "School"."""
    written = all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", value))
    telling = [one for one in names if one not in words("common") and one not in CUES]
    if len(names) == 1:
        listed = names[0] in words("first_names") or names[0] in groups("nicknames")
        telling = names if listed or (own and written and names[0] not in CUES and names[0] not in _NOBODY) else []
    elif not written:
        telling = []
    for one in telling:
        yield one, "capital", False, "name-part"
    if telling and len(names) > 1:
        for text in {"".join(names), "".join(reversed(names))}:
            yield text, "capital", False, "full-name"


def _short(value: str, first: str, last: str) -> Made:
    """Pet forms of the first name, and the halves of a double name."""
    for nick in nicknames(first):
        yield nick, _needs(nick), False, "nickname"
        if last:
            yield nick + last, "nothing", False, "nickname"
    for size in range(3, len(first)):
        if not is_word(first[:size]):
            yield first[:size], "capital" if size == 3 else "nothing", False, "nickname"
    for half in value.lower().split("-") if "-" in value else ():
        for word in plain_words(half)[-1:]:
            yield word, _needs(word), False, "name-part"


def nicknames(first: str) -> frozenset[str]:
    """Every short or long form that the table knows of ``first``."""
    return groups("nicknames").get(first, frozenset()) - {first}


def _beside(word: str, initial: str) -> Needs:
    """What a name with one letter behind it needs: small letters are enough for one that is no word."""
    return _needs(word) if _needs(word) != "capital" and initial not in "ais" else "upper"


_NOBODY: Final = frozenset(
    "none unknown refused declined withheld nil not na tbc duty team staff same above see mum mam dad mother father self child baby male female other yes no".split()
)
"""What stands in the place of a name where there is none."""


def _needs(word: str) -> Needs:
    if len(word) < 3:
        return "upper"
    return "capital" if word in any_of("wordy", "common", "keep") else "nothing"


def _address(value: str) -> Made:
    parts = [plain_words(part) for part in re.split(r"[,\n;]", value)]
    parts = [part for part in parts if part]
    for at, part in enumerate(parts):
        text = "".join(part)
        if re.fullmatch(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}", text):
            yield text, "nothing", False, "postcode"
        elif any(one[0].isdigit() for one in part):
            yield from _street(part)
        elif at and len(part) <= 3 and at == len(parts) - 1 - bool(re.search(r"\d[a-z]{2}$", "".join(parts[-1]))):
            yield text, "capital", len(text) > 6, "town"
        else:
            yield from _street(part)
    for one, two in pairwise(parts):
        yield "".join(one + two), "nothing", False, "address"
        core = [word for word in two if word not in _TYPES]
        for number in (word for word in one if word[0].isdigit()):
            yield number + "".join(core or two), "nothing", False, "address"


def _street(part: list[str]) -> Made:
    numbers = [one for one in part if one[0].isdigit()]
    names = [
        one for one in part if not one[0].isdigit() and one not in {"flat", "unit", "room", "bay", "plot", "apartment"}
    ]
    for shown in {tuple(part), *_abbreviated(part)}:
        yield "".join(shown), "nothing", False, "address"
    core = [one for one in names if one not in _TYPES]
    for number in numbers[:2]:
        for shown in {tuple(names), tuple(core), *_abbreviated(names)}:
            if shown:
                yield number + "".join(shown), "nothing", False, "address"
    if len(names) > 1 and core and any(len(one) > 3 for one in core):
        for shown in {tuple(names), *_abbreviated(names)}:
            yield (
                "".join(shown),
                "capital" if set(names) <= words("common") else "nothing",
                len("".join(names)) > 7,
                "street",
            )
    elif len(names) == 1 and not numbers:
        yield names[0], "capital", False, "street"
    if numbers and not core:
        yield "".join(part), "nothing", False, "address"


def _abbreviated(part: Iterable[str]) -> list[tuple[str, ...]]:
    """``part`` with its last word written otherwise, and with every word in its first short or its long form."""
    whole = list(part)
    last = _LONG.get(whole[-1], whole[-1]) if whole else ""
    return [
        tuple(_SHORTS.get(one, (one,))[0] for one in whole),
        tuple(_LONG.get(one, one) for one in whole),
        *((*whole[:-1], short) for short in _SHORTS.get(last, ())),
    ]


def _organisation(value: str) -> Made:
    part = plain_words(value)
    core = [one for one in part if one not in _SCHOOLS]
    ordinary = any_of("keep", "common")
    if part and not set(part) <= ordinary:
        yield "".join(part), "nothing" if len(part) > 1 else "capital", len("".join(part)) > 7, "organisation"
        if core and core != part:
            yield "".join(core), "capital", len("".join(core)) > 7, "organisation"
        if core and len(core) < len(part):
            for kind in _SCHOOLS:
                yield "".join(core) + kind, "nothing", False, "organisation"


def _phone(value: str) -> Made:
    number = idspace.national(value)
    if len(number) < 6:
        return
    yield number, "nothing", False, "phone"
    if number.startswith("0"):
        for prefix in ("44", "0044", "440", "00440"):
            yield prefix + number[1:], "nothing", False, "phone"
        yield number[1:], "nothing", False, "phone"
        yield number[-6:], "nothing", False, "phone-end"
        yield number[-4:], "cue", False, "phone-end"


def _number(value: str) -> Made:
    text = "".join(plain_words(value))
    if len(text) > 3:
        yield text, "nothing", False, "number"
        digits = idspace.digits_of(text)
        if len(digits) >= 6 and len(digits) >= len(text) - 4:
            yield digits, "nothing", False, "number"
            yield digits.lstrip("0"), "nothing", False, "number"


_MAKERS: Final[dict[Kind, Callable[[str], Made]]] = {
    Kind.PERSON: person_forms,
    Kind.ADDRESS: _address,
    Kind.ORG_IDENTIFYING: _organisation,
    Kind.PHONE: _phone,
}
