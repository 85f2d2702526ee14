"""READ THIS FIRST: the story of one release, from an export to a sealed bundle and back.

    take in -> judge -> (gate) -> read texts -> make each partner's copy -> draft -> a person looks -> send -> record

Every step that refuses does so before anything is written, and says everything that is wrong at once. A draft holds
exactly the bytes that will be sealed; ``send`` seals those or nothing. Rooms do the work and know nothing of each
other; the modules in ``steps/`` join two or three of them where a step needs it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from drivectl import files
from drivectl.errors import DrivectlError, problem
from drivectl.model.bundle import Opened, Sealed
from drivectl.model.canonical import Json, canonical
from drivectl.model.event import Entry, Event, Outcome
from drivectl.model.review import NoteDecision
from drivectl.safe import name, say
from drivectl.steps.copies import Judged, judged, refuse_standing_out
from drivectl.steps.desk import Desk
from drivectl.steps.drafting import Drafted, make_drafts, refuse_blind, text_reader
from drivectl.steps.entries import opened_entry
from drivectl.steps.intake import Intake, refuse_loose_layout, take_in
from drivectl.steps.reading import reader_of
from drivectl.steps.reviews import Decisions, OpenDraft, Reading, take
from drivectl.steps.rulings import refuse_unready, rulings
from drivectl.steps.sending import current, logged_drafts, ready, seal_draft
from drivectl.steps.texts import TextReader

__all__ = ["DRAFTS", "Drafted", "Order", "decide", "draft", "plan", "receive", "review", "send"]

DRAFTS: Final = "drafts"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the officer asked for."""

    folder: Path
    to: Sequence[str] = ()
    agreement: str | None = None
    layout: str | None = None
    recognisers: tuple[str, ...] | None = None
    """None: all of them."""
    drafts: bool = False
    """Accept agreements that are drafts or unsigned; for synthetic data only."""
    allow_here: bool = False
    """Let drafts of real cases lie in a git or synchronised folder."""
    weakened: tuple[str, ...] = ()
    """Options given that make the run less safe than its defaults; they are recorded."""


def plan(desk: Desk, order: Order) -> tuple[Intake, tuple[Judged, ...]]:
    """What would leave, and why. Writes nothing and needs no key; an agreement that is not in force is judged too."""
    intake = take_in(desk, order.folder, order.layout)
    return intake, tuple(judged(intake, one) for one in rulings(desk, order.to, order.agreement))


def draft(desk: Desk, order: Order, out: Path, *, overwrite: bool = False) -> tuple[Drafted, ...]:
    """Make the draft for each partner under ``out/drafts/``; all checks of all of them come before the first write."""
    refuse_blind(order.recognisers)
    words = rulings(desk, order.to, order.agreement)
    if not order.drafts:  # words that are not in force are refused before a row is read
        words = refuse_unready(desk, words, synthetic=False)
    intake = take_in(desk, order.folder, order.layout)
    if order.drafts:
        words = refuse_unready(desk, words, synthetic=intake.export.synthetic, drafts=True)
    refuse_loose_layout(intake)
    weakened = order.weakened
    if not intake.export.synthetic and files.refuse_open_place(out, allow=order.allow_here):
        weakened = (*weakened, "allow-here")
    found = [judged(intake, one) for one in words]
    for one in found:
        refuse_standing_out(one)
    made_for: dict[str, Json] = {
        "folder": str(order.folder.resolve()),
        "layout": order.layout,
        "recognisers": list(order.recognisers) if order.recognisers else None,
        "weakened": list(weakened),
    }
    reader = text_reader(intake, order.recognisers)
    return make_drafts(intake, found, reader, made_for, out / DRAFTS, overwrite=overwrite)


def review(desk: Desk, drafts: Sequence[Path]) -> Reading:
    """The texts of these drafts as each partner would see them; BND450 or BND451 where a draft is not current."""
    logged = logged_drafts(desk)
    checked = [current(desk, one, logged) for one in drafts]
    sources: dict[bytes, tuple[Intake, TextReader]] = {}
    opened = []
    for found, _, ruling in checked:
        made_for: Any = {key: found.review[key] for key in ("folder", "layout", "recognisers", "weakened")}
        source = canonical(made_for)
        if source not in sources:  # one reading for all partners
            intake = take_in(desk, Path(made_for["folder"]), made_for["layout"])
            sources[source] = intake, text_reader(intake, made_for["recognisers"])
        intake, reader = sources[source]
        if found.review.get("export") != intake.fingerprint:
            raise problem("BND451", say("the export changed after the draft for {p} was made", p=name(ruling.party.id)))
        one = judged(intake, ruling)
        notes = reader.notes(one.plan, ruling.agreement.free_text)
        opened.append(OpenDraft(found.folder, made_for, intake, one, reader, notes))
    return Reading(tuple(opened))


def decide(desk: Desk, reading: Reading, sheet: Path) -> tuple[tuple[NoteDecision, ...], tuple[Drafted, ...]]:
    """Take every decision in ``sheet``, or none, and make again the drafts that hold one of those texts."""
    taken = take(desk, reading.notes, sheet)
    made: list[Drafted] = []
    for one in reading.touched(taken):
        reader = one.reader.under(Decisions(desk).of)
        made += make_drafts(one.intake, [one.judged], reader, one.made_for, one.folder.parent, overwrite=True)
    return taken, tuple(made)


def send(desk: Desk, drafts: Sequence[Path], out: Path, confirm: Callable[[str], bool]) -> tuple[Sealed, ...]:
    """Seal the drafts as they were looked at, each to its partner; all are checked before the first is sealed.

    ``confirm`` asks the officer for the name of the partner. A draft is deleted once it is sealed.
    """
    logged = logged_drafts(desk)
    checked = [ready(desk, one, logged) for one in drafts]
    for found, _, words in checked:
        if not confirm(words.party.id):
            raise problem("BND454", say("the draft for {p} was not confirmed", p=name(words.party.id)))
        files.refuse_target(out / f"{found.bundle_id}.age")
    return tuple(seal_draft(desk, one, papers, words, out) for one, papers, words in checked)


def receive(desk: Desk, bundle: Path, into: Path | None, *, max_size: int | None = None) -> Opened:
    """Open a partner's bundle (or only verify it, where ``into`` is None); a refusal is logged and leaves nothing."""
    from drivectl.audit.opening import opening  # noqa: PLC0415 -- cryptography loads late
    from drivectl.bundle.open import open_bundle, verify_bundle  # noqa: PLC0415

    reader = reader_of(desk, max_size)
    try:
        if into is None:
            return verify_bundle(bundle, reader)
        with opening(desk.site.state, desk.log) as staging:
            opened = open_bundle(bundle, into, reader, staging=staging)
    except DrivectlError as error:
        if error.diagnostics and error.code.startswith("BND"):
            desk.record(Entry(event=Event.BUNDLE_REFUSED, actor=desk.actor(), outcome=Outcome.REFUSED, code=error.code))
        raise
    desk.record(opened_entry(desk, opened))
    return opened
