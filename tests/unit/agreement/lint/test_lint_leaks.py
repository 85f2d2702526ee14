"""Each LEK rule: a change to the shipped policies that brings it, and one near it that does not."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import asked, lint
from drivectl.spec.policies import read_policies

SHIPPED = Path(__file__).parents[4] / "policies"
POLICE, CSC, BASE = "isa/police.yaml", "isa/childrens-social-care.yaml", "baseline.yaml"
SCHOOL = "  child.school:\n    - {action: share, for: [safeguard-child], when: {victim.address_status: known_to_perpetrator}}\n"
LOOSE = (
    (BASE, "    classes: [informant]\n", "    fields: [informant.name]\n"),
    (BASE, "    third_party: withhold\n    informant: withhold\n", "    third_party: share\n    informant: share\n"),
)
SPLIT = (
    POLICE,
    "  case.case_ref: {action: pseudonymise, scope: agreement, for: [prevent-crime]}\n",
    "  informant.relationship: {action: share, for: [prevent-crime]}\n",
)
KEPT = (SPLIT[0], SPLIT[1], "  informant.statement: {action: redact, for: [prevent-crime]}\n")
PASSED = (POLICE, "except: [{to_kind: cps,", "except: [{to_kind: childrens_social_care,")
CRIME = (
    CSC,
    "  case.risk_level: {action: share,",
    "  case.crime_ref: {action: share, for: [safeguard-child]}\n  case.risk_level: {action: share,",
)
TOKEN = (CSC, CRIME[1], CRIME[2].replace("crime_ref: {action: share,", "crime_ref: {action: pseudonymise,"))


def found(folder: Path, code: str, changes: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str]]:
    policies = folder / "policies"
    shutil.copytree(SHIPPED, policies, dirs_exist_ok=True)
    for file, old, new in changes:
        text = (policies / file).read_text("utf-8")
        assert old in text, old
        (policies / file).write_text(text.replace(old, new, 1), "utf-8")
    report = lint(read_policies(policies), date(2027, 1, 1), Machine(), asked([code], []))
    return [(one.code, one.at.file.name) for one in report.findings if one.code == code]


@pytest.mark.parametrize(
    ("code", "file", "far", "near"),
    [
        ("LEK951", CSC, ((CSC, SCHOOL, "  child.school: {action: share, for: [safeguard-child]}\n"),), ()),
        ("LEK952", CSC, (*LOOSE, SPLIT), (*LOOSE, KEPT)),
        ("LEK953", POLICE, (*LOOSE, SPLIT, PASSED), (*LOOSE, SPLIT)),
        ("LEK954", CSC, (CRIME,), (TOKEN,)),
    ],
)
def test_found_where_it_is_and_nowhere_near(
    tmp_path: Path, code: str, file: str, far: tuple[tuple[str, str, str], ...], near: tuple[tuple[str, str, str], ...]
) -> None:
    assert (code, Path(file).name) in found(tmp_path / "far", code, far)
    assert found(tmp_path / "near", code, near) == []
