"""Send drafts: is it still what was looked at, and may it leave now? Then seal exactly those bytes."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivectl import files
from drivectl.errors import problem
from drivectl.model.bundle import Draft, Sealed
from drivectl.model.canonical import parse
from drivectl.model.event import Event
from drivectl.safe import name, say
from drivectl.steps import previews
from drivectl.steps.desk import Desk
from drivectl.steps.drafting import PAPERS, basis_of, recipient_of
from drivectl.steps.entries import agreement_ref, counts
from drivectl.steps.rulings import Ruling, refuse_unready, rulings


def logged_drafts(desk: Desk) -> dict[str, tuple[str, str]]:
    """Party -> the digests of the newest draft logged for it and of its papers; an older draft was replaced."""
    lines = [one.content for one in desk.log.lines() if one.content["event"] == Event.BUNDLE_DRAFTED]
    return {one["party"]: (one["statement_sha256"], one["record_sha256"]) for one in lines}


def ready(desk: Desk, folder: Path, logged: Mapping[str, tuple[str, str]]) -> tuple[Draft, Mapping[str, Any], Ruling]:
    """The draft, its papers and its words, if it may be sealed now: current, and read by a person where one must."""
    found, papers, ruling = current(desk, folder, logged)
    begun = (one.content["bundle_id"] for one in desk.log.lines() if one.content["event"] == Event.BUNDLE_SEALING)
    if found.bundle_id in begun:  # its record stands in the log: another try needs an id of its own
        raise problem("BND451", say("the draft for {p} was sealed, or its sealing was stopped", p=name(folder.name)))
    said: Any = found.statement["predicate"]
    noted = said["treatment"]["review"]
    unread = noted["notes"] - noted["read"]
    if unread:
        raise problem("BND452", say("{n} notes for {p} wait for a reader", n=unread, p=name(folder.name)))
    return found, papers, ruling


def current(desk: Desk, folder: Path, logged: Mapping[str, tuple[str, str]]) -> tuple[Draft, Mapping[str, Any], Ruling]:
    """The draft, its papers and its words, if it is still what was looked at, not stale, and in force.

    ``draft.json`` is believed in nothing: what it says is compared with the log, the statement and the papers.
    """
    from drivectl.audit.papers import decrypted  # noqa: PLC0415 -- cryptography loads late
    from drivectl.bundle.draft import peek_review, read_draft  # noqa: PLC0415

    made_for = peek_review(folder)
    (ruling,) = rulings(desk, (folder.name,), str(made_for["agreement"]))
    draft_digest, papers_digest = logged.get(folder.name, ("", ""))
    basis = basis_of(desk, ruling, previews.flags_now(made_for))
    found = read_draft(folder, logged=draft_digest, now=desk.now(), basis=basis)
    sealed = files.read_whole(folder / PAPERS)
    if hashlib.sha256(sealed).hexdigest() != papers_digest:
        raise problem("BND450", say("the papers of the draft for {p} were changed", p=name(folder.name)))
    papers: Any = parse(decrypted(sealed, desk.keyring.identities()))
    if not made_for == found.review == papers["made_for"]:
        raise problem("BND450", say("what the draft for {p} was made from was changed", p=name(folder.name)))
    said: Any = found.statement["predicate"]
    if papers["basis"] != basis or said["agreement"]["sha256"] != ruling.effective.sha256:
        raise problem("BND451", say("flags, keys or the agreement changed after the draft was made"))
    treatment = said["treatment"]
    (ruling,) = refuse_unready(desk, (ruling,), synthetic=treatment["synthetic"], drafts=treatment["draft"])
    return found, papers, ruling


def seal_draft(desk: Desk, found: Draft, papers: Mapping[str, Any], ruling: Ruling, out: Path) -> Sealed:
    """Seal one draft and delete it; register and record stand before the first byte of the bundle does."""
    from drivectl.audit.papers import papers as made_papers  # noqa: PLC0415
    from drivectl.audit.sealing import Release, SealingJournal  # noqa: PLC0415
    from drivectl.bundle.draft import discard_draft  # noqa: PLC0415
    from drivectl.bundle.seal import SUFFIX, seal  # noqa: PLC0415

    says: Any = found.statement["predicate"]
    head = {
        "bundle_id": found.bundle_id,
        "nonce": says["nonce"],
        "party": ruling.party.id,
        "agreement": agreement_ref(ruling)._asdict(),
        "sent": desk.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "retention_until": says["retention_until"],
        "kind": "full",
    }
    record = {"statement": found.statement, **papers["record"]}
    release = Release(
        actor=desk.actor(says["sender"]["key_id"]),
        party=ruling.party.id,
        agreement=agreement_ref(ruling),
        counts=counts(says),
        papers=made_papers(record, head, papers["register"], [desk.own_recipient()]),
    )
    sealed = seal(
        found,
        out / f"{found.bundle_id}{SUFFIX}",
        recipients=lambda: [recipient_of(desk, ruling)],
        keys=[desk.keyring.signing_key()],
        journal=SealingJournal(desk.site.state, desk.log, release),
    )
    discard_draft(found.folder)
    return sealed
