import re

from hypothesis import given, settings
from hypothesis import strategies as st

from drivectl.model.agreement import TextRule
from drivectl.model.finding import Finding, Kind, Role
from drivectl.transform.spans import MOST_PROTECTIVE, mask, mask_again

ROLES: dict[str, Role] = {"sam": "perpetrator", "alex": "victim", "jo": "child", "nan": "informant", "kit": "none"}
WORDS = st.sampled_from([*ROLES, "07700900123", "rang", "[VICTIM]", "[maybe]", "said", ".", "\n"])
RULES = st.sampled_from(
    [MOST_PROTECTIVE, TextRule(), TextRule(people=dict.fromkeys(("victim", "child", "perpetrator"), "role_label"))]
)


def search(text: str) -> list[Finding]:
    return [
        Finding(
            start=found.start(),
            end=found.end(),
            kind=Kind.PHONE if found[0].isdigit() else Kind.PERSON,
            role=ROLES.get(found[0], "none"),
            score=1.0,
            layers=("L1",),
        )
        for found in re.finditer("|".join([*ROLES, "[0-9]{11}"]), text)
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=15).map(" ".join), RULES)
def test_nothing_found_is_left_and_a_second_pass_changes_nothing(text: str, rule: TextRule) -> None:
    once = mask(text, search(text), rule, {})
    assert once.text is not None
    assert not search(once.text)
    assert mask_again(once.text, search(once.text)).text == once.text
    assert sum(once.counts.values()) == len(search(text))
    assert once.text.count("\\[VICTIM]") == text.count("[VICTIM]")
