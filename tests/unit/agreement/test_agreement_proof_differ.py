"""What changed, in which direction: every clause of the shipped agreements loosened, terms, scope, holds, versions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drivectl.agreement.fixture import export_of_record
from drivectl.agreement.judge import judge
from drivectl.agreement.proof.differ import Change, action_words, compare, level, next_version, widens
from drivectl.agreement.resolve import Effective, resolve
from drivectl.model.action import SHARE, WITHHOLD
from drivectl.model.agreement import Agreement, Baseline, Clause, TextRule
from drivectl.model.agreement import Test as Ask
from drivectl.spec.policies import Policies, load_policies

POLICE, CSC, BRISTOL = "drive-police", "drive-childrens-social-care", "bristol-evaluation"


def effective(p: Policies, words: Agreement, baseline: Baseline | None = None) -> Effective:
    return resolve(words, baseline or p.baseline, p.catalogue, p.parties)


def changed(p: Policies, id_: str = POLICE, **changes: Any) -> tuple[Change, ...]:
    words = p.agreements[id_]
    return compare(effective(p, words), effective(p, replace(words, **changes)))


def loosened() -> list[tuple[str, str, int, str]]:

    found = load_policies(Path(__file__).parents[3] / "policies").agreements
    return [
        (id_, path, number, how)
        for id_, words in found.items()
        for path, clauses in words.fields.items()
        for number, clause in enumerate(clauses)
        for how in ("when gone", "raised to share")
        if (how == "when gone" and clause.when) or (how != "when gone" and clause.action != SHARE)
    ]


@pytest.mark.parametrize(("id_", "path", "number", "how"), loosened())
def test_every_loosened_clause_is_wider_as_the_engine_confirms_or_harmless_by_a_limit(
    policies: Policies, id_: str, path: str, number: int, how: str
) -> None:
    words = policies.agreements[id_]
    clauses = list(words.fields[path])
    changes: dict[str, Any] = {"when": None} if how == "when gone" else {"action": SHARE}
    clauses[number] = replace(clauses[number], **changes)
    old = effective(policies, words)
    new = effective(policies, replace(words, fields={**words.fields, path: tuple(clauses)}))
    [change] = compare(old, new)
    assert change.field == path
    assert widens(old, new) == (change.direction == "wider")
    if change.direction == "wider":
        assert [decided(one, change) for one in (old, new)] == [change.from_, change.to]
        assert change.from_ != change.to
    else:
        assert change.direction == "harmless"
        assert change.because is not None
        assert change.because.at is not None
        assert change.because.at.file == policies.baseline.path
        assert decided(old, change) == decided(new, change)
    [back] = compare(new, old)
    assert back.direction == {"wider": "narrower", "harmless": "equal"}[change.direction]


def decided(effective_: Effective, change: Change) -> str:
    """The engine's decision on the example, in words."""
    assert change.example is not None
    export = export_of_record(change.example, effective_.catalogue)
    [case] = judge(export, effective_, change.party, None, date(2026, 12, 10)).cases
    assert case.state == "ready"
    [words] = {action_words(one.action) for (_, _, path), one in case.decisions.items() if path == change.field}
    return words


def test_the_same_words_have_no_changes(policies: Policies) -> None:
    for words in policies.agreements.values():
        assert compare(effective(policies, words), effective(policies, words)) == ()
        assert level(()) == "patch"


def test_a_key_is_told_once_and_not_by_every_key_that_names_it(policies: Policies) -> None:
    words = policies.agreements[BRISTOL]
    shared = {**words.fields, "victim.person_id": (Clause(action=SHARE, at=words.tests[0].at),)}
    [change] = changed(policies, BRISTOL, fields=shared)
    assert (change.field, change.role, change.direction) == ("victim.person_id", None, "wider")


def test_more_purposes_and_a_dropped_notice_are_wider(policies: Policies) -> None:
    words = policies.agreements[POLICE]
    [clause] = words.fields["case.crime_ref"]
    more = {**words.fields, "case.crime_ref": (replace(clause, purposes=("prevent-crime", "safeguard-child")),)}
    [change] = changed(policies, fields=more)
    assert (change.direction, change.to) == ("wider", "share for prevent-crime, safeguard-child")
    with_notice = {**words.fields, "case.crime_ref": (replace(clause, notice="safe_contact"),)}
    [change] = changed(policies, fields=with_notice)
    assert (change.direction, change.to) == ("narrower", "share for prevent-crime, notice safe_contact")


def test_a_lost_notice_closes_what_needs_it(policies: Policies) -> None:
    words = policies.agreements[POLICE]
    [clause] = words.fields["victim.safe_phone"]
    [change] = changed(policies, fields={**words.fields, "victim.safe_phone": (replace(clause, notice=None),)})
    assert (change.direction, change.from_, change.to) == ("narrower", "share", "withhold")


def test_a_gone_field_closes_what_needs_it_as_context(policies: Policies) -> None:
    words = policies.agreements[POLICE]
    fewer = {path: clauses for path, clauses in words.fields.items() if path != "allegation.status"}
    found = {one.field: one.direction for one in changed(policies, fields=fewer)}
    assert found == {"allegation.status": "narrower", "allegation.behaviour": "narrower"}


def test_the_scope_is_told_by_itself(policies: Policies) -> None:
    [change] = changed(policies, include=Ask("case.status", "in", ("open",)))
    assert (change.field, change.direction, change.from_, change.to) == ("scope", "wider", "out of scope", "open")
    assert change.example is not None
    [change] = changed(policies, consent_required=True)
    assert (change.field, change.direction) == ("scope", "narrower")


def test_fields_of_a_scope_that_moved_away_are_compared_all_the_same(policies: Policies) -> None:
    words = policies.agreements[POLICE]
    more = {**words.fields, "case.marac_ref": words.fields["case.crime_ref"]}
    found = {
        one.field: one.direction
        for one in changed(policies, fields=more, include=Ask("case.status", "in", ("closed",)))
    }
    assert found == {"case.marac_ref": "wider", "scope": "wider"}


def test_a_hold_and_a_rule_of_the_baseline_count(policies: Policies) -> None:
    words, baseline = policies.agreements[POLICE], policies.baseline
    freed = replace(baseline, holds=baseline.holds[1:])
    [change] = compare(effective(policies, words), effective(policies, words, freed))
    assert (change.field, change.direction, change.from_, change.to) == ("HOLD-INSIDER", "wider", "held", "open")
    freed = replace(baseline, originator_control=False)
    found = compare(effective(policies, words), effective(policies, words, freed))
    assert {one.field: one.direction for one in found} == {"note.text": "wider", "note.case_ref": "wider"}
    assert all(one.example and one.example["note.originator"] != "drive-delivery" for one in found)


def test_a_withholding_clause_that_changes_nothing_is_equal(policies: Policies) -> None:
    words = policies.agreements[POLICE]
    end = Clause(action=WITHHOLD, at=words.tests[0].at)
    more = {**words.fields, "victim.name": (*words.fields["victim.name"], end)}
    [change] = changed(policies, fields=more)
    assert change.direction == "equal"


def whole(words: Agreement, route: str, value: object) -> Mapping[str, object]:
    first, *rest = route.split(".")
    said = dict(words.whole)
    inner: Any = said
    for step in [first, *rest][:-1]:
        inner[step] = dict(inner.get(step) or {})
        inner = inner[step]
    inner[route.rpartition(".")[2]] = value
    return said


@pytest.mark.parametrize(
    ("route", "value", "direction"),
    [
        ("retention.recipient.keep", "P7Y", "wider"),
        ("retention.recipient.keep", "P72M1D", "wider"),
        ("retention.recipient.keep", "P71M", "narrower"),
        ("retention.discloser_copy.keep", "P3M", "wider"),  # 92 days in some years, and 90 before
        ("retention.discloser_copy.keep", "P2M", "narrower"),
        ("retention.recipient.from", "transfer", "wider"),
        ("onward.allowed", True, "wider"),
        ("onward.except", [], "narrower"),
        ("onward.except", [{"to_kind": "health", "purpose": "prevent-crime", "requires": "nothing"}], "wider"),
        ("transfer.recipients", [{"party": "exampleshire-police", "team": "Another team"}], "wider"),
        ("transfer.frequency.every", "P1D", "wider"),
        ("transfer.frequency.every", "P30D", "narrower"),
        ("transfer.classification", "OFFICIAL", "wider"),
        ("transfer.handling", "Other words", "wider"),
        ("expires", "2029-11-30", "wider"),
        ("expires", "2027-11-30", "narrower"),
        ("effective", "2026-11-01", "wider"),
        ("pseudonyms.key_scope", "partnership", "wider"),
        ("pseudonyms.key_scope", "release", "narrower"),
        ("pseudonyms.rotate", "never", "wider"),
        ("pseudonyms.linkable_with", ["other"], "wider"),
        ("flags.max_age", "P8D", "wider"),
        ("flags.max_age", "P6D", "narrower"),
        ("disclosure_control.k", 5, "narrower"),
        ("signatories", [], "wider"),
        ("accuracy.propagate", "next_extract", "wider"),
        ("title", "Other words", None),
        ("contacts.breach.within", "PT48H", None),
        ("status", "agreed", None),
    ],
)
def test_a_term_has_its_direction(policies: Policies, route: str, value: object, direction: str | None) -> None:
    found = changed(policies, whole=whole(policies.agreements[POLICE], route, value))
    assert [(one.field, one.direction) for one in found] == ([(route, direction)] if direction else [])


def test_purposes_are_compared_without_their_reasons(policies: Policies) -> None:
    words = policies.agreements[POLICE]
    said: list[Any] = list(words.whole["purposes"])  # type: ignore[call-overload]
    reworded = [{**said[0], "necessity": "Other words"}, said[1]]
    assert changed(policies, whole={**words.whole, "purposes": reworded}) == ()
    sorted_ = [dict(sorted(one.items(), reverse=True)) for one in said]  # a signed copy keeps no order of keys
    assert changed(policies, whole={**words.whole, "purposes": sorted_}) == ()
    more = [*said, {"id": "more", "text": "Something more"}]
    [change] = changed(policies, whole={**words.whole, "purposes": more})
    assert (change.field, change.direction) == ("purposes.more", "wider")
    [change] = changed(policies, whole={**words.whole, "purposes": said[:1]})
    assert (change.field, change.direction) == ("purposes.safeguard-child", "narrower")


@pytest.mark.parametrize(
    ("rule", "route", "direction"),
    [
        ({"people": {"victim": "share"}}, "people.victim", "wider"),
        ({"people": {"victim": "redact"}}, "people.victim", "narrower"),
        ({"people": {"victim": "initials"}}, "people.victim", "wider"),
        ({"residual_check": "none"}, "residual_check", "wider"),
        ({"max_chars": 2001}, "max_chars", "wider"),
        ({"max_chars": None}, "max_chars", "wider"),
        ({"max_chars": 1}, "max_chars", "narrower"),
        ({"entities": {"dates": "redact"}}, "entities.dates", "narrower"),
    ],
)
def test_rules_about_texts_are_compared(policies: Policies, rule: dict[str, Any], route: str, direction: str) -> None:
    old: TextRule = policies.agreements[POLICE].free_text["note.text"]
    values: dict[str, Any] = {
        key: {**getattr(old, key), **one} if isinstance(one, dict) else one for key, one in rule.items()
    }
    [change] = changed(policies, free_text={"note.text": replace(old, **values)})
    assert (change.field, change.direction) == (f"free_text.note.text.{route}", direction)


@pytest.mark.parametrize(("step", "version"), [("major", "2.0.0"), ("minor", "1.3.0"), ("patch", "1.2.4")])
def test_the_version_says_how_far_it_went(step: Any, version: str) -> None:
    assert next_version("1.2.3", step) == version


def test_the_level_is_that_of_the_widest_change(policies: Policies) -> None:
    wider = changed(policies, include=Ask("case.status", "in", ("open",)))
    narrower = changed(policies, consent_required=True)
    assert (level((*narrower, *wider)), level(narrower), level(())) == ("major", "minor", "patch")
