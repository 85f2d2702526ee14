"""Three things that drivectl refuses, tried for real."""

import re
import shutil
from collections.abc import Callable
from datetime import timedelta

from drivectl import pipeline
from drivectl.errors import DrivectlError
from drivectl.model.bundle import Sealed
from drivectl.render.plan import why_withheld
from drivectl.safe import shown_path
from drivectl.steps.desk import Desk
from drivectl.tour.scenes import Tour
from drivectl.tour.stage import DRIVE, POLICE


def refusals(tour: Tour, sealed: Sealed) -> None:
    """An agreement that has ended; a field that may never be shared; a bundle somebody changed."""
    tour.tell("\n8. Three refusals")
    _refused(tour, "an agreement that ended yesterday", "GOV801", lambda: _lapsed(tour))
    _never(tour)
    _refused(tour, "a bundle with one changed bit", "BND421", lambda: _tampered(tour, sealed))


def _refused(tour: Tour, what: str, code: str, attempt: Callable[[], object]) -> None:
    found = None
    try:
        attempt()
    except DrivectlError as error:
        found = next((one for one in reversed(error.diagnostics) if one.code == code), error.diagnostics[0])
        tour.tell(f"  {what}: {found.code}, {found.what}")
    tour.check(f"{what} is refused ({code})", found is not None and found.code == code)


def _lapsed(tour: Tour) -> None:
    """The same site in ten months: the agreement is over, the cards are not."""
    desk = tour.stage.drive
    later = Desk(desk.site, lambda: b"", now=lambda: desk.now() + timedelta(days=310))
    pipeline.draft(later, tour.order, tour.stage.folder, overwrite=True)


def _never(tour: Tour) -> None:
    """Somebody writes the refuge's name into the agreement: it is withheld all the same, and the words are void."""
    folder = tour.stage.folder / "greedy"
    site = tour.stage.drive.site
    shutil.copytree(site.policies, folder / "policies")
    path = folder / "policies" / "isa" / "police.yaml"
    greedy = "fields:\n  victim.refuge_name: {action: share, for: [prevent-crime]}\n"
    path.write_text(re.sub(r"(?m)^fields:\n", greedy, path.read_text(encoding="utf-8")), encoding="utf-8")
    settings = site.settings
    desk = Desk(type(site)(folder=folder, state=site.state, settings=settings), lambda: b"")
    order = pipeline.Order(folder=tour.stage.export, to=(POLICE,))
    _, (judged,) = pipeline.plan(desk, order)
    asked = [
        decision
        for case in judged.plan.cases
        for (_, _, path_), decision in case.decisions.items()
        if path_ == "victim.refuge_name"
    ]
    words = {why_withheld(one) for one in asked if one.action.act == "withhold"}
    tour.tell(f"  a refuge's name asked for by the agreement: {', '.join(sorted(words))}")
    tour.check(
        "a field that may never be shared stays, whatever an agreement says",
        asked and all(one.action.act == "withhold" for one in asked),
    )
    _refused(
        tour,
        f"the edited agreement of {shown_path(DRIVE)}",
        "GOV811",
        lambda: pipeline.draft(desk, order, tour.stage.folder, overwrite=True),
    )


def _tampered(tour: Tour, sealed: Sealed) -> None:
    changed = tour.stage.folder / "changed.age"
    data = bytearray(sealed.path.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    pipeline.receive(tour.stage.desks[POLICE], changed, tour.stage.folder / "never-opened")
