"""Whose name it is, from the words beside it; the most protective of several."""

# ruff: noqa: E501 -- tables of words and patterns are read line by line
import re
from collections.abc import Iterable
from typing import Final

from drivectl.model.finding import PROTECTION, Role

KIN: Final = (
    "mum|mam|mummy|mom|mother|dad|daddy|father|nan|nana|nanna|nain|taid|gran|granny|grandma|grandad|grandmother|grandfather|sister|brother|"
    "aunt|auntie|aunty|uncle|cousin|niece|nephew|mother-in-law|father-in-law|sister-in-law|brother-in-law|mil|fil|sil|bil|stepdad|stepmum|stepfather|"
    "stepmother|grandson|granddaughter|phupho|khala|chacha|parch|modryb|ewythr|chwaer|brawd|in-laws?|big|great-aunt|great-uncle|co-wife|family member"
)
CHILD: Final = "son|daughter|baby|child|children|kids?|toddler|ch|twins?|eldest|youngest|stepson|stepdaughter|infant|newborn|plentyn|plant"
PARTNER: Final = "partner|boyfriend|girlfriend|ex|ex-partner|ex-husband|ex-wife|husband|wife|fiance|fiancee|hubby|missus|new partner|friend|mate|pal|colleague|flatmate|housemate|associate|landlord|w/|lodger"
TOLD: Final = "neighbour|neighbor|informant|caller|caretaker|anonymous|whistleblower|source|reported by|disclosed by|witness|customer|night sitter|pharmacist|milkman|tip-off"
WORK: Final = (
    "chair|sw|social worker|idva|isva|worker|keyworker|key worker|ot|cpn|hv|health visitor|midwife|nurse|doctor|gp|po|pp|om|offender manager|"
    "solicitor|interpreter|surveyor|teacher|head|headteacher|ta|senco|support worker|case manager|manager|officer|sister|sr|supervisor|dsl|"
    "police|housing|probation|education|health|pastoral|foster carer|carer|oic|sio|fire officer|translated|midwife|consultant|therapist|counsellor|fao|seen by|allocated to|referrer|author|signed|by"
)
_WORDS: Final[tuple[tuple[Role, str], ...]] = (
    ("informant", TOLD),
    ("child", CHILD),
    ("family", KIN),
    ("associate", PARTNER),
    ("professional", WORK),
)
_CUES: Final = tuple(
    (role, re.compile(rf"(?<![a-z])(?:{words})(?:'s)?(?: is| called| named|:|,)?[ ,:('\"]{{0,3}}$"))
    for role, words in _WORDS
)
_BEFORE: Final = 26


def role_near(lower: str, start: int) -> Role:
    """The role that the words just before ``start`` give; an informant's cue wins over every other."""
    window = lower[max(0, start - _BEFORE) : start]
    for role, cue in _CUES:
        if cue.search(window):
            return role
    return "none"


def most_protective(roles: Iterable[Role]) -> Role:
    """The first of ``roles`` in the order of protection."""
    return min(roles, key=PROTECTION.index, default="none")
