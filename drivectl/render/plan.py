"""A plan in words: what would leave, field by field, and why; for one field of one case every step of the decision.

No value of the data is ever shown: fields, counts, places in policy files and row numbers are.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drivectl.errors import Place
from drivectl.model.action import Act
from drivectl.model.agreement import Condition, Purpose
from drivectl.model.canonical import facts
from drivectl.model.plan import Decision, Plan, Reason
from drivectl.render.cases import condition_words
from drivectl.render.words import many, of_action
from drivectl.safe import name, shown_path

_GROUPS = (
    (Act.SHARE, "shared as they are"),
    (Act.GENERALISE, "made less exact"),
    (Act.PSEUDONYMISE, "replaced by tokens"),
    (Act.REDACT, "redacted"),
    (Act.WITHHOLD, "withheld"),
)
_BECAUSE = {
    "clause": "its condition is not met",
    "no_clause": "no clause grants it",
    "limit": "the partnership's limit",
    "never": "never shared",
    "coherence": "it goes only together with another field",
    "row": "the person or row it belongs to does not leave",
    "originator": "its originator has not agreed",
    "max_chars": "the text is too long",
    "role": "it is about somebody it is not granted for",
}
_LABELS = {"clause": "agreement", "no_clause": "agreement", "limit": "limit", "never": "never"}
_UNKNOWN = "nobody has said"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """What happens to one field over all cases that leave: cells by act, and why those withheld are."""

    field: str
    acts: Mapping[Act, int]
    because: Mapping[str, int]
    words: str
    """The treatment of what leaves of it, or ``withheld``."""

    @property
    def widest(self) -> Act:
        """The group that the field stands in."""
        return next(act for act, _ in _GROUPS if self.acts.get(act))

    @property
    def granted(self) -> bool:
        """Whether the agreement says anything about it."""
        return set(self.acts) != {Act.WITHHOLD} or set(self.because) != {_BECAUSE["no_clause"]}

    @property
    def never(self) -> bool:
        """Withheld by the never-share list alone."""
        return self.widest is Act.WITHHOLD and set(self.because) == {_BECAUSE["never"]}


def field_rows(plan: Plan) -> tuple[FieldRow, ...]:
    """One row for each field, in name order; only cases that leave count."""
    acts: dict[str, Counter[Act]] = defaultdict(Counter)
    because: dict[str, Counter[str]] = defaultdict(Counter)
    words: dict[str, str] = {}
    for case in plan.cases:
        for (_, _, field), decision in case.decisions.items() if case.state == "ready" else ():
            acts[field][decision.action.act] += 1
            if decision.action.act is Act.WITHHOLD:
                because[field][why_withheld(decision)] += 1
            else:
                words[field] = of_action(decision.action)
    return tuple(
        FieldRow(field=f, acts=acts[f], because=because[f], words=words.get(f, "withheld")) for f in sorted(acts)
    )


def why_withheld(decision: Decision) -> str:
    """The step that withheld it, in words: the never-share list before all, else the first."""
    for reason in sorted(decision.reasons, key=lambda one: one.kind != "never"):
        if reason.action.act is Act.WITHHOLD:
            return _UNKNOWN if reason.met == "unknown" else _BECAUSE[reason.kind]
    return "two rules that allow different things"


def notices(plan: Plan) -> dict[str, str]:
    """The notice that leaves beside a field, in words."""
    every = ((key[2], one.notice) for case in plan.cases for key, one in case.decisions.items())
    return {field: f", and with it the {notice.replace('_', ' ')} notice" for field, notice in every if notice}


def plan_text(plan: Plan, party: str) -> str:
    """The whole plan for one partner; ``party`` is its name."""
    rows, flow, beside = field_rows(plan), plan.flow, notices(plan)
    if not rows:
        return "\n".join([f"{party} would get nothing.", *flow_lines(plan)])
    groups = [(title, [r for r in rows if r.widest is act and r.granted and not r.never]) for act, title in _GROUPS]
    groups += [("never", [r for r in rows if r.never]), ("no clause grants", [r for r in rows if not r.granted])]
    lines = [f"{party} would get, of {many(flow.leaving, 'case')}:"]
    lines += [f"  {title:<20} {many(len(found), 'field'):>9}   {_short(found)}" for title, found in groups if found]
    lines += ["Field by field, where a clause grants something:"]
    lines += [f"  {row.field}: {_counts(row)}{beside.get(row.field, '')}" for row in rows if row.granted]
    if plan.not_in_export:
        lines.append(f"Agreed, but not in this export: {', '.join(plan.not_in_export)}")
    if plan.assumed_missing:
        lines.append(f"Not in this export, so it counts as not said: {', '.join(plan.assumed_missing)}")
    return "\n".join([*lines, *flow_lines(plan)])


def flow_lines(plan: Plan) -> list[str]:
    """The flow of cases, and who can clear each hold."""
    flow = plan.flow
    counts = (
        (flow.in_export, "in the export"),
        (flow.in_scope, "in scope"),
        (flow.held, "held"),
        (flow.suppressed, "withheld because they stand out"),
        (flow.leaving, "leaving"),
    )
    lines = ["Cases: " + ", ".join(f"{number:,} {words}" for number, words in counts)]
    holds = Counter((hold.id, hold.unknown) for case in plan.cases if case.state == "held" for hold in case.holds)
    for (ident, unknown), count in sorted(holds.items()):
        who = "nobody has said: fill it in flags.xlsx" if unknown else "your DPO decides"
        lines.append(f"  held, {ident}: {count:,}   {who}")
    return lines


def plan_json(plan: Plan) -> dict[str, object]:
    """The same as data."""
    return {
        "agreement": plan.agreement,
        "version": plan.agreement_version,
        "party": plan.party,
        "flow": facts(plan.flow, "in_export", "in_scope", "held", "suppressed", "leaving"),
        "holds": [facts(hold, "id", "unknown") for case in plan.cases if case.state == "held" for hold in case.holds],
        "fields": [
            {
                "field": row.field,
                "treatment": row.words,
                "cells": {str(a): n for a, n in row.acts.items()},
                "withheld_because": dict(row.because),
            }
            for row in field_rows(plan)
        ],
        "not_in_export": list(plan.not_in_export),
        "assumed_missing": list(plan.assumed_missing),
    }


def cell_text(plan: Plan, case: str, field: str, purposes: Mapping[str, Purpose]) -> str:
    """Every step of the decision on one field of one case: agreement, limit, never rule, law, condition."""
    found = next((one for one in plan.cases if one.case == case), None)
    if found is None:
        return f"{name(field)}: there is no such case in this export"
    rows = [(key, decision) for key, decision in found.decisions.items() if key[2] == field]
    lines = [f"{name(field)}, case {name(case)}: {found.state.replace('_', ' ')}"]
    lines += [f"  held       {hold.id}" + (f"   {_UNKNOWN}" if hold.unknown else "") for hold in found.holds]
    if not rows:
        lines.append("  the export does not have this field, or the case is out of scope")
    for (table, row, _), decision in rows:
        lines.append(f"  {table} row {row}: {of_action(decision.action)}")
        lines += [f"    {line}" for reason in decision.reasons for line in _reason(reason)]
        for purpose in decision.purposes:
            lines += [f"    law        {line}" for line in law_lines(purposes.get(purpose), purpose)]
    return "\n".join(lines)


def _reason(reason: Reason) -> list[str]:
    lines = [line_of(reason, None, ())]
    if reason.met != "none":
        met = {"true": "the condition is met", "false": "the condition is not met", "unknown": _UNKNOWN}[reason.met]
        read = f" ({', '.join(reason.because)})" if reason.because else ""
        lines.append(f"{'case':<10} {met}{read}")
    return lines


def line_words(reason: Reason, when: Condition | None) -> dict[str, object]:
    """One clause or rule as data."""
    return {
        "kind": reason.kind,
        "id": reason.id,
        "action": of_action(reason.action),
        "met": reason.met,
        "when": condition_words(when) if when is not None else None,
        "at": place_of(reason.at) if reason.at else None,
    }


def line_of(reason: Reason, when: Condition | None, purposes: Sequence[str]) -> str:
    """One clause or rule in a line: whose, where it stands, what it allows, for what and when."""
    place = f"{place_of(reason.at)}   " if reason.at else ""
    rule = f"{reason.id}: " if reason.id else ""
    what = of_action(reason.action) if reason.kind in ("clause", "limit") else _BECAUSE[reason.kind]
    why = f" for {', '.join(purposes)}" if purposes else ""
    case = f", when {condition_words(when)}" if when is not None else ""
    return f"{_LABELS.get(reason.kind, 'rule'):<10} {place}{rule}{what}{why}{case}"


def law_lines(purpose: Purpose | None, ident: str) -> Sequence[str]:
    """The law that a purpose rests on."""
    if purpose is None:
        return [ident]
    basis = [f"{who} {article}" for who, article in purpose.basis.items()]
    every = [*basis, *purpose.gateway, *purpose.special_category, *purpose.criminal_offence]
    return [f"{ident}: {', '.join(dict.fromkeys(every))}"]


def place_of(place: Place) -> str:
    """``file:line``."""
    return f"{shown_path(place.file)}:{place.line}" if place.line else shown_path(place.file)


def _short(rows: Sequence[FieldRow]) -> str:
    levels = ((row.field, row.words.partition(", ")[2]) for row in rows)
    return ", ".join(f"{field} ({level})" if level else field for field, level in levels)


def _counts(row: FieldRow) -> str:
    told = [f"{row.words} {sum(n for act, n in row.acts.items() if act is not Act.WITHHOLD):,}"]
    if row.widest is Act.WITHHOLD:
        told = []
    if count := row.acts.get(Act.WITHHOLD):
        why = ", ".join(f"{words} {n:,}" for words, n in sorted(row.because.items()))
        told.append(f"withheld {count:,} ({why})")
    return "; ".join(told)
