"""The tests that stand in the policies: each agreement's own, and the baseline's."""

from collections.abc import Mapping, Sequence

from drivectl.agreement.coverage import Coverage, cover
from drivectl.agreement.mutation import Fate, Outcome, survey
from drivectl.agreement.selftest import TestResult, run_baseline_tests, run_tests
from drivectl.errors import Diagnostic
from drivectl.model.agreement import Agreement
from drivectl.safe import name, say
from drivectl.spec.policies import find_agreement
from drivectl.steps.desk import Desk


def run_all(desk: Desk, named: Sequence[str]) -> list[tuple[str, TestResult]]:
    """Results, each with the id of the words it is of: of the ``named`` agreements (else all) and of the baseline."""
    policies = desk.policies
    every = list(policies.agreements.values())
    chosen = _chosen(desk, named)
    found = [
        (one.id, result)
        for one in chosen
        for result in run_tests(one, policies.baseline, policies.catalogue, policies.parties)
    ]
    for lender in sorted([*chosen, *every], key=lambda one: not one.recipients)[:1]:  # it lends its form only
        results = run_baseline_tests(lender, policies.baseline, policies.catalogue, policies.parties)
        found += [(policies.baseline.id, one) for one in results]
    return found


def mutate_all(desk: Desk, named: Sequence[str]) -> Mapping[str, Sequence[Outcome]]:
    """By agreement, what became of each of its one-step widenings."""
    policies = desk.policies
    return {
        one.id: survey(one, policies.baseline, policies.catalogue, policies.parties) for one in _chosen(desk, named)
    }


def cover_all(desk: Desk, named: Sequence[str]) -> Mapping[str, Coverage]:
    """By agreement, what its tests try."""
    policies = desk.policies
    return {one.id: cover(one, policies.baseline, policies.catalogue, policies.parties) for one in _chosen(desk, named)}


def survivors(outcomes: Sequence[Outcome]) -> list[Diagnostic]:
    """TST902 for each widening that no test noticed, with a field that it lets out."""
    return [
        Diagnostic(
            code="TST902",
            what=one.mutant.what,
            at=one.mutant.at,
            notes=(say("no test notices that {p} sees more of {f}", p=name(one.party), f=name(one.path)),),
        )
        for one in outcomes
        if one.fate is Fate.SURVIVED
    ]


def _chosen(desk: Desk, named: Sequence[str]) -> Sequence[Agreement]:
    return [find_agreement(desk.policies, one) for one in named] or list(desk.policies.agreements.values())
