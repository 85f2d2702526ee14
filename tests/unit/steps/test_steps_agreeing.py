"""Roles and keys, paper, and what a change of words voids."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from drivectl.agreement import sign
from drivectl.agreement.digestwords import digest_words
from drivectl.agreement.document import agreement_document
from drivectl.crypto.cards import make_card, read_card
from drivectl.errors import DrivectlError
from drivectl.model.agreement import Signatory
from drivectl.spec.policies import find_agreement
from drivectl.steps import agreeing, changes
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import rulings, signed
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
        assert bool(signed(desk, words).missing) == (role is None)


def test_a_partner_s_card_decides_in_which_role_its_keys_sign(desk_at: At) -> None:
    desk, police = desk_at(), desk_at(POLICE)
    assert signed(desk, find_agreement(desk.policies, "police")).missing == ()
    folder = police.site.room("keys")
    key_id = police.keyring.signing_key(OWNER).key_id
    for path in folder.glob(f"{key_id}.*"):
        path.unlink()
    card = make_card(desk_at(POLICE).keyring, POLICE, "Police", "DA", issued=desk.today, expires=desk.today)
    assert [one.holder_role for one in read_card(card).signing_keys] == [None]
    (desk.site.room("trust") / f"{POLICE}.json").unlink()
    desk.trust.add_card(card, read_card(card).fingerprint, "phone", "A. Example", desk.today)
    [lacking] = signed(desk, find_agreement(desk.policies, "police")).missing
    assert "is not one known here, or was revoked" in " ".join(lacking.notes)


def test_a_revoked_key_of_our_own_signs_nothing(desk_at: At) -> None:
    desk = desk_at()
    desk.trust.revoke(desk.keyring.signing_key(DPO).key_id, "left", desk.today)
    [lacking] = signed(desk, find_agreement(desk.policies, "police")).missing
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
    desk = with_deputy(desk_at())
    forget(desk)
    agreeing.sign_policy(desk, "police", DPO)
    paper(desk, tmp_path)
    paper(desk, tmp_path, DEPUTY)
    words = find_agreement(desk.policies, "police")
    marks = sign.read_signatures(words.path)
    assert signed(desk, words).missing == ()
    other = {"paper": "0" * 64, "witness": DPO, "role": DPO, "digest": "0" * 64}[part]
    sign.write_signatures(words.path, words, [*marks[:-1], replace(marks[-1], **{part: other})])
    assert len(signed(desk, words).missing) == 1


def signed_by_all(desk: Desk, folder: Path) -> None:
    """Sign the words as they are now, the police on paper."""
    agreeing.sign_policy(desk, "police", DPO)
    paper(desk, folder)
    assert paper(desk, folder, DEPUTY).missing == ()


def missing(desk: Desk) -> list[str]:
    fresh = Desk(desk.site, desk._passphrase, desk.now)
    found = signed(fresh, find_agreement(fresh.policies, "police")).missing
    return [one.what.rpartition(" by ")[2] for one in found]


def again(desk: Desk) -> Desk:
    return Desk(desk.site, desk._passphrase, desk.now)


VERSION = ("^version: 1.0.0", "version: 1.1.0")


@pytest.mark.parametrize(
    ("edits", "wanted"),
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
    desk_at: At, tmp_path: Path, edits: list[tuple[str, str]], wanted: set[str]
) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    edit(desk, *edits)
    assert {one.split(" ")[0] for one in missing(desk)} == wanted


def test_a_narrowing_is_signed_by_us_alone_and_cannot_be_taken_back_so(desk_at: At, tmp_path: Path) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    first = changes.signed_file(desk.site.policies / "isa" / "police.yaml").read_bytes()
    whole = (desk.site.policies / "isa" / "police.yaml").read_text()
    edit(desk, VERSION, (r"^  perpetrator\.vehicle: .*\n", ""))
    assert agreeing.sign_policy(again(desk), "police", DPO).missing == ()
    assert missing(desk) == []
    now = signed(again(desk), find_agreement(again(desk).policies, "police"))
    assert {(one.party, bool(one.paper)) for one in now.marks} == {(DRIVE, False), (POLICE, True)}
    path = desk.site.policies / "isa" / "police.yaml"
    path.write_text(whole.replace("version: 1.0.0", "version: 1.2.0"))  # what was taken out comes back
    assert len(missing(desk)) == 2
    changes.signed_file(path).write_bytes(first)  # and somebody puts the older copy in its place
    fresh = again(desk)
    [one, _] = signed(fresh, find_agreement(fresh.policies, "police")).missing
    assert any("version 1.1.0 was signed here after version 1.0.0" in note for note in one.notes)


def test_older_words_do_not_come_back_with_their_old_signatures(desk_at: At, tmp_path: Path) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    path = desk.site.policies / "isa" / "police.yaml"
    older = {one: one.read_bytes() for one in (path, sign.signature_file(path), changes.signed_file(path))}
    edit(desk, VERSION, (r"^  perpetrator\.vehicle: .*\n", ""))
    assert agreeing.sign_policy(again(desk), "police", DPO).missing == ()
    for file, data in older.items():
        file.write_bytes(data)
    fresh = again(desk)
    [one] = signed(fresh, find_agreement(fresh.policies, "police")).missing
    assert one.what == "version 1.1.0 of drive-police is in force here"


def test_older_words_hold_until_all_have_signed_wider_ones(desk_at: At, tmp_path: Path) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    path = desk.site.policies / "isa" / "police.yaml"
    older = {one: one.read_bytes() for one in (path, sign.signature_file(path), changes.signed_file(path))}
    edit(desk, ("^version: 1.0.0", "version: 2.0.0"), ("keep: P6Y", "keep: P7Y"))
    assert agreeing.sign_policy(again(desk), "police", DPO).missing
    for file, data in older.items():
        file.write_bytes(data)
    assert missing(desk) == []


def test_a_grant_that_a_limit_blocks_today_is_signed_by_us(desk_at: At, tmp_path: Path) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    edit(desk, VERSION, (r"^fields:\n", "fields:\n  victim.safe_address: {action: share, for: [prevent-crime]}\n"))
    assert {one.split(" ")[0] for one in missing(desk)} == {DRIVE}


def test_a_promise_not_to_share_is_taken_back_by_our_dpo_alone(desk_at: At, tmp_path: Path) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    edit(desk, VERSION, (r"^  - \{fields: \[perpetrator.mental_health.*\n", ""))
    assert {one.split(" ")[0] for one in missing(desk)} == {DRIVE}


KIND = ("^    kind: police$", "    kind: charity")


@pytest.mark.parametrize(
    ("file", "change"),
    [("baseline.yaml", ("$", "# a remark\n")), ("catalogue.yaml", ("$", "# a remark\n")), ("parties.yaml", KIND)],
)
def test_another_baseline_catalogue_or_kind_of_party_counts_as_wider(
    desk_at: At, tmp_path: Path, file: str, change: tuple[str, str]
) -> None:
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    edit(desk, VERSION, ("^title: ", "title: New "))
    assert missing(desk) == []
    path = desk.site.policies / file
    text, changed = path.read_text(), re.sub(*change, path.read_text(), count=1, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed)
    fresh = again(desk)
    found = signed(fresh, find_agreement(fresh.policies, "police")).missing
    assert len(found) == 2
    assert any("the baseline, the catalogue or a party changed" in note for note in found[0].notes)


def test_a_copy_of_what_was_signed_is_believed_for_its_signatures_alone(desk_at: At, tmp_path: Path) -> None:
    """Somebody writes wider words into the copy, so that the policy only narrows them."""
    desk = with_deputy(desk_at())
    forget(desk)
    signed_by_all(desk, tmp_path)
    wider = (r"^fields:\n", "fields:\n  perpetrator.employer: {action: share, for: [prevent-crime]}\n")
    edit(desk, VERSION, wider)
    copy = changes.signed_file(desk.site.policies / "isa" / "police.yaml")
    words = find_agreement(again(desk).policies, "police")
    form = sign.canonical_form(words, desk.policies.baseline, desk.policies.catalogue)
    marks = sign.read_signatures(words.path)
    copy.write_bytes(agreement_document(form.replace(b'"1.1.0"', b'"1.0.5"'), marks))
    assert len(missing(desk)) >= 2


def test_one_key_signs_for_one_signatory(desk_at: At) -> None:
    desk = desk_at()
    words = find_agreement(desk.policies, "police")
    both = replace(words, signatories=(*words.signatories, Signatory(party=DRIVE, role=DEPUTY)))
    sha256 = sign.digest(words, desk.policies.baseline, desk.policies.catalogue)
    key = desk.keyring.signing_key(DPO)

    def mark(role: str) -> sign.Signature:
        said = {"key_id": key.key_id, "fingerprint": "", "on": desk.today, "signer": key.sign}
        return sign.sign(both, sha256, party=DRIVE, role=role, **said)  # type: ignore[arg-type]

    good = sign.good_signatures(both, sha256, [mark(DPO), mark(DEPUTY)], lambda *_: True)
    assert [one.role for one in good] == [DPO]


def copy_for(desk: Desk, folder: Path, name: str) -> Path:
    return agreeing.export(again(desk), "police", POLICE, folder / name).path


def test_the_partner_accepts_a_narrowing_without_signing_and_nothing_older(desk_at: At, tmp_path: Path) -> None:
    desk, police = desk_at(), desk_at(POLICE)
    agreeing.sign_policy(desk, "police", DPO)  # all have signed: from now on a copy is kept
    first = copy_for(desk, tmp_path, "1.json")
    assert agreeing.accept(police, agreeing.read_copy(police, first)).missing == ()
    edit(desk, VERSION, ("^title: ", "title: New "))
    worded = copy_for(desk, tmp_path, "2.json")
    document = agreeing.read_copy(police, worded)
    assert agreeing.compared(police, document).version == "1.0.0"  # type: ignore[union-attr]
    assert agreeing.accept(police, document).missing == ()
    assert codes(lambda: agreeing.accept(police, agreeing.read_copy(police, first))) == ["GOV814"]
    assert codes(
        lambda: agreeing.sign_document(police, agreeing.read_copy(police, first), OWNER, tmp_path / "x.json")
    ) == ["GOV814"]
    edit(desk, ("^version: 1.1.0", "version: 1.2.0"), ("keep: P6Y", "keep: P7Y"))
    wider = copy_for(desk, tmp_path, "3.json")
    assert "GOV801" in codes(lambda: agreeing.accept(police, agreeing.read_copy(police, wider)))
    edit(desk, ("^version: 1.2.0", "version: 1.1.0"))
    same = copy_for(desk, tmp_path, "4.json")  # other words under a version that is known
    assert codes(lambda: agreeing.accept(police, agreeing.read_copy(police, same))) == ["GOV814"]
