"""Lint a folder of policies: what it stands among, what this machine knows of it, and edits that are safe to make."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from drivectl import files
from drivectl.agreement.lint.fix import edited
from drivectl.agreement.lint.rule import Machine
from drivectl.agreement.lint.run import Report, can_apply, lint
from drivectl.errors import problem
from drivectl.model.lint import Edit
from drivectl.safe import say
from drivectl.spec.policies import Policies, Reading, read_policies
from drivectl.spec.report import nearest
from drivectl.steps.changes import last_signed
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import signed


def _machine(desk: Desk | None, policies: Policies | None) -> Machine:
    """What rules may ask of the site; nothing of policies that belong to none, or of a site that trusts nobody yet."""
    if desk is None or policies is None:
        return Machine()
    desk.policies = policies  # as far as they can be read: what is wrong with them is among the findings

    def recipient(party: str, team: str, weakest: str, pin: str | None) -> str:
        return desk.trust.recipient(party, team, weakest, pin, today=desk.today).sha256

    known = Machine(signed=lambda agreement: last_signed(desk, agreement))
    if not (desk.site.state / "trust").is_dir():
        return known
    return replace(known, unsigned=lambda agreement: signed(desk, agreement).missing, recipient=recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linting:
    """One question: which policies, which of their files (none: all; by path, id or stem), which rules, which day."""

    folder: Path
    named: Sequence[str]
    wanted: Callable[[str], bool]
    as_of: date
    desk: Desk | None = None
    """Of the site that the policies are of."""

    def ask(self) -> Report:
        """The answer. ENV507 where a name is not that of one of the policies."""
        reading = read_policies(self.folder)
        report = lint(reading, self.as_of, _machine(self.desk, reading.policies), self.wanted)
        known = {one.at.file for one in report.findings} | reading.docs.keys()
        chosen = [path for one in self.named for path in self._files(one, known, reading)]
        about = chosen if self.named else known
        return replace(report, findings=tuple(one for one in report.findings if one.at.file in about))

    def fix(self) -> tuple[Path, ...]:
        """Make the edits that are proved to let nothing more out; the files that were changed."""
        report, wanted = self.ask(), dict[Path, list[Edit]]()
        for one in report.findings:
            if one.safe:
                wanted.setdefault(one.at.file, []).extend(one.edits)
        changed = []
        for file, edits in wanted.items():
            if can_apply(file, edits, report.reading, report.wrong):  # all of them together, too
                text = edited(report.reading.docs[file].text, edits)
                files.write_bytes(file, text.encode("utf-8"), overwrite=True)
                changed.append(file)
        return tuple(changed)

    def _files(self, named: str, known: Collection[Path], reading: Reading) -> list[Path]:
        """The files that ``named`` means: a path and what is in it, else the one with this id or stem."""
        path = Path(named)
        if path.exists():
            found = [file for file in known if file.resolve().is_relative_to(path.resolve())]
        else:
            ids = {file: doc.data.get("id") for file, doc in reading.docs.items() if isinstance(doc.data, dict)}
            found = [file for file in known if named in {ids.get(file), file.stem}][:2]
        if not found or (len(found) > 1 and not path.exists()):
            fix = nearest(named, [file.stem for file in known])
            raise problem("ENV507", say("{p} is not one of the policies in {f}", p=path, f=self.folder), fix=fix)
        return found
