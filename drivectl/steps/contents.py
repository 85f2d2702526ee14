"""What a bundle says of itself: the predicate of its statement. It has no room for what did not leave."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from drivectl import __version__
from drivectl.model.action import Act, Action
from drivectl.model.agreement import Agreement
from drivectl.model.bundle import NONCE_BYTES
from drivectl.model.canonical import Json
from drivectl.model.catalogue import Catalogue
from drivectl.model.finding import Detector
from drivectl.model.output import OutputTable
from drivectl.model.period import added
from drivectl.render.words import retention_words
from drivectl.steps.copies import DATA, Copy
from drivectl.steps.intake import Intake
from drivectl.transform.normalise import NORMALISER

OPEN_WITHIN: Final = timedelta(days=30)
_MEDIA: Final = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_GROUPS: Final = ("victim", "perpetrator", "child")


def predicate(  # noqa: PLR0913 -- what a statement says comes from this many places
    intake: Intake,
    copy: Copy,
    *,
    bundle_id: str,
    created: datetime,
    signer: str,
    recipient_sha256: str,
    token_key: str,
    detectors: Sequence[Detector],
) -> dict[str, Json]:
    """The predicate of one partner's copy."""
    ruling, agreement = copy.judged.ruling, copy.judged.ruling.agreement
    address = ruling.address
    tokens = any(action.act is Act.PSEUDONYMISE for _, action in copy.released)
    return {
        "bundle_id": bundle_id,
        "nonce": secrets.token_bytes(NONCE_BYTES).hex(),
        "created": created.strftime(_TIME),
        "not_before": created.strftime(_TIME),
        "expires": _expires(agreement, created).strftime(_TIME),
        "retention_until": _keep_until(agreement, created).strftime(_TIME),
        "tool": {"name": "drivectl", "version": __version__},
        "sender": {"agency_id": intake.desk.agency, "key_id": signer, "role": "discloser"},
        "recipient_mode": "key",
        "recipients": [
            {
                "agency_id": address.party,
                "team": address.team,
                "role": "recipient",
                "encryption_key_sha256": recipient_sha256,
            }
        ],
        "purpose": " ".join(one.text for one in agreement.purposes),
        "lawful_basis": _basis(agreement),
        "agreement": {
            "id": agreement.id,
            "version": agreement.version,
            "sha256": ruling.effective.sha256,
            "signed": ruling.signed,
        },
        "handling": _handling(agreement),
        "content": [_table(table, intake.desk.policies.catalogue) for table in copy.tables],
        "not_in_export": list(copy.judged.plan.not_in_export),
        "treatment": _treatment(intake, copy, token_key if tokens else None, detectors),
        "changes": {"kind": "full", "urgent": False, "new": 0, "corrected": 0, "do_not_use": 0, "no_longer_shared": 0},
        "release": {"threshold": 1},
        "supersedes": [],
    }


def _treatment(intake: Intake, copy: Copy, token_key: str | None, detectors: Sequence[Detector]) -> dict[str, Json]:
    export, gate = intake.export, copy.judged.gate
    leaving = [note for note in copy.notes if note.leaves]
    human = [note for note in leaving if note.human]
    return {
        "fields": [_field(path, action) for path, action in copy.released],
        "redactions": dict(copy.redactions),
        "suppressed_rows": len(gate.suppressed) if gate else 0,
        "guarded_cells": copy.guarded,
        "pseudonym_key_id": token_key,
        "normaliser": NORMALISER,
        "engine": "python",
        "layouts": [{"id": export.layout, "sha256": export.layout_sha256, "verified": export.layout_verified}],
        "detectors": [{"name": d.name, "version": d.version, "sha256": d.sha256} for d in detectors if leaving],
        "plugins": [],
        "review": {
            "mode": "human" if human else "none",
            "notes": len(human),
            "read": sum(not note.unread for note in human),
        },
        "leak_bound_ppm": None,
        "risk": {"k": gate.after.k if gate else 0, "l": None, "suppressed_ppm": gate.suppressed_ppm if gate else 0},
        "synthetic": export.synthetic,
        "draft": copy.judged.ruling.drafted,
    }


def _field(path: str, action: Action) -> Mapping[str, Json]:
    return {"field": path, "action": action.act.value, "method": action.method, "level": action.to}


def _table(table: OutputTable, catalogue: Catalogue) -> Mapping[str, Json]:
    return {
        "path": f"{DATA}/{table.name}.{table.kind}",
        "media_type": _MEDIA[table.kind],
        "rows": len(table.rows),
        "columns": [one.header for one in table.columns],
        "subject_group": _group(table, catalogue),
        "safe_address_checked": True,
    }


def _group(table: OutputTable, catalogue: Catalogue) -> str:
    about = {catalogue.entities[one.field.partition(".")[0]].subject for one in table.columns if one.field}
    named = about & set(_GROUPS)
    return named.pop() if len(named) == 1 and about <= {*named, "none"} else "mixed"


def _basis(agreement: Agreement) -> list[Json]:
    """What the discloser and the recipient rely on, each once."""
    found: dict[tuple[str, str | None], None] = {}
    for one in agreement.purposes:
        if "discloser" in one.basis:
            found[one.basis["discloser"], one.basis.get("condition")] = None
        if "recipient" in one.basis:
            found[one.basis["recipient"], None] = None
    return [{"article": article, "condition": condition} for article, condition in found]


def _handling(agreement: Agreement) -> dict[str, Json]:
    instructions = [agreement.handling] if agreement.handling else []
    if agreement.keep:
        instructions.append(f"Keep it for {retention_words(agreement)}, then delete it and certify that you did.")
    sensitive = "SENSITIVE" in (agreement.classification or "SENSITIVE")
    return {
        "classification": "OFFICIAL",
        "marking": "SENSITIVE" if sensitive else "none",
        "instructions": [*instructions],
        "onward_sharing": "agreement" if agreement.onward_allowed else "no",
    }


def _expires(agreement: Agreement, created: datetime) -> datetime:
    latest = created + OPEN_WITHIN
    if agreement.expires is None:
        return latest
    end = datetime.combine(agreement.expires + timedelta(days=1), time(), UTC)
    return min(latest, max(end, created + timedelta(hours=1)))


def _keep_until(agreement: Agreement, created: datetime) -> datetime:
    """The earliest day on which everything must be gone: the period from today; an event may come later."""
    return added(created, agreement.keep) if agreement.keep else created + OPEN_WITHIN
