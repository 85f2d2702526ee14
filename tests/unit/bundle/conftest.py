"""A sender, a recipient and a draft between them, all invented."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drivectl.bundle import draft as drafts
from drivectl.bundle.open import Reader
from drivectl.bundle.seal import seal
from drivectl.crypto.agekeys import Identity, new_identity
from drivectl.crypto.signing import SigningKey
from drivectl.model.bundle import Draft, Intent, Sealed, new_bundle_id

NOW = datetime(2026, 11, 21, 9, 0, 0, tzinfo=UTC)
NONCE = bytes(range(32))
AGREED = "a" * 64


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Notebook:
    """A journal that remembers."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.intent: Intent | None = None

    def begin(self, intent: Intent) -> None:
        self.intent = intent
        self.told.append("begin")

    def written(self, ciphertext_sha256: str) -> None:
        self.told.append("written")

    def end(self, sealed: Sealed) -> None:
        self.told.append("end")

    def drop(self, code: str | None) -> None:
        self.told.append(f"drop {code}")


@dataclasses.dataclass
class World:
    root: Path
    signing: SigningKey
    identity: Identity
    predicate: dict[str, Any]
    tables: dict[str, bytes]

    def contents(self, **changes: Any) -> drafts.Contents:
        given: dict[str, Any] = {
            "predicate": self.predicate,
            "tables": self.tables,
            "manifest": b"<!doctype html><title>manifest</title>",
            "contact": "the data officer, 01632 960123",
            "previews": {"what-police-will-see.html": b"<p>preview"},
            "basis": {"flags": "f1", "keys": "k1", "agreement": AGREED},
            "review": {"notes": 2, "read": 2},
        }
        return drafts.Contents(**{**given, **changes})

    def draft(self, **changes: Any) -> Draft:
        return drafts.write_draft(self.root / "drafts" / "police", self.contents(**changes), overwrite=True)

    def target(self, folder: str = "out") -> Path:
        out = self.root / folder
        out.mkdir(exist_ok=True)
        return out / f"{self.predicate['bundle_id']}.age"

    def seal(self, draft: Draft | None = None, **changes: Any) -> Sealed:
        given: dict[str, Any] = {
            "recipients": lambda: [self.identity.recipient],
            "keys": [self.signing],
            "journal": Notebook(),
        }
        return seal(draft or self.draft(), changes.pop("target", self.target()), **{**given, **changes})

    def reader(self, **changes: Any) -> Reader:
        given: dict[str, Any] = {
            "agency": "police",
            "identities": [self.identity],
            "trusted": {"drive": {self.signing.key_id: self.signing.public}},
            "accepted": {AGREED: "drive"},
            "now": NOW,
            "seen": lambda _: None,
        }
        return Reader(**{**given, **changes})


def predicate_for(signing: SigningKey, recipient: str, tables: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "bundle_id": new_bundle_id(NOW, NONCE),
        "nonce": NONCE.hex(),
        "created": "2026-11-21T09:00:00Z",
        "not_before": "2026-11-21T09:00:00Z",
        "expires": "2026-12-21T09:00:00Z",
        "retention_until": "2027-11-21T00:00:00Z",
        "tool": {"name": "drivectl", "version": "0.1.0"},
        "sender": {"agency_id": "drive", "key_id": signing.key_id, "role": "data-officer"},
        "recipient_mode": "key",
        "recipients": [{"agency_id": "police", "team": "marac", "encryption_key_sha256": sha(recipient)}],
        "purpose": "Protect victims at the conference",
        "lawful_basis": [{"article": "6(1)(e)", "condition": None}],
        "agreement": {"id": "drive-police", "version": "1.0.0", "sha256": AGREED, "signed": "keys"},
        "handling": {
            "classification": "OFFICIAL",
            "marking": "SENSITIVE",
            "instructions": ["Need to know only"],
            "onward_sharing": "ask",
        },
        "content": [
            {
                "path": path,
                "media_type": "text/csv",
                "rows": 2,
                "columns": ["case.id"],
                "subject_group": "mixed",
                "safe_address_checked": True,
            }
            for path in sorted(tables)
        ],
        "not_in_export": [],
        "treatment": {
            "fields": [{"field": "case.id", "action": "pseudonymise", "method": "token-v1", "level": None}],
            "redactions": {"PERSON": 3},
            "suppressed_rows": 1,
            "guarded_cells": 0,
            "pseudonym_key_id": "K7",
            "normaliser": "n1",
            "engine": "e1",
            "layouts": [{"id": "lay", "sha256": "b" * 64, "verified": False}],
            "detectors": [],
            "plugins": [],
            "review": {"mode": "human", "notes": 2, "read": 2},
            "leak_bound_ppm": None,
            "risk": {"k": 3, "l": None, "suppressed_ppm": 1000},
            "synthetic": True,
            "draft": False,
        },
        "changes": {"kind": "full", "urgent": False, "new": 2, "corrected": 0, "do_not_use": 0, "no_longer_shared": 0},
        "release": {"threshold": 1},
        "supersedes": [],
    }


@pytest.fixture
def make_world() -> Callable[[Path], World]:
    def make(root: Path) -> World:
        signing = SigningKey(bytes(32))
        identity = new_identity("age-x25519")
        tables = {"data/cases.csv": b"case.id\r\nT1-AAAA\r\nT1-BBBB\r\n", "data/columns.csv": b"column,meaning\r\n"}
        root.mkdir(exist_ok=True)
        return World(root, signing, identity, predicate_for(signing, identity.recipient.text, tables), tables)

    return make


@pytest.fixture
def world(tmp_path: Path, make_world: Callable[[Path], World]) -> World:
    return make_world(tmp_path)
