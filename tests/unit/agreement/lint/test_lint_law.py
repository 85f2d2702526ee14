"""Each LAW rule: one change that it finds, on the line where it is wrong, and one near miss that it leaves alone."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from drivectl.agreement.legal import stale
from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import asked, lint
from drivectl.model.lint import Finding
from drivectl.spec.policies import Policies, read_policies

SHIPPED = Path(__file__).parents[4] / "policies"
DAY = date(2026, 12, 4)
Edit = tuple[str, str, str]
Changed = Callable[..., list[tuple[str, str, str]]]
POLICE, CSC, BRISTOL = "isa/police.yaml", "isa/childrens-social-care.yaml", "isa/bristol-evaluation.yaml"
PARTIES, LEGAL = "parties.yaml", "legal.yaml"
EA = "discloser: ukgdpr.6.1.ea, condition: ukgdpr.annex1.6"
CRIME = "discloser: ukgdpr.6.1.ea, condition: ukgdpr.annex1.5"
CHILD_SCOPE = "    child.protection_status: [child_in_need, s47_enquiry, cp_plan, looked_after]\n"
APD = "appropriate_policy_document: {ref: APD-2025-01, reviewed: 2026-09-01}\n"
GATEWAY = "gateway: [ca1989.s47, ca1989.s17, ca2004.s11, ca2004.s16LA]"
NECESSITY = "necessity: Police cannot plan disruption without knowing who is being worked with and the current risk."
CSC_JOINT = (CSC, "{party: exampleshire-csc, role: recipient, controller: independent}",
             "{party: exampleshire-csc, role: recipient, controller: joint}")  # fmt: skip
UNIVERSITY = (PARTIES, "kind: university\n", "kind: university\n    relevant_authority_cda115: true\n")


@dataclass(frozen=True)
class Case:
    """``edits`` bring ``found``: each code with a text of its line; ``near`` brings nothing of the first code."""

    edits: Sequence[Edit]
    found: tuple[tuple[str, str], ...]
    near: Sequence[Edit]


CASES = (
    Case([(POLICE, f"{CRIME}, recipient: dpa2018.part3", CRIME)], (("LAW101", CRIME),),
         near=[(POLICE, "recipient: dpa2018.part3", "recipient: ukgdpr.6.1.c")]),
    Case([(BRISTOL, "recipient: ukgdpr.6.1.e", "recipient: dpa2018.part3")], (("LAW101", "recipient: dpa2018.part3"),),
         near=[(BRISTOL, "recipient: ukgdpr.6.1.e", "recipient: ukgdpr.6.1.a")]),
    Case([(CSC, "recipient: ukgdpr.6.1.e", "recipient: ukgdpr.6.1.f")], (("LAW102", "recipient: ukgdpr.6.1.f"),),
         near=[(CSC, "discloser: ukgdpr.6.1.ea", "discloser: ukgdpr.6.1.f")]),
    Case([(POLICE, CRIME, "discloser: ukgdpr.6.1.ea")], (("LAW103", "{discloser: ukgdpr.6.1.ea, recipient"),),
         near=[(POLICE, "annex1.5", "annex1.1")]),
    Case([(BRISTOL, "discloser: ukgdpr.6.1.f", "discloser: ukgdpr.6.1.e")], (("LAW104", "discloser: ukgdpr.6.1.e"),),
         near=[(BRISTOL, "discloser: ukgdpr.6.1.f", "discloser: ukgdpr.6.1.a")]),
    Case([(POLICE, "special_category: [dpa2018.sch1.10]", "special_category: []")],
         (("LAW105", "special_category: []"),),
         near=[(POLICE, "special_category: [dpa2018.sch1.10]", "special_category: [ukgdpr.9.2.f]")]),
    Case([(POLICE, "special_category: [dpa2018.sch1.10]", "special_category: [dpa2018.sch1.36]")],
         (("LAW105", "special_category: [dpa2018.sch1.36]"),),
         near=[(POLICE, "special_category: [dpa2018.sch1.10]", "special_category: [dpa2018.sch1.2]")]),
    Case([(POLICE, "criminal_offence: [dpa2018.sch1.10]", "criminal_offence: [ukgdpr.9.2.f]")],
         (("LAW106", "criminal_offence: [ukgdpr.9.2.f]"), ("LAW113", "criminal_offence: [ukgdpr.9.2.f]")),
         near=[(POLICE, "criminal_offence: [dpa2018.sch1.10]", "criminal_offence: [dpa2018.sch1.36]")]),
    Case([(CSC, CHILD_SCOPE, "")],
         (("LAW107", EA), ("LAW107", "special_category: [dpa2018.sch1.18]"),
          ("LAW107", "criminal_offence: [dpa2018.sch1.18]")),
         near=[(CSC, CHILD_SCOPE, "    victim.care_and_support_needs: true\n")]),
    Case([(CSC, "    why_without_consent: would_prejudice_protection\n", "")],
         (("LAW108", "special_category: [dpa2018.sch1.18]"),),
         near=[(CSC, "would_prejudice_protection", "cannot_be_given")]),
    Case([(POLICE, APD, "")],
         (("LAW109", "special_category: [dpa2018.sch1.18]"), ("LAW109", "criminal_offence: [dpa2018.sch1.18]")),
         near=[(POLICE, APD, ""), (POLICE, "special_category: [dpa2018.sch1.18]", "special_category: [dpa2018.sch1.10]"),
               (POLICE, "criminal_offence: [dpa2018.sch1.18]", "criminal_offence: [dpa2018.sch1.10]")]),
    Case([(CSC, EA, "discloser: ukgdpr.6.1.a")], (("LAW110", "discloser: ukgdpr.6.1.a"),),
         near=[(CSC, EA, "discloser: ukgdpr.6.1.a"), (CSC, "{required: false", "{required: true")]),
    Case([(BRISTOL, "gateway: [common_law]", "gateway: [cda1998.s115]")], (("LAW111", "gateway: [cda1998.s115]"),),
         near=[(BRISTOL, "gateway: [common_law]", "gateway: [cda1998.s115]"), UNIVERSITY]),
    Case([(CSC, "    case.nation: england\n", "")],
         (("LAW112", GATEWAY), ("LAW112", GATEWAY), ("LAW112", GATEWAY)),
         near=[(CSC, "    case.nation: england\n", ""), (PARTIES, "nation: [england, wales]", "nation: [england]")]),
    Case([(POLICE, "gateway: [cda1998.s115]", "gateway: [cda1998.s15]")], (("LAW113", "gateway: [cda1998.s15]"),),
         near=[(POLICE, "gateway: [cda1998.s115]", "gateway: [cda1998.s115, common_law]")]),
    Case([(POLICE, "gateway: [cda1998.s115]", "gateway: [dpa2018.sch2.2]")], (("LAW113", "gateway: [dpa2018.sch2.2]"),),
         near=[(POLICE, "gateway: [cda1998.s115]", "gateway: [care2014.s42]")]),
    Case([(LEGAL, "    kind: condition\n    in_force_from: 2026-02-05\n    nations: [england, wales]\n    about: law_enf",
           "    kind: condition\n    in_force_from: 2026-12-02\n    nations: [england, wales]\n    about: law_enf"),
         ], (("LAW113", CRIME),),
         near=[(LEGAL, "in_force_from: 2026-02-05\n    nations: [england, wales]\n    about: law_enf",
                "in_force_from: 2026-12-01\n    nations: [england, wales]\n    about: law_enf")]),
    Case([(CSC, ", ca2004.s16LA]", "]")], (("LAW114", "- id: safeguard-child"),),
         near=[(CSC, ", ca2004.s16LA]", "]\n    duty_to_share: Not yet in force; looked at again when it is.")]),
    Case([(CSC, ", ca2004.s16LA]", ", ca2004.s16LA, pcsca2022.s16]")],
         (("LAW115", "pcsca2022.s16]"), ("LAW113", "pcsca2022.s16]")),
         near=[(POLICE, "[cda1998.s115]", "[cda1998.s115, pcsca2022.s16]")]),
    Case([(POLICE, "[cda1998.s115]", "[cda1998.s115, pcsca2022.s16]"), (PARTIES, "kind: charity", "kind: health")],
         (("LAW115", "pcsca2022.s16]"), ("LAW113", "pcsca2022.s16]")),
         near=[(POLICE, "[cda1998.s115]", "[cda1998.s115, pcsca2022.s16]"),
               (PARTIES, "kind: charity", "kind: victim_service")]),
    Case([(POLICE, f"    {NECESSITY}\n", "")], (("LAW116", "- id: prevent-crime"),),
         near=[(POLICE, NECESSITY, "necessity: Police must know whom to act on.")]),
    Case([(POLICE, "necessity: Officers attending need to know children are present.", NECESSITY)],
         (("LAW116", NECESSITY),), near=[(POLICE, "necessity: Officers attending", "necessity: Those attending")]),
    Case([(POLICE, "    duty_of_confidence: overriding_public_interest\n", "")], (("LAW117", "- id: prevent-crime"),),
         near=[(POLICE, "duty_of_confidence: overriding_public_interest", "duty_of_confidence: court_order")]),
    Case([(POLICE, "duty_of_confidence: overriding_public_interest", "duty_of_confidence: to_confirm")],
         (("LAW117", "duty_of_confidence: to_confirm"),),
         near=[(POLICE, "duty_of_confidence: overriding_public_interest", "duty_of_confidence: consent")]),
    Case([(POLICE, f"{CRIME}, recipient: dpa2018.part3", f"{CRIME}, recipient: ukgdpr.6.1.e")],
         (("LAW118", "recipient: ukgdpr.6.1.e"),),
         near=[(POLICE, f"{EA}, recipient: dpa2018.part3", f"{EA}, recipient: ukgdpr.6.1.e")]),
    Case([CSC_JOINT], (("LAW119", "controller: joint"),),
         near=[CSC_JOINT, (CSC, APD, f"{APD}joint_controller_arrangement: {{ref: JCA-1, date: 2026-10-01}}\n")]),
    Case([(CSC, "dpia: {ref: DPIA-2026-04, outcome: proceed, date: 2026-10-12}\n", "")], (("LAW120", "drivectl: isa/v1"),),
         near=[(CSC, "date: 2026-10-12", "date: 2026-09-12")]),
    Case([(CSC, "date: 2026-10-12", "date: 2025-10-12")], (("LAW120", "date: 2025-10-12"),),
         near=[(CSC, "date: 2026-10-12", "date: 2025-12-04")]),
    Case([(BRISTOL, "minimised: true", "minimised: false")], (("LAW121", "- id: evaluate"),),
         near=[(BRISTOL, "necessity: Change is", "necessity: The change is")]),
    Case([(BRISTOL, "    case.research_objection: false\n",
           "    any: [{case.research_objection: false}, {case.research_objection: {is: missing}}]\n")],
         (("LAW121", "- id: evaluate"), ("SAF322", "include:")),
         near=[(BRISTOL, "    case.research_objection: false\n", "    not: {case.research_objection: true}\n")]),
    Case([(BRISTOL, "    case.research_objection: false\n", "")], (("LAW121", "- id: evaluate"),),
         near=[(POLICE, "    case.status: [referred, open]\n", "")]),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one.found[0][0]}-{one.edits[0][2][:24]!r}")
def test_found_where_it_is_and_nowhere_near(changed: Changed, case: Case) -> None:
    found = changed(case.edits)
    assert sorted(code for code, _, _ in found) == sorted(code for code, _ in case.found)
    for code, text in case.found:
        assert any(code == one and text in line for one, line, _ in found), (code, text, found)
    assert changed(case.near, [case.found[0][0]]) == []


def law(folder: Path, day: date = DAY) -> list[Finding]:
    return list(lint(read_policies(folder), day, Machine(), asked(["LAW"], ())).findings)


def graves(folder: Path, code: str, day: date = DAY) -> set[str]:
    return {one.grave for one in law(folder, day) if one.code == code}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "policies"))


def test_what_a_draft_may_say_an_agreement_may_not(folder: Path) -> None:
    assert graves(folder, "LAW113") == graves(folder, "LAW117") == {"warning"}
    for path in (folder / "isa").glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: agreed"), encoding="utf-8")
    assert graves(folder, "LAW113") == graves(folder, "LAW117") == {"error"}
    bristol = folder / BRISTOL
    bristol.write_text(bristol.read_text(encoding="utf-8").replace("to_confirm", "synthetic_only"), encoding="utf-8")
    assert graves(folder, "LAW117") == {"error"}


def test_rows_that_nobody_has_looked_at_for_a_year_are_doubted_and_say_who_reviewed_them(folder: Path) -> None:
    assert [one.what for one in law(folder, date(2027, 11, 21)) if "twelve months" in one.what] == []
    found = [one for one in law(folder, date(2027, 11, 22)) if one.code == "LAW113"]
    assert len(found) > 15
    assert all("reviewed_by: none" in row for one in found for row in one.legal)


def test_words_wider_than_those_last_signed_need_a_new_assessment(policies: Policies, folder: Path) -> None:
    signed = policies.agreements["drive-police"]
    machine = Machine(signed=lambda one: signed if one.id == signed.id else None)
    path, text = folder / POLICE, (folder / POLICE).read_text(encoding="utf-8")
    wider = text.replace(
        "perpetrator.engagement: {action: generalise, to: engaged_yes_no", "perpetrator.engagement: {action: share"
    )
    narrower = text.replace("case.risk_level: [high, very_high]", "case.risk_level: [very_high]", 1)
    seen = {}
    for words in (text, wider, narrower, wider.replace("DPIA-2026-03", "DPIA-2026-09")):
        path.write_text(words, encoding="utf-8")
        found = lint(read_policies(folder), DAY, machine, asked(["LAW120"], ())).findings
        seen[words] = [one.what for one in found]
    assert list(seen.values()) == [[], ["more is shared than was last signed, on the same DPIA"], [], []]


def test_a_row_is_stale_after_twelve_months_or_where_nobody_looked(policies: Policies) -> None:
    assert policies.legal is not None
    row = replace(policies.legal.rows["common_law"], checked_on=date(2026, 1, 31))
    assert not stale(row, date(2027, 1, 30))
    assert stale(row, date(2027, 1, 31))
    assert stale(replace(row, checked_on=None), date(2026, 1, 31))


def test_without_a_register_every_agreement_says_so_and_no_shipped_one_steps_in(folder: Path) -> None:
    (folder / LEGAL).unlink()
    found = [one for one in law(folder) if one.code == "LAW113"]
    assert [one.at.file.name for one in found] == sorted(path.name for path in (folder / "isa").iterdir())
    assert {one.grave for one in found} == {"error"}
    assert {one.code for one in law(folder) if one.grave == "error"} == {"LAW113"}


def test_everything_that_the_shipped_agreements_cite_is_in_the_register(folder: Path) -> None:
    assert [one.what for one in law(folder) if one.grave == "error"] == []
