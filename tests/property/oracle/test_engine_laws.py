"""The engine against the straightforward evaluation, and its laws, over invented policies, exports and flags."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from drivectl.agreement import decide
from drivectl.agreement.judge import judge
from drivectl.agreement.proof.missing import widenings
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import Place
from drivectl.model.action import SHARE, WITHHOLD, Act, Action, meet
from drivectl.model.agreement import All, AnyOf, Baseline, Clause, Condition, Not, Rule
from drivectl.model.agreement import Test as Asks
from drivectl.model.catalogue import Catalogue, Domain, Entity, Field
from drivectl.model.export import MISSING, Case, Cell, Export, Record, Table, Value
from drivectl.model.flags import SAME, CaseFlags, ClearedHold, FlagsSheet
from drivectl.model.plan import CasePlan
from drivectl.spec.policies import Policies, load_policies

TODAY = date(2026, 12, 10)
PARTY = "exampleshire-police"
HERE = Place(file=Path("words.yaml"))
ACTIONS = (
    WITHHOLD,
    SHARE,
    SHARE,
    SHARE,
    Action(act=Act.REDACT),
    *(Action(act=Act.GENERALISE, to=level) for level in ("year", "month", "age_band_5")),
    *(Action(act=Act.PSEUDONYMISE, scope=scope) for scope in (None, "release", "agreement")),
)
SHAPES: Mapping[str, Mapping[str, tuple[str, str | None]]] = {
    "case": {
        "case_ref": ("id", None),
        "level": ("enum", "level"),
        "colour": ("enum", "colour"),
        "open": ("yn", "yes_no"),
        "number": ("int", None),
        "orgs": ("set", None),
    },
    "person": {"person_id": ("id", None), "name": ("string", None), "place": ("string", None)},
    "victim": {"status": ("enum", "colour"), "home": ("string", None)},
    "perpetrator": {"nick": ("string", None), "status": ("enum", "colour")},
    "note": {
        "note_id": ("id", None),
        "case_ref": ("id", None),
        "originator": ("string", None),
        "colour": ("enum", "colour"),
        "text": ("text", None),
    },
    "event": {"event_id": ("id", None), "person_id": ("id", None), "kind": ("enum", "colour")},
}
REFERENCES = {"note.case_ref": "case.case_ref", "event.person_id": "person.person_id"}
SOURCES = {"victim.home": ("person.place",), "perpetrator.nick": ("person.name",)}
DOMAINS: Mapping[str, tuple[str | bool, ...]] = {
    "level": ("low", "mid", "high"),
    "colour": ("red", "blue", "grey"),
    "yes_no": (True, False),
}
BY_ROLE = {"events": "event.person_id", "persons": "person.person_id"}
RARELY = 0.03
"""How many tests are ``is: missing``: about one in each set of words."""
FLAGGED = ("case.colour", "victim.status", "case.orgs")
TABLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "clients": (("case", "victim", "perpetrator"), ("victim", "perpetrator")),
    "people": (("victim",), ("victim",)),
    "persons": (("person",), ("by_role",)),
    "notes": (("note",), ()),
    "events": (("event",), ("by_role",)),
}


@cache
def shipped() -> Policies:
    return load_policies(Path(__file__).parents[3] / "policies")


def some_catalogue(random: Random) -> Catalogue:
    def field(path: str, kind: tuple[str, str | None]) -> Field:
        return Field(
            path=path,
            type=kind[0],  # type: ignore[arg-type]
            domain=kind[1],
            classes=tuple(random.sample("abcd", random.randint(1, 2))),
            references=REFERENCES.get(path),
            sources=SOURCES.get(path, ()),
            of="party" if kind[0] == "set" else None,
        )

    found: dict[str, Entity] = {}
    for name, shape in SHAPES.items():
        fields = {one: field(f"{name}.{one}", kind) for one, kind in shape.items()}
        view = name in {"victim", "perpetrator"}
        if view:
            stored = found["person"].fields
            fields = {n: replace(f, path=f"{name}.{n}", sources=(f.path,)) for n, f in stored.items()} | fields
        found[name] = Entity(
            name=name,
            kind="view" if view else "table",
            table=None if view else name,
            subject=name if view else "by_role" if name in {"person", "event"} else "none",
            key=() if view else (next(iter(shape)),),
            of="person" if view else None,
            roles=(name,) if view else (),
            fields=fields,
        )
    return Catalogue(
        id="small",
        version="1.0.0",
        path=Path(),
        sha256="",
        classes={},
        domains={one: Domain(name=one, values=values, ordered=one == "level") for one, values in DOMAINS.items()},
        ladders=shipped().catalogue.ladders,
        entities=found,
    )


ASKED = (
    "case.level",
    "case.colour",
    "case.open",
    "case.number",
    "case.orgs",
    "victim.status",
    "perpetrator.status",
    "note.colour",
    "event.kind",
)


def some_test(random: Random) -> Condition:
    entity, _, name = (path := random.choice(ASKED)).partition(".")
    kind, domain = SHAPES[entity][name]
    if random.random() < RARELY:
        return Asks(path, "missing")
    if kind == "set":
        return Asks(path, "contains", (PARTY,))
    if kind == "int":
        return Asks(path, random.choice(("gte", "lt", "in")), (random.randint(1, 3),))
    values = DOMAINS[str(domain)]
    if domain == "level" and random.random() < 0.5:
        return Asks(path, random.choice(("gte", "lte", "gt", "lt")), (random.choice(values),))
    return Asks(path, "in", tuple(random.sample(values, random.randint(1, len(values)))))


def some_condition(random: Random, depth: int = 2) -> Condition:
    kind = random.choice((All, AnyOf, Not, None, None)) if depth else None
    if kind is None:
        return some_test(random)
    if kind is Not:
        return Not(some_condition(random, depth - 1))
    parts = tuple(some_condition(random, depth - 1) for _ in range(random.randint(1, 2)))
    return All(parts) if kind is All else AnyOf(parts)


def some_clauses(random: Random) -> tuple[Clause, ...]:
    return tuple(
        Clause(
            action=random.choice(ACTIONS),
            when=some_condition(random) if random.random() < 0.7 else None,
            purposes=random.choice((("p",), ("p",), ("p", "q"), ("q",))),
            notice=random.choice((None, None, None, "n")),
            at=HERE,
        )
        for _ in range(random.randint(1, 3))
    )


def some_rule(random: Random, id_: str, fields: tuple[str, ...]) -> Rule:
    return Rule(id=id_, why="", at=HERE, when=some_condition(random), fields=fields)


def some_effective(random: Random) -> Effective:
    catalogue = some_catalogue(random)
    paths = [one.path for entity in catalogue.entities.values() for one in entity.fields.values()]
    nameable = [one for one in paths if one not in REFERENCES and not one.startswith("person.")]
    never = some_rule(random, "NS", tuple(random.sample(nameable, 1)))
    if random.random() < 0.5:
        never = replace(never, when=None, fields=(random.choice(paths),), classes=random.choice(((), ("d",))))
    pairs = tuple(random.sample(nameable, 3))
    baseline: Baseline = replace(
        shipped().baseline,
        never_share=(never,),
        class_ceilings={
            one: Clause(action=random.choice((SHARE, SHARE, *ACTIONS)), at=HERE) for one in random.sample("abcd", 3)
        },
        field_ceilings={one: some_clauses(random) for one in random.sample(nameable, 4)},
        holds=tuple(some_rule(random, f"H{at}", ()) for at in range(random.randint(0, 2))),
        coherence=tuple(
            Rule(
                id=f"C{at}",
                why="",
                at=HERE,
                fields=pairs[:2],
                requires=pairs[2] if at else None,
                requires_notice=None if at else "n",
            )
            for at in range(random.randint(0, 2))
        ),
        flag_fields=FLAGGED,
        originator_control=random.random() < 0.5,
    )
    agreement = replace(
        shipped().agreements["drive-police"],
        fields={
            one: (Clause(action=SHARE, purposes=("p",), at=HERE),) if random.random() < 0.3 else some_clauses(random)
            for one in nameable
        },
        include=some_test(random) if random.random() < 0.6 else None,
        consent_required=False,
        disclosure_control=None,
    )
    return resolve(agreement, baseline, catalogue, shipped().parties)


@dataclass(frozen=True)
class World:
    """What is judged, and taken apart."""

    effective: Effective
    records: tuple[Record, ...]
    flags: tuple[CaseFlags, ...]

    @property
    def export(self) -> Export:
        fields = tuple(
            one.path for entity in self.effective.catalogue.entities.values() for one in entity.fields.values()
        )
        declared = Table(
            name="x",
            output="x",
            path=Path(),
            sha256="",
            kind="csv",
            bom=False,
            fields=fields,
            parts={},
            grain=(),
            rows=0,
        )
        return Export(
            folder=Path(), layout="x", layout_version="1", layout_sha256="", layout_verified=False,
            tables=(declared,), cases=(Case(ref="D-1", records=self.records),),
        )  # fmt: skip

    @property
    def sheet(self) -> FlagsSheet:
        return FlagsSheet(path=Path("f"), sha256="", fields=FLAGGED, rows=self.flags)

    def plan(self, cleared: tuple[ClearedHold, ...] = ()) -> CasePlan:
        return judge(self.export, self.effective, PARTY, self.sheet, TODAY, cleared).cases[0]


def some_value(random: Random, path: str) -> Value:
    entity, _, name = path.partition(".")
    kind, domain = SHAPES[entity].get(name) or SHAPES["person"][name]
    if random.random() < 0.1:
        return random.choice((MISSING, MISSING, "odd", True, 1))
    if kind == "set":
        return random.choice(((), (PARTY,), ("exampleshire-csc",), ("nobody known",)))
    if kind == "int":
        return random.randint(0, 4)
    if path == "note.originator":
        return random.choice(("drive-delivery", "drive-delivery", PARTY))
    return random.choice(DOMAINS[domain]) if domain is not None else "x"


def some_world(random: Random) -> World:
    effective = some_effective(random)
    dropped = {table: set(random.sample(range(12), random.randint(0, 3))) for table in TABLES}
    records = []
    for table, (entities, roles) in TABLES.items():
        paths = [one.path for entity in entities for one in effective.catalogue.entities[entity].fields.values()]
        paths = [path for at, path in enumerate(paths) if at not in dropped[table]]
        for row in range(2, 2 + random.randint(1 if table == "clients" else 0, 2)):
            cells = {path: Cell(field=path, value=some_value(random, path)) for path in paths}
            subjects: dict[str, str] = {}
            for role in roles:
                person = random.choice(
                    ("V1", "V1", "V2", "P1", None) if role != "perpetrator" else ("P1", "P1", "P1", "V1")
                )
                subjects |= {role: person} if person else {}
                named = BY_ROLE[table] if role == "by_role" else f"{role}.person_id"
                if named in cells:
                    cells[named] = Cell(field=named, value=person or MISSING)
            if "case.case_ref" in cells:
                cells["case.case_ref"] = Cell(field="case.case_ref", value="D-1")
            records.append(Record(table=table, row=row, case="D-1", subjects=subjects, cells=cells))
    victims = sorted({one.subjects["victim"] for one in records if "victim" in one.subjects})
    people: list[str | None] = [*victims] if victims and random.random() < 0.5 else [None]
    return World(effective, tuple(records), tuple(some_flags(random, one) for one in people))


def some_flags(random: Random, person: str | None) -> CaseFlags:
    values = {path: SAME if random.random() < 0.6 else some_value(random, path) for path in FLAGGED}
    on = TODAY - timedelta(days=random.choice((0, 1, 8)))
    return CaseFlags(case="D-1", person=person, row=2, values=values, by="A. Example", on=on)


MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
OPEN = ["out_of_scope", "held", "ready"]


@MANY
@example(seed=9838914)
@given(seed=st.integers(0, 2**32))
def test_the_engine_equals_the_straightforward_evaluation(straight: ModuleType, seed: int) -> None:
    """Several cases in one export, much alike: what the engine remembers of one must fit the others."""
    random = Random(seed)
    world = some_world(random)
    some = [world, *(other_value(random, world) for _ in range(6))]
    some += [replace(some_world(Random(seed + at)), effective=world.effective) for at in (1, 2)]
    cases, rows = [], []
    for at, one in enumerate(some):
        records = tuple(replace(record, case=f"D-{at}") for record in one.records)
        cases.append(Case(ref=f"D-{at}", records=records))
        rows += [replace(row, case=f"D-{at}") for row in one.flags]
    export = replace(world.export, cases=tuple(cases))
    sheet = replace(world.sheet, rows=tuple(rows))
    slow: Any = straight.Straight(export, world.effective, PARTY, sheet, TODAY)
    for case, plan in zip(cases, judge(export, world.effective, PARTY, sheet, TODAY).cases, strict=True):
        state, holds, decisions = slow.case(case)
        assert (plan.state, [(one.id, one.unknown) for one in plan.holds]) == (state, holds)
        assert plan.decisions.keys() == decisions.keys()
        for place, decision in plan.decisions.items():
            same = decisions[place]
            assert (decision.action, decision.notice, set(decision.purposes)) == (
                same.action,
                same.notice,
                set(same.purposes),
            ), place


def assert_no_wider(after: CasePlan, before: CasePlan) -> None:
    assert OPEN.index(after.state) <= OPEN.index(before.state)
    ladders = shipped().catalogue.ladders
    for at, one in after.decisions.items() if before.state != "out_of_scope" else ():
        earlier = before.decisions[at]
        assert meet(one.action, earlier.action, ladders) == one.action, at
        assert one.action == WITHHOLD or one.notice == earlier.notice, at


def poorer(world: World) -> Iterator[World]:
    """Every way to take one value away."""
    for at, record in enumerate(world.records):
        others = world.records[:at], world.records[at + 1 :]
        for path, cell in record.cells.items():
            roles = {"by_role" if path in BY_ROLE.values() else path.removesuffix(".person_id")}
            subjects = {role: who for role, who in record.subjects.items() if role not in roles}
            less = replace(record, cells={**record.cells, path: replace(cell, value=MISSING)}, subjects=subjects)
            yield replace(world, records=(*others[0], less, *others[1]))
    for at, row in enumerate(world.flags):
        yield replace(world, flags=world.flags[:at] + world.flags[at + 1 :])
        for path in row.values:
            less_said = replace(row, values={**row.values, path: MISSING})
            yield replace(world, flags=(*world.flags[:at], less_said, *world.flags[at + 1 :]))


@MANY
@given(seed=st.integers(0, 2**32))
def test_taking_a_value_away_never_widens(seed: int) -> None:
    """Under any words that are not refused for it."""
    random = Random(seed)
    world = some_world(random)
    if not widenings(world.effective, HERE):
        before = world.plan()
        for less in random.sample(list(poorer(world)), 6):
            assert_no_wider(less.plan(), before)


def asks_what_is_missing(effective: Effective) -> bool:
    conditions = effective.parties[PARTY].conditions
    return any(one.op == "missing" for when in conditions for one in decide.tests(when))


def test_words_that_ask_what_is_missing_are_refused_only_if_they_widen() -> None:
    """Both kinds are among the generated ones; each refusal names a value that makes the difference."""
    asking = [one for one in (some_effective(Random(seed)) for seed in range(80)) if asks_what_is_missing(one)]
    refused = [one for one in asking if widenings(one, HERE)]
    assert len(refused) >= 10
    assert len(asking) - len(refused) >= 10
    for effective in refused:
        for found in widenings(effective, HERE):
            gone = found.what.partition(" where ")[2].removesuffix(" is missing")
            assert found.example is not None
            assert found.example[gone] is not MISSING


def worlds_without_what_is_asked(world: World) -> Iterator[World]:
    """The world without each value that some words ask to be missing."""
    conditions = world.effective.parties[PARTY].conditions
    asked = {one.field for when in conditions for one in decide.tests(when) if one.op == "missing"}
    for at, record in enumerate(world.records):
        for path in sorted(asked & record.cells.keys()):
            less = replace(record, cells={**record.cells, path: Cell(field=path, value=MISSING)})
            yield replace(world, records=(*world.records[:at], less, *world.records[at + 1 :]))


def test_nothing_but_the_refused_words_widens_where_what_is_missing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine finds what the proof refuses, and nothing else: worlds of each kind are among these."""
    tried, widened = 0, 0
    for seed in range(240):
        monkeypatch.setitem(globals(), "RARELY", 0.2 if seed % 2 else 0.03)
        world = some_world(Random(seed))
        refused = widenings(world.effective, HERE)
        before = world.plan()
        for less in worlds_without_what_is_asked(world):
            tried += not refused
            try:
                assert_no_wider(less.plan(), before)
            except AssertionError:
                assert refused, seed
                widened += 1
    assert tried >= 40
    assert widened >= 5


WIDER = (
    ((SHARE, Asks("case.colour", "missing")),),
    ((WITHHOLD, Not(Asks("case.colour", "missing"))), (SHARE, None)),
    ((Action(act=Act.REDACT), Not(Asks("case.colour", "missing"))), (SHARE, None)),
    ((SHARE, AnyOf((Asks("case.colour", "in", ("red",)), Asks("case.colour", "missing")))),),
)
AS_GOOD = (
    ((WITHHOLD, Asks("case.colour", "missing")), (SHARE, None)),
    ((SHARE, Not(Asks("case.colour", "missing"))),),
    ((Action(act=Act.REDACT), Asks("case.colour", "missing")), (SHARE, None)),
    ((SHARE, All((Asks("case.colour", "missing"), Asks("case.colour", "in", ("red",))))),),
)


@pytest.mark.parametrize("words", [*WIDER, *AS_GOOD])
@pytest.mark.parametrize("place", ["clause", "ceiling"])
def test_a_list_that_lets_out_more_of_what_is_missing_is_refused(words: Any, place: str) -> None:
    effective = some_effective(Random(3))
    clauses = tuple(Clause(action=action, when=when, at=HERE) for action, when in words)
    quiet = replace(effective.baseline, holds=(), never_share=(), field_ceilings={}, class_ceilings={})
    agreement = replace(effective.agreement, include=None, fields={})
    if place == "clause":
        agreement = replace(agreement, fields={"note.text": clauses})
    else:
        quiet = replace(quiet, field_ceilings={"note.text": clauses})
    whole = resolve(agreement, quiet, effective.catalogue, shipped().parties)
    found = [str(one.what) for one in widenings(whole, HERE)]
    assert found == (["note.text lets out more where case.colour is missing"] if words in WIDER else [])


@pytest.mark.parametrize("when", [Asks("case.colour", "missing"), Not(Asks("case.colour", "missing"))])
def test_scope_takes_in_and_holds_and_never_share_let_go_only_of_what_is_known(when: Condition) -> None:
    effective = some_effective(Random(3))
    rule = Rule(id="R", why="", at=HERE, when=when, fields=("note.text",))
    quiet = replace(effective.baseline, holds=(), never_share=(), field_ceilings={}, class_ceilings={})
    agreement = replace(effective.agreement, include=None, fields={})

    def refused(words: Any, under: Baseline) -> list[str]:
        whole = resolve(words, under, effective.catalogue, shipped().parties)
        return [str(one.what).partition(" ")[0] for one in widenings(whole, HERE)]

    protects = isinstance(when, Not)
    assert refused(replace(agreement, include=when), quiet) == ([] if protects else ["scope"])
    assert refused(agreement, replace(quiet, holds=(rule,))) == (["R"] if protects else [])
    assert refused(agreement, replace(quiet, never_share=(rule,))) == (["R"] if protects else [])


def other_value(random: Random, world: World) -> World:
    """The world with another value of something that is asked about."""
    places = [(at, path) for at, record in enumerate(world.records) for path in ASKED if path in record.cells]
    at, path = random.choice(places)
    record = world.records[at]
    other = replace(record, cells={**record.cells, path: Cell(field=path, value=some_value(random, path))})
    return replace(world, records=(*world.records[:at], other, *world.records[at + 1 :]))


def narrower(random: Random, world: World) -> World:
    """Words that allow less: which clause stands for a case may change with the first of them, so only so much may."""
    effective = world.effective
    agreement, baseline = effective.agreement, effective.baseline
    path = random.choice([*agreement.fields])
    *front, last = agreement.fields[path]
    fresh = some_condition(random)
    lower = Clause(action=WITHHOLD, when=fresh, at=HERE)
    weaker = [
        replace(one, action=meet(one.action, random.choice(ACTIONS), effective.catalogue.ladders)) for one in front
    ]
    match random.randint(0, 6):
        case 0:
            agreement = replace(agreement, fields={**agreement.fields, path: tuple(front)})
        case 1:
            stricter = replace(last, when=fresh if last.when is None else All((last.when, fresh)))
            agreement = replace(agreement, fields={**agreement.fields, path: (*front, stricter)})
        case 2:
            agreement = replace(agreement, fields={**agreement.fields, path: (*weaker, last)})
        case 3:
            agreement = replace(agreement, fields={**agreement.fields, path: (lower, *front, last)})
        case 4:
            agreement = replace(
                agreement, include=fresh if agreement.include is None else All((agreement.include, fresh))
            )
        case 5:
            baseline = replace(baseline, never_share=(*baseline.never_share, some_rule(random, "NS-2", (path,))))
        case _:
            baseline = replace(baseline, holds=(*baseline.holds, some_rule(random, "H-NEW", ())))
    return replace(world, effective=resolve(agreement, baseline, effective.catalogue, shipped().parties))


@MANY
@given(seed=st.integers(0, 2**32))
def test_narrower_words_never_add_a_cell(seed: int) -> None:
    random = Random(seed)
    world = some_world(random)
    before = world.plan()
    for _ in range(4):
        assert_no_wider(narrower(random, world).plan(), before)


@MANY
@given(seed=st.integers(0, 2**32))
def test_never_share_is_never_shared_and_one_hold_lifted_lifts_no_other(seed: int) -> None:
    random = Random(seed)
    world = some_world(random)
    baseline = world.effective.baseline
    never = replace(baseline.never_share[0], when=None)
    always = resolve(
        world.effective.agreement, replace(baseline, never_share=(never,)), world.effective.catalogue, shipped().parties
    )
    cleared = tuple(ClearedHold(case="D-1", hold=one.id, party=PARTY, until=TODAY) for one in baseline.holds[:1])
    plan = replace(world, effective=always).plan(cleared)
    catalogue = always.catalogue
    for (_, _, path), one in plan.decisions.items():
        field = catalogue.field(path)
        origins = {path, *field.sources, *(over for over, made in SOURCES.items() if path in made)}
        if not origins.isdisjoint(never.fields) or any(
            set(never.classes) & set(catalogue.field(o).classes) for o in origins
        ):
            assert one.action == WITHHOLD, path
    lifted = {one.hold for one in cleared}
    still = {one.id for one in world.plan(cleared).holds}
    for hold in world.plan().holds:
        assert (hold.id in still) == (hold.unknown or hold.id not in lifted)


@MANY
@given(seed=st.integers(0, 2**32))
def test_a_flag_more_never_adds_a_cell(seed: int) -> None:
    random = Random(seed)
    world = some_world(random)
    if world.flags[0].person is None:  # else the row may be the answer that was missing
        more = replace(world, flags=(*world.flags, some_flags(random, None)))
        assert_no_wider(more.plan(), world.plan())


def test_the_worlds_have_everything_in_them() -> None:
    """Else nothing above was tested."""
    plans = [some_world(Random(seed)).plan() for seed in range(60)]
    assert {one.state for one in plans} == set(OPEN)
    acts = {one.action.act for plan in plans for one in plan.decisions.values()}
    assert acts == set(Act)
    kinds = {reason.kind for plan in plans for one in plan.decisions.values() for reason in one.reasons}
    assert kinds >= {"clause", "limit", "never", "coherence", "row", "originator", "role"}


@pytest.mark.parametrize("value", ["exampleshire-police ", "The Police"])
def test_a_set_of_parties_with_a_word_that_names_none_holds(value: str) -> None:
    """A misspelt insider is not nobody."""
    hold = Rule(id="H", why="", at=HERE, when=Asks("case.orgs", "contains", (PARTY,)))
    world = some_world(Random(1))
    effective = world.effective
    agreement = replace(effective.agreement, include=None)
    whole = resolve(agreement, replace(effective.baseline, holds=(hold,)), effective.catalogue, shipped().parties)
    cells = {"case.orgs": Cell(field="case.orgs", value=(value,))}
    said = CaseFlags(case="D-1", person=None, row=2, values=dict.fromkeys(FLAGGED, SAME), by="A. Example", on=TODAY)
    only = Record(table="clients", row=2, case="D-1", subjects={}, cells=cells)
    [found] = World(whole, (only,), (said,)).plan().holds
    assert (found.id, found.unknown) == ("H", True)
