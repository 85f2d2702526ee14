"""Keys, flags, the gate and the target: each refused before a draft exists."""

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.crypto.agekeys import HYBRID
from drivectl.crypto.cards import make_card, read_card
from drivectl.errors import DrivectlError
from drivectl.steps.reading import reader_of
from drivectl.tour.stage import DRIVE, EVALUATOR, POLICE, TEAMS

Refused = Callable[[Callable[[], object]], list[str]]
Change = Callable[..., None]


def new_card(bench: Any, party: str, at: str = DRIVE, **days: int) -> None:
    """``at`` forgets what it knew of ``party`` and verifies a card of today that ends in so many days."""
    desk, known = bench.desk(party), bench.desk(at)
    (bench.state(at) / "trust" / f"{party}.json").unlink(missing_ok=True)
    ends = date.fromordinal(desk.today.toordinal() + days["days"])
    card = make_card(desk.keyring, party, party, TEAMS[party], issued=desk.today, expires=ends)
    known.trust.add_card(card, read_card(card).fingerprint, "phone", "A. Example", known.today, party=party)


def drop_key(bench: Any, kind: str, party: str = DRIVE) -> None:
    for path in (bench.state(party) / "keys").glob("*.json"):
        if json.loads(path.read_text())["kind"] == kind:
            path.with_suffix(".age").unlink()
            path.unlink()


def test_a_partner_nobody_verified_gets_nothing(bench: Any, refused: Refused) -> None:
    (bench.state() / "trust" / f"{EVALUATOR}.json").unlink()
    assert refused(lambda: bench.draft(EVALUATOR, drafts=True)) == ["KEY331"]
    assert refused(lambda: bench.draft(EVALUATOR)) == ["GOV801"]  # nor can their signature be checked
    assert not bench.drafts.exists()


def test_another_team_of_a_verified_partner_gets_nothing(bench: Any, change: Change, refused: Refused) -> None:
    change(bench.isa("bristol-evaluation"), ("team: evaluation team", "team: press office"))
    bench.lock()
    assert refused(lambda: bench.draft(EVALUATOR, drafts=True)) == ["KEY331"]


def test_a_revoked_key_gets_nothing_though_its_draft_was_made(bench: Any, refused: Refused) -> None:
    bench.draft(EVALUATOR)
    desk = bench.desk()
    card = desk.trust.card(EVALUATOR)
    assert card is not None
    desk.trust.revoke(card.encryption_keys[0].id, "lost", desk.today)
    assert refused(lambda: bench.draft(EVALUATOR, overwrite=True)) == ["KEY332"]
    assert refused(lambda: bench.send(EVALUATOR)) == ["KEY332"]
    assert bench.nothing_left()


def test_a_card_that_ended_gets_nothing_though_its_draft_was_made(bench: Any, refused: Refused) -> None:
    new_card(bench, EVALUATOR, days=3)
    bench.draft(EVALUATOR)
    bench.later += timedelta(days=4)
    assert refused(lambda: bench.draft(EVALUATOR, overwrite=True)) == ["KEY330"]
    assert refused(lambda: bench.send(EVALUATOR)) == ["KEY330"]
    assert bench.nothing_left()


def test_a_key_weaker_than_the_partner_s_record_allows_gets_nothing(
    bench: Any, change: Change, refused: Refused
) -> None:
    lax = r"(?s)(university-of-bristol:.*?)min_alg: age-x25519"
    change(bench.site() / "policies" / "parties.yaml", (lax, rf"\1min_alg: {HYBRID}"))
    bench.lock()
    assert refused(lambda: bench.draft(EVALUATOR, drafts=True)) == ["KEY335"]


def test_without_the_root_no_token_is_made_up(bench: Any, refused: Refused) -> None:
    drop_key(bench, "pseudonym")
    assert refused(lambda: bench.draft(EVALUATOR)) == ["KEY353"]
    assert not bench.drafts.exists()
    assert not [one for one in bench.desk().keyring.infos() if one.kind == "pseudonym"]


@pytest.mark.parametrize("kind", ["signing", "identity"])
def test_without_a_key_of_ours_nothing_is_drafted(bench: Any, refused: Refused, kind: str) -> None:
    drop_key(bench, kind)
    assert set(refused(lambda: bench.draft(EVALUATOR, drafts=True))) == {"KEY350"}
    assert not list(bench.drafts.glob("*/*"))


def test_a_plan_needs_no_key_and_no_signature_and_leaves_nothing(bench: Any) -> None:
    shutil.rmtree(bench.state())
    for one in (bench.site() / "policies" / "isa").glob("*.sig.yaml"):
        one.unlink()
    _, found = pipeline.plan(bench.desk(days=3), bench.order(POLICE, EVALUATOR))
    assert [one.ruling.party.id for one in found] == [POLICE, EVALUATOR]
    assert not bench.drafts.exists()
    assert not list(bench.state().rglob("*.jsonl"))


def test_a_flags_sheet_that_was_there_may_not_go_missing(bench: Any, refused: Refused) -> None:
    bench.draft(EVALUATOR)
    (bench.export / "flags.xlsx").unlink()
    assert refused(lambda: bench.draft(EVALUATOR, overwrite=True)) == ["SRC241"]
    assert refused(lambda: pipeline.plan(bench.desk(), bench.order(POLICE))) == ["SRC241"]
    assert refused(lambda: bench.send(EVALUATOR)) == ["BND451"]


def test_a_refused_draft_keeps_no_sheet(bench: Any, refused: Refused) -> None:
    drop_key(bench, "pseudonym")
    refused(lambda: bench.draft(EVALUATOR))
    assert not (bench.state() / "flags" / "flags.xlsx").exists()


def test_all_that_neither_export_nor_sheet_says_is_named_at_once(bench: Any) -> None:
    (bench.export / "flags.xlsx").unlink()
    with pytest.raises(DrivectlError) as caught:
        bench.draft(EVALUATOR)
    assert {one.code for one in caught.value.diagnostics} == {"XFR611"}
    said = " ".join((*caught.value.diagnostics[0].notes, *filter(None, (one.fix for one in caught.value.diagnostics))))
    for path in ("case.insider_orgs", "case.live_sar", "case.research_objection"):
        assert path in said
    assert not bench.drafts.exists()


def test_too_many_that_stand_out_are_no_draft(bench: Any, change: Change, refused: Refused) -> None:
    change(bench.isa("bristol-evaluation"), ("max_suppressed_share: 0.50", "max_suppressed_share: 0.10"))
    bench.lock()
    assert refused(lambda: bench.draft(EVALUATOR, drafts=True)) == ["DIS511"]
    change(bench.isa("bristol-evaluation"), ("on_violation: suppress", "on_violation: fail"))
    bench.lock()
    assert refused(lambda: bench.draft(EVALUATOR, drafts=True)) == ["DIS511"]
    assert refused(lambda: bench.draft(POLICE, EVALUATOR, drafts=True)) == ["DIS511"]
    assert not bench.drafts.exists()


def test_a_draft_that_lies_there_is_not_replaced_unasked(bench: Any, refused: Refused) -> None:
    (made,) = bench.draft(EVALUATOR)
    before = bench.events()
    assert refused(lambda: bench.draft(EVALUATOR)) == ["OUT110"]
    assert refused(lambda: bench.draft(POLICE, EVALUATOR)) == ["OUT110"]
    assert [one.name for one in bench.drafts.iterdir()] == [EVALUATOR]
    assert (made.draft.folder / "statement.json").read_bytes() == made.draft.payload
    assert bench.events() == before


def test_a_drafts_folder_that_others_can_reach_is_refused(bench: Any, refused: Refused) -> None:
    bench.drafts.mkdir(mode=0o755)
    bench.drafts.chmod(0o755)
    assert refused(lambda: bench.draft(EVALUATOR)) == ["OUT117"]
    assert list(bench.drafts.iterdir()) == []


def test_an_ended_card_of_one_partner_does_not_stop_the_bundles_of_another(bench: Any) -> None:
    bench.draft(EVALUATOR)
    (sealed,) = bench.send(EVALUATOR)
    desk = bench.desk(EVALUATOR)
    other = bench.desk(POLICE)
    ends = date.fromordinal(desk.today.toordinal() + 1)
    card = make_card(other.keyring, POLICE, "Police", TEAMS[POLICE], issued=desk.today, expires=ends)
    desk.trust.add_card(card, read_card(card).fingerprint, "phone", "A. Example", desk.today, party=POLICE)
    bench.later += timedelta(days=2)
    assert not reader_of(bench.desk(EVALUATOR)).trusted[POLICE]
    assert (bench.receive(EVALUATOR, sealed.path) / "data").is_dir()


def test_a_bundle_of_one_whose_own_card_ended_is_not_believed(bench: Any, refused: Refused) -> None:
    bench.draft(EVALUATOR)
    (sealed,) = bench.send(EVALUATOR)
    new_card(bench, DRIVE, at=EVALUATOR, days=1)
    bench.later += timedelta(days=2)
    (code,) = refused(lambda: bench.receive(EVALUATOR, sealed.path))
    assert code.startswith("BND")
    assert not (bench.folder / f"opened-by-{EVALUATOR}").exists()
    assert bench.events(EVALUATOR) == ["log.created", "bundle.refused"]


def test_a_bundle_for_somebody_else_is_refused_and_logged(bench: Any, refused: Refused) -> None:
    bench.draft(EVALUATOR)
    (sealed,) = bench.send(EVALUATOR)
    (code,) = refused(lambda: bench.receive(POLICE, sealed.path))
    assert code.startswith(("BND", "KEY"))
    assert not (bench.folder / f"opened-by-{POLICE}").exists()
    assert Path(sealed.path).exists()
