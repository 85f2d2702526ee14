"""TXT: how free text leaves."""

from collections.abc import Iterator
from typing import Final

from drivectl.agreement.lint.rule import Subject, rule
from drivectl.model.lint import Finding
from drivectl.safe import name, names, say

ROLES: Final = ("victim", "child", "third_party", "professional", "perpetrator")
_NAMELESS: Final = frozenset({"university", "funder", "commissioner"})
"""Recipients that count or study: they need no story."""


def _texts(subject: Subject) -> Iterator[str]:
    return (path for path in subject.granted if subject.catalogue.field(path).type == "text")


@rule("TXT401")
def raw_text(subject: Subject) -> Iterator[Finding]:
    """A redaction that hides nothing. Text granted as it is does not load."""
    for path, one in subject.agreement.free_text.items():
        if set(one.people.values()) | set(one.entities.values()) == {"share"}:
            yield subject.finding(say("nothing is hidden in {f}", f=name(path)), "free_text", path, key=True)


@rule("TXT402")
def unsaid_roles(subject: Subject) -> Iterator[Finding]:
    """A text rule that leaves a role to the default."""
    said = subject.data.get("free_text") or {}
    for path in _texts(subject):
        missing = [role for role in ROLES if role not in (said.get(path, {}).get("people") or {})]
        if path not in said:
            yield subject.finding(say("free_text has no rule for {f}", f=name(path)), "fields", path, key=True)
        elif missing:
            what = say("the rule for {f} does not say how to show: {all}", f=name(path), all=names(missing))
            yield subject.finding(what, "free_text", path, "people", key=True)


@rule("TXT403")
def unread_text(subject: Subject) -> Iterator[Finding]:
    """A text that no person has to read."""
    for path in _texts(subject):
        rule_of = subject.agreement.free_text.get(path)
        if rule_of is not None and rule_of.residual_check != "human":
            what = say("nobody has to read {f} before it leaves", f=name(path))
            yield subject.finding(what, "free_text", path, "residual_check")


@rule("TXT404")
def text_to_research(subject: Subject) -> Iterator[Finding]:
    """Text to somebody who only counts or studies."""
    for party in subject.recipients:
        if party.kind in _NAMELESS:
            for path in _texts(subject):
                what = say("{f} would go to a {kind}", f=name(path), kind=name(party.kind))
                yield subject.finding(what, "fields", path, key=True)
