"""What a person reads after a typical mistake: the place, the words and the nearest right name."""

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from drivectl.errors import DrivectlError
from drivectl.spec import load
from drivectl.spec.policies import Policies, load_policies

SHIPPED = Path(__file__).parents[3] / "policies"
POLICE, BRISTOL = "isa/police.yaml", "isa/bristol-evaluation.yaml"
LAYOUT = "layouts/da-case-management.yaml"


@functools.cache
def shipped() -> Policies:
    return load_policies(SHIPPED)


def load_changed(file: str, path: Path) -> None:
    """Load ``path`` in the place of the shipped ``file``, against the other shipped files."""
    known = shipped()
    kinds: dict[str, Callable[[], object]] = {
        "catalogue.yaml": lambda: load.load_catalogue(path),
        "parties.yaml": lambda: load.load_parties(path),
        "baseline.yaml": lambda: load.load_baseline(path, known.catalogue, known.parties),
        "flags.yaml": lambda: load.check_flags_form(path, known.catalogue, known.parties, known.baseline),
        "legal.yaml": lambda: load.read_legal(path, known.catalogue).whole(),
        "isa": lambda: load.load_agreement(path, known.catalogue, known.parties, known.baseline),
        "layouts": lambda: load.load_layout(path, known.catalogue),
    }
    kinds[file.partition("/")[0]]()


def said(file: str, path: Path) -> list[str]:
    """Every diagnostic as a person would read it, without line numbers that edits of the shipped files move."""
    with pytest.raises(DrivectlError) as caught:
        load_changed(file, path)
    assert caught.value.exit == 3
    found = []
    for one in caught.value.diagnostics:
        assert one.at is not None
        assert one.at.file == path
        found.append(f"{one.code} {one.what}" + (f" | {one.fix}" if one.fix else ""))
    return found


MISTAKES = [
    # -- unknown keys, words and names, with the nearest
    (POLICE, "status: draft", "status: drafted",
     ["STR004 status cannot be drafted | did you mean draft?"]),
    (POLICE, "review_by:", "reveiw_by:",
     ["STR004 reveiw_by is not a key here | did you mean review_by?"]),
    (POLICE, "notice: safe_contact", "notise: safe_contact",
     ["STR004 notise is not a key here | did you mean notice?"]),
    (POLICE, "perpetrator.vehicle: {", "perpetrator.vehicel: {",
     ["STR006 perpetrator.vehicel is no field of the catalogue | did you mean perpetrator.vehicle?"]),
    (POLICE, "[prevent-crime], notice", "[prevent-crimes], notice",
     ["STR006 prevent-crimes is no purpose of this agreement | did you mean prevent-crime?"]),
    (POLICE, "notice: safe_contact", "notice: safe_contacts",
     ["STR006 safe_contacts is no notice of the baseline | did you mean safe_contact?"]),
    (POLICE, "known_to_perpetrator}}\n", "known_to_perp}}\n",
     ["STR006 known_to_perp is no value of victim.address_status | did you mean known_to_perpetrator?"]),
    (POLICE, "case.nation: england\n", "case.nation: scotland\n",
     ["STR006 scotland is no value of case.nation | there are: england, wales"]),
    (POLICE, "party: exampleshire-police, role", "party: exampleshire-polise, role",
     ["STR006 exampleshire-polise is no party | did you mean exampleshire-police?", "STR006 exampleshire-police is no party of this agreement | did you mean exampleshire-polise?", "STR006 exampleshire-police is no recipient of this agreement | did you mean exampleshire-polise?", "STR006 exampleshire-police is no party of this agreement | did you mean exampleshire-polise?"]),
    (POLICE, "to: engaged_yes_no", "to: engaged_yesno",
     ["STR006 engaged_yesno is no level of the catalogue | did you mean engaged_yes_no?"]),
    (POLICE, "held: HOLD-INSIDER", "held: HOLD-INSIDERS",
     ["STR006 HOLD-INSIDERS is no hold of the baseline | did you mean HOLD-INSIDER?"]),
    (POLICE, "victim.name: {action: share", "person.last_name: {action: share",
     ["STR006 person.last_name is named by role: what protects a person depends on it | name one of: victim, perpetrator, child"]),
    (POLICE, "case.dash_score: {", "case.perpetrator_id: {",
     ["STR006 case.perpetrator_id gets the treatment of perpetrator.person_id | write the clause for perpetrator.person_id"]),
    (POLICE, "drive-partnership-baseline@1", "drive-partnership-baseline@2",
     ["STR010 drive-partnership-baseline@2 is named, but drive-partnership-baseline@1 is here"]),
    (POLICE, "drivectl: isa/v1", "drivectl: isa/v2",
     ["STR004 the file must say drivectl: isa/v1"]),
    (POLICE, "victim: role_label, child", "victim: role_lable, child",
     ["STR004 victim cannot be role_lable | did you mean role_label?"]),
    # -- conditions
    (POLICE, "case.risk_level: [high, very_high]", "case.risk_level: {gte: hihg}",
     ["STR006 hihg is no value of case.risk_level | did you mean high?"]),
    (POLICE, "case.risk_level: [high, very_high]", "case.trial_arm: {gte: control}",
     ["STR004 the values of case.trial_arm have no order | list the values instead"]),
    (POLICE, "case.risk_level: [high, very_high]", "case.risk_level: {get: high}",
     ["STR004 get is not an operator | did you mean gt, gte?"]),
    (POLICE, "case.risk_level: [high, very_high]", "perpetrator.abuse_behaviours: physical",
     ["STR004 perpetrator.abuse_behaviours holds several values | write contains: VALUE"]),
    (POLICE, "case.risk_level: [high, very_high]", "perpetrator.name: Sam Test",
     ["STR004 perpetrator.name has no finite set of values to test against | only is: missing can be asked of it"]),
    (POLICE, "case.risk_level: [high, very_high]", "case.insider_orgs: {contains: $recipient}",
     ["STR004 $recipient is a word of the baseline, for lists of parties"]),
    (POLICE, "case.risk_level: [high, very_high]", "case.risk_level: []",
     ["STR004 an empty list matches nothing"]),
    (POLICE, "case.risk_level: [high, very_high]", "case.risk_level: {is: absent}",
     ["STR004 is takes only: missing"]),
    (POLICE, "case.risk_level: [high, very_high]", "nott: {case.nation: wales}",
     ["STR004 nott is not a word of conditions | did you mean not?"]),
    (POLICE, "when: {victim.address_status: known_to_perpetrator}}\n", "when: {}}\n",
     ["STR004 a condition is a mapping of fields to values, or a list of such mappings"]),
    (POLICE, "case.dash_score: {action: share", "case.dash_score: {when: {case.dash_score: {gte: 25}}, action: share",
     ["STR006 case.dash_score cannot be 25"]),
    # -- clauses that do not fit
    (POLICE, "- action: redact\n", "- action: share\n",
     ["TXT401 note.text is free text: it can be redact or withhold"]),
    (POLICE, "perpetrator.orders: {action: share", "perpetrator.orders: {action: redact",
     ["STR004 perpetrator.orders is not free text"]),
    (POLICE, "case.risk_level: {action: share", "case.risk_level: {action: pseudonymise",
     ["STR004 case.risk_level names nobody: a token for it could be guessed"]),
    (POLICE, "child.name: {action: share, for: [safeguard-child]}", "child.name: {action: share}",
     ["DAT201 child.name names no purpose (for:)"]),
    (POLICE, "case.opened: {action: share", "case.opened: {action: generalise, to: age_band_10",
     ["STR004 age_band_10 does not suit case.opened", "STR004 an age needs disclosure_control.reference_date"]),
    (POLICE, "case.opened: {action: share", "case.opened: {action: generalise",
     ["STR004 to: is missing"]),
    (POLICE, "pseudonymise, scope: agreement", "pseudonymise, scope: partnership",
     ["STR004 scope partnership is wider than the agreement's | only narrower is allowed"]),
    # -- what this version cannot do
    (POLICE, "release: rows ", "release: tables ",
     ["STR020 this version cannot release tables, only rows"]),
    (POLICE, "kind: sharing ", "kind: dardr ",
     ["STR020 this version cannot close a one-off agreement on delivery"]),
    (POLICE, "pseudonymise, scope: agreement", "pseudonymise, method: seal",
     ["STR020 this version cannot pseudonymise by seal | leave method: out, or say token"]),
    (POLICE, "case.opened: {action: share", "case.opened: {action: pseudonymise, method: date_shift, with: {max_days: 182}",
     ["STR004 case.opened names nobody: a token for it could be guessed", "STR020 this version cannot pseudonymise by date_shift | leave method: out, or say token", "STR020 this version cannot pseudonymise with max_days"]),
    (POLICE, "case.opened: {action: share", "case.opened: {action: generalise, to: term",
     ["STR020 this version cannot make case.opened less exact in this way"]),
    (POLICE, "case.crime_ref: {action: share", "case.crime_ref: {action: generalise, to: region",
     ["STR020 this version cannot make case.crime_ref less exact in this way"]),
    (POLICE, "case.crime_ref: {action: share", "case.crime_ref: {action: generalise, to: year, method: mask",
     ["STR020 this version cannot make case.crime_ref less exact in this way"]),
    (POLICE, "professional: role_label", "professional: initials",
     ["STR020 this version cannot show people as initials | use role_label or redact"]),
    (POLICE, "residual_check: human ", "residual_check: sample ",
     ["STR020 this version cannot have a sample read | use human"]),
    (BRISTOL, "reidentification: prohibited", "reidentification: prohibited\n  reversible: true",
     ["STR020 this version has no vault: tokens cannot be reversed"]),
    (BRISTOL, "key_scope: agreement ", "key_scope: partnership ",
     ["STR020 no baseline of this version can allow tokens across the partnership | use agreement"]),
    (BRISTOL, "on_violation: suppress ", "on_violation: generalise_then_suppress ",
     ["DIS512 generalise_then_suppress cannot be done by this version | use suppress or fail"]),
    (BRISTOL, "  k: 5 ", "  l_diversity: {l: 2, sensitive: [case.risk_level]}\n  k: 5 ",
     ["DIS512 l_diversity cannot be checked by this version"]),
    # -- looser than the baseline, or only one side of a link
    (BRISTOL, "  k: 5 ", "  k: 3 ",
     ["DIS501 k is 3, the baseline's floor is 5"]),
    (BRISTOL, "small_number: 10", "small_number: 4",
     ["DIS501 small_number is under the baseline's floor 10"]),
    (POLICE, "flags: {max_age: P7D}", "flags: {max_age: P2M}",
     ["STR021 max_age is longer than the baseline's"]),
    (POLICE, "classification: OFFICIAL-SENSITIVE", "classification: OFFICIAL",
     ["XFR602 the classification is under the baseline's OFFICIAL-SENSITIVE"]),
    (BRISTOL, "[case.site, perpetrator.date_of_birth", "[case.nation, perpetrator.date_of_birth",
     ["DIS501 case.nation is listed and not granted: it leaves nothing to group by | did you mean case.opened, case.site?"]),
    # -- forms
    (POLICE, "effective: 2026-12-01", "effective: 2026-13-01",
     ["STR004 effective takes a date, such as 2026-12-01"]),
    (POLICE, "effective: 2026-12-01", "effective: 1 December",
     ["STR004 effective takes a date, such as 2026-12-01"]),
    (POLICE, "expires: 2028-11-30", "expires: 2026-11-30",
     ["STR004 effective, review_by and expires follow each other"]),
    (POLICE, "keep: P6Y", "keep: 6 years",
     ["STR004 keep takes an ISO 8601 duration, such as P31D"]),
    (POLICE, "in_scope: false", "in_scope: NO",
     ["STR004 in_scope takes true or false"]),
    (POLICE, "max_chars: 2000", 'max_chars: "2000"',
     ["STR004 max_chars takes a whole number"]),
    (POLICE, "  channel: cjsm\n", "",
     ["STR004 channel is missing"]),
    # -- the baseline
    ("baseline.yaml", "default: withhold ", "default: share ",
     ["STR004 default cannot be share | it takes: withhold"]),
    ("baseline.yaml", "classes: [safe_location]", "classes: [safe_locations]",
     ["STR006 safe_locations is no class of the catalogue | did you mean safe_location?"]),
    ("baseline.yaml", "count: 2", "count: 1",
     ["SAF316 one approver is not enough"]),
    ("baseline.yaml", "distinct_from_requester: true", "distinct_from_requester: false",
     ["SAF316 whoever asks could approve it"]),
    ("baseline.yaml", "id: HOLD-LIVE-SAR", "id: HOLD-INSIDER",
     ["STR004 the id HOLD-INSIDER is taken", "STR006 HOLD-LIVE-SAR is no hold of the baseline | did you mean HOLD-INSIDER?"]),
    ("baseline.yaml", "id: HOLD-LIVE-SAR", "id: HOLD-FLAG",
     ["STR004 the id HOLD-FLAG is taken", "STR006 HOLD-LIVE-SAR is no hold of the baseline | did you mean HOLD-INSIDER, HOLD-FLAG?"]),
    ("baseline.yaml", "$recipient", "exampleshire-polis",
     ["STR006 exampleshire-polis is no party | did you mean exampleshire-police?"]),
    ("baseline.yaml", "drive-case-export@1", "drive-case-export@3",
     ["STR010 drive-case-export@3 is named, but drive-case-export@1 is here"]),
    # -- catalogue and parties
    ("catalogue.yaml", "classes: [locating_coarse], required", "classes: [locating_corse], required",
     ["STR006 locating_corse is no class of the catalogue | did you mean locating_coarse?"]),
    ("catalogue.yaml", "type: enum, domain: programme", "type: enum, domain: program",
     ["STR006 program is no domain of the catalogue | did you mean programme?"]),
    ("catalogue.yaml", "from: [victim_detail.address_status]", "from: [victim_detail.adress_status]",
     ["STR006 victim_detail.adress_status is no field of the catalogue | did you mean victim_detail.address_status?"]),
    ("catalogue.yaml", "      school:          {type: string, classes: [locating], from", "      sex:          {type: string, classes: [locating], from",
     ["STR004 a view cannot take classes away: special_category, quasi_identifier", "STR006 child.school is no field of the catalogue | did you mean child.sex, child.title?"]),
    ("parties.yaml", "kind: university", "kind: universiti",
     ["STR004 kind cannot be universiti | did you mean university?"]),
    ("parties.yaml", "receives: age ", "recieves: age ",
     ["STR004 recieves is not a key here | did you mean receives?"]),
    ("flags.yaml", "field: case.live_sar", "field: case.status",
     ["STR006 case.status is no flag field of the baseline | there are: case.victim_consent, victim.address_status, case.insider_orgs, case.live_sar, case.research_objection"]),
    # -- the legal register
    ("legal.yaml", "kind: duty", "kind: dutty",
     ["STR004 kind cannot be dutty | did you mean duty?"]),
    ("legal.yaml", "nations: [england, wales]", "nations: [england, scotland]",
     ["STR006 scotland is no nation of the catalogue | there are: england, wales"]),
    ("legal.yaml", "victim.health_summary, ", "victim.health_sumary, ",
     ["STR006 victim.health_sumary is no field of the catalogue | did you mean victim.health_summary?"]),
    ("legal.yaml", "in_force_from: 2026-02-05", "in_force_from: soon",
     ["STR004 in_force_from takes a date, such as 2026-12-01"]),
    ("legal.yaml", "  common_law:", "  Common law:",
     ["STR004 (not shown) takes the id of a provision, such as ukgdpr.6.1.e"]),
    ("legal.yaml", "{relies: {competent_authority: true}}", "{relies: {competent: true}}",
     ["STR004 competent is not a key here | did you mean competent_authority?"]),
    ("legal.yaml", "    reviewed_by: none", "",
     ["STR004 reviewed_by is missing"]),
    # -- layouts
    (LAYOUT, "{field: case.crime_ref}", "{field: case.crime_reff}",
     ["STR006 case.crime_reff is no field of the catalogue | did you mean case.crime_ref?"]),
    (LAYOUT, 'very_high: ["Very high"', 'very_hihg: ["Very high"',
     ["STR004 no spelling for: very_high | codes cover every value of the field", "STR006 very_hihg is no value of case.risk_level | did you mean very_high?"]),
    (LAYOUT, 'medium: "Medium", high: ["High",', 'medium: "Medium", high: ["Low",',
     ["STR004 this spelling already means standard"]),
    (LAYOUT, 'referred: ["Waiting", "Referred"]', 'referred: ["NK", "Referred"]',
     ["STR004 this spelling already means missing"]),
    (LAYOUT, "{field: victim.date_of_birth}", "{field: victim.date_of_birth, unknown_values: missing}",
     ["STR004 an id or a date of birth that cannot be read stops the run, it is never passed over"]),
    (LAYOUT, "{field: case.marac_ref}", "{field: case.marac_ref, unknown_values: missing}",
     ["STR004 an id or a date of birth that cannot be read stops the run, it is never passed over"]),
    (LAYOUT, "{field: case.marac_ref}", "{field: case.crime_ref}",
     ["STR004 case.crime_ref is bound twice in this table"]),
    (LAYOUT, "part: last_name}", "part: surname}",
     ["STR006 surname is no part of victim.name | did you mean last_name?"]),
    (LAYOUT, '"{last_name}, {first_name}"', '"{last_name}{first_name}"',
     ["STR004 format names each part once, with text between: {last_name}, {first_name}"]),
    (LAYOUT, "unknown_columns: fail ", "unknown_columns: ignore ",
     ["STR004 unknown_columns cannot be ignore | it takes: fail"]),
    (LAYOUT, "grain: [note.note_id]", "grain: [note.system]",
     ["STR006 note.system is no field that this table binds | did you mean note.text, note.date, note.note_id?"]),
    (LAYOUT, "subjects: {case: Case Ref, victim: Client ID, perp", "subjects: {case: Crime Ref, victim: Client IDs, perp",
     ["STR006 Crime Ref does not hold the ids of case", "STR006 Client IDs is no column of this table | did you mean Client ID?"]),
    (LAYOUT, "fixed: {note.originator: drive-delivery}", "fixed: {note.origin: professional}",
     ["STR004 note.origin has a column: nothing may fill its empty cells"]),
    (LAYOUT, "fixed: {note.originator: drive-delivery}", "fixed: {case.live_sar: false}",
     ["STR004 case.live_sar differs from case to case: a layout cannot state it | bind a column, or use the flags sheet"]),
    (LAYOUT, "Nation:                {", "Engaged:               {field: perpetrator.engagement}\n      Nation:                {",
     ["STR004 perpetrator.engagement is made of case.engagement, which has a column too | bind one of the two"]),
    (LAYOUT, "  encoding: utf-8-sig ", "  # ",
     ["STR004 encoding is missing: it is declared, never guessed"]),
    (LAYOUT, 'dates: "%d/%m/%Y"', 'dates: "%d/%m/%y"',
     ["STR004 dates is a form such as %d/%m/%Y | day, month and a year of four digits, each once"]),
    (LAYOUT, "format: xlsx, sheet", "format: ods, sheet",
     ["STR020 this version reads csv, tsv and xlsx"]),
    (LAYOUT, "file: clients*.csv", "file: ../clients*.csv",
     ["STR004 file takes the name of a file, without a folder"]),
    (LAYOUT, "{columns: [Client Surname], rate", "{columns: [Client Surnames], rate",
     ["STR006 Client Surnames is no column of this layout | did you mean Client Surname?"]),
    (LAYOUT, "Risk Change: {field: idva_contact.perceived_risk_change,", "Risk Change: {field: case.risk_level,",
     ["STR004 case.risk_level is bound in the table clients already", "STR004 no spelling for: standard, medium, high, very_high | codes cover every value of the field", "STR006 significant_reduction is no value of case.risk_level | there are: standard, medium, high, very_high", "STR006 moderate_reduction is no value of case.risk_level | there are: standard, medium, high, very_high", "STR006 no_change is no value of case.risk_level | there are: standard, medium, high, very_high", "STR006 moderate_increase is no value of case.risk_level | there are: standard, medium, high, very_high", "STR006 significant_increase is no value of case.risk_level | there are: standard, medium, high, very_high"]),
    (LAYOUT, 'physical: "Physical", sexual: "Sexual",\n', 'physical: "Physical; hit", sexual: "Sexual",\n',
     ["STR004 this spelling holds the sign that splits"]),
    ("catalogue.yaml", "nation:            {values: [england, wales]}", "nation:            {ordered: [a], values: [b]}",
     ["STR004 a domain has values or ordered, one of the two"]),
    ("catalogue.yaml", "ladder: [rounded_10, rounded_5]", "ladder: [rounded_10, year]",
     ["STR004 the level year stands twice"]),
    ("catalogue.yaml", "{age_band_10: [0, 16, 18,", "{age_band_10: [0, 18, 16,",
     ["STR004 edges rise from one to the next"]),
    ("catalogue.yaml", "{type: set, of: party,", "{type: set,",
     ["STR004 a set says of what (of: party), and nothing else does"]),
    ("catalogue.yaml", "type: yn, domain: yes_no, classes: [safety], note: false", "type: yn, domain: site, classes: [safety], note: false",
     ["STR004 true and false are the values of type yn, and of no other"]),
    ("catalogue.yaml", "[outcome, criminal_offence], from: [abuse_assessment.severity]}", "[outcome, criminal_offence]}",
     ["STR004 a field of a view or derived record says where it comes from"]),
    ("catalogue.yaml", "gives: victim.refuge_name", "gives: victim.refuge",
     ["STR006 victim.refuge is no field of the catalogue | did you mean victim.refuge_name, victim.religion, victim.pregnant?"]),
    (LAYOUT, 'false: ["No", "N"]}', 'false: ["No", "Y"]}',
     ["STR004 a word of yes_no has two meanings"]),
    (LAYOUT, "  format: csv  ", "  format: parquet  ",
     ["STR020 this version reads csv, tsv and xlsx"]),
    (LAYOUT, "Crime Ref:             {field: case.crime_ref}", "Crime Ref:             {field: case.crime_ref, ignore: twice}",
     ["STR004 a column has a field, or is ignored with a reason"]),
    (LAYOUT, "subjects: {case: Case Ref}\n", "subjects: {victim: Case Ref}\n",
     ["STR004 subjects does not say which column holds the case"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES)
def test_a_typical_mistake(tmp_path: Path, file: str, old: str, new: str, expected: list[str]) -> None:
    text = (SHIPPED / file).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "one.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert said(file, path) == expected
