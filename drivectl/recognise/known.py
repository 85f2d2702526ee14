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
from typing import Any, Final

from drivectl.model.finding import PROTECTED, Cast, Kind, Person, Role
from drivectl.recognise.base import Hit
from drivectl.recognise.dates import days, read_day
from drivectl.recognise.forms import Form, forms_of, person_forms
from drivectl.recognise.fuzzy import allowed, nearest
from drivectl.recognise.lists import is_plain, words
from drivectl.recognise.roles import most_protective, role_near
from drivectl.recognise.view import INERT, View

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
_RUN, _PLURAL, _SLIP, _LONG = 1, 2, 4, 8
"""What may begin at a word."""


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
        self._long = {first: length for first, length in sorted(self._fuzzy) if length > 7}
        self._says: dict[str, int] = {}
        self._near: dict[str, str | None] = {}
        self._made: dict[tuple[str, int, bool], tuple[Any, ...]] = {}
        self._account: dict[str, str] = {}
        self._parts = sorted(parts)

    def find(self, view: View) -> list[Hit]:
        """Every hit of the cast in ``view``."""
        hits: list[Hit] = []
        words = view.words[0][1::2]
        for at, says in enumerate(map(self._says.get, words)):
            if says is None:
                says = self._says[words[at]] = self._asked(words[at])  # noqa: PLW2901 -- asked once for each word
            if says:
                if says & _RUN:
                    self._runs(view, at, hits)
                if says & (_PLURAL | _SLIP | _LONG):
                    self._slips(view, at, says, hits)
        if self._layer == "known":
            hits += self._handles(view)
            hits += self._days(view)
        return hits

    def _asked(self, text: str) -> int:
        """What may begin at this word: a form, one with an s behind it, a slip of one, a slip of two words."""
        plural = len(text) > 4 and text[-1] == "s" and text[:-1] in self._forms and not text.endswith("ss")
        return (
            (_RUN if text in self._starts else 0)
            | (_PLURAL if plural and text not in self._forms else 0)
            | (_SLIP if self._nearest(text) else 0)
            | (_LONG if len(text) + 3 <= self._long.get(text[0], 0) and text not in self._forms else 0)
        )

    def _nearest(self, text: str) -> str | None:
        """The form that ``text`` may be a slip of."""
        if text not in self._near:
            names = self._fuzzy.get((text[0], len(text)), ())
            near = names and len(text) > 3 and text not in self._forms and not is_plain(text)
            self._near[text] = nearest(text, names) if near else None
        return self._near[text]

    def _runs(self, view: View, at: int, hits: list[Hit]) -> None:
        """The forms that begin at a word: the run of words grows while some form still starts with it."""
        parts, starts, ends = view.words
        run, step = parts[2 * at + 1], at
        while True:
            if run in self._forms:
                self._hit(view, run, starts[at], ends[step], hits)
            step += 1
            if step == len(starts):
                return
            run += parts[2 * step + 1]
            if run not in self._starts:
                return
            gap = parts[2 * step]
            if gap != " " and not _GAP.fullmatch(gap):
                return

    def _slips(self, view: View, at: int, says: int, hits: list[Hit]) -> None:
        parts, starts, ends = view.words
        text, start = parts[2 * at + 1], starts[at]
        if says & _PLURAL:
            self._hit(view, text[:-1], start, ends[at], hits)
        if says & _SLIP and (len(text) > 4 or view.text[start].isupper()):
            self._hit(view, self._near[text] or "", start, ends[at], hits, slip=True)
        if not says & _LONG or at + 1 == len(starts):
            return
        after = parts[2 * at + 3]
        if len(after) < 3 or len(parts[2 * at + 2]) > 1 or (text[0], len(text) + len(after)) not in self._fuzzy:
            return
        if len(text) + len(after) > 7 and after not in self._forms and not is_plain(after):
            near = self._nearest(text + after)
            if near:
                self._hit(view, near, start, ends[at + 1], hits, slip=True)

    def _hit(self, view: View, text: str, start: int, end: int, hits: list[Hit], *, slip: bool = False) -> None:  # noqa: PLR0913
        """Add the hit of the form ``text``, if what it needs holds here."""
        forms = self._forms[text]
        which = -1 if slip else 0
        if not slip:
            for at, form in enumerate(forms):
                if form.needs == "nothing" or _holds(form, view, start, end):
                    which |= 1 << at
            if not which:
                return
        told = any(form.kind is Kind.PERSON for form in forms) and role_near(view.lower, start) == "informant"
        made = self._made.get((text, which, told))
        if made is None:
            fits = [form for at, form in enumerate(forms) if slip or which >> at & 1]
            made = self._made[text, which, told] = self._rest(fits, slip=slip, told=told)
        hits.append(Hit(start, end, *made))

    def _rest(self, fits: list[Form], *, slip: bool, told: bool) -> tuple[Any, ...]:
        """All of a hit but its place."""
        form = min(fits, key=lambda one: (-_SCORES.get(one.reason, 1.0), one.kind.value))
        told = told and form.kind is Kind.PERSON
        role: Role = "informant" if told else most_protective(one.role for one in fits)
        people = {one.person_id for one in fits}
        shared = frozenset((one.role, one.person_id, one.field) for one in fits) if role != "informant" else frozenset()
        return (
            form.kind,
            _FUZZY if slip else _SCORES.get(form.reason, 1.0) if self._layer == "known" else 0.85,
            self._layer,
            "slip" if slip else form.reason,
            role,
            next((one.person_id for one in fits if one.role == role), None) if len(people) > 1 else form.person_id,
            next((one.field for one in fits if one.role == role), form.field),
            slip,
            shared if len(people) > 1 else frozenset(),
        )

    def _handles(self, view: View) -> Iterator[Hit]:
        """Names of accounts built from a name of the cast: with digits, underscores or capitals inside."""
        chunks = set(_CHUNK.findall(view.text))
        self._account |= {chunk: self._part_in(chunk) for chunk in chunks - self._account.keys()}
        for found in _CHUNK.finditer(view.text) if any(map(self._account.get, chunks)) else ():
            part = self._account[found.group()]
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

    def _part_in(self, chunk: str) -> str:
        """The name that an account's name is built from; nothing where ``chunk`` is a word."""
        if not _ACCOUNT.search(chunk):
            return ""
        low = chunk.lower()
        plain = low.translate(_LEET)
        return next((one for one in self._parts if one in low or one in plain), "")

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
        apart = form.role in PROTECTED and not _RANKED.match(view.text, end)
        return first_initial or (all(c.isupper() for c in letters) and (not plain or "." in shown or apart))
    before = view.lower[max(0, start - 12) : start]
    if shown[:1].isupper():
        return not (form.text in _MONTHS and _IN_MONTH.search(before))
    if form.text not in words("first_names") or form.text in words("common"):
        return False
    line = view.text[view.text.rfind("\n", 0, start) + 1 : end + 40].partition("\n")[0]
    return line.islower() or bool(_NAME_CUE.search(before))


_RANKED: Final = re.compile(rf"[ :/&\-]{{0,2}}(?:[A-Z{INERT}]|\d{{3}})")
"""What follows a rank or an abbreviation of the work, sooner than the initials of a person."""
_MONTHS: Final = frozenset("may april june august summer winter autumn spring".split())


def index_of(cast: Cast) -> Index:
    """The index of a record's cast."""
    forms: list[Form] = []
    births: list[tuple[tuple[int, int, int], Form]] = []
    for person in cast.people:
        for field, values in person.known.items():
            kind = person.kinds.get(field, Kind.PERSON)
            for value in (*values, *_beside_surname(person, field)):
                day = read_day(value) if kind is Kind.DATE_OF_BIRTH else None
                if day:
                    births.append((day, Form("", kind, person.role, person.person_id, field)))
                elif kind is not Kind.DATE_OF_BIRTH:
                    forms += forms_of(kind, value, person.role, person.person_id, field)
    for field, values in cast.case_known.items():
        for value in values:
            forms += forms_of(Kind.CASE_REF, value, "none", None, field)
    return Index(forms, births)


def _beside_surname(person: Person, field: str) -> Iterator[str]:
    """Other names of one word, each with the surnames of the whole names."""
    if field.endswith(".aliases"):
        names = [value for path, values in person.known.items() if path.endswith(".name") for value in values]
        lasts = {name.split()[-1] for name in names if len(name.split()) > 1 and "," not in name}
        yield from (f"{one} {last}" for one in person.known[field] if one.isalpha() for last in sorted(lasts))


def index_of_names(names: Iterable[tuple[str, Role]]) -> Index:
    """The index of names that the notes of the case gave themselves."""
    forms = [
        Form(text, Kind.PERSON, role, None, None, needs, fuzzy=False, reason=reason)
        for name, role in names
        for text, needs, _, reason in person_forms(name)
        if reason in {"full-name", "name-part"} and len(text) > 2
    ]
    return Index(forms, layer="propagated")
