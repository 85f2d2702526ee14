"""Taking a value away from the example export never widens what leaves: missing data protects.

Records, flags and whole rows lose values as an export would lose them, before anything is worked out from them;
every shipped sharing agreement then judges both, and no cell may get a wider action than it had.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivectl.agreement.judge import judge
from drivectl.agreement.resolve import resolve
from drivectl.model.action import WITHHOLD, Action, Ladder, meet
from drivectl.model.export import MISSING, Case, Cell, Export
from drivectl.model.flags import SAME, CaseFlags, ClearedHold, FlagsSheet
from drivectl.model.plan import Plan
from drivectl.resources import shipped
from drivectl.source.read import read_export
from drivectl.spec.policies import Policies, load_policies
from drivectl.synth.export import write_export
from drivectl.synth.world import make_world
from drivectl.tour.stage import LAYOUT, dated_policies
from drivectl.transform.derive import derive

TODAY: Final = date(2026, 12, 4)
CASES: Final = 40
OF_EACH: Final = 3
"""So many cases of each state under each agreement are kept, to be quick."""


@dataclasses.dataclass(frozen=True)
class Example:
    """The example export as read, its flags, and what each agreement makes of it."""

    policies: Policies
    export: Export
    flags: FlagsSheet
    sharing: tuple[tuple[Any, str], ...]
    before: tuple[Plan, ...]

    def judged(self, export: Export, flags: FlagsSheet, cleared: tuple[ClearedHold, ...] = ()) -> tuple[Plan, ...]:
        whole = derive(export, self.policies.catalogue, TODAY)
        return tuple(judge(whole, effective, party, flags, TODAY, cleared) for effective, party in self.sharing)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    folder = tmp_path_factory.mktemp("widening")
    dated_policies(shipped("policies"), folder / "policies", TODAY)
    policies = load_policies(folder / "policies")
    world = make_world(7, CASES, TODAY)
    write_export(world, policies.layouts[LAYOUT], folder / "export")
    export = read_export(folder / "export", policies.layouts[LAYOUT], policies.catalogue)
    flags = FlagsSheet(path=Path("flags.xlsx"), sha256="", fields=tuple(world.flags[0].values), rows=world.flags)
    sharing = tuple(
        (resolve(one, policies.baseline, policies.catalogue, policies.parties), party)
        for one in policies.agreements.values()
        if one.kind == "sharing"
        for party in one.recipients
    )
    found = Example(policies, export, flags, sharing, ())
    wanted: set[str] = set()
    for plan in found.judged(export, flags):
        for state in ("ready", "held", "out_of_scope"):
            wanted |= {one.case for one in [one for one in plan.cases if one.state == state][:OF_EACH]}
    export = dataclasses.replace(export, cases=tuple(one for one in export.cases if one.ref in wanted))
    flags = dataclasses.replace(flags, rows=tuple(one for one in flags.rows if one.case in wanted))
    found = dataclasses.replace(found, export=export, flags=flags)
    return dataclasses.replace(found, before=found.judged(export, flags))


def places(export: Export) -> list[tuple[str, int, str]]:
    """Every cell with a value, but for the reference that says whose row it is: a row without it is no row."""
    return [
        (record.table, record.row, path)
        for case in export.cases
        for record in case.records
        for path, cell in record.cells.items()
        if cell.value is not MISSING and not path.endswith("case_ref")
    ]


def without_cells(export: Export, gone: set[tuple[str, int, str]]) -> Export:
    return dataclasses.replace(export, cases=tuple(_case_without(case, gone) for case in export.cases))


def _case_without(case: Case, gone: set[tuple[str, int, str]]) -> Case:
    records = []
    for record in case.records:
        cells: dict[str, Cell] = {
            path: Cell(field=path, value=MISSING) if (record.table, record.row, path) in gone else cell
            for path, cell in record.cells.items()
        }
        subjects = {role: who for role, who in record.subjects.items() if _still(record.cells, cells, who)}
        records.append(dataclasses.replace(record, cells=cells, subjects=subjects))
    return dataclasses.replace(case, records=tuple(records))


def _still(before: Mapping[str, Cell], after: Mapping[str, Cell], who: str) -> bool:
    """Whether the cell that says who a row is about still says so."""
    return not any(cell.value == who and after[path].value is MISSING for path, cell in before.items())


def without_statements(flags: FlagsSheet, gone: set[tuple[int, str]], rows: set[int]) -> FlagsSheet:
    kept: list[CaseFlags] = [
        dataclasses.replace(
            one, values={path: MISSING if (one.row, path) in gone else value for path, value in one.values.items()}
        )
        for one in flags.rows
        if one.row not in rows
    ]
    return dataclasses.replace(flags, rows=tuple(kept))


def widened(before: Plan, after: Plan, ladders: tuple[Ladder, ...]) -> Iterator[tuple[str, Any]]:
    """Every cell that got a wider action than it had, and every case that leaves and did not."""
    had = {one.case: one for one in before.cases}
    for one in after.cases:
        old = had[one.case]
        if one.state == "ready" and old.state != "ready":
            yield one.case, old.state
        for place, decision in one.decisions.items():
            earlier = old.decisions[place].action if place in old.decisions else WITHHOLD
            if one.state == "ready" and not _within(decision.action, earlier, ladders):
                yield one.case, (place, earlier.act, decision.action.act)


def _within(now: Action, earlier: Action, ladders: tuple[Ladder, ...]) -> bool:
    return meet(now, earlier, ladders) == now


@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_taking_values_away_never_widens(example: Example, data: st.DataObject) -> None:
    cells = data.draw(st.sets(st.sampled_from(places(example.export)), max_size=6))
    said = [(one.row, path) for one in example.flags.rows for path in one.values]
    statements = data.draw(st.sets(st.sampled_from(said), max_size=3))
    rows = data.draw(st.sets(st.sampled_from([one.row for one in example.flags.rows]), max_size=1))
    after = example.judged(without_cells(example.export, cells), without_statements(example.flags, statements, rows))
    for old, new in zip(example.before, after, strict=True):
        assert list(widened(old, new, _ladders(example))) == [], new.agreement


def test_taking_a_whole_column_away_never_widens(example: Example) -> None:
    """Every column in turn, for all cases at once."""
    everything = places(example.export)
    for column in sorted({path for _, _, path in everything}):
        after = example.judged(
            without_cells(example.export, {one for one in everything if one[2] == column}), example.flags
        )
        for old, new in zip(example.before, after, strict=True):
            assert list(widened(old, new, _ladders(example))) == [], (column, new.agreement)


def choices(example: Example, path: str) -> list[Any]:
    """Everything that the sheet may state of a field, and nothing."""
    catalogue = example.policies.catalogue
    about = catalogue.field(path)
    if about.domain is not None:
        return [MISSING, *catalogue.domains[about.domain].values]
    return [MISSING, (), *((one,) for one in example.policies.parties.parties)]


def never(example: Example) -> set[str]:
    """The fields that no condition can open."""
    rows = [one for one in example.policies.baseline.never_share if one.when is None]
    fields = (field for entity in example.policies.catalogue.entities.values() for field in entity.fields.values())
    return {
        field.path
        for field in fields
        for row in rows
        if field.path in row.fields or not frozenset(row.classes).isdisjoint(field.classes)
    }


def stated(flags: FlagsSheet, made: Mapping[tuple[int, str], Any], held: set[int]) -> FlagsSheet:
    rows = (
        dataclasses.replace(
            one,
            values={path: made.get((one.row, path), value) for path, value in one.values.items()},
            hold_until=TODAY if one.row in held else one.hold_until,
        )
        for one in flags.rows
    )
    return dataclasses.replace(flags, rows=tuple(rows))


@settings(
    max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_flag_only_narrows_what_the_export_says_and_opens_nothing_that_never_leaves(
    example: Example, data: st.DataObject
) -> None:
    places_ = [(one.row, path, value is SAME) for one in example.flags.rows for path, value in one.values.items()]
    picked = data.draw(st.sets(st.sampled_from(places_), max_size=5))
    made = {(row, path): data.draw(st.sampled_from(choices(example, path))) for row, path, _ in sorted(picked)}
    held = data.draw(st.sets(st.sampled_from([one.row for one in example.flags.rows]), max_size=2))
    of_export = {(row, path): made[row, path] for row, path, same in picked if same}
    for old, new in zip(
        example.before, example.judged(example.export, stated(example.flags, of_export, held)), strict=True
    ):
        assert list(widened(old, new, _ladders(example))) == [], new.agreement
    shut = never(example)
    assert "victim.safe_address" in shut
    for plan in example.judged(example.export, stated(example.flags, made, held)):
        for case in plan.cases:
            assert not [at for at, one in case.decisions.items() if at[2] in shut and one.action != WITHHOLD]


@settings(
    max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_clearing_lifts_its_own_hold_if_it_is_true_and_changes_no_decision(
    example: Example, data: st.DataObject
) -> None:
    hold = st.sampled_from([*(one.id for one in example.policies.baseline.holds), "HOLD-FLAG", "HOLD-NOTHING"])
    one = st.builds(
        ClearedHold,
        case=st.sampled_from([case.ref for case in example.export.cases]),
        hold=hold,
        party=st.sampled_from([party for _, party in example.sharing]),
        until=st.integers(-2, 40).map(lambda days: TODAY + timedelta(days=days)),
    )
    flags = without_statements(example.flags, {(one.row, "case.live_sar") for one in example.flags.rows[::2]}, set())
    before_all = example.judged(example.export, flags)
    real = [(case.case, hold.id, plan.party) for plan in before_all for case in plan.cases for hold in case.holds]
    some = data.draw(st.sets(st.sampled_from(real), max_size=3))
    cleared = (
        *data.draw(st.lists(one, max_size=10)),
        *(ClearedHold(case=case, hold=hold, party=party, until=TODAY) for case, hold, party in sorted(some)),
    )
    for old, new in zip(before_all, example.judged(example.export, flags, cleared), strict=True):
        for before, after in zip(old.cases, new.cases, strict=True):
            lifted = {
                mark.hold
                for mark in cleared
                if (mark.case, mark.party) == (after.case, new.party) and 0 <= (mark.until - TODAY).days <= 31
            }
            left = tuple(hold for hold in before.holds if hold.unknown or hold.id not in lifted)
            assert (after.holds, after.decisions) == (left, before.decisions)
            assert (after.state == "out_of_scope") == (before.state == "out_of_scope")


def _ladders(example: Example) -> tuple[Ladder, ...]:
    return tuple(example.policies.catalogue.ladders)


def test_the_example_lets_something_leave_under_every_agreement(example: Example) -> None:
    """Else nothing above was tested."""
    assert all(any(one.state == "ready" for one in plan.cases) for plan in example.before)
    assert len(example.before) >= 3
    assert any(one.state == "held" for plan in example.before for one in plan.cases)
