"""READ THIS FIRST: the story of one release, from an export to a sealed bundle and back.

    take in -> judge -> (gate) -> read texts -> make each partner's copy -> draft -> a person looks -> send -> record

Every step that refuses does so before anything is written, and says everything that is wrong at once. A draft holds
exactly the bytes that will be sealed; ``send`` seals those or nothing. Rooms do the work and know nothing of each
other; the modules in ``steps/`` join two or three of them where a step needs it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from drivectl import files
from drivectl.errors import DrivectlError, problem
from drivectl.model.bundle import Draft, Opened, ReleaseRecord, Sealed, new_bundle_id
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import Entry, Event, Outcome
from drivectl.model.review import NoteDecision
from drivectl.safe import name, say
from drivectl.steps import previews
from drivectl.steps.contents import predicate
from drivectl.steps.copies import Copy, Judged, judged, make_copy, refuse_standing_out
from drivectl.steps.desk import Desk
from drivectl.steps.entries import agreement_ref, counts, drafted_entry, opened_entry
from drivectl.steps.intake import Intake, keep_flags, take_in
from drivectl.steps.papers import held, record_facts, register_entries
from drivectl.steps.reading import reader_of
from drivectl.steps.reviews import Decisions, OpenDraft, Reading, take
from drivectl.steps.rulings import Ruling, refuse_unready, rulings
from drivectl.steps.scopes import scopes
from drivectl.steps.texts import TextReader

if TYPE_CHECKING:
    from drivectl.crypto.agekeys import Recipient

PAPERS: Final = "papers.age"
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


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """One draft as made, with what the officer is told about it."""

    draft: Draft
    copy: Copy = field(repr=False)

    @property
    def party(self) -> str:
        """To whom it would go."""
        return self.copy.judged.ruling.party.id


def plan(desk: Desk, order: Order) -> tuple[Intake, tuple[Judged, ...]]:
    """What would leave, and why. Writes nothing and needs no key; an agreement that is not in force is judged too."""
    intake = take_in(desk, order.folder, order.layout)
    return intake, tuple(judged(intake, one) for one in rulings(desk, order.to, order.agreement))


def draft(desk: Desk, order: Order, out: Path, *, overwrite: bool = False) -> tuple[Drafted, ...]:
    """Make the draft for each partner under ``out/drafts/``; all of them, or none."""
    words = rulings(desk, order.to, order.agreement)
    intake = take_in(desk, order.folder, order.layout)
    words = refuse_unready(desk, words, synthetic=intake.export.synthetic, drafts=order.drafts)
    found = [judged(intake, one) for one in words]
    for one in found:
        refuse_standing_out(one)
    made_for: dict[str, Json] = {
        "folder": str(order.folder.resolve()),
        "layout": order.layout,
        "recognisers": list(order.recognisers) if order.recognisers else None,
    }
    reader = _reader(desk, intake, order.recognisers)
    return _make(desk, intake, found, reader, made_for, out / DRAFTS, overwrite=overwrite)


def review(desk: Desk, drafts: Sequence[Path]) -> Reading:
    """The texts of these drafts as each partner would see them; BND450 or BND451 where a draft is not current."""
    logged = _logged_drafts(desk)
    checked = [_current(desk, one, logged) for one in drafts]
    sources: dict[bytes, tuple[Intake, TextReader]] = {}
    opened = []
    for found, _, ruling in checked:
        made_for: Any = {key: found.review[key] for key in ("folder", "layout", "recognisers")}
        source = canonical(made_for)
        if source not in sources:  # one reading for all partners
            intake = take_in(desk, Path(made_for["folder"]), made_for["layout"])
            sources[source] = intake, _reader(desk, intake, made_for["recognisers"])
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
        made += _make(desk, one.intake, [one.judged], reader, one.made_for, one.folder.parent, overwrite=True)
    return taken, tuple(made)


def send(desk: Desk, drafts: Sequence[Path], out: Path, confirm: Callable[[str], bool]) -> tuple[Sealed, ...]:
    """Seal the drafts as they were looked at, each to its partner; all are checked before the first is sealed.

    ``confirm`` asks the officer for the name of the partner. A draft is deleted once it is sealed.
    """
    logged = _logged_drafts(desk)
    ready = [_ready(desk, one, logged) for one in drafts]
    for folder, _, words in ready:
        if not confirm(words.party.id):
            raise problem("BND454", say("the draft for {p} was not confirmed", p=name(words.party.id)))
        files.refuse_target(out / f"{folder.bundle_id}.age")
    return tuple(_seal(desk, one, papers, words, out) for one, papers, words in ready)


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


def is_synthetic(folder: Path) -> bool:
    """Whether the export at ``folder`` carries the label of synthetic data."""
    from drivectl.source.find import is_synthetic as labelled  # noqa: PLC0415

    return labelled(folder if folder.is_dir() else folder.parent)


# --- the steps of a draft -----------------------------------------------------------------------------------------


def _make(  # noqa: PLR0913, PLR0917 -- what drafts are made from
    desk: Desk,
    intake: Intake,
    found: Sequence[Judged],
    reader: TextReader,
    made_for: Mapping[str, Json],
    target: Path,
    *,
    overwrite: bool,
) -> tuple[Drafted, ...]:
    """The drafts of ``found`` in ``target``: keys are looked for before any text is read, so refusals come early."""
    keys = {one.ruling.party.id: _recipient(desk, one.ruling)[1] for one in found}
    made = [_copied(desk, intake, one, reader, keys[one.ruling.party.id]) for one in found]
    folder = files.private_folder(target)
    for copy, _ in made:
        files.refuse_target(folder / copy.judged.ruling.party.id, overwrite=overwrite)
    drafts = [_write_draft(desk, intake, made_for, folder, copy, contents, overwrite) for copy, contents in made]
    keep_flags(desk, intake.flags)
    return tuple(drafts)


def _recipient(desk: Desk, ruling: Ruling) -> "tuple[Recipient, str]":
    """The partner's verified key of today, and its digest."""
    address = ruling.address
    found = desk.trust.recipient(address.party, address.team, ruling.party.min_alg, address.pin, today=desk.today)
    return found.recipient, found.sha256


def _reader(desk: Desk, intake: Intake, recognisers: Sequence[str] | None) -> TextReader:
    from drivectl.recognise.engine import NAMES, Engine  # noqa: PLC0415 -- recognisers load late

    engine = Engine(tuple(recognisers or NAMES))
    return TextReader(intake, engine, Decisions(desk).of)


def _copied(
    desk: Desk, intake: Intake, one: Judged, reader: TextReader, recipient_sha256: str
) -> tuple[Copy, dict[str, Json]]:
    created = desk.now().replace(microsecond=0)
    bundle_id = new_bundle_id(created)
    tokens = scopes(desk, one.ruling, bundle_id)
    copy = make_copy(intake, one, reader, tokens)
    says = predicate(
        intake,
        copy,
        bundle_id=bundle_id,
        created=created,
        signer=desk.keyring.signing_key().key_id,
        recipient_sha256=recipient_sha256,
        token_key=tokens.fingerprint,
        detectors=reader.detectors,
    )
    return copy, says


def _write_draft(  # noqa: PLR0913, PLR0917 -- what a draft is made from
    desk: Desk,
    intake: Intake,
    made_for: Mapping[str, Json],
    folder: Path,
    copy: Copy,
    says: dict[str, Json],
    overwrite: bool,
) -> Drafted:
    from drivectl.audit.papers import encrypted  # noqa: PLC0415
    from drivectl.bundle.draft import Contents, write_draft  # noqa: PLC0415
    from drivectl.render.manifest import manifest_html  # noqa: PLC0415

    ruling = copy.judged.ruling
    checks = [previews.check_of(desk, ruling)]
    facts: Json = {"record": record_facts(intake, copy, checks), "register": register_entries(intake, copy)}
    papers = encrypted(canonical(facts), [desk.own_recipient()])
    contents = Contents(
        predicate=says,
        tables=copy.files,
        manifest=manifest_html(says),
        contact=previews.contact(desk),
        agreement=previews.partner_document(desk, ruling),
        previews={**previews.previews(intake, copy), PAPERS: papers},
        basis=_basis(desk, ruling, intake.flags.sha256 if intake.flags else "none", hashlib.sha256(papers).hexdigest()),
        review={
            **made_for,
            "agreement": str(ruling.agreement.path.resolve()),
            "export": intake.fingerprint,
        },
    )
    made = write_draft(folder / ruling.party.id, contents, overwrite=overwrite)
    desk.record(drafted_entry(desk, ruling, made, says))
    return Drafted(draft=made, copy=copy)


def _basis(desk: Desk, ruling: Ruling, flags: str, papers: str) -> dict[str, str]:
    """Fingerprints of what a draft was made from; a draft whose basis changed is stale."""
    return {
        "agreement": ruling.effective.sha256,
        "signatures": previews.signatures_digest(ruling),
        "flags": flags,
        "recipient": _recipient(desk, ruling)[1],
        "signer": desk.keyring.signing_key().key_id,
        "papers": papers,
    }


# --- the steps of sending -----------------------------------------------------------------------------------------


def _logged_drafts(desk: Desk) -> dict[str, str]:
    """Party -> the digest of the newest draft that was logged for it; an older one was replaced."""
    lines = [one.content for one in desk.log.lines() if one.content["event"] == Event.BUNDLE_DRAFTED]
    return {one["party"]: one["statement_sha256"] for one in lines}


def _ready(desk: Desk, folder: Path, logged: Mapping[str, str]) -> tuple[Draft, dict[str, Any], Ruling]:
    """The draft, its papers and its words, if it may be sealed now: current, and read by a person where one must."""
    from drivectl.audit.papers import decrypted  # noqa: PLC0415

    found, papers, ruling = _current(desk, folder, logged)
    says: Any = found.statement["predicate"]
    noted = says["treatment"]["review"]
    unread = noted["notes"] - noted["read"]
    if unread:
        raise problem("BND452", say("{n} notes for {p} wait for a reader", n=unread, p=name(folder.name)))
    facts = cast("dict[str, Any]", parse(decrypted(papers, desk.keyring.identities())))
    return found, facts, ruling


def _current(desk: Desk, folder: Path, logged: Mapping[str, str]) -> tuple[Draft, bytes, Ruling]:
    """The draft, its papers and its words, if it is still what was looked at, not stale, and in force."""
    from drivectl.bundle.draft import peek_review, read_draft  # noqa: PLC0415

    made_for = peek_review(folder)
    (ruling,) = rulings(desk, (folder.name,), str(made_for["agreement"]))
    papers = files.read_whole(folder / PAPERS)
    basis = _basis(desk, ruling, previews.flags_now(made_for), hashlib.sha256(papers).hexdigest())
    found = read_draft(folder, logged=logged.get(folder.name, ""), now=desk.now(), basis=basis)
    says: Any = found.statement["predicate"]
    treatment = says["treatment"]
    (ruling,) = refuse_unready(desk, (ruling,), synthetic=treatment["synthetic"], drafts=treatment["draft"])
    return found, papers, ruling


def _seal(desk: Desk, found: Draft, papers: dict[str, Any], ruling: Ruling, out: Path) -> Sealed:
    from drivectl.audit.papers import papers as made_papers  # noqa: PLC0415
    from drivectl.audit.sealing import Release, SealingJournal  # noqa: PLC0415
    from drivectl.bundle.draft import discard_draft  # noqa: PLC0415
    from drivectl.bundle.seal import SUFFIX, seal  # noqa: PLC0415

    says: Any = found.statement["predicate"]
    head = {
        "bundle_id": found.bundle_id,
        "nonce": says["nonce"],
        "party": ruling.party.id,
        "agreement": agreement_ref(ruling),
        "sent": desk.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "retention_until": says["retention_until"],
        "kind": "full",
    }
    record = ReleaseRecord(statement=found.statement, **papers["record"])
    sealed_papers = made_papers(record, head, held(papers["register"]), [desk.own_recipient()])
    release = Release(
        actor=desk.actor(says["sender"]["key_id"]),
        party=ruling.party.id,
        agreement=agreement_ref(ruling),
        counts=counts(says),
        papers=sealed_papers,
    )
    sealed = seal(
        found,
        out / f"{found.bundle_id}{SUFFIX}",
        recipients=lambda: [_recipient(desk, ruling)[0]],
        keys=[desk.keyring.signing_key()],
        journal=SealingJournal(desk.site.state, desk.log, release),
    )
    discard_draft(found.folder)
    return sealed
