"""Whether words are in force on a day: agreed, signed, begun, not over, not past their review."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from drivectl.errors import Diagnostic, Place
from drivectl.model.agreement import Agreement, Baseline
from drivectl.safe import Safe, name, say


def check(
    agreement: Agreement,
    baseline: Baseline,
    today: date,
    unsigned: Sequence[Diagnostic],
    *,
    draft_allowed: bool = False,
) -> list[Diagnostic]:
    """GOV801 for every reason not to share under ``agreement`` today.

    ``unsigned`` is what :func:`drivectl.agreement.sign.check_signatures` found. ``draft_allowed`` lifts *draft* and
    *unsigned*, nothing else; the caller has checked that every input is synthetic.
    """
    found = [] if draft_allowed else list(unsigned)
    if agreement.status != "agreed" and not (draft_allowed and agreement.status == "draft"):
        what = say("{a} has the status {s}", a=name(agreement.id), s=name(agreement.status))
        found.append(_finding(what, agreement.path))
    found.extend(_finding(what, agreement.path) for what in _dates(agreement, today))
    if today < baseline.effective:
        what = say("{b} begins on {d}", b=name(baseline.id), d=name(baseline.effective.isoformat()))
        found.append(_finding(what, baseline.path))
    if today > baseline.review_by:
        what = say("{b} was due for review by {d}", b=name(baseline.id), d=name(baseline.review_by.isoformat()))
        found.append(_finding(what, baseline.path))
    return found


def _dates(agreement: Agreement, today: date) -> Iterator[Safe]:
    """The day named is the last good day; a date that is not there cannot be kept."""
    who = name(agreement.id)
    if agreement.effective is None:
        yield say("{a} does not say from when it holds", a=who)
    elif today < agreement.effective:
        yield say("{a} begins on {d}", a=who, d=name(agreement.effective.isoformat()))
    if agreement.review_by is None:
        yield say("{a} does not say when it is reviewed", a=who)
    elif today > agreement.review_by:
        yield say("{a} was due for review by {d}", a=who, d=name(agreement.review_by.isoformat()))
    if agreement.expires is None:
        yield say("{a} does not say when it ends", a=who)
    elif today > agreement.expires:
        yield say("{a} ended on {d}", a=who, d=name(agreement.expires.isoformat()))


def _finding(what: Safe, path: Path) -> Diagnostic:
    return Diagnostic(code="GOV801", what=what, at=Place(file=path))
