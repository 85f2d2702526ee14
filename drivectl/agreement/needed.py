"""What an agreement needs an export, or the flags sheet, to have before anything can be decided."""

from collections.abc import Iterable

from drivectl.agreement.decide import Words, attributes
from drivectl.agreement.facts import key_of
from drivectl.agreement.resolve import Effective, PartyWords
from drivectl.errors import Diagnostic
from drivectl.model.agreement import Clause
from drivectl.safe import name, names, say


def missing(effective: Effective, words: PartyWords, here: frozenset[str], roles: frozenset[str]) -> list[Diagnostic]:
    """One XFR611 that names every needed attribute not in ``here`` (export and sheet); ``roles``: known subjects."""
    needed = set(attributes(words.include)).union(*(attributes(rule.when) for rule in words.holds))
    if effective.agreement.disclosure_control is not None:
        needed.update(effective.agreement.disclosure_control.quasi_identifiers)
    for path in words.granted:
        if path in here:
            needed |= _read(words.nameable[path].lists, {"limit", "never"})
            needed |= _keys(effective, path, roles)
    absent = sorted(needed - here)
    if not absent:
        return []
    what = say("{party} needs {n} column(s) that are nowhere", party=name(words.party), n=len(absent))
    return [Diagnostic(code="XFR611", what=what, notes=(say("missing: {all}", all=names(absent, limit=40)),))]


def assumed(words: PartyWords, here: frozenset[str]) -> tuple[str, ...]:
    """Attributes that only a granting clause reads and nothing here says: they count as missing."""
    read = frozenset().union(*(_read(words.nameable[path].lists, {"clause"}) for path in words.granted if path in here))
    return tuple(sorted(read - here))


def _read(lists: Iterable[Words], kinds: set[str]) -> frozenset[str]:
    clauses: list[Clause] = [clause for words in lists if words.kind in kinds for clause in words.clauses]
    return frozenset().union(*(attributes(clause.when) for clause in clauses))


def _keys(effective: Effective, path: str, roles: frozenset[str]) -> set[str]:
    """The key of the field's entity, without which its rows could not be told apart."""
    entity = effective.catalogue.entities[path.partition(".")[0]]
    if entity.name in roles:
        return set()
    fields = (entity.fields[one] for one in key_of(entity, effective.catalogue))
    return {field.path for field in fields if field.references != "case.case_ref"}
