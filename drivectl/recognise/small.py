"""People and places that a note writes in small letters: what stands behind a cue and is no English word.

A text without capitals shows a name by the word before it ("told krystel", "his mate gaz") and a place by the word
behind it ("the elmsworth cafe"). All of it is doubt, which is hidden.
"""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from drivectl.model.finding import Kind
from drivectl.recognise.address import TYPE
from drivectl.recognise.base import Hit
from drivectl.recognise.lists import any_of, is_plain, is_word, words
from drivectl.recognise.roles import CUES, TITLES, role_near
from drivectl.recognise.scan import heads, register, tried
from drivectl.recognise.view import View

_CUES: Final = sorted(
    {one for one, role in CUES.items() if role != "professional" and one.isalpha()}
    | set(
        "told tell rang texted messaged met wiv with called named fella lad lass bf gf bro sis daughter-in-law son-in-law dil granda".split()
    )
    - set("source witness customer ex fella employer".split()),
    key=len,
    reverse=True,
)
_CUED: Final = re.compile(
    rf"(?:(?<![\w/])(?:{'|'.join(_CUES)})(?:'?s)?|(?<!\w)w/)(?: (?:is|was|called|named|name is))?,? ?(?<=[ /])(?P<n>[a-z][a-z'\-]{{2,20}})(?: (?P<t>[a-z][a-z'\-]{{2,20}}))?(?![\w])"
)
_ELDERS: Final = "uncle|aunty|auntie|bhai|bhaiya|bhabi|bhabhi|baji|khala|chacha|didi|apa"
_ELDER: Final = re.compile(rf"(?P<n>[a-z]{{3,15}}) (?:{_ELDERS})(?!\w)")
_BIG: Final = re.compile(
    r"(?<!\w)(?P<a>an? |the )?(?P<v>(?:big|lil|little|wee|old|young|mad|fat|daft|our) (?P<n>[a-z]{3,15}))(?![\w'])"
)
_SPELT: Final = re.compile(
    r"(?<![\w\-.])[A-Za-z](?:-[A-Za-z]){3,20}(?![\w\-])(?: [A-Za-z](?:-[A-Za-z]){2,20}(?![\w\-]))?"
)
_SAINT: Final = re.compile(
    r"(?<!\w)(?<!\d)(?:st|ss|saint|our lady)\.? (?P<n>(?:of )?[a-z]{4,15})(?:'s|')?(?: (?P<m>[a-z]{3,15})(?:'s)?)?(?!\w)"
)
_SAINT_CUE: Final = re.compile(
    r"(?:^|[.,:(\n]|(?<!\w)(?:at|to|from|in|near|outside|the|of|for|and|off|attends|goes)) ?$"
)
_TAIL: Final = "school|primary|academy|nursery|church|hall|square|hospital|centre|ward|hospice|surgery|infants|juniors|rc|ce|high|college|court|house"
_BRAND: Final = "costa|tesco|asda|aldi|lidl|spar|greggs|macc(?:ies|ys)|mcdonalds|kfc|argos|spoons|wetherspoons|morrisons|sainsburys|primark|subway|starbucks|nandos|iceland|wilko|poundland|boots"
_BRANCH: Final = re.compile(rf"(?<!\w)(?:{_BRAND})(?: (?:in|on|at))? (?P<n>[a-z][a-z'\-]{{3,20}})(?!\w)")
_SIGN: Final = re.compile(
    r"(?<!\w)the (?:[a-z]{3,12} (?:n|'n'?|&|and) (?:hounds?|goose|horses|crown|whistle|fiddle|gun|duck|thistle|anchor|pheasant|partridge|compass(?:es)?|garter|bottle|feathers|lamb|castle|dragon|greyhound|ferret|trumpet|pheasants|plough|harrow|eagle|bell|magpie|firkin|staff|grapes|wheatsheaf)"
    r"|(?:nag|buck|boar|bull|lamb|turk|saracen|ram|stag|horse|king|queen|duke|prince|princess|hart|bear)'?s head)(?!\w)"
)
_HAUNT: Final = re.compile(
    r"(?<!\w)(?:works?|worked|working|job|shifts?|drinks?|drank|drinking|barred|banned) (?:at|for|in|from|down) (?P<v>(?:the )?(?P<n>[a-z][a-z'\-]{3,20})(?: (?P<m>[a-z][a-z'\-]{2,20}))?)(?!\w)"
)
_BEFORE: Final = re.compile(r"(?:^|[^a-z'\-])((?:[a-z][a-z'\-]{1,20} ){1,3})$")
_LITTLE: Final = frozenset(
    "a an the of in on at by to for and or but with from her his he she they it is was were had has have not no my our their your this that outside near behind via n".split()
)

register(
    {
        "cued": {re.split("[^a-z]", one)[0] + end for one in _CUES for end in ("", "s")} | {"w"},
        "big": {"big", "lil", "little", "wee", "old", "young", "mad", "fat", "daft", "our", "a", "an", "the"},
        "elder": heads(_ELDERS),
        "saint": {"st", "ss", "saint", "our"},
        "brand": heads(_BRAND),
        "haunt": heads("works?|worked|working|job|shifts?|drinks?|drank|drinking|barred|banned"),
    }
)


@lru_cache(maxsize=50_000)
def listed(word: str) -> str:
    """The first name from our list that a lower-case word is, without a possessive ending, written or forgotten."""
    low = word.removesuffix("'s")
    if low in words("first_names"):
        return "" if low in words("wordy") or is_plain(low) else low
    if low.endswith("s") and len(low) > 4 and not is_word(low) and low not in words("surnames"):
        return listed(low[:-1])
    parts = low.split("-")
    double = len(parts) == 2 and all(one in words("first_names") or one[:-1] in words("first_names") for one in parts)
    return low if double and not is_plain(low) else ""


def people(view: View) -> Iterator[Hit]:
    """Names in small letters, and names that are spelt."""
    text, lower, scan = view.text, view.lower, view.scan
    cased = any(text[at + 1 : at + 2].islower() for at in scan.capitals if lower[at - 2 : at - 1].isalpha())
    for found in filter(None, (_CUED.match(lower, at) for at in scan.at("cued"))):
        start, end = found.span("n")
        if text[start].isupper() or not _unknown(found["n"], cased=False):
            continue
        tail = found["t"]
        if (
            tail
            and tail.removesuffix("'s") not in words("keep")
            and (tail.endswith("'s") or _unknown(tail, cased=cased))
        ):
            end = found.end("t")
        yield _person(view, start, end, "cue-lower")
    for found in tried(_ELDER, lower, scan.before(scan.at("elder"), 18)):
        if _unknown(found["n"], cased=False) and text[found.start()].islower():
            yield _person(view, *found.span("n"), "cue-lower")
    for found in tried(_BIG, lower, scan.at("big")):
        low = found["n"]
        name = low in any_of("first_names", "nicknames") and low not in words("keep")
        if name and not (found["a"] and is_plain(low)):
            yield _person(view, *found.span("v"), "nickname")
    for found in _SPELT.finditer(text) if "-" in text else ():
        yield _person(view, *found.span(), "spelt")


def _person(view: View, start: int, end: int, reason: str) -> Hit:
    end -= 2 * view.lower.endswith("'s", start, end)
    return Hit(start, end, Kind.PERSON, 0.5, "names-rules", reason, role=role_near(view.lower, start), unsure=True)


def _unknown(word: str, *, cased: bool) -> bool:
    """Whether a word behind a cue may be a name: a listed one, or, where no name has a capital, no English word."""
    low = word.removesuffix("'s")
    if low in words("keep") or is_plain(low):
        return False
    if listed(low) or low in any_of("nicknames", "surnames"):
        return not is_word(low)
    return not (cased or low.endswith(_ENDS) or is_word(low) or is_word(low.removesuffix("s")))


_ENDS: Final = ("ed", "ing", "tion", "sion", "ment", "ness", "ly", "able")
"""How words end that are misspelt sooner than a name."""


def places(view: View) -> Iterator[Hit]:
    """Schools, shops, pubs and workplaces in small letters."""
    lower, scan = view.lower, view.scan
    for kind in tried(TYPE, lower, scan.at("organisation")):
        start = _from_unknown(lower, kind.start())
        if start is not None:
            yield _place(start, kind.end())
    for found in tried(_SAINT, lower, scan.at("saint")):
        before = _SAINT_CUE.search(lower, max(0, found.start() - 12), found.start())
        name = found["n"].removesuffix("s")
        if before and (name in any_of("first_names", "wordy") or not is_word(found["n"])):
            typed = found["m"] and (found["m"] in _TAIL.split("|"))
            yield _place(found.start(), found.end() if typed else found.end("n"))
    for found in tried(_BRANCH, lower, scan.at("brand")):
        if not is_word(found["n"]) and found["n"] not in words("first_names"):
            yield _place(*found.span())
    for found in tried(_SIGN, lower, scan.at("tavern")):
        yield _place(*found.span())
    for found in tried(_HAUNT, lower, scan.at("haunt")):
        if found["n"] not in _LITTLE and not is_word(found["n"]):
            more = found["m"] and found["m"] not in _LITTLE
            yield _place(found.start("v"), found.end() if more else found.end("n"))


def _from_unknown(lower: str, at: int) -> int | None:
    """Where the name of a place begins whose type word stands ``at``: a word that is no English is among the three before."""
    before = _BEFORE.search(lower, max(0, at - 66), at)
    if not before:
        return None
    start, names = before.start(1), before[1].split()
    while names and (names[0] in _LITTLE or any(one in _LITTLE for one in names[1:])):
        start += len(names.pop(0)) + 1
    title = 0
    while names and is_word(names[0]) and is_word(names[0].removesuffix("s")):
        title = len(names[0]) + 1 if names[0] in TITLES else 0
        start += len(names.pop(0)) + 1
    return start - title - 4 * lower.endswith("the ", 0, start) if names else None


def _place(start: int, end: int) -> Hit:
    return Hit(start, end, Kind.ORG_IDENTIFYING, 0.5, "uk", "organisation", unsure=True)
