"""What lapses when: agreements that are ours, agreements that were accepted, the baseline, the partners' cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from drivectl.agreement import inforce, lock
from drivectl.agreement.document import AgreementDocument, read_form
from drivectl.errors import Diagnostic, Place
from drivectl.model.agreement import Agreement
from drivectl.safe import name, say
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import signed

State = Literal["ok", "soon", "past", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing with a day; ``missing`` where something is wanted that has none."""

    kind: Literal["agreement", "accepted", "baseline", "card"]
    id: str
    what: str
    on: date | None
    state: State


def accepted(desk: Desk) -> tuple[AgreementDocument, ...]:
    """The agreements accepted here, as they were; KEY336 where one was changed since."""
    folder = desk.trust.folder / "agreements"
    found = ((one, desk.trust.accepted_agreement(one)) for one in sorted(desk.trust.accepted()))
    return tuple(read_form(data, folder / f"{one}.json") for one, data in found if data is not None)


def due(desk: Desk, as_of: date, within: int) -> tuple[Due, ...]:
    """Everything that has a day, what is nearest first; ``soon`` is within so many days of ``as_of``."""
    found = [*_of_cards(desk)]
    if desk.site.policies.is_dir():
        found += [("baseline", desk.policies.baseline.id, "review", desk.policies.baseline.review_by)]
        for one in desk.policies.agreements.values():
            found += _days("agreement", one)
    for copy in accepted(desk):
        found += _days("accepted", copy)
    rows = [
        Due(kind=kind, id=ident, what=what, on=on, state=_state(what, on, as_of, within))
        for kind, ident, what, on in found
    ]
    return (*_unsigned(desk), *sorted(rows, key=lambda one: one.on or date.min))


def findings(desk: Desk, chosen: Agreement | None) -> list[Diagnostic]:
    """Whatever keeps the agreements here from being used today: signatures, lock, dates, status."""
    found: list[Diagnostic] = []
    if desk.site.policies.is_dir():
        policies = desk.policies
        found += lock.check(policies.folder)
        for one in (chosen,) if chosen else policies.agreements.values():
            found += inforce.check(one, policies.baseline, desk.today, signed(desk, one).missing)
    else:
        for copy in accepted(desk):
            if not copy.effective <= desk.today <= copy.expires:
                dates = {"a": name(copy.id), "e": name(copy.effective.isoformat()), "x": name(copy.expires.isoformat())}
                what = say("{a} holds from {e} to {x}", **dates)
                found.append(Diagnostic(code="GOV801", what=what, at=Place(file=copy.path)))
    return list(dict.fromkeys(found))


_Row = tuple[Literal["agreement", "accepted", "baseline", "card"], str, str, date | None]


def _days(kind: Literal["agreement", "accepted"], words: Agreement | AgreementDocument) -> list[_Row]:
    ident = f"{words.id} {words.version}"
    return [
        (kind, ident, "begins", words.effective),
        (kind, ident, "review", words.review_by),
        (kind, ident, "ends", words.expires),
    ]


def _of_cards(desk: Desk) -> Iterator[_Row]:
    for one in desk.trust.records():
        yield "card", one.party, "ends", one.expires


def _unsigned(desk: Desk) -> list[Due]:
    if not desk.site.policies.is_dir():
        return []
    return [
        Due(kind="agreement", id=f"{one.id} {one.version}", what=str(lack.what), on=None, state="missing")
        for one in desk.policies.agreements.values()
        for lack in signed(desk, one).missing
    ]


def _state(what: str, on: date | None, as_of: date, within: int) -> State:
    if on is None:
        return "missing"
    if what == "begins":
        return "ok" if on <= as_of else "soon"
    if on < as_of:
        return "past"
    return "soon" if on <= as_of + timedelta(days=within) else "ok"
