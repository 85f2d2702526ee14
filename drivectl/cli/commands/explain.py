"""``drivectl explain``: what a code means, or why a partner sees a field."""

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.options import Run, command
from drivectl.codes import CODES
from drivectl.errors import problem
from drivectl.safe import name, say, shown_path

if TYPE_CHECKING:
    from drivectl.model.agreement import Purpose
    from drivectl.model.plan import Plan


@command(
    examples=("drivectl explain SRC210", "drivectl explain police victim.address --record case.yaml"),
    see=("plan", "policy prove", "doctor"),
)
@click.argument("code", metavar="CODE|AGREEMENT")
@click.argument("field", required=False)
@click.option(
    "--record",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="One made-up case: attribute: value, a line each. What it does not say is missing.",
)
def explain(run: Run, code: str, *, field: str | None, record: Path | None) -> None:
    """Say what CODE means, why it matters and how to fix it; or why a partner sees FIELD under AGREEMENT.

    Of a field: each clause with its line, the limits and never-share rows over it, and the law of its purposes.
    With --record, exactly what would be decided of that one case; never put a real case in the file.
    """
    if field is not None:
        if record is None:
            _field(run, code, field)
        else:
            _record(run, code, field, record)
        return
    if record is not None:
        raise click.UsageError("--record goes with AGREEMENT and FIELD")
    wanted = code.upper()
    if wanted not in CODES:
        near = get_close_matches(wanted, CODES) or [one for one in CODES if one.startswith(wanted[:3])]
        fix = say("did you mean {code}?", code=name(near[0])) if near else None
        raise problem("ENV505", say("there is no code {code}", code=shown_path(code)), fix=fix)
    entry = CODES[wanted]
    shown = entry._asdict() | {"law": "; ".join(entry.law)}
    for key, value in shown.items():
        if value == "":  # most codes rest on no law
            continue
        label = {"code": "code", "name": "name", "exit": "exit status"}.get(key, key)
        run.terminal.record(key, value, text=f"{label}: {value}")
    run.terminal.emit_json("explain", 0, entry._asdict())


def _field(run: Run, named: str, field: str) -> None:
    from drivectl.render.plan import law_lines, line_of, line_words  # noqa: PLC0415 -- start-up
    from drivectl.steps import asking  # noqa: PLC0415

    effective, found = asking.lines(run.desk, named, field)
    laws: dict[str, Purpose] = {one.id: one for one in effective.agreement.purposes}
    shown = []
    for party in effective.parties:
        run.terminal.record(party, field, text=f"{field}, {party}")
        for one in (line for line in found if line.party == party):
            text = line_of(one.reason, one.when, one.purposes)
            run.terminal.record(party, field, text, text=f"  {text}")
            shown.append({"party": party, **line_words(one.reason, one.when), "for": list(one.purposes)})
        for purpose in dict.fromkeys(ident for line in found if line.party == party for ident in line.purposes):
            for text in law_lines(laws.get(purpose), purpose):
                run.terminal.record(party, field, text, text=f"  law        {text}")
    payload = {"agreement": effective.agreement.id, "field": field, "clauses": shown}
    run.terminal.emit_json("explain", 0, payload)


def _record(run: Run, named: str, field: str, record: Path) -> None:
    from drivectl.render.plan import cell_text  # noqa: PLC0415 -- start-up
    from drivectl.steps import asking  # noqa: PLC0415

    effective, plans = asking.decided(run.desk, named, field, record)
    laws: dict[str, Purpose] = {one.id: one for one in effective.agreement.purposes}
    for plan in plans:
        text = cell_text(plan, plan.cases[0].case, field, laws)
        run.terminal.record(plan.party, text, text=f"{plan.party}: {text}")
    payload = {"agreement": effective.agreement.id, "field": field, "parties": [_decision(one, field) for one in plans]}
    run.terminal.emit_json("explain", 0, payload)


def _decision(plan: "Plan", field: str) -> dict[str, object]:
    from drivectl.render.plan import line_words  # noqa: PLC0415 -- start-up

    [case] = plan.cases
    decision = next((one for (_, _, path), one in case.decisions.items() if path == field), None)
    leaves = decision if case.state == "ready" else None
    return {
        "party": plan.party,
        "state": case.state,
        "holds": [one.id for one in case.holds],
        "action": leaves.action.act.value if leaves else "withhold",
        "to": leaves.action.to if leaves else None,
        "for": list(leaves.purposes) if leaves else [],
        "reasons": [line_words(one, None) for one in decision.reasons] if decision else [],
    }
