"""A statement made now, and a hold that a DPO clears: what counts, what does not, and what it never opens."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from drivectl import files, pipeline
from drivectl.audit.papers import decrypted
from drivectl.model.canonical import canonical
from drivectl.source.flags import write_flags
from drivectl.steps.deciding import decide_hold
from drivectl.steps.flagsheet import column_of, refresh_flags, set_flag
from drivectl.steps.intake import kept_flags, last_export, sheet_at
from drivectl.steps.statements import flag_choices
from drivectl.tour.stage import EVALUATOR, POLICE

Refused = Callable[[Callable[[], object]], list[str]]
WHY = "The officer named has left that force and has no access any more."


@pytest.fixture
def held(bench: Any) -> tuple[str, str]:
    """A case that one hold, known to be true, keeps from the police, and the hold."""
    refresh_flags(bench.desk(), bench.export, None)
    case = next(one.case for one in plan(bench).cases if one.state == "ready")
    state(bench, case, "case.insider_orgs", POLICE)
    assert holds(bench, case) == [("HOLD-INSIDER", False)]
    return case, "HOLD-INSIDER"


def plan(bench: Any, party: str = POLICE, **later: float) -> Any:
    return pipeline.plan(bench.desk(**later), bench.order(party))[1][0].plan


def of(found: Any, case: str) -> Any:
    return next(one for one in found.cases if one.case == case)


def holds(bench: Any, case: str, party: str = POLICE, **later: float) -> list[tuple[str, bool]]:
    return [(one.id, one.unknown) for one in of(plan(bench, party, **later), case).holds]


def state(bench: Any, case: str, field: str, text: str, person: str | None = None, by: str = "B. Example") -> Any:
    desk = bench.desk()
    return set_flag(desk, case, column_of(desk, field), text, person, by)


def why(bench: Any, text: str = WHY) -> Path:
    path: Path = bench.folder / f"why-{len(text)}.txt"
    path.write_text(text)
    return path


def clear(bench: Any, case: str, hold: str, **more: Any) -> tuple[date, int]:
    said: dict[str, Any] = {"party": POLICE, "role": "DPO", "reason": why(bench), "until": None} | more
    return decide_hold(bench.desk(), case, hold, **said)


def row(bench: Any, case: str, at: Path | None = None) -> Any:
    desk = bench.desk()
    folder, layout = last_export(desk)
    sheet = sheet_at(desk, at or folder / "flags.xlsx", layout)
    return next(one for one in sheet.rows if one.case == case)


# --- a statement --------------------------------------------------------------------------------------------------


def test_a_statement_counts_beside_an_older_copy_of_the_sheet(bench: Any, refused: Refused) -> None:
    """She moved; the next export lies beside a copy of the sheet that was made before anybody said so."""
    refresh_flags(bench.desk(), bench.export, None)
    sheet = bench.export / "flags.xlsx"
    older = sheet.read_bytes()

    def address(case: str) -> str:
        decided = of(plan(bench), case).decisions
        return next(str(one.action.act) for (_, _, path), one in decided.items() if path == "victim.address")

    ready = [one.case for one in plan(bench).cases if one.state == "ready"]
    case = next(one for one in ready if address(one) == "share")
    bench.draft(POLICE)
    state(bench, case, "Address", "Confidential")
    assert address(case) == "withhold"
    sheet.write_bytes(older)
    assert address(case) == "withhold"
    assert refused(lambda: bench.send(POLICE)) == ["BND451"]
    assert row(bench, case).values["victim.address_status"] != "confidential"
    state(bench, case, "Address", "As in the export")
    assert address(case) == "share"


def test_a_statement_goes_into_both_sheets_with_who_and_when(bench: Any) -> None:
    desk = bench.desk()
    bench.draft(POLICE)  # keeps the sheet
    case = next(one.case for one in plan(bench).cases if one.state == "ready")
    before = row(bench, case)
    state(bench, case, "Address", "Confidential")
    for sheet in (bench.export / "flags.xlsx", kept_flags(desk)):
        after = row(bench, case, sheet)
        assert after.values["victim.address_status"] == "confidential"
        assert after.by.split("; ")[-1] == "B. Example"
        assert {k: v for k, v in after.values.items() if k != "victim.address_status"} == {
            k: v for k, v in before.values.items() if k != "victim.address_status"
        }
    assert bench.events()[-1] == "flags.set"
    log = (bench.state() / "audit" / "log.jsonl").read_text()
    assert case not in log
    assert "onfidential" not in log


def test_a_statement_makes_no_other_one_younger(bench: Any) -> None:
    refresh_flags(bench.desk(), bench.export, None)
    case = next(one.case for one in plan(bench).cases if one.state == "ready")
    old = row(bench, case)
    bench.later += timedelta(days=3)
    state(bench, case, "case.live_sar", "Yes")
    after = row(bench, case)
    assert (after.on, after.by) == (old.on, f"{old.by}; B. Example")
    bench.later += timedelta(days=40)  # everything on the row has lapsed: what is said now stands alone
    state(bench, case, "case.live_sar", "No", by="C. Example")
    after = row(bench, case)
    assert (after.on, after.by) == (bench.desk().today, "C. Example")
    assert after.values["case.insider_orgs"] not in ((), (POLICE,))


def test_a_value_may_be_taken_back_and_nobody_said_protects_most(bench: Any, held: tuple[str, str]) -> None:
    case, hold = held
    state(bench, case, "Works For Partner", "")
    assert holds(bench, case) == [(hold, True)]
    state(bench, case, "Works For Partner", "Nobody")
    assert holds(bench, case) == []


def test_what_cannot_be_stated_is_refused_and_nothing_is_written(bench: Any, refused: Refused) -> None:
    assert refused(lambda: state(bench, "D-1001", "Consent", "Yes")) == ["SRC241"]
    refresh_flags(bench.desk(), bench.export, None)
    case = plan(bench).cases[0].case
    before = (bench.export / "flags.xlsx").read_bytes(), bench.events()
    assert refused(lambda: state(bench, case, "victim.refuge_name", "x")) == ["STR006"]
    assert refused(lambda: state(bench, case, "Consent", "Perhaps")) == ["SRC242"]
    assert refused(lambda: state(bench, case, "case.insider_orgs", "nobody-we-know")) == ["SRC242"]
    assert refused(lambda: state(bench, "D-9999", "Consent", "Yes")) == ["SRC240"]
    assert refused(lambda: state(bench, case, "Consent", "Yes", person="P-9999")) == ["SRC240"]
    assert (bench.export / "flags.xlsx").read_bytes() == before[0]
    assert bench.events() == before[1]


def test_a_draft_made_before_a_statement_is_not_sent(bench: Any, refused: Refused) -> None:
    bench.draft(EVALUATOR)
    case = plan(bench).cases[0].case
    state(bench, case, "case.live_sar", "Yes")
    assert refused(lambda: bench.send(EVALUATOR)) == ["BND451"]


# --- clearing -----------------------------------------------------------------------------------------------------


def test_a_cleared_hold_lets_one_case_go_to_one_partner_for_a_while(bench: Any, held: tuple[str, str]) -> None:
    case, hold = held
    others = {one.case: one.holds for one in plan(bench).cases if one.case != case}
    last, _ = clear(bench, case, hold)
    assert last == bench.desk().today + timedelta(days=31)
    assert holds(bench, case) == []
    assert {one.case: one.holds for one in plan(bench).cases if one.case != case} == others
    assert bench.events()[-1] == "hold.cleared"
    assert holds(bench, case, days=-1)  # not before it was decided
    (kept,) = (bench.state() / "flags" / "cleared").glob("*.reason.age")
    assert decrypted(kept.read_bytes(), bench.desk().keyring.identities()) == WHY.encode()
    assert WHY.encode() not in b"".join(one.read_bytes() for one in bench.state().rglob("*") if one.is_file())


def test_it_stands_in_the_release_record_and_in_no_statement(bench: Any, held: tuple[str, str]) -> None:
    case, hold = held
    clear(bench, case, hold)
    (made,) = bench.draft(POLICE)
    papers = json.loads(
        decrypted(files.read_whole(made.draft.folder / "papers.age"), bench.desk().keyring.identities())
    )
    (said,) = papers["record"]["holds_cleared"]
    assert (said["case"], said["hold"], said["by"]) == (case, hold, "DPO")
    assert hold.encode() not in canonical(made.draft.statement)


def test_it_ends_on_its_day_and_a_draft_with_it(bench: Any, held: tuple[str, str], refused: Refused) -> None:
    case, hold = held
    clear(bench, case, hold, until=bench.desk().today + timedelta(days=1))
    assert holds(bench, case, days=1) == []
    assert (hold, False) in holds(bench, case, days=2)
    bench.draft(POLICE)
    bench.later += timedelta(days=2)
    assert refused(lambda: bench.send(POLICE)) == ["BND451"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"until": 32}, "GOV815"),
        ({"until": -1}, "GOV815"),
        ({"why": "because"}, "GOV815"),
        ({"role": "Head of service"}, "GOV815"),
        ({"role": "Tea maker"}, "GOV815"),
        ({"hold": "HOLD-LIVE-SAR"}, "GOV815"),
        ({"hold": "HOLD-NOTHING"}, "GOV815"),
        ({"case": "D-9999"}, "SRC218"),
        ({"party": "exampleshire-polices"}, "ENV507"),
    ],
)
def test_what_cannot_be_cleared(
    bench: Any, held: tuple[str, str], refused: Refused, more: dict[str, Any], code: str
) -> None:
    case, hold = held
    if "until" in more:
        more = {"until": bench.desk().today + timedelta(days=more["until"])}
    if "why" in more:
        more = {"reason": why(bench, more["why"])}
    said = {"case": case, "hold": hold} | more
    before = bench.events()
    assert refused(lambda: clear(bench, said.pop("case"), said.pop("hold"), **said)) == [code]
    assert holds(bench, case) == [(hold, False)]
    assert bench.events() == before


def test_a_hold_that_nobody_answered_is_answered_not_cleared(bench: Any, refused: Refused) -> None:
    refresh_flags(bench.desk(), bench.export, None)
    case = next(one.case for one in plan(bench).cases if one.state == "ready")
    state(bench, case, "case.insider_orgs", "")
    assert refused(lambda: clear(bench, case, "HOLD-INSIDER")) == ["GOV815"]
    assert holds(bench, case) == [("HOLD-INSIDER", True)]


def forge(bench: Any, change: Callable[[dict[str, Any]], None]) -> None:
    (path,) = (bench.state() / "flags" / "cleared").glob("REC-*.json")
    said = json.loads(path.read_bytes())
    change(said)
    path.write_bytes(canonical(said))


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(case="D-1002"),
        lambda said: said.update(hold="HOLD-LIVE-SAR"),
        lambda said: said.update(party=EVALUATOR),
        lambda said: said.update(until="2099-01-01"),
        lambda said: said.update(on="2020-01-01"),
        lambda said: said.update(role="Head of service"),
        lambda said: said.update(key_id="0" * 16),
        lambda said: said.update(signature="00" * 64),
        lambda said: said.update(signature=7),
        lambda said: said.pop("signature"),
        lambda said: said.update(reason_sha256="0" * 64),
    ],
)
def test_a_decision_that_was_changed_clears_nothing(bench: Any, held: tuple[str, str], change: Any) -> None:
    case, hold = held
    clear(bench, case, hold)
    forge(bench, change)
    assert holds(bench, case) == [(hold, False)]
    assert all(one.state != "ready" or one.case != case for one in plan(bench).cases)


def test_a_decision_by_a_key_of_another_role_or_unknown_to_the_log_clears_nothing(
    bench: Any, held: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, hold = held
    clear(bench, case, hold)
    officer = bench.desk().keyring.signing_key()
    (path,) = (bench.state() / "flags" / "cleared").glob("REC-*.json")
    good = path.read_bytes()
    said = json.loads(good)
    said.pop("signature")
    said["key_id"] = officer.key_id
    path.write_bytes(canonical({**said, "signature": officer.sign(canonical(said)).hex()}))
    assert holds(bench, case) == [(hold, False)]
    dpo = bench.desk().keyring.signing_key("DPO")
    said |= {"key_id": dpo.key_id, "until": (bench.desk().today + timedelta(days=7)).isoformat()}
    path.write_bytes(canonical({**said, "signature": dpo.sign(canonical(said)).hex()}))
    assert holds(bench, case) == [(hold, False)]  # signed, and never logged
    path.write_bytes(good)
    assert holds(bench, case) == []
    bench.desk().trust.revoke(dpo.key_id, "left", bench.desk().today)
    assert holds(bench, case) == [(hold, False)]


def test_a_new_baseline_and_a_later_hold_end_it(bench: Any, held: tuple[str, str], change: Any) -> None:
    from dataclasses import replace

    case, hold = held
    desk = bench.desk()
    folder, layout = last_export(desk)
    sheet = sheet_at(desk, folder / "flags.xlsx", layout)

    def hold_until(day: date) -> None:
        rows = tuple(
            replace(one, hold_until=day, hold_reason="legal") if one.case == case else one for one in sheet.rows
        )
        write_flags(sheet.path, None, flag_choices(desk, layout), replace(sheet, rows=rows), overwrite=True)

    hold_until(desk.today + timedelta(days=5))
    clear(bench, case, hold)
    clear(bench, case, "HOLD-FLAG")
    assert holds(bench, case) == []
    hold_until(desk.today + timedelta(days=6))
    assert holds(bench, case) == [("HOLD-FLAG", False)]
    hold_until(desk.today + timedelta(days=5))
    assert holds(bench, case) == []
    change(bench.site() / "policies" / "baseline.yaml", ("^title: ", "title: New "))
    assert {one for one, _ in holds(bench, case)} == {hold, "HOLD-FLAG"}


def test_a_plan_makes_no_folder_of_decisions(bench: Any) -> None:
    plan(bench)
    assert not (bench.state() / "flags" / "cleared").exists()
