"""Conditions and test values: every form of the language, read exactly."""

import shutil
from pathlib import Path

import pytest

from drivectl.model.agreement import All, AnyOf, Condition, GivenMissing, Not
from drivectl.model.agreement import Test as Is
from drivectl.spec import yamlmarks
from drivectl.spec.conditions import Conditions, given
from drivectl.spec.load import load_catalogue
from drivectl.spec.policies import load_policies
from drivectl.spec.report import Report
from drivectl.spec.words import Words

SHIPPED = Path(__file__).parents[3] / "policies"
CATALOGUE = load_catalogue(SHIPPED / "catalogue.yaml")
HIGH = Is("case.risk_level", "in", ("high", "very_high"))
WALES = Is("case.nation", "in", ("wales",))


def words_of(text: str) -> Words:
    return Words(CATALOGUE, Report(yamlmarks.parse(text.encode(), Path("c.yaml"))), {"exampleshire-police"})


def read(text: str, *, recipient: bool = True) -> Condition | None:
    words = words_of(f"when: {text}\n")
    data = words.report.doc.data
    assert isinstance(data, dict)
    found = Conditions(words, recipient=recipient).read(data["when"], "when")
    assert words.report.found == []
    return found


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("{case.nation: wales}", WALES),
        ("{case.risk_level: [high, very_high]}", HIGH),
        ("{case.risk_level: [high, very_high], case.nation: wales}", All((HIGH, WALES))),
        ("[{case.nation: wales}, {case.risk_level: [high, very_high]}]", AnyOf((WALES, HIGH))),
        ("{any: [{case.nation: wales}, {case.risk_level: [high, very_high]}]}", AnyOf((WALES, HIGH))),
        ("{all: [{case.nation: wales}, {case.risk_level: [high, very_high]}]}", All((WALES, HIGH))),
        ("{case.risk_level: [high, very_high], not: {case.nation: wales}}", All((HIGH, Not(WALES)))),
        ("{not: [{case.nation: wales}, {case.risk_level: [high, very_high]}]}", Not(AnyOf((WALES, HIGH)))),
        ("{case.nation: {not: wales}}", Not(WALES)),
        ("{case.nation: {is: missing}}", Is("case.nation", "missing")),
        ("{case.live_sar: true}", Is("case.live_sar", "in", (True,))),
        (
            "{case.dash_score: {gte: 10, lt: 14}}",
            All((Is("case.dash_score", "gte", (10,)), Is("case.dash_score", "lt", (14,)))),
        ),
        ("{case.risk_level: {gt: medium}}", Is("case.risk_level", "gt", ("medium",))),
        ("{perpetrator.abuse_behaviours: {contains: sexual}}", Is("perpetrator.abuse_behaviours", "contains", ("sexual",))),
        ("{case.insider_orgs: {contains: $recipient}}", Is("case.insider_orgs", "contains", ("$recipient",))),
        ("{victim.person_id: {is: missing}}", Is("victim.person_id", "missing")),
    ],
)  # fmt: skip
def test_each_form(text: str, condition: Condition) -> None:
    assert read(text) == condition


def test_test_values_keep_their_types_and_say_what_is_removed() -> None:
    words = words_of(
        "{case.live_sar: false, case.dash_score: 3, case.insider_orgs: [], victim.name: Alex Test, "
        "perpetrator.abuse_behaviours: [sexual], case.nation: {is: missing}, perpetrator.date_of_birth: 1980-02-03}"
    )
    data = words.report.doc.data
    assert isinstance(data, dict)
    assert given(words, data) == {
        "case.live_sar": False,
        "case.dash_score": 3,
        "case.insider_orgs": [],
        "victim.name": "Alex Test",
        "perpetrator.abuse_behaviours": ["sexual"],
        "case.nation": GivenMissing.MISSING,
        "perpetrator.date_of_birth": "1980-02-03",
    }
    assert words.report.found == []


@pytest.mark.parametrize("text", ["{case.live_sar: 'false'}", "{case.live_sar: null}", "{case.insider_orgs: x}",
                                  "{case.insider_orgs: [nobody]}", "{case.nation: {is: gone}}", "{case.dash_score: true}"])  # fmt: skip
def test_a_test_value_of_another_type_is_refused(text: str) -> None:
    words = words_of(text)
    data = words.report.doc.data
    assert isinstance(data, dict)
    given(words, data)
    assert len(words.report.found) == 1


def test_comments_spacing_and_quoting_change_places_but_no_meaning(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "p"))
    path = folder / "isa" / "police.yaml"
    before = load_policies(folder).agreements["drive-police"]
    text = path.read_text(encoding="utf-8").replace("status: draft", 'status: "draft"')
    path.write_text("# one more line\n" + text, encoding="utf-8")
    after = load_policies(folder).agreements["drive-police"]
    assert after.whole == before.whole
    assert after.include == before.include
    line = before.fields["victim.address"][0].at.line
    assert line is not None
    assert after.fields["victim.address"][0].at.line == line + 1
