"""Whose name it is, from the words beside it; the most protective of several."""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from drivectl.model.finding import PROTECTION, Role

_KIN: Final = (
    "mum mam mummy mom mother dad daddy father nan nana nanna nain taid gran granny grandma grandad grandmother grandfather sister brother "
    "aunt auntie aunty uncle cousin niece nephew mother-in-law father-in-law sister-in-law brother-in-law mil fil sil bil stepdad stepmum stepfather "
    "saas sasur devar nanad bhabi bhabhi bhai bhaiya baji dadi dada dadu nani naani nanu chachi chachu mami mamu mamoo phuphi phuppo taya tayi ammi ammu amma abbu abba abbo appa baba beti khalu masi maasi ciocia wujek mamo dziadzia bunica bunicul matusa unchi abuela abuelo nonna nonno teta khalto hooyo aabo ayeeyo awoowe eeddo habo habaryar egbon aburo kuya yiayia pappou babushka dedushka seanair seanmhair wain wean bairn "
    "stepmother grandson granddaughter phupho khala chacha modryb ewythr chwaer brawd in-laws great-aunt great-uncle co-wife wives relative"
)
_CHILD: Final = "son daughter baby child children kid kids toddler ch twin twins eldest youngest stepson stepdaughter infant newborn plentyn plant"
_PARTNER: Final = (
    "partner boyfriend girlfriend ex ex-partner ex-husband ex-wife husband wife fiance fiancee hubby missus friend mate pal colleague flatmate "
    "housemate associate landlord w/ lodger employer boss cellmate padmate roommate"
)
_TOLD: Final = "neighbour neighbor informant caller caretaker anonymous whistleblower source witness customer sitter pharmacist milkman tip-off"
_WORK: Final = (
    "chair sw worker idva isva keyworker ot cpn hv visitor midwife nurse doctor gp po pp om solicitor interpreter surveyor teacher head headteacher "
    "ta senco manager officer supervisor dsl police housing probation education health pastoral carer oic sio translated consultant therapist "
    "counsellor fao allocated referrer author signed nursery advisor adviser advocate psychologist paramedic clinician coordinator"
)
CUES: Final[dict[str, Role]] = {
    **dict.fromkeys(_WORK.split(), "professional"),
    **dict.fromkeys(_PARTNER.split(), "associate"),
    **dict.fromkeys(_KIN.split(), "family"),
    **dict.fromkeys(_CHILD.split(), "child"),
    **dict.fromkeys(_TOLD.split(), "informant"),
}
TITLES: Final = frozenset(
    "mr mrs ms miss mx dr doctor prof professor rev revd fr sir dame lady lord pc ps dc ds di dci dsupt sgt sergeant insp inspector supt "
    "superintendent pcso wpc det const constable cllr judge hhj dj imam pastor sr nurse parch alhaji alhaja hajji big little wee ci acc const canon rabbi vicar elder".split()
)
_RANKS: Final = frozenset("pc ps dc ds di dr sgt insp supt sr doctor pcso inspector sergeant".split())
NAMED: Final = frozenset(
    "aka known called calls herself himself named goes nickname nicknamed alias formerly nee prefers".split()
)
"""Words behind which any word may be a name."""
SAID: Final = NAMED | frozenset(
    "as name surname spoke met saw seen rang texted emailed told asked w/ with c/o via by for from and & + or it's its this i'm am to tell says".split()
)
"""Words behind which a name may stand."""
_BETWEEN: Final = frozenset("is called named was are".split())
_LAST: Final = re.compile(r"(?:^|[^\w'\-/])([a-z][a-z'\-/]*|\d{2,6})[ :,.('\"\n]{1,3}$")
_ASIDE: Final = " :,.('\"\n"
_WINDOW: Final = 28


_SAYS: Final = frozenset({*CUES, *TITLES, *_BETWEEN, *SAID})


def may_be_cue(word: str) -> bool:
    """Whether the lower-case ``word``, right before a name, may say anything about it."""
    return not word.isalpha() or word in _SAYS


def words_before(lower: str, start: int, most: int = 2) -> list[str]:
    """The last ``most`` words before ``start``, from its side, numbers and ``is called`` stepped over."""
    found: list[str] = []
    for _ in range(4):
        first = max(0, start - _WINDOW)
        before = lower[first:start]
        ended = before.rstrip(_ASIDE)
        left = max(ended.rfind(" "), ended.rfind("\n"))
        word, back = _last_of(before[left:] if left >= 0 else f"_{before}" if first else before)
        start -= back
        if not word:
            break
        if not word[0].isdigit() and word not in _BETWEEN:
            found.append(word)
            if len(found) == most:
                break
    return found


@lru_cache(maxsize=50_000)
def _last_of(chunk: str) -> tuple[str, int]:
    """The last word of a few signs and how far before their end it begins; nothing where a sentence ends there."""
    match = _LAST.search(chunk)
    word = match[1].removesuffix("'s") if match else ""
    if not match or ("." in match[0][-3:] and word not in TITLES and not word.isdigit()):
        return "", 0
    return word, len(chunk) - match.start(1)


def role_near(lower: str, start: int) -> Role:
    """The role that the words just before ``start`` give; an informant's cue wins over every other."""
    last = "".join(words_before(lower, start, 1))
    if last in TITLES:
        earlier = words_before(lower, start)[1:]
        return CUES.get("".join(earlier), "professional" if last in _RANKS else "none")
    return CUES.get(last, "none")


def most_protective(roles: Iterable[Role]) -> Role:
    """The first of ``roles`` in the order of protection."""
    return min(roles, key=PROTECTION.index, default="none")
