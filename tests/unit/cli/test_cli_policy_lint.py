"""``policy lint``: its three forms, its statuses, its edits. Sites are made by hand, without keys."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

SHIPPED = Path(__file__).parents[3] / "policies"
KEYS = [
    "code", "name", "severity", "message", "file", "line", "column", "end_line", "end_column", "path", "why", "legal",
    "help", "fix", "counterexample", "fingerprint",
]  # fmt: skip
Run = Callable[..., Any]


@pytest.fixture
def site(home: Path) -> Path:
    shutil.copytree(SHIPPED, home / "policies")
    (home / ".drivectl.yaml").write_text("agency: drive-delivery\n", encoding="utf-8")
    return home


def change(site: Path, old: str, new: str, file: str = "isa/police.yaml") -> None:
    path = site / "policies" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_ships_has_no_error(drivectl: Run) -> None:
    done = drivectl("policy", "lint", "--shipped")
    assert done.status == 0
    assert "0 errors" in done.err
    assert done.err.splitlines()[-1].startswith("Legal rows: reviewed by nobody")
    assert drivectl("policy", "lint", "--shipped", "--fail-on", "warning").status == 1


def test_text_shows_place_frame_why_law_and_fix(site: Path, drivectl: Run) -> None:
    change(site, "channel: cjsm", "channel: zip")
    done = drivectl("policy", "lint", "--select", "XFR603", "--fail-on", "warning")
    assert done.status == 1
    assert done.out.splitlines()[0].endswith("police.yaml:97:12: warning XFR603: zip does not keep what it carries")
    assert [line.split(":")[0] for line in done.out.splitlines()[-4:]] == [" why", " law", " fix", "more"]


def test_json_has_the_keys_of_the_format(site: Path, drivectl: Run) -> None:
    change(site, "  allegation.status: {action: share, for: [prevent-crime]}\n", "")
    done = drivectl("policy", "lint", "--format", "json", "--select", "DAT208")
    [one] = done.json["findings"]
    assert done.status == 1
    assert list(one) == KEYS
    assert (one["code"], one["severity"], one["line"], one["path"]) == (
        "DAT208",
        "error",
        69,
        "/fields/allegation.behaviour",
    )
    assert one["fix"] == {"safe": False, "edits": []}


def test_a_fingerprint_outlives_lines_above_it(site: Path, drivectl: Run) -> None:
    change(site, "channel: cjsm", "channel: zip")
    before = drivectl("policy", "lint", "--json", "--select", "XFR603").json["findings"][0]
    change(site, "purposes:\n", "# more\n\npurposes:\n")
    after = drivectl("policy", "lint", "--json", "--select", "XFR603").json["findings"][0]
    assert (after["line"], after["fingerprint"]) == (before["line"] + 2, before["fingerprint"])


def test_sarif_is_sarif(site: Path, drivectl: Run) -> None:
    change(site, "team: DA disruption unit", "team: NO")
    change(site, "review_by: 2027-11-30", "review_by: 2027-12-02")
    done = drivectl("policy", "lint", "--format", "sarif")
    Sarif.model_validate(done.json)
    [run] = done.json["runs"]
    assert len({one["id"] for one in run["tool"]["driver"]["rules"]}) == len(run["tool"]["driver"]["rules"])
    found = {one["ruleId"]: one for one in run["results"]}
    assert found["STR005"]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "policies/isa/police.yaml"
    assert found["STR005"]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == '"NO"'
    assert (
        found["GOV802"]["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "policies/baseline.yaml"
    )
    assert run["tool"]["driver"]["rules"][found["GOV802"]["ruleIndex"]]["defaultConfiguration"]["level"] == "warning"


def test_fix_makes_what_is_proved_safe_and_nothing_else(site: Path, drivectl: Run) -> None:
    change(site, "team: DA disruption unit", "team: NO")
    change(
        site,
        "child.protection_status: {action: share",
        "child.protection_statos: {action: share",
        "isa/childrens-social-care.yaml",
    )
    change(
        site,
        "perpetrator.date_of_birth: {action: generalise, to: age_band_10,",
        "perpetrator.date_of_birth: {action: share,",
        "isa/bristol-evaluation.yaml",
    )
    texts = {path: path.read_bytes() for path in site.rglob("*.yaml")}
    done = drivectl("policy", "lint", "--fix")
    changed = sorted(path.name for path, text in texts.items() if path.read_bytes() != text)
    assert done.status == 1
    assert changed == ["bristol-evaluation.yaml", "police.yaml"]
    assert "date_of_birth: {action: generalise, to: year," in (site / "policies/isa/bristol-evaluation.yaml").read_text(
        "utf-8"
    )
    assert drivectl("policy", "lint", "--select", "STR005", "--select", "DAT204").out == ""


def test_a_path_limits_what_is_shown_and_must_be_a_policy(site: Path, drivectl: Run) -> None:
    change(site, "channel: cjsm", "channel: zip")
    assert drivectl("policy", "lint", "policies/baseline.yaml", "--fail-on", "warning").status == 0
    assert drivectl("policy", "lint", "policies/isa", "--select", "XFR603", "--fail-on", "warning").status == 1
    (site / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    assert drivectl("policy", "lint", "other.yaml").status == 2


def test_a_policy_is_named_by_id_or_stem_as_well(site: Path, drivectl: Run) -> None:
    change(site, "channel: cjsm", "channel: zip")
    asked = ("--select", "XFR603", "--fail-on", "warning")
    for named, status in (("police", 1), ("drive-police", 1), ("childrens-social-care", 0)):
        assert drivectl("policy", "lint", named, *asked).status == status
    done = drivectl("policy", "lint", "polise")
    assert done.status == 2
    assert "did you mean police?" in done.err


@pytest.mark.parametrize("words", [("--select", "ZZZ"), ("--fix", "--shipped"), ("--fail-on", "fatal")])
def test_what_makes_no_sense_is_a_usage_error(words: tuple[str, ...], site: Path, drivectl: Run) -> None:
    assert site.is_dir()
    assert drivectl("policy", "lint", *words).status == 2


def test_files_that_do_not_load_end_with_status_1(site: Path, drivectl: Run) -> None:
    change(site, "status: draft", "status: drafted")
    done = drivectl("policy", "lint")
    assert done.status == 1
    assert "STR004" in done.out
    change(site, "default: withhold", "default: share", "baseline.yaml")
    assert "The rules were not asked" in drivectl("policy", "lint").err
