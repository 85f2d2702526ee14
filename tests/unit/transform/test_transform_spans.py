from datetime import date

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.action import SHARE, WITHHOLD, Act, Action, Ladder
from drivectl.model.agreement import TextRule
from drivectl.model.finding import Cast, Finding, Kind, Person, Role, State
from drivectl.transform.labels import number_people
from drivectl.transform.spans import MOST_PROTECTIVE, Limits, mask, mask_again

POLICE = TextRule(
    people={
        "victim": "role_label",
        "child": "role_label",
        "third_party": "redact",
        "professional": "role_label",
        "perpetrator": "share",
    },
    entities={
        "locations": "redact",
        "phones": "redact",
        "emails": "redact",
        "urls": "redact",
        "ids": "redact",
        "dates": "share",
    },
    max_chars=200,
)
LADDERS = (Ladder(name="date", steps=("year", "month"), method="date_floor"),)


def find(
    text: str,
    form: str,
    kind: Kind = Kind.PERSON,
    role: Role = "none",
    who: str | None = None,
    state: State = "accepted",
    field: str | None = None,
) -> Finding:
    at = text.index(form)
    return Finding(
        start=at,
        end=at + len(form),
        kind=kind,
        role=role,
        person_id=who,
        score=0.9,
        layers=("L1",),
        state=state,
        field=field,
    )


def test_roles_labels_and_a_shared_perpetrator() -> None:
    text = "Sam hit Alex; Jo and Bo saw it. Nan rang 07700 900123."
    findings = [
        find(text, "Sam", role="perpetrator", who="p", field="perpetrator.name"),
        find(text, "Alex", role="victim", who="v", field="victim.name"),
        find(text, "Jo", role="child", who="c1", field="child.name"),
        find(text, "Bo", role="child", who="c2", field="child.name"),
        find(text, "Nan", role="family", who="f"),
        find(text, "07700 900123", Kind.PHONE, role="family"),
    ]
    cast = Cast(
        case="D-1",
        people=(
            Person(person_id="c1", role="child", known={"child.date_of_birth": ("2018-01-01",)}),
            Person(person_id="c2", role="child", known={"child.date_of_birth": ("2015-01-01",)}),
        ),
    )
    labels = number_people(cast, [findings])
    shared = Limits(shared=frozenset({"perpetrator.name", "victim.name"}))
    out = mask(text, findings, POLICE, labels, shared)
    assert out.text == "Sam hit [VICTIM]; [CHILD 2] and [CHILD 1] saw it. [THIRD PARTY] rang [PHONE]."
    assert out.counts == {"PERSON": 4, "PHONE": 1}
    assert mask(text, findings, POLICE, labels).text == out.text.replace("Sam", "[PERPETRATOR]")
    assert mask(text, findings, MOST_PROTECTIVE, labels).text == (
        "[PERPETRATOR] hit [VICTIM]; [CHILD 2] and [CHILD 1] saw it. [FAMILY 1] rang [PHONE]."
    )


def test_only_accepted_is_shown_and_unknown_roles_take_the_most_protective_rule() -> None:
    text = "Sam, Kit, Lee"
    shared = Limits(shared=frozenset({"perpetrator.name"}))
    findings = [
        find(text, "Sam", role="perpetrator", who="p", state="unsure"),
        find(text, "Kit"),
        find(text, "Lee", role="informant", who="i"),
    ]
    labels = number_people(Cast(case="D-1", people=()), [findings])
    assert mask(text, findings, POLICE, labels, shared).text == "[PERPETRATOR], [PERSON], [THIRD PARTY]"
    everything = TextRule(
        people=dict.fromkeys(("victim", "child", "third_party", "professional", "perpetrator"), "share")
    )
    assert mask(text, findings, everything, labels, shared).text == "[PERPETRATOR], Kit, [THIRD PARTY]"
    assert mask(text, findings, TextRule(), labels, shared).text == "[PERSON], [PERSON], [THIRD PARTY]"


def test_opened_spans_show_unless_the_field_may_never_leave() -> None:
    text = "Rose met Rowan"
    findings = [
        find(text, "Rose", role="victim", who="v", state="opened", field="victim.name"),
        find(text, "Rowan", role="associate", who="n", state="opened", field="victim.new_partner"),
    ]
    limits = Limits(never=frozenset({"victim.new_partner"}))
    assert mask(text, findings, POLICE, {}, limits).text == "Rose met [THIRD PARTY]"


def test_a_shown_span_that_touches_a_hidden_one_is_hidden_too() -> None:
    text = "at Sam Rose Street"
    findings = [
        find(text, "Sam Rose", role="perpetrator", who="p"),
        find(text, "Rose Street", Kind.ADDRESS),
    ]
    out = mask(text, findings, POLICE, {}, Limits(shared=frozenset({"perpetrator.name"})))
    assert out.text == "at [ADDRESS]" or out.text == "at [PERSON]"
    assert "Sam" not in (out.text or "")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2 March 2026", "[2026-03]"),
        ("02/03/2026", "[2026-03]"),
        ("02/03/26", "[2026-03]"),
        ("2nd March", "[DATE]"),
        ("2026-04-01", "[DATE]"),
        ("5 May 2026", "5 May 2026"),
        ("4 May 2026", "4 May 2026"),
        ("last Tuesday", "last Tuesday"),
        ("the second of March", "[DATE]"),
    ],
)
def test_a_date_of_the_record_is_written_no_finer_than_in_the_table(said: str, expected: str) -> None:
    month = Action(act=Act.GENERALISE, to="month")
    limits = Limits(
        dates={date(2026, 3, 2): month, date(2026, 4, 1): WITHHOLD, date(2026, 5, 5): SHARE}, ladders=LADDERS
    )
    assert mask(said, [find(said, said, Kind.DATE)], POLICE, {}, limits).text == expected


def test_labels_of_the_source_are_escaped_and_ours_are_not_on_the_second_pass() -> None:
    text = "[VICTIM] said [maybe] in [2026-Q1] Alex"
    once = mask(text, [find(text, "Alex", role="victim", who="v")], POLICE, {"v": "VICTIM"}).text
    assert once == r"\[VICTIM] said [maybe] in \[2026-Q1] [VICTIM]"
    assert mask_again(once, []).text == once
    again = mask_again(once, [find(once, "maybe", role="victim", who="v")]).text
    assert again == r"\[VICTIM] said [[PERSON]] in \[2026-Q1] [VICTIM]"


def test_long_text_is_withheld_not_cut() -> None:
    assert mask("x" * 201, [], POLICE, {}).text is None


def test_an_unknown_word_for_people_is_refused() -> None:
    with pytest.raises(DrivectlError) as caught:
        mask("Sam", [find("Sam", "Sam", role="victim")], TextRule(people={"victim": "pseudonym"}), {})
    assert caught.value.code == "DIS512"


def test_sharing_a_person_shares_their_name_and_nothing_else_of_theirs() -> None:
    text = "Alex of 9 Hidden Road, 07700 900123, AB00 XYZ, Kit"
    findings = [
        find(text, "Alex", role="victim", who="v", field="victim.name"),
        find(text, "9 Hidden Road", Kind.ADDRESS, role="victim", who="v", field="victim.address"),
        find(text, "07700 900123", Kind.PHONE, role="victim", who="v", field="victim.safe_phone"),
        find(text, "AB00 XYZ", Kind.VEHICLE_REG, role="perpetrator", who="p", field="perpetrator.vehicle"),
        find(text, "Kit", role="associate", who="a", field="victim.new_partner"),
    ]
    everything = TextRule(
        people=dict.fromkeys(("victim", "child", "third_party", "professional", "perpetrator"), "share"),
        entities=dict.fromkeys(("locations", "phones", "emails", "urls", "ids", "dates"), "share"),
    )
    limits = Limits(shared=frozenset({"victim.name", "perpetrator.vehicle"}), never=frozenset({"victim.new_partner"}))
    shown = mask(text, findings, everything, {}, limits).text
    assert shown == "Alex of [ADDRESS], [PHONE], AB00 XYZ, [THIRD PARTY]"
    names = TextRule(people=everything.people)
    assert mask(text, findings, names, {}, limits).text == "Alex of [ADDRESS], [PHONE], [VEHICLE REG], [THIRD PARTY]"
