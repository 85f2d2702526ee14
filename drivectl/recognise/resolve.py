"""From hits to regions: back to the original text, whole words only, overlaps united, the best label on each."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import takewhile
from operator import itemgetter
from typing import Final, NamedTuple

from drivectl.model.finding import PROTECTION, Finding, Kind, Role
from drivectl.recognise.base import Hit
from drivectl.recognise.view import View

_LAYERS: Final = {one: at for at, one in enumerate(("known", "uk", "propagated", "names-rules", "names", "presidio"))}
_ROLES: Final = {one: at for at, one in enumerate(PROTECTION)}
_JOINED: Final = re.compile(r"[ \n]{0,2}[,/&]?[ \n]{0,2}|['’]|-")


class Region(NamedTuple):
    """A span of the original with the hits that cover it, best first."""

    start: int
    end: int
    hits: tuple[Hit, ...]

    def finding(self) -> Finding:
        """The one finding of this region."""
        best = self.hits[0]
        people = [one for one in self.hits if one.kind is best.kind]
        whole = [one for one in people if one.reason == "full-name" and one.layer == "known"]
        if whole and max(one.end - one.start for one in whole) >= max(one.end - one.start for one in self.hits):
            people = whole
        owner = min(people, key=lambda one: (_ROLES[one.role], one.person_id is None, one.person_id or ""))
        same = {one.person_id for one in people if one.role == owner.role and one.person_id}
        return Finding(
            start=self.start,
            end=self.end,
            kind=best.kind,
            role=owner.role,
            person_id=owner.person_id if len(same) == 1 else None,
            score=best.score,
            layers=tuple(dict.fromkeys(one.layer for one in self.hits)),
            reasons=tuple(dict.fromkeys(one.reason for one in self.hits)),
            state="unsure" if all(one.unsure for one in self.hits) else "accepted",
            field=next((one.field for one in self.hits if one.field and one.role == owner.role), best.field),
        )


_STOP: Final = re.compile(r"(?<![\W_][A-Z])[.!?](?:\s|$)|\n")
_SENTENCE: Final = 300
"""No mention farther away than this counts as in the same sentence."""


def settled(view: View, hits: list[Hit]) -> list[Hit]:
    """A form that fits several people goes to the one whom the nearest plain mention in the sentence names.

    A name that a rule drew too far, over the whole name of somebody in the record, ends where that one begins.
    """
    known = (one for one in hits if one.layer == "known" and one.kind is Kind.PERSON)
    plain = sorted((one for one in known if not one.shared), key=_start)
    names = [one for one in plain if one.reason == "full-name"]
    done = []
    for hit in hits:
        if hit.shared:
            done.append(_nearest(view, hit, plain))
        elif hit.layer in {"names-rules", "names"}:
            done += _between(
                view, hit, names[bisect_right(names, hit.start, key=_start) : bisect_right(names, hit.end, key=_start)]
            )
        else:
            done.append(hit)
    return done


def _between(view: View, hit: Hit, names: Iterable[Hit]) -> Iterator[Hit]:
    """``hit`` without the whole ``names`` in it: nothing is lost, since each of those is a hit of its own."""
    at = hit.start
    for one in takewhile(lambda name: name.end <= hit.end, names):
        if any(map(str.isalnum, view.text[at : one.start])):
            yield hit._replace(start=at, end=one.start)
        at = max(at, one.end)
    if at == hit.start or any(map(str.isalnum, view.text[at : hit.end])):
        yield hit._replace(start=at)


def _start(hit: Hit) -> int:
    return hit.start


def _nearest(view: View, hit: Hit, plain: list[Hit]) -> Hit:
    """``hit`` with the person of the nearest mention that is nobody else's; as it was where there is none."""
    found: dict[int, set[tuple[Role, str | None, str | None]]] = {}
    first = bisect_left(plain, hit.start - _SENTENCE, key=_start)
    for one in plain[first : bisect_right(plain, hit.end + _SENTENCE, key=_start)]:
        left, right = (one.end, hit.start) if one.start < hit.start else (hit.end, one.start)
        whose = next((who for who in hit.shared if who[1] == one.person_id), None)
        if whose and not _STOP.search(view.text, left, right):
            found.setdefault(max(0, right - left), set()).add(whose)
    if not found or len(found[min(found)]) > 1:
        return hit
    ((role, person, field),) = found[min(found)]
    return hit._replace(role=role, person_id=person, field=field)


def regions(view: View, hits: Iterable[Hit]) -> list[Region]:
    """Each hit as a region of the original text, widened to whole words."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    found = []
    for hit in hits:
        start, end = here = hit[:2]
        if start < end:
            if here not in spans:
                spans[here] = _whole(view.original, *view.back(*_to_words(view.text, start, end)))
            found.append(Region(*spans[here], (hit,)))
    return found


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A hit inside a word hides the word, but for a possessive ending; underscores hold a word together."""
    while start > 0 and _is_of_word(text[start - 1]) and _is_of_word(text[start]):
        start -= 1
    while end < len(text) and _is_of_word(text[end]) and _is_of_word(text[end - 1]):
        end += 1
    return start, end


def _is_of_word(char: str) -> bool:
    return char == "_" or char.isalnum()


def _whole(original: str, start: int, end: int) -> tuple[int, int]:
    while start < end and original[start].isspace():
        start += 1
    while end > start and original[end - 1].isspace():
        end -= 1
    return start, end


def united(original: str, parts: Iterable[Region]) -> list[Region]:
    """Overlapping regions as one; neighbouring parts of one name or address joined. Nothing is ever made shorter."""
    merged: list[Region] = []
    group: list[Hit] = []
    start = end = -1
    best = None
    for part in sorted(parts, key=_span):
        first = part.hits[0]
        if best and (part.start < end or _belongs(original[end : part.start], best, first)):
            group = group or list(merged.pop().hits)
            group += part.hits
            end = max(end, part.end)
            best = min(best, first, key=_rank)
            continue
        if group:
            merged.append(_region(start, end, group))
            group = []
        merged.append(part)
        start, end, best = part.start, part.end, first
    return [*merged, _region(start, end, group)] if group else merged


_span: Final = itemgetter(0, 1)


def _region(start: int, end: int, hits: list[Hit]) -> Region:
    return Region(start, end, tuple(sorted(dict.fromkeys(hits), key=_rank)))


def _belongs(gap: str, left: Hit, right: Hit) -> bool:
    """Whether two neighbours are parts of one name (of one person) or one address."""
    if left.kind is not right.kind or left.kind not in {Kind.PERSON, Kind.ADDRESS}:
        return False
    if left.kind is Kind.ADDRESS:
        return len(gap) < 6 and bool(_JOINED.fullmatch(gap))
    return gap in {" ", "-", "'", "’", ", "} and left.person_id == right.person_id and left.person_id is not None


def _rank(hit: Hit) -> tuple[float, int, int, int, str]:
    return (-hit.score, _LAYERS[hit.layer], hit.start - hit.end, _ROLES[hit.role], hit.kind)
