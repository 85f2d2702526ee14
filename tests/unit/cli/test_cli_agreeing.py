"""Two agencies from the command line: sign, export, accept, open; what is refused on the way; and the log of it."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.steps import reviews
from drivectl.tour.stage import DRIVE, EVALUATOR, POLICE, set_stage

ROLE = "Information asset owner"
Run = Callable[..., Any]


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stage with cheap keys whose service has sealed one bundle for the police."""
    folder = tmp_path_factory.mktemp("agreeing") / "s"
    stage = set_stage(folder, lambda _: None, cases=12, work=10)
    order = pipeline.Order(folder=stage.export, to=(POLICE,), recognisers=("known", "uk", "names-rules"))
    made = pipeline.draft(stage.drive, order, folder)
    notes = [(one.party, note) for one in made for note in one.copy.notes]
    sheet, done = folder / "sheet.csv", folder / "done.csv"
    if reviews.ask(notes, sheet):
        with sheet.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row | {"Decision": "read", "By": "A. Reader"} for row in csv.DictReader(stream)]
        with done.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        reviews.take(stage.drive, notes, done)
        made = pipeline.draft(stage.drive, order, folder, overwrite=True)
    pipeline.send(stage.drive, [one.draft.folder for one in made], folder, lambda _: True)
    return folder


@pytest.fixture
def world(sent: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = home / "s"
    shutil.copytree(sent, folder)
    monkeypatch.setenv("DRIVECTL_PASSPHRASE_FILE", str(folder / "passphrase.txt"))
    return folder


@pytest.fixture
def at(world: Path, drivectl: Run) -> Run:
    """Run a command at one agency's site."""
    return lambda party, *words: drivectl(*words, "--site", str(world / party / "site"))


def bundle(world: Path) -> str:
    (found,) = world.glob("DRV-*.age")
    return str(found)


def events(at: Run, party: str) -> list[tuple[str, str]]:
    found = at(party, "audit", "query", "--json").json["events"]
    return [(one["event"], one["outcome"]) for one in found]


def forget(world: Path, party: str = POLICE) -> None:
    shutil.rmtree(world / party / "state/trust/agreements")


def test_two_agencies_agree_and_the_partner_opens(world: Path, at: Run) -> None:
    forget(world)
    (world / DRIVE / "site/policies/isa/police.sig.yaml").unlink()
    assert at(POLICE, "bundle", "open", bundle(world), "--into", "in").status == 3
    assert events(at, POLICE)[-1] == ("bundle.refused", "refused")
    assert at(DRIVE, "policy", "verify", "police").status == 1
    done = at(DRIVE, "policy", "sign", "police", "--role", "DPO")
    assert (done.status, "exampleshire-police" in done.err) == (0, True)
    assert at(DRIVE, "policy", "sign", "police", "--role", "Tea maker").status == 3
    assert at(DRIVE, "policy", "export", "police", "--for", EVALUATOR).status == 3
    assert at(DRIVE, "policy", "export", "police", "--for", POLICE, "-o", "a.agreement.json").status == 0
    done = at(POLICE, "policy", "accept", "a.agreement.json")
    assert done.status == 3
    assert f"is not signed by exampleshire-police ({ROLE})" in done.err
    assert "  For: " in done.err
    assert at(POLICE, "policy", "sign", "a.agreement.json", "--role", ROLE, "-o", "b.json").status == 0
    done = at(POLICE, "policy", "accept", "b.json")
    assert done.status == 0
    assert "drive-police 1.0.0: drive-delivery shares 24 fields with exampleshire-police" in done.err
    assert done.err.count(": good") == 2
    assert "  For: " not in done.err  # they signed these very words
    assert at(DRIVE, "policy", "accept", "b.json").status == 0
    assert at(DRIVE, "policy", "verify", "police").status == 0
    again = at(DRIVE, "policy", "accept", "b.json", "--json")
    assert (again.status, again.json["event"]) == (0, None)
    done = at(POLICE, "bundle", "open", bundle(world), "--into", "in")
    assert done.status == 0
    assert all(word in done.err for word in ("Start with in/manifest.html", "Delete it by ", "SYNTHETIC"))
    assert Path("in/data/cases.csv").is_file()
    assert [one for one, _ in events(at, POLICE)] == [
        "log.created",
        "bundle.refused",
        "agreement.approved",
        "agreement.added",
        "bundle.opened",
    ]
    assert at(POLICE, "bundle", "open", bundle(world), "--into", "in").status == 3
    assert "  For: " in at(POLICE, "policy", "accept", "b.json", "-v").err


def test_a_bundle_brings_the_agreement_that_can_be_accepted(world: Path, at: Run) -> None:
    forget(world)
    assert at(POLICE, "bundle", "verify", bundle(world)).status == 3
    done = at(POLICE, "policy", "accept", bundle(world), "--json")
    assert (done.status, done.json["agreement"]["id"]) == (0, "drive-police")
    assert at(POLICE, "bundle", "verify", bundle(world)).status == 0
    assert at(POLICE, "bundle", "open", bundle(world)).status == 0
    assert Path(Path(bundle(world)).stem, "manifest.html").is_file()
    assert not list((world / POLICE / "state/pending").iterdir())


def test_changed_words_strangers_and_other_peoples_copies_are_refused(world: Path, at: Run) -> None:
    forget(world)
    at(DRIVE, "policy", "export", "police", "--for", POLICE, "-o", "a.agreement.json")
    text = Path("a.agreement.json").read_text(encoding="utf-8")
    Path("wider.agreement.json").write_text(text.replace("very_high", "medium"), encoding="utf-8")
    done = at(POLICE, "policy", "accept", "wider.agreement.json")
    assert (done.status, "signed other words than these" in done.err) == (3, True)
    assert at(POLICE, "policy", "sign", "wider.agreement.json", "--role", ROLE, "-o", "signed.json").status == 0
    done = at(DRIVE, "policy", "accept", "signed.json")
    assert (done.status, "the copy has other words than" in done.err) == (3, True)
    assert at(POLICE, "policy", "accept", "nowhere.json").status == 4
    Path("cut.agreement.json").write_text(text[:-20], encoding="utf-8")
    assert at(POLICE, "policy", "accept", "cut.agreement.json").status == 4
    done = at(EVALUATOR, "policy", "accept", "a.agreement.json")
    assert (done.status, "is not with university-of-bristol" in done.err) == (3, True)
    assert at(EVALUATOR, "policy", "accept", bundle(world)).status in (1, 3)
    (world / POLICE / "state/trust/drive-delivery.json").unlink()
    done = at(POLICE, "policy", "accept", "a.agreement.json")
    assert (done.status, "drive-delivery has no verified card here" in done.err) == (3, True)
    assert at(POLICE, "bundle", "open", bundle(world)).status == 1
    assert "agreement.added" not in dict(events(at, POLICE))
    assert "agreement.approved" not in dict(events(at, DRIVE))


def test_words_that_only_the_partner_signs_are_not_accepted(world: Path, at: Run) -> None:
    forget(world)
    at(DRIVE, "policy", "export", "police", "--for", POLICE, "-o", "a.agreement.json")
    made = json.loads(Path("a.agreement.json").read_text(encoding="utf-8"))
    words = made["form"]["agreement"]
    words["signatories"] = [one for one in words["signatories"] if one["party"] == POLICE]
    Path("own.agreement.json").write_text(json.dumps(made), encoding="utf-8")
    assert at(POLICE, "policy", "sign", "own.agreement.json", "--role", ROLE, "-o", "b.json").status == 0
    done = at(POLICE, "policy", "accept", "b.json")
    assert (done.status, "is not signed by drive-delivery, who shares" in done.err) == (3, True)


def test_real_cases_are_not_opened_into_a_place_that_travels(
    world: Path, at: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("repo/.git").mkdir(parents=True)
    assert at(POLICE, "bundle", "open", bundle(world), "--into", "repo/in").status == 0  # nobody in it is real
    from drivectl.bundle import open as opening

    kept = opening.inspect_bundle

    def real(*words: Any) -> Any:
        opened = kept(*words)
        predicate: Any = opened.statement["predicate"]
        predicate["treatment"]["synthetic"] = False
        return opened

    monkeypatch.setattr(opening, "inspect_bundle", real)
    assert at(POLICE, "bundle", "open", bundle(world), "--into", "repo/again").status == 3
    assert not Path("repo/again").exists()
    assert at(POLICE, "bundle", "open", bundle(world), "--into", "repo/again", "--allow-here").status == 0
    assert ("setting.weakened", "done") in events(at, POLICE)
    assert at(EVALUATOR, "bundle", "open", bundle(world), "--into", "repo/theirs").status != 0
    assert ("bundle.refused", "refused") in events(at, EVALUATOR)


def test_a_bundle_is_looked_at_with_and_without_a_key(world: Path, at: Run, drivectl: Run) -> None:
    done = drivectl("bundle", "inspect", bundle(world), "--no-key", "--json")
    assert (done.status, done.json["kinds"]) == (0, ["mlkem768x25519"])
    done = at(POLICE, "bundle", "inspect", bundle(world))
    assert (done.status, "data/cases.csv: " in done.out, "not checked" in done.err) == (0, True, True)
    assert at(EVALUATOR, "bundle", "inspect", bundle(world)).status != 0
    changed = bytearray(Path(bundle(world)).read_bytes())
    changed[len(changed) // 2] ^= 1
    Path("changed.age").write_bytes(changed)
    for words in (("verify", "changed.age"), ("open", "changed.age", "--into", "in")):
        assert at(POLICE, "bundle", *words).status == 1
    assert not Path("in").exists()
    assert at(POLICE, "bundle", "open", bundle(world), "--max-size", "100").status == 1
    assert [one for one in events(at, POLICE) if one[1] == "refused"] == [("bundle.refused", "refused")] * 3


def test_the_log_is_verified_with_its_registers(world: Path, at: Run) -> None:
    done = at(DRIVE, "audit", "verify", "--registers")
    assert (done.status, "The log is whole" in done.out, "Not checked" in done.err) == (0, True, True)
    register = next((world / DRIVE / "state/register").glob("*.register.age"))
    kept = register.read_bytes()
    register.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    done = at(DRIVE, "audit", "verify", "--registers")
    assert (done.status, "AUD704" in done.err) == (1, True)
    register.unlink()
    assert at(DRIVE, "audit", "verify").status == 1
    register.write_bytes(kept)
    log = world / DRIVE / "state/audit/log.jsonl"
    text = log.read_text(encoding="utf-8")
    log.write_text(text.replace("bundle.drafted", "bundle.opened"), encoding="utf-8")
    done = at(DRIVE, "audit", "verify")
    assert (done.status, "AUD701" in done.err) == (1, True)
    assert at(DRIVE, "audit", "verify", "--json").json["findings"][0]["code"] == "AUD701"
    assert at(DRIVE, "policy", "sign", "police", "--role", "DPO").status == 3
    assert "fix:   log" in at(DRIVE, "doctor").out


def test_events_are_asked_for(world: Path, at: Run) -> None:
    ident = Path(bundle(world)).stem
    assert len(at(DRIVE, "audit", "query", "--event", "bundle.sealed", "--party", POLICE).out.splitlines()) == 1
    assert at(DRIVE, "audit", "query", "--since", "2999-01-01").out == ""
    assert at(DRIVE, "audit", "query", "--until", "1999-01-01", "--json").json["events"] == []
    assert at(DRIVE, "audit", "query", "--event", "tea.made").status == 2
    assert at(DRIVE, "audit", "query", "-o", "log.csv").status == 2
    assert at(DRIVE, "audit", "query", "--bundle", ident, "--csv", "-o", "log.csv").status == 0
    with Path("log.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["bundle"] for row in csv.DictReader(stream)} == {ident}
    assert at(DRIVE, "audit", "query", "--csv", "--outcome", "done").out.startswith("seq,time,event")
    assert at(DRIVE, "audit", "show", "1").out.splitlines()[-1] == "v: 1"
    life = at(DRIVE, "audit", "show", ident, "--json").json["events"]
    assert [one["event"] for one in life] == ["bundle.drafted", "bundle.sealing", "bundle.sealed"][-len(life) :]
    assert at(DRIVE, "audit", "show", "9999").status == 2


def test_an_interrupted_sealing_is_settled_by_audit_verify(world: Path, at: Run) -> None:
    log = world / DRIVE / "state/audit/log.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = next(n for n, one in enumerate(lines) if json.loads(one)["event"] == "bundle.sealed")
    log.write_text("".join(lines[:cut]), encoding="utf-8")
    assert at(DRIVE, "audit", "verify").status == 0
    assert events(at, DRIVE)[-1] == ("bundle.sealed", "failed")


def test_policies_are_tested_verified_and_locked(world: Path, at: Run) -> None:
    done = at(DRIVE, "policy", "test", "-v")
    assert (done.status, "passed: drive-police: " in done.err) == (0, True)
    assert "passed: drive-partnership-baseline: " in done.err
    path = world / DRIVE / "site/policies/isa/police.yaml"
    words = path.read_text(encoding="utf-8")
    assert "sees: {perpetrator.name: share" in words
    path.write_text(words.replace("sees: {perpetrator.name: share", "sees: {perpetrator.name: withhold"), "utf-8")
    assert at(DRIVE, "policy", "test", "bristol-evaluation").status == 0
    done = at(DRIVE, "policy", "test", str(path))
    assert (done.status, "TST901" in done.err) == (1, True)
    done = at(DRIVE, "policy", "verify", "police", "--json")
    assert done.status == 1
    assert {one["code"] for one in done.json["findings"]} == {"GOV801", "GOV811"}
    assert at(DRIVE, "policy", "lock").status == 0
    assert {one["code"] for one in at(DRIVE, "policy", "verify", "police", "--json").json["findings"]} == {"GOV801"}
    path.write_text("drivectl: isa/v1\nno: agreement\n", "utf-8")
    assert [at(DRIVE, "policy", word).status for word in ("test", "verify", "lock", "status")] == [1, 1, 3, 3]


def test_an_update_says_what_came_in_and_writes_nothing_that_fails(world: Path, at: Run) -> None:
    path = world / DRIVE / "site/policies/isa/police.yaml"
    words = path.read_text(encoding="utf-8")
    more = words.replace(
        "\n  victim.address:\n", "\n  case.closed: {action: share, for: [prevent-crime]}\n  victim.address:\n"
    )
    path.write_text(more, "utf-8")
    assert at(DRIVE, "policy", "test", "police").status == 1
    done = at(DRIVE, "policy", "test", "police", "--update", "-q")
    assert (done.status, "CAME IN: case.closed: withhold -> share" in done.err) == (0, True)
    assert at(DRIVE, "policy", "test", "police").status == 0
    assert at(DRIVE, "policy", "test", "police", "--update", "--json").json["updated"] == []
    assert at(DRIVE, "policy", "test", "--update", "--mutate").status == 2
    wrong = words.replace("sees: {perpetrator.name: share", "sees: {perpetrator.name: withhold").replace(
        "case.crime_ref: {", "case.closed: {"
    )
    path.write_text(wrong, "utf-8")
    done = at(DRIVE, "policy", "test", "police", "--update")
    assert (done.status, "TST901" in done.err, "Changed" in done.err) == (1, True, False)
    assert path.read_text(encoding="utf-8") == wrong
    path.write_text(words, "utf-8")


def test_what_coverage_prints_can_be_pasted(world: Path, at: Run) -> None:
    path = world / DRIVE / "site/policies/isa/police.yaml"
    whole = path.read_text(encoding="utf-8")
    words = whole.partition("  - name: out of scope where case.nation is missing")[0]
    assert at(DRIVE, "policy", "coverage", "police").status == 0
    path.write_text(words, "utf-8")
    done = at(DRIVE, "policy", "coverage", "police")
    assert (done.status, "drive-police: 24 of 24 clauses" in done.err) == (1, True)
    plain = at(DRIVE, "policy", "coverage", "police", "--plain", "-q").out.splitlines()
    assert len(plain) == done.out.count("# ")
    assert {one.split("\t")[1] for one in plain} == {"cell"}
    path.write_text(f"{words.rstrip()}\n{done.out}", "utf-8")
    assert at(DRIVE, "policy", "test", "police").status == 0
    after = at(DRIVE, "policy", "coverage", "police", "--json")
    assert (after.status, after.json["agreements"]["drive-police"]["gaps"]) == (0, [])
    path.write_text(whole, "utf-8")


def test_a_draft_is_not_signed(world: Path, at: Run) -> None:
    path = world / DRIVE / "site/policies/isa/police.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: agreed", "status: draft"), "utf-8")
    done = at(DRIVE, "policy", "sign", "police", "--role", "DPO")
    assert (done.status, "GOV801" in done.err) == (3, True)


def test_what_lapses_is_told_with_and_without_policies(world: Path, at: Run) -> None:
    assert world.is_dir()
    rows = at(DRIVE, "policy", "status", "--json").json["due"]
    assert {one["kind"] for one in rows} == {"agreement", "baseline", "card"}
    assert any(one["state"] == "missing" for one in rows)
    later = at(DRIVE, "policy", "status", "--as-of", "2999-01-01", "--json").json["due"]
    assert {one["state"] for one in later if one["what"] in ("ends", "review")} == {"past"}
    assert at(DRIVE, "policy", "status", "--within", "soon").status == 2
    rows = at(POLICE, "policy", "status", "--within", "P2Y", "--json").json["due"]
    assert {(one["kind"], one["state"]) for one in rows if one["what"] == "ends"} == {
        ("accepted", "soon"),
        ("card", "soon"),
    }
    assert [at(POLICE, "policy", word).status for word in ("verify", "test", "lock", "status")] == [0] * 4
    assert at(POLICE, "doctor").status == 0
    assert "1 agreement in force" in at(POLICE, "doctor").out
    assert "flags: the sheet of the last draft is kept" in at(DRIVE, "doctor").out
