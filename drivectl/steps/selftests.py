"""The tests that stand in the policies: each agreement's own, and the baseline's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from drivectl import files
from drivectl.agreement.coverage import Coverage, cover
from drivectl.agreement.lint.fix import edited
from drivectl.agreement.mutation import Fate, Outcome, survey
from drivectl.agreement.refresh import Refreshed, refresh
from drivectl.agreement.resolve import resolve
from drivectl.agreement.selftest import TestResult, run_baseline_tests, run_tests
from drivectl.errors import Diagnostic, failure
from drivectl.model.agreement import Agreement
from drivectl.safe import name, say
from drivectl.spec.load import read_agreement
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


def update_all(desk: Desk, named: Sequence[str]) -> Mapping[Path, Sequence[Refreshed]]:
    """Write ``sees_only`` as the words are now, by file; nothing at all where a file would not load and pass then."""
    policies = desk.policies
    known = policies.baseline, policies.catalogue, policies.parties
    changed: dict[Path, tuple[Sequence[Refreshed], bytes]] = {}
    failing: list[Diagnostic] = []
    for path in dict.fromkeys(one.path for one in _chosen(desk, named)):
        read = read_agreement(path, policies.catalogue, policies.parties, policies.baseline)
        words, doc = replace(read.whole(), release="rows"), read.doc
        assert doc is not None
        found = refresh(doc, resolve(words, *known))
        raw = edited(doc.text, [edit for one in found for edit in one.edits]).encode("utf-8")
        new = read_agreement(path, policies.catalogue, policies.parties, policies.baseline, raw).whole()
        failing += [finding for one in run_tests(new, *known) for finding in one.diagnostics()]
        if found:
            changed[path] = found, raw
    if failing:
        raise failure(*failing)
    for path, (_, raw) in changed.items():
        files.write_bytes(path, raw, overwrite=True)
    return {path: found for path, (found, _) in changed.items()}


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
