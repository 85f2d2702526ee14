"""No value of a case stands where it must not: words, logs, manifests, crash files, state, file names, bundles.

Every text of an invented export is a canary: ``zyqx``, what it is, and letters that name its case. Every command runs
on it, well and badly; then everything it said and left is searched.
"""

import contextlib
import csv
import dataclasses
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from drivectl import files, pipeline
from drivectl.cli import main, registry
from drivectl.model import idspace
from drivectl.model.export import MISSING
from drivectl.source.flags import write_flags
from drivectl.source.read import read_export
from drivectl.steps.copies import judged
from drivectl.steps.desk import Desk
from drivectl.steps.intake import take_in
from drivectl.steps.rulings import rulings
from drivectl.steps.scopes import scopes
from drivectl.steps.statements import flag_choices
from drivectl.synth.export import write_export
from drivectl.synth.statements import flags_sheet
from drivectl.tour.stage import EVALUATOR, LAYOUT, POLICE

BORN, NHS, PHONE = date(1947, 7, 7), idspace.void_nhs(77), "07700900"
TEXTS: Final = {
    "case.marac_ref": "marac", "case.crime_ref": "crime", "victim.safe_contact_note": "contact",
    "victim.refuge_name": "refuge", "perpetrator.vehicle": "vehicle", "perpetrator.substance_use": "substance",
    "perpetrator.offence_history": "history", "child.school": "school", "child.lives_with": "lives",
    "child.contact_order": "order", "allegation.behaviour": "behaviour", "allegation.source": "source",
}  # fmt: skip
PARTS: Final = {"first_name": "first", "last_name": "last", "line1": "road", "town": "town"}
NOTE: Final = (
    "Rang {first} {last} on 07700 900123 ({nhs}, born 07/07/1947). Her neighbour Zyqxinformant{tag} Zyqxline{tag} said "
    "she is at Zyqxrefuge{tag}. Mail zyqxmail{tag}@example.org."
)
GRANTED: Final = {
    POLICE: {"first", "last", "road", "town", "crime", "vehicle", "alias", "behaviour", "contact"},
    EVALUATOR: {"behaviour"},
}
"""The texts that an agreement opens in some case; everything else is never, or never as text."""
SIGNS: Final = re.compile(
    r"zyqx[a-z]*|z\0y\0q\0x|[57]a797178|07700[ ]?900\d{3}|\+44[ ]?7700[ ]?900\d{3}|1947-07-07|07/07/1947|"
    rf"{NHS}|{NHS[:3]} {NHS[3:6]} {NHS[6:]}"
)
REFERENCE: Final = re.compile(r"\bd-1\d{3}\b")
EXPORT_NAME: Final = "qvornanna"
"""The folder of the export is named after a person: it may be said to who typed it, and stay in our draft."""


def tag(number: int) -> str:
    """Letters that name a case: no word of another case ends in them."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in (2, 1, 0)) + "q"


def planted(world: Any) -> Any:
    """The world with a canary in every text."""
    rows = {}
    for kind, found in world.rows.items():
        rows[kind] = tuple(_row(dict(row)) for row in found)
    return dataclasses.replace(world, rows=rows)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    mark = tag(int(next(str(v) for k, v in row.items() if k.endswith("case_ref"))[2:]))
    for path, value in row.items():
        if isinstance(value, dict):
            row[path] = {k: f"Zyqx{PARTS[k]}{mark}" if k in PARTS else v for k, v in value.items()}
        elif path in TEXTS:
            row[path] = f"Zyqx{TEXTS[path]}{mark}"
        elif path == "perpetrator.aliases":
            row[path] = (f"Zyqxalias{mark}",)
        elif path == "victim.date_of_birth" and value is not MISSING:
            row[path] = BORN
        elif path == "note.text":
            row[path] = NOTE.format(first=f"Zyqxfirst{mark}", last=f"Zyqxlast{mark}", nhs=NHS, tag=mark)
    return row


def signs(data: bytes) -> set[str]:
    """The canaries in ``data``, in its members where it is a workbook."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return set().union(*(signs(book.read(name)) for name in book.namelist()))
    return set(SIGNS.findall(data.decode("latin-1").lower()))


@dataclass
class House:
    """A site, an export full of canaries, and every word that was said."""

    root: Path
    stage: Any
    export: Path
    small: Path
    """The first cases only: what goes wrong goes wrong with few."""
    said: list[tuple[tuple[str, ...], int, str]] = field(default_factory=list)

    @property
    def work(self) -> Path:
        return self.root / "work"

    def run(self, *words: object, party: str = "drive-delivery", expect: int | None = 0) -> str:
        """Run a command as ``party``; what it said, searched at once."""
        typed = tuple(str(one) for one in words)
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            contextlib.chdir(self.work),
        ):
            patch.setenv("HOME", str(self.root / "home"))
            patch.setenv("TMPDIR", str(self.root / "tmp"))
            patch.setenv("XDG_CONFIG_HOME", str(self.root / "home"))
            patch.setenv("DRIVECTL_SITE", str(self.stage.folder / party / "site"))
            patch.setenv("DRIVECTL_PASSPHRASE_FILE", str(self.stage.folder / "passphrase.txt"))
            status = main([*typed, "--no-input"])
        said = out.getvalue() + err.getvalue()
        self.said.append((typed, status, said))
        assert signs(said.encode()) == set(), (typed, said)
        assert expect is None or status == expect, (typed, status, said)
        return said

    def draft(self, *more: object, expect: int | None = 0) -> str:
        """Draft for both partners."""
        words = ("--to", POLICE, "--to", EVALUATOR, "--overwrite", "--recognisers", "known,uk,names-rules")
        return self.run("share", self.export, *words, *more, expect=expect)

    def attempt(self, *more: object, expect: int | None = None) -> str:
        """Try to draft a few cases for the police."""
        words = ("--to", POLICE, "--overwrite", "--recognisers", "known,uk,names-rules")
        return self.run("share", self.small, *words, *more, expect=expect)

    def left(self) -> Iterator[tuple[str, bytes]]:
        """Every file that a value may not stand in, below the house."""
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.is_file() and not MAY_HOLD.match(name):
                yield name, path.read_bytes()


MAY_HOLD: Final = re.compile(
    r"exports/|bad/|wrong/|work/drafts/[^/]+/(members/data/|what-)|work/(to-read|read|redacted|why)|work/opened-[^/]+/data/"
    r"|stage/drive-delivery/state/flags/(flags\.xlsx|stated\.json)"
)


@pytest.fixture(scope="module")
def house(build: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory) -> House:
    """A whole day of every command on the canaries."""
    stage = build("leak")
    root = stage.folder.parent
    for one in ("work", "home", "tmp", "exports", "bad", "wrong"):
        files.private_folder(root / one)
    export = root / "exports" / EXPORT_NAME
    shutil.rmtree(stage.export)
    world = planted(stage.world)
    written(stage.drive, world, {one.case for one in world.flags}, export)
    written(stage.drive, world, {one.case for one in world.flags[:30]}, root / "bad" / "small")
    made = House(root, stage, export, root / "bad" / "small")
    _day(made)
    return made


def written(desk: Desk, world: Any, cases: set[str], folder: Path) -> None:
    """Write an export of these cases, with its flags sheet."""
    policies = desk.policies
    layout = dataclasses.replace(policies.layouts[LAYOUT], quirks={})  # its mess would depend on a row's number
    rows = {
        kind: tuple(row for row in some if cases & {str(v) for k, v in row.items() if k.endswith("case_ref")})
        for kind, some in world.rows.items()
    }
    write_export(dataclasses.replace(world, rows=rows), layout, folder)
    write_flags(
        folder / "flags.xlsx", read_export(folder, layout, policies.catalogue), flag_choices(desk, layout),
        flags_sheet(tuple(one for one in world.flags if one.case in cases)),
    )  # fmt: skip


def _day(house: House) -> None:
    run, work, export = house.run, house.work, house.export
    run("flags", export)
    run("plan", export, "--to", POLICE)
    run("plan", export, "--to", POLICE, "--json")
    run("plan", export, "-a", "police", "--case", "D-1003", "--field", "victim.address")
    run("scan", export, "--fail-on", "none")
    run("redact", export / "notes.csv", "--text-field", "Note", "-o", work / "redacted.csv", expect=None)
    house.draft("--json")
    house.draft("--dry-run")
    run("review", "--export", "to-read.csv")
    with (work / "to-read.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with (work / "read.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(row | {"Decision": "read", "By": "A. Reader"} for row in rows)
    run("review", "--import", "read.csv")
    run("share", "--send", "--confirm", POLICE, "--confirm", EVALUATOR)
    house.draft()
    for bundle in sorted(work.glob("*.age")):
        for party in (POLICE, EVALUATOR):
            addressed = run("bundle", "verify", bundle, party=party, expect=None)
            if house.said[-1][1] == 0:
                assert addressed
                run("bundle", "inspect", bundle, "--json", party=party)
                run("bundle", "open", bundle, "--into", work / f"opened-{party}", party=party)
    _rest(house)


def _rest(house: House) -> None:
    """The commands that never see a case, so that none of the registry is left out."""
    run, work, folder = house.run, house.work, house.stage.folder
    for words in (
        "audit verify --registers", "audit show 2", "audit query --json", "policy verify", "policy test", "policy lock",
        "policy status", "keys list", "doctor", "config show", "config path", "help share", "completion bash",
        "explain SRC210", "policy export police --for exampleshire-police -o p.json", "keys card --fingerprint",
        "policy lint", "policy leaks", "policy diff police police", "policy schema isa", "policy coverage police",
        "policy prove never exampleshire-police victim.safe_address", "policy explain police victim.address",
    ):  # fmt: skip
        run(*words.split(), expect=None)
    run("policy", "accept", work / "p.json", party=POLICE, expect=None)
    run("policy", "sign", "police", "--role", "DPO", expect=None)
    first = next(line for line in (house.export / "clients.csv").read_text("utf-8-sig").splitlines() if "D-" in line)
    case = re.search(r"D-\d{4}", first)
    run("flags", "set", case[0] if case else "", "Address=Confidential", "--by", "Zyqxnobody", expect=None)
    (work / "why.txt").write_text("Zyqxreason has left that force, so nobody there can look.", encoding="utf-8")
    clearing = ("--to", POLICE, "--key", "DPO", "--reason-file", work / "why.txt")
    run("flags", "set", case[0] if case else "", "clear=HOLD-INSIDER", *clearing, expect=None)
    truth = {
        "id": "n1",
        "text": "Zyqxanna rang.",
        "spans": [{"start": 0, "end": 8, "label": "PERSON", "role": "victim"}],
    }
    (house.root / "bad" / "truth.jsonl").write_text(json.dumps(truth) + "\n", encoding="utf-8")
    (work / "found.jsonl").write_text('{"id": "n1", "spans": []}\n', encoding="utf-8")
    run("score", "found.jsonl", house.root / "bad" / "truth.jsonl", "--json", expect=None)
    run("keys", "show", house.stage.drive.keyring.infos()[0].key_id)
    run("keys", "new", "--kind", "vault")
    run("keys", "revoke", "0" * 16, "--reason", "lost", expect=None)
    run("keys", "trust", folder / POLICE / "site" / f"{POLICE}.card.json", "--party", POLICE, expect=None)
    run("keys", "backup", "-o", work / "backup.age", "--to", "age1", expect=None)
    run("keys", "restore", work / "backup.age", "--key", work / "none", expect=None)
    run("new", "site", work / "fresh", expect=None)


def test_every_command_ran(house: House) -> None:
    ran = {path for words, _, _ in house.said for path in (" ".join(words[:2]), words[0]) if path in registry.COMMANDS}
    assert set(registry.COMMANDS) - ran == {"demo"}  # the demo's own words and files are invented and its own


def test_nothing_is_left_where_a_value_must_not_stand(house: House) -> None:
    assert {name: found for name, data in house.left() if (found := signs(data))} == {}


def test_the_search_finds_what_it_looks_for(house: House) -> None:
    """Values do stand where they may: the search sees them there, in text and in workbooks."""
    drafts = house.work / "drafts" / POLICE
    assert signs((drafts / f"what-{POLICE}-will-see.xlsx").read_bytes())
    assert signs((drafts / "members" / "data" / "cases.csv").read_bytes())
    assert signs((house.export / "children.xlsx").read_bytes())
    assert signs(" Zyqxanna".encode("utf-16-le"))


def test_no_file_is_named_after_a_person(house: House) -> None:
    names = [one.relative_to(house.root).as_posix().lower() for one in house.root.rglob("*")]
    assert not [one for one in names if SIGNS.search(one) and not one.startswith(("bad/", "wrong/"))]


def test_references_and_the_folder_of_the_export_stay_at_home(house: House) -> None:
    """Case references stand in no word but the answer to who asked for one, and in no log, statement or bundle."""
    for words, _, said in house.said:
        assert "--case" in words or not REFERENCE.search(said.lower()), words
    at_home = re.compile(r"work/drafts/[^/]+/draft\.json$|stage/drive-delivery/state/flags/|policies/flags.yaml$")
    for name, data in house.left():
        text = data.decode("latin-1").lower()
        assert at_home.search(name) or not REFERENCE.search(text), name
        assert at_home.search(name) or EXPORT_NAME not in text, name


# --- what the partner can see -------------------------------------------------------------------------------------


def everything(folder: Path) -> str:
    """Every byte of an opened bundle as text, workbooks unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "agreement.json":  # its words are the same for every release
            data = path.read_bytes()
            found.append(data.decode("latin-1"))
            if data.startswith(b"PK\x03\x04"):
                with zipfile.ZipFile(io.BytesIO(data)) as book:
                    found += [book.read(name).decode("utf-8") for name in book.namelist()]
    return "\n".join(found)


@pytest.mark.parametrize("party", [POLICE, EVALUATOR])
def test_the_partner_sees_only_what_was_granted_of_cases_that_left(house: House, party: str) -> None:
    desk = house.stage.drive
    (ruling,) = rulings(desk, (party,), None)
    plan = judged(take_in(desk, house.export), ruling).plan
    states = {one.case: one.state for one in plan.cases}
    assert {"ready", "held", "out_of_scope"} <= set(states.values())
    text = everything(house.work / f"opened-{party}")
    words = set(re.findall(r"zyqx[a-z]+", text.lower()))
    leaving = {tag(int(case[2:])) for case, state in states.items() if state == "ready"}
    assert words <= {f"zyqx{what}{mark}" for what in GRANTED[party] for mark in leaving}
    assert words
    tokens = scopes(desk, ruling, "none").tokens[None]  # in no scope of the shipped agreements is the bundle
    seen = {
        state: [str(tokens.token("case", case)) in text for case in states if states[case] == state]
        for state in set(states.values())
    }
    assert any(seen["ready"])
    assert not any(here for state, found in seen.items() if state != "ready" for here in found)
    assert not REFERENCE.search(text.lower())


@pytest.mark.parametrize("party", [POLICE, EVALUATOR])
def test_nothing_tells_what_did_not_leave(house: House, party: str) -> None:
    text = everything(house.work / f"opened-{party}")
    baseline = house.stage.drive.policies.baseline
    rules = [*baseline.never_share, *baseline.holds]
    for rule in rules:
        assert str(rule.id) not in text
        assert str(rule.why) not in text
    assert not re.search(r"\bHOLD-|\bNS-[A-Z]|out.of.scope|in.scope|\bheld\b|refuge_name|safe_address|informant", text)


@pytest.mark.parametrize("party", [POLICE, EVALUATOR])
def test_a_held_case_changes_nothing_that_the_partner_can_see(house: House, party: str, tmp_path: Path) -> None:
    """Two exports, one with the held cases and one without them: the same statement but for nonce, time and ids."""
    desk = house.stage.drive
    order = pipeline.Order(folder=house.export, to=(party,), recognisers=("known", "uk", "names-rules"))
    _, (found,) = pipeline.plan(desk, order)
    held = {one.case for one in found.plan.cases if one.state == "held"}
    assert held
    fewer = tmp_path / "fewer"
    written(desk, planted(house.stage.world), {one.case for one in found.plan.cases} - held, fewer)
    both = []
    for number, folder in enumerate((house.export, fewer)):
        (made,) = pipeline.draft(desk, dataclasses.replace(order, folder=folder), tmp_path / str(number))
        both.append((_settled(made.draft.statement), dict(made.copy.files)))
    for name in both[0][0]["predicate"]:
        assert both[0][0]["predicate"][name] == both[1][0]["predicate"][name], name
    assert both[0] == both[1]


def _settled(statement: Any) -> Any:
    """The statement without what differs between any two bundles: nonce, ids, times, what holds them, padding."""
    told = json.loads(json.dumps(statement, default=dict))
    for key in ("nonce", "bundle_id", "created", "not_before", "expires", "retention_until"):
        del told["predicate"][key]
    told["subject"] = [one for one in told["subject"] if "/data/" in f"/{one['name']}"]
    for one in told["subject"]:
        one["name"] = one["name"].partition("data/")[2]
    return told


# --- when something goes wrong ------------------------------------------------------------------------------------


def changed(house: House, name: str, table: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of the export with one table changed."""
    folder = house.root / "bad" / name
    shutil.copytree(house.small, folder)
    path = folder / table
    path.write_bytes(change(path.read_bytes()))
    return folder


def _after_header(data: bytes, new: bytes) -> bytes:
    head, _, rest = data.partition(b"\r\n")
    return head + b"\r\n" + new + b"\r\n" + rest


BAD: Final[dict[str, tuple[str, Callable[[bytes], bytes]]]] = {
    "ragged row": ("clients.csv", lambda d: _after_header(d, b"Zyqxragged,Zyqxrow")),
    "no header": ("clients.csv", lambda d: d.partition(b"\r\n")[2]),
    "header twice": ("clients.csv", lambda d: d.replace(b"MARAC Ref", b"Case Ref", 1)),
    "unbound column": ("clients.csv", lambda d: d.replace(b"MARAC Ref", b"MARAC Ref of Zyqxanna", 1)),
    "column named like a person": ("clients.csv", lambda d: d.replace(b"Refuge,", b"Zyqxanna Zyqxson: 07/07/1947,", 1)),
    "bad date": ("clients.csv", lambda d: d.replace(b"07/07/1947", b"Zyqxdate", 3)),
    "unlisted code": ("clients.csv", lambda d: d.replace(b",Open,", b",Zyqxstatus,", 2)),
    "wrong encoding": ("clients.csv", lambda d: _after_header(d, b"Zyqx\xff\xfe\x00")),
    "open quote": ("notes.csv", lambda d: d + b'N9,D-1000,"Zyqxquote'),
    "empty file": ("clients.csv", lambda _: b""),
    "header only": ("clients.csv", lambda d: d.partition(b"\r\n")[0] + b"\r\n"),
    "broken workbook": ("children.xlsx", lambda d: d[: len(d) // 2] + b"Zyqxbook"),
    "not a workbook": ("children.xlsx", lambda _: b"Zyqxanna,Zyqxson\r\n"),
    "broken flags": ("flags.xlsx", lambda _: b"Zyqxflags"),
    "nul bytes": ("notes.csv", lambda d: _after_header(d, b"N9,D-1000,Zyqx\0nul")),
    "unknown case": ("notes.csv", lambda d: d.replace(b"D-1000", b"Zyqxcase", 1)),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_says_no_value(house: House, name: str) -> None:
    folder = changed(house, name, *BAD[name])
    before = sorted(house.work.rglob("*"))
    for words in (
        ("plan", folder, "--to", POLICE),
        ("share", folder, "--to", POLICE, "--json", "-o", house.root / "tmp"),
    ):
        said = house.run(*words, expect=None)
        assert house.said[-1][1] in {1, 3, 4, 5}, said
        assert not REFERENCE.search(said.lower())
    house.run("scan", folder, expect=None)
    assert sorted(house.work.rglob("*")) == before


WRONG_FILE: Final = (
    "share {e} --to exampleshire-police --layout {f}", "plan {e} -a {f}", "plan {e} --to {f}", "keys trust {f}",
    "policy accept {f}", "policy sign {f} --role DPO", "keys restore {f} --key {f}", "review --import {f}",
    "bundle open {f}", "bundle verify {f}", "bundle inspect {f} --no-key", "doctor --config {f}", "scan {f}",
    "redact {f} -n", "keys backup -o x.age --to {f}", "share --send {f}", "policy verify {f}", "flags {f}",
)  # fmt: skip


@pytest.mark.parametrize("line", WRONG_FILE)
def test_a_table_given_for_another_file_is_not_quoted(house: House, line: str) -> None:
    for table in ("clients.csv", "children.xlsx"):
        house.run(*line.format(e=house.small, f=house.small / table).split(), expect=None)


FAULTS: Final = (
    "drivectl.steps.intake.read_export", "drivectl.steps.intake.read_flags", "drivectl.steps.intake.derive",
    "drivectl.steps.copies.judge", "drivectl.steps.copies.apply",
    "drivectl.steps.copies.write_table", "drivectl.steps.texts.mask", "drivectl.steps.texts.residual",
    "drivectl.recognise.engine.Engine.find", "drivectl.steps.drafting.predicate", "drivectl.bundle.draft.write_draft",
    "drivectl.audit.log.Log.append", "drivectl.steps.previews.preview_xlsx",
)  # fmt: skip


@pytest.mark.parametrize("target", FAULTS)
@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt])
def test_a_fault_in_any_stage_says_no_value(
    house: House, target: str, kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = []

    def fail(*_: object, **__: object) -> None:
        reached.append(target)
        raise kind("Zyqxanna Zyqxson, 07700900123, D-1003") from RuntimeError("Zyqxcause 07/07/1947")

    monkeypatch.setattr(target, fail)
    said = house.attempt(expect=130 if kind is KeyboardInterrupt else None)
    assert reached
    assert house.said[-1][1] != 0
    assert not REFERENCE.search(said.lower())
    reports = [*house.work.glob("drivectl-fault-*.txt")]
    assert all(not signs(one.read_bytes()) and not REFERENCE.search(one.read_text().lower()) for one in reports)
    assert not list(house.work.rglob(".drivectl-*.part"))
    for one in reports:
        one.unlink()


def test_a_full_disk_says_no_value_and_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "no space left for Zyqxanna")

    monkeypatch.setattr("drivectl.files.os.fsync", full)
    said = house.attempt(expect=5)
    assert "OUT112" in said
    monkeypatch.undo()
    assert not [*house.work.rglob(".drivectl-*.part")]
    test_nothing_is_left_where_a_value_must_not_stand(house)


def test_a_wrong_passphrase_and_a_taken_name_say_no_value(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.run("share", house.small, "--to", POLICE, expect=3)  # the draft exists
    wrong = house.root / "wrong" / "passphrase"
    files.write_bytes(wrong, b"Zyqxpassphrase is wrong\n")
    phrase = house.stage.folder / "passphrase.txt"
    kept = phrase.read_bytes()
    try:
        phrase.write_bytes(wrong.read_bytes())
        house.attempt(expect=5)
    finally:
        phrase.write_bytes(kept)


def test_desk_shows_no_value_when_it_is_printed(house: House) -> None:
    """Objects that a debugger or a fault would print show counts and names, never cells."""
    intake = take_in(Desk(house.stage.drive.site, lambda: b""), house.export)
    case = next(iter(intake.cases.values()))
    (ruling,) = rulings(house.stage.drive, (POLICE,), None)
    plan = judged(intake, ruling)
    for one in (intake, intake.export, intake.flags, case, case.records[0], plan):
        assert not signs(repr(one).encode()), type(one)


def test_after_all_that_went_wrong_nothing_is_left_either(house: House) -> None:
    test_nothing_is_left_where_a_value_must_not_stand(house)
