"""Texts: what may never be shared stays hidden, whoever opens what; where it would stand, nothing leaves."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.model.finding import Cast, Finding, Kind
from drivectl.model.review import NoteDecision, NoteItem
from drivectl.recognise.engine import NAMES, Engine
from drivectl.recognise.lists import is_plain
from drivectl.review.queue import digest_of
from drivectl.steps.rulings import rulings
from drivectl.steps.scopes import scopes, text_tokens
from drivectl.steps.texts import TextReader
from drivectl.tour.stage import POLICE

Refused = Callable[[Callable[[], object]], list[str]]


@pytest.fixture
def very_open(bench: Any, change: Callable[..., None]) -> Any:
    """The police agreement with every case in scope and every text let out, so that there is something to hide."""
    change(
        bench.isa("police"),
        (r"case.risk_level: \[high, very_high\]", "case.risk_level: [standard, medium, high, very_high]"),
        (r"case.status: \[referred, open\]", "case.status: [referred, open, closed, suspended, transferred]"),
        (
            r"when: \{case.risk_level: very_high, note.origin: \[professional, perpetrator\]\}",
            "when: {case.nation: england}",
        ),
    )
    return bench


def opens_everything(item: NoteItem) -> NoteDecision:
    spans = tuple(sorted({(one.start, one.end) for one in item.findings}))
    return NoteDecision(digest=digest_of(item), verdict="read", opened=spans, by="A. Reader", on=date(2026, 11, 20))


def notes_of(bench: Any, engine: Any, decided: Callable[[NoteItem], NoteDecision | None]) -> Any:
    intake, (found,) = pipeline.plan(bench.desk(), bench.order(POLICE))
    reader = TextReader(intake, engine, decided)
    return intake, reader.notes(found.plan, found.ruling.agreement.free_text)


def forbidden(bench: Any) -> set[str]:
    return {value for of in bench.world.truth.values() for value in of.get("never", ()) if len(value) > 4}


def test_there_is_something_to_hide(very_open: Any) -> None:
    intake, notes = notes_of(very_open, Engine(NAMES), lambda _: None)
    texts = [note.item.text for note in notes]
    assert len(notes) > 20
    assert [one for one in forbidden(very_open) if any(one in text for text in texts)]
    assert intake.export.synthetic


def test_what_may_never_be_shared_stays_hidden_though_a_reader_opened_every_span(very_open: Any) -> None:
    _, closed = notes_of(very_open, Engine(NAMES), lambda _: None)
    _, opened = notes_of(very_open, Engine(NAMES), opens_everything)
    assert [one for one, other in zip(closed, opened, strict=True) if one.masked != other.masked], (
        "opening does something"
    )
    for note in (*closed, *opened):
        assert note.masked.text is not None
        assert not [one for one in forbidden(very_open) if one in note.masked.text]


class Blind:
    """Finds nothing at all."""

    detectors = ()

    def find(self, texts: Sequence[str], _: Cast) -> list[list[Finding]]:
        return [[] for _ in texts]


def test_a_forbidden_value_that_nobody_found_stops_the_whole_copy(very_open: Any, refused: Refused) -> None:
    assert refused(lambda: notes_of(very_open, Blind(), lambda _: None)) == ["TXT411"]


def test_the_refusal_names_the_row_and_never_the_value(very_open: Any) -> None:
    from drivectl.errors import DrivectlError

    with pytest.raises(DrivectlError) as caught:
        notes_of(very_open, Blind(), lambda _: None)
    said = repr(caught.value.diagnostics)
    assert "note.text" in said
    assert not [one for one in forbidden(very_open) if one in said]


class Late(Blind):
    """Finds nothing at first sight and everything at the second: what was masked is looked at again."""

    def __init__(self) -> None:
        self.real, self.seen = Engine(NAMES), set[int]()

    def find(self, texts: Sequence[str], cast: Cast) -> list[list[Finding]]:
        if id(cast) not in self.seen:
            self.seen.add(id(cast))
            return [[] for _ in texts]
        return self.real.find(texts, cast)


def test_what_the_second_look_finds_is_hidden_too(very_open: Any) -> None:
    _, notes = notes_of(very_open, Late(), lambda _: None)
    for note in notes:
        assert note.masked.text is not None
        assert not [one for one in forbidden(very_open) if one in note.masked.text]
    assert sum(sum(note.masked.counts.values()) for note in notes) > 20


class Never(Blind):
    """Finds something whatever is hidden."""

    def find(self, texts: Sequence[str], _: Cast) -> list[list[Finding]]:
        return [
            [Finding(start=0, end=1, kind=Kind.PHONE, score=1.0, layers=("uk",))] if text.strip() else []
            for text in texts
        ]


def test_what_is_found_again_and_again_stops_the_whole_copy(
    very_open: Any, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivectl.steps.texts.never_shared", lambda *_: [()])  # else that would stop it
    assert refused(lambda: notes_of(very_open, Never(), lambda _: None)) == ["TXT411"]


class Forgetful(Blind):
    """Finds everything but surnames alone."""

    def __init__(self) -> None:
        self.real = Engine(NAMES)

    def find(self, texts: Sequence[str], cast: Cast) -> list[list[Finding]]:
        surnames = {
            value.split()[-1].upper()
            for who in cast.people
            if who.role == "victim"
            for value in who.known.get("victim.name", ())
        }
        return [
            [one for one in those if not any(word in text[one.start : one.end].upper() for word in surnames)]
            for text, those in zip(texts, self.real.find(texts, cast), strict=True)
        ]


def test_a_surname_of_the_record_is_found_raw(very_open: Any) -> None:
    intake, notes = notes_of(very_open, Forgetful(), lambda _: None)
    assert notes
    for note in notes:
        who = next(one for one in intake.cast(note.case).people if one.role == "victim" and "victim.name" in one.known)
        surname = who.known["victim.name"][0].split()[-1].lower()
        for word in (surname.upper(), surname.capitalize(), surname if not is_plain(surname) else surname.upper()):
            assert word not in (note.masked.text or "")


def test_a_decision_about_another_text_is_refused(very_open: Any, refused: Refused) -> None:
    wrong = NoteDecision(digest="n" + "0" * 64, verdict="read", by="A. Reader", on=date(2026, 11, 20))
    assert refused(lambda: notes_of(very_open, Engine(NAMES), lambda _: wrong)) == ["SRC250"]


def test_a_decision_outlives_the_next_export_of_the_same_text_and_no_other(bench: Any) -> None:
    (made,) = bench.draft(POLICE)
    assert made.copy.unread >= bench.read(POLICE) > 0  # equal texts are read once
    notes = bench.export / "notes.csv"
    (again,) = bench.draft(POLICE, overwrite=True)
    assert again.copy.unread == 0
    data = notes.read_bytes()
    leaving = next(note.item.text for note in again.copy.notes if note.item.field == "note.text")
    changed = data.replace(leaving.encode(), leaving.encode() + b" He came again.", 1)
    assert changed != data
    notes.write_bytes(changed)
    (third,) = bench.draft(POLICE, overwrite=True)
    assert third.copy.unread == 1


def test_tokens_of_texts_are_those_of_the_partners_tables_and_of_nobody_else(bench: Any) -> None:
    desk = bench.desk()
    (ruling,) = rulings(desk, ["university-of-bristol"], None)
    table = scopes(desk, ruling, "any").tokens[None].token("person", "V10000")
    assert text_tokens(desk, ruling).token("person", "V10000") == table
    assert text_tokens(desk, None).token("person", "V10000") != table


def test_a_description_holds_a_text_for_a_reader_though_the_agreement_asks_for_none(
    bench: Any, change: Callable[..., None], refused: Refused
) -> None:
    notes = bench.export / "notes.csv"
    bench.draft(POLICE)
    leaving = next(one.item.text for one in bench.drafted[POLICE].copy.notes if one.item.field == "note.text")
    said = "She is the only midwife in Mockbury."
    change(bench.isa("police"), ("residual_check: human", "residual_check: none"))
    bench.sign()
    (plain,) = bench.draft(POLICE, overwrite=True)
    before = plain.copy.unread
    old = leaving.replace('"', '""').encode()
    data = notes.read_bytes()
    assert old in data
    notes.write_bytes(data.replace(old, old + b" " + said.encode(), 1))
    (held,) = bench.draft(POLICE, overwrite=True)
    assert held.copy.unread == before + 1
    assert any(one.kind is Kind.QUASI for note in held.copy.notes if note.unread for one in note.item.findings)
    assert refused(lambda: bench.send(POLICE)) == ["BND452"]
    assert bench.read(POLICE, withhold=lambda row: said in row["What will leave"]) > 0
    (sealed,) = bench.send(POLICE)
    assert not [one for one in bench.drafted[POLICE].copy.files.values() if said.encode() in one]
    assert sealed
