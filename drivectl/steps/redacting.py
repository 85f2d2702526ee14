"""A loose document or one table of an export, made fit to be read by somebody else: everything found is hidden.

Without an agreement the most protective rules apply. What is written is searched again before it is written; if
anything is still found, nothing is.
"""

import dataclasses
import secrets
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from drivectl.errors import Place, problem
from drivectl.model.action import WITHHOLD
from drivectl.model.agreement import TextRule
from drivectl.model.catalogue import Catalogue
from drivectl.model.finding import Finding, Kind
from drivectl.recognise.cast import IDENTIFYING
from drivectl.recognise.engine import Engine
from drivectl.recognise.residual import never_shared, others_in, residual
from drivectl.recognise.whole import Whole
from drivectl.safe import Safe, name, names, say
from drivectl.source.grid import tidy
from drivectl.source.loose import Loose, LooseText, loose_of
from drivectl.source.paper import Paper
from drivectl.source.read import read_grid
from drivectl.steps.crew import Crew
from drivectl.steps.documents import TABLES, Document, Text, find_whole
from drivectl.steps.styles import Item, Maker, Numbers, Style, blocked, filled, token_maker
from drivectl.steps.subject import HIDDEN, Subject, only_about, texts_about
from drivectl.steps.surrogates import Surrogates, words_of
from drivectl.transform.labels import number_people
from drivectl.transform.spans import MOST_PROTECTIVE, Limits, mask, mask_again
from drivectl.transform.textdates import shown_date
from drivectl.transform.tokens import Tokeniser
from drivectl.transform.treat import key_of

_PASSES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How it is written, and what the officer keeps in clear; ``never`` are fields that nobody can keep."""

    style: Style = "role"
    keep: frozenset[Kind] = frozenset()
    columns: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    asked: str | None = None
    """Role or id of the one person whom the copy is for."""
    subject: Subject | None = None
    """That person, once a document with a record is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The texts of one case with labels, nothing left in them; ``items`` are what the numbered labels stand for."""

    texts: Sequence[str] = field(repr=False)
    items: Sequence[Item]
    counts: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The document as it may be read, and its receipt."""

    data: bytes = field(repr=False)
    counts: Mapping[str, int]
    doubt: int
    clear: int
    """What was found and stands as it is, because the officer keeps its kind."""
    described: int
    """Descriptions of somebody without a name: they stand as they are, for a person to read."""
    left_out: tuple[Safe, ...]
    texts: int


def redact(
    document: Document, crew: Crew, how: How, catalogue: Catalogue | None, tokens: Tokeniser | None = None
) -> Redacted:
    """Hide everything that was found; SRC214 or TXT412 to TXT415 instead of an output that is not safe.

    ``tokens``: of the scope that the style ``token`` writes.
    """
    _refuse_unnamed(document)
    document = _readable(document, how, catalogue)
    kept = _kept(document, how, catalogue)
    if not document.texts:
        raise problem("TXT414", say("{p} has no free text", p=document.path), at=Place(file=document.path))
    if how.asked is not None:
        document, subject = texts_about(document, how.asked)
        how = dataclasses.replace(how, subject=subject, never=how.never | _safe(catalogue))
    groups: dict[Hashable, list[int]] = {}
    for at, one in enumerate(document.texts):
        groups.setdefault(one.case, []).append(at)
    counts: Counter[str] = Counter()
    tasks = [([document.texts[at] for at in members], document.path, how) for members in groups.values()]
    clean = _clean if document.paper is None else _clean_whole
    cleaned = list(crew.each(clean, tasks))
    shown: dict[int, str] = {}
    final: dict[int, str] = {}
    for members, made in zip(groups.values(), cleaned, strict=True):
        shown |= dict(zip(members, made.texts, strict=True))
        final |= dict(zip(members, _styled_texts(document, members, made, how, tokens, catalogue), strict=True))
        counts += made.counts
    every = [one for text in document.texts for one in text.findings]
    found = [one for one in every if one.kind is not Kind.QUASI]
    if document.paper is None:
        told = [at for at in final if how.subject is None or final[at] != HIDDEN]
        if not told:
            why = say("A sentence stays where it names that person for certain, and nobody else can be meant.")
            fix = say("Nothing of it can be given without a reader: prepare it by hand.")
            what = say("no sentence is about this person alone")
            raise problem("TXT414", what, at=Place(file=document.path), why=why, fix=fix)
        data = _table(document, {at: final[at] for at in told}, kept)
    else:
        data = _again(document, document.paper, shown, crew, how)
        if final != shown:
            data = document.paper.write([final[at] for at in sorted(final)])
    return Redacted(
        data=data,
        counts=dict(counts),
        doubt=sum(one.state == "unsure" for one in found),
        clear=sum(_stands(one, text, how) for text in document.texts for one in text.findings)
        if how.subject is None
        else max(0, len(found) - counts.total()),
        described=len(every) - len(found),
        left_out=_left_out(document, how),
        texts=len(document.texts),
    )


def _styled_texts(  # noqa: PLR0913, PLR0917 -- what a style is made from
    document: Document,
    members: Sequence[int],
    made: Cleaned,
    how: How,
    tokens: Tokeniser | None,
    catalogue: Catalogue | None,
) -> list[str]:
    """The texts of one case in their last form."""
    if how.style == "blank":
        return [blocked(one) for one in made.texts]
    if how.style not in {"token", "surrogate"}:
        return list(made.texts)
    cast = document.texts[members[0]].cast
    if how.style == "token":
        if tokens is None:
            raise problem("KEY353", say("there is no key for the tokens of texts"))
        make: Maker = token_maker(tokens, cast, partial(_key_domain, catalogue))
    else:
        record = (value for who in cast.people for values in who.known.values() for value in values)
        taken = words_of((*(one.text for one in document.texts), *record), made.items)
        make = Surrogates(secrets.token_bytes(32), cast, taken)
    return [filled(one, made.items, make) for one in made.texts]


def _key_domain(catalogue: Catalogue | None, path: str) -> str | None:
    """The token domain of a field that holds a person's key."""
    if catalogue is None or not catalogue.has(path):
        return None
    key = key_of(catalogue, path)
    return key.token if key.path.endswith(".person_id") else None


def _safe(catalogue: Catalogue | None) -> frozenset[str]:
    """Fields that say how or where somebody is safe."""
    entities = catalogue.entities.values() if catalogue else ()
    fields = [field for entity in entities for field in entity.fields.values()]
    return frozenset(one.path for one in fields if not {"safe_contact", "safe_location"}.isdisjoint(one.classes))


def _table(document: Document, shown: Mapping[int, str], kept: Sequence[LooseText]) -> bytes:
    cells = [*_cells(document, shown), *kept]
    own = Loose(
        path=document.path, kind=document.kind, bom=document.bom, id_field=document.id_field, texts=tuple(cells)
    )
    return own.render([one.text for one in cells])


def _again(document: Document, paper: Paper, shown: Mapping[int, str], crew: Crew, how: How) -> bytes:
    """The new document, read as any other: what stands in it other than as it was searched is searched too."""
    texts = [shown[at] for at in sorted(shown)]
    data = paper.write(texts)
    remade = [one.text for one in loose_of(data, document.path, document.kind).texts]
    if remade != texts:
        (found,) = crew.each(find_whole, [(remade, document.texts[0].cast)])
        if any(not _keeps(one, how) for those in found for one in those):
            raise problem(
                "TXT412", say("names or details are still found in the new file"), at=Place(file=document.path)
            )
    return data


def _readable(document: Document, how: How, catalogue: Catalogue | None) -> Document:
    """Without texts that are left out whole: how to reach somebody safely, what an informant said, a comment."""
    if document.paper is not None:
        written = (text for text, one in zip(document.texts, document.paper.pieces, strict=True) if one.written)
        return dataclasses.replace(document, texts=tuple(written))
    if document.table is None or catalogue is None:
        return document
    barred = {one for one in {text.field for text in document.texts} if _barred(one, how, catalogue)}
    return dataclasses.replace(document, texts=tuple(one for one in document.texts if one.field not in barred))


def _barred(path: str, how: How, catalogue: Catalogue) -> bool:
    return path in how.never or not IDENTIFYING.isdisjoint(catalogue.field(path).classes)


def _clean(engine: Engine, texts: Sequence[Text], path: Path, how: How) -> Cleaned:
    """The texts of one case, masked, and searched together again until nothing new turns up."""
    cast = texts[0].cast
    if how.subject is not None:
        return _clean_for(engine, texts, path, how, how.subject)
    found = [[_styled(one, text, how) for one in text.findings] for text in texts]
    labels = number_people(cast, found)
    rule = MOST_PROTECTIVE if how.style == "role" else TextRule()
    numbers = Numbers() if how.style in {"token", "surrogate"} else None
    counts: Counter[str] = Counter()
    shown = []
    for text, findings in zip(texts, found, strict=True):
        masked = mask(text.text, findings, rule, labels, Limits(never=how.never), numbers)
        counts.update(masked.counts)
        shown.append(masked.text or "")
    for attempt in range(_PASSES + 1):
        left = residual(engine, shown, cast, lambda one: _keeps(one, how))
        if not any(left) or attempt == _PASSES:
            break
        for at, findings in enumerate(left):
            again = mask_again(shown[at], findings)
            counts.update(again.counts)
            shown[at] = again.text or ""
    for text, one, never in zip(texts, left, never_shared(shown, cast, how.never), strict=True):
        place = Place(file=path, row=text.row, field=text.field)
        if never:
            what = say("words of the record's {f}, which nobody may be shown, stand in this text", f=names(never))
            raise problem("TXT412", what, at=place, fix=say("leave this text out, or write it without them"))
        if one:
            raise problem("TXT412", say("names or details are still found in this text"), at=place)
    return Cleaned(texts=shown, items=numbers.items if numbers else (), counts=counts)


def _clean_for(engine: Engine, texts: Sequence[Text], path: Path, how: How, subject: Subject) -> Cleaned:
    """The texts of one case with only what is about one person."""
    elsewhere = {at: bool(one.said - {"open", "professional", subject.role}) for at, one in enumerate(texts)}
    made = only_about(engine, [one.text for one in texts], texts[0].cast, subject, how.never, elsewhere)
    if made is None or any(others_in(made[0], texts[0].cast, subject.ids)):
        raise problem("TXT412", say("words about somebody else are still found"), at=Place(file=path))
    return Cleaned(texts=made[0], items=(), counts=made[1])


def _clean_whole(engine: Engine, *about: Any) -> Cleaned:
    return _clean(Whole(engine), *about)


def _styled(one: Finding, text: Text, how: How) -> Finding:
    """The finding as the style sees it: kept, without a role, or as it is."""
    if _stands(one, text, how):
        return dataclasses.replace(one, state="kept")
    return dataclasses.replace(one, role="none", person_id=None) if how.style in {"label", "blank"} else one


def _stands(one: Finding, text: Text, how: How) -> bool:
    """Whether it is kept where it stands: a date of the record never is, for its column is left out."""
    held = dict.fromkeys(text.dates, WITHHOLD) if one.kind is Kind.DATE else {}
    return _keeps(one, how) and shown_date(text.text[one.start : one.end], held, ()) is not None


def _keeps(one: Finding, how: How) -> bool:
    """Only what is certain can be kept, and never an informant's or a value that may never be shared."""
    if how.subject is not None:
        return one.kind is Kind.DATE or (one.state == "accepted" and one.person_id in how.subject.ids)
    return one.kind in how.keep and one.state == "accepted" and one.role != "informant" and one.field not in how.never


def _cells(document: Document, shown: Mapping[int, str]) -> list[LooseText]:
    own = document.id_field is not None
    return [
        LooseText(row=one.row, id=one.id if own else None, field=one.column, text=shown[at])
        for at, one in enumerate(document.texts)
        if at in shown
    ]


def _refuse_unnamed(document: Document) -> None:
    """SRC214 for a table that nobody described: every column would be somebody's guess."""
    if document.table is not None or document.kind not in TABLES:
        return
    columns = list(dict.fromkeys(one.field for one in document.texts))
    if document.id_field is None or not document.named:
        what = say("{n} columns of {p} that nobody declared", n=len(columns), p=document.path)
        fix = say("name the notes with --text-field and the reference with --id-field")
        raise problem("SRC214", what, at=Place(file=document.path), fix=fix)


def _kept(document: Document, how: How, catalogue: Catalogue | None) -> list[LooseText]:
    """The cells of the columns that the officer keeps; TXT413 for a column that says who or where somebody is."""
    if not how.columns:
        return []
    bound = {tidy(one.header): one for one in document.table.bindings} if document.table else {}
    refused = []
    for column in how.columns:
        path = bound[tidy(column)].field if tidy(column) in bound else None
        if path is None or catalogue is None or _barred(path, how, catalogue):
            refused.append(column)
    if refused:
        known = [one for one in refused if tidy(one) in bound]
        what = say("{c}, in {p}", c=names(known) if known else say("columns that no layout binds"), p=document.path)
        raise problem("TXT413", what)
    assert document.table is not None
    grid = read_grid(document.path, document.table)[0]
    rows = {one.row for one in document.texts}
    at = {header: index for index, header in enumerate(grid.header)}
    return [
        LooseText(row=number, id=None, field=column, text=str(cells[at[tidy(column)]]))
        for number, cells in grid.rows
        for column in how.columns
        if number in rows
    ]


def _left_out(document: Document, how: How) -> tuple[Safe, ...]:
    """What is not in the output: columns by the names that the layout gives them, parts of a document by number."""
    if document.paper is not None:
        parts = Counter(one.place for one in document.paper.pieces if not one.written)
        return (*document.unchecked, *(say("{p}: {n}", p=name(part), n=n) for part, n in parts.items()))
    if document.table is None:
        return document.unchecked
    inside = {tidy(one.column) for one in document.texts} | {tidy(one) for one in how.columns}
    return tuple(name(one.header) for one in document.table.bindings if tidy(one.header) not in inside)
