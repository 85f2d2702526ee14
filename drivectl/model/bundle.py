"""Nouns of a sealed bundle: its id, its members, its statement and its size."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from drivectl.model.canonical import Json
from drivectl.model.crockford import crockford

PREDICATE_TYPE: Final = "urn:drivectl:transfer:v1"
PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
BUNDLE_ID: Final = re.compile(r"DRV-[0-9]{8}-[0-9A-HJKMNP-TV-Z]{10}")
NONCE_BYTES: Final = 32

Statement = Mapping[str, Json]
"""An in-toto Statement v1 as plain JSON; ``bundle.statement`` alone builds and checks one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of a bundle: its name under the top folder, its size, its digest (padding has none)."""

    name: str
    size: int
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person looks at before it is sealed. ``digest`` is the SHA-256 of the statement's bytes.

    ``basis`` are fingerprints of what the draft was made from (flags, keys, agreement); ``review`` is the
    state of the human check. Neither ever travels.
    """

    folder: Path
    statement: Statement
    payload: bytes = field(repr=False)
    digest: str
    members: tuple[Member, ...]
    basis: Mapping[str, str]
    review: Mapping[str, Json]

    @property
    def bundle_id(self) -> str:
        """The id in the statement."""
        return bundle_id_of(self.statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is about to be sealed, and where: written down before the first byte of it exists."""

    bundle_id: str
    statement_sha256: str
    target: Path
    staged: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A bundle that left."""

    bundle_id: str
    path: Path
    size: int
    statement_sha256: str
    ciphertext_sha256: str


class Journal(Protocol):
    """Who writes down what sealing does (the audit room does; handed in by the pipeline)."""

    def begin(self, intent: Intent) -> None:
        """Before anything is written: register, record and the log line stand on the disk, or this raises."""

    def written(self, ciphertext_sha256: str) -> None:
        """The staged file is whole; the rename comes next."""

    def end(self, sealed: Sealed) -> None:
        """The file is at its place."""

    def drop(self, code: str | None) -> None:
        """It was given up; nothing left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A bundle that was opened or checked. ``released`` is None unless its files were written out."""

    statement: Statement
    signers: tuple[str, ...]
    statement_sha256: str
    ciphertext_sha256: str | None
    released: Path | None = None


def new_bundle_id(created: datetime, nonce: bytes | None = None) -> str:
    """``DRV-<yyyymmdd>-<10 characters>``: from ``nonce`` where it must be repeatable, else random."""
    source = secrets.token_bytes(NONCE_BYTES) if nonce is None else nonce
    return f"DRV-{created:%Y%m%d}-{crockford(hashlib.sha256(b'drivectl-bundle-id' + source).digest(), 10)}"


def bundle_id_of(statement: Statement) -> str:
    """The bundle id a statement names."""
    predicate = statement["predicate"]
    assert isinstance(predicate, Mapping)
    return str(predicate["bundle_id"])


def spoken_code(nonce: bytes) -> str:
    """Eight characters to read out as a receipt: only who opened the bundle knows the nonce they come from."""
    return crockford(hashlib.sha256(b"drivectl-receipt\x1f" + nonce).digest(), 8)


def padme(size: int) -> int:
    """The Padmé size for ``size``: rounded up so that it says little (at most 12 per cent more)."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    loose = exponent - exponent.bit_length()
    mask = (1 << max(loose, 0)) - 1
    return (size + mask) & ~mask
