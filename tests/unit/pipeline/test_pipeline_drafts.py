"""What is sealed is what was looked at: a draft that changed, or whose grounds changed, does not leave."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.model.canonical import canonical, parse
from drivectl.tour.stage import DRIVE, EVALUATOR, POLICE

Refused = Callable[[Callable[[], object]], list[str]]


def flip(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes() or b"\0")  # padding may be of no length: a byte more is a change too
    data[at if at >= 0 else len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.fixture
def drafted(bench: Any) -> Any:
    bench.draft(EVALUATOR)
    return bench


def folder(bench: Any) -> Path:
    return bench.drafts / EVALUATOR  # type: ignore[no-any-return]


def test_one_changed_byte_of_any_file_that_would_leave_stops_it(drafted: Any, refused: Refused) -> None:
    members = [one for one in folder(drafted).joinpath("members").rglob("*") if one.is_file()]
    assert len(members) >= 12
    for one in [*members, folder(drafted) / "statement.json", folder(drafted) / "papers.age"]:
        before = one.read_bytes()
        flip(one)
        assert refused(lambda: drafted.send(EVALUATOR)) == ["BND450"], one
        one.write_bytes(before + b" ")
        assert refused(lambda: drafted.send(EVALUATOR)) == ["BND450"], one
        one.write_bytes(before)
    assert drafted.nothing_left()
    assert drafted.send(EVALUATOR)


def test_a_file_added_taken_or_put_behind_a_link_stops_it(drafted: Any, refused: Refused) -> None:
    cases = folder(drafted) / "members" / "data" / "cases.csv"
    extra = cases.with_name("more.csv")
    extra.write_bytes(b"x")
    assert refused(lambda: drafted.send(EVALUATOR)) == ["BND450"]
    extra.unlink()
    aside = drafted.folder / "aside.csv"
    cases.rename(aside)
    assert refused(lambda: drafted.send(EVALUATOR)) == ["BND450"]
    cases.symlink_to(aside)
    assert refused(lambda: drafted.send(EVALUATOR)) == ["BND450"]
    assert drafted.nothing_left()


def test_whatever_is_changed_in_the_note_of_its_grounds_stops_it_or_changes_nothing(
    drafted: Any, refused: Refused
) -> None:
    path = folder(drafted) / "draft.json"
    whole: Any = parse(path.read_bytes())
    for key in whole["basis"]:
        path.write_bytes(canonical({**whole, "basis": {**whole["basis"], key: "0" * 64}}))
        assert refused(lambda: drafted.send(EVALUATOR)) == ["BND451"], key
    for key, value in (("folder", str(drafted.folder)), ("agreement", "drive-police"), ("agreement", "/none.yaml")):
        path.write_bytes(canonical({**whole, "review": {**whole["review"], key: value}}))
        assert refused(lambda: drafted.send(EVALUATOR))[0] in {"BND451", "XFR612"}, key
    for data in (b"", b"{}", b"[1]", b"\xff", b'{"basis":{},"review":7,"v":1}'):
        path.write_bytes(data)
        assert refused(lambda: drafted.send(EVALUATOR)) == ["BND450"]
    assert drafted.nothing_left()


def test_a_preview_is_only_looked_at_and_may_be_saved_over(drafted: Any) -> None:
    for one in folder(drafted).glob("what-*"):
        flip(one)
    (sealed,) = drafted.send(EVALUATOR)
    assert sealed.path.exists()
    assert not folder(drafted).exists()


def test_the_sealed_bytes_are_those_of_the_draft(drafted: Any) -> None:
    before = {one.name: one.read_bytes() for one in (folder(drafted) / "members" / "data").iterdir()}
    (sealed,) = drafted.send(EVALUATOR)
    into = drafted.receive(EVALUATOR, sealed.path)
    assert {one.name: one.read_bytes() for one in (into / "data").iterdir()} == before


def new_flags(bench: Any) -> None:
    path = bench.export / "flags.xlsx"
    path.write_bytes(path.read_bytes() + b"\0")


def no_flags(bench: Any) -> None:
    (bench.export / "flags.xlsx").unlink()


def new_partner_key(bench: Any) -> None:
    from drivectl.crypto.agekeys import HYBRID
    from drivectl.crypto.cards import make_card, read_card
    from drivectl.tour.stage import TEAMS

    desk, drive = bench.desk(EVALUATOR), bench.desk()
    desk.keyring.new("identity", EVALUATOR, alg=HYBRID)
    old = drive.trust.folder.joinpath("cards", f"{EVALUATOR}.card.json").read_bytes()
    ends = desk.today + timedelta(days=365)
    card = make_card(desk.keyring, EVALUATOR, "x", TEAMS[EVALUATOR], issued=desk.today, expires=ends, previous=old)
    drive.trust.add_card(card, read_card(card).fingerprint, "phone", "A. Example", desk.today, party=EVALUATOR)


def new_signature(bench: Any) -> None:
    path = bench.isa("bristol-evaluation").with_suffix(".sig.yaml")
    path.write_bytes(path.read_bytes() + b"\n")


def new_signing_key(bench: Any) -> None:
    import json

    for path in (bench.state() / "keys").glob("*.json"):
        if json.loads(path.read_text())["kind"] == "signing":
            path.with_suffix(".age").unlink()
            path.unlink()
    bench.desk().keyring.new("signing", DRIVE)  # the agreement keeps its old signature, so that only the key differs


def new_words(bench: Any) -> None:
    path = bench.isa("bristol-evaluation")
    path.write_text(path.read_text().replace("\ntitle: ", "\ntitle: New "), newline="\n")
    bench.sign()


def new_baseline(bench: Any) -> None:
    path = bench.site() / "policies" / "baseline.yaml"
    path.write_text(path.read_text().replace("\ntitle: ", "\ntitle: New "), newline="\n")
    bench.sign()


@pytest.mark.parametrize(
    "happens", [new_flags, no_flags, new_partner_key, new_signature, new_signing_key, new_words, new_baseline]
)
def test_a_draft_whose_grounds_changed_is_stale(drafted: Any, refused: Refused, happens: Callable[[Any], None]) -> None:
    happens(drafted)

    def never(_: str) -> bool:
        raise AssertionError("nobody is asked to confirm a draft that is stale")

    assert refused(lambda: drafted.send(EVALUATOR, confirm=never)) == ["BND451"]
    assert drafted.nothing_left()
    assert folder(drafted).exists()


def test_a_draft_lives_for_seven_days(drafted: Any, refused: Refused) -> None:
    assert refused(lambda: drafted.send(EVALUATOR, days=8)) == ["BND451"]
    assert refused(lambda: drafted.send(EVALUATOR, days=7, seconds=1)) == ["BND451"]
    assert refused(lambda: drafted.send(EVALUATOR, hours=-2)) == ["BND451"]
    assert drafted.nothing_left()
    assert drafted.send(EVALUATOR, days=7)


def test_an_older_draft_put_back_does_not_leave(drafted: Any, refused: Refused) -> None:
    older = drafted.folder / "older"
    shutil.copytree(folder(drafted), older)
    drafted.draft(EVALUATOR, overwrite=True)
    shutil.rmtree(folder(drafted))
    older.rename(folder(drafted))
    assert refused(lambda: drafted.send(EVALUATOR)) == ["BND450"]
    assert drafted.nothing_left()


def test_a_draft_sent_once_and_put_back_does_not_leave_twice(drafted: Any, refused: Refused) -> None:
    kept = drafted.folder / "kept"
    shutil.copytree(folder(drafted), kept)
    (sealed,) = drafted.send(EVALUATOR)
    shutil.copytree(kept, folder(drafted))
    assert refused(lambda: drafted.send(EVALUATOR)) == ["BND451"]
    sealed.path.rename(drafted.folder / "elsewhere.age")
    assert refused(lambda: drafted.send(EVALUATOR)) == ["BND451"]
    assert not list(drafted.out.glob("DRV-*"))
    kept = sorted(one.name.split(".")[1] for one in (drafted.state() / "register").iterdir())
    assert kept == ["record", "register"], "what is known of the first sending stays"


def test_a_draft_under_another_partner_s_name_does_not_leave(drafted: Any, refused: Refused) -> None:
    folder(drafted).rename(drafted.drafts / POLICE)
    assert refused(lambda: drafted.send(POLICE)) == ["XFR612"]
    assert drafted.nothing_left()


def test_a_draft_that_others_could_reach_does_not_leave(drafted: Any, refused: Refused) -> None:
    folder(drafted).chmod(0o755)
    assert refused(lambda: drafted.send(EVALUATOR)) == ["OUT117"]


def test_words_that_lapsed_after_the_draft_stop_it(bench: Any, change: Callable[..., None], refused: Refused) -> None:
    change(
        bench.isa("bristol-evaluation"),
        ("^review_by: .*", "review_by: 2026-11-22"),
        ("^expires: .*", "expires: 2026-11-22"),
    )
    bench.sign()
    bench.draft(EVALUATOR)
    assert refused(lambda: bench.send(EVALUATOR, days=3)) == ["GOV801", "GOV801"]
    assert bench.nothing_left()


def test_a_wrong_confirmation_seals_nothing(drafted: Any, refused: Refused) -> None:
    asked: list[str] = []

    def no(party: str) -> bool:
        asked.append(party)
        return False

    assert refused(lambda: drafted.send(EVALUATOR, confirm=no)) == ["BND454"]
    assert asked == [EVALUATOR]
    assert drafted.nothing_left()
    assert drafted.send(EVALUATOR)


@pytest.fixture
def both(bench: Any) -> Any:
    """Two drafts, with no text that waits for a reader."""
    bench.draft(POLICE, EVALUATOR)
    bench.read(POLICE, EVALUATOR)
    return bench


def test_both_are_checked_before_the_first_is_sealed(both: Any, refused: Refused) -> None:
    flip(both.drafts / EVALUATOR / "members" / "data" / "cases.csv")
    assert refused(lambda: both.send(POLICE, EVALUATOR)) == ["BND450"]
    assert both.nothing_left()
    flip(both.drafts / EVALUATOR / "members" / "data" / "cases.csv")
    assert refused(lambda: both.send(POLICE, EVALUATOR, confirm=lambda party: party == POLICE)) == ["BND454"]
    assert both.nothing_left()
    target = both.out / f"{both.drafted[EVALUATOR].draft.bundle_id}.age"
    target.write_bytes(b"somebody's")
    assert refused(lambda: both.send(POLICE, EVALUATOR)) == ["OUT110"]
    target.unlink()
    assert both.nothing_left()
    assert len(both.send(POLICE, EVALUATOR)) == 2
    assert both.events().count("bundle.sealed") == 2


def test_notes_that_nobody_read_do_not_leave(bench: Any, refused: Refused) -> None:
    (made,) = bench.draft(POLICE)
    assert made.copy.unread > 0
    assert refused(lambda: bench.send(POLICE)) == ["BND452"]
    assert bench.nothing_left()
    assert pipeline.DRAFTS in str(made.draft.folder)
