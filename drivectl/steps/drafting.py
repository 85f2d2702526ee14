"""Make drafts: each partner's copy, what the bundle says of itself, and the papers that stay here."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivectl import files
from drivectl.errors import problem
from drivectl.model.bundle import Draft, new_bundle_id
from drivectl.model.canonical import Json, canonical
from drivectl.model.event import Event
from drivectl.safe import names, say
from drivectl.steps import previews, statements
from drivectl.steps.clearing import clearings
from drivectl.steps.contents import predicate
from drivectl.steps.copies import Copy, Judged, make_copy
from drivectl.steps.desk import Desk
from drivectl.steps.entries import drafted_entry
from drivectl.steps.intake import Intake, keep_flags
from drivectl.steps.papers import record_facts, register_entries
from drivectl.steps.reviews import Decisions
from drivectl.steps.rulings import Ruling
from drivectl.steps.scopes import scopes
from drivectl.steps.texts import TextReader

if TYPE_CHECKING:
    from drivectl.crypto.agekeys import Recipient

PAPERS: Final = "papers.age"
_NEEDED: Final = (("known",), ("uk",), ("names", "names-rules"))
"""One of each of these looks at every text that leaves."""


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """One draft as made, with what the officer is told about it."""

    draft: Draft
    copy: Copy = field(repr=False)

    @property
    def party(self) -> str:
        """To whom it would go."""
        return self.copy.judged.ruling.party.id


def make_drafts(  # noqa: PLR0913 -- what drafts are made from
    intake: Intake,
    found: Sequence[Judged],
    reader: TextReader,
    made_for: Mapping[str, Json],
    target: Path,
    *,
    overwrite: bool,
) -> tuple[Drafted, ...]:
    """The drafts of ``found`` in ``target``: keys are looked for before any text is read, so refusals come early."""
    desk = intake.desk
    keys = {one.ruling.party.id: recipient_of(desk, one.ruling).sha256 for one in found}
    made = [_copied(intake, one, reader, keys[one.ruling.party.id]) for one in found]
    folder = files.private_folder(target)
    with desk.log.held():  # nobody else of this site drafts now
        files.sweep(folder)
        for copy, _ in made:
            files.refuse_target(folder / copy.judged.ruling.party.id, overwrite=overwrite)
        if made_for["weakened"]:
            desk.did(Event.SETTING_WEAKENED)
        drafts = [_write_draft(intake, made_for, folder, copy, contents, overwrite) for copy, contents in made]
    keep_flags(desk, intake.flags, intake.layout)
    return tuple(drafts)


def recipient_of(desk: Desk, ruling: Ruling) -> "Recipient":
    """The partner's verified key of today."""
    address = ruling.address
    return desk.trust.recipient(address.party, address.team, ruling.party.min_alg, address.pin, today=desk.today)


def refuse_blind(recognisers: Sequence[str] | None) -> None:
    """ENV501 for a release that would not look for what the record knows, for UK identifiers, or for names."""
    lacking = [any_of[0] for any_of in _NEEDED if recognisers is not None and not {*any_of} & {*recognisers}]
    if lacking:
        raise problem("ENV501", say("a release needs the recogniser {n}", n=names(lacking)))


def text_reader(intake: Intake, recognisers: Sequence[str] | None) -> TextReader:
    """Who looks for personal data in texts, knowing what people decided before."""
    from drivectl.recognise.engine import NAMES, Engine  # noqa: PLC0415 -- recognisers load late
    from drivectl.steps.crew import own_recognisers  # noqa: PLC0415

    named = tuple(recognisers or NAMES)
    engine = Engine(named, own_recognisers(intake.desk.site.folder, named))
    return TextReader(intake, engine, Decisions(intake.desk).of)


def _copied(intake: Intake, one: Judged, reader: TextReader, recipient_sha256: str) -> tuple[Copy, dict[str, Json]]:
    desk = intake.desk
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

    desk, ruling = intake.desk, copy.judged.ruling
    checks = [previews.check_of(desk, ruling)]
    basis = basis_of(desk, ruling, intake.flags.sha256 if intake.flags else "none")
    review: dict[str, Json] = {
        **made_for,
        "agreement": str(ruling.agreement.path.resolve()),
        "export": intake.fingerprint,
    }
    facts: Json = {
        "basis": basis,
        "made_for": review,
        "record": {**record_facts(intake, copy, checks), "settings_weakened": made_for["weakened"]},
        "register": register_entries(intake, copy),
    }
    papers = encrypted(canonical(facts), [desk.own_recipient()])
    contents = Contents(
        predicate=says,
        tables=copy.files,
        manifest=manifest_html(says),
        contact=previews.contact(desk),
        agreement=previews.partner_document(desk, ruling),
        previews={**previews.previews(intake, copy), PAPERS: papers},
        basis=basis,
        review=review,
    )
    made = write_draft(folder / ruling.party.id, contents, overwrite=overwrite)
    desk.record(drafted_entry(desk, ruling, made, says, hashlib.sha256(papers).hexdigest()))
    return Drafted(draft=made, copy=copy)


def basis_of(desk: Desk, ruling: Ruling, flags: str) -> dict[str, str]:
    """Fingerprints of what a draft was made from; a draft whose basis changed is stale."""
    return {
        "agreement": ruling.effective.sha256,
        "signatures": previews.signatures_digest(ruling),
        "flags": flags,
        "stated": statements.digest(desk),
        "recipient": recipient_of(desk, ruling).sha256,
        "signer": desk.keyring.signing_key().key_id,
        "cleared": hashlib.sha256("".join(one.record for one in clearings(desk, ruling)).encode()).hexdigest(),
    }
