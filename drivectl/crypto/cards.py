"""Agency cards: the public keys of one agency, signed by itself, with a fingerprint short enough to read out."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from drivectl.crypto import bech32
from drivectl.crypto.agekeys import parse_recipient
from drivectl.crypto.keyring import Keyring
from drivectl.crypto.signing import SigningKey, VerifyKey, open_envelope, peek_payload, sign_envelope
from drivectl.errors import DrivectlError, problem
from drivectl.model.canonical import Json, canonical, facts, parse
from drivectl.model.crockford import crockford
from drivectl.safe import say

PAYLOAD_TYPE: Final = "application/vnd.drivectl.card+json"
ED25519: Final = "ed25519"
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})
_AGENCY: Final = re.compile("[a-z0-9][a-z0-9-]{0,63}")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")

Status = Literal["active", "retired", "revoked"]
_STATUS: Final[dict[str, Status]] = {"active": "active", "retired": "retired", "revoked": "revoked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKey:
    """One public key on a card."""

    alg: str
    public: str
    not_before: date
    not_after: date
    team: str | None = None
    holder_role: str | None = None
    holder_person: str | None = None
    status: Status = "active"

    @property
    def id(self) -> str:
        """The short name of the key."""
        return bech32.key_id(self.public)

    def in_time(self, at: date) -> bool:
        """Whether ``at`` lies in the key's time."""
        return self.not_before <= at <= self.not_after

    def json(self) -> dict[str, Json]:
        """The key as it stands on a card."""
        said = {"id": self.id, **facts(self, *self.__slots__)}
        return {key: value for key, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An agency's keys; ``version`` only ever grows."""

    agency_id: str
    name: str
    version: int
    issued: date
    expires: date
    encryption_keys: tuple[CardKey, ...]
    signing_keys: tuple[CardKey, ...]
    log_key: str | None = None
    previous_card_sha256: str | None = None

    @property
    def fingerprint(self) -> str:
        """25 characters in 5 groups: 125 bits over the agency's id and keys."""
        return _fingerprint(canonical({"agency_id": self.agency_id, **self._keys()}))

    def _keys(self) -> dict[str, Json]:
        return {
            "encryption_keys": [key.json() for key in self.encryption_keys],
            "signing_keys": [key.json() for key in self.signing_keys],
            "log_key": self.log_key,
        }

    def payload(self) -> bytes:
        """The bytes that are signed."""
        said = ("agency_id", "name", "version", "issued", "expires", "previous_card_sha256")
        return canonical({**facts(self, *said), **self._keys()})


def same_fingerprint(typed: str, shown: str) -> bool:
    """Whether what was typed is ``shown``, in any case and spacing, with the letters people misread."""
    return typed.upper().translate(_MISREAD) == shown.translate(_MISREAD)


def write_card(card: Card, keys: Sequence[SigningKey]) -> bytes:
    """The signed card; ``keys`` are its own signing keys and, when they change, the old one."""
    data = sign_envelope(card.payload(), PAYLOAD_TYPE, keys)
    read_card(data)
    return data


def read_card(data: bytes) -> Card:
    """The card in ``data``, signed by every active signing key on it; KEY336 otherwise. That proves no identity."""
    try:
        payload = peek_payload(data)
        card = _card(parse(payload))
        active = {key.id: VerifyKey.parse(key.public) for key in card.signing_keys if key.status == "active"}
        _, signers = open_envelope(data, PAYLOAD_TYPE, active)
        good = card.payload() == payload and signers == set(active)
    except (ValueError, KeyError, TypeError, RecursionError, DrivectlError):
        good = False
    if not good:
        raise problem("KEY336", say("the card is damaged, or not signed by every signing key on it"))
    return card


def signed_by(data: bytes, keys: Mapping[str, VerifyKey]) -> bool:
    """Whether one of ``keys`` signed this card."""
    try:
        open_envelope(data, PAYLOAD_TYPE, keys)
    except DrivectlError:
        return False
    return True


def make_card(  # noqa: PLR0913 -- the facts of a card
    keyring: Keyring,
    agency: str,
    name: str,
    team: str | None,
    *,
    issued: date,
    expires: date,
    previous: bytes | None = None,
    holder_role: str | None = None,
) -> bytes:
    """Our own card, from the keys on this machine; ``previous`` is the card it replaces."""
    before = read_card(previous) if previous is not None else None
    signing = keyring.signing_keys()

    def key(alg: str, public: str, role: str | None = holder_role) -> CardKey:
        return CardKey(alg=alg, public=public, team=team, holder_role=role, not_before=issued, not_after=expires)

    recipients = [identity.recipient for identity in keyring.identities()]
    card = Card(
        agency_id=agency,
        name=name,
        version=before.version + 1 if before else 1,
        issued=issued,
        expires=expires,
        encryption_keys=tuple(key(one.kind, one.text) for one in recipients),
        signing_keys=tuple(key(ED25519, one.public.text, role or holder_role) for one, role in signing),
        log_key=keyring.log_key().public.text,
        previous_card_sha256=hashlib.sha256(previous).hexdigest() if previous is not None else None,
    )
    return write_card(card, [one for one, _ in signing])


def _fingerprint(data: bytes) -> str:
    text = crockford(hashlib.sha256(data).digest(), 25)
    return " ".join(text[i : i + 5] for i in range(0, 25, 5))


def _card(value: object) -> Card:
    facts = _mapping(value)
    card = Card(
        agency_id=_text(facts["agency_id"], _AGENCY),
        name=_text(facts["name"]),
        version=_whole(facts["version"]),
        issued=_day(facts["issued"]),
        expires=_day(facts["expires"]),
        encryption_keys=tuple(
            _key(one, lambda text: parse_recipient(text).kind) for one in _list(facts["encryption_keys"])
        ),
        signing_keys=tuple(_key(one, _signing_alg) for one in _list(facts["signing_keys"])),
        log_key=_optional(facts["log_key"]),
        previous_card_sha256=_optional(facts["previous_card_sha256"], _DIGEST),
    )
    ids = [key.id for key in (*card.encryption_keys, *card.signing_keys)]
    if len(set(ids)) != len(ids):
        raise ValueError("a key stands twice")
    if card.log_key is not None:
        VerifyKey.parse(card.log_key)
    return card


def _key(value: object, alg_of: Callable[[str], str]) -> CardKey:
    facts = _mapping(value)
    key = CardKey(
        alg=_text(facts["alg"]),
        public=_text(facts["public"], limit=2500),
        team=_optional(facts.get("team")),
        holder_role=_optional(facts.get("holder_role")),
        holder_person=_optional(facts.get("holder_person")),
        not_before=_day(facts["not_before"]),
        not_after=_day(facts["not_after"]),
        status=_STATUS[_text(facts["status"])],
    )
    if key.alg != alg_of(key.public):
        raise ValueError("not a key of this kind")
    return key


def _signing_alg(text: str) -> str:
    VerifyKey.parse(text)
    return ED25519


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > 100:
        raise TypeError("not a list")
    return value


def _text(value: object, shape: re.Pattern[str] | None = None, limit: int = 200) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= limit:
        raise TypeError("not a text")
    if shape is not None and not shape.fullmatch(value):
        raise ValueError("a text of another shape")
    return value


def _optional(value: object, shape: re.Pattern[str] | None = None) -> str | None:
    return None if value is None else _text(value, shape)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError("not a version")
    return value


def _day(value: object) -> date:
    return date.fromisoformat(_text(value, _DATE))
