"""A folder of policies: all faults of all files at once, one meaning per id, and what an AGREEMENT names."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.action import Act, Action
from drivectl.model.agreement import Test as Is
from drivectl.spec.load import load_settings
from drivectl.spec.policies import find_agreement, load_policies
from drivectl.transform.levels import ladder_for

SHIPPED = Path(__file__).parents[3] / "policies"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "policies"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def fails(folder: Path) -> DrivectlError:
    with pytest.raises(DrivectlError) as caught:
        load_policies(folder)
    return caught.value


def test_faults_of_several_files_and_several_of_one_file_come_together(folder: Path) -> None:
    edit(folder / "isa" / "police.yaml", "victim.name: {action", "victim.nmae: {action")
    edit(folder / "isa" / "police.yaml", "to: engaged_yes_no", "to: engaged")
    edit(folder / "layouts" / "da-case-management.yaml", "{field: case.opened}", "{field: case.opend}")
    found = [(d.at.file.name, d.code) for d in fails(folder).diagnostics if d.at]
    assert found == [("police.yaml", "STR006"), ("police.yaml", "STR006"), ("da-case-management.yaml", "STR006")]


def test_catalogue_and_parties_are_reported_together(folder: Path) -> None:
    edit(folder / "catalogue.yaml", "drivectl: catalogue/v1", "drivectl: catalogue/v2")
    edit(folder / "parties.yaml", "kind: police", "kind: polise")
    assert [d.at.file.name for d in fails(folder).diagnostics if d.at] == ["catalogue.yaml", "parties.yaml"]


def test_every_diagnostic_has_file_line_and_column(folder: Path) -> None:
    edit(folder / "isa" / "police.yaml", "victim.name: {action: share", "victim.nmae: {action: shared")
    (found,) = fails(folder).diagnostics
    assert found.at is not None
    line = (folder / "isa" / "police.yaml").read_text(encoding="utf-8").splitlines()[(found.at.line or 0) - 1]
    assert line[(found.at.column or 0) - 1 : (found.at.end_column or 0) - 1] == "shared"


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "parties.yaml").unlink()
    error = fails(folder)
    assert (error.code, error.exit) == ("STR010", 3)


def test_two_files_cannot_have_one_id(folder: Path) -> None:
    shutil.copy(folder / "isa" / "police.yaml", folder / "isa" / "zz.yaml")
    assert fails(folder).code == "STR010"


def test_signatures_beside_agreements_are_not_policies(folder: Path) -> None:
    (folder / "isa" / "drive-police.sig.yaml").write_text("{}", encoding="utf-8")
    assert len(load_policies(folder).agreements) == 3


def test_tokens_join_only_where_both_agreements_say_so(folder: Path) -> None:
    edit(folder / "isa" / "bristol-evaluation.yaml", "linkable_with: []", "linkable_with: [drive-police]")
    assert fails(folder).code == "STR010"
    edit(folder / "isa" / "police.yaml", "\nscope:", "\npseudonyms: {linkable_with: [bristol-evaluation]}\nscope:")
    assert load_policies(folder).agreements["drive-police"].linkable_with == ("bristol-evaluation",)


def test_an_agreement_is_named_by_path_id_or_unique_stem(folder: Path, tmp_path: Path) -> None:
    policies = load_policies(folder)
    police = policies.agreements["drive-police"]
    assert find_agreement(policies, "drive-police") is police
    assert find_agreement(policies, "police") is police
    assert find_agreement(policies, str(folder / "isa" / "police.yaml")) is police
    elsewhere = tmp_path / "copy.yaml"
    shutil.copy(folder / "isa" / "police.yaml", elsewhere)
    assert find_agreement(policies, str(elsewhere)).path == elsewhere
    for wrong in ("polise", str(folder / "isa" / "none.yaml"), "../police"):
        with pytest.raises(DrivectlError) as caught:
            find_agreement(policies, wrong)
        assert caught.value.code == "XFR612"


def test_an_internal_agreement_has_no_recipient(folder: Path) -> None:
    (folder / "isa" / "internal.yaml").write_text(
        """drivectl: isa/v1
kind: internal
id: test-extract
version: 1.0.0
title: A test extract
status: draft
extends: drive-partnership-baseline@1
purposes: [{id: test, text: Test the panel tracker.}]
fields:
  case.case_ref: {action: pseudonymise, with: {prefix: SU-}, for: [test]}
""",
        encoding="utf-8",
    )
    loaded = load_policies(folder).agreements["test-extract"]
    assert (loaded.recipients, loaded.include, loaded.key_scope, loaded.onward_allowed) == (
        (),
        None,
        "agreement",
        False,
    )
    assert loaded.fields["case.case_ref"][0].action.params == {"prefix": "SU-"}
    with (folder / "isa" / "internal.yaml").open("a", encoding="utf-8") as more:
        more.write("onward: {allowed: true}\n")
    assert fails(folder).code == "STR004"


def test_what_a_baseline_condition_means_is_kept(folder: Path) -> None:
    baseline = load_policies(folder).baseline
    assert baseline.holds[0].when == Is("case.insider_orgs", "contains", ("$recipient",))
    assert [clause.action.act for clause in baseline.field_ceilings["note.text"]] == ["withhold", "withhold", "redact"]
    assert baseline.field_ceilings["child.school"][0].for_kinds == ("childrens_social_care", "education")
    assert baseline.class_ceilings["locating"].action.act == "withhold"


def test_parties_accept_no_weaker_key_than_they_say(folder: Path) -> None:
    edit(folder / "parties.yaml", "    min_alg: age-x25519\n", "")
    parties = load_policies(folder).parties.parties
    assert parties["university-of-bristol"].min_alg == "age-x25519"  # what a bare age 1.1.1 can read
    assert parties["exampleshire-csc"].min_alg == "age-mlkem768x25519"


def test_layouts_keep_order_spellings_and_overrides(folder: Path) -> None:
    layout = load_policies(folder).layouts["da-case-management"]
    children = next(one for one in layout.tables if one.name == "children")
    assert (children.shape.format, children.shape.sheet, children.shape.header_rows) == ("xlsx", "Children", 2)
    assert (children.shape.true, children.shape.missing[0]) == (("Yes", "Y"), "")
    clients = layout.tables[0]
    assert clients.bindings[0].header == "Case Ref"
    consent = next(one for one in clients.bindings if one.header == "Consent")
    assert consent.codes["given"] == ("Yes", "Given")
    assert consent.unknown_values == "missing"
    assert layout.tables[-1].fixed == {"note.originator": "drive-delivery"}
    assert not layout.verified


def test_settings_of_a_site_are_two_and_weaken_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".drivectl.yaml"
    path.write_text("state: /srv/drivectl\nagency: drive-delivery\n", encoding="utf-8")
    assert load_settings(path) == {"state": "/srv/drivectl", "agency": "drive-delivery"}
    path.write_text("agency: drive-delivery\n", encoding="utf-8")
    assert load_settings(path) == {"agency": "drive-delivery"}
    path.write_text("overwrite: true\nagency: Drive Delivery\n", encoding="utf-8")
    with pytest.raises(DrivectlError) as caught:
        load_settings(path)
    assert [d.code for d in caught.value.diagnostics] == ["STR004", "STR004"]


def test_levels_that_load_are_those_that_can_be_made(folder: Path) -> None:
    catalogue = load_policies(folder).catalogue
    fields = {"date_floor": "case.opened", "age_band": "perpetrator.date_of_birth", "postcode": "perpetrator.address",
              "round": "case.dash_score", "relative_days": "case.opened", "hierarchy": "case.site"}  # fmt: skip
    own = {"organisation": "professional.organisation", "engagement": "perpetrator.engagement"}
    for ladder in catalogue.ladders:
        for level in (*ladder.steps, *ladder.also):
            path = own.get(ladder.name) or fields[ladder.method]
            action = Action(act=Act.GENERALISE, to=level)
            shutil.copy(SHIPPED / "isa" / "bristol-evaluation.yaml", folder / "isa")
            text = (folder / "isa" / "bristol-evaluation.yaml").read_text(encoding="utf-8")
            kept = "".join(row for row in text.splitlines(keepends=True) if not row.startswith(f"  {path}:"))
            clause = f"\nfields:\n  {path}: {{action: generalise, to: {level}, for: [evaluate]}}\n"
            kept = kept.replace("\nfields:\n", clause).replace(f"{path},", "").replace(f", {path}]", "]")
            (folder / "isa" / "bristol-evaluation.yaml").write_text(kept, encoding="utf-8")
            assert refusal(lambda: load_policies(folder)) == refusal(lambda: ladder_for(action, path, catalogue)), level  # noqa: B023 -- called here


def refusal(run: Callable[[], object]) -> bool:
    try:
        run()
    except DrivectlError as error:
        assert error.code in {"STR020", "DIS512"}  # noqa: PT017 -- any other refusal is a fault of the test
        return True
    return False


def test_files_are_checked_as_they_stand_where_what_they_name_cannot_be(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "p"))
    for file in (
        "catalogue.yaml",
        "baseline.yaml",
        "isa/police.yaml",
        "legal.yaml",
        "flags.yaml",
        "layouts/da-case-management.yaml",
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8") + "unknown_key: 1\n", encoding="utf-8")
        with pytest.raises(DrivectlError) as caught:
            load_policies(folder)
        assert path in {one.at.file for one in caught.value.diagnostics if one.at}
    assert len({one.at.file for one in caught.value.diagnostics if one.at}) == 6
