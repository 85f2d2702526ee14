"""The core law over the shipped agreements: taking something away never widens; and a naive evaluator agrees."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.agreement.judge import judge
from drivectl.agreement.resolve import Effective, resolve
from drivectl.model.action import WITHHOLD, Act, Action, meet
from drivectl.model.agreement import Agreement, All, AnyOf, Clause, Condition, Not
from drivectl.model.export import MISSING, Case, Cell, Export, Record, Table, Value
from drivectl.model.flags import SAME, CaseFlags, FlagsSheet, Same
from drivectl.model.plan import CasePlan, Decision
from drivectl.spec.policies import Policies, load_policies

IDS = ("drive-police", "drive-childrens-social-care", "bristol-evaluation", "everything")
TODAY = date(2026, 12, 10)
REF = "D-1"


@cache
def policies() -> Policies:
    return load_policies(Path(__file__).parents[2] / "policies")


@cache
def agreement(id_: str) -> Agreement:
    """A shipped agreement; or one that grants everything, so that the baseline alone stands in the way."""
    if id_ != "everything":
        return policies().agreements[id_]
    police = policies().agreements["drive-police"]
    [clause] = police.fields["case.risk_level"]
    fields = [one for entity in policies().catalogue.entities.values() for one in entity.fields.values()]
    return replace(police, include=None, fields={one.path: (clause,) for one in fields if one.references is None})


@cache
def effective(id_: str) -> Effective:
    p = policies()
    return resolve(agreement(id_), p.baseline, p.catalogue, p.parties)


@cache
def layout_tables() -> tuple[Table, ...]:
    return tuple(
        Table(
            name=one.name,
            output=one.name,
            path=Path(),
            sha256="",
            kind="csv",
            bom=False,
            fields=tuple({binding.field: None for binding in one.bindings if binding.field is not None}),
            parts={},
            grain=one.grain,
            rows=0,
            fixed=tuple(one.fixed),
        )
        for one in policies().layouts["da-case-management"].tables
    )


class Situation(NamedTuple):
    """What can be judged, and taken apart."""

    records: tuple[Record, ...]
    rows: tuple[CaseFlags, ...]

    def plan(self, id_: str) -> CasePlan:
        export = Export(
            folder=Path(),
            layout="x",
            layout_version="1",
            layout_sha256="",
            layout_verified=False,
            tables=layout_tables(),
            cases=(Case(ref=REF, records=self.records),),
        )
        sheet = FlagsSheet(path=Path("f"), sha256="", fields=policies().baseline.flag_fields, rows=self.rows)
        whole = effective(id_)
        [case] = judge(export, whole, whole.agreement.recipients[0], sheet, TODAY).cases
        return case


LIKELY: Mapping[str, tuple[Value, ...]] = {
    "case.risk_level": ("very_high", "high"),
    "case.nation": ("england",),
    "case.status": ("open", "closed"),
    "child.protection_status": ("cp_plan", "none"),
    "victim.address_status": ("known_to_perpetrator", "confidential"),
    "note.originator": ("drive-delivery", "exampleshire-police"),
    "note.confidence": ("open", "counselling"),
    "note.origin": ("professional", "victim"),
}


def some_value(path: str, random: Random, usual: Mapping[str, Value]) -> Value:
    field = policies().catalogue.field(path)
    if path in usual and random.random() < (0.98 if path.startswith("case.") else 0.9):
        return usual[path]
    if random.random() < 0.2:
        return MISSING
    if field.domain is not None and field.type in {"enum", "yn"}:
        return random.choice(policies().catalogue.domains[field.domain].values)
    return "x"


NAMING = {
    "victim": ("abuse_assessment.victim_id", "idva_contact.victim_id"),
    "by_role": ("agency_event.person_id",),
}


def some_records(random: Random, usual: Mapping[str, Value]) -> tuple[Record, ...]:
    """One case in the shape of the shipped layout: one or two client rows, and some of everything else."""
    found = []
    for table in policies().layouts["da-case-management"].tables:
        paths = {one.field for one in table.bindings if one.field is not None} | table.fixed.keys()
        for row in range(2, 2 + random.randint(1 if table.name == "clients" else 0, 2)):
            cells = {path: Cell(field=path, value=some_value(path, random, usual)) for path in sorted(paths)}
            subjects: dict[str, str] = {}
            for role in sorted(table.subjects.keys() - {"case"}):
                person = random.choice(("P1", "V1", "V1", "V2", "K1", "K2", None))
                subjects |= {role: person} if person is not None else {}
                for path in cells.keys() & {f"{role}.person_id", *NAMING.get(role, ())}:
                    cells[path] = Cell(field=path, value=person or MISSING)
            found.append(Record(table=table.name, row=row, case=REF, subjects=subjects, cells=cells))
    return tuple(found)


def some_row(random: Random, person: str | None) -> CaseFlags:
    stated: dict[str, Value | Same] = {
        path: SAME if random.random() < 0.7 else some_value(path, random, {})
        for path in policies().baseline.flag_fields
    }
    insiders: tuple[Value, ...] = (*[()] * 8, MISSING, ("exampleshire-police",), ("university-of-bristol",))
    yes_no: tuple[Value, ...] = (*[False] * 8, MISSING, True)
    stated["case.insider_orgs"] = random.choice(insiders)
    stated["case.live_sar"] = random.choice(yes_no)
    stated["case.research_objection"] = random.choice(yes_no)
    return CaseFlags(
        case=REF,
        person=person,
        row=random.randint(2, 9),
        values=stated,
        by="A. Example",
        on=TODAY - timedelta(days=random.choice((0, 1, 1, 2, 5, 7, 8))),
        hold_until=random.choice([None] * 8 + [TODAY + timedelta(days=3)]),
    )


def some_situation(random: Random) -> Situation:
    """One row of flags for the case, or one for each victim: whatever else, a lost row can then be missed."""
    usual = {path: random.choice(some) for path, some in LIKELY.items()}
    records = some_records(random, usual)
    victims = sorted({one.subjects["victim"] for one in records if "victim" in one.subjects})
    people: list[str | None] = [*victims] if victims and random.random() < 0.5 else [None]
    return Situation(records, tuple(some_row(random, one) for one in people))


situations = st.integers(0, 2**32).map(lambda seed: some_situation(Random(seed)))


def poorer(situation: Situation) -> Iterator[Situation]:
    """Every way to take one thing away."""
    for at, record in enumerate(situation.records):
        for path, cell in record.cells.items():
            cells = {**record.cells, path: replace(cell, value=MISSING)}
            subjects = {r: p for r, p in record.subjects.items() if path not in {f"{r}.person_id", *NAMING.get(r, ())}}
            yield _with(situation, at, replace(record, cells=cells, subjects=subjects))
        for role in record.subjects:
            subjects = {r: p for r, p in record.subjects.items() if r != role}
            yield _with(situation, at, replace(record, subjects=subjects))
    for at, row in enumerate(situation.rows):
        yield situation._replace(rows=situation.rows[:at] + situation.rows[at + 1 :])
        yield _flagged(situation, at, replace(row, on=None))
        yield _flagged(situation, at, replace(row, by=None))
        for path in row.values:
            less: dict[str, Value | Same] = {**row.values, path: MISSING}
            yield _flagged(situation, at, replace(row, values=less))


def _with(situation: Situation, at: int, record: Record) -> Situation:
    return situation._replace(records=(*situation.records[:at], record, *situation.records[at + 1 :]))


def _flagged(situation: Situation, at: int, row: CaseFlags) -> Situation:
    return situation._replace(rows=(*situation.rows[:at], row, *situation.rows[at + 1 :]))


OPEN = ["out_of_scope", "held", "ready"]


def no_wider(one: Decision | None, than: Decision | None) -> bool:
    if one is None or one.action == WITHHOLD:
        return True
    if than is None:
        return False
    return meet(one.action, than.action, policies().catalogue.ladders) == one.action and one.notice == than.notice


def assert_no_wider(after: CasePlan, before: CasePlan) -> None:
    assert OPEN.index(after.state) <= OPEN.index(before.state)
    if before.state == "out_of_scope":
        return
    worse = [key for key, one in after.decisions.items() if not no_wider(one, before.decisions.get(key))]
    assert worse == []


@pytest.mark.parametrize("id_", IDS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_taking_something_away_never_widens(id_: str, seed: int) -> None:
    random = Random(seed)
    situation = some_situation(random)
    before = situation.plan(id_)
    choices = list(poorer(situation))
    for less in (*random.sample(choices, 10), *random.sample(choices[-8 * len(situation.rows) :], 5)):
        assert_no_wider(less.plan(id_), before)


@pytest.mark.parametrize("id_", IDS)
@settings(max_examples=40, deadline=None)
@given(situation=situations, row=st.integers(0, 2**32).map(lambda seed: some_row(Random(seed), None)))
def test_a_flag_or_a_hold_more_never_adds_a_cell(id_: str, situation: Situation, row: CaseFlags) -> None:
    before = situation.plan(id_)
    if situation.rows[0].person is None:  # else the row may be the answer that was missing
        assert_no_wider(situation._replace(rows=(*situation.rows, row)).plan(id_), before)
    held = replace(situation.rows[0], hold_until=TODAY + timedelta(days=1))
    assert_no_wider(_flagged(situation, 0, held).plan(id_), before)
    unreadable = replace(situation.rows[0], hold_unreadable=True)
    assert _flagged(situation, 0, unreadable).plan(id_).state != "ready"


# ---- a second evaluator, as naive as can be: two values, one instance of everything, no memory, no trace


def naive(condition: Condition | None, facts: Mapping[str, Value], party: str) -> bool:
    match condition:
        case None:
            return True
        case Not(part):
            return not naive(part, facts, party)
        case All(parts):
            return all(naive(part, facts, party) for part in parts)
        case AnyOf(parts):
            return any(naive(part, facts, party) for part in parts)
    value, wanted = facts[condition.field], [party if one == "$recipient" else one for one in condition.values]
    if condition.op == "contains":
        assert isinstance(value, tuple)
        return any(one in value for one in wanted)
    assert condition.op == "in"
    return value in wanted


def first(clauses: tuple[Clause, ...], facts: Mapping[str, Value], party: str) -> Action:
    return next((one.action for one in clauses if naive(one.when, facts, party)), WITHHOLD)


def naive_action(id_: str, path: str, facts: Mapping[str, Value]) -> Action:
    words, baseline, p = agreement(id_), policies().baseline, policies()
    party = words.recipients[0]
    kind, ladders, field = p.parties.parties[party].kind, p.catalogue.ladders, p.catalogue.field(path)
    action = first(words.fields.get(path, ()), facts, party)
    rules = [baseline.field_ceilings.get(path)]
    if rules == [None]:
        rules = [(baseline.class_ceilings[one],) if one in baseline.class_ceilings else () for one in field.classes]
    for rule in rules:
        assert rule is not None
        here = tuple(one for one in rule if not one.for_kinds or kind in one.for_kinds)
        action = meet(action, first(here, facts, party), ladders)
    for row in baseline.never_share:
        if path in row.fields or set(row.classes) & set(field.classes):
            action = WITHHOLD if naive(row.when, facts, party) else action
    return action


ASKED = [
    "case.risk_level",
    "case.nation",
    "case.status",
    "case.victim_consent",
    "case.research_objection",
    "case.insider_orgs",
    "case.live_sar",
    "victim.address_status",
    "child.protection_status",
    "note.origin",
    "note.confidence",
]
JUDGED = [
    "case.case_ref",
    "case.dash_score",
    "case.opened",
    "case.closed",
    "victim.name",
    "victim.address",
    "child.name",
    "child.school",
    "victim.new_partner",
    "victim.refuge_name",
    "note.text",
    "perpetrator.substance_use",
    "perpetrator.date_of_birth",
]


def domain(path: str, party: str) -> tuple[Value, ...]:
    field = policies().catalogue.field(path)
    return ((), (party,)) if field.type == "set" else policies().catalogue.domains[str(field.domain)].values


@pytest.mark.parametrize("id_", IDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data(), gone=st.lists(st.sampled_from(ASKED), max_size=3, unique=True))
def test_no_wider_than_any_value_it_could_have_been(id_: str, data: st.DataObject, gone: list[str]) -> None:
    party = agreement(id_).recipients[0]
    known = {one: data.draw(st.sampled_from(LIKELY.get(one, domain(one, party)))) for one in ASKED}
    plan = _single({**known, **dict.fromkeys(gone, MISSING)}, id_)
    baseline = policies().baseline
    worlds = [
        {**known, **dict(zip(gone, some, strict=True))} for some in itertools.product(*(domain(g, party) for g in gone))
    ]
    inside = all(naive(agreement(id_).include, world, party) for world in worlds)
    held = any(naive(rule.when, world, party) for rule in baseline.holds for world in worlds)
    expected = "out_of_scope" if not inside else "held" if held else "ready"
    assert OPEN.index(plan.state) <= OPEN.index(expected)
    if not gone:
        assert plan.state == expected
    for (_, _, path), decision in plan.decisions.items():
        if path not in JUDGED:
            continue
        ladders = policies().catalogue.ladders
        for world in worlds:
            action = naive_action(id_, path, world)
            assert meet(decision.action, action, ladders) == decision.action, path
            assert gone or decision.action == action, path
            assert path != "victim.refuge_name" or decision.action.act is Act.WITHHOLD


def _single(facts: Mapping[str, Value], id_: str) -> CasePlan:
    """One instance of everything, one table per entity."""
    said: dict[str, Value] = {**dict.fromkeys(JUDGED, "x"), **facts, "note.originator": "drive-delivery"}
    tables: dict[str, dict[str, Cell]] = {}
    for path, value in said.items():
        tables.setdefault(path.partition(".")[0], {})[path] = Cell(field=path, value=value)
    catalogue = policies().catalogue
    found = tuple(
        Record(
            table=name,
            row=2,
            case=REF,
            subjects={name: f"{name}-1"} if catalogue.entities[name].kind == "view" else {},
            cells={
                **{f"{name}.{key}": Cell(field=f"{name}.{key}", value="k") for key in catalogue.entities[name].key},
                **cells,
            },
        )
        for name, cells in tables.items()
    )
    export = Export(
        folder=Path(),
        layout="x",
        layout_version="1",
        layout_sha256="",
        layout_verified=False,
        tables=(),
        cases=(Case(ref=REF, records=found),),
    )
    whole = effective(id_)
    needs = {"case.site", "allegation.allegation_id"}
    sheet = FlagsSheet(path=Path("f"), sha256="", fields=tuple(needs), rows=())
    quiet = replace(whole, baseline=replace(whole.baseline, flag_fields=()))
    [case] = judge(export, quiet, whole.agreement.recipients[0], sheet, TODAY).cases
    return case
