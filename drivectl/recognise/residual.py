"""The second look, over texts after masking: all layers again, and a raw search for what may never be shared."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from drivectl.model.finding import PROTECTION, Cast, Finding, Kind, Person
from drivectl.recognise.engine import Engine
from drivectl.recognise.forms import plain_words
from drivectl.recognise.lists import is_plain, words
from drivectl.recognise.view import readings


def residual(
    engine: Engine, masked: Sequence[str], cast: Cast, shared: Callable[[Finding], bool] = lambda _: False
) -> list[list[Finding]]:
    """What is still found in each text of one case after masking, but for what ``shared`` says may stand.

    Surnames of the record are searched raw too: they are found whatever the layers make of the words beside them.
    """
    surnames = _surnames(cast)
    return [
        [one for one in (*found, *_raw(text, found, surnames)) if one.kind is not Kind.QUASI and not shared(one)]
        for text, found in zip(masked, engine.find(masked, cast), strict=True)
    ]


def _surnames(cast: Cast) -> dict[str, tuple[Person, str]]:
    """Surname -> whose, and the field; the most protected person's where several have it."""
    found: dict[str, tuple[Person, str]] = {}
    for who in sorted(cast.people, key=lambda one: PROTECTION.index(one.role), reverse=True):
        for field, values in who.known.items():
            names = [plain_words(one) for one in values] if who.kinds.get(field) is Kind.PERSON else []
            found |= {one[-1]: (who, field) for one in names if len(one) > 1 and len(one[-1]) > 2}
    return found


def _raw(text: str, found: Sequence[Finding], surnames: Mapping[str, tuple[Person, str]]) -> list[Finding]:
    if not surnames:
        return []
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, surnames))})(?![^\W_])")
    hits = {
        (*view.back(*one.span()), one.group())
        for view in readings(text)
        for one in pattern.finditer(view.lower)
        if not (is_plain(one.group()) and view.text[one.start()].islower())  # "put the kettle on"
    }
    return [
        Finding(
            start=start,
            end=end,
            kind=Kind.PERSON,
            role=surnames[word][0].role,
            person_id=surnames[word][0].person_id,
            score=1.0,
            layers=("raw",),
            reasons=("surname",),
            field=surnames[word][1],
        )
        for start, end, word in sorted(hits)
        if not any(one.start < end and start < one.end for one in found)
    ]


def never_shared(masked: Sequence[str], cast: Cast, fields: Iterable[str]) -> list[list[str]]:
    """For each text the fields (never values) whose value still stands in it, letters and digits run together.

    ``fields`` are those that may never be shared; informants' fields always count.
    """
    banned = set(fields)
    needles: list[tuple[str, str]] = []
    for person in cast.people:
        for field, values in person.known.items():
            if field in banned or person.role == "informant":
                needles += [(run, field) for value in values for run in _needles(value, person.kinds.get(field))]
    return [sorted({field for run, field in needles if _stands(run, text)}) for text in masked]


def others_in(texts: Sequence[str], cast: Cast, subject: Collection[str]) -> list[bool]:
    """Whether a value of anybody but ``subject`` (person ids) stands in each text; a name they share does not count."""
    own = {
        word
        for who in cast.people
        for path, values in who.known.items()
        if who.person_id in subject and who.kinds.get(path, Kind.PERSON) is Kind.PERSON
        for value in values
        for word in plain_words(value)
    }
    needles = {
        run
        for who in cast.people
        if who.person_id not in subject
        for path, values in who.known.items()
        for value in values
        for run in _needles(value, who.kinds.get(path, Kind.PERSON))
        if run not in own
    }
    return [any(_stands(run, text) for run in needles) for text in texts]


def _needles(value: str, kind: Kind | None) -> set[str]:
    """What to search for. Of who told, "her sister" or "School" names nobody: half of all notes would hold it."""
    parts = plain_words(value)
    if kind is not Kind.PERSON:
        return {run for run in (" ".join(parts),) if len(run) > 2}
    telling = {one for one in parts if one not in words("keep") and one not in words("common")}
    return {one for one in telling | ({" ".join(parts)} if telling else set()) if len(one) > 2}


def _stands(run: str, text: str) -> bool:
    pattern = r"[\W_]{0,3}".join(map(re.escape, run.split()))
    return any(re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", view.lower) for view in readings(text))
