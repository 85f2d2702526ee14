"""A hold is cleared by a decision as its DPO signed it: one that the log knows, and nobody signed so, clears nothing."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import Entry, Event
from drivectl.steps import clearing
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import Ruling, rulings

HOLD = "HOLD-INSIDER"


def cleared(desk: Desk, tmp_path: Path) -> tuple[Ruling, Path]:
    (ruling,) = rulings(desk, ["exampleshire-police"], None)
    reason = tmp_path / "reason.txt"
    reason.write_text("The officer has left the district, says her inspector.")
    until = desk.today + timedelta(days=5)
    clearing.clear_hold(desk, ruling, None, case="D-1", hold=HOLD, role="DPO", reason=reason, until=until)
    assert [one.case for one in clearing.clearings(desk, ruling)] == ["D-1"]
    (path,) = desk.site.room("flags").joinpath("cleared").glob("*.json")
    return ruling, path


@pytest.mark.parametrize(("key", "value"), [("case", "D-2"), ("until", "later"), ("signature", "00" * 64)])
def test_a_decision_that_nobody_signed_so_clears_nothing(
    desk_at: Callable[..., Desk], tmp_path: Path, key: str, value: str
) -> None:
    desk = desk_at()
    ruling, path = cleared(desk, tmp_path)
    said = parse(path.read_bytes())
    assert isinstance(said, dict)
    until = date.fromisoformat(str(said["until"])) + timedelta(days=20)
    changed: dict[str, Json] = {**said, key: until.isoformat() if key == "until" else value}
    forged = canonical(changed)
    path.write_bytes(forged)
    assert clearing.clearings(desk, ruling) == ()
    digest = hashlib.sha256(forged).hexdigest()
    desk.record(Entry(event=Event.HOLD_CLEARED, actor=desk.actor(), record_id=path.stem, record_sha256=digest))
    assert clearing.clearings(desk, ruling) == ()
