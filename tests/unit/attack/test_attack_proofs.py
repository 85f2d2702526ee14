"""What an insider could have hidden from the questions that a DPO asks of the words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from drivectl.agreement import lock
from drivectl.agreement.judge import judge
from drivectl.agreement.proof import cases, space
from drivectl.agreement.proof.differ import compare, widens
from drivectl.agreement.proof.terms import terms
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import DrivectlError, Place
from drivectl.model.action import SHARE, Act
from drivectl.model.agreement import Agreement, All, Clause
from drivectl.model.agreement import Test as Asked
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Case, Cell, Export, Record, Value
from drivectl.spec.policies import Policies, load_policies

AT = Place(file=Path("x"))
CASE: dict[str, Value] = {
    "case.case_ref": "D-1",
    "case.risk_level": "high",
    "case.nation": "england",
    "case.status": "open",
    "case.insider_orgs": (),
    "case.live_sar": False,
    "victim.address_status": "confidential",
}


@pytest.fixture(scope="module")
def policies() -> Policies:
    return load_policies(Path(__file__).parents[3] / "policies")


@pytest.fixture(scope="module")
def police(policies: Policies) -> Agreement:
    return policies.agreements["drive-police"]


def granting(agreement: Agreement, **when: Asked | None) -> Agreement:
    clauses = {
        path.replace("__", "."): (Clause(action=SHARE, purposes=("prevent-crime",), when=one, at=AT),)
        for path, one in when.items()
    }
    return replace(agreement, fields={**agreement.fields, **clauses})


def under(policies: Policies, agreement: Agreement, catalogue: Catalogue | None = None) -> Effective:
    return resolve(agreement, policies.baseline, catalogue or policies.catalogue, policies.parties)


def row(table: str, number: int, cells: dict[str, Value], **subjects: str) -> Record:
    said = {path: Cell(field=path, value=value) for path, value in cells.items()}
    return Record(table=table, row=number, case="D-1", subjects=subjects, cells=said)


@pytest.mark.parametrize(("about", "act"), [("K1", Act.SHARE), ("K2", Act.WITHHOLD), ("nobody", Act.WITHHOLD)])
def test_a_key_does_not_name_whom_the_scope_leaves_out(
    policies: Policies, police: Agreement, about: str, act: Act
) -> None:
    """The row of the second child stays in; a note about it must not bring its id out."""
    words = granting(police, victim__person_id=None, child__person_id=None, perpetrator__person_id=None)
    assert words.include is not None
    narrow = All((words.include, Asked("child.protection_status", "in", ("cp_plan",))))
    note: dict[str, Value] = {"note.note_id": "N", "note.person_id": about, "note.originator": "drive-delivery"}
    records = (
        row("clients", 2, {**CASE, "victim.person_id": "V", "perpetrator.person_id": "P"}, victim="V", perpetrator="P"),
        row("children", 2, {"child.person_id": "K1", "child.protection_status": "cp_plan"}, child="K1"),
        row("children", 3, {"child.person_id": "K2", "child.protection_status": "none"}, child="K2"),
        row("notes", 2, note),
    )
    export = Export(
        folder=Path(), layout="", layout_version="", layout_sha256="", layout_verified=False, tables=(),
        cases=(Case(ref="D-1", records=records),),
    )  # fmt: skip
    effective = under(policies, replace(words, include=narrow))
    (case,) = judge(export, effective, "exampleshire-police", None, date(2026, 12, 10)).cases
    assert case.decisions["children", 3, "child.person_id"].action.act is Act.WITHHOLD
    assert case.decisions["notes", 2, "note.person_id"].action.act is act


@pytest.mark.parametrize("where", ["clause", "scope"])
def test_another_order_of_a_domain_is_seen_as_wider(policies: Policies, police: Agreement, where: str) -> None:
    words = granting(police, perpetrator__vehicle=Asked("case.risk_level", "gte", ("very_high",)))
    if where == "scope":
        words = replace(police, include=Asked("case.risk_level", "gte", ("very_high",)))
    domains = policies.catalogue.domains
    first, *rest = reversed(domains["risk_level"].values)
    turned = replace(domains["risk_level"], values=(first, *reversed(rest)))
    other = replace(policies.catalogue, domains={**domains, "risk_level": turned})
    old, new = under(policies, words), under(policies, words, other)
    assert {"clause": "perpetrator.vehicle", "scope": "scope"}[where] in {
        one.field for one in compare(old, new) if one.direction == "wider"
    }
    assert not widens(old, old)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("retention", {"recipient": {"keep": "P6Y"}}, {"recipient": {"keep": "P100YT1H"}}),
        ("transfer", {"acknowledge_within": "P2D"}, {"acknowledge_within": "P2MT1H"}),
        ("pseudonyms", {}, {"key_holder": "exampleshire-police"}),
        ("rights", {"sar": {"consult_before_release": ["drive-delivery"]}}, {"sar": {}}),
    ],
)
def test_terms_that_let_more_happen_are_wider(
    policies: Policies, police: Agreement, key: str, old: object, new: object
) -> None:
    before, after = (under(policies, replace(police, whole={**police.whole, key: one})) for one in (old, new))
    assert [one.direction for one in terms(before, after)] == ["wider"]


def test_the_order_of_keys_changes_no_purpose(policies: Policies, police: Agreement) -> None:
    said = [dict(reversed(one.items())) for one in police.whole["purposes"]]  # type: ignore[attr-defined]
    turned = replace(police, whole={**police.whole, "purposes": said})
    assert list(terms(under(policies, police), under(policies, turned))) == []


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(DrivectlError) as caught:
        act()
    return [one.code for one in caught.value.diagnostics]


def test_sets_that_can_hold_anything_are_refused_before_they_fill_the_memory(
    policies: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "CAP", 1000)
    asked = [Asked("case.insider_orgs", "contains", (f"p{i}",)) for i in range(40)]
    assert refused(lambda: space.space(policies.catalogue, asked)) == ["STR024"]


def test_a_question_about_many_fields_ends(
    policies: Policies, police: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "CAP", 10)
    words = granting(police, victim__name=Asked("case.dash_score", "gte", (14,)))
    assert refused(lambda: compare(under(policies, police), under(policies, words))) == ["STR024"]


def test_the_lock_covers_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "policies").mkdir()
    layout = tmp_path / "elsewhere" / "one.yaml"
    layout.write_text("a: 1\n")
    (tmp_path / "policies" / "layouts").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    lock.write(tmp_path / "policies")
    layout.write_text("a: 2\n")
    assert [one.code for one in lock.check(tmp_path / "policies")] == ["GOV811"]
