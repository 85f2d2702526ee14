"""``policy prove``, ``policy diff`` and ``explain AGREEMENT FIELD``: each answer, its example, and the engine's word on it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
POLICE = "policies/isa/police.yaml"
Run = Callable[..., Any]


@pytest.fixture
def site(home: Path) -> Path:
    shutil.copytree(ROOT / "policies", home / "policies")
    (home / ".drivectl.yaml").write_text("agency: drive-delivery\nstate: ../state\n", encoding="utf-8")
    return home


@pytest.fixture
def history(site: Path) -> Path:
    """The site under git, with the policies as shipped on ``main``."""
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "policies"], ["commit", "-qm", "shipped"]):
        subprocess.run(["git", *who, *words], cwd=site, env=env, check=True)
    return site


def edit(site: Path, old: str, new: str, path: str = POLICE) -> None:
    text = (site / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (site / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("site")
def test_a_proof_says_what_stands_in_the_way(drivectl: Run) -> None:
    done = drivectl("policy", "prove", "never", "exampleshire-police", "victim.safe_address")
    assert done.status == 0
    assert done.out.startswith("Proved. ")
    assert done.out.rstrip().endswith("policies/baseline.yaml:14 NS-SAFE-LOCATION.")


def test_a_refuted_claim_shows_a_case_that_the_engine_confirms(site: Path, drivectl: Run) -> None:
    words = ("policy", "prove", "never", "exampleshire-police", "victim.name")
    done = drivectl(*words, "--example-dir", "shown")
    assert done.status == 1
    assert "drive-police: exampleshire-police gets victim.name (as it is)" in done.out
    assert "example: " in done.err
    assert "case.status is referred" in done.err
    told = drivectl("explain", "drive-police", "victim.name", "--record", "shown/prove.example.json", "--json").json
    assert told["parties"][0]["action"] == "share"
    found = drivectl(*words, "--json").json
    assert (found["holds"], found["agreement"], found["field"]) == (False, "drive-police", "victim.name")
    assert json.loads((site / "shown/prove.example.json").read_text(encoding="utf-8")) == found["example"]


@pytest.mark.usefixtures("site")
def test_claims_about_two_agreements(drivectl: Run) -> None:
    assert drivectl("policy", "prove", "disjoint", "police", "bristol-evaluation").status == 0
    assert drivectl("policy", "prove", "implies", "police", "police").status == 0
    assert drivectl("policy", "prove", "implies", "police", "bristol-evaluation").status == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("never", "exampleshire-polic", "victim.name"), "ENV507"),
        (("never", "exampleshire-police", "victim.nam"), "ENV507"),
        (("implies", "police", "nobody"), "XFR612"),
    ],
)
@pytest.mark.usefixtures("site")
def test_a_misspelt_name_is_never_proved_of(drivectl: Run, words: tuple[str, ...], code: str) -> None:
    done = drivectl("policy", "prove", *words)
    assert code in done.err
    assert done.status == (2 if code == "ENV507" else 3)


def test_a_loosened_file_is_wider_than_the_one_in_git(history: Path, drivectl: Run) -> None:
    edit(history, "case.risk_level: very_high, note.origin", "note.origin")
    edit(
        history,
        "share, for: [prevent-crime], when: {victim.address_status: known_to_perpetrator}",
        "share, for: [prevent-crime]",
    )
    words = ("policy", "diff", f"main:{POLICE}", POLICE)
    done = drivectl(*words, "--example-dir", "shown")
    assert done.status == 0
    assert "note.text                WIDER     withhold -> redact" in done.out
    assert "victim.address           harmless  withhold -> share in its words" in done.out
    assert "policies/baseline.yaml:35" in done.out
    assert "1 widening: signatures of 2 parties are void. Version must go to 2.0.0 (now 1.0.0)." in done.err
    assert drivectl(*words, "--fail-on", "widening").status == 1
    told = drivectl(*words, "--breaking-only", "--json").json
    [change] = told["changes"]
    assert {one: change[one] for one in ("field", "direction", "from", "to")} == {
        "field": "note.text",
        "direction": "wider",
        "from": "withhold",
        "to": "redact",
    }
    assert told["version"] == {"level": "major", "old": "1.0.0", "new": "1.0.0", "next": "2.0.0"}
    (history / "case.json").write_text(json.dumps(change["example"]), encoding="utf-8")
    actions = [
        drivectl("explain", named, "note.text", "--record", "case.json", "--json").json["parties"][0]["action"]
        for named in (f"main:{POLICE}", POLICE)
    ]
    assert actions == ["withhold", "redact"]


def test_a_ref_brings_its_own_baseline(history: Path, drivectl: Run) -> None:
    edit(history, "- {action: withhold, when: {note.origin: third_party}}", "", "policies/baseline.yaml")
    assert drivectl("policy", "diff", f"main:{POLICE}", POLICE).err.startswith("0 widenings")
    edit(
        history,
        "id: HOLD-LIVE-SAR, when: {case.live_sar: true}",
        "id: HOLD-LIVE-SAR, when: {case.live_sar: {not: true}}",
        "policies/baseline.yaml",
    )
    done = drivectl("policy", "diff", f"main:{POLICE}", POLICE)
    assert "HOLD-LIVE-SAR            WIDER     held -> open" in done.out


@pytest.mark.usefixtures("history")
def test_what_git_does_not_have_is_refused_and_nothing_is_an_option(drivectl: Run) -> None:
    for named in (f"nowhere:{POLICE}", "main:policies/isa/none.yaml"):
        done = drivectl("policy", "diff", named, "police")
        assert (done.status, "STR010" in done.err) == (3, True)
    for named in (f"--upload-pack=x:{POLICE}", f"-main:{POLICE}"):
        assert "XFR612" in drivectl("policy", "diff", "--", named, "police").err


def test_the_same_words_and_a_signed_copy(site: Path, drivectl: Run) -> None:
    assert drivectl("policy", "diff", "police", POLICE).err == "The same words.\n"
    done = drivectl("policy", "diff", "police", "bristol-evaluation")
    assert "parties                  WIDER" in done.out
    assert "disclosure_control.k     narrower  1 -> 5" in done.out
    assert drivectl("policy", "export", "bristol-evaluation", "--for", "university-of-bristol").status == 0
    copy = "bristol-evaluation-1.0.0.agreement.json"
    assert drivectl("policy", "diff", copy, "bristol-evaluation").err == "The same words.\n"
    edit(site, "k: 5  ", "k: 6  ", "policies/isa/bristol-evaluation.yaml")
    assert "disclosure_control.k     narrower  5 -> 6" in drivectl("policy", "diff", copy, "bristol-evaluation").out


@pytest.mark.usefixtures("site")
def test_a_field_is_explained_by_clause_limit_never_share_and_law(drivectl: Run) -> None:
    done = drivectl("explain", "police", "note.text")
    assert f"{POLICE}:81   names and details hidden for prevent-crime, when case.risk_level is very_high" in done.out
    assert "NS-COUNSELLING: never shared, when note.confidence is counselling or legal_privilege" in done.out
    assert "law        prevent-crime: discloser ukgdpr.6.1.ea" in done.out
    assert "no clause grants it" in drivectl("policy", "explain", "police", "victim.safe_address").out
    told = drivectl("explain", "police", "note.text", "--json").json["clauses"]
    assert [one["kind"] for one in told] == ["clause", "limit", "limit", "limit", "never"]


def test_a_record_names_fields_and_values_of_the_catalogue(site: Path, drivectl: Run) -> None:
    (site / "case.yaml").write_text("case.status: {is: missing}\ncase.risk_level: huge\n", encoding="utf-8")
    done = drivectl("explain", "police", "victim.name", "--record", "case.yaml")
    assert (done.status, "case.yaml:2:18" in done.err) == (3, True)
    (site / "case.yaml").write_text("case.status: {is: missing}\n", encoding="utf-8")
    assert "out of scope" in drivectl("explain", "police", "victim.name", "--record", "case.yaml").out
    (site / "case.yaml").write_text("[1]\n", encoding="utf-8")
    assert drivectl("explain", "police", "victim.name", "--record", "case.yaml").status == 3
    assert drivectl("explain", "SRC210", "--record", "case.yaml").status == 2
