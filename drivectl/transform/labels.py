"""What stands where personal data stood: ``[VICTIM]``, ``[CHILD 2]``, ``[PHONE]``.

Numbers are stable over all notes of a case. They are given over the notes that leave only: a gap in the
numbers would tell that another note exists.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from drivectl.model.finding import Cast, Finding, Kind, Role
from drivectl.transform.textdates import read_days

_ROLE_WORDS: Final[Mapping[Role, str]] = {
    "victim": "VICTIM",
    "perpetrator": "PERPETRATOR",
    "child": "CHILD",
    "family": "FAMILY",
    "informant": "THIRD PARTY",
    "associate": "THIRD PARTY",
    "professional": "PROFESSIONAL",
    "none": "PERSON",
}
_KIND_WORDS: Final = {Kind.DATE_OF_BIRTH: "DOB", Kind.ORG_IDENTIFYING: "ORGANISATION", Kind.URL_IP: "LINK"}
_ALONE: Final = frozenset({"VICTIM", "PERPETRATOR"})
_OURS: Final = re.compile(r"(?<!\\)\[(?=[A-Z0-9][A-Z0-9_ /-]*\])")
_LAST: Final = (9999,)

Labels = Mapping[str, str]
"""Person id -> label without brackets (``CHILD 2``). An informant is never in it."""


def number_people(cast: Cast, texts: Iterable[Sequence[Finding]]) -> Labels:
    """A label for everybody who is mentioned: children by birth date, then order of first mention."""
    mentions: dict[str, str] = {}
    for findings in texts:
        for one in sorted(findings, key=lambda finding: finding.start):
            if one.kind is Kind.PERSON and one.person_id is not None and one.role != "informant":
                mentions.setdefault(one.person_id, _ROLE_WORDS[one.role])
    born = {one.person_id: _born(one.known.get("child.date_of_birth", ())) for one in cast.people}
    order = sorted(mentions, key=lambda person: born.get(person, _LAST) if mentions[person] == "CHILD" else _LAST)
    groups: dict[str, list[str]] = {}
    for person in order:
        groups.setdefault(mentions[person], []).append(person)
    return {
        person: word if word in _ALONE and len(people) == 1 else f"{word} {at}"
        for word, people in groups.items()
        for at, person in enumerate(people, 1)
    }


def _born(said: Iterable[str]) -> tuple[int, ...]:
    """(year, month, day) of a record's birth date however it is written; last of all where it cannot be read."""
    return min(((day[0] or 9999, *day[1:]) for one in said for day in read_days(one) or ()), default=_LAST)


def person_label(finding: Finding, labels: Labels) -> str:
    """The role label of a person."""
    word = _ROLE_WORDS[finding.role]
    if finding.role == "informant" or finding.person_id is None:
        return f"[{word}]"
    return f"[{labels.get(finding.person_id, word)}]"


def hidden_person(finding: Finding) -> str:
    """A person whose role is hidden too. All third parties look alike, so that no informant stands out."""
    third = finding.role in {"informant", "associate", "family"}
    return "[THIRD PARTY]" if third else "[PERSON]"


def kind_label(kind: Kind) -> str:
    """The label of anything that is not a person."""
    return f"[{_KIND_WORDS.get(kind, kind.value.replace('_', ' '))}]"


def escaped(text: str) -> str:
    """``text`` with a backslash before every bracket that would read as one of our labels."""
    return _OURS.sub(r"\\[", text)
