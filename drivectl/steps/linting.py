"""Lint a folder of policies: what it stands among, what this machine knows, and edits that are safe to make."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import Report, lint
from drivectl.errors import problem
from drivectl.safe import say
from drivectl.spec.policies import read_policies
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import unsigned

NOTHING: Final = Machine()
"""Of policies that belong to no site."""


def machine_of(desk: Desk) -> Machine:
    """What rules may ask of this site."""

    def recipient(party: str, team: str, weakest: str, pin: str | None) -> str:
        return desk.trust.recipient(party, team, weakest, pin, today=desk.today).sha256

    return Machine(unsigned=lambda agreement: unsigned(desk, agreement), recipient=recipient)


def run(folder: Path, paths: Sequence[Path], as_of: date, machine: Machine, wanted: Callable[[str], bool]) -> Report:
    """The report about the policies in ``folder``; about the files in ``paths`` only, where there are any."""
    reading = read_policies(folder)
    report = lint(reading, as_of, machine, wanted)
    if not paths:
        return report
    files = {one.at.file for one in report.findings} | reading.docs.keys()
    chosen = {file for file in files for path in paths if file.resolve().is_relative_to(path.resolve())}
    for path in paths:
        if not any(file.resolve().is_relative_to(path.resolve()) for file in files):
            raise problem("ENV507", say("{p} is not among the policies in {f}", p=path, f=folder))
    kept = tuple(one for one in report.findings if one.at.file in chosen)
    return Report(findings=kept, policies=report.policies, files=len(chosen))
