"""The terms around the fields, compared one by one: which change lets more happen, and which less.

A change between things that cannot be compared, a reworded purpose too, counts as wider: somebody must agree to it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from drivectl.agreement.resolve import Effective
from drivectl.model.action import SCOPES
from drivectl.model.agreement import Agreement, TextRule

Wider = Literal["wider", "narrower"]
Compare = Callable[[Any, Any], Wider]
"""What a change from one value to another, different one is."""

_DURATION: Final = re.compile(r"(\d+)([YMWDH])")
_MONTHS: Final = {"Y": 12, "M": 1}
_HOURS: Final = {"W": 168, "D": 24, "H": 1}


class Term(NamedTuple):
    """One term that changed."""

    route: str
    direction: Wider
    old: str
    new: str


def terms(old: Effective, new: Effective) -> Iterator[Term]:
    """Every term of the documents that changed and that is more than a wording."""
    for route, default, compare in _TERMS:
        yield from _term(route, _at(old, route, default), _at(new, route, default), compare)
    before, after = _purposes(old.agreement), _purposes(new.agreement)
    for purpose in dict.fromkeys((*before, *after)):
        yield from _term(f"purposes.{purpose}", before.get(purpose, []), after.get(purpose, []), _more)
    for path in dict.fromkeys((*old.agreement.free_text, *new.agreement.free_text)):
        yield from _text_rule(path, *(one.agreement.free_text.get(path, TextRule()) for one in (old, new)))
    for key in ("emergency", "floors"):
        yield from _term(f"baseline.{key}", getattr(old.baseline, key), getattr(new.baseline, key), _change)


def _term(route: str, old: Any, new: Any, compare: Compare) -> Iterator[Term]:
    if old == new:
        return
    direction = compare(old, new)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):  # of lists, only what came and what went
        old, new = [one for one in old if one not in new], [one for one in new if one not in old]
    yield Term(route, direction, _shown(old), _shown(new))


def _at(effective: Effective, route: str, default: Any) -> Any:
    if route == "flags.max_age":
        default = effective.baseline.flag_max_age
    if effective.agreement.disclosure_control is None:
        default = _NO_CONTROL.get(route, default)
    found: Any = effective.agreement.whole
    for step in route.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return default
        found = found[step]
    return found


def _purposes(agreement: Agreement) -> dict[str, list[Any]]:
    """What each purpose is and rests on; why it is needed is wording."""
    wording = {"necessity", "proportionality", "less_intrusive_considered"}
    said: Any = agreement.whole.get("purposes", ())
    return {str(one["id"]): [f"{key}: {_shown(one[key])}" for key in sorted(one) if key not in wording] for one in said}


def _text_rule(path: str, old: TextRule, new: TextRule) -> Iterator[Term]:
    for block in ("people", "entities"):
        before, after = getattr(old, block), getattr(new, block)
        for key in dict.fromkeys((*before, *after)):
            yield from _term(
                f"free_text.{path}.{block}.{key}", before.get(key, "redact"), after.get(key, "redact"), _shown_person
            )
    yield from _term(
        f"free_text.{path}.residual_check", old.residual_check, new.residual_check, _rank("human", "sample", "none")
    )
    yield from _term(f"free_text.{path}.max_chars", old.max_chars, new.max_chars, _limit)


def _change(_old: Any, _new: Any) -> Wider:
    return "wider"


def _rank(*least_to_most: object) -> Compare:
    """A known order; what is not in it cannot be compared."""

    def compare(old: Any, new: Any) -> Wider:
        if old not in least_to_most or new not in least_to_most:
            return "wider"
        return "wider" if least_to_most.index(new) > least_to_most.index(old) else "narrower"

    return compare


def _up(old: Any, new: Any) -> Wider:
    """More is wider; none at all cannot be compared."""
    return "narrower" if old is not None and new is not None and new < old else "wider"


def _down(old: Any, new: Any) -> Wider:
    return _up(new, old)


def _share(old: Any, new: Any) -> Wider:
    return _up(Decimal(str(old)), Decimal(str(new)))


def _limit(old: Any, new: Any) -> Wider:
    """A limit: none is the widest."""
    return "wider" if new is None or (old is not None and new > old) else "narrower"


def _shown_person(old: Any, new: Any) -> Wider:
    """Role labels, initials and pseudonyms each show something that the others do not."""
    return "narrower" if old == "share" or new == "redact" else "wider"


def _more(old: Any, new: Any) -> Wider:
    """A list: whatever was not in it before is wider."""
    known = [_shown(one) for one in old]
    return "narrower" if all(_shown(one) in known for one in new) else "wider"


def _fewer(old: Any, new: Any) -> Wider:
    return _more(new, old)


def _longer(old: Any, new: Any) -> Wider:
    """A duration: narrower only where it is shorter whatever the months."""
    if old is None or new is None:
        return "wider"
    (months, hours), (most_months, most_hours) = _parts(new), _parts(old)
    surely = months * 31 * 24 + hours < most_months * 28 * 24 + most_hours
    return "narrower" if surely or (months <= most_months and hours <= most_hours) else "wider"


def _shorter(old: Any, new: Any) -> Wider:
    return "wider" if old is None or new is None else _longer(new, old)


def _parts(duration: str) -> tuple[int, int]:
    found = [(int(number), unit) for number, unit in _DURATION.findall(duration)]
    return (
        sum(number * _MONTHS.get(unit, 0) for number, unit in found),
        sum(number * _HOURS.get(unit, 0) for number, unit in found),
    )


def _rotation(old: Any, new: Any) -> Wider:
    """A key that never changes joins rows for ever."""
    return "narrower" if old == "never" and new != "never" else "wider"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_shown(one)}" for key, one in sorted(value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value)) or "none"
    return "none" if value is None else str(value)


_NO_CONTROL: Final = {"disclosure_control.max_suppressed_share": 1, "disclosure_control.on_violation": "suppress"}
"""What holds where nothing controls disclosure: everything may leave."""

_TERMS: Final[tuple[tuple[str, Any, Compare], ...]] = (
    ("kind", None, _change),
    ("release", "rows", _rank("tables", "rows")),
    ("parties", (), _more),
    ("effective", None, _down),
    ("review_by", None, _up),
    ("expires", None, _up),
    ("scope.consent.tell_victim", None, _change),
    ("scope.consent.tell_perpetrator", None, _change),
    ("pseudonyms.key_scope", "agreement", _rank(*SCOPES)),
    ("pseudonyms.linkable_with", (), _more),
    ("pseudonyms.rotate", "on_major_version", _rotation),
    ("pseudonyms.key_holder", None, _change),
    ("pseudonyms.reidentification", "prohibited", lambda _, new: "narrower" if new == "prohibited" else "wider"),
    ("pseudonyms.reversible", False, _rank(False, True)),
    ("disclosure_control.k", 1, _down),
    ("disclosure_control.quasi_identifiers", (), _fewer),
    ("disclosure_control.l_diversity.l", 1, _down),
    ("disclosure_control.l_diversity.sensitive", (), _fewer),
    ("disclosure_control.on_violation", "fail", _rank("fail", "suppress")),
    ("disclosure_control.max_suppressed_share", 0, _share),
    ("disclosure_control.reference_date", "transfer", _change),
    ("disclosure_control.published_tables.small_number", 0, _down),
    ("disclosure_control.published_tables.round_to", 0, _down),
    ("disclosure_control.published_tables.dominance", None, _change),
    ("transfer.recipients", (), _more),
    ("transfer.channel", None, _change),
    ("transfer.classification", None, _rank("OFFICIAL-SENSITIVE", "OFFICIAL")),
    ("transfer.handling", None, _change),
    ("transfer.frequency.every", None, _shorter),
    ("transfer.frequency.and_on", (), _more),
    ("transfer.acknowledge_within", None, _longer),
    ("retention.recipient.keep", None, _longer),
    ("retention.recipient.from", None, _change),
    ("retention.recipient.then", None, _change),
    ("retention.discloser_copy.keep", None, _longer),
    ("retention.discloser_copy.from", None, _change),
    ("retention.discloser_copy.then", None, _change),
    ("onward.allowed", False, _rank(False, True)),
    ("onward.except", (), _more),
    ("rights.sar.who", None, _change),
    ("rights.sar.consult_before_release", (), _fewer),
    ("accuracy.correct_within", None, _longer),
    ("accuracy.propagate", None, _rank("changes", "next_extract")),
    ("flags.max_age", None, _longer),
    ("signatories", (), _fewer),
)
"""Route in the file, what holds where it says nothing, and what a change is. The rest of the file is wording."""
