"""The ``known`` layer: what the case record says, found in any form, and slips of its names.

Words of the text are compared run together, so that blanks, hyphens, dots, slashes, line ends and spaced letters
make no difference: at each word the run grows while some form still starts with it.
"""

# ruff: noqa: SIM905 -- tables of words and patterns are read line by line
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import Final

from drivectl.model.finding import Cast, Kind, Role
from drivectl.recognise.base import Hit
from drivectl.recognise.dates import days, read_day
from drivectl.recognise.forms import Form, forms_of, person_forms
from drivectl.recognise.fuzzy import allowed, nearest
from drivectl.recognise.lists import is_plain, words
from drivectl.recognise.roles import most_protective, role_near
from drivectl.recognise.view import View

VERSION: Final = "1.0.0"
_GAP: Final = re.compile(r"[ \n\-'.,/()&:_*\"]{0,3}")
_CHUNK: Final = re.compile(r"[\w.]{5,40}")
_ACCOUNT: Final = re.compile(r"[\d_]|[a-z][A-Z]")
_CUE: Final = re.compile(r"(?:ending|ends|last|digits)[ a-z]{0,12}$")
_NAME_CUE: Final = re.compile(
    r"(?:^|[^a-z])(?:mr|mrs|ms|miss|dr|her|his|my|ur|your|their|our|wiv|with|tell|told|its|it's|is|and|&)\.? $"
)
_IN_MONTH: Final = re.compile(
    r"(?:^|[^a-z])(?:in|since|until|til|till|by|during|last|next|this|early|late|mid|of|from|every|each|for)\.? $"
)
_SCORES: Final = {
    "nickname": 0.9,
    "initials": 0.8,
    "first-initial": 0.85,
    "phone-end": 0.85,
    "street": 0.9,
    "town": 0.9,
}
_FUZZY: Final = 0.9


class Index:
    """Every form of one cast; ``layer`` is ``known`` for the record, ``propagated`` for names found in the notes."""

    def __init__(
        self, forms: Iterable[Form], births: Iterable[tuple[tuple[int, int, int], Form]] = (), layer: str = "known"
    ) -> None:
        self._layer = layer
        self._forms: dict[str, list[Form]] = {}
        self._starts: set[str] = set()
        self._births: dict[tuple[int, int], list[tuple[int, Form]]] = defaultdict(list)
        parts: set[str] = set()
        for form in forms:
            text = form.text
            if text not in self._forms:
                self._starts.update(accumulate(text))
            those = self._forms.setdefault(text, [])
            if form in those:
                continue
            those.append(form)
            if form.needs == "nothing" and (
                (form.kind is Kind.PERSON and len(text) > 3) or (form.reason == "name-part" and len(text) == 3)
            ):
                parts.add(text)
        for (day, month, year), form in births:
            self._births[day, month].append((year, form))
        self._fuzzy = _by_start(text for text, those in self._forms.items() if any(one.fuzzy for one in those))
        self._long = {first for first, length in self._fuzzy if length > 7}
        self._speaks: dict[str, str] = {}
        self._parts = sorted(parts)

    def find(self, view: View) -> Iterator[Hit]:
        """Every hit of the cast in ``view``."""
        tokens, speaks, last = view.words, self._speaks, len(view.words) - 1
        for at, (text, _, _) in enumerate(tokens):
            says = speaks.get(text)
            if says is None:
                says = speaks[text] = self._says(text)
            if says == "alone" or (
                says == "long" and at < last and (text[0], len(text) + len(tokens[at + 1][0])) in self._fuzzy
            ):
                yield from self._runs(view, tokens, at)
        if self._layer == "known":
            yield from self._handles(view)
            yield from self._days(view)

    def _says(self, text: str) -> str:
        """Whether a hit may begin at this word, or at it and the next; asked once for each different word."""
        if text in self._starts or text[:-1] in self._forms:
            return "alone"
        if (text[0], len(text)) in self._fuzzy and not is_plain(text):
            return "alone"
        return "long" if text[0] in self._long else ""

    def _runs(self, view: View, tokens: list[tuple[str, int, int]], at: int) -> Iterator[Hit]:
        text, start, end = tokens[at]
        run, step = text, at
        while run in self._starts:
            if run in self._forms:
                yield from self._hits(view, run, start, end)
            step += 1
            if step == len(tokens) or not _GAP.fullmatch(view.lower, end, tokens[step][1]):
                break
            run, end = run + tokens[step][0], tokens[step][2]
        end = tokens[at][2]
        if (
            len(text) > 4
            and text[-1] == "s"
            and text not in self._forms
            and text[:-1] in self._forms
            and not text.endswith("ss")
        ):
            yield from self._hits(view, text[:-1], start, end)
        if self._fuzzy:
            yield from self._slips(view, tokens, at)

    def _slips(self, view: View, tokens: list[tuple[str, int, int]], at: int) -> Iterator[Hit]:
        text, start, end = tokens[at]
        yield from self._slip(view, text, start, end)
        if text[0] not in self._long or text in self._forms or at + 1 == len(tokens):
            return
        after, begin, stop = tokens[at + 1]
        if len(after) < 3 or begin - end > 1 or (text[0], len(text) + len(after)) not in self._fuzzy:
            return
        if after not in self._forms and not is_plain(after):
            yield from self._slip(view, text + after, start, stop, least=8)

    def _slip(self, view: View, text: str, start: int, end: int, least: int = 4) -> Iterator[Hit]:
        names = self._fuzzy.get((text[0], len(text)), ())
        if not names or len(text) < least or text in self._forms or is_plain(text):
            return
        if len(text) == 4 and not view.text[start].isupper():
            return
        near = nearest(text, names)
        if near:
            yield from self._hits(view, near, start, end, slip=True)

    def _hits(self, view: View, text: str, start: int, end: int, *, slip: bool = False) -> Iterator[Hit]:
        fits = [form for form in self._forms[text] if slip or _holds(form, view, start, end)]
        if not fits:
            return
        form = min(fits, key=lambda one: (-_SCORES.get(one.reason, 1.0), one.kind.value))
        near = role_near(view.lower, start) if form.kind is Kind.PERSON else "none"
        role: Role = "informant" if near == "informant" else most_protective(one.role for one in fits)
        people = {one.person_id for one in fits}
        shared = frozenset((one.role, one.person_id, one.field) for one in fits) if role != "informant" else frozenset()
        yield Hit(
            start,
            end,
            form.kind,
            _FUZZY if slip else _SCORES.get(form.reason, 1.0) if self._layer == "known" else 0.85,
            self._layer,
            "slip" if slip else form.reason,
            role=role,
            person_id=next((one.person_id for one in fits if one.role == role), None)
            if len(people) > 1
            else form.person_id,
            field=next((one.field for one in fits if one.role == role), form.field),
            unsure=slip,
            shared=shared if len(people) > 1 else frozenset(),
        )

    def _handles(self, view: View) -> Iterator[Hit]:
        """Names of accounts built from a name of the cast: with digits, underscores or capitals inside."""
        for found in _CHUNK.finditer(view.text):
            chunk = found.group()
            low = view.lower[found.start() : found.end()]
            if chunk.isalpha() and (chunk[1:].islower() or chunk.isupper()):
                continue
            if not _ACCOUNT.search(chunk):
                continue
            plain = low.translate(_LEET)
            part = next((one for one in self._parts if one in low or one in plain), None)
            if part:
                form = self._forms[part][0]
                yield Hit(
                    found.start(),
                    found.end(),
                    Kind.HANDLE,
                    0.85,
                    "known",
                    "handle-of-name",
                    form.role,
                    form.person_id,
                    form.field,
                )

    def _days(self, view: View) -> Iterator[Hit]:
        """Birth dates of the record in any form."""
        if self._births and view.scan.digits:
            for day in days(view):
                for year, form in self._births.get((day.day, day.month), ()):
                    if day.year is None or day.year % 100 == year % 100:
                        yield Hit(
                            day.start,
                            day.end,
                            Kind.DATE_OF_BIRTH,
                            1.0,
                            "known",
                            "birth-date",
                            form.role,
                            form.person_id,
                            form.field,
                        )


def _by_start(texts: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """Names by first letter and length of the words that may be slips of them."""
    table: dict[tuple[str, int], list[str]] = defaultdict(list)
    for text in sorted(texts):
        for length in _slipped(len(text)):
            table[text[0], length].append(text)
    return table


@cache
def _slipped(length: int) -> tuple[int, ...]:
    """The lengths of words that may be slips of a name of this length."""
    return tuple(one for one in range(length - 2, length + 3) if abs(one - length) <= allowed(min(one, length)))


_LEET: Final = str.maketrans("013457", "oleast")


def _holds(form: Form, view: View, start: int, end: int) -> bool:
    """Whether what the form needs holds here."""
    if form.needs == "nothing":
        return True
    shown = view.text[start:end]
    if form.needs == "cue":
        return bool(_CUE.search(view.lower, max(0, start - 24), start))
    letters = [c for c in shown if c.isalpha()]
    if form.needs == "upper":
        plain = form.text in words("keep") or form.text in words("common")
        first_initial = form.reason == "first-initial" and shown[:1].isupper() and shown[-1:].isupper() and " " in shown
        return first_initial or (all(c.isupper() for c in letters) and (not plain or "." in shown))
    before = view.lower[max(0, start - 12) : start]
    if shown[:1].isupper():
        return not (form.text in _MONTHS and _IN_MONTH.search(before))
    if form.text not in words("first_names") or form.text in words("common"):
        return False
    line = view.text[view.text.rfind("\n", 0, start) + 1 : end + 40].partition("\n")[0]
    return line.islower() or bool(_NAME_CUE.search(before))


_MONTHS: Final = frozenset("may april june august summer winter autumn spring".split())


def index_of(cast: Cast) -> Index:
    """The index of a record's cast."""
    forms: list[Form] = []
    births: list[tuple[tuple[int, int, int], Form]] = []
    for person in cast.people:
        for field, values in person.known.items():
            kind = person.kinds.get(field, Kind.PERSON)
            for value in values:
                day = read_day(value) if kind is Kind.DATE_OF_BIRTH else None
                if day:
                    births.append((day, Form("", kind, person.role, person.person_id, field)))
                elif kind is not Kind.DATE_OF_BIRTH:
                    forms += forms_of(kind, value, person.role, person.person_id, field)
    for field, values in cast.case_known.items():
        for value in values:
            forms += forms_of(Kind.CASE_REF, value, "none", None, field)
    return Index(forms, births)


def index_of_names(names: Iterable[tuple[str, Role]]) -> Index:
    """The index of names that the notes of the case gave themselves."""
    forms = [
        Form(text, Kind.PERSON, role, None, None, needs, fuzzy=False, reason=reason)
        for name, role in names
        for text, needs, _, reason in person_forms(name)
        if reason in {"full-name", "name-part"} and len(text) > 2
    ]
    return Index(forms, layer="propagated")
