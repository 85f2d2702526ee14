"""What one person may be given about themselves: a draft that hides everybody else, for a person to finish.

A sentence stays where it names that person and nobody else, and where no word in it can be about somebody else. A
sentence in doubt is hidden whole. No exemption is decided here.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drivectl.errors import Place, problem
from drivectl.model.finding import Cast, Finding, Kind, Person, Role
from drivectl.recognise.engine import Engine
from drivectl.recognise.forms import nicknames, plain_words
from drivectl.recognise.residual import others_in
from drivectl.recognise.roles import CUES, TITLES
from drivectl.safe import say
from drivectl.steps.documents import Document
from drivectl.transform.labels import escaped

HIDDEN: Final = "[REDACTED]"
_PASSES: Final = 3
_END: Final = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n\s*\n|\n(?=\s*(?:\W|\d|[A-Z]))")
"""Where a sentence may end; a line of a list or of a form is one of its own."""
_LETTER: Final = re.compile(r"(?<![\w'])[B-HJ-Z](?![\w'])")
"""A letter alone may stand for anybody."""
_OTHERS: Final = frozenset(
    "he she they him her them his hers their theirs it's i me my mine we us our ours you your yours who whose someone "  # noqa: SIM905
    "somebody anyone anybody everyone nobody both each other another himself herself themselves itself myself "
    "yourself ourselves victim survivor client perpetrator perp suspect vic vict ip ap dv1 offender child children "
    "family parent grandparent sibling person people woman women man men girl boy lady ladies tenant resident male "
    "female lad couple pair spouse bride groom mistress wifey babe bairn wean sis bro teenager teen pupil student "
    "occupant occupier householder passenger workmate staff complainant complainer respondent applicant claimant "
    "petitioner defendant laws one ones one's door upstairs downstairs pregnant pregnancy anonymous anonymously "
    "confidence confidential confidentially private secret secretly covert privileged undisclosed disclosed "
    "disclosure discloses alleged alleges allegation allegations complaint complained reported report told tell know "
    "knew known aware unaware learn informed information intelligence intel marac mappa mash idva isva refuge shelter "
    "hostel safe safety safeguarding whereabouts address location school nursery referral referred referrer".split()
) | frozenset(CUES)
"""Words that can be about somebody else, or about what was told in confidence or keeps somebody safe."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the copy is for, in one case."""

    ids: frozenset[str] = dataclasses.field(repr=False)
    role: Role


def texts_about(document: Document, asked: str) -> tuple[Document, Subject]:
    """The texts of the cases of the person asked for; TXT415 where that is nobody, or not one person for certain."""
    casts = list({id(one.cast): one.cast for one in document.texts}.values())
    by_id = [one for cast in casts for one in cast.people if one.person_id == asked]
    people = by_id or [one for cast in casts for one in cast.people if one.role == asked]
    named = [one for one in people if _is_named(one)]
    cases = {one.case for one in document.texts}
    if not people or (not by_id and (len(named) != 1 or len(cases) > 1)):
        what = say("not one person for certain: people who fit {n}, cases {c}", n=len(named), c=len(cases))
        raise problem("TXT415", what, at=Place(file=document.path))
    subject = Subject(frozenset(one.person_id for one in people), people[0].role)
    mine = [one for one in document.texts if any(who.person_id in subject.ids for who in one.cast.people)]
    return dataclasses.replace(document, texts=tuple(mine)), subject


def _is_named(person: Person) -> bool:
    return any(_is_name(person, path) for path in person.known)


def only_about(  # noqa: PLR0913, PLR0917 -- the texts of a case and all that decides about them
    engine: Engine, texts: Sequence[str], cast: Cast, subject: Subject, never: frozenset[str], said: Mapping[int, bool]
) -> tuple[list[str], Counter[str]] | None:
    """The texts of one case with only what is about ``subject``, and what is hidden by kind; None if it never settles.

    ``said``: texts (by place) that the record says came from somebody else or in confidence, which are hidden whole.
    """
    counts: Counter[str] = Counter()
    shown = ["" if said.get(at) else escaped(text) for at, text in enumerate(texts)]
    for attempt in range(_PASSES + 1):
        found = engine.find(shown, cast)
        made = [_sentences(text, those, cast, subject, never, counts) for text, those in zip(shown, found, strict=True)]
        if attempt and made == shown:
            return [one or HIDDEN for one in shown], counts
        shown = made
    return None


def _sentences(  # noqa: PLR0913, PLR0917 -- a text and all that decides about it
    text: str, found: Sequence[Finding], cast: Cast, subject: Subject, never: frozenset[str], counts: Counter[str]
) -> str:
    pieces: list[str] = []
    start = 0
    cuts = [one.end() for one in _END.finditer(text)]
    cuts = [at for at in cuts if not any(one.start < at < one.end for one in found)]
    for end in (*cuts, len(text)):
        sentence = text[start:end]
        here = [one for one in found if one.start < end and start < one.end]
        if sentence.strip() == HIDDEN or not _is_about(text, sentence, here, cast, subject, never):
            counts.update(one.kind.value for one in here if one.kind is not Kind.QUASI)
            pieces += [HIDDEN + " "] if pieces[-1:] != [HIDDEN + " "] and sentence.strip() else []
        else:
            pieces.append(sentence)
        start = end
    return "".join(pieces).rstrip(" ") if pieces else ""


def _is_about(  # noqa: PLR0913, PLR0917 -- a sentence, its text and all that decides about it
    text: str, sentence: str, here: Sequence[Finding], cast: Cast, subject: Subject, never: frozenset[str]
) -> bool:
    """Whether the sentence names the subject for certain, and nothing in it is or may be anybody else's."""
    mine = [
        one
        for one in here
        if one.person_id in subject.ids
        and one.state == "accepted"
        and one.field not in never
        and (one.kind is not Kind.PERSON or _is_name_of(text[one.start : one.end], cast, subject))
    ]
    rest = [one for one in here if one not in mine and one.kind is not Kind.DATE]
    whole = any("full-name" in one.reasons for one in mine)  # "Mrs Oakes" may be anybody of that name
    words = {form for one in plain_words(sentence) for form in (one, one.removesuffix("s"))}
    return (
        bool(mine)
        and not rest
        and not _LETTER.search(sentence)
        and not words & (_OTHERS - {subject.role})
        and (whole or not words & TITLES)
        and others_in([sentence], cast, subject.ids) == [False]
    )


def _is_name_of(found: str, cast: Cast, subject: Subject) -> bool:
    """Whether every word found is of the subject's name, and not all of them of somebody else's too.

    "Kevin Oakes" beside a known Darrel Oakes is somebody else; so may "Oakes" be, where a child has that name.
    """
    said = {*plain_words(found)} - {"s"}
    fits = [said <= _name_words(one) for one in cast.people if one.person_id not in subject.ids]
    return any(said <= _name_words(one) for one in cast.people if one.person_id in subject.ids) and not any(fits)


def _name_words(person: Person) -> set[str]:
    """The words of somebody's names, and their short forms."""
    values = [value for path, each in person.known.items() if _is_name(person, path) for value in each]
    names = {word for value in values for word in plain_words(value)}
    return names.union(*map(nicknames, names))


def _is_name(person: Person, path: str) -> bool:
    return person.kinds.get(path, Kind.PERSON) is Kind.PERSON
