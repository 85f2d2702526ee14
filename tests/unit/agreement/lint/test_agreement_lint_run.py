"""The lint as a whole: files that do not load, exceptions, selections, edits."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from drivectl.agreement.lint.fix import edited
from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import Report, asked, lint
from drivectl.agreement.proof import space
from drivectl.errors import UsageError, problem
from drivectl.model.lint import Edit
from drivectl.safe import name, say
from drivectl.spec.policies import read_policies

SHIPPED = Path(__file__).parents[4] / "policies"
DAY = date(2026, 12, 4)
POLICE = "isa/police.yaml"
NOT_SLOW = asked((), ("TST",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped policies to change."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "policies"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def run(folder: Path, wanted: Callable[[str], bool] = NOT_SLOW, day: date = DAY) -> Report:
    return lint(read_policies(folder), day, Machine(), wanted)


def said(report: Report, *codes: str) -> list[str]:
    return [
        f"{one.code} {one.at.file.name}:{one.at.line}" for one in report.findings if one.code.startswith(codes or ("",))
    ]


def test_the_shipped_policies_have_no_error(folder: Path) -> None:
    report = run(folder, asked((), ()))
    assert [one.code for one in report.findings if one.grave == "error"] == []


def test_a_file_that_does_not_load_is_a_finding_and_the_others_are_linted(folder: Path) -> None:
    (folder / "isa/broken.yaml").write_text("a: [", encoding="utf-8")
    change(folder, POLICE, "channel: cjsm", "channel: zip")
    assert said(run(folder), "STR", "XFR603") == ["STR001 broken.yaml:2", "XFR603 police.yaml:97"]


def test_an_agreement_under_a_floor_is_linted_whole(folder: Path) -> None:
    change(folder, POLICE, "classification: OFFICIAL-SENSITIVE", "classification: OFFICIAL")
    change(folder, POLICE, "  allegation.status: {action: share, for: [prevent-crime]}\n", "")
    assert said(run(folder), "XFR602", "DAT208") == ["DAT208 police.yaml:69", "XFR602 police.yaml:97"]


def test_an_agreement_with_a_name_that_is_not_known_is_linted_but_not_proved(folder: Path) -> None:
    change(folder, POLICE, "channel: cjsm", "channel: zip")
    change(folder, POLICE, "  allegation.status: {", "  allegation.statos: {")
    assert said(run(folder), "STR", "DAT208", "XFR603") == ["STR006 police.yaml:70", "XFR603 police.yaml:97"]


def test_without_a_baseline_no_rule_is_asked(folder: Path) -> None:
    change(folder, "baseline.yaml", "default: withhold", "default: share")
    report = run(folder)
    assert said(report) == ["STR004 baseline.yaml:10"]
    assert report.reading.policies is None


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("  # drivectl: ignore[XFR603] agreed with the DPO, until 2027-01-31", []),
        ("  # drivectl: ignore[XFR603, DAT204] agreed until 2027-01-31", ["GOV804 police.yaml:97"]),
        ("  # drivectl: ignore[XFR603] agreed until 2026-12-03", ["XFR603 police.yaml:97", "GOV804 police.yaml:97"]),
        ("  # drivectl: ignore[XFR603] until 2027-01-31", ["XFR603 police.yaml:97", "GOV804 police.yaml:97"]),
        ("  # drivectl: ignore[XFR603] agreed", ["XFR603 police.yaml:97", "GOV804 police.yaml:97"]),
        ("  # drivectl: ignore XFR603", ["XFR603 police.yaml:97", "GOV804 police.yaml:97"]),
        ("  # drivectl: ignore[XFR999] agreed until 2027-01-31", ["XFR603 police.yaml:97", "GOV804 police.yaml:97"]),
        ("\n  # drivectl: ignore[XFR603] agreed until 2027-01-31", ["XFR603 police.yaml:97", "GOV804 police.yaml:98"]),
    ],
)
def test_a_comment_leaves_a_finding_of_its_line_alone(comment: str, found: list[str], folder: Path) -> None:
    change(folder, POLICE, "channel: cjsm", f"channel: zip{comment}")
    assert said(run(folder), "XFR603", "GOV804", "DAT204") == found


def test_a_comment_alone_is_about_the_next_line(folder: Path) -> None:
    change(
        folder,
        POLICE,
        "  channel: cjsm",
        "  # drivectl: ignore[XFR603] agreed until 2027-01-31\n  # so\n  channel: zip",
    )
    assert said(run(folder), "XFR603", "GOV804") == []


def test_a_quoted_text_is_no_comment(folder: Path) -> None:
    change(folder, POLICE, "channel: cjsm", 'channel: "zip # drivectl: ignore[XFR603] agreed until 2027-01-31"')
    assert said(run(folder), "XFR603", "GOV804") == ["XFR603 police.yaml:97"]


def test_what_keeps_a_file_from_loading_cannot_be_ignored(folder: Path) -> None:
    change(
        folder,
        POLICE,
        "  channel: cjsm",
        "  channel: cjsm\n  chanel: cjsm  # drivectl: ignore[STR004] agreed until 2027-01-31",
    )
    assert said(run(folder), "STR004", "GOV804") == ["STR004 police.yaml:98", "GOV804 police.yaml:98"]


def test_a_code_that_is_not_asked_about_is_not_called_unused(folder: Path) -> None:
    change(folder, POLICE, "channel: cjsm", "channel: zip  # drivectl: ignore[XFR603] agreed until 2027-01-31")
    assert said(run(folder, asked(("GOV804",), ()))) == []


def test_codes_are_chosen_by_how_they_begin() -> None:
    wanted = asked(("DAT", "XFR603"), ("DAT204",))
    assert [one for one in ("DAT204", "DAT205", "XFR602", "XFR603") if wanted(one)] == ["DAT205", "XFR603"]


def test_what_takes_long_is_asked_only_by_name() -> None:
    assert not asked((), ())("TST902")
    assert asked(("TST902",), ())("TST902")


@pytest.mark.parametrize("word", ["ZZZ", "dat", "SRC210", ""])
def test_a_code_that_there_is_not_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        asked((word,), ())


def test_edits_are_made_by_place_and_never_over_each_other() -> None:
    edits = [Edit(1, 3, 1, 5, "X"), Edit(2, 1, 2, 2, "Y"), Edit(1, 4, 2, 1, "Z"), Edit(3, 1, 3, 1, "!")]
    assert edited("abcdef\r\nghi\n", edits) == "abcZYhi\n!"


def test_quotes_around_a_word_are_safe_and_a_wider_grant_is_not(folder: Path) -> None:
    change(folder, POLICE, "team: DA disruption unit", "team: NO")
    change(
        folder,
        "isa/bristol-evaluation.yaml",
        "date_of_birth: {action: generalise, to: age_band_10,",
        "date_of_birth: {action: share,",
    )
    found = {one.code: one for one in run(folder).findings if one.edits}
    assert {code: one.safe for code, one in found.items()} == {"STR005": True, "DAT204": True}


@pytest.mark.parametrize(("status", "grave"), [("draft", "warning"), ("agreed", "error")])
def test_a_partner_without_a_card_does_not_hold_a_draft_up(status: str, grave: str, folder: Path) -> None:
    def nobody(party: str, team: str, weakest: str, pin: str | None) -> str:
        del team, weakest, pin
        raise problem("KEY331", say("{p} has no verified key", p=name(party)))

    path = folder / POLICE
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", f"status: {status}"), encoding="utf-8")
    report = lint(read_policies(folder), DAY, Machine(recipient=nobody), asked(["XFR601"], ()))
    assert [one.grave for one in report.findings if one.at.file == path] == [grave]


def test_a_word_that_is_wrong_where_it_stands_need_not_be_quoted(folder: Path) -> None:
    change(folder, POLICE, "required: false, record", "required: NO, record")
    assert said(run(folder), "STR") == ["STR004 police.yaml:53"]


def test_the_case_that_shows_it_is_in_words(folder: Path) -> None:
    change(folder, POLICE, ", when: {victim.address_status: known_to_perpetrator}", "")
    [one] = [one for one in run(folder).findings if one.code == "SAF302"]
    assert "case.insider_orgs is empty, case.live_sar is no, case.nation is england" in one.diagnostic().notes[0]


def test_a_proof_that_is_too_large_is_said_whatever_was_asked_and_ends_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, POLICE, "channel: cjsm", "channel: zip")
    monkeypatch.setattr(space, "CAP", 5)
    every = {Path(one.rpartition(":")[0].split(" ")[1]).name for one in said(run(folder), "STR024")}
    assert every >= {"police.yaml", "childrens-social-care.yaml", "bristol-evaluation.yaml"}
    assert said(run(folder), "XFR603") == ["XFR603 police.yaml:97"]
    assert said(run(folder, asked(("SAF",), ("STR",))), "STR024")
