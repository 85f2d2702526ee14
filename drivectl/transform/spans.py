"""Free text made fit for one recipient: everything found is hidden unless the agreement's words show it.

Both what is accepted and what is unsure is hidden; only an accepted finding can be shown by a rule, and a
missing rule hides. A value is never shown where its own field does not leave, whatever the rule for people says.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from drivectl.errors import problem
from drivectl.model.action import Act, Ladder
from drivectl.model.agreement import TextRule
from drivectl.model.finding import PROTECTION, Finding, Kind
from drivectl.safe import name, say
from drivectl.transform.labels import Labels, escaped, hidden_person, kind_label, person_label
from drivectl.transform.textdates import RecordDates, shown_date

_PEOPLE: Final = ("victim", "child", "third_party", "professional", "perpetrator")
_PEOPLE_KEY: Final = {"family": "third_party", "associate": "third_party", "informant": "third_party"}
_MORE_PROTECTIVE: Final = ("redact", "role_label", "initials", "share")
_ENTITY_KEY: Final[Mapping[Kind, str]] = {
    **dict.fromkeys((Kind.ADDRESS, Kind.POSTCODE, Kind.LOCATION, Kind.ORG_IDENTIFYING), "locations"),
    **dict.fromkeys((Kind.URL_IP, Kind.HANDLE), "urls"),
    **dict.fromkeys((Kind.DATE, Kind.AGE), "dates"),
    Kind.PHONE: "phones",
    Kind.EMAIL: "emails",
}
"""Every kind that is not here (numbers, references, dates of birth) goes by ``ids``."""

MOST_PROTECTIVE: Final = TextRule(people=MappingProxyType(dict.fromkeys(_PEOPLE, "role_label")))
"""Without an agreement: everybody by role, everything else hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What of one case this recipient may know, apart from the words for texts. The defaults show nothing."""

    shared: frozenset[str] = frozenset()
    """Fields that leave as they are in every row of the case."""
    never: frozenset[str] = frozenset()
    """Fields that may not be shared whatever the agreement says: masked even where a reviewer opened the span."""
    dates: RecordDates = field(default_factory=lambda: MappingProxyType({}), repr=False)
    ladders: tuple[Ladder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """The text as it may leave (None: longer than the agreement allows); ``counts`` of hidden spans by kind."""

    text: str | None = field(repr=False)
    counts: Mapping[str, int]


Writer = Callable[[str, Finding], str]
"""What stands for a span of this text, where that is not the label of its person or kind."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A piece to replace."""

    start: int
    end: int
    label: str = field(repr=False)
    finding: Finding = field(repr=False)


def mask(  # noqa: PLR0913, PLR0917 -- the text, what is in it, and how it is written
    text: str,
    findings: Sequence[Finding],
    rule: TextRule,
    labels: Labels,
    limits: Limits | None = None,
    writer: Writer | None = None,
) -> MaskedText:
    """``text`` with everything hidden that ``rule`` and ``limits`` do not show; our own label shapes are escaped."""
    for word in rule.people.values():
        if word not in _MORE_PROTECTIVE:
            raise problem("DIS512", say("people in texts cannot be written as {word} in this version", word=name(word)))
    if rule.max_chars is not None and len(text) > rule.max_chars:
        return MaskedText(text=None, counts={})
    spans = _merged(_spans(text, findings, rule, labels, limits or Limits()))
    if writer is not None:
        placed = [dataclasses.replace(one.finding, start=one.start, end=one.end) for one in spans]
        spans = [dataclasses.replace(one, label=writer(text, at)) for one, at in zip(spans, placed, strict=True)]
    return _written(text, spans, escape=True)


def shows(text: str, finding: Finding, rule: TextRule, labels: Labels, limits: Limits) -> bool:
    """Whether ``rule`` and ``limits`` let this finding stand as it is."""
    return _label(text[finding.start : finding.end], finding, rule, labels, limits) is None


def mask_again(masked: str, findings: Sequence[Finding]) -> MaskedText:
    """A masked text with what a second search found hidden too, whatever the rules say."""
    spans = [_Span(one.start, one.end, _plainest(one), one) for one in findings]
    return _written(masked, _merged(spans), escape=False)


def _spans(text: str, findings: Sequence[Finding], rule: TextRule, labels: Labels, limits: Limits) -> list[_Span]:
    hidden: list[_Span] = []
    shown: list[Finding] = []
    for one in findings:
        if one.kind is Kind.QUASI:
            continue  # a description holds the text for a reader; hiding it would take half of a sentence
        label = _label(text[one.start : one.end], one, rule, labels, limits)
        if label is None:
            shown.append(one)
        else:
            hidden.append(_Span(one.start, one.end, label, one))
    grown = True
    while grown:  # a shown span that touches a hidden one would give part of it away
        touching = [one for one in shown if any(one.start < span.end and span.start < one.end for span in hidden)]
        touching = [one for one in touching if not _inside(one, hidden)]
        hidden.extend(_Span(one.start, one.end, _plainest(one), one) for one in touching)
        shown = [one for one in shown if one not in touching]
        grown = bool(touching)
    return hidden


def _inside(one: Finding, hidden: list[_Span]) -> bool:
    return any(span.start <= one.start and one.end <= span.end for span in hidden)


def _label(found: str, one: Finding, rule: TextRule, labels: Labels, limits: Limits) -> str | None:
    """What stands for the span; None to show it."""
    if one.state in {"opened", "kept"}:
        forced = one.role == "informant" or one.field in limits.never
        return _plainest(one) if forced else None
    if one.kind is Kind.PERSON:
        return _person(found, one, rule, labels, limits)
    word = rule.entities.get(_ENTITY_KEY.get(one.kind, "ids"), "redact")
    if word != "share" or not _may_show(one, limits):
        return kind_label(one.kind)
    if one.kind is Kind.AGE and any(action.act is not Act.SHARE for action in limits.dates.values()):
        return kind_label(one.kind)  # an age beside a limited date of birth
    if one.kind is Kind.DATE:
        shown = shown_date(found, limits.dates, limits.ladders)
        return None if shown == found else shown or kind_label(one.kind)
    return None


def _person(found: str, one: Finding, rule: TextRule, labels: Labels, limits: Limits) -> str | None:
    word = _people_word(one, rule)
    if word == "share":
        return None if _may_show(one, limits) else person_label(one, labels)
    if word == "initials" and _may_show(one, limits):
        return "".join(f"{part[0].upper()}." for part in found.split())
    return hidden_person(one) if word == "redact" else person_label(one, labels)


def _people_word(one: Finding, rule: TextRule) -> str:
    """The rule for this person: informants at least ``redact``, an unknown role the most protective of all."""
    words = {key: rule.people.get(key, "redact") for key in _PEOPLE}
    if one.role == "informant":
        return "redact"
    if one.role == "none":
        return min(words.values(), key=_MORE_PROTECTIVE.index)
    return words[_PEOPLE_KEY.get(one.role, one.role)]


def _may_show(one: Finding, limits: Limits) -> bool:
    """Only what is accepted, and only where the field that holds this value leaves as it is."""
    return one.state == "accepted" and (one.field is None or one.field in limits.shared)


def _plainest(one: Finding) -> str:
    return hidden_person(one) if one.kind is Kind.PERSON else kind_label(one.kind)


def _written(text: str, spans: list[_Span], *, escape: bool) -> MaskedText:
    counts: dict[str, int] = {}
    pieces: list[str] = []
    keep = escaped if escape else str
    at = 0
    for span in spans:
        pieces += [keep(text[at : span.start]), span.label]
        counts[span.finding.kind.value] = counts.get(span.finding.kind.value, 0) + 1
        at = span.end
    pieces.append(keep(text[at:]))
    return MaskedText(text="".join(pieces), counts=counts)


def _merged(spans: list[_Span]) -> list[_Span]:
    """Spans that overlap become one, under the label of the most protected of them."""
    merged: list[_Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            continue
        last = merged[-1]
        lead = min(last, span, key=lambda one: (PROTECTION.index(one.finding.role), one.start - one.end))
        merged[-1] = dataclasses.replace(lead, start=last.start, end=max(last.end, span.end))
    return merged
