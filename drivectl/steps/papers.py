"""What stays here of a release: who holds what (register), and everything that did not leave and why (record)."""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from drivectl.agreement.sign import Signature
from drivectl.audit.papers import Held
from drivectl.model.action import Act
from drivectl.model.canonical import Json, canonical
from drivectl.model.flags import SAME
from drivectl.model.plan import CasePlan
from drivectl.steps.copies import Copy
from drivectl.steps.intake import Intake
from drivectl.steps.scopes import register_key, tokeniser_of

_HELD = ("case", "subject", "group", "digest", "state")


def register_entries(intake: Intake, copy: Copy) -> list[Json]:
    """One entry for each case and group of fields that leaves: tokens of our own and a keyed digest, no value."""
    key = register_key(intake.desk)
    tokeniser = tokeniser_of(key)
    entries: list[Json] = []
    for plan in copy.judged.plan.cases:
        if plan.state != "ready":
            continue
        token = tokeniser.token("case", plan.case)
        for group, values in sorted(_groups(intake, copy, plan).items()):
            digest = hmac.digest(key, canonical([group, *sorted(values)]), hashlib.sha256).hex()
            entries.append({"case": token, "subject": None, "group": group, "digest": digest, "state": "sent"})
    return entries


def held(entries: object) -> list[Held]:
    """Entries read back from a draft; ``KeyError`` or ``TypeError`` where they are not such."""
    assert isinstance(entries, list)
    return [Held(**{name: one[name] for name in _HELD}) for one in entries]


def _groups(intake: Intake, copy: Copy, plan: CasePlan) -> Mapping[str, list[str]]:
    """Entity and treatment -> what the partner receives of it."""
    case = intake.cases[plan.case]
    found: dict[str, list[str]] = defaultdict(list)
    for record in case.records:
        for path in record.cells:
            decision = plan.decisions.get((record.table, record.row, path))
            if decision is None or decision.action.act is Act.WITHHOLD:
                continue
            text = copy.treatment.cell(case, record, path, decision.action)
            if text:
                found[f"{path.partition('.')[0]}.{decision.action.act.value}"].append(f"{path}={text}")
    return found


def record_facts(intake: Intake, copy: Copy, checks: Sequence[Json]) -> dict[str, Json]:
    """Everything of the release record but the statement: for us alone, never in a bundle."""
    flow, sheet, export = copy.judged.plan.flow, intake.flags, intake.export
    counted = {one: getattr(flow, one) for one in ("in_export", "in_scope", "held", "suppressed", "leaving")}
    stated: list[Json] = [
        {
            "case": row.case,
            "row": row.row,
            "field": path,
            "by": row.by,
            "on": row.on.isoformat() if row.on else None,
        }
        for row in (sheet.rows if sheet else ())
        for path, value in row.values.items()
        if value is not SAME
    ]
    return {
        "flow": counted,
        "cases": [_case(one) for one in copy.judged.plan.cases],
        "flags_used": stated,
        "columns_from_flags": sorted(set(sheet.fields) - export.bound) if sheet else [],
        "decisions": [
            {
                "note": note.decision.digest,
                "decision": note.decision.verdict,
                "by": note.decision.by,
                "on": note.decision.on.isoformat(),
            }
            for note in copy.notes
            if note.decision is not None
        ],
        "unknown_codes": [
            {"table": one.table, "row": one.row, "field": one.field, "kind": one.kind} for one in export.notes
        ],
        "recipient_checks": checks,
        "holds_cleared": [
            {
                "case": one.case,
                "hold": one.hold,
                "by": one.by,
                "key_id": one.key_id,
                "on": one.on.isoformat(),
                "until": one.until.isoformat(),
                "decision": one.record,
            }
            for one in copy.judged.cleared
        ],
        "signatures": [_signature(one) for one in copy.judged.ruling.marks],
    }


def _signature(mark: Signature) -> Mapping[str, Json]:
    """Who signed, with a key or on paper, and who says so; the marks themselves stand beside the policy."""
    said = mark.said()
    return {key: said[key] for key in ("party", "role", "on", "key_id", "paper", "witness") if key in said} | {
        "how": "paper" if mark.paper else "keys"
    }


def _case(plan: CasePlan) -> Mapping[str, Json]:
    """One case: its state, its holds, and how many cells each rule withheld."""
    rules: Counter[str] = Counter()
    for decision in plan.decisions.values():
        if decision.action.act is Act.WITHHOLD:
            first = next((one for one in decision.reasons if one.action.act is Act.WITHHOLD), None)
            rules[(first.id or first.kind) if first else "incomparable"] += 1
    holds: list[Any] = [{"id": one.id, "unknown": one.unknown} for one in plan.holds]
    return {"case": plan.case, "state": plan.state, "holds": holds, "withheld": dict(rules)}
