"""``sees_only`` is brought up to what is so, whatever way it is written, and every comment stays."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from drivectl.agreement.lint.fix import edited
from drivectl.agreement.refresh import Refreshed, refresh
from drivectl.agreement.resolve import resolve
from drivectl.agreement.selftest import run_tests
from drivectl.model.agreement import PolicyTest
from drivectl.spec.load import read_agreement
from drivectl.spec.policies import Policies

SHIPPED = Path(__file__).parents[3] / "policies/isa/police.yaml"
SEES_ONLY = re.compile(r"(?s)    sees_only:\n.*?      redact: \[note.text\]\n")
EXTRA = ("child.school", "victim.immigration_status", "note.origin")
ACTS = ("share", "pseudonymise", "generalise", "redact")
Listed = Mapping[str, Sequence[str]]


def flow(listed: Listed) -> str:
    return f"    sees_only: {{{', '.join(f'{act}: [{chr(44).join(paths)}]' for act, paths in listed.items())}}}\n"


def broken(listed: Listed) -> str:
    text = "    sees_only:  # exact\n"
    for act, paths in listed.items():
        lines = ",  # why\n         ".join(f'"{one}"' for one in paths)
        text += f"      {act}: [  # these\n         {lines}]  # all\n" if paths else f"      {act}: []\n"
    return text if listed else "    sees_only: {}  # none yet\n"


def block(listed: Listed) -> str:
    text = "    sees_only:\n"
    for act, paths in listed.items():
        text += f"      {act}:  # these\n" + "".join(f"      - {one}\n" for one in paths)
        text = text if paths else text.replace(f"{act}:  # these", f"{act}: []")
    return text if listed else "    sees_only: {}\n"


def of(policies: Policies, text: str) -> tuple[tuple[Refreshed, ...], str, tuple[PolicyTest, ...], bool]:
    known = policies.baseline, policies.catalogue, policies.parties
    read = read_agreement(SHIPPED, policies.catalogue, policies.parties, policies.baseline, text.encode())
    assert read.doc is not None
    found = refresh(read.doc, resolve(read.whole(), *known))
    new = edited(text, [edit for one in found for edit in one.edits])
    after = read_agreement(SHIPPED, policies.catalogue, policies.parties, policies.baseline, new.encode()).whole()
    return found, new, after.tests, all(one.passed for one in run_tests(after, *known))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("form", [flow, broken, block])
def test_whatever_it_said_it_says_what_is_so(policies: Policies, form: Callable[[Listed], str], seed: int) -> None:
    dice = random.Random(seed)
    [exact] = [one for one in policies.agreements["drive-police"].tests if one.sees_only is not None]
    said: dict[str, list[str]] = {act: [] for act in ACTS if dice.random() < 0.8}
    for act, paths in [*(exact.sees_only or {}).items(), ("share", EXTRA)]:
        for path in paths:
            chosen = dice.choice([act, act, act, *ACTS, None])
            if chosen in said:
                said[chosen].append(path)
    text = SEES_ONLY.sub(lambda _: form(said), SHIPPED.read_text(encoding="utf-8"))
    found, new, tests, passed = of(policies, text)
    assert passed
    [now] = [one.sees_only for one in tests if one.sees_only is not None]
    was = {act: set(paths) for act, paths in (exact.sees_only or {}).items()}
    assert {act: set(paths) for act, paths in now.items() if paths} == was
    assert new.count("#") == text.count("#")
    before = {path: act for act, paths in said.items() for path in paths}
    right = {path: act for act, paths in was.items() for path in paths}
    changed = {path: (before.get(path), right.get(path)) for path in {**before, **right}}
    assert {path for one in found for path in one.changed} == {path for path, (a, b) in changed.items() if a != b}
    wider = {path for path, (a, b) in changed.items() if a not in {b, "share"} and b is not None}
    assert {path for one in found for path in one.wider} == wider


def test_what_is_right_stays_as_it_is(policies: Policies) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert of(policies, text)[:2] == ((), text)


def test_a_test_of_a_case_that_stays_is_not_emptied(policies: Policies) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace(
        "fixture: full_record   ", "held: none\n    fixture: full_record   "
    )
    assert "held: none" in text
    stopped = re.sub(r"(held: none(?:.|\n)*?case.risk_level: )very_high", r"\1medium", text)
    found, new, _, passed = of(policies, stopped)
    assert (found, new, passed) == ((), stopped, False)
