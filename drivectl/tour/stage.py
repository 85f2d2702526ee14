"""The stage of the tour: three agencies with keys and verified cards, policies dated from today, a messy export."""

import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from drivectl import files
from drivectl.agreement import lock, sign
from drivectl.agreement.document import read_agreement_document
from drivectl.config import SITE_FILE, load_settings
from drivectl.crypto.agekeys import HYBRID, X25519
from drivectl.crypto.cards import make_card, read_card
from drivectl.crypto.keyfile import KeyKind
from drivectl.crypto.keyring import WORK
from drivectl.resources import shipped
from drivectl.site import open_site
from drivectl.source.flags import write_flags
from drivectl.source.read import read_export
from drivectl.spec.policies import find_agreement
from drivectl.steps.desk import Desk
from drivectl.steps.previews import partner_document
from drivectl.steps.rulings import rulings
from drivectl.steps.statements import flag_choices
from drivectl.synth.export import write_export
from drivectl.synth.statements import flags_sheet
from drivectl.synth.world import World, make_world

DRIVE: Final = "drive-delivery"
POLICE: Final = "exampleshire-police"
EVALUATOR: Final = "university-of-bristol"
TEAMS: Final = {DRIVE: "service", POLICE: "DA disruption unit", EVALUATOR: "evaluation team"}
SIGNED: Final = ("drive-police", "bristol-evaluation")
LAYOUT: Final = "da-case-management"
SEED: Final = 7
CASES: Final = 520
_LABEL: Final = "Everything in this folder is invented. No real person is in it.\n"
_ROLES: Final = {DRIVE: ("DPO",), POLICE: ("Information asset owner",), EVALUATOR: ("Data protection officer",)}
"""Who signs agreements, each with a key of their own."""
_KINDS: Final[dict[str, tuple[KeyKind, ...]]] = {
    DRIVE: ("identity", "signing", "log", "pseudonym"),
    POLICE: ("identity", "signing", "log"),
    EVALUATOR: ("identity", "signing", "log"),
}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where everything of the tour lies."""

    folder: Path
    export: Path
    world: World
    desks: dict[str, Desk]

    @property
    def drive(self) -> Desk:
        """The service that shares."""
        return self.desks[DRIVE]


def free_folder(base: Path) -> Path:
    """``base``, or ``base-2``, ``base-3`` ... if it is taken."""
    at, number = base, 1
    while at.exists() or at.is_symlink():
        number += 1
        at = base.with_name(f"{base.name}-{number}")
    return at


def set_stage(
    folder: Path, tell: Callable[[str], None], *, cases: int = CASES, seed: int = SEED, work: int = WORK
) -> Stage:
    """Build everything below the new ``folder``. ``work``, the cost of the keys' lock, is lowered by tests only."""
    files.private_folder(folder)
    files.write_bytes(folder / ".gitignore", b"*\n")
    files.write_bytes(folder / "SYNTHETIC.txt", _LABEL.encode())
    phrase = secrets.token_urlsafe(24).encode()
    files.write_bytes(folder / "passphrase.txt", phrase + b"\n")
    desks = {party: _agency(folder, party, phrase, work) for party in _KINDS}
    drive = desks[DRIVE]
    dated_policies(shipped("policies"), drive.site.policies, drive.today)
    tell("Making the keys of three invented agencies, and letting each verify the others (about 10 seconds)")
    _exchange_cards(desks)
    _sign(desks)
    tell(f"Inventing {cases} cases as a case system would export them")
    export, world = folder / "export", make_world(seed, cases, drive.today)
    policies = drive.policies
    layout = policies.layouts[LAYOUT]
    write_export(world, layout, export)
    invented = read_export(export, layout, policies.catalogue)
    write_flags(export / "flags.xlsx", invented, flag_choices(drive, layout), flags_sheet(world.flags))
    return Stage(folder=folder, export=export, world=world, desks=desks)


def dated_policies(source: Path, target: Path, today: date) -> None:
    """A copy of the illustrative policies whose dates begin today and whose status is *agreed*."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.sig.yaml", "policies.lock"))
    for path in (target / "baseline.yaml", *sorted((target / "isa").glob("*.yaml"))):
        review = 360 if path.name == "baseline.yaml" else 290
        dates = {"effective": today, "review_by": today + timedelta(review), "expires": today + timedelta(days=300)}
        text = path.read_text(encoding="utf-8")
        for key, day in dates.items():
            text = re.sub(rf"(?m)^{key}: .*$", f"{key}: {day.isoformat()}", text)
        text = re.sub(r"(?m)^status: draft.*$", "status: agreed", text)
        text = re.sub(
            r"duty_of_confidence: to_confirm.*$", "duty_of_confidence: synthetic_only", text, flags=re.MULTILINE
        )
        path.write_text(text, encoding="utf-8", newline="\n")


def _agency(folder: Path, party: str, phrase: bytes, work: int) -> Desk:
    site = folder / party / "site"
    site.mkdir(parents=True, mode=0o700)
    settings = f"agency: {party}\nstate: ../state\n"
    files.write_bytes(site / SITE_FILE, settings.encode())
    desk = Desk(open_site(load_settings(site, environ={})), lambda: phrase)
    desk.keyring.work = work
    for kind in _KINDS[party]:
        desk.keyring.new(kind, party, alg=X25519 if party == EVALUATOR else HYBRID)
    for role in _ROLES[party]:
        desk.keyring.new("signing", party, role=role)
    return desk


def _exchange_cards(desks: dict[str, Desk]) -> None:
    """Everybody verifies the service's card and the service theirs, as if read out over the telephone."""
    cards = {party: _card(desk, desks[DRIVE]) for party, desk in desks.items()}
    for party in (POLICE, EVALUATOR):
        for verifier, other in ((DRIVE, party), (party, DRIVE)):
            desk = desks[verifier]
            fingerprint = read_card(cards[other]).fingerprint
            desk.trust.add_card(cards[other], fingerprint, "phone", "A. Example", desk.today, party=other)


def _card(desk: Desk, drive: Desk) -> bytes:
    party = drive.party(desk.agency)
    expires = desk.today + timedelta(days=365)
    card = make_card(desk.keyring, party.id, party.name, TEAMS[party.id], issued=desk.today, expires=expires)
    files.write_bytes(desk.site.folder / f"{party.id}.card.json", card)
    return card


def _sign(desks: dict[str, Desk]) -> None:
    """Both parties sign each agreement; the partner looks at it and accepts it; the files are locked."""
    drive = desks[DRIVE]
    policies = drive.policies
    for ident in SIGNED:
        agreement = find_agreement(policies, ident)
        digest = sign.digest(agreement, policies.baseline, policies.catalogue)
        marks = []
        for one in agreement.signatories:
            key = desks[one.party].keyring.signing_key(one.role)
            marks.append(
                sign.sign(
                    agreement,
                    digest,
                    party=one.party,
                    role=one.role,
                    key_id=key.key_id,
                    fingerprint=key.public.text,
                    on=drive.today,
                    signer=key.sign,
                )
            )
        sign.write_signatures(agreement.path, agreement, marks)
        (ruling,) = rulings(drive, (), ident)
        document = read_agreement_document(partner_document(drive, ruling))
        desks[ruling.party.id].trust.accept_agreement(document.sha256, document.canonical)
    lock.write(drive.site.policies)
