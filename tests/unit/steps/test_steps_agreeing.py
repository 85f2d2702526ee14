"""Roles and keys, paper, and what a change of words voids."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from drivectl.agreement import sign
from drivectl.agreement.digestwords import digest_words
from drivectl.crypto.cards import make_card, read_card
from drivectl.errors import DrivectlError
from drivectl.spec.policies import find_agreement
from drivectl.steps import agreeing
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import rulings, signed, unsigned
from drivectl.tour.stage import DRIVE, EVALUATOR, POLICE

At = Callable[..., Desk]
DPO, DEPUTY, OWNER = "DPO", "Head of service", "Information asset owner"


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(DrivectlError) as caught:
        act()
    return [one.code for one in caught.value.diagnostics]


def edit(desk: Desk, *changes: tuple[str, str]) -> None:
    path = desk.site.policies / "isa" / "police.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        changed = re.sub(old, new, text, flags=re.MULTILINE)
        assert changed != text, old
        text = changed
    path.write_text(text, encoding="utf-8")


def with_deputy(desk: Desk) -> Desk:
    desk.keyring.work = 10
    desk.keyring.new("signing", DRIVE, role=DEPUTY)
    return desk


def words_of(desk: Desk) -> str:
    words = find_agreement(desk.policies, "police")
    return " ".join(digest_words(sign.digest(words, desk.policies.baseline, desk.policies.catalogue)))


def paper(
    desk: Desk, folder: Path, role: str = DPO, typed: str | None = None, pdf: bytes = b"%PDF-1.7 x"
) -> agreeing.Marked:
    scan = folder / "a name nobody may read.pdf"
    scan.write_bytes(pdf)
    said = words_of(desk) if typed is None else typed
    return agreeing.sign_paper(desk, "police", role, POLICE, scan, lambda: said)


def forget(desk: Desk) -> None:
    (desk.site.policies / "isa" / "police.sig.yaml").unlink()


def test_a_role_is_signed_by_its_own_key_alone(desk_at: At) -> None:
    desk = desk_at()
    assert codes(lambda: agreeing.sign_policy(desk, "police", DEPUTY)) == ["KEY350"]
    assert codes(lambda: agreeing.sign_policy(desk, "police", "Tea maker")) == ["GOV801"]
    with_deputy(desk)
    assert agreeing.sign_policy(desk, "police", DEPUTY).missing == ()
    mark = sign.read_signatures(find_agreement(desk.policies, "police").path)[-1]
    assert mark.key_id == desk.keyring.signing_key(DEPUTY).key_id != desk.keyring.signing_key().key_id


def test_a_mark_in_a_role_by_another_key_of_the_agency_does_not_count(desk_at: At) -> None:
    desk = desk_at()
    words = find_agreement(desk.policies, "police")
    sha256 = sign.digest(words, desk.policies.baseline, desk.policies.catalogue)
    theirs = [one for one in sign.read_signatures(words.path) if one.party == POLICE]
    for role in (None, DPO):
        key = desk.keyring.signing_key(role)
        mark = sign.sign(
            words, sha256, party=DRIVE, role=DPO, key_id=key.key_id, fingerprint="", on=desk.today, signer=key.sign
        )
        sign.write_signatures(words.path, words, [*theirs, mark])
        assert bool(unsigned(desk, words)) == (role is None)


def test_a_partner_s_card_decides_in_which_role_its_keys_sign(desk_at: At) -> None:
    desk, police = desk_at(), desk_at(POLICE)
    assert unsigned(desk, find_agreement(desk.policies, "police")) == []
    folder = police.site.room("keys")
    key_id = police.keyring.signing_key(OWNER).key_id
    for path in folder.glob(f"{key_id}.*"):
        path.unlink()
    card = make_card(desk_at(POLICE).keyring, POLICE, "Police", "DA", issued=desk.today, expires=desk.today)
    assert [one.holder_role for one in read_card(card).signing_keys] == [None]
    (desk.site.room("trust") / f"{POLICE}.json").unlink()
    desk.trust.add_card(card, read_card(card).fingerprint, "phone", "A. Example", desk.today)
    [lacking] = unsigned(desk, find_agreement(desk.policies, "police"))
    assert "is not one known here, or was revoked" in " ".join(lacking.notes)


def test_a_revoked_key_of_our_own_signs_nothing(desk_at: At) -> None:
    desk = desk_at()
    desk.trust.revoke(desk.keyring.signing_key(DPO).key_id, "left", desk.today)
    [lacking] = unsigned(desk, find_agreement(desk.policies, "police"))
    assert "drive-delivery" in lacking.what


def test_the_role_is_locked_in_with_the_key(desk_at: At) -> None:
    desk = desk_at()
    facts = next(one for one in desk.site.room("keys").glob("*.json") if b'"role"' in one.read_bytes())
    facts.write_bytes(facts.read_bytes().replace(b'"DPO"', b'"Chief"'))
    assert codes(lambda: desk_at().keyring.signing_key("Chief")) == ["KEY355"]


def test_two_people_say_that_the_paper_has_the_same_words(desk_at: At, tmp_path: Path) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    agreeing.sign_policy(desk, "police", DPO)
    first = paper(desk, tmp_path)
    assert [one.what for one in first.missing] == [
        "drive-police is not signed by exampleshire-police (Information asset owner)"
    ]
    assert any("two people of the discloser" in note for one in first.missing for note in one.notes)
    assert paper(desk, tmp_path, DEPUTY, pdf=b"%PDF-1.7 y").missing  # another scan
    assert paper(desk, tmp_path, DEPUTY).missing == ()
    now = signed(desk, find_agreement(desk.policies, "police"))
    assert {(one.party, bool(one.paper)) for one in now.marks} == {(DRIVE, False), (POLICE, True)}
    text = (desk.site.policies / "isa" / "police.sig.yaml").read_text()
    assert "a name nobody" not in text
    assert "a name nobody" not in (desk.site.room("audit") / "log.jsonl").read_text()
    (ruling,) = rulings(desk, (POLICE,), None)
    from drivectl.steps.rulings import refuse_unready

    assert [one.signed for one in refuse_unready(desk, (ruling,), synthetic=False)] == ["paper"]


def test_a_paper_with_other_words_or_by_one_person_alone_is_none(desk_at: At, tmp_path: Path) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    agreeing.sign_policy(desk, "police", DPO)
    assert codes(lambda: paper(desk, tmp_path, typed="acorn " * 24)) == ["GOV813"]
    assert codes(lambda: paper(desk, tmp_path, typed="")) == ["GOV813"]
    assert codes(lambda: paper(desk, tmp_path, pdf=b"PK\x03\x04")) == ["GOV813"]
    assert codes(lambda: paper(desk, tmp_path, role="Tea maker")) == ["GOV801"]
    for _ in range(2):  # the same person twice
        assert paper(desk, tmp_path).missing
    before = sign.read_signatures(desk.site.policies / "isa" / "police.yaml")
    assert [one.witness for one in before if one.paper] == [DPO]
    scan = tmp_path / "x.pdf"
    scan.write_bytes(b"%PDF-")
    for party in (DRIVE, EVALUATOR):
        assert codes(partial(agreeing.sign_paper, desk, "police", DPO, party, scan, str)) == ["XFR612"]


@pytest.mark.parametrize("part", ["paper", "witness", "role", "digest"])
def test_a_paper_mark_changed_in_any_part_does_not_count(desk_at: At, tmp_path: Path, part: str) -> None:
    from dataclasses import replace

    desk = with_deputy(desk_at())
    forget(desk)
    agreeing.sign_policy(desk, "police", DPO)
    paper(desk, tmp_path)
    paper(desk, tmp_path, DEPUTY)
    words = find_agreement(desk.policies, "police")
    marks = sign.read_signatures(words.path)
    assert unsigned(desk, words) == []
    other = {"paper": "0" * 64, "witness": DPO, "role": DPO, "digest": "0" * 64}[part]
    sign.write_signatures(words.path, words, [*marks[:-1], replace(marks[-1], **{part: other})])
    assert len(unsigned(desk, words)) == 1


def signed_by_all(desk: Desk, folder: Path) -> None:
    """Sign the words as they are now, the police on paper."""
    agreeing.sign_policy(desk, "police", DPO)
    paper(desk, folder)
    assert paper(desk, folder, DEPUTY).missing == ()


def missing(desk: Desk) -> list[str]:
    fresh = Desk(desk.site, desk._passphrase, desk.now)
    found = unsigned(fresh, find_agreement(fresh.policies, "police"))
    return [one.what.rpartition(" by ")[2] for one in found]


def again(desk: Desk) -> Desk:
    return Desk(desk.site, desk._passphrase, desk.now)


WIDER = (r"perpetrator.vehicle: \{action: share, for", "perpetrator.vehicle: {action: share, notice: safe_contact, for")
VERSION = ("^version: 1.0.0", "version: 1.1.0")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ([("^title: ", "title: New ")], {DRIVE, POLICE}),  # the version says that nothing changed
        ([VERSION, ("^title: ", "title: New ")], set()),
        ([VERSION, (r"^  perpetrator\.vehicle: .*\n", "")], {DRIVE}),
        ([VERSION, (r"case.risk_level: \[high, very_high\]", "case.risk_level: [very_high]")], {DRIVE}),
        ([VERSION, (r"case.risk_level: \[high, very_high\]", "case.risk_level: [medium, high, very_high]")], {DRIVE, POLICE}),
        ([VERSION, (r"^fields:\n", "fields:\n  perpetrator.employer: {action: share, for: [prevent-crime]}\n")], {DRIVE, POLICE}),
        ([VERSION, ("text: Protect children", "text: Watch children")], {DRIVE, POLICE}),
        ([VERSION, ("^expires: .*", "expires: 2099-01-01")], {DRIVE, POLICE}),
        ([VERSION, ("keep: P6Y", "keep: P5Y")], {DRIVE}),
        ([VERSION, ("team: DA disruption unit", "team: Press office")], {DRIVE, POLICE}),
        ([VERSION, (r"Information asset owner, required: true", "Information asset owner, required: false")], {DRIVE}),
    ],
)  # fmt: skip
def test_what_a_change_of_words_voids(
    desk_at: At, tmp_path: Path, changes: list[tuple[str, str]], wanted: set[str]
) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    edit(desk, *changes)
    assert {one.split(" ")[0] for one in missing(desk)} == wanted
