"""A DPO clears one hold of one case for one partner: signed, logged, for 31 days at most, and only if it is true.

A decision counts only as it was signed and as the log knows it. Whatever does not fit any more (another key, baseline
or date, a later hold of the same kind) clears nothing: the case is held again.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from drivectl import files
from drivectl.agreement.judge import CLEARING, HOLD_FLAG
from drivectl.errors import problem
from drivectl.model.agreement import Agreement
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.crockford import crockford
from drivectl.model.event import AgreementRef, Entry, Event
from drivectl.model.flags import ClearedHold, FlagsSheet
from drivectl.safe import name, names, say
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import Ruling

FORM: Final = "hold-clearing/v1"
LEAST: Final = 20
"""Characters of a reason."""
_LARGEST: Final = 64 << 10


def deciders(agreement: Agreement) -> list[str]:
    """The roles that may clear a hold: the discloser's signatories themselves, no deputies."""
    return [one.role for one in agreement.signatories if one.party == agreement.discloser]


def clear_hold(  # noqa: PLR0913 -- what the decision says
    desk: Desk, ruling: Ruling, sheet: FlagsSheet | None, *, case: str, hold: str, role: str, reason: Path, until: date
) -> int:
    """Sign, log and keep the decision; the number of its event. Whether the hold is true, the caller has seen."""
    from drivectl.audit.papers import encrypted  # noqa: PLC0415 -- cryptography loads late

    text = files.read_whole(reason, _LARGEST)
    if len(b"".join(text.split())) < LEAST:
        raise problem("GOV815", say("{p} gives no reason of {n} characters or more", p=reason, n=LEAST))
    if not desk.today <= until <= desk.today + CLEARING:
        last = name((desk.today + CLEARING).isoformat())
        raise problem("GOV815", say("a hold is cleared until {last} at most", last=last))
    if role not in (known := deciders(ruling.agreement)):
        raise problem("GOV815", say("a hold is cleared by {who}", who=names(known)))
    key = desk.keyring.signing_key(role)
    said: dict[str, Json] = {
        "drivectl": FORM,
        "agency": desk.agency,
        "baseline": desk.policies.baseline.sha256,
        "case": case,
        "hold": hold,
        "held_until": _held_until(sheet, case, hold),
        "party": ruling.party.id,
        "role": role,
        "key_id": key.key_id,
        "on": desk.today.isoformat(),
        "until": until.isoformat(),
        "reason_sha256": hashlib.sha256(text).hexdigest(),
    }
    data = canonical({**said, "signature": key.sign(canonical(said)).hex()})
    ident = f"REC-{crockford(secrets.token_bytes(13), 20)}"
    sealed = encrypted(text, [desk.own_recipient()])
    words = ruling.agreement
    entry = Entry(
        event=Event.HOLD_CLEARED,
        actor=desk.actor(key.key_id),
        party=ruling.party.id,
        agreement=AgreementRef(words.id, words.version, ruling.effective.sha256),
        record_id=ident,
        record_sha256=hashlib.sha256(data).hexdigest(),
    )
    number = desk.record(entry)
    folder = files.private_folder(_folder(desk), "KEY352")
    files.write_bytes(folder / f"{ident}.reason.age", sealed)
    files.write_bytes(folder / f"{ident}.json", data)
    return number


def clearings(desk: Desk, ruling: Ruling) -> tuple[ClearedHold, ...]:
    """The decisions that count today for this partner under these words, as far as nothing newer holds the case."""
    return tuple(one for one, _ in _counting(desk, ruling))


def lifted(desk: Desk, ruling: Ruling, sheet: FlagsSheet | None) -> tuple[ClearedHold, ...]:
    """Those of :func:`clearings` that still lift what they were made for: a hold stated later is another one."""
    return tuple(one for one, held in _counting(desk, ruling) if held == _held_until(sheet, one.case, one.hold))


def _counting(desk: Desk, ruling: Ruling) -> list[tuple[ClearedHold, str]]:
    paths = sorted(_folder(desk).glob("*.json"))
    logged = {line.content.get("record_sha256") for line in desk.log.lines()} if paths else set()
    found = (_read(desk, ruling, files.read_whole(path, _LARGEST)) for path in paths)
    return [one for one in found if one is not None and one[0].record in logged]


def _read(desk: Desk, ruling: Ruling, data: bytes) -> tuple[ClearedHold, str] | None:
    """The decision in ``data``, if it is signed as it must be and counts today; nothing otherwise."""
    try:
        said: Any = parse(data)
        signature = bytes.fromhex(said.pop("signature"))
        on, until = date.fromisoformat(said["on"]), date.fromisoformat(said["until"])
        cleared = ClearedHold(
            case=said["case"],
            hold=said["hold"],
            party=said["party"],
            until=until,
            by=said["role"],
            on=on,
            key_id=said["key_id"],
            record=hashlib.sha256(data).hexdigest(),
        )
        here: Mapping[str, str] = {
            "drivectl": FORM,
            "agency": desk.agency,
            "baseline": desk.policies.baseline.sha256,
            "party": ruling.party.id,
        }
        fits = all(said[key] == value for key, value in here.items()) and said["role"] in deciders(ruling.agreement)
        key = desk.signing_keys(desk.agency, role=said["role"]).get(said["key_id"])
        good = fits and key is not None and key.verify(canonical(said), signature)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    in_time = on <= desk.today <= until <= on + CLEARING
    return (cleared, str(said["held_until"])) if good and in_time else None


def _held_until(sheet: FlagsSheet | None, case: str, hold: str) -> str:
    """The last day of the holds that the sheet states for the case; only its own kind of hold has one."""
    days = [one.hold_until for one in (sheet.rows if sheet else ()) if one.case == case and one.hold_until]
    return max(days).isoformat() if days and hold == HOLD_FLAG else ""


def _folder(desk: Desk) -> Path:
    return desk.site.room("flags") / "cleared"
