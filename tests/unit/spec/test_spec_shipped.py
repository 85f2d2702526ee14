"""Every shipped policy file loads, whatever the day."""

from pathlib import Path
from typing import cast

import pytest

from drivectl.model.canonical import Json, canonical
from drivectl.spec import yamlmarks
from drivectl.spec.policies import Policies, load_policies, policy_files

SHIPPED = Path(__file__).parents[3] / "policies"


@pytest.fixture(scope="module")
def policies() -> Policies:
    return load_policies(SHIPPED)


def test_all_files_of_the_shipped_folder_are_loaded(policies: Policies) -> None:
    assert set(policies.agreements) == {"drive-police", "drive-childrens-social-care", "bristol-evaluation"}
    assert set(policies.layouts) == {"da-case-management"}
    assert len(policies.catalogue.entities) == 35
    assert sum(len(one.fields) for one in policies.catalogue.entities.values()) == 436
    known = {SHIPPED / f"{one}.yaml" for one in ("catalogue", "parties", "baseline", "flags", "legal")}
    known |= {*policy_files(SHIPPED / "isa"), *policy_files(SHIPPED / "layouts")}
    assert known == set(SHIPPED.rglob("*.yaml"))


def test_shipped_files_say_that_they_are_illustrative_and_name_no_papers_that_users_lack() -> None:
    for path in SHIPPED.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "ILLUSTRATIVE" in text.splitlines()[0]
        assert ".md" not in text
        assert "$schema" not in text


def test_the_register_says_of_every_row_where_it_comes_from_and_claims_no_review(policies: Policies) -> None:
    assert policies.legal is not None
    text = policies.legal.path.read_text(encoding="utf-8")
    assert "not legal advice" in text
    assert text.count("\n    reviewed_by: none\n") == len(policies.legal.rows)
    assert {row.reviewed_by for row in policies.legal.rows.values()} == {None}
    unverified = {row.id for row in policies.legal.rows.values() if row.in_force_from is None}
    assert "ca2004.s16LA" in unverified
    assert "ukgdpr.6.1.ea" not in unverified


def test_views_have_what_they_inherit_under_their_own_path(policies: Policies) -> None:
    born = policies.catalogue.field("victim.date_of_birth")
    assert born.sources == ("person.date_of_birth",)
    assert policies.catalogue.field("victim.person_id").token == "person"
    assert policies.catalogue.field("victim.name").classes == ("identity",)


def test_agreements_keep_every_key_as_signable_text(policies: Policies) -> None:
    whole = policies.agreements["bristol-evaluation"].whole
    assert whole.keys() == yamlmarks.load(SHIPPED / "isa" / "bristol-evaluation.yaml").data.keys()  # type: ignore[union-attr]
    assert canonical(cast("Json", whole))
    control = whole["disclosure_control"]
    assert isinstance(control, dict)
    assert control["max_suppressed_share"] == "0.10"
    kept = policies.agreements["bristol-evaluation"].disclosure_control
    assert kept is not None
    assert kept.max_suppressed_share == 0.1


def test_no_loader_asks_for_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    def refuse(*_: object) -> float:
        raise AssertionError("the clock was read")

    monkeypatch.setattr(time, "time", refuse)
    load_policies(SHIPPED)
