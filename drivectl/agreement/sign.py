"""What signatories sign: the canonical resolved agreement, its digest, and detached signatures over it.

The canonical form holds every key of the agreement, what its parties are as far as that decides what they get and
how it is sealed, and the digests of the baseline and the catalogue it stands on; a change to any of them is a change
of what was signed. Keys are not part of it.

Who has no key signs a print of the words. Two people of the discloser, each with a key of their own, then say that
they read the same words there; only the digest of the scan is kept.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from drivectl import files
from drivectl.errors import Diagnostic, Place, problem
from drivectl.model.agreement import Agreement, Baseline, Signatory
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.catalogue import Catalogue
from drivectl.safe import Safe, name, names, say

FORM: Final = "agreement-form/v2"
SIGNATURES: Final = "agreement-signatures/v1"
SIGNED: Final = "agreement-signature/v1"
_ON_PAPER: Final = ("paper", "witness")

Signer = Callable[[bytes], bytes]
Verify = Callable[[str, str, bytes, bytes], bool]
"""(party, key id, payload, signature) -> whether that party's key made the signature."""


class Words(Protocol):
    """What is signed: an agreement as loaded, or a copy of one as it was read."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def path(self) -> Path:
        """Where it stands."""

    @property
    def signatories(self) -> tuple[Signatory, ...]:
        """Who may sign it, and who must."""

    @property
    def discloser(self) -> str | None:
        """Who shares under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signatory's detached signature over ``digest``."""

    party: str
    role: str
    key_id: str
    fingerprint: str
    digest: str
    on: str
    signature: str
    """Base64."""
    paper: str = ""
    """SHA-256 of the scan, where ``party`` signed on paper and the key is that of who compared the words."""
    witness: str = ""
    """The role of that person at the discloser."""

    def said(self) -> dict[str, Json]:
        """It as it stands in a file."""
        return {key: value for key, value in asdict(self).items() if value or key not in _ON_PAPER}


def canonical_form(agreement: Agreement, baseline: Baseline, catalogue: Catalogue) -> bytes:
    """The canonical bytes of the resolved agreement."""
    return canonical(form_of(agreement, baseline, catalogue))


def form_of(agreement: Agreement, baseline: Baseline, catalogue: Catalogue) -> dict[str, Json]:
    """The same as data."""
    return {
        "drivectl": FORM,
        "agreement": _plain(agreement.whole),
        "parties": standing(agreement),
        "baseline": {"id": baseline.id, "version": baseline.version, "sha256": baseline.sha256},
        "catalogue": {"id": catalogue.id, "version": catalogue.version, "sha256": catalogue.sha256},
    }


def standing(agreement: Agreement) -> dict[str, Json]:
    """What the parties are: a limit may ask for the kind of a recipient, and sealing asks for the other two."""
    parties = agreement.standing.items()
    return {key: {"kind": one.kind, "receives": one.receives, "min_alg": one.min_alg} for key, one in parties}


def digest(agreement: Agreement, baseline: Baseline, catalogue: Catalogue) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical_form(agreement, baseline, catalogue)).hexdigest()


def payload(agreement: str, version: str, signature: Signature) -> bytes:
    """The bytes under a signature: who signs what, in which role and when."""
    said = {key: value for key, value in signature.said().items() if key != "signature"}
    return canonical({"drivectl": SIGNED, "agreement": agreement, "version": version, **said})


def sign(  # noqa: PLR0913 -- a signature says all of this
    agreement: Words,
    sha256: str,
    *,
    party: str,
    role: str,
    key_id: str,
    fingerprint: str,
    on: date,
    signer: Signer,
    paper: str = "",
    witness: str = "",
) -> Signature:
    """Sign the words whose digest is ``sha256``; refused where the agreement names no such signatory."""
    refuse_role(agreement, party, role)
    if paper:
        refuse_role(agreement, agreement.discloser or "", witness)
    said = {"party": party, "role": role, "key_id": key_id, "fingerprint": fingerprint, "digest": sha256}
    unsigned = Signature(**said, on=on.isoformat(), signature="", paper=paper, witness=witness)
    mark = signer(payload(agreement.id, agreement.version, unsigned))
    return replace(unsigned, signature=base64.b64encode(mark).decode("ascii"))


def refuse_role(agreement: Words, party: str, role: str) -> None:
    """GOV801 where the agreement names no signatory or deputy of ``party`` with this ``role``."""
    if not any(_may_sign(one, party, role) for one in agreement.signatories):
        what = say("{party} has no signatory with this role", party=name(party))
        named = [one for one in agreement.signatories if one.party == party]
        there = names(list(dict.fromkeys(role for one in named for role in (one.role, *one.deputies))))
        fix = say("write the role as the agreement does: {r}", r=there) if named else None
        raise problem("GOV801", what, at=Place(file=agreement.path), fix=fix)


def good_signatures(agreement: Words, sha256: str, signatures: Sequence[Signature], verify: Verify) -> list[Signature]:
    """Those over exactly these words, by a signatory, that verify. A key signs for one signatory only."""
    holders: dict[str, tuple[str, str]] = {}
    return [
        one
        for one in signatures
        if one.digest == sha256
        and any(_may_sign(who, one.party, one.role) for who in agreement.signatories)
        and _verified(agreement, one, verify)
        and holders.setdefault(one.key_id, _holder(agreement, one)) == _holder(agreement, one)
    ]


def check_signatures(
    agreement: Words, sha256: str, signatures: Sequence[Signature], verify: Verify, *, narrowed: bool = False
) -> list[Diagnostic]:
    """GOV801 for every required signatory without a good signature over exactly these words.

    Where they only narrow what was signed (``narrowed``), the discloser's own are enough.
    """
    good = good_signatures(agreement, sha256, signatures, verify)
    lacking = [
        one
        for one in agreement.signatories
        if one.required
        and not (narrowed and one.party != agreement.discloser)
        and not _has_signed(agreement, one, [mark for mark in good if _may_sign(one, mark.party, mark.role)])
    ]
    at = Place(file=agreement.path)
    found = [Diagnostic(code="GOV801", what=_unsigned(agreement, one), at=at) for one in lacking]
    if not any(one.required for one in agreement.signatories):
        found.append(Diagnostic(code="GOV801", what=say("{a} names nobody who must sign", a=name(agreement.id)), at=at))
    return found


def _unsigned(agreement: Words, one: Signatory) -> Safe:
    who, role = name(one.party), name(one.role)
    return say("{agreement} is not signed by {party} ({role})", agreement=name(agreement.id), party=who, role=role)


def signature_file(policy: Path) -> Path:
    """Where the signatures of the agreement at ``policy`` stand."""
    return policy.with_name(f"{policy.stem}.sig.yaml")


def read_signatures(policy: Path) -> tuple[Signature, ...]:
    """The signatures beside ``policy``; none where there is no file."""
    path = signature_file(policy)
    if not path.exists():
        return ()
    try:
        return signatures_from(files.read_whole(path))
    except ValueError:
        raise problem("GOV812", say("{p} cannot be read", p=path)) from None


def write_signatures(policy: Path, agreement: Words, signatures: Sequence[Signature]) -> None:
    """Write the file of signatures: JSON text, which is YAML too."""
    said = {
        "drivectl": SIGNATURES,
        "agreement": agreement.id,
        "version": agreement.version,
        "signatures": [one.said() for one in signatures],
    }
    text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
    files.write_bytes(signature_file(policy), text.encode("utf-8"), overwrite=True)


def signatures_from(data: bytes) -> tuple[Signature, ...]:
    """Parse a file of signatures; ``ValueError`` where it is not one."""
    said = parse(data)
    if not isinstance(said, Mapping) or said.get("drivectl") != SIGNATURES:
        raise ValueError("not a file of signatures")
    return signatures_of(said.get("signatures"))


def signatures_of(said: Json) -> tuple[Signature, ...]:
    """The signatures in parsed JSON; ``ValueError`` for anything else."""
    if not isinstance(said, Sequence) or isinstance(said, str):
        raise ValueError("not a list")  # noqa: TRY004 -- one error for a bad file
    found = []
    for one in said:
        fields = set(one) if isinstance(one, Mapping) else set()
        if not isinstance(one, Mapping) or fields | set(_ON_PAPER) != set(Signature.__slots__):
            raise ValueError("not a signature")
        found.append(Signature(**{key: str(value) for key, value in one.items()}))
    return tuple(found)


def _verified(agreement: Words, mark: Signature, verify: Verify) -> bool:
    try:
        raw = base64.b64decode(mark.signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    party, role = _holder(agreement, mark)
    known = any(_may_sign(one, party, role) for one in agreement.signatories)
    return known and verify(party, mark.key_id, payload(agreement.id, agreement.version, mark), raw)


def _holder(agreement: Words, mark: Signature) -> tuple[str, str]:
    """Whose key made the mark, in which role; a DPO who signs may also bear witness to a paper."""
    return (agreement.discloser or "", mark.witness) if mark.paper else (mark.party, mark.role)


def _has_signed(agreement: Words, signatory: Signatory, marks: Sequence[Signature]) -> bool:
    """With a key; or on one paper to which two people bear witness, a signatory of the discloser among them."""
    if any(not one.paper for one in marks):
        return True
    own = {one.role for one in agreement.signatories if one.party == agreement.discloser}
    seen: dict[str, dict[str, str]] = {}
    for one in marks:
        seen.setdefault(one.paper, {})[one.key_id] = one.witness
    return signatory.party != agreement.discloser and any(
        len(set(by.values())) > 1 and own.intersection(by.values()) for by in seen.values()
    )


def _may_sign(signatory: Signatory, party: str, role: str) -> bool:
    return party == signatory.party and role in {signatory.role, *signatory.deputies}


def _plain(value: object) -> Json:
    """Plain data as JSON; decimals and dates as text, since canonical JSON has neither."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else str(value)
