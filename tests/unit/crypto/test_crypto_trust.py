"""Cards and trust: nothing is trusted unseen, nothing goes back, nothing weak or revoked is used."""

import base64
import dataclasses
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from drivectl.crypto import cards
from drivectl.crypto.agekeys import HYBRID, X25519, Identity, Kind, new_identity
from drivectl.crypto.cards import Card, CardKey, Status, make_card, read_card, write_card
from drivectl.crypto.keyring import Keyring
from drivectl.crypto.signing import SigningKey, open_envelope, sign_envelope
from drivectl.crypto.trust import TrustStore
from drivectl.errors import DrivectlError
from drivectl.model.canonical import canonical

TODAY, END = date(2026, 12, 1), date(2027, 11, 30)
POLICE = "exampleshire-police"
SIGNER, OTHER = SigningKey(bytes(32)), SigningKey(bytes([1]) * 32)
HYBRID_KEY = Identity(HYBRID, bytes([2]) * 32)
OLD_KEY = Identity(X25519, bytes([3]) * 32)


def card_key(public: str, alg: str, team: str | None = "unit", status: Status = "active") -> CardKey:
    return CardKey(alg=alg, public=public, team=team, not_before=TODAY, not_after=END, status=status)


def encryption(identity: Identity = HYBRID_KEY, team: str | None = "unit", status: Status = "active") -> CardKey:
    return card_key(identity.recipient.text, identity.kind, team, status)


def signing(key: SigningKey = SIGNER, status: Status = "active") -> CardKey:
    return card_key(key.public.text, cards.ED25519, None, status)


CARD = Card(
    agency_id=POLICE,
    name="Exampleshire Police",
    version=3,
    issued=TODAY,
    expires=END,
    encryption_keys=(encryption(),),
    signing_keys=(signing(),),
    log_key=OTHER.public.text,
)


def signed(card: Card = CARD, *keys: SigningKey) -> bytes:
    return write_card(card, keys or (SIGNER,))


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "trust")


def trusting(store: TrustStore, card: Card = CARD, *keys: SigningKey, today: date = TODAY) -> None:
    store.add_card(signed(card, *keys), card.fingerprint, "phone", "J. Example", today)


def code(call: object, *args: object, **more: object) -> str:
    with pytest.raises(DrivectlError) as caught:
        call(*args, **more)  # type: ignore[operator]
    return caught.value.code


def add(store: TrustStore, data: bytes, typed: str | None, **more: object) -> str:
    return code(store.add_card, data, typed, "phone", "J. Example", more.pop("today", TODAY), **more)


def test_a_card_comes_back_as_it_was_made() -> None:
    assert read_card(signed()) == CARD
    assert read_card(signed(CARD, SIGNER, OTHER)) == CARD


def test_the_fingerprint_is_125_bits_over_the_keys() -> None:
    assert CARD.fingerprint == "JM6Y5 B8V9M 48BWC 1WBG3 MF8EM"
    groups = CARD.fingerprint.split(" ")
    assert [len(group) for group in groups] == [5] * 5
    keys = canonical(
        {
            "agency_id": POLICE,
            "encryption_keys": [key.json() for key in CARD.encryption_keys],
            "signing_keys": [key.json() for key in CARD.signing_keys],
            "log_key": CARD.log_key,
        }
    )
    bits = f"{int.from_bytes(hashlib.sha256(keys).digest(), 'big'):0256b}"[:125]
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert "".join(groups) == "".join(alphabet[int(bits[i : i + 5], 2)] for i in range(0, 125, 5))


@pytest.mark.parametrize(
    "change",
    [
        {"encryption_keys": (encryption(new_identity(HYBRID)),)},
        {"encryption_keys": (encryption(team="another"),)},
        {"encryption_keys": (encryption(status="revoked"),)},
        {"signing_keys": (signing(OTHER),)},
        {"log_key": SIGNER.public.text},
        {"agency_id": "another"},
    ],
)
def test_the_fingerprint_changes_with_every_key(change: dict[str, object]) -> None:
    assert dataclasses.replace(CARD, **change).fingerprint != CARD.fingerprint  # type: ignore[arg-type]


def test_a_card_must_be_signed_by_every_active_key_on_it() -> None:
    two = dataclasses.replace(CARD, signing_keys=(signing(), signing(OTHER)))
    assert read_card(signed(two, SIGNER, OTHER)) == two
    assert code(signed, two, SIGNER) == "KEY336"
    assert code(signed, CARD, OTHER) == "KEY336"
    retired = dataclasses.replace(CARD, signing_keys=(signing(), signing(OTHER, "retired")))
    assert read_card(signed(retired, SIGNER)) == retired
    none = dataclasses.replace(CARD, signing_keys=(signing(SIGNER, "revoked"),))
    assert code(signed, none, SIGNER) == "KEY336"


def test_damaged_cards_are_refused() -> None:
    good = json.loads(CARD.payload())

    def refused(change: dict[str, object]) -> bool:
        payload = canonical(good | change)
        return code(read_card, sign_envelope(payload, cards.PAYLOAD_TYPE, [SIGNER])) == "KEY336"

    key, signer = good["encryption_keys"][0], good["signing_keys"][0]
    changes: list[dict[str, object]] = [
        {"agency_id": "../police"},
        {"name": "a\nb"},
        {"name": ""},
        {"version": 0},
        {"version": True},
        {"version": "3"},
        {"expires": "2027-13-01"},
        {"expires": "20271201"},
        {"extra": 1},
        {"log_key": "x"},
        {"previous_card_sha256": "x"},
        {"encryption_keys": {}},
        {"encryption_keys": [key | {"alg": X25519}]},
        {"encryption_keys": [key | {"id": "0" * 16}]},
        {"encryption_keys": [key | {"status": "lost"}]},
        {"encryption_keys": [key | {"public": signer["public"]}]},
        {"encryption_keys": [key, key]},
        {"encryption_keys": [key] * 101},
        {"signing_keys": [signer | {"alg": "ml-dsa-65"}]},
        {"signing_keys": []},
    ]
    assert [change for change in changes if not refused(change)] == []
    assert code(read_card, b"{}") == "KEY336"
    assert code(read_card, sign_envelope(CARD.payload() + b" ", cards.PAYLOAD_TYPE, [SIGNER])) == "KEY336"
    assert code(read_card, sign_envelope(CARD.payload(), "application/other", [SIGNER])) == "KEY336"
    envelope = json.loads(signed())
    envelope["payload"] = base64.b64encode(CARD.payload().replace(b'"version":3', b'"version":4')).decode()
    assert code(read_card, json.dumps(envelope).encode()) == "KEY336"


def test_a_card_is_trusted_by_typing_what_was_read_out(store: TrustStore) -> None:
    data = signed()
    assert add(store, data, None) == "KEY331"
    wrong = CARD.fingerprint[:-1] + ("0" if CARD.fingerprint[-1] != "0" else "2")
    assert add(store, data, wrong) == "KEY334"
    assert add(store, data, "") == "KEY334"
    assert store.records() == ()
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY331"
    typed = CARD.fingerprint.lower().replace("0", "o").replace("1", "l").replace(" ", "-")
    record = store.add_card(data, typed, "phone", "J. Example", TODAY, party=POLICE)
    assert store.records() == (record,)
    assert (record.kind, record.channel, record.on, record.version) == ("card", "phone", TODAY, 3)
    assert store.card(POLICE) == CARD
    found = store.recipient(POLICE, "unit", today=TODAY)
    assert found == HYBRID_KEY.recipient
    assert found.sha256 == hashlib.sha256(HYBRID_KEY.recipient.text.encode()).hexdigest()


def test_a_card_of_another_party_or_past_its_end_is_refused(store: TrustStore) -> None:
    assert add(store, signed(), CARD.fingerprint, party="exampleshire-csc") == "KEY336"
    assert add(store, signed(), CARD.fingerprint, today=END + timedelta(days=1)) == "KEY330"
    trusting(store, today=END)
    assert store.recipient(POLICE, "unit", today=END) == HYBRID_KEY.recipient
    assert code(store.recipient, POLICE, "unit", today=END + timedelta(days=1)) == "KEY330"
    assert code(store.verify_keys, POLICE, END + timedelta(days=1)) == "KEY330"
    with pytest.raises(ValueError, match="verify"):
        store.add_card(signed(), CARD.fingerprint, "email", "J. Example", TODAY)  # type: ignore[arg-type]


def test_a_version_never_goes_back(store: TrustStore) -> None:
    trusting(store)
    older = dataclasses.replace(CARD, version=2)
    assert add(store, signed(older), older.fingerprint) == "KEY333"
    twin = dataclasses.replace(CARD, name="Another name")
    assert add(store, signed(twin), twin.fingerprint) == "KEY333"
    trusting(store)
    newer = dataclasses.replace(CARD, version=4)
    trusting(store, newer)
    assert store.card(POLICE) == newer


def test_rotation_is_carried_by_the_old_key_only_while_it_is_good(tmp_path: Path) -> None:
    newer = dataclasses.replace(CARD, version=4, signing_keys=(signing(OTHER),))
    carried, alone = signed(newer, OTHER, SIGNER), signed(newer, OTHER)

    def fresh(folder: str) -> TrustStore:
        store = TrustStore(tmp_path / folder)
        trusting(store)
        return store

    assert fresh("a").add_card(carried, None, "phone", "J. Example", TODAY).version == 4
    assert add(fresh("b"), alone, None) == "KEY331"
    revoked = fresh("c")
    revoked.revoke(SIGNER.key_id, "lost", TODAY)
    assert add(revoked, carried, None) == "KEY331"
    lost = dataclasses.replace(newer, signing_keys=(signing(OTHER), signing(SIGNER, "revoked")))
    assert add(fresh("d"), signed(lost, OTHER, SIGNER), None) == "KEY331"
    later = dataclasses.replace(newer, expires=END + timedelta(days=100))
    assert add(fresh("e"), signed(later, OTHER, SIGNER), None, today=END + timedelta(days=1)) == "KEY331"
    assert add(TrustStore(tmp_path / "f"), carried, None) == "KEY331"


def test_a_card_that_has_ended_carries_no_other(store: TrustStore) -> None:
    trusting(store, dataclasses.replace(CARD, expires=TODAY + timedelta(days=10)))
    newer = dataclasses.replace(CARD, version=4)
    assert add(store, signed(newer), None, today=TODAY + timedelta(days=11)) == "KEY331"
    assert store.add_card(signed(newer), None, "phone", "J. Example", TODAY + timedelta(days=10)).version == 4


def test_the_team_must_be_the_one_on_the_card(store: TrustStore) -> None:
    trusting(store)
    for team in ("another", None, ""):
        assert code(store.recipient, POLICE, team, today=TODAY) == "KEY331"


def test_weak_revoked_early_and_late_keys(store: TrustStore) -> None:
    weak = dataclasses.replace(CARD, encryption_keys=(encryption(OLD_KEY),))
    trusting(store, weak)
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY335"
    assert store.recipient(POLICE, "unit", X25519, today=TODAY) == OLD_KEY.recipient
    assert code(store.recipient, POLICE, "unit", X25519, today=TODAY - timedelta(days=1)) == "KEY331"
    both = dataclasses.replace(CARD, version=4, encryption_keys=(encryption(OLD_KEY), encryption()))
    trusting(store, both)
    assert store.recipient(POLICE, "unit", X25519, today=TODAY) == HYBRID_KEY.recipient
    store.revoke(HYBRID_KEY.recipient.key_id, "lost", TODAY)
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY335"
    store.revoke(OLD_KEY.recipient.key_id, "left", TODAY)
    assert code(store.recipient, POLICE, "unit", X25519, today=TODAY) == "KEY332"
    assert set(store.revoked()) == {HYBRID_KEY.recipient.key_id, OLD_KEY.recipient.key_id}
    marked = dataclasses.replace(CARD, version=5, encryption_keys=(encryption(status="revoked"),))
    trusting(store, marked)
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY332"
    retired = dataclasses.replace(CARD, version=6, encryption_keys=(encryption(status="retired"),))
    trusting(store, retired)
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY331"


def test_a_pin_holds_the_key(store: TrustStore) -> None:
    trusting(store)
    pin = store.recipient(POLICE, "unit", today=TODAY).sha256
    assert store.recipient(POLICE, "unit", pin=pin, today=TODAY).sha256 == pin
    for wrong in (pin[:16], "0" * 64, ""):
        assert code(store.recipient, POLICE, "unit", pin=wrong, today=TODAY) == "KEY331"


def test_verify_keys(store: TrustStore) -> None:
    two = dataclasses.replace(CARD, signing_keys=(signing(), signing(OTHER, "retired")))
    trusting(store, two)
    keys = store.verify_keys(POLICE, TODAY)
    assert set(keys) == {SIGNER.key_id, OTHER.key_id}
    assert open_envelope(sign_envelope(b"x", "t", [SIGNER]), "t", keys)[1] == {SIGNER.key_id}
    assert store.verify_keys(POLICE, TODAY - timedelta(days=1)) == {}
    assert store.verify_keys("stranger", TODAY) == {}
    marked = dataclasses.replace(CARD, version=4, signing_keys=(signing(), signing(OTHER, "revoked")))
    trusting(TrustStore(store.folder / "b"), marked)
    assert set(TrustStore(store.folder / "b").verify_keys(POLICE, TODAY)) == {SIGNER.key_id}
    store.revoke(SIGNER.key_id, "compromised", TODAY)
    assert set(store.verify_keys(POLICE, TODAY)) == {OTHER.key_id}


def bare(store: TrustStore, typed: str, identity: Identity = OLD_KEY, days: int = 300) -> str:
    end = TODAY + timedelta(days=days)
    text = identity.recipient.text
    return code(store.add_recipient, POLICE, text, typed, "phone", "J. Example", TODAY, expires=end)


def test_bare_recipients_receive_and_never_sign(store: TrustStore) -> None:
    text = OLD_KEY.recipient.text
    assert bare(store, text[4:28]) == "KEY334"
    assert bare(store, text[5:30]) == "KEY334"
    assert bare(store, text[4:29], days=367) == "KEY330"
    assert bare(store, text[4:29], days=-1) == "KEY330"
    assert bare(store, HYBRID_KEY.recipient.text[4:29], HYBRID_KEY) == "KEY337"
    end = TODAY + timedelta(days=366)
    store.add_recipient(POLICE, text, text[4:29].upper(), "phone", "J. Example", TODAY, expires=end, team="unit")
    found = store.recipient(POLICE, "unit", X25519, today=end)
    assert found == OLD_KEY.recipient
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY335"
    assert code(store.recipient, POLICE, "other", X25519, today=TODAY) == "KEY331"
    assert code(store.recipient, POLICE, "unit", X25519, today=end + timedelta(days=1)) == "KEY330"
    assert store.verify_keys(POLICE, TODAY) == {}
    assert store.card(POLICE) is None
    store.revoke(OLD_KEY.recipient.key_id, "lost", TODAY)
    assert code(store.recipient, POLICE, "unit", X25519, today=TODAY) == "KEY332"
    trusting(store)
    assert bare(store, text[4:29]) == "KEY333"


def test_agreements_accepted_here(store: TrustStore) -> None:
    document = b'{"id":"drive-police"}'
    digest = hashlib.sha256(document).hexdigest()
    assert store.accepted_agreement(digest) is None
    store.accept_agreement(digest, document)
    store.accept_agreement(digest, document)
    assert store.accepted_agreement(digest) == document
    assert store.accepted_agreement("../x") is None
    assert store.accepted_agreement("0" * 64) is None
    with pytest.raises(ValueError, match="digest"):
        store.accept_agreement("0" * 64, document)
    (store.folder / "agreements" / f"{digest}.json").write_bytes(b"{}")
    assert code(store.accepted_agreement, digest) == "KEY336"


def test_a_changed_store_is_not_believed(store: TrustStore) -> None:
    trusting(store)
    card, record = store.folder / "cards" / f"{POLICE}.card.json", store.folder / f"{POLICE}.json"
    newer = signed(dataclasses.replace(CARD, version=9))
    good = card.read_bytes(), record.read_bytes()
    card.write_bytes(newer)
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY336"
    card.unlink()
    assert code(store.card, POLICE) == "KEY336"
    card.write_bytes(good[0])
    card.chmod(0o600)
    for bad in (b"", b"{}", good[1].replace(POLICE.encode(), b"other"), good[1].replace(b'"card"', b'"owner"')):
        record.write_bytes(bad)
        assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY336"
    record.write_bytes(good[1])
    record.chmod(0o666)
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "OUT117"
    record.chmod(0o600)
    store.folder.chmod(0o777)
    assert code(store.records) == "OUT117"
    store.folder.chmod(0o700)
    (store.folder / "revoked.json").write_bytes(b"[]")
    (store.folder / "revoked.json").chmod(0o600)
    assert code(store.recipient, POLICE, "unit", today=TODAY) == "KEY336"


@pytest.mark.parametrize("party", ["../x", "", "revoked", "a/b", "A"])
def test_ids_cannot_leave_the_folder(store: TrustStore, party: str) -> None:
    assert code(store.record, party) == "KEY331"


@pytest.mark.parametrize("kind", [HYBRID, X25519])
def test_our_own_card(tmp_path: Path, store: TrustStore, kind: Kind) -> None:
    ring = Keyring(tmp_path / "keys", lambda: b"four random words here", work=10)
    ring.new("signing", "drive-delivery")
    ring.new("log", "drive-delivery")
    ring.new("identity", "drive-delivery", alg=kind)
    first = make_card(ring, "drive-delivery", "Drive", None, issued=TODAY, expires=END)
    card = read_card(first)
    assert (card.version, card.log_key) == (1, ring.log_key().public.text)
    assert card.encryption_keys[0].public == ring.identities()[0].recipient.text
    second = make_card(ring, "drive-delivery", "Drive", None, issued=TODAY, expires=END, previous=first)
    assert read_card(second).version == 2
    assert read_card(second).previous_card_sha256 == hashlib.sha256(first).hexdigest()
    store.add_card(first, card.fingerprint, "in-person", "J. Example", TODAY)
    store.add_card(second, None, "phone", "J. Example", TODAY)
    found = store.recipient("drive-delivery", None, X25519, today=TODAY)
    assert found == ring.identities()[0].recipient
    for secret in (ring.signing_key().text, ring.log_key().text, ring.identities()[0].text):
        assert secret.encode() not in base64.b64decode(json.loads(first)["payload"])
