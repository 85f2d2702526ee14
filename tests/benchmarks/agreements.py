# ruff: noqa: T201 -- a script that prints figures
"""How long the exact questions about the shipped agreements take, in CPU seconds, and how many cases they try.

    python tests/benchmarks/agreements.py

Figures are printed and never asserted.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from drivectl.agreement.proof.differ import compare
from drivectl.agreement.proof.prove import disjoint, implies, never
from drivectl.agreement.proof.view import View
from drivectl.agreement.resolve import Effective, resolve
from drivectl.model.action import SHARE
from drivectl.spec.policies import Policies, load_policies

FOLDER = Path(__file__).resolve().parents[2] / "policies"


def timed(what: str, ask: Callable[[], object]) -> None:
    """Ask once; print the figure."""
    start = time.process_time()
    answer = ask()
    print(f"{time.process_time() - start:8.3f} s   {what}: {answer}")


def never_share(policies: Policies, effectives: list[Effective]) -> str:
    """Every field of the never-share list, for every recipient of every agreement."""
    fields = [
        field.path
        for entity in policies.catalogue.entities.values()
        for field in entity.fields.values()
        for row in policies.baseline.never_share
        if row.when is None and (field.path in row.fields or not set(row.classes).isdisjoint(field.classes))
    ]
    proofs = [never(View(one, party), path) for one in effectives for party in one.parties for path in fields]
    return (
        f"{len(proofs)} proofs, {sum(one.checked for one in proofs):,} cases, all hold: {all(p.holds for p in proofs)}"
    )


def changes(old: Effective, new: Effective) -> str:
    """A diff."""
    return f"{len(compare(old, new))} changes"


def loosened(policies: Policies, one: Effective) -> Effective:
    """Every clause at its widest: no condition, and the value as it is."""
    fields = {
        path: tuple(replace(clause, when=None, action=SHARE) for clause in clauses)
        for path, clauses in one.agreement.fields.items()
    }
    changed = replace(one.agreement, fields=fields)
    return resolve(changed, policies.baseline, policies.catalogue, policies.parties)


def main() -> None:
    """Print every figure."""
    policies = load_policies(FOLDER)
    effectives = [
        resolve(one, policies.baseline, policies.catalogue, policies.parties) for one in policies.agreements.values()
    ]
    timed("the never-share list, all agreements", lambda: never_share(policies, effectives))
    for one in effectives:
        timed(f"diff of {one.agreement.id} with itself", partial(changes, one, one))
        timed("  with every clause loosened", partial(changes, one, loosened(policies, one)))
    pairs = [(a, b) for a in effectives for b in effectives]
    timed("implies, each pair", lambda: f"{sum(implies(a, b).checked for a, b in pairs):,} cases")
    timed("disjoint, each pair", lambda: f"{sum(disjoint(a, b).checked for a, b in pairs):,} cases")


if __name__ == "__main__":
    main()
