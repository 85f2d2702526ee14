"""Signatures, the lock, dates in force and the partner's copy."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from drivectl.agreement import document, inforce, lock, sign
from drivectl.errors import InputError, RefusedError
from drivectl.model.agreement import Agreement
from drivectl.spec.policies import Policies

ON = date(2026, 12, 1)
Make = Callable[[str, str], sign.Signature]


def mark(party: str) -> Callable[[bytes], bytes]:
    """A stand-in for a key: enough to notice other bytes and other parties."""
    return lambda payload: hashlib.sha256(party.encode() + payload).digest()


def verify(party: str, key_id: str, payload: bytes, signature: bytes) -> bool:
    return key_id == f"{party}-key" and signature == mark(party)(payload)


@pytest.fixture
def agreement(policies: Policies) -> Agreement:
    return replace(policies.agreements["drive-police"], status="agreed")


@pytest.fixture
def sha256(policies: Policies, agreement: Agreement) -> str:
    return sign.digest(agreement, policies.baseline, policies.catalogue)


@pytest.fixture
def make(agreement: Agreement, sha256: str) -> Make:
    return lambda party, role: sign.sign(
        agreement, sha256, party=party, role=role, key_id=f"{party}-key", fingerprint="FP", on=ON, signer=mark(party)
    )


def test_the_form_is_canonical_and_covers_what_it_stands_on(policies: Policies) -> None:
    p = policies
    for agreement in p.agreements.values():
        form = sign.canonical_form(agreement, p.baseline, p.catalogue)
        assert form == rfc8785.dumps(json.loads(form))
        assert p.baseline.sha256.encode() in form
        assert p.catalogue.sha256.encode() in form
        before = sign.digest(agreement, p.baseline, p.catalogue)
        assert before != sign.digest(agreement, replace(p.baseline, sha256="0" * 64), p.catalogue)
        assert before != sign.digest(agreement, p.baseline, replace(p.catalogue, sha256="0" * 64))
        assert before != sign.digest(
            replace(agreement, whole={**agreement.whole, "title": "x"}), p.baseline, p.catalogue
        )
        facts: tuple[dict[str, Any], ...] = ({"kind": "other"}, {"receives": "browser"}, {"min_alg": "none"})
        for fact in facts:
            other = {key: replace(one, **fact) for key, one in agreement.standing.items()}
            assert before != sign.digest(replace(agreement, standing=other), p.baseline, p.catalogue)


def test_all_required_signatories_must_sign_these_very_words(agreement: Agreement, sha256: str, make: Make) -> None:
    ours, theirs = make("drive-delivery", "DPO"), make("exampleshire-police", "Information asset owner")
    assert sign.check_signatures(agreement, sha256, (ours, theirs), verify) == []
    deputy = make("drive-delivery", "Head of service")
    assert sign.check_signatures(agreement, sha256, (deputy, theirs), verify) == []
    for bad in (
        (ours,),
        (ours, ours),
        (ours, replace(theirs, role="DPO")),
        (ours, replace(theirs, on="2026-12-02")),
        (ours, replace(theirs, party="exampleshire-csc")),
        (ours, replace(theirs, signature=ours.signature)),
        (ours, replace(theirs, signature="?")),
    ):
        [lacking] = sign.check_signatures(agreement, sha256, bad, verify)
        assert "exampleshire-police" in lacking.what
    assert len(sign.check_signatures(agreement, sha256, (), verify)) == 2
    assert len(sign.check_signatures(agreement, "0" * 64, (ours, theirs), verify)) == 2
    nobody = replace(agreement, signatories=())
    assert [one.code for one in sign.check_signatures(nobody, sha256, (), verify)] == ["GOV801"]


def test_only_a_named_signatory_can_sign(make: Make) -> None:
    with pytest.raises(RefusedError, match="GOV801"):
        make("exampleshire-csc", "DPO")
    with pytest.raises(RefusedError, match="GOV801"):
        make("drive-delivery", "Cleaner")


def test_signatures_keep_beside_the_agreement(tmp_path: Path, agreement: Agreement, make: Make) -> None:
    policy = tmp_path / "police.yaml"
    assert sign.read_signatures(policy) == ()
    both = (make("drive-delivery", "DPO"), make("exampleshire-police", "Information asset owner"))
    sign.write_signatures(policy, agreement, both)
    assert (tmp_path / "police.sig.yaml").exists()
    assert sign.read_signatures(policy) == both


@pytest.mark.parametrize(
    "text", ["", "x: 1", "{}", '{"drivectl":"agreement-signatures/v1","signatures":[{"party":"x"}]}']
)
def test_a_broken_signature_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "police.sig.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="GOV812"):
        sign.read_signatures(tmp_path / "police.yaml")


def test_the_lock_notices_every_change(tmp_path: Path, policies: Policies) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(policies.folder, folder)
    (folder / "policies.lock").unlink(missing_ok=True)
    assert [one.code for one in lock.check(folder)] == ["GOV811"]
    lock.write(folder)
    assert lock.check(folder) == []
    (folder / "isa" / "police.sig.yaml").write_text("{}", encoding="utf-8")
    assert lock.check(folder) == []
    (folder / "baseline.yaml").write_bytes((folder / "baseline.yaml").read_bytes() + b"\n")
    (folder / "isa" / "new.yaml").write_text("x: 1\n", encoding="utf-8")
    (folder / "parties.yaml").unlink()
    assert [one.at.file.name for one in lock.check(folder) if one.at] == ["baseline.yaml", "new.yaml", "parties.yaml"]
    (folder / "policies.lock").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="GOV812"):
        lock.check(folder)


@pytest.mark.parametrize(
    ("changes", "today", "finds"),
    [
        ({}, "2026-12-01", 0),
        ({}, "2026-11-30", 1),
        ({}, "2027-11-30", 1),  # the baseline's review has passed, the agreement's has its last day
        ({}, "2027-12-01", 2),
        ({}, "2028-12-01", 3),
        ({"status": "draft"}, "2026-12-01", 1),
        ({"status": "suspended"}, "2026-12-01", 1),
        ({"status": "ended"}, "2026-12-01", 1),
        ({"effective": None}, "2026-12-01", 1),
        ({"review_by": None}, "2026-12-01", 1),
        ({"expires": None}, "2026-12-01", 1),
    ],
)
def test_in_force(policies: Policies, agreement: Agreement, changes: dict[str, object], today: str, finds: int) -> None:
    dated = replace(agreement, effective=date(2026, 12, 1), review_by=date(2027, 11, 30), expires=date(2028, 11, 30))
    dated = replace(dated, **changes)  # type: ignore[arg-type]  # the cases above name fields of an agreement
    baseline = replace(policies.baseline, effective=date(2026, 11, 1), review_by=date(2027, 10, 31))
    found = inforce.check(dated, baseline, date.fromisoformat(today), ())
    assert len(found) == finds
    assert {one.code for one in found} <= {"GOV801"}


def test_a_draft_may_pass_only_where_it_is_allowed(policies: Policies, agreement: Agreement, sha256: str) -> None:
    unsigned = sign.check_signatures(agreement, sha256, (), verify)
    draft = replace(agreement, status="draft")
    day = max(policies.baseline.effective, draft.effective or ON)
    assert len(inforce.check(draft, policies.baseline, day, unsigned)) == 3
    assert inforce.check(draft, policies.baseline, day, unsigned, draft_allowed=True) == []
    ended = replace(draft, status="ended")
    assert len(inforce.check(ended, policies.baseline, day, unsigned, draft_allowed=True)) == 1


def test_the_partners_copy_keeps_words_and_signatures(
    policies: Policies, agreement: Agreement, sha256: str, make: Make
) -> None:
    signatures = (make("drive-delivery", "DPO"),)
    data = document.agreement_document(
        sign.canonical_form(agreement, policies.baseline, policies.catalogue), signatures
    )
    read = document.read_agreement_document(data)
    assert (read.id, read.version, read.sha256, read.signatures) == (
        agreement.id,
        agreement.version,
        sha256,
        signatures,
    )
    changed = document.read_agreement_document(data.replace(b"very_high", b"medium"))
    assert changed.sha256 != sha256
    for bad in (b"", b"[]", b"{}", data[:-9], data.replace(b"agreement-form/v2", b"agreement-form/v1"), b"[" * 9999):
        with pytest.raises(InputError, match="GOV812"):
            document.read_agreement_document(bad)
