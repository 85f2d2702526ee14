"""What stays here of a release: who holds what (register), and everything that did not leave and why (record)."""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from drivectl.agreement.sign import Signature
from drivectl.model.action import Act
from drivectl.model.canonical import Json, canonical, facts
from drivectl.model.flags import SAME
from drivectl.model.plan import CasePlan
from drivectl.steps.copies import Copy
from drivectl.steps.intake import Intake
from drivectl.steps.scopes import register_key, tokeniser_of


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
            entries.append({"case": token, "group": group, "digest": digest, "state": "sent"})
    return entries


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
    """The release record but for its statement: the whole truth, for us alone, encrypted and never in a bundle.

    ``flow`` counts cases. ``cases`` says of each which state it is in and which rules put it there. Rows are named,
    never their values; the decisions of people about notes are there by digest.
    """
    flow, sheet, export = copy.judged.plan.flow, intake.flags, intake.export
    stated: list[Json] = [
        {**facts(row, "case", "row", "by", "on"), "field": path}
        for row in (sheet.rows if sheet else ())
        for path, value in row.values.items()
        if value is not SAME
    ]
    return {
        "flow": facts(flow, "in_export", "in_scope", "held", "suppressed", "leaving"),
        "cases": [_case(one) for one in copy.judged.plan.cases],
        "flags_used": stated,
        "columns_from_flags": sorted(set(sheet.fields) - export.bound) if sheet else [],
        "decisions": [
            {"note": note.decision.digest, "decision": note.decision.verdict, **facts(note.decision, "by", "on")}
            for note in copy.notes
            if note.decision is not None
        ],
        "unknown_codes": [facts(one, "table", "row", "field", "kind") for one in export.notes],
        "recipient_checks": checks,
        "holds_cleared": [
            {**facts(one, "case", "hold", "by", "key_id", "on", "until"), "decision": one.record}
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
