"""The tests that stand in the policies: each agreement's own, and the baseline's."""

from collections.abc import Sequence

from drivectl.agreement.selftest import TestResult, run_baseline_tests, run_tests
from drivectl.spec.policies import find_agreement
from drivectl.steps.desk import Desk


def run_all(desk: Desk, named: Sequence[str]) -> list[tuple[str, TestResult]]:
    """Results, each with the id of the words it is of: of the ``named`` agreements (else all) and of the baseline."""
    policies = desk.policies
    every = list(policies.agreements.values())
    chosen = [find_agreement(policies, one) for one in named] or every
    found = [
        (one.id, result)
        for one in chosen
        for result in run_tests(one, policies.baseline, policies.catalogue, policies.parties)
    ]
    for lender in sorted([*chosen, *every], key=lambda one: not one.recipients)[:1]:  # it lends its form only
        results = run_baseline_tests(lender, policies.baseline, policies.catalogue, policies.parties)
        found += [(policies.baseline.id, one) for one in results]
    return found
