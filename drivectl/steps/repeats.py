"""What is withheld must not leave by another column: a cell that repeats it is withheld too.

An address in hiding that was typed into the wrong box, or that another row or case calls known; the address of somebody
who is the victim in one case and the perpetrator in another; the name of who told, or of somebody whom the agreement
does not name, in the words of an allegation.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from drivectl.model.action import WITHHOLD, Act
from drivectl.model.catalogue import Catalogue, Field
from drivectl.model.export import MISSING, Case, Cell
from drivectl.model.plan import CasePlan, Decision, Plan, Reason, ReasonKind
from drivectl.recognise.forms import plain_words
from drivectl.recognise.lists import any_of
from drivectl.steps.intake import Intake
from drivectl.transform.words import written

_ADDRESS: Final = "victim.address"
_STATUS: Final = "victim.address_status"
_KNOWN: Final = "known_to_perpetrator"
_INITIALS: Final = 2
_TYPES: Final = frozenset({"string", "list", "address"})
_POSTCODE: Final = re.compile(r"(?<![^ ])([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})(?![^ ])")


class _Home(NamedTuple):
    """An address in hiding, in plain words between blanks; either part may be empty."""

    street: str
    postcode: str


def without_repeats(intake: Intake, plan: Plan) -> Plan:
    """``plan`` with every cell withheld that says what another cell may not."""
    catalogue = intake.desk.policies.catalogue
    homes = {one.case: frozenset(_homes(intake.cases[one.case], one)) for one in plan.cases}
    by_postcode: dict[str, set[_Home]] = {}
    for home in frozenset[_Home]().union(*homes.values()):
        by_postcode.setdefault(home.postcode, set()).add(home)
    cases = []
    for one in plan.cases:
        case, repeats = intake.cases[one.case], {}
        if one.state == "ready":
            told, unnamed = _informants(case, catalogue), _unshared_names(case, one, catalogue)
            for at, decision, field, cell in _leaving(case, one, catalogue):
                text = f" {' '.join(plain_words(written(cell.value)))} "
                if _says_home(text, field, homes[one.case], by_postcode):
                    repeats[at] = _withheld(decision, "limit", _ADDRESS)
                elif "identity" not in field.classes and any(f" {name} " in text for name in told):
                    repeats[at] = _withheld(decision, "never", "informant")
                elif "identity" not in field.classes and not unnamed.isdisjoint(text.split()):
                    repeats[at] = _withheld(decision, "no_clause", None)
        cases.append(dataclasses.replace(one, decisions={**one.decisions, **repeats}) if repeats else one)
    return dataclasses.replace(plan, cases=tuple(cases))


def _leaving(
    case: Case, plan: CasePlan, catalogue: Catalogue
) -> Iterator[tuple[tuple[str, int, str], Decision, Field, Cell]]:
    """The cells that leave as they are and in which anything may have been typed; free texts are redaction's."""
    for record in case.records:
        for path, cell in record.cells.items():
            at, field = (record.table, record.row, path), catalogue.field(path)
            decision = plan.decisions.get(at)
            typed = field.type in _TYPES and not field.domain
            if typed and cell.value is not MISSING and decision is not None and decision.action.act is Act.SHARE:
                yield at, decision, field, cell


def _says_home(text: str, field: Field, here: frozenset[_Home], anywhere: Mapping[str, set[_Home]]) -> bool:
    """Of another case's address the postcode must be there too: streets of one name are many."""
    found = {"".join(parts) for parts in _POSTCODE.findall(text)}
    elsewhere = frozenset(home for one in found for home in anywhere.get(one, ()))
    for home in here | elsewhere:
        street = bool(home.street) and f" {home.street} " in text
        if field.type != "address" and (home.postcode in found or street):
            return True
        near = home.postcode in found or not (home.postcode and found)
        if field.type == "address" and near and (street or not home.street):
            return True
    return False


def _homes(case: Case, plan: CasePlan) -> Iterator[_Home]:
    """The victims' addresses that this recipient may not have because nobody says that the perpetrator knows them."""
    for record in case.records:
        cell = record.cells.get(_ADDRESS)
        if cell is None or cell.value is MISSING:
            continue
        decision = plan.decisions.get((record.table, record.row, _ADDRESS))
        if decision is None:  # out of scope: the export alone says
            status = record.cells.get(_STATUS)
            hidden = status is None or status.value != _KNOWN
        else:
            limits = [one for one in decision.reasons if one.kind in {"limit", "never"}]
            hidden = any(one.action.act is Act.WITHHOLD for one in limits)
        if hidden:
            whole = f" {' '.join(plain_words(written(cell.value)))} "
            postcode = next(("".join(parts) for parts in _POSTCODE.findall(whole)), "")
            street = " ".join(plain_words(cell.parts.get("line1", "") if cell.parts else written(cell.value)))
            yield _Home(street if any(map(str.isdigit, street)) or " " in street else "", postcode)


def _informants(case: Case, catalogue: Catalogue) -> frozenset[str]:
    """The names of who told, whole; words for a kind of person ("a neighbour") name nobody."""
    ordinary, found = any_of("keep", "common"), set()
    for record in case.records:
        for path, cell in record.cells.items():
            if "informant" in catalogue.field(path).classes and isinstance(cell.value, str):
                words = plain_words(cell.value)
                if not ordinary.issuperset(words):
                    found.add(" ".join(words))
    return frozenset(found)


def _unshared_names(case: Case, plan: CasePlan, catalogue: Catalogue) -> frozenset[str]:
    """The words of names that this recipient does not get: an evaluator must not read them in an allegation."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for record in case.records:
        for path, cell in record.cells.items():
            field, decision = catalogue.field(path), plan.decisions.get((record.table, record.row, path))
            if "identity" in field.classes and field.type in {"string", "list"} and cell.value is not MISSING:
                shared = decision is not None and decision.action.act is Act.SHARE
                names[shared].update(one for one in plain_words(written(cell.value)) if len(one) > _INITIALS)
    return frozenset(names[False] - names[True] - any_of("keep", "common"))


def _withheld(decision: Decision, kind: ReasonKind, ident: str | None) -> Decision:
    reason = Reason(kind=kind, action=WITHHOLD, id=ident, because=(_ADDRESS,) if ident == _ADDRESS else ())
    return Decision(action=WITHHOLD, reasons=(*decision.reasons, reason))
