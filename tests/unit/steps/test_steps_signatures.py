"""Signatures under agreements outlive keys and cards; one that cannot be checked says why and never raises."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from drivectl.agreement import sign
from drivectl.agreement.sign import Signature
from drivectl.crypto.cards import make_card, read_card
from drivectl.errors import DrivectlError
from drivectl.spec.policies import find_agreement
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import signed
from drivectl.steps.signatures import standing
from drivectl.tour.stage import POLICE

At = Callable[..., Desk]
ROLE = "Information asset owner"


def marked(desk: Desk, police: Desk, on: date) -> list[Signature]:
    """Ours as it stands, and one of the police of the day ``on``."""
    agreement = find_agreement(desk.policies, "drive-police")
    sha256 = sign.digest(agreement, desk.policies.baseline, desk.policies.catalogue)
    key = police.keyring.signing_key(ROLE)
    theirs = sign.sign(
        agreement,
        sha256,
        party=POLICE,
        role=ROLE,
        key_id=key.key_id,
        fingerprint=key.public.text,
        on=on,
        signer=key.sign,
    )
    ours = [one for one in sign.read_signatures(agreement.path) if one.party != POLICE]
    return [*ours, theirs]


def notes(desk: Desk, marks: list[Signature]) -> str:
    agreement = find_agreement(desk.policies, "drive-police")
    sha256 = sign.digest(agreement, desk.policies.baseline, desk.policies.catalogue)
    found = standing(desk, agreement, sha256, marks).missing
    assert {one.code for one in found} <= {"GOV801"}
    return "; ".join(str(note) for one in found for note in one.notes)


def test_a_signature_outlives_the_card_of_its_day(desk_at: At) -> None:
    desk = desk_at(days=400)
    assert signed(desk, find_agreement(desk.policies, "drive-police")).missing == ()
    with pytest.raises(DrivectlError, match="KEY330"):
        desk.trust.verify_keys(POLICE, desk.today)  # what used to hide the real reason


def test_a_signature_made_after_the_card_ended_is_a_finding_and_no_fault(desk_at: At) -> None:
    desk = desk_at(days=400)
    assert "the card of exampleshire-police ended on" in notes(desk, marked(desk, desk_at(POLICE), desk.today))


def test_a_new_card_with_the_same_key_keeps_old_signatures(desk_at: At) -> None:
    police, desk = desk_at(POLICE), desk_at(days=40)
    previous = (police.site.folder / f"{POLICE}.card.json").read_bytes()
    issued = police.today + timedelta(days=30)
    card = make_card(
        police.keyring, POLICE, "Police", "DA", issued=issued, expires=issued + timedelta(days=300), previous=previous
    )
    desk.trust.add_card(card, read_card(card).fingerprint, "phone", "A. Example", desk.today, party=POLICE)
    assert desk.trust.verify_keys(POLICE, police.today) == {}
    assert signed(desk, find_agreement(desk.policies, "drive-police")).missing == ()


def test_a_revoked_key_signs_nothing(desk_at: At) -> None:
    desk, police = desk_at(), desk_at(POLICE)
    desk.trust.revoke(police.keyring.signing_key(ROLE).key_id, "lost", desk.today)
    assert "is not one known here, or was revoked" in notes(desk, marked(desk, police, desk.today))


def test_a_signature_of_tomorrow_or_of_a_stranger_does_not_count(desk_at: At) -> None:
    desk, police = desk_at(), desk_at(POLICE)
    assert "has not come" in notes(desk, marked(desk, police, desk.today + timedelta(days=1)))
    marks = marked(desk, police, desk.today)
    assert "is not that of who signs as Somebody" in notes(desk, [replace(one, role="Somebody") for one in marks])
    assert "does not fit" in notes(desk, [replace(one, on="2026-01-01") for one in marks])
    assert "signed other words" in notes(desk, [replace(one, digest="0" * 64) for one in marks])
    (desk.site.room("trust") / f"{POLICE}.json").unlink()
    assert "has no verified card here" in notes(desk, marks)


def test_the_first_use_of_the_log_settles_what_was_interrupted(desk_at: At) -> None:
    from drivectl.model.bundle import new_bundle_id
    from drivectl.model.event import Entry, Event

    desk = desk_at()
    bundle_id = new_bundle_id(desk.now())
    begun = Entry(event=Event.BUNDLE_SEALING, actor=desk.actor(), bundle_id=bundle_id, register_root="0" * 64)
    desk.record(begun)
    after = [one.content for one in desk_at().log.lines()]
    assert [(one["event"], one["outcome"]) for one in after[-2:]] == [
        ("bundle.sealing", "done"),
        ("bundle.sealed", "failed"),
    ]
    assert len(desk_at().log.lines()) == len(after)
