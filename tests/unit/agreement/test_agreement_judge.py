"""Rows, people and flags: who counts as whom, and what a hold, a note's origin or a lost id does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from drivectl.agreement.judge import judge
from drivectl.agreement.resolve import resolve
from drivectl.agreement.stated import days
from drivectl.errors import RefusedError
from drivectl.model.agreement import Agreement, Baseline
from drivectl.model.export import MISSING, Case, Cell, Export, Record, Value
from drivectl.model.flags import SAME, CaseFlags, ClearedHold, FlagsSheet, Same
from drivectl.model.plan import CasePlan, Plan
from drivectl.spec.policies import Policies

TODAY = date(2026, 12, 10)
CASE: Mapping[str, Value] = {
    "case.case_ref": "D-1",
    "case.risk_level": "very_high",
    "case.nation": "england",
    "case.status": "open",
    "case.victim_consent": "given",
    "victim.name": "A",
    "victim.address": "B",
    "victim.address_status": "known_to_perpetrator",
    "victim.safe_phone": "07700 900123",
    "perpetrator.name": "C",
    "perpetrator.address": "D",
}
NO_FLAGS: Mapping[str, Value | Same] = {
    "case.insider_orgs": (),
    "case.live_sar": False,
    "case.research_objection": False,
}


def row(table: str, number: int, cells: Mapping[str, Value], **subjects: str) -> Record:
    named = {f"{role}.person_id": who for role, who in subjects.items() if role != "by_role"}
    whole = {**cells, **(named if table == "clients" or table == "children" else {})}
    return Record(
        table=table,
        row=number,
        case="D-1",
        subjects=subjects,
        cells={path: Cell(field=path, value=value) for path, value in whole.items()},
    )


def client(number: int = 2, victim: str = "V1", perpetrator: str = "P1", **cells: Value) -> Record:
    changed = {path.replace("__", "."): value for path, value in cells.items()}
    return row("clients", number, {**CASE, **changed}, victim=victim, perpetrator=perpetrator)


def child(number: int, person: str, status: Value) -> Record:
    return row(
        "children", number, {"child.name": "K", "child.protection_status": status, "child.school": "S"}, child=person
    )


def note(number: int, **cells: Value) -> Record:
    said = {
        "note.note_id": f"N{number}",
        "note.origin": "professional",
        "note.confidence": "open",
        "note.originator": "drive-delivery",
        "note.text": "T",
    }
    return row("notes", number, {**said, **{f"note.{path}": value for path, value in cells.items()}})


def flags(*rows: CaseFlags, fields: tuple[str, ...] | None = None) -> FlagsSheet:
    here = ("case.victim_consent", "victim.address_status", *NO_FLAGS)
    return FlagsSheet(path=Path("f"), sha256="", fields=here if fields is None else fields, rows=rows)


def stated(person: str | None = None, on: date = TODAY, hold: date | None = None, **values: Value | Same) -> CaseFlags:
    said: dict[str, Value | Same] = {"case.victim_consent": SAME, "victim.address_status": SAME, **NO_FLAGS}
    said.update({path.replace("__", "."): value for path, value in values.items()})
    return CaseFlags(case="D-1", person=person, row=2, values=said, by="A. Example", on=on, hold_until=hold)


class Bench:
    def __init__(self, policies: Policies) -> None:
        self.policies = policies

    def plan(
        self,
        *records: Record,
        sheet: FlagsSheet | None = None,
        id_: str = "drive-police",
        cleared: tuple[ClearedHold, ...] = (),
        agreement: Agreement | None = None,
        baseline: Baseline | None = None,
    ) -> Plan:
        p = self.policies
        words = agreement or p.agreements[id_]
        export = Export(
            folder=Path(),
            layout="x",
            layout_version="1",
            layout_sha256="",
            layout_verified=False,
            tables=(),
            cases=(Case(ref="D-1", records=records),),
        )
        whole = resolve(words, baseline or p.baseline, p.catalogue, p.parties)
        return judge(export, whole, words.recipients[0], sheet or flags(stated()), TODAY, cleared)

    def case(self, *records: Record, sheet: FlagsSheet | None = None, id_: str = "drive-police") -> CasePlan:
        return self.plan(*records, sheet=sheet, id_=id_).cases[0]


@pytest.fixture
def bench(policies: Policies) -> Bench:
    return Bench(policies)


def act(case: CasePlan, table: str, number: int, path: str) -> str:
    return case.decisions[table, number, path].action.act.value


def kinds(case: CasePlan, table: str, number: int, path: str) -> list[str]:
    return [one.kind for one in case.decisions[table, number, path].reasons]


def test_two_rows_of_one_victim_are_alternatives_and_the_narrower_counts(bench: Bench) -> None:
    assert act(bench.case(client()), "clients", 2, "victim.address") == "share"
    case = bench.case(client(), client(3, victim__address_status="confidential"))
    assert [act(case, "clients", n, "victim.address") for n in (2, 3)] == ["withhold", "withhold"]
    case = bench.case(client(), client(3, victim="V2", victim__address_status="confidential"))
    assert [act(case, "clients", n, "victim.address") for n in (2, 3)] == ["share", "withhold"]
    assert bench.case(client(), client(3, case__risk_level="medium")).state == "out_of_scope"


def test_a_row_that_lost_its_person_could_be_anybodys(bench: Bench) -> None:
    stray = client(3, victim__address_status="confidential")
    lost = replace(
        stray,
        subjects={"perpetrator": "P1"},
        cells={**stray.cells, "victim.person_id": Cell(field="victim.person_id", value=MISSING)},
    )
    case = bench.case(client(), lost)
    assert act(case, "clients", 2, "victim.address") == "withhold"


def test_one_person_in_two_roles_gets_the_meet_of_both(bench: Bench) -> None:
    agreement = bench.policies.agreements["drive-police"]
    fields = {**agreement.fields, "perpetrator.phone": agreement.fields["perpetrator.name"]}
    wider = replace(agreement, fields=fields)
    [apart] = bench.plan(client(victim__address_status="confidential", perpetrator__phone="P"), agreement=wider).cases
    [same] = bench.plan(
        client(2, "X", "X", victim__address_status="confidential", perpetrator__phone="P"), agreement=wider
    ).cases
    seen = [(act(apart, "clients", 2, path), act(same, "clients", 2, path)) for path in TWICE]
    assert seen == [("share", "share"), ("share", "withhold"), ("share", "withhold")]


TWICE = ("perpetrator.name", "perpetrator.address", "perpetrator.phone")


def test_children_outside_the_scope_stay_behind_and_narrow_what_hangs_on_them(bench: Bench) -> None:
    perpetrator = client(perpetrator__substance_use="U")
    both = [perpetrator, child(2, "K1", "cp_plan"), child(3, "K2", "none")]
    case = bench.case(*both, id_="drive-childrens-social-care")
    assert (act(case, "children", 2, "child.name"), act(case, "children", 3, "child.name")) == ("share", "withhold")
    assert kinds(case, "children", 3, "child.name") == ["row"]
    assert act(case, "clients", 2, "perpetrator.substance_use") == "withhold"
    case = bench.case(*both[:2], id_="drive-childrens-social-care")
    assert act(case, "clients", 2, "perpetrator.substance_use") == "redact"
    assert bench.case(perpetrator, child(2, "K1", MISSING), id_="drive-childrens-social-care").state == "out_of_scope"


def test_a_foreign_key_goes_as_the_key_it_names(bench: Bench) -> None:
    event = row(
        "events",
        2,
        {"agency_event.event_id": "E", "agency_event.case_ref": "D-1", "agency_event.person_id": "P1"},
        by_role="P1",
    )
    case = bench.case(client(), event, id_="drive-police")
    assert act(case, "events", 2, "agency_event.case_ref") == "pseudonymise"
    assert act(case, "events", 2, "agency_event.person_id") == "withhold"
    closed = replace(event, table="events")
    case = bench.case(
        client(case__status="closed", case__site="north", case__opened=TODAY, perpetrator__date_of_birth=TODAY),
        closed,
        id_="bristol-evaluation",
    )
    assert case.state == "ready"
    assert act(case, "events", 2, "agency_event.person_id") == "pseudonymise"


def test_a_counter_allegation_never_goes_without_its_mark(bench: Bench) -> None:
    said: dict[str, Value] = {
        "allegation.allegation_id": "L",
        "allegation.behaviour": "x",
        "allegation.status": "reported",
    }
    assert act(bench.case(client(), row("allegations", 2, said)), "allegations", 2, "allegation.behaviour") == "share"
    said["allegation.status"] = MISSING
    case = bench.case(client(), row("allegations", 2, said))
    assert act(case, "allegations", 2, "allegation.behaviour") == "withhold"
    assert kinds(case, "allegations", 2, "allegation.behaviour")[-1] == "coherence"
    del said["allegation.status"]
    assert (
        act(bench.case(client(), row("allegations", 2, said)), "allegations", 2, "allegation.behaviour") == "withhold"
    )


def test_the_safe_phone_goes_only_with_its_notice(bench: Bench) -> None:
    found = bench.case(client()).decisions["clients", 2, "victim.safe_phone"]
    assert (found.action.act, found.notice) == ("share", "safe_contact")
    agreement = bench.policies.agreements["drive-police"]
    [clause] = agreement.fields["victim.safe_phone"]
    bare = replace(agreement, fields={**agreement.fields, "victim.safe_phone": (replace(clause, notice=None),)})
    [case] = bench.plan(client(), agreement=bare).cases
    assert act(case, "clients", 2, "victim.safe_phone") == "withhold"


@pytest.mark.parametrize(
    ("cells", "action"),
    [
        ({}, "redact"),
        ({"originator": "exampleshire-police"}, "withhold"),
        ({"originator": MISSING}, "withhold"),
        ({"confidence": "counselling"}, "withhold"),
        ({"confidence": MISSING}, "withhold"),
        ({"origin": "third_party"}, "withhold"),
        ({"origin": "odd word"}, "withhold"),
    ],
)
def test_notes(bench: Bench, cells: dict[str, Value], action: str) -> None:
    case = bench.case(client(), note(2, **cells), note(3))
    assert act(case, "notes", 2, "note.text") == action
    assert act(case, "notes", 3, "note.text") == "redact"


@pytest.mark.parametrize(
    ("row_", "holds"),
    [
        (stated(), []),
        (stated(case__insider_orgs=("exampleshire-police",)), [("HOLD-INSIDER", False)]),
        (stated(case__insider_orgs=("university-of-bristol",)), []),
        (stated(case__insider_orgs=MISSING), [("HOLD-INSIDER", True)]),
        (stated(case__live_sar=True), [("HOLD-LIVE-SAR", False)]),
        (stated(on=TODAY - timedelta(days=8)), [("HOLD-INSIDER", True), ("HOLD-LIVE-SAR", True)]),
        (stated(on=TODAY + timedelta(days=1)), [("HOLD-INSIDER", True), ("HOLD-LIVE-SAR", True)]),
        (stated(hold=TODAY), [("HOLD-FLAG", False)]),
        (stated(hold=TODAY - timedelta(days=1)), []),
        (replace(stated(), hold_unreadable=True), [("HOLD-FLAG", True)]),
        (replace(stated(), case="D-2"), [("HOLD-INSIDER", True), ("HOLD-LIVE-SAR", True)]),
        (replace(stated(), by=None), [("HOLD-INSIDER", True), ("HOLD-LIVE-SAR", True)]),
    ],
)
def test_holds(bench: Bench, row_: CaseFlags, holds: list[tuple[str, bool]]) -> None:
    case = bench.case(client(), sheet=flags(row_))
    assert [(one.id, one.unknown) for one in case.holds] == holds
    assert case.state == ("held" if holds else "ready")


@pytest.mark.parametrize(
    ("cleared", "state"),
    [
        (ClearedHold(case="D-1", hold="HOLD-LIVE-SAR", party="exampleshire-police", until=TODAY), "ready"),
        (
            ClearedHold(
                case="D-1", hold="HOLD-LIVE-SAR", party="exampleshire-police", until=TODAY + timedelta(days=31)
            ),
            "ready",
        ),
        (
            ClearedHold(
                case="D-1", hold="HOLD-LIVE-SAR", party="exampleshire-police", until=TODAY + timedelta(days=32)
            ),
            "held",
        ),
        (
            ClearedHold(case="D-1", hold="HOLD-LIVE-SAR", party="exampleshire-police", until=TODAY - timedelta(days=1)),
            "held",
        ),
        (ClearedHold(case="D-1", hold="HOLD-LIVE-SAR", party="exampleshire-csc", until=TODAY), "held"),
        (ClearedHold(case="D-1", hold="HOLD-INSIDER", party="exampleshire-police", until=TODAY), "held"),
        (ClearedHold(case="D-2", hold="HOLD-LIVE-SAR", party="exampleshire-police", until=TODAY), "held"),
    ],
)
def test_clearing_lifts_one_true_hold_of_one_case_for_one_party(bench: Bench, cleared: ClearedHold, state: str) -> None:
    true = flags(stated(case__live_sar=True))
    assert bench.plan(client(), sheet=true, cleared=(cleared,)).cases[0].state == state
    unknown = flags(stated(case__live_sar=MISSING))
    assert bench.plan(client(), sheet=unknown, cleared=(cleared,)).cases[0].state == "held"


@pytest.mark.parametrize(
    ("value", "bound", "action"),
    [
        (SAME, True, "share"),
        ("confidential", True, "withhold"),
        (MISSING, True, "withhold"),
        ("known_to_perpetrator", False, "share"),
        ("confidential", False, "withhold"),
        (SAME, False, "withhold"),
    ],
)
def test_a_flag_narrows_what_the_export_says_and_supplies_what_it_cannot(
    bench: Bench, value: Value | Same, bound: bool, action: str
) -> None:
    only = client()
    if not bound:
        only = replace(only, cells={path: cell for path, cell in only.cells.items() if path != "victim.address_status"})
    case = bench.case(only, sheet=flags(stated(victim__address_status=value)))
    assert act(case, "clients", 2, "victim.address") == action


def test_a_row_for_the_whole_case_does_not_call_several_victims_addresses_known(bench: Bench) -> None:
    two = [
        replace(one, cells={path: cell for path, cell in one.cells.items() if path != "victim.address_status"})
        for one in (client(), client(3, victim="V2"))
    ]
    whole = bench.case(*two, sheet=flags(stated(victim__address_status="known_to_perpetrator")))
    assert [act(whole, "clients", n, "victim.address") for n in (2, 3)] == ["withhold", "withhold"]
    each = flags(
        stated("V1", victim__address_status="known_to_perpetrator"), stated("V2", victim__address_status="confidential")
    )
    assert [act(bench.case(*two, sheet=each), "clients", n, "victim.address") for n in (2, 3)] == ["share", "withhold"]
    assert bench.case(*two, sheet=flags(stated("V1"))).state == "held"  # V2's row is lost, and what it said of the case


def test_needed_columns_are_named_all_at_once(bench: Bench) -> None:
    bare = row("clients", 2, {"case.case_ref": "D-1", "victim.address": "B"}, perpetrator="P1")
    with pytest.raises(RefusedError) as caught:
        bench.plan(bare, sheet=flags(stated(), fields=("case.live_sar",)))
    [one] = caught.value.diagnostics
    assert one.code == "XFR611"
    for path in ("case.insider_orgs", "case.risk_level", "case.nation", "victim.address_status", "victim.person_id"):
        assert path in one.notes[0]
    assert "case.live_sar" not in one.notes[0]


def test_what_is_granted_but_not_there_is_listed(bench: Bench) -> None:
    plan = bench.plan(client())
    assert "note.text" in plan.not_in_export
    assert "victim.name" not in plan.not_in_export


def test_tables_only_lets_no_row_leave(bench: Bench) -> None:
    with pytest.raises(RefusedError, match="XFR613"):
        bench.plan(client(), agreement=replace(bench.policies.agreements["drive-police"], release="tables"))


def test_required_consent_is_part_of_the_scope(bench: Bench) -> None:
    strict = replace(bench.policies.agreements["drive-police"], consent_required=True)
    assert bench.plan(client(), agreement=strict).cases[0].state == "ready"
    for answer in ("refused", MISSING):
        assert bench.plan(client(case__victim_consent=answer), agreement=strict).cases[0].state == "out_of_scope"


def test_reasons_show_clause_limit_and_never_share_by_place(bench: Bench) -> None:
    case = bench.case(client(victim__refuge_name="R"))
    shown = case.decisions["clients", 2, "victim.refuge_name"].reasons
    assert [one.kind for one in shown if one.id == "NS-SAFE-LOCATION"] == ["never"]
    address = case.decisions["clients", 2, "victim.address"].reasons
    assert {(one.kind, one.because) for one in address} == {
        ("clause", ("victim.address_status",)),
        ("limit", ("victim.address_status",)),
    }
    assert all(one.at is not None and one.at.line for one in address)


@pytest.mark.parametrize(
    ("text", "number"), [("P31D", 31), ("P2W", 14), ("P1M", 28), ("P1Y", 365), ("PT24H", 0), ("x", 0)]
)
def test_days(text: str, number: int) -> None:
    assert days(text) == number
