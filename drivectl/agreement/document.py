"""The partner's copy: ``<id>-<version>.agreement.json``, the canonical form with its signatures."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from drivectl.agreement.sign import FORM, Signature, signatures_of
from drivectl.errors import problem
from drivectl.model.agreement import Signatory
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import ID, VERSION
from drivectl.safe import say

DOCUMENT: Final = "agreement-document/v1"
LARGEST: Final = 1 << 20
_ROLES: Final = ("discloser", "recipient")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDocument:
    """A copy as read. Nothing in it is believed before its signatures are checked."""

    path: Path
    id: str
    version: str
    sha256: str
    form: Mapping[str, Json]
    canonical: bytes
    """The bytes that ``sha256`` is the digest of."""
    signatures: tuple[Signature, ...]
    since: "AgreementDocument | None"
    """The words in force before these, with their signatures, where these only narrow or reword them."""
    signatories: tuple[Signatory, ...]
    discloser: str
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    fields: int
    """How many fields its clauses grant something of."""
    status: str
    effective: date
    review_by: date
    expires: date

    @property
    def words(self) -> Mapping[str, Any]:
        """The agreement as plain data."""
        said: Any = self.form["agreement"]
        return said  # type: ignore[no-any-return]  # the shape was read already

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody it is between."""
        return (self.discloser, *self.recipients)


def agreement_document(form: bytes, signatures: Sequence[Signature], since: AgreementDocument | None = None) -> bytes:
    """The document for the canonical ``form``; ``since`` as in :class:`AgreementDocument`."""
    return canonical({"drivectl": DOCUMENT, **_said(parse(form), signatures, since)}) + b"\n"


def _said(form: Json, signatures: Sequence[Signature], since: AgreementDocument | None) -> dict[str, Json]:
    before = {"since": _said(since.form, since.signatures, since.since)} if since else {}
    return {"form": form, "signatures": [one.said() for one in signatures], **before}


def read_agreement_document(data: bytes, path: Path = Path("agreement.json")) -> AgreementDocument:
    """Parse a document strictly; its digest is worked out, never believed. GOV812 where it is not one."""
    try:
        return _document(data, path)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise problem("GOV812", say("this is not an agreement document that can be read")) from None


def read_form(data: bytes, path: Path) -> AgreementDocument:
    """The canonical form alone, as it was accepted; it has no signatures any more."""
    try:
        return _read(parse(data), (), path, None)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise problem("GOV812", say("{p} is not an agreement that can be read", p=path)) from None


def _document(data: bytes, path: Path) -> AgreementDocument:
    said = parse(data) if len(data) <= LARGEST else None
    if not isinstance(said, Mapping) or said.get("drivectl") != DOCUMENT:
        raise ValueError("another format")
    return _with_signatures({key: value for key, value in said.items() if key != "drivectl"}, path)


def _with_signatures(said: Json, path: Path) -> AgreementDocument:
    if not isinstance(said, Mapping) or set(said) - {"since"} != {"form", "signatures"}:
        raise ValueError("not a document")
    before = _with_signatures(said["since"], path) if "since" in said else None
    return _read(said["form"], signatures_of(said["signatures"]), path, before)


def _read(
    form: Json, signatures: tuple[Signature, ...], path: Path, since: AgreementDocument | None
) -> AgreementDocument:
    if not isinstance(form, Mapping) or form.get("drivectl") != FORM:
        raise ValueError("another format")
    words: Any = form["agreement"]
    ident, version = str(words["id"]), str(words["version"])
    if not ID.fullmatch(ident) or not VERSION.fullmatch(version):
        raise ValueError("not the id or version of an agreement")
    roles = [(str(one["role"]), str(one["party"])) for one in words["parties"]]
    ((discloser,), recipients) = ([party for role, party in roles if role == wanted] for wanted in _ROLES)
    return AgreementDocument(
        path=path,
        id=ident,
        version=version,
        sha256=hashlib.sha256(canonical(form)).hexdigest(),
        form=form,
        canonical=canonical(form),
        signatures=signatures,
        since=since,
        signatories=tuple(_signatory(one) for one in words["signatories"]),
        discloser=discloser,
        recipients=tuple(recipients),
        purposes=tuple(str(one["text"]) for one in words["purposes"]),
        fields=sum(map(_grants, words["fields"].values())),
        status=str(words["status"]),
        effective=date.fromisoformat(words["effective"]),
        review_by=date.fromisoformat(words["review_by"]),
        expires=date.fromisoformat(words["expires"]),
    )


def _grants(clauses: Any) -> bool:
    """Whether the clauses of one field let anything of it out."""
    return any(one["action"] != "withhold" for one in (clauses if isinstance(clauses, list) else [clauses]))


def _signatory(said: Mapping[str, Any]) -> Signatory:
    return Signatory(
        party=str(said["party"]),
        role=str(said["role"]),
        deputies=tuple(str(one) for one in said.get("deputies", ())),
        required=said.get("required", True) is not False,
    )
