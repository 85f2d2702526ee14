"""Descriptions that single a person out without a name: rare work and a place, the only one, a body's mark, an event.

They are never hidden, since half of a sentence would go; a text that has one waits for a person to read it.
"""

# ruff: noqa: E501 -- tables of words and patterns are read line by line
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from drivectl.model.finding import Finding, Kind
from drivectl.recognise.scan import heads, register, tried
from drivectl.recognise.view import View

_KIN: Final = "brother|sister|son|daughter|child|twin|twins|triplets|cousin|aunt|uncle|neighbour|neighbours|lodger|carer|friend|grandchild|grandson|granddaughter|nephew|niece|sibling"
_WORK: Final = (
    "baker|barber|barrister|beekeeper|blacksmith|butcher|chef|chemist|choirmaster|councillor|crofter|dentist|farmer|ferryman|firefighter|fisherman|florist|gamekeeper|goalkeeper|groom|"
    "gymnast|hairdresser|harbourmaster|headmaster|headmistress|headteacher|imam|jockey|landlady|landlord|librarian|lifeguard|lollipop lady|lollipop man|mayor|mayoress|mechanic|mp|"
    "musician|optician|organist|pilot|plumber|postman|postmaster|postmistress|postwoman|presenter|priest|professor|rabbi|referee|schoolteacher|"
    "scientist|shepherd|shopkeeper|singer|striker|surgeon|tattooist|undertaker|vet|vicar|violinist|weatherman"
)
_SERVICE: Final = "captain|caretaker|coach|doctor|driver|gp|health visitor|judge|magistrate|manager|midwife|minister|model|nurse|paramedic|pharmacist|player|police officer|social worker|solicitor|teacher|trainer"
"""Work of people whom every note names: it singles out only the only one."""
_ONE: Final = "woman|man|girl|boy|lad|lady|person|pupil|student|member|mum|dad|mother|father|family|couple|house|farm|cottage|tenant|resident|household|employee|driver|wheelchair user"
_PLACE: Final = r"(?:in|of|at|for|from|on|near|between|around)(?: the)? (?P<place>[a-z][\w'\-]{1,24})"
_FEW: Final = r"(?:[\w'\-]{1,20} ){0,3}?"
_ONLY: Final = re.compile(
    rf"(?<!\w)(?:only|sole)(?: other| remaining| surviving)? (?:[a-z\-]{{2,12}} )?(?:{_KIN})(?!\w)"
)
_FIRST: Final = re.compile(
    rf"(?<!\w)(?:(?:only|sole)(?: other)? {_FEW}one|(?:only|sole|last|first|youngest|oldest|tallest)(?: other| remaining)? {_FEW}(?:{_WORK}|{_SERVICE}|{_ONE}|(?P<from>[a-z]{{3,20}}(?:an|ese|ish|i))))(?!\w)"
    r" (?:in|of|at|on|from|between|to|who|with|there)(?!\w)"
)
_WORKS: Final = re.compile(rf"(?<!\w)(?:{_WORK})s? {_PLACE}")
_WORKS_AS: Final = re.compile(
    rf"(?<!\w)(?:works?|worked|working|employed|known|job) as (?:an? |the )?{_FEW}[a-z]{{3,20}} {_PLACE}"
)
_WHO: Final = re.compile(
    rf"(?<!\w)(?:the one|(?:the|a|that) {_FEW}(?:{_WORK}|{_SERVICE}|{_ONE})) (?:who|that) (?:plays|played|sings|sang|covers|owns|teaches|coaches|leads|led|wrote|won|wins|drives the|runs the)(?!\w)"
)
_EVENT: Final = re.compile(
    r"(?<!\w)(?:(?:was|were|been|featured|appeared|interviewed) (?:in|on)|won|wins)(?: the| a)? (?:[\w'\-]{1,20} ){0,3}?(?:lottery|papers?|newspapers?|gazette|news|telly|tv|television|radio|documentary|championships?|olympics|medal)(?!\w)"
)
_WAS: Final = re.compile(rf"(?<!\w)(?:village|parish|former|retired|famous|well-known) {_FEW}(?:{_WORK})(?!\w)")
_BODY: Final = re.compile(
    r"(?<!\w)(?:tattoo(?:s|ed)?|birthmark|prosthetic (?:leg|arm|hand)|glass eye|dreadlocks|gold tooth|gold teeth|(?:one|three)-(?:armed|legged|eyed|fingered)|[4-7] ?ft ?\d{1,2}|(?:scar|missing (?:tooth|finger|fingers|leg|arm|hand|eye)) (?=on|under|across|over))(?!\w)"
    r"(?: (?:of|like|on|under|across|over|round|around|behind)(?: [\w'\-]{1,20}){1,4})?"
)
_CLUB: Final = re.compile(
    r"(?<!\w)(?:plays?|played|sings?|bowls?|rows?|boxes|dances) (?:for|in|at|with) (?:the |a |an )?(?:[\w'\-]{1,20} ){0,3}?(?:fc|rfc|team|club|choir|band|orchestra|league|squad)(?!\w)"
)
_SENTENCE: Final = re.compile(r"[.!?](?:\s|$)|\n\n")
_REACH: Final = 60

register(
    {
        "body": heads("tattoos?|tattooed|birthmark|prosthetic|glass|dreadlocks|gold|one|three|scar|missing"),
        "only": {"only", "sole", "last", "first", "youngest", "oldest", "tallest"},
        "occupation": heads(_WORK) | {f"{one}s" for one in heads(_WORK)},
        "work": {"work", "works", "worked", "working", "employed", "known", "job"},
        "who": {"the", "a", "that"},
        "event": {"won", "wins", "featured", "appeared", "was", "were", "been", "interviewed"},
        "was": {"village", "parish", "former", "retired", "famous", "well"},
        "club": {"play", "plays", "played", "sing", "sings", "bowl", "bowls", "row", "rows", "boxes", "dances"},
    }
)  # fmt: skip


def described(views: Sequence[View], found: Sequence[Finding]) -> Iterator[Finding]:
    """The descriptions in a text; ``found`` is what else stands in it: an age beside a school is one too."""
    end = -1
    told = [one for view in views for one in _told(view)]
    for start, stop, reason in sorted([*told, *_beside(views[0].original, found)]):
        if start >= end:
            end = stop
            yield Finding(
                start=start, end=stop, kind=Kind.QUASI, score=0.5, layers=("uk",), reasons=(reason,), state="unsure"
            )


def _told(view: View) -> Iterator[tuple[int, int, str]]:
    lower, scan = view.lower, view.scan
    for one in tried(_ONLY, lower, scan.at("only")):
        yield *view.back(*one.span()), "only-one"
    for one in tried(_FIRST, lower, scan.at("only")):
        if one["from"] is None or view.text[one.start("from")].isupper():
            yield *view.back(*one.span()), "only-one"
    for pattern, group in ((_WORKS, "occupation"), (_WORKS_AS, "work")):
        for one in tried(pattern, lower, scan.at(group)):
            if view.text[one.start("place")].isupper():
                yield *view.back(*one.span()), "work-and-place"
    for pattern, group, reason in (
        (_WHO, "who", "known-for"),
        (_EVENT, "event", "event"),
        (_WAS, "was", "rare-role"),
        (_CLUB, "club", "known-for"),
    ):
        for one in tried(pattern, lower, scan.at(group)):
            yield *view.back(*one.span()), reason
    heights = scan.digits if "ft" in lower else ()
    for one in tried(_BODY, lower, sorted([*scan.at("body"), *heights])):
        yield *view.back(*one.span()), "appearance"


def _beside(text: str, found: Sequence[Finding]) -> Iterator[tuple[int, int, str]]:
    """An age and a school (or another place of a child's day) in one sentence."""
    plain = sorted((one for one in found if one.kind in {Kind.AGE, Kind.ORG_IDENTIFYING}), key=lambda one: one.start)
    for one, two in pairwise(plain):
        gap = text[one.end : two.start]
        if one.kind is not two.kind and len(gap) <= _REACH and not _SENTENCE.search(gap):
            yield one.start, two.end, "age-and-school"
