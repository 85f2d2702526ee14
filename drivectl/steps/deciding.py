"""What a DPO is asked before a hold is cleared: is it there, is it known to be true, and for whom?"""

from datetime import date
from pathlib import Path

from drivectl.agreement.judge import CLEARING
from drivectl.errors import problem
from drivectl.safe import name, say
from drivectl.steps.clearing import clear_hold
from drivectl.steps.copies import judged
from drivectl.steps.desk import Desk
from drivectl.steps.intake import last_export, take_in
from drivectl.steps.rulings import rulings


def decide_hold(  # noqa: PLR0913 -- what the decision says
    desk: Desk, case: str, hold: str, *, party: str, role: str, reason: Path, until: date | None
) -> tuple[date, int]:
    """Clear ``hold`` of ``case`` for ``party``; until when, and the event. GOV815 where it is not to be cleared."""
    folder, layout = last_export(desk)
    intake = take_in(desk, folder, str(layout.path))
    (ruling,) = rulings(desk, (party,), None)
    plan = next((one for one in judged(intake, ruling).plan.cases if one.case == case), None)
    if plan is None:
        raise problem("SRC218", say("the export has no case of that reference"), fix=say("copy the reference from it"))
    found = next((one for one in plan.holds if one.id == hold), None)
    known = name(hold)
    if found is None:
        raise problem("GOV815", say("the case is not held by {h} for {p}", h=known, p=name(party)))
    if found.unknown:
        raise problem(
            "GOV815", say("whether {h} holds the case, nobody has said: that is answered, not cleared", h=known)
        )
    last = until or desk.today + CLEARING
    number = clear_hold(desk, ruling, intake.flags, case=case, hold=hold, role=role, reason=reason, until=last)
    return last, number
