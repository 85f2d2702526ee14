"""Each rule on the shipped policies with one small change: found at the right line, and not found for a near miss."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import lint
from drivectl.codes import rules
from drivectl.errors import Diagnostic, problem
from drivectl.model.agreement import Agreement
from drivectl.model.lint import Finding
from drivectl.safe import say
from drivectl.spec.load import read_agreement
from drivectl.spec.policies import Reading, read_policies

SHIPPED = Path(__file__).parents[4] / "policies"
DAY = date(2026, 12, 4)
POLICE, CSC, BRISTOL = "isa/police.yaml", "isa/childrens-social-care.yaml", "isa/bristol-evaluation.yaml"
SECOND = "isa/second.yaml"
"""A copy of the evaluation's agreement under another id."""
BASELINE, PARTIES, LAYOUT = "baseline.yaml", "parties.yaml", "layouts/da-case-management.yaml"
SLOW = ("TST901", "TST902")
"""Asked only where they are what is tested."""


class Case(NamedTuple):
    """A change to one file and the finding it brings, in the line where the change begins or the one with ``at``."""

    code: str
    file: str
    old: str
    new: str
    near: str
    """What ``old`` becomes in the near miss."""
    at: str = ""
    also: tuple[str, ...] = ()
    """Other codes in the same line."""
    near_old: str = ""
    """Where the near miss is a change of something else."""
    shown: str = ""
    """The file that the finding is shown in, where it is another one."""


def unsigned(agreement: Agreement) -> tuple[Diagnostic, ...]:
    missing = Diagnostic(code="GOV801", what=say("nobody has signed"))
    return (missing,) if agreement.title.startswith("Unsigned") else ()


def key_of(party: str, team: str, weakest: str, pin: str | None) -> str:
    del weakest
    if team == "unverified":
        raise problem("KEY331", say("there is no verified key"))
    return hashlib.sha256((pin or party).encode()).hexdigest()


MACHINE = Machine(unsigned=unsigned, recipient=key_of)


class Desk:
    """The shipped policies, read once; an agreement that is changed is read alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reading = read_policies(folder)
        self.text = {
            one: (folder / one).read_text(encoding="utf-8")
            for one in (POLICE, CSC, BRISTOL, SECOND, BASELINE, PARTIES, LAYOUT)
        }

    def changed(self, file: str, text: str) -> Reading:
        if not file.startswith("isa/"):
            (self.folder / file).write_text(text, encoding="utf-8")
            reading = read_policies(self.folder)
            (self.folder / file).write_text(self.text[file], encoding="utf-8")
            return reading
        policies, path = self.reading.policies, self.folder / file
        assert policies is not None
        read = read_agreement(path, policies.catalogue, policies.parties, policies.baseline, text.encode())
        agreements = {one.id: one for one in policies.agreements.values() if one.path != path}
        if read.value is not None:
            agreements[read.value.id] = read.value
        docs = {one: doc for one, doc in self.reading.docs.items() if one != path}
        return Reading(
            policies=replace(policies, agreements=MappingProxyType(agreements)),
            docs={**docs, **({path: read.doc} if read.doc else {})},
            found=read.found,
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("set") / "policies"
    for path in SHIPPED.rglob("*.yaml"):
        target = folder / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    second = (folder / BRISTOL).read_text(encoding="utf-8").replace("id: bristol-evaluation", "id: second")
    (folder / SECOND).write_text(second, encoding="utf-8")
    return Desk(folder)


def found(desk: Desk, reading: Reading, code: str) -> Iterator[Finding]:
    policies = desk.reading.policies
    assert policies is not None
    before = policies.agreements
    machine = replace(MACHINE, signed=lambda one: before[one.id]) if code == "STR007" else MACHINE
    yield from lint(reading, DAY, machine, lambda one: one == code or one not in SLOW).findings


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new)


def _first_change(old: str, new: str) -> int:
    pairs = zip(old.split("\n"), new.split("\n"), strict=False)
    return next(i for i, (one, other) in enumerate(pairs, 1) if one != other)


CASES = [
    # -- STR
    Case("STR001", POLICE, "title: Sharing", "title:\tx: Sharing", "title:  Sharing"),
    Case("STR002", POLICE, "  case.dash_score: {", "  case.crime_ref: {action: withhold}\n  case.dash_score: {",
         "  case.closed: {action: withhold}\n  case.dash_score: {"),
    Case("STR003", POLICE, "purposes:\n", "purposes: &all\n", "purposes: # &all\n"),
    Case("STR004", POLICE, "action: generalise, to: engaged", "action: generalize, to: engaged",
         "action:  generalise, to: engaged"),
    Case("STR005", POLICE, "team: DA disruption unit", "team: NO", 'team: "NO"'),
    Case("STR006", POLICE, "  perpetrator.vehicle: {", "  perpetrator.vehicel: {", "  perpetrator.employer: {"),
    Case("STR007", POLICE, "  case.dash_score: {", "  case.programme: {action: share, for: [prevent-crime]}\n  case.dash_score: {",
         "version: 1.0.1\ntitle: sharing", at="version: 1.0.0", near_old="version: 1.0.0\ntitle: Sharing"),
    Case("STR008", POLICE, "release: rows                        # rows | tables\nid: drive-police",
         "id: drive-police\nrelease: rows", "release: rows\nid: drive-police"),
    # -- DAT
    Case("DAT201", POLICE, "child.name: {action: share, for: [safeguard-child]}", "child.name: {action: share}",
         "child.name: {action: withhold}"),
    Case("DAT202", POLICE, "  case.dash_score: {action: share, for: [prevent-crime]}",
         "  case.programme: {action: share, for: [prevent-crime]}",
         "  case.crime_ref: {action: share, for: [prevent-crime]}", near_old="  case.crime_ref: {action: share, for: [prevent-crime]}"),
    Case("DAT203", BRISTOL, "  abuse_assessment.point: {action: share, for: [evaluate]}\n",
         "  abuse_assessment.point: {action: share, for: [evaluate]}\n" + "".join(
             f"  dash.q{n:02}: {{action: share, for: [evaluate]}}\n" for n in range(1, 25)) + "".join(
             f"  dash.{f}: {{action: share, for: [evaluate]}}\n" for f in ("score", "band", "high_by_judgement")),
         "  abuse_assessment.point: {action: share, for: [evaluate]}\n" + "".join(
             f"  dash.q{n:02}: {{action: share, for: [evaluate]}}\n" for n in range(1, 25)), at="  dash.q01:", also=("DAT202",)),
    Case("DAT204", BRISTOL, "perpetrator.date_of_birth: {action: generalise, to: age_band_10,",
         "perpetrator.date_of_birth: {action: share,", "perpetrator.date_of_birth: {action: generalise, to: year,"),
    Case("DAT205", POLICE, "  victim.name: {action: share,", "  victim.refuge_name: {action: share,",
         "  victim.refuge_name: {action: withhold,", also=("DAT207", "SAF301")),
    Case("DAT206", POLICE, "when: {victim.address_status: known_to_perpetrator}}\n",
         "when: {victim.address_status: known_to_perpetrator}}\n    - {action: share, for: [prevent-crime], when: {victim.address_status: known_to_perpetrator}}\n",
         "when: {victim.address_status: known_to_perpetrator}}\n    - {action: withhold, when: {victim.address_status: confidential}}\n"),
    Case("DAT207", POLICE, ", when: {victim.address_status: known_to_perpetrator}}\n", "}\n",
         ", when: {victim.address_status: [known_to_perpetrator]}}\n", at="  victim.address:"),
    Case("DAT208", POLICE, "  allegation.status: {action: share, for: [prevent-crime]}\n", "",
         "  allegation.status: {action: share, for: [prevent-crime], when: {}}\n", at="  allegation.behaviour: {", also=("DAT205",)),
    Case("DAT209", POLICE, "{fields: [perpetrator.mental_health,", "{fields: [perpetrator.vehicle,",
         "{fields: [perpetrator.employer,"),
    # -- TXT
    Case("TXT401", POLICE, "- action: redact\n", "- action: share\n", "- action: withhold\n"),
    Case("TXT402", POLICE, "{victim: role_label, child: role_label, third_party: redact, professional: role_label,",
         "{victim: role_label, child: role_label, professional: role_label,",
         "{victim: redact, child: redact, third_party: redact, professional: redact,"),
    Case("TXT403", POLICE, "residual_check: human ", "residual_check: none ", "residual_check:  human "),
    Case("TXT404", BRISTOL, "  case.dash_score: {action: share,", "  perpetrator.substance_use: {action: redact,",
         "  perpetrator.substance_use: {action: withhold,", also=("DAT202", "TXT402")),
    # -- DIS
    Case("DIS501", BRISTOL, "  k: 5 ", "  k: 4 ", "  k: 6 "),
    Case("DIS502", PARTIES, "    kind: university\n", "    kind: funder\n", "    kind: other\n", at="release:", shown=BRISTOL),
    Case("DIS503", BRISTOL, "  key_scope: agreement ", "  key_scope: partnership ", "  key_scope: release ",
         also=("STR020",)),
    Case("DIS504", SECOND, "    case.status: closed\n", "    case.status: [closed, transferred]\n", "    case.status: open\n",
         at="  include:"),
    # -- XFR
    Case("XFR601", POLICE, "team: DA disruption unit", "team: unverified", "team: another"),
    Case("XFR602", POLICE, "  classification: OFFICIAL-SENSITIVE", "  classification: OFFICIAL",
         "  classification:  OFFICIAL-SENSITIVE"),
    Case("XFR603", POLICE, "channel: cjsm", "channel: 7-Zip by e-mail", "channel: secure e-mail"),
    Case("XFR604", POLICE, "  acknowledge_within: P2D\n", "", "  acknowledge_within: P9D\n", at="transfer:"),
    # -- RET
    Case("RET701", POLICE, ', basis: "agreed in this document; police MoPI review may differ"', "", ", basis: MoPI",
         also=("RET702",)),
    Case("RET702", POLICE, 'keep: P6Y, from: case.closed, then: delete_and_certify, basis: "agreed in this document; police MoPI review may differ"',
         "keep: P3Y, from: case.closed, then: delete_and_certify",
         "keep: P1Y, from: case.closed, then: delete_and_certify", also=("RET701",)),
    # -- GOV
    Case("GOV801", POLICE, "status: draft  ", "status: suspended  ", "status: ended  "),
    Case("GOV802", POLICE, "review_by: 2027-11-30", "review_by: 2027-12-02", "review_by: 2027-12-01"),
    Case("GOV803", CSC, "role: Caldicott Guardian", "role: Director", "role: Deputy Caldicott Guardian", at="signatories:"),
    Case("GOV804", POLICE, "channel: cjsm", "channel: cjsm  # drivectl: ignore[XFR603] because, until 2027-01-31",
         "channel: zip  # drivectl: ignore[XFR603] because, until 2027-01-31"),
    # -- TST
    Case("TST901", POLICE, "    in_scope: false\n  - name: victim conf", "    in_scope: true\n  - name: victim conf",
         "    in_scope:  false\n  - name: victim conf", at="name: standard risk is out"),
    Case("TST902", POLICE, "    given: {case.risk_level: high, case.nation: wales, case.status: open}\n",
         "    given: {case.risk_level: high, case.status: open}\n",
         "    given: {case.risk_level: high, case.status: open, case.nation: wales}\n", at="    case.nation: england"),
    Case("TST903", BRISTOL, "never_sees: [victim.name, perpetrator.name, child.name, note.text, case.crime_ref",
         "never_sees: [victim.name, perpetrator.name, child.name, case.crime_ref",
         "never_sees: [victim.name, victim.refuge_name, case.crime_ref", at="tests:"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.code)
def test_found_where_it_is_and_not_where_it_is_not(case: Case, desk: Desk) -> None:
    before = {(one.code, one.path, one.what) for one in found(desk, desk.reading, case.code)}
    text = desk.text[case.file]
    broken = replaced(text, case.old, case.new)
    new = [
        one
        for one in found(desk, desk.changed(case.file, broken), case.code)
        if (one.code, one.path, one.what) not in before
    ]
    shown = desk.text[case.shown] if case.shown else broken
    line = shown[: shown.index(case.at)].count("\n") + 1 if case.at else _first_change(text, broken)
    here = (one for one in new if one.at.line == line and one.at.file == desk.folder / (case.shown or case.file))
    assert sorted({one.code for one in here}) == sorted({case.code, *case.also}), [
        (one.code, one.at.line, one.what) for one in new
    ]
    near = found(desk, desk.changed(case.file, replaced(text, case.near_old or case.old, case.near)), case.code)
    again = [one for one in near if one.code == case.code and (one.code, one.path, one.what) not in before]
    assert [(one.at.line, str(one.what)) for one in again] == []


def test_every_rule_has_a_case() -> None:
    of_loading = {"STR001", "STR002", "STR003", "STR004", "STR006"}
    assert {case.code for case in CASES} == of_loading | {"GOV801", "TST901", "TST902"} | {
        one.code for one in rules.RULES
    }
