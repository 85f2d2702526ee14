"""Which words rule a release, and whether they may be used today: refused before anything is read or written."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl.agreement import lock
from drivectl.errors import DrivectlError
from drivectl.steps.rulings import refuse_unready, rulings
from drivectl.tour.stage import EVALUATOR, POLICE

Refused = Callable[[Callable[[], object]], list[str]]
Change = Callable[..., None]


def ruled(bench: Any, party: str = POLICE, agreement: str | None = None, **later: float) -> list[str]:
    return [one.agreement.id for one in rulings(bench.desk(**later), (party,), agreement)]


def unready(bench: Any, party: str = POLICE, *, synthetic: bool = False, drafts: bool = False, **later: float) -> Any:
    desk = bench.desk(**later)
    return refuse_unready(desk, rulings(desk, (party,), None), synthetic=synthetic, drafts=drafts)


def whats(act: Callable[[], object]) -> str:
    with pytest.raises(DrivectlError) as caught:
        act()
    return str(caught.value)


def second(bench: Any, change: Change, *changes: tuple[str, str]) -> None:
    path = bench.isa("police-2")
    shutil.copy(bench.isa("police"), path)
    change(path, ("^id: drive-police$", "id: drive-police-2"), *changes)


def test_the_one_agreement_between_us_is_found_or_named(bench: Any) -> None:
    assert ruled(bench) == ["drive-police"]
    for named in ("drive-police", "police", str(bench.isa("police"))):
        assert ruled(bench, agreement=named) == ["drive-police"]
    desk = bench.desk()
    assert [one.party.id for one in rulings(desk, (), "bristol-evaluation")] == [EVALUATOR]
    assert [one.party.id for one in rulings(desk, (POLICE, EVALUATOR, POLICE), None)] == [POLICE, EVALUATOR]


def test_no_partner_no_party_or_no_agreement_is_refused(bench: Any, refused: Refused) -> None:
    assert refused(lambda: rulings(bench.desk(), (), None)) == ["XFR612"]
    assert refused(lambda: ruled(bench, "exampleshire-polices")) == ["ENV507"]
    assert refused(lambda: ruled(bench, "drive-delivery")) == ["XFR612"]
    assert refused(lambda: ruled(bench, agreement="drive-polise")) == ["XFR612"]
    assert refused(lambda: ruled(bench, EVALUATOR, "drive-police")) == ["XFR612"]
    assert refused(lambda: ruled(bench, agreement=str(bench.isa("none")))) == ["XFR612"]


def test_of_several_that_hold_none_is_chosen(bench: Any, change: Change) -> None:
    second(bench, change)
    said = whats(lambda: ruled(bench))
    assert "XFR612: 2 agreements with exampleshire-police are in date" in said
    assert ruled(bench, agreement="drive-police-2") == ["drive-police-2"]


@pytest.mark.parametrize(
    "lapsed", [("^status: agreed", "status: ended"), ("^expires: .*", "expires: 2026-11-20"), ("^effective: .*", "effective: 2026-11-22")]
)  # fmt: skip
def test_of_several_the_one_that_holds_today_is_chosen(bench: Any, change: Change, lapsed: tuple[str, str]) -> None:
    dates = (
        ("^review_by: .*", "review_by: 2026-11-20") if "expires" in lapsed[0] else ("^version: 1.0.0", "version: 2.0.0")
    )
    second(bench, change, ("^effective: .*", "effective: 2026-11-01"), dates, lapsed)
    assert ruled(bench, days=1) == ["drive-police"]


def test_of_several_that_have_all_lapsed_none_is_chosen(bench: Any, change: Change, refused: Refused) -> None:
    second(bench, change)
    assert refused(lambda: ruled(bench, days=400)) == ["XFR612"]


def test_the_only_one_is_found_after_its_end_and_refused_with_the_reason(bench: Any) -> None:
    assert ruled(bench, days=310) == ["drive-police"]
    said = whats(lambda: unready(bench, days=310))
    assert "GOV801: drive-police ended on 2027-09-16" in said
    assert "was due for review by" in said


def test_signed_words_in_date_may_be_used(bench: Any) -> None:
    (found,) = unready(bench)
    assert not found.drafted
    (found,) = unready(bench, synthetic=True, drafts=True)
    assert not found.drafted, "words that are in force are not marked as a draft"


def test_the_last_good_day_is_the_day_named(bench: Any, change: Change, refused: Refused) -> None:
    change(bench.isa("police"), ("^review_by: .*", "review_by: 2026-12-20"), ("^expires: .*", "expires: 2026-12-20"))
    bench.sign()
    assert unready(bench, days=30)
    assert refused(lambda: unready(bench, days=31)) == ["GOV801", "GOV801"]
    assert refused(lambda: unready(bench, days=-1))[0] == "GOV801"


@pytest.mark.parametrize("status", ["draft", "suspended", "ended"])
def test_a_status_other_than_agreed_is_refused_though_signed(
    bench: Any, change: Change, refused: Refused, status: str
) -> None:
    change(bench.isa("police"), ("^status: agreed", f"status: {status}"))
    bench.sign()
    assert refused(lambda: unready(bench)) == ["GOV801"]
    if status == "draft":
        assert unready(bench, synthetic=True, drafts=True)
    else:
        assert refused(lambda: unready(bench, synthetic=True, drafts=True)) == ["GOV801"]


def test_past_its_review_or_under_a_baseline_past_its_own_is_refused(
    bench: Any, change: Change, refused: Refused
) -> None:
    assert refused(lambda: unready(bench, days=291)) == ["GOV801"]
    change(bench.site() / "policies" / "baseline.yaml", ("^review_by: .*", "review_by: 2026-11-21"))
    bench.sign()
    assert refused(lambda: unready(bench, days=2)) == ["GOV801"]


def test_unsigned_or_half_signed_words_are_refused_naming_who_must_sign(bench: Any) -> None:
    path = bench.isa("police").with_suffix(".sig.yaml")
    whole = path.read_text()
    path.unlink()
    said = whats(lambda: unready(bench))
    assert "not signed by drive-delivery" in said
    assert "not signed by exampleshire-police" in said
    path.write_text(whole.replace('"party": "exampleshire-police"', '"party": "university-of-bristol"'))
    said = whats(lambda: unready(bench))
    assert "exampleshire-police" in said
    assert "by drive-delivery" not in said


@pytest.mark.parametrize("part", ["key_id", "digest", "on", "role", "signature"])
def test_a_signature_changed_in_any_part_does_not_count(bench: Any, refused: Refused, part: str) -> None:
    import json

    path = bench.isa("police").with_suffix(".sig.yaml")
    said = json.loads(path.read_text())
    mark = said["signatures"][0]
    mark[part] = {"on": "2026-11-19", "role": "Nobody"}.get(
        part, ("B" if mark[part][0] != "B" else "C") + mark[part][1:]
    )
    path.write_text(json.dumps(said))
    assert refused(lambda: unready(bench)) == ["GOV801"]


@pytest.mark.parametrize(
    "file", ["isa/police.yaml", "baseline.yaml", "catalogue.yaml", "layouts/da-case-management.yaml"]
)
def test_a_policy_touched_after_it_was_locked_is_refused(bench: Any, refused: Refused, file: str) -> None:
    path = bench.site() / "policies" / file
    path.write_text(path.read_text() + "# one more remark\n", newline="\n")
    found = refused(lambda: unready(bench))
    assert "GOV811" in found
    assert refused(lambda: bench.draft(POLICE))[0] in {"GOV811", "GOV801"}
    assert bench.nothing_left()


def test_a_lock_that_is_missing_or_does_not_know_a_file_is_refused(bench: Any, refused: Refused) -> None:
    policies: Path = bench.site() / "policies"
    shutil.copy(policies / "isa" / "police.yaml", policies / "isa" / "other.yaml")
    (policies / "isa" / "other.yaml").write_text(
        (policies / "isa" / "other.yaml").read_text().replace("id: drive-police", "id: another")
    )
    desk = bench.desk()
    found = rulings(desk, (POLICE,), "drive-police")
    assert refused(lambda: refuse_unready(desk, found, synthetic=False)) == ["GOV811"]
    (policies / "isa" / "other.yaml").unlink()
    (policies / lock.NAME).unlink()
    assert refused(lambda: unready(bench)) == ["GOV811"]


def test_an_embedded_test_that_fails_stops_signed_words(bench: Any, change: Change, refused: Refused) -> None:
    change(
        bench.isa("police"),
        (r"held: HOLD-INSIDER\n  - name: nobody asked", "held: HOLD-LIVE-SAR\n  - name: nobody asked"),
    )
    bench.sign()
    assert refused(lambda: unready(bench)) == ["TST901"]
    assert refused(lambda: unready(bench, synthetic=True, drafts=True)) == ["TST901"]


def test_words_that_let_out_more_of_a_case_that_lost_a_value_stop_though_signed(
    bench: Any, change: Change, refused: Refused
) -> None:
    vehicle = "  perpetrator.vehicle: {action: share, for: [prevent-crime]"
    change(
        bench.isa("police"),
        (f"{re.escape(vehicle)}}}", f"{vehicle}, when: {{victim.address_status: {{is: missing}}}}}}"),
    )
    bench.sign()
    assert "SAF322" in refused(lambda: unready(bench))
    assert "SAF322" in refused(lambda: unready(bench, synthetic=True, drafts=True))
    assert "SAF322" in refused(lambda: bench.draft(POLICE))
    assert bench.nothing_left()


def test_every_reason_is_told_at_once(bench: Any, change: Change, refused: Refused) -> None:
    change(bench.isa("police"), ("^status: agreed", "status: suspended"), ("^title: ", "title: New "))
    found = refused(lambda: unready(bench, days=310))
    assert found.count("GOV801") == 5  # two signatures, status, review, end
    assert "GOV811" in found


def test_drafts_are_for_synthetic_data_only(bench: Any, refused: Refused) -> None:
    assert refused(lambda: unready(bench, synthetic=False, drafts=True)) == ["GOV801"]
    (bench.export / "SYNTHETIC.txt").unlink()
    assert refused(lambda: bench.draft(EVALUATOR, drafts=True)) == ["GOV801"]
    assert bench.nothing_left()


def test_the_option_for_drafts_lifts_nothing_but_draft_and_unsigned(
    bench: Any, change: Change, refused: Refused
) -> None:
    bench.isa("police").with_suffix(".sig.yaml").unlink()
    (found,) = unready(bench, synthetic=True, drafts=True)
    assert found.drafted
    assert refused(lambda: unready(bench, synthetic=True, drafts=True, days=291)) == ["GOV801"]
    change(bench.isa("police"), ("^title: ", "title: New "))
    assert refused(lambda: unready(bench, synthetic=True, drafts=True)) == ["GOV811"]
    bench.lock()
    assert unready(bench, synthetic=True, drafts=True)
    loose = bench.folder / "loose.yaml"
    shutil.copy(bench.isa("police"), loose)
    desk = bench.desk()
    found = rulings(desk, (POLICE,), str(loose))
    assert refused(lambda: refuse_unready(desk, found, synthetic=True, drafts=True)) == ["GOV811"]


def test_a_draft_that_everybody_signed_is_marked_as_one(bench: Any, change: Change) -> None:
    change(bench.isa("police"), ("^status: agreed", "status: draft"))
    bench.sign()
    (found,) = unready(bench, synthetic=True, drafts=True)
    assert found.drafted
