"""Whom this machine trusts: verified cards, bare recipients, revoked keys and accepted agreements.

A key becomes trusted in one way only: a person types what the partner read out on a number already known, or the new
card is signed by a key that became so. There is no way to trust a key without it.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal

from drivectl import files
from drivectl.crypto import cards
from drivectl.crypto.agekeys import HYBRID, X25519, Recipient, parse_recipient
from drivectl.crypto.cards import Card, CardKey
from drivectl.crypto.signing import VerifyKey
from drivectl.errors import problem
from drivectl.model.canonical import Json, canonical, facts, parse
from drivectl.safe import name, say

Channel = Literal["phone", "video", "in-person"]
CHANNELS: Final = ("phone", "video", "in-person")
_PARTY: Final = re.compile("[a-z0-9][a-z0-9-]{0,63}")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_TYPED: Final = 25
_BARE_DAYS: Final = 366
_LIMIT: Final = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """One partner's record: what was verified, by whom, when and how."""

    party: str
    kind: Literal["card", "recipient"]
    digest: str
    fingerprint: str
    by: str
    on: date
    channel: str
    expires: date
    version: int = 0
    recipient: str | None = None
    team: str | None = None

    def json(self) -> bytes:
        """The record as stored."""
        return canonical({"drivectl": "trust/v1", **facts(self, *self.__slots__)})


class TrustStore:
    """The trust folder. Every method checks that only its owner can reach it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def records(self) -> tuple[Trusted, ...]:
        """Every partner known here."""
        if not self.folder.exists():
            return ()
        found = (self.record(path.stem) for path in sorted(self.folder.glob("*.json")) if path.stem != _REVOKED)
        return tuple(one for one in found if one)

    def record(self, party: str) -> Trusted | None:
        """What is known of ``party``; KEY336 where its record is damaged."""
        data = self._read(self._path(party))
        return _trusted(data, party) if data is not None else None

    def card(self, party: str) -> Card | None:
        """The verified card of ``party``; KEY336 where its file is not the one that was verified."""
        record = self.record(party)
        if record is None or record.kind != "card":
            return None
        data = self._read(self._card_path(party))
        if data is None or hashlib.sha256(data).hexdigest() != record.digest:
            raise problem("KEY336", say("the card of {party} is not the one that was verified", party=name(party)))
        return cards.read_card(data)

    def add_card(  # noqa: PLR0913 -- who verified what, how and when
        self, data: bytes, typed: str | None, channel: Channel, by: str, today: date, *, party: str | None = None
    ) -> Trusted:
        """Trust a card whose fingerprint was typed, or which a key trusted before has signed.

        KEY333 for an older card, KEY330 for one that has ended, KEY331 where a fingerprint is needed, KEY334 where
        it is another, KEY336 for a damaged card or that of another party.
        """
        card = cards.read_card(data)
        if party is not None and card.agency_id != party:
            what = say("the card is that of {them}, not of {party}", them=name(card.agency_id), party=name(party))
            raise problem(
                "KEY336", what, fix=say("if that is who you mean, give --party as on the card; else ask them")
            )
        if card.expires < today:
            raise problem("KEY330", say("the card of {party} has ended", party=name(card.agency_id)))
        digest = hashlib.sha256(data).hexdigest()
        self._refuse_rollback(card, digest)
        if typed is None:
            if not self._carried(card, data, today):
                raise problem("KEY331", say("the card of {party} is not verified", party=name(card.agency_id)))
        elif not cards.same_fingerprint(typed, card.fingerprint):
            raise problem("KEY334", say("this is not the fingerprint of the card"))
        record = Trusted(
            party=card.agency_id,
            kind="card",
            digest=digest,
            fingerprint=card.fingerprint if typed is not None else "signed by a key trusted before",
            by=by,
            on=today,
            channel=_channel(channel),
            expires=card.expires,
            version=card.version,
        )
        files.private_folder(self.folder / "cards")
        files.write_bytes(self._card_path(card.agency_id), data, overwrite=True)
        self._write(record)
        return record

    def add_recipient(  # noqa: PLR0913, PLR0917 -- who verified what, how and when
        self,
        party: str,
        text: str,
        typed: str,
        channel: Channel,
        by: str,
        today: date,
        *,
        expires: date,
        team: str | None = None,
    ) -> Trusted:
        """Trust a bare X25519 recipient: it can receive until ``expires`` (12 months at most) and never sign.

        ``typed`` is its first 25 characters after ``age1``, which are 125 of its bits; of a hybrid key they would
        leave the rest open, so KEY337 for one. KEY334 where they differ, KEY330 for too long a time.
        """
        recipient = parse_recipient(text)
        if recipient.kind != X25519:
            raise problem("KEY337", say("a bare recipient must be an X25519 key: age1 and 58 characters"))
        if not today <= expires <= today + timedelta(days=_BARE_DAYS):
            raise problem("KEY330", say("a bare recipient may be trusted for 12 months at most"))
        pinned = text[4 : 4 + _TYPED]
        if "".join(typed.split()).lower() not in (pinned, "age1" + pinned):
            raise problem("KEY334", say("these are not the first characters of the recipient"))
        if (known := self.record(party)) is not None and known.kind == "card":
            raise problem("KEY333", say("{party} has a verified card already", party=name(party)))
        record = Trusted(
            party=party,
            kind="recipient",
            digest=hashlib.sha256(text.encode()).hexdigest(),
            fingerprint=pinned,
            by=by,
            on=today,
            channel=_channel(channel),
            expires=expires,
            recipient=text,
            team=team,
        )
        self._write(record)
        return record

    def recipient(
        self, party: str, team: str | None, min_alg: str = HYBRID, pin: str | None = None, *, today: date
    ) -> Recipient:
        """The key to seal to for this party and team: of a card the strongest, then the newest.

        KEY331 where none is verified (or none is ``pin``, the SHA-256 of the recipient), KEY330 where it has ended,
        KEY332 where it was revoked, KEY335 where it is weaker than ``min_alg``.
        """
        record = self.record(party)
        if record is None:
            raise problem("KEY331", say("{party} has no verified key", party=name(party)))
        if record.expires < today:
            raise problem("KEY330", say("what was verified of {party} has ended", party=name(party)))
        found = [one for one in self._keys(record) if one.team == team]
        live = [one for one in found if one.status == "active" and one.in_time(today)]
        revoked = self.revoked()
        open_keys = [one for one in live if one.id not in revoked]
        if not open_keys and (live or any(one.status == "revoked" for one in found)):
            raise problem("KEY332", say("the key of {party} was revoked", party=name(party)))
        choice = [
            parse_recipient(one.public)
            for one in sorted(open_keys, key=lambda one: (one.alg == HYBRID, one.not_before), reverse=True)
        ]
        fitting = [one for one in choice if pin is None or one.sha256 == pin]
        if not fitting:
            raise problem("KEY331", say("{party} has no verified key for this team", party=name(party)))
        if min_alg != X25519 and fitting[0].kind != HYBRID:
            raise problem("KEY335", say("the key of {party} is weaker than their record allows", party=name(party)))
        return fitting[0]

    def verify_keys(self, party: str, at: date, role: str | None = None) -> dict[str, VerifyKey]:
        """The keys that ``party`` may sign with on the day ``at`` (those of ``role``); none for a stranger."""
        card = self.card(party)
        if card is None:
            return {}
        if card.expires < at:
            raise problem("KEY330", say("the card of {party} has ended", party=name(party)))
        return self._signing(card, at, role)

    def revoke(self, key_id: str, reason: str, on: date) -> None:
        """Never seal to, nor believe, this key again."""
        files.private_folder(self.folder)
        known: dict[str, Json] = {key: value for key, value in self.revoked().items()}  # noqa: C416 -- widens the type
        known.setdefault(key_id, f"{on.isoformat()} {reason}")
        files.write_bytes(self.folder / f"{_REVOKED}.json", canonical(known), overwrite=True)

    def revoked(self) -> dict[str, str]:
        """Key ids revoked here, each with its day and reason."""
        data = self._read(self.folder / f"{_REVOKED}.json")
        if data is None:
            return {}
        try:
            match parse(data):
                case dict(found):
                    return {str(key): str(value) for key, value in found.items()}
        except ValueError:
            pass
        raise problem("KEY336", say("the list of revoked keys is damaged"))

    def accept_agreement(self, digest: str, document: bytes) -> None:
        """Keep an agreement that was accepted here, under its digest; accepting it again changes nothing."""
        if hashlib.sha256(document).hexdigest() != digest:
            raise ValueError("the digest is of another document")
        path = files.private_folder(self.folder / "agreements") / f"{digest}.json"
        if not path.exists():
            files.write_bytes(path, document)

    def accepted_agreement(self, digest: str) -> bytes | None:
        """The agreement accepted here with this digest, if any; KEY336 where its file was changed."""
        if not _DIGEST.fullmatch(digest):
            return None
        data = self._read(self.folder / "agreements" / f"{digest}.json")
        if data is not None and hashlib.sha256(data).hexdigest() != digest:
            raise problem("KEY336", say("an accepted agreement was changed afterwards"))
        return data

    def accepted(self) -> frozenset[str]:
        """The digests of every agreement accepted here and unchanged since."""
        found = (path.stem for path in (self.folder / "agreements").glob("*.json"))
        return frozenset(one for one in found if self.accepted_agreement(one) is not None)

    def _keys(self, record: Trusted) -> list[CardKey]:
        card = self.card(record.party)
        if card is not None:
            return list(card.encryption_keys)
        bare = record.recipient or ""
        return [CardKey(alg=X25519, public=bare, not_before=record.on, not_after=record.expires, team=record.team)]

    def _signing(self, card: Card, at: date, role: str | None = None) -> dict[str, VerifyKey]:
        revoked = self.revoked()
        return {
            key.id: VerifyKey.parse(key.public)
            for key in card.signing_keys
            if key.status != "revoked" and key.id not in revoked and key.in_time(at) and role in (None, key.holder_role)
        }

    def _carried(self, card: Card, data: bytes, today: date) -> bool:
        """Whether a key of the card trusted now, not revoked here or on the new card, signed the new one."""
        old = self.card(card.agency_id)
        if old is None or old.expires < today:
            return False
        lost = {key.id for key in card.signing_keys if key.status == "revoked"}
        keys = {key: value for key, value in self._signing(old, today).items() if key not in lost}
        return cards.signed_by(data, keys)

    def _refuse_rollback(self, card: Card, digest: str) -> None:
        known = self.record(card.agency_id)
        if known is None or known.kind != "card" or card.version > known.version:
            return
        if card.version < known.version or digest != known.digest:
            raise problem("KEY333", say("version {n} of this card, or a later one, is trusted already", n=card.version))

    def _path(self, party: str) -> Path:
        if not _PARTY.fullmatch(party) or party == _REVOKED:
            raise problem("KEY331", say("this is not the id of a party"))
        return self.folder / f"{party}.json"

    def _card_path(self, party: str) -> Path:
        return self.folder / "cards" / f"{party}.card.json"

    def _write(self, record: Trusted) -> None:
        files.private_folder(self.folder)
        files.write_bytes(self._path(record.party), record.json(), overwrite=True)

    def _read(self, path: Path) -> bytes | None:
        if not path.exists():
            return None
        for one in (self.folder, path):
            files.check_private(one)
        return files.read_whole(path, _LIMIT)


_REVOKED: Final = "revoked"


def _channel(channel: str) -> str:
    if channel not in CHANNELS:
        raise ValueError("not a way to verify a key")
    return channel


def _trusted(data: bytes, party: str) -> Trusted:
    try:
        match parse(data):
            case {
                "drivectl": "trust/v1",
                "party": str(found),
                "kind": ("card" | "recipient") as kind,
                "digest": str(digest),
                "fingerprint": str(fingerprint),
                "by": str(by),
                "on": str(on),
                "channel": str(channel),
                "expires": str(expires),
                "version": int(version),
                "recipient": (str() | None) as recipient,
                "team": (str() | None) as team,
            } if found == party:
                return Trusted(
                    party=party,
                    kind=kind,
                    digest=digest,
                    fingerprint=fingerprint,
                    by=by,
                    on=date.fromisoformat(on),
                    channel=channel,
                    expires=date.fromisoformat(expires),
                    version=version,
                    recipient=recipient,
                    team=team,
                )
    except ValueError:
        pass
    raise problem("KEY336", say("what is stored of {party} is damaged", party=name(party)))
