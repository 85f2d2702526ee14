"""The partner's copy: ``<id>-<version>.agreement.json``, the canonical form with its signatures."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from drivectl.agreement.sign import FORM, Signature, signatures_of
from drivectl.errors import problem
from drivectl.model.canonical import canonical, parse
from drivectl.safe import say

DOCUMENT: Final = "agreement-document/v1"
LARGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDocument:
    """A copy as read. Nothing in it is believed before its signatures are checked."""

    id: str
    version: str
    sha256: str
    form: Mapping[str, object]
    canonical: bytes
    """The bytes that ``sha256`` is the digest of."""
    signatures: tuple[Signature, ...]


def agreement_document(form: bytes, signatures: Sequence[Signature]) -> bytes:
    """The document for the canonical ``form``."""
    marks = [asdict(one) for one in signatures]
    return canonical({"drivectl": DOCUMENT, "form": parse(form), "signatures": marks}) + b"\n"


def read_agreement_document(data: bytes) -> AgreementDocument:
    """Parse a document strictly; its digest is worked out, never believed. GOV803 where it is not one."""
    try:
        return _read(data)
    except (ValueError, KeyError, RecursionError):
        raise problem("GOV803", say("this is not an agreement document that can be read")) from None


def _read(data: bytes) -> AgreementDocument:
    said = parse(data) if len(data) <= LARGEST else None
    if not isinstance(said, Mapping) or set(said) != {"drivectl", "form", "signatures"}:
        raise ValueError("not a document")
    form = said["form"]
    if said["drivectl"] != DOCUMENT or not isinstance(form, Mapping) or form.get("drivectl") != FORM:
        raise ValueError("another format")
    agreement = form["agreement"]
    if not isinstance(agreement, Mapping):
        raise ValueError("no agreement")  # noqa: TRY004 -- one error for a bad document
    return AgreementDocument(
        id=str(agreement["id"]),
        version=str(agreement["version"]),
        sha256=hashlib.sha256(canonical(form)).hexdigest(),
        form=form,
        canonical=canonical(form),
        signatures=signatures_of(said["signatures"]),
    )
