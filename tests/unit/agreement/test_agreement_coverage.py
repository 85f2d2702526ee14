"""What the tests of an agreement leave untried, and that every test on offer can be pasted."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from drivectl.agreement.coverage import Coverage, cover
from drivectl.agreement.selftest import run_tests
from drivectl.model.agreement import Agreement, GivenMissing, PolicyTest
from drivectl.render.policytest import as_yaml
from drivectl.spec.load import read_agreement
from drivectl.spec.policies import Policies

Read = Callable[[str], Agreement]
Edit = tuple[str, str]
FIRST_TESTS_ONLY = (r"(?s)  - name: victim confidences.*", "")
ORDINARY_TESTS = (r"(?s)  - name: [a-z._ ]+ where (?:case|victim)\..*", "")
NO_TESTS = (r"(?s)\ntests:.*", "\ntests:\n")
TWO_RECIPIENTS = (
    r"(  - \{party: exampleshire-police, role: recipient.*\n)",
    r"\1  - {party: exampleshire-csc, role: recipient, controller: independent}\n",
)
A_CLAUSE_NEVER_REACHED = (
    r"  case.crime_ref: (\{.*\})\n",
    r"  case.crime_ref:\n    - \1\n    - {action: share, for: [prevent-crime], when: {case.nation: wales}}\n",
)
AFTER_AN_ORDER_AND_A_LIST = (
    r"  child.name: .*\n",
    (
        "  child.name:\n    - {action: share, for: [safeguard-child],"
        " when: {case.dash_score: {gte: 14}, case.insider_orgs: {contains: university-of-bristol}}}\n"
    ),
)


@pytest.fixture
def read(policies: Policies, tmp_path: Path) -> Read:
    def run(text: str) -> Agreement:
        path = tmp_path / "agreement.yaml"
        path.write_text(text, encoding="utf-8")
        return read_agreement(path, policies.catalogue, policies.parties, policies.baseline).whole()

    return run


def covered(policies: Policies, agreement: Agreement) -> Coverage:
    return cover(agreement, policies.baseline, policies.catalogue, policies.parties)


def text_of(file: str, *edits: Edit) -> str:
    text = (Path(__file__).parents[3] / f"policies/isa/{file}.yaml").read_text(encoding="utf-8")
    for pattern, new in edits:
        assert re.search(pattern, text), pattern
        text = re.sub(pattern, new, text)
    return text


@pytest.mark.parametrize(
    ("file", "edits", "kinds"),
    [
        ("bristol-evaluation", [ORDINARY_TESTS], {"cell"}),
        ("childrens-social-care", [ORDINARY_TESTS], {"cell", "clause"}),
        ("police", [FIRST_TESTS_ONLY], {"cell", "clause", "widening"}),
        ("police", [TWO_RECIPIENTS, FIRST_TESTS_ONLY, AFTER_AN_ORDER_AND_A_LIST], {"cell", "clause", "widening"}),
    ],
)
def test_every_offer_can_be_pasted_passes_and_fills_its_gap(
    policies: Policies, read: Read, file: str, edits: list[Edit], kinds: set[str]
) -> None:
    text = text_of(file, *edits)
    before = covered(policies, read(text))
    assert {one.kind for one in before.gaps} == kinds
    offers = {one.test.name: as_yaml(one.test, before.indent) for one in before.gaps if one.test}
    pasted = read("\n".join([text.rstrip(), *offers.values(), ""]))
    assert {one.name for one in pasted.tests} > offers.keys()
    results = run_tests(pasted, policies.baseline, policies.catalogue, policies.parties)
    assert [(one.name, one.party, one.failed) for one in results if not one.passed] == []
    after = covered(policies, pasted)
    assert [one.what for one in after.gaps] == [one.what for one in before.gaps if one.test is None]
    assert {what: one.all for what, one in after.counts.items()} == {
        what: one.all for what, one in before.counts.items()
    }
    assert all(one.at.line for one in before.gaps)


def test_the_shipped_agreements_try_everything(policies: Policies) -> None:
    for one in policies.agreements.values():
        found = covered(policies, one)
        assert (found.gaps, [some for some in found.counts.values() if some.tried < some.all]) == ((), [])


def test_every_gap_has_an_offer(policies: Policies, read: Read) -> None:
    found = covered(policies, read(text_of("police", ORDINARY_TESTS)))
    assert [one.kind for one in found.gaps if one.test is None] == []
    assert found.counts["clauses"].tried == found.counts["clauses"].all
    assert found.counts["cells"].tried == found.counts["cells"].all - len(found.gaps)
    assert "no test asks about note.text where note.origin is missing" in {one.what for one in found.gaps}


def test_what_can_never_decide_has_no_offer(policies: Policies, read: Read) -> None:
    found = covered(policies, read(text_of("police", A_CLAUSE_NEVER_REACHED)))
    assert [(one.kind, one.what) for one in found.gaps if one.test is None] == [
        ("clause", "no test speaks of case.crime_ref where this clause decides")
    ]


def test_words_that_readers_of_yaml_differ_about_are_quoted(policies: Policies) -> None:
    at = policies.agreements["drive-police"].tests[0].at
    given: dict[str, object] = {
        "case.opened": "2026-01-31",
        "case.status": "no",
        "case.live_sar": False,
        "case.dash_score": 14,
        "case.insider_orgs": [],
        "case.nation": GivenMissing.MISSING,
    }
    test = PolicyTest(name="a: b", at=at, given=given, held="none", full_record=False)
    assert as_yaml(test, 0).splitlines() == [
        '- name: "a: b"',
        '  given: {case.opened: "2026-01-31", case.status: "no", case.live_sar: false, case.dash_score: 14,',
        "          case.insider_orgs: [], case.nation: {is: missing}}",
        "  held: none",
    ]
