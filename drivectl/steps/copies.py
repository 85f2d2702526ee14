"""One partner's copy: the plan, what the gate withholds, the masked texts, and the tables that would leave."""

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from drivectl.agreement.judge import judge
from drivectl.model.action import Action
from drivectl.model.flags import ClearedHold
from drivectl.model.output import OutputTable
from drivectl.model.plan import Plan
from drivectl.risk.gate import GateResult, gate, refusal, without_suppressed
from drivectl.source.write import write_table
from drivectl.steps.clearing import lifted
from drivectl.steps.intake import Intake
from drivectl.steps.repeats import without_repeats
from drivectl.steps.rulings import Ruling
from drivectl.steps.safeplaces import refuse_safe_places
from drivectl.steps.scopes import Scopes
from drivectl.steps.texts import Note, TextReader
from drivectl.transform.apply import apply, class_keys
from drivectl.transform.treat import Treatment

DATA: Final = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What would leave to one partner, before a word of text is looked at."""

    ruling: Ruling
    plan: Plan
    gate: GateResult | None
    """None where the agreement asks for no disclosure control."""
    cleared: tuple[ClearedHold, ...] = ()
    """The holds of this export that a DPO cleared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What leaves, as bytes. The tables are those that the preview shows."""

    judged: Judged
    notes: tuple[Note, ...] = field(repr=False)
    tables: tuple[OutputTable, ...] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    """Member name (``data/cases.csv``) -> content."""
    guarded: int
    redactions: Mapping[str, int]
    treatment: Treatment = field(repr=False)
    released: tuple[tuple[str, Action], ...]
    """Every released field with each action that some cell of it had."""

    @property
    def unread(self) -> int:
        """Texts that wait for a person."""
        return sum(note.unread for note in self.notes)


def judged(intake: Intake, ruling: Ruling) -> Judged:
    """Judge every case, then withhold those that would stand out. Nothing is made and no key is needed."""
    desk = intake.desk
    cleared = tuple(one for one in lifted(desk, ruling, intake.flags) if one.case in intake.cases)
    found = judge(intake.export, ruling.effective, ruling.party.id, intake.flags, desk.today, cleared)
    plan = without_repeats(intake, found)
    control = ruling.agreement.disclosure_control
    if control is None:
        return Judged(ruling=ruling, plan=plan, gate=None, cleared=cleared)
    treatment = _treatment(intake, ruling, None, {})
    result = gate(class_keys(intake.export, plan, control.quasi_identifiers, treatment), control)
    return Judged(ruling=ruling, plan=without_suppressed(plan, result), gate=result, cleared=cleared)


def refuse_standing_out(found: Judged) -> None:
    """DIS511 where the gate does not pass even after withholding what it may."""
    control = found.ruling.agreement.disclosure_control
    if control is not None and found.gate is not None and not found.gate.passes:
        raise refusal(found.gate, control)


def make_copy(intake: Intake, found: Judged, reader: TextReader, scopes: Scopes) -> Copy:
    """Mask, tokenise, make coarser, and write the tables as bytes; refused whole if any part is refused."""
    agreement = found.ruling.agreement
    notes = reader.notes(found.plan, agreement.free_text)
    texts = {note.place: note.masked.text if note.leaves else None for note in notes}
    treatment = _treatment(intake, found.ruling, scopes, texts)
    refuse_safe_places(intake, found.plan)
    applied = apply(intake.export, found.plan, treatment, agreement.format)
    members: dict[str, bytes] = {}
    guarded = 0
    for table in applied.tables:
        stream = io.BytesIO()
        guarded += write_table(stream, table)
        members[f"{DATA}/{table.name}.{table.kind}"] = stream.getvalue()
    hidden: Counter[str] = Counter()
    for note in notes:
        if note.leaves:
            hidden.update(note.masked.counts)
    return Copy(
        judged=found,
        notes=notes,
        tables=applied.tables,
        files=members,
        guarded=guarded,
        redactions=dict(hidden),
        treatment=treatment,
        released=_released(found.plan, applied.tables),
    )


def _released(plan: Plan, tables: tuple[OutputTable, ...]) -> tuple[tuple[str, Action], ...]:
    leaving = {column.field for table in tables for column in table.columns if column.field}
    actions: dict[tuple[str, str], tuple[str, Action]] = {}
    for case in plan.cases:
        for (_, _, path), decision in case.decisions.items() if case.state == "ready" else ():
            if path in leaving and decision.action.act != "withhold":
                actions[path, repr(decision.action)] = (path, decision.action)
    return tuple(actions[key] for key in sorted(actions))


def _treatment(
    intake: Intake, ruling: Ruling, scopes: Scopes | None, texts: Mapping[tuple[str, int, str], str | None]
) -> Treatment:
    control = ruling.agreement.disclosure_control
    return Treatment(
        catalogue=intake.desk.policies.catalogue,
        tokens=scopes.tokens if scopes else {},
        texts=texts,
        today=intake.desk.today,
        reference_date=control.reference_date if control else None,
    )
