"""What an agreement cites, looked up in the legal register."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from drivectl.model.agreement import Agreement
from drivectl.model.legal import LegalKind, LegalRow
from drivectl.safe import Safe, name, say

Use = Literal["discloser", "recipient", "paragraph", "gateway", "special_category", "criminal_offence", "exemption"]

KINDS: Final[Mapping[Use, tuple[LegalKind, ...]]] = {
    "discloser": ("basis",),
    "recipient": ("basis",),
    "paragraph": ("condition",),
    "gateway": ("gateway", "duty"),
    "special_category": ("condition",),
    "criminal_offence": ("condition",),
    "exemption": ("exemption",),
}
"""What may be cited as what."""

_BASES: Final[tuple[tuple[str, Use], ...]] = (
    ("discloser", "discloser"),
    ("condition", "paragraph"),
    ("recipient", "recipient"),
)
_CONDITIONS: Final[tuple[Use, ...]] = ("special_category", "criminal_offence")
_FRESH_MONTHS: Final = 12


class Cited(NamedTuple):
    """One citation: the id of a row, what it is cited as, and where."""

    id: str
    use: Use
    purpose: str | None
    route: tuple[str | int, ...]


def citations(agreement: Agreement) -> Iterator[Cited]:
    """Every citation, in the order of the file."""
    purposes: Any = agreement.whole["purposes"]
    for i, one in enumerate(purposes):
        basis = one.get("lawful_basis") or {}
        for n, cited in enumerate(one.get("gateway", ())):
            yield Cited(cited, "gateway", one["id"], ("purposes", i, "gateway", n))
        for key, use in _BASES:
            if key in basis:
                yield Cited(basis[key], use, one["id"], ("purposes", i, "lawful_basis", key))
        for use in _CONDITIONS:
            for n, cited in enumerate(one.get(use, ())):
                yield Cited(cited, use, one["id"], ("purposes", i, use, n))
    rights: Any = agreement.whole.get("rights") or {}
    for n, cited in enumerate(rights.get("sar", {}).get("exemptions_to_consider", ())):
        yield Cited(cited, "exemption", None, ("rights", "sar", "exemptions_to_consider", n))


def stale(row: LegalRow, day: date) -> bool:
    """Whether nobody has held the row against its source within a year of ``day``."""
    if row.checked_on is None:
        return True
    checked = row.checked_on
    return (day.year - checked.year) * 12 + day.month - checked.month - (day.day < checked.day) >= _FRESH_MONTHS


def shown(row: LegalRow) -> Safe:
    """The row as findings cite it: never without who reviewed it."""
    by = say("reviewed by {by}", by=name(row.reviewed_by)) if row.reviewed_by else say("reviewed_by: none")
    if row.checked_on is None:
        return say("{id} (never checked, {by})", id=name(row.id), by=by)
    return say("{id} (checked {on}, {by})", id=name(row.id), on=name(row.checked_on.isoformat()), by=by)
