"""Questions about the words: can it ever, is it wider, what can be worked out, why does this partner see that."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drivectl import files
from drivectl.agreement.fixture import export_of_record
from drivectl.agreement.judge import judge
from drivectl.agreement.proof import prove
from drivectl.agreement.proof.differ import Change, compare
from drivectl.agreement.proof.leaks import Leak, find
from drivectl.agreement.proof.prove import Proof
from drivectl.agreement.proof.space import Point
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective
from drivectl.model.action import WITHHOLD
from drivectl.model.agreement import Condition
from drivectl.model.canonical import canonical
from drivectl.model.export import record_of
from drivectl.model.plan import Plan, Reason
from drivectl.spec.load import load_record
from drivectl.steps.desk import Desk
from drivectl.steps.versions import every, version_of

SUFFIX = ".example.json"


def prove_never(desk: Desk, party: str, path: str) -> tuple[Proof, str]:
    """That ``party`` gets nothing of the field under any agreement here; with the agreement that lets it out."""
    desk.party(party)
    desk.field(path)
    done = [Proof(holds=True, checked=0)]
    for effective in every(desk):
        if party in effective.parties:
            done.append(prove.never(View(effective, party), path))
            if not done[-1].holds:
                return replace(done[-1], checked=sum(one.checked for one in done)), effective.agreement.id
    blocked = {(one.kind, one.id, one.at): one for proof in done for one in proof.blocked_by}
    return Proof(
        holds=True, checked=sum(one.checked for one in done), blocked_by=tuple(blocked.values()), party=party
    ), ""


def texts_to(desk: Desk, party: str) -> list[str]:
    """The texts of which the party gets something: what a person wrote there, no proof about fields speaks of."""
    found = dict[str, None]()
    for effective in every(desk):
        granted = effective.parties[party].granted if party in effective.parties else ()
        found.update((path, None) for path in granted if effective.catalogue.field(path).type == "text")
    return list(found)


def prove_pair(desk: Desk, claim: str, one: str, other: str) -> Proof:
    """``implies`` or ``disjoint`` of two agreements."""
    return {"implies": prove.implies, "disjoint": prove.disjoint}[claim](version_of(desk, one), version_of(desk, other))


def leaks(desk: Desk, parties: Sequence[str], partner: str | None) -> tuple[Leak, ...]:
    """The leaks to ``parties`` (none: every recipient), each alone and with each other, or only with ``partner``."""
    for one in (*parties, *([partner] if partner else [])):
        desk.party(one)  # a party that is not there is a typing mistake
    words = list(every(desk))
    receiving = dict.fromkeys(party for one in words for party in one.parties)
    chosen = list(dict.fromkeys(parties)) or [one for one in receiving if one != partner]
    pairs = [(one, partner) for one in chosen if one != partner] if partner else itertools.combinations(chosen, 2)
    concerned = {*chosen, partner}
    return tuple(leak for leak in find(words, desk.policies.catalogue, pairs) if concerned.issuperset(leak.parties))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions, and every change from one to the other."""

    old: Effective
    new: Effective
    changes: tuple[Change, ...]


def difference(desk: Desk, old: str, new: str) -> Difference:
    """From ``old`` to ``new``."""
    before, after = version_of(desk, old), version_of(desk, new)
    return Difference(old=before, new=after, changes=compare(before, after))


def decided(desk: Desk, named: str, path: str, record: Path) -> tuple[Effective, list[Plan]]:
    """What the engine decides, for each recipient, of one case of which only the record is known."""
    effective = version_of(desk, named)
    desk.field(path)
    given = load_record(record, effective.catalogue, desk.policies.parties)
    export = export_of_record(given, effective.catalogue)
    rows = replace(effective, agreement=replace(effective.agreement, release="rows"))
    return effective, [judge(export, rows, party, None, desk.today) for party in effective.parties]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One clause or rule about a field: what it allows, when, and where it stands."""

    party: str
    reason: Reason
    when: Condition | None
    purposes: tuple[str, ...] = ()


def lines(desk: Desk, named: str, path: str) -> tuple[Effective, list[Line]]:
    """Everything that speaks about the field, for each recipient: its own clauses, the limits, the never-share list."""
    effective = version_of(desk, named)
    desk.field(path)
    found: list[Line] = []
    for party, words in effective.parties.items():
        one = words.fields[path]
        said = [part for part in (one.key, *(one.roles or {}).values(), one.own) if part is not None]
        for treatment in said:
            for listed in treatment.lists:
                for clause in listed.clauses[:1] if listed.kind == "never" else listed.clauses:
                    reason = Reason(kind=listed.kind, action=clause.action, id=listed.id, at=clause.at)
                    found.append(Line(party=party, reason=reason, when=clause.when, purposes=clause.purposes))
                if not listed.clauses:
                    kind = "no_clause" if listed.kind == "clause" else listed.kind
                    reason = Reason(kind=kind, action=WITHHOLD, id=listed.id)
                    found.append(Line(party=party, reason=reason, when=None))
        if not said:
            found.append(Line(party=party, reason=Reason(kind="role", action=WITHHOLD), when=None))
    return effective, found


def write_examples(folder: Path, examples: Sequence[tuple[str, Point]]) -> list[Path]:
    """One record file for each example, in a new folder; what each needs is made up, so it may lie anywhere."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}{SUFFIX}" for name, _ in examples]
    for path, (_, point) in zip(paths, examples, strict=True):
        files.write_bytes(path, canonical(record_of(point)) + b"\n")  # type: ignore[arg-type]  # plain JSON
    return paths
