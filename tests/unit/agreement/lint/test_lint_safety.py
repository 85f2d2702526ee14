"""Each SAF rule: one change that it finds, on the line where it is wrong, and one near miss that it leaves alone."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from drivectl.agreement import resolve
from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import asked, lint
from drivectl.model.lint import Finding
from drivectl.spec.policies import read_policies

SHIPPED = Path(__file__).parents[4] / "policies"
Edit = tuple[str, str, str]
Changed = Callable[..., list[tuple[str, str, str]]]

POLICE, CSC, BRISTOL = "isa/police.yaml", "isa/childrens-social-care.yaml", "isa/bristol-evaluation.yaml"
BASELINE, PARTIES = "baseline.yaml", "parties.yaml"
NAME = "  victim.name: {action: share, for: [prevent-crime]}\n"
KNOWN = "when: {victim.address_status: known_to_perpetrator}"
ORIGIN = "note.origin: [professional, perpetrator]"
EMPLOYERS = "{action: share, when: {professional.org_type: [police, probation, council, health]}}"
INSIDER = "when: {case.insider_orgs: {contains: $recipient}}"
APART = "Keep the victim's and the perpetrator's records apart."
VEHICLE = "  perpetrator.vehicle: {action: share, for: [prevent-crime]}"
FLAGS = "  fields: [case.victim_consent, victim.address_status, case.insider_orgs, case.live_sar, case.research_objection]\n"
HARM = "".join(
    f"  {line}, for: [prevent-crime]}}\n"
    for line in (
        "perpetrator.aliases: {action: share", "perpetrator.date_of_birth: {action: share",
        "perpetrator.address: {action: share", "perpetrator.vehicle: {action: share",
        "perpetrator.orders: {action: share", "perpetrator.abuse_behaviours: {action: share",
        "perpetrator.engagement: {action: generalise, to: engaged_yes_no",
        "allegation.behaviour: {action: share", "allegation.status: {action: share", "allegation.date: {action: share",
    )
)  # fmt: skip


def grants(*clauses: str, to: str = POLICE) -> Edit:
    """The agreement with more fields, before the first that it has."""
    return (to, "\nfields:\n", "\nfields:\n" + "".join(f"  {one}\n" for one in clauses))


def dead(text: str) -> tuple[tuple[str, str], ...]:
    """What a grant brings that the baseline blocks in every case."""
    return (("DAT205", text), ("DAT207", text))


@dataclass(frozen=True)
class Case:
    """``edits`` bring ``found``: each code with a text of its line; ``near`` brings nothing of the first code."""

    edits: Sequence[Edit]
    found: tuple[tuple[str, str], ...]
    near: Sequence[Edit]


CASES = (
    Case([grants("victim.safe_address: {action: share, for: [prevent-crime]}")],
         (("SAF301", "victim.safe_address:"), *dead("victim.safe_address:")),
         near=[grants("victim.aliases: {action: share, for: [prevent-crime]}")]),
    Case([grants("victim.new_partner: {action: pseudonymise, for: [prevent-crime]}")],
         (("SAF301", "victim.new_partner:"), *dead("victim.new_partner:"), ("DAT202", "victim.new_partner:")),
         near=[(BASELINE, "fields: [victim.new_partner]", "fields: [perpetrator.employer]"),
               grants("victim.new_partner: {action: pseudonymise, for: [prevent-crime]}")]),
    Case([(POLICE, f", {KNOWN}", "")], (("SAF302", "{action: share, for: [prevent-crime]}"), ("DAT207", "victim.address:")),
         near=[(POLICE, KNOWN, f"{KNOWN[:-1]}, case.risk_level: very_high}}")]),
    Case([(CSC, f"child.school:\n    - {{action: share, for: [safeguard-child], {KNOWN}", "child.school:\n    - {action: share, for: [safeguard-child]")],
         (("SAF302", "- {action: share, for: [safeguard-child]}"),),
         near=[(CSC, f"for: [safeguard-child], {KNOWN}", f"for: [safeguard-child], when: {{all: [{{{KNOWN[7:-1]}}}]}}")]),
    Case([(BASELINE, EMPLOYERS, "{action: share}"), grants("professional.organisation: {action: share, for: [prevent-crime]}")],
         (("SAF303", "professional.organisation:"), ("DAT202", "professional.organisation:")),
         near=[grants("professional.organisation: {action: share, for: [prevent-crime]}")]),
    Case([(BASELINE, "classes: [informant]", "fields: [informant.name]"), (BASELINE, "informant: withhold", "informant: share"),
          (BASELINE, "third_party: withhold", "third_party: share"),
          grants("informant.relationship: {action: share, for: [prevent-crime]}")],
         (("SAF304", "informant.relationship:"), ("DAT202", "informant.relationship:")),
         near=[(BASELINE, "informant: withhold", "informant: share"), (BASELINE, "third_party: withhold", "third_party: share"),
               grants("informant.relationship: {action: share, for: [prevent-crime]}")]),
    Case([(BASELINE, "      - {action: withhold, when: {note.origin: third_party}}\n", ""),
          (POLICE, ORIGIN, "note.origin: [professional, perpetrator, third_party]")],
         (("SAF304", "- action: redact"),),
         near=[(POLICE, ORIGIN, "note.origin: [professional, perpetrator, third_party]")]),
    Case([(POLICE, ORIGIN, "note.origin: [professional, perpetrator, child]")],
         (("SAF305", "- action: redact"), ("DAT207", "note.text:")),
         near=[(POLICE, ORIGIN, "note.origin: [professional, perpetrator, child], case.victim_consent: given")]),
    Case([(BASELINE, "note.confidence: [counselling, legal_privilege]", "note.confidence: [counselling]")],
         (("SAF306", "- action: redact"),),
         near=[(BASELINE, "note.confidence: [counselling, legal_privilege]", "note.confidence: [legal_privilege, counselling]")]),
    Case([(POLICE, ORIGIN, f"{ORIGIN}, note.confidence: [open, counselling]")], (("SAF306", "- action: redact"),),
         near=[(POLICE, ORIGIN, f"{ORIGIN}, note.confidence: [open, in_confidence]")]),
    Case([grants("victim.immigration_status: {action: share, for: [prevent-crime], when: {case.victim_consent: given}}")],
         (("SAF307", "victim.immigration_status:"), ("DAT202", "victim.immigration_status:"),
          *dead("victim.immigration_status:"),
          ("DAT209", "fields: [victim.immigration_status, victim.eth")),
         near=[(PARTIES, "kind: police", "kind: victim_service"),
               grants("victim.immigration_status: {action: share, for: [prevent-crime], when: {case.victim_consent: given}}")]),
    Case([(PARTIES, "kind: police", "kind: victim_service"),
          grants("victim.immigration_status: {action: share, for: [prevent-crime]}")],
         (("SAF307", "victim.immigration_status:"), ("DAT202", "victim.immigration_status:"),
          ("DAT207", "victim.immigration_status:"), ("DAT209", "fields: [victim.immigration_status, victim.eth"),
          *dead("perpetrator.address:"), *dead("perpetrator.vehicle:")),
         near=[(PARTIES, "kind: police", "kind: victim_service")]),
    Case([(BASELINE, INSIDER, INSIDER.replace("$recipient", "exampleshire-police"))], (("SAF308", "hold_for_dpo:"),),
         near=[(BASELINE, INSIDER, f"when: [{{{INSIDER[7:-1]}}}, {{case.live_sar: true}}]")]),
    Case([(BASELINE, INSIDER, f"{INSIDER[:-1]}, case.status: open}}")], (("SAF308", "hold_for_dpo:"),),
         near=[(BASELINE, INSIDER, f"when: {{all: [{{{INSIDER[7:-1]}}}]}}")]),
    Case([(BASELINE, "victim.address_status, case.insider_orgs,", "victim.address_status,")],
         (("SAF308", "fields: [case.victim_consent"), ("STR006", "case.insider_orgs")),
         near=[(BASELINE, "victim.address_status, case.insider_orgs,", "case.insider_orgs, victim.address_status,")]),
    Case([(POLICE, "consult_before_release: [drive-delivery]", "consult_before_release: []")], (("SAF309", "  sar:"),),
         near=[(POLICE, "[dpa2018.sch2.2, dpa2018.sch2.16]", "[dpa2018.sch2.2]")]),
    Case([(POLICE, ", notice: safe_contact", "")], (("SAF310", "victim.safe_phone:"), ("DAT205", "victim.safe_phone:"), ("DAT208", "victim.safe_phone:")),
         near=[grants("perpetrator.phone: {action: share, for: [prevent-crime]}")]),
    Case([(POLICE, f"{APART} ", "")], (("SAF311", "handling:"),),
         near=[(POLICE, APART, "File victim and perpetrator separately.")]),
    Case([(BASELINE, "originator_control: true", "originator_control: false")], (("SAF312", "- action: redact"),),
         near=[(BASELINE, "originator_control: true", "originator_control: false"),
               (POLICE, "- action: redact\n", "- action: withhold\n")]),
    Case([(POLICE, "Do not disclose to the service user. ", "")], (("SAF313", "handling:"),),
         near=[(POLICE, "Do not disclose to the service user.", "Never alert the perpetrator.")]),
    Case([(POLICE, "tell_perpetrator: unless_unsafe", "tell_perpetrator: always")],
         (("SAF314", "tell_perpetrator: always"),),
         near=[(POLICE, "tell_perpetrator: unless_unsafe", "tell_perpetrator: never")]),
    Case([(POLICE, "propagate: changes", "propagate: next_extract")], (("SAF315", "propagate: next_extract"),),
         near=[(BRISTOL, "next_extract}", "next_extract} ")]),
    Case([(BASELINE, "case.victim_consent, victim.address_status,", "case.victim_consent,")],
         (("SAF315", "fields: [case.victim_consent"), ("STR006", "victim.address_status")),
         near=[(BASELINE, "victim.address_status, case.insider_orgs,", "case.insider_orgs, victim.address_status,")]),
    Case([(CSC, "third_party: redact, professional: role_label", "third_party: role_label, professional: role_label")],
         (("SAF317", "third_party: role_label"),),
         near=[(CSC, "third_party: redact, professional: role_label", "third_party: redact, professional: share")]),
    Case([(POLICE, HARM, HARM.splitlines(keepends=True)[4])], (("SAF318", "fields:"),),
         near=[(POLICE, HARM, "".join(HARM.splitlines(keepends=True)[4:7]))]),
    Case([grants("child.name: {action: share, for: [evaluate]}", to=BRISTOL)],
         (("SAF319", "text: Measure change"), ("SAF315", "accuracy:")),
         near=[grants("child.year_group: {action: share, for: [evaluate]}", to=BRISTOL)]),
    Case([(CSC, "    case.nation: england\n", "    case.nation: england\n    case.programme: restart\n    case.risk_level: [high, very_high]\n")],
         (("SAF320", "include:"),),
         near=[(CSC, "    case.nation: england\n", "    case.nation: england\n    case.programme: restart\n    case.risk_level: [medium, high]\n")]),
    Case([(CSC, "    case.nation: england\n", "    case.nation: england\n    case.risk_level: {gte: high}\n")],
         (("SAF320", "include:"),),
         near=[(CSC, "    case.nation: england\n", "    case.nation: england\n    case.risk_level: {gte: medium}\n")]),
    Case([(POLICE, "  perpetrator.orders: {action: share, for: [prevent-crime]}\n", "")], (("SAF321", "fields:"),),
         near=[(POLICE, "  perpetrator.vehicle: {action: share, for: [prevent-crime]}\n", "")]),
    Case([(POLICE, VEHICLE, VEHICLE.replace("]}", "], when: {victim.address_status: {is: missing}}}"))],
         (("SAF322", "perpetrator.vehicle:"),),
         near=[(POLICE, VEHICLE, VEHICLE.replace("]}", "], when: {victim.address_status: {not: {is: missing}}}}"))]),
    Case([(CSC, "    case.nation: england\n", "    any: [{case.nation: england}, {case.nation: {is: missing}}]\n")],
         (("SAF322", "include:"),),
         near=[(CSC, "    case.nation: england\n", "    all: [{case.nation: england}, {case.nation: {not: {is: missing}}}]\n")]),
    Case([(BASELINE, "when: {case.live_sar: true}", "when: {case.live_sar: {not: {is: missing}}}")],
         (("SAF322", "when: {case.live_sar"),),
         near=[(BASELINE, "when: {case.live_sar: true}", "when: [{case.live_sar: true}, {case.live_sar: {is: missing}}]")]),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one.found[0][0]}-{one.edits[0][2][:24]!r}")
def test_found_where_it_is_and_nowhere_near(changed: Changed, case: Case) -> None:
    found = changed(case.edits)
    assert sorted(code for code, _, _ in found) == sorted(code for code, _ in case.found)
    for code, text in case.found:
        assert any(code == one and text in line for one, line, _ in found), (code, text, found)
    assert changed(case.near, [case.found[0][0]]) == []


def safety(folder: Path = SHIPPED) -> list[Finding]:
    return list(lint(read_policies(folder), date(2026, 12, 4), Machine(), asked(["SAF"], ())).findings)


def test_the_shipped_policies_break_no_rule_of_safety() -> None:
    assert [(one.code, one.what) for one in safety()] == []


def test_should_the_never_share_list_ever_fail_to_hold_lint_shows_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolve._Maker, "_never", lambda *_: ())
    found = safety()
    assert {one.code for one in found} == {"SAF301", "SAF306"}
    assert {one.example["note.confidence"] for one in found if one.example} == {"counselling"}


def test_a_finding_shows_an_open_case_and_the_clause_that_lets_it_out(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "policies"))
    text = (folder / POLICE).read_text(encoding="utf-8")
    (folder / POLICE).write_text(text.replace(f", {KNOWN}", ""), encoding="utf-8")
    (found,) = safety(folder)
    assert (found.code, found.what) == ("SAF302", "victim.address is shared without an address_status condition")
    assert text.splitlines()[(found.at.line or 0) - 1].endswith(f"{KNOWN}}}")
    assert found.example is not None
    assert found.example["victim.address_status"] != "known_to_perpetrator"
    assert found.example["case.risk_level"] in {"high", "very_high"}
    assert (found.example["case.insider_orgs"], found.example["case.live_sar"]) == ((), False)


def test_work_in_house_is_asked_for_its_basis_and_not_for_what_concerns_recipients(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "policies", ignore=shutil.ignore_patterns("isa")))
    (folder / "isa").mkdir()
    (folder / "isa" / "internal.yaml").write_text(
        """drivectl: isa/v1
kind: internal
id: test-extract
version: 1.0.0
title: A test extract
status: draft
extends: drive-partnership-baseline@1
purposes: [{id: test, text: Test the panel tracker., lawful_basis: {discloser: ukgdpr.6.1.f}}]
fields:
  case.case_ref: {action: pseudonymise, for: [test]}
  victim.name: {action: share, for: [test]}
  note.text: {action: redact, for: [test]}
  informant.name: {action: share, for: [test]}
""",
        encoding="utf-8",
    )
    report = lint(read_policies(folder), date(2026, 12, 4), Machine(), asked(["LAW", "SAF"], ()))
    assert {one.code for one in report.findings} == {"LAW105", "LAW106", "LAW120", "SAF301"}
