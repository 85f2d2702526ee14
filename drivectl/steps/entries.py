"""The lines that releases and redactions leave in the log: how many of what, nothing of any text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from drivectl.model.bundle import Draft, Opened
from drivectl.model.event import AgreementRef, Entry, Event
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import Ruling

if TYPE_CHECKING:  # a release needs none of what a redaction does
    from drivectl.steps.redacting import Redacted


def drafted_entry(desk: Desk, ruling: Ruling, made: Draft, says: Mapping[str, Any], papers_sha256: str) -> Entry:
    """A draft was made; the digest of its papers binds what stays here to it."""
    return Entry(
        event=Event.BUNDLE_DRAFTED,
        actor=desk.actor(says["sender"]["key_id"]),
        bundle_id=made.bundle_id,
        party=ruling.party.id,
        agreement=agreement_ref(ruling),
        counts=counts(says),
        statement_sha256=made.digest,
        record_id=made.bundle_id,
        record_sha256=papers_sha256,
    )


def agreement_ref(ruling: Ruling) -> AgreementRef:
    """Which words apply."""
    return AgreementRef(ruling.agreement.id, ruling.agreement.version, ruling.effective.sha256)


def counts(says: Mapping[str, Any]) -> dict[str, int]:
    """What a line of the log may count: files, rows, hidden words; never what was held."""
    hidden = {f"redacted.{kind}": int(count) for kind, count in says["treatment"]["redactions"].items()}
    rows = sum(int(one["rows"]) for one in says["content"])
    return {"files": len(says["content"]), "rows": rows, **hidden}


def opened_entry(desk: Desk, opened: Opened) -> Entry:
    """A bundle was opened."""
    says: Any = opened.statement["predicate"]
    agreement = says["agreement"]
    return Entry(
        event=Event.BUNDLE_OPENED,
        actor=desk.actor(),
        bundle_id=says["bundle_id"],
        party=says["sender"]["agency_id"],
        agreement=AgreementRef(agreement["id"], agreement["version"], agreement["sha256"]),
        counts={"files": len(says["content"])},
        statement_sha256=opened.statement_sha256,
        ciphertext_sha256=opened.ciphertext_sha256,
    )


def record_redaction(desk: Desk, made: "Sequence[Redacted]", weakened: int) -> None:
    """One line for the run of ``redact``, and one for each setting with which the officer made it less careful."""
    hidden: Counter[str] = Counter()
    for one in made:
        hidden.update({f"redacted.{kind}": number for kind, number in one.counts.items()})
    counts = {"files": len(made), "notes": sum(one.texts for one in made), **hidden}
    for _ in range(weakened):
        desk.did(Event.SETTING_WEAKENED)
    desk.record(Entry(event=Event.REDACT_RUN, actor=desk.actor(), counts=counts))
