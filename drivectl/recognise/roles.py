"""Whose name it is, from the words beside it; the most protective of several."""

# ruff: noqa: E501, SIM905 -- tables of words and patterns are read line by line
import re
from collections.abc import Iterable
from typing import Final

from drivectl.model.finding import PROTECTION, Role

_KIN: Final = (
    "mum mam mummy mom mother dad daddy father nan nana nanna nain taid gran granny grandma grandad grandmother grandfather sister brother "
    "aunt auntie aunty uncle cousin niece nephew mother-in-law father-in-law sister-in-law brother-in-law mil fil sil bil stepdad stepmum stepfather "
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


_MAY_SAY: Final = {part for one in (*CUES, *TITLES, *_BETWEEN, *SAID) for part in re.findall("[a-z]+", one)} | {"s"}
_SILENT: Final[dict[str, bool]] = {}
_MOST: Final = 50_000


def is_silent(lower: str, start: int) -> bool:
    """Whether no cue stands just before ``start``: a quick look that may say no too often. Words are looked up once."""
    before = lower[max(0, start - _WINDOW) : start].rstrip(_ASIDE)
    chunk = before[before.rfind(" ") + 1 :]
    silent = _SILENT.get(chunk)
    if silent is None:
        if len(_SILENT) > _MOST:
            _SILENT.clear()
        silent = _MAY_SAY.isdisjoint(re.findall("[a-z]+", chunk)) and not re.search(r"\d", chunk)
        _SILENT[chunk] = silent
    return silent


def words_before(lower: str, start: int) -> tuple[str, str]:
    """The last word before ``start`` and the one before that, numbers and ``is called`` stepped over."""
    found: list[str] = []
    for _ in range(4):
        first = max(0, start - _WINDOW)
        word_ends = lower[first:start].rstrip(_ASIDE)
        match = _LAST.search(lower, first + max(0, word_ends.rfind(" "), word_ends.rfind("\n")), start)
        if not match or len(found) == 2:
            break
        word = match[1].removesuffix("'s")
        if "." in match[0][-3:] and word not in TITLES and not word.isdigit():
            break
        start = match.start(1)
        if not word[0].isdigit() and word not in _BETWEEN:
            found.append(word)
    return (found[0] if found else ""), (found[1] if len(found) > 1 else "")


def role_near(lower: str, start: int) -> Role:
    """The role that the words just before ``start`` give; an informant's cue wins over every other."""
    if is_silent(lower, start):
        return "none"
    last, earlier = words_before(lower, start)
    if last in TITLES:
        return CUES.get(earlier, "professional" if last in _RANKS else "none")
    return CUES.get(last, "none")


def most_protective(roles: Iterable[Role]) -> Role:
    """The first of ``roles`` in the order of protection."""
    return min(roles, key=PROTECTION.index, default="none")
