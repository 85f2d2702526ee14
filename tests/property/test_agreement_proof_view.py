"""A view gives the engine's decision: for every field, at any point, under the shipped words and wider ones."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest

from drivectl.agreement.fixture import export_of_record
from drivectl.agreement.judge import judge
from drivectl.agreement.proof.space import Space, space
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import resolve
from drivectl.model.action import SHARE, WITHHOLD
from drivectl.model.agreement import Clause
from drivectl.model.agreement import Test as Ask
from drivectl.model.export import Value
from drivectl.model.plan import CasePlan
from drivectl.spec.policies import Policies, load_policies

IDS = ("drive-police", "drive-childrens-social-care", "bristol-evaluation", "everything")
ANY_DAY = date(2026, 12, 10)


@cache
def policies() -> Policies:
    return load_policies(Path(__file__).parents[2] / "policies")


@cache
def view(id_: str) -> View:
    """What the recipient of a shipped agreement sees; or of one that grants everything, under the baseline alone."""
    p = policies()
    words = p.agreements[id_ if id_ != "everything" else "drive-childrens-social-care"]
    if id_ == "everything":
        clause = words.fields["case.risk_level"][0]
        noted = replace(clause, notice="safe_contact", when=Ask("case.risk_level", "gte", ("high",)))
        fields = {path: (noted, Clause(action=SHARE, at=clause.at)) for path in paths() if nameable(path)}
        words = replace(words, include=None, fields=fields)
    effective = resolve(words, p.baseline, p.catalogue, p.parties)
    return View(effective, words.recipients[0])


def paths() -> list[str]:
    return [one.path for entity in policies().catalogue.entities.values() for one in entity.fields.values()]


def nameable(path: str) -> bool:
    return policies().catalogue.field(path).references is None


@cache
def everywhere(id_: str) -> Space:
    return space(policies().catalogue, view(id_).conditions(*paths()))


def engine(id_: str, point: dict[str, Value]) -> CasePlan:
    seen = view(id_)
    [case] = judge(export_of_record(point, policies().catalogue), seen.effective, seen.party, None, ANY_DAY).cases
    return case


@pytest.mark.parametrize("id_", IDS)
def test_a_view_decides_as_the_engine_does(id_: str) -> None:
    random, axes, seen = Random(id_), everywhere(id_).axes, view(id_)
    opened = 0
    for number in range(120):
        point = {path: random.choice(values) for path, values in axes.items()}
        if number % 3:  # cases that are open, or nearly: else most of the time would go into closed ones
            likely = next(one for one in gates(id_) if number % 2 or seen.open(one))
            point |= likely
        case = engine(id_, dict(point))
        assert seen.open(point) == (case.state == "ready")
        opened += seen.open(point)
        for (table, _, path), decision in case.decisions.items():
            assert table == path.partition(".")[0]
            of_record = "perpetrator" if policies().catalogue.field(path).references == "person.person_id" else None
            role = of_record if seen.roles(path) else None
            if case.state == "ready":
                assert outcome(seen.decide(path, point, role)) == outcome(decision), path
            else:
                assert seen.decide(path, point, role).action == WITHHOLD
    assert opened > 20


def gates(id_: str) -> list[dict[str, Value]]:
    return [dict(one) for one in everywhere(id_).only(gate_attributes(id_)).points()]


def gate_attributes(id_: str) -> list[str]:
    return list(space(policies().catalogue, view(id_).gate).axes)


def outcome(decision: object) -> tuple[object, ...]:
    return tuple(getattr(decision, one) for one in ("action", "purposes", "notice", "reasons"))


def test_open_means_in_scope_for_certain_and_held_by_nothing() -> None:
    """Over the whole space of the gate, which is small, against the engine."""
    for id_ in IDS:
        for point in gates(id_):
            case = engine(id_, point)
            assert view(id_).open(point) == (case.state == "ready")
            closed = view(id_).closed(point)
            assert (closed is None or closed.id in {None, *(one.id for one in case.holds)}) is True
