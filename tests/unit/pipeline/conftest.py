"""A small stage with cheap keys, made once; each test works on a copy of its own, on a day of its own."""

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.agreement import lock
from drivectl.config import load_settings
from drivectl.errors import DrivectlError
from drivectl.resources import shipped
from drivectl.site import open_site
from drivectl.steps.desk import Desk
from drivectl.steps.reviews import ask
from drivectl.tour import stage
from drivectl.tour.stage import DRIVE, EVALUATOR, POLICE, Stage

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace in a policy; a change that changes nothing is a mistake of the test."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        changed = re.sub(old, new, text, flags=re.MULTILINE)
        assert changed != text, old
        text = changed
    path.write_text(text, encoding="utf-8", newline="\n")


@dataclass
class Bench:
    """One copy of the stage."""

    folder: Path
    world: Any
    later: timedelta = timedelta()
    drafted: dict[str, pipeline.Drafted] = field(default_factory=dict)

    @property
    def export(self) -> Path:
        return self.folder / "export"

    @property
    def drafts(self) -> Path:
        return self.folder / pipeline.DRAFTS

    @property
    def out(self) -> Path:
        return self.folder

    def site(self, party: str = DRIVE) -> Path:
        return self.folder / party / "site"

    def state(self, party: str = DRIVE) -> Path:
        return self.folder / party / "state"

    def isa(self, stem: str) -> Path:
        return self.site() / "policies" / "isa" / f"{stem}.yaml"

    def desk(self, party: str = DRIVE, **later: float) -> Desk:
        """A fresh desk, as a new command would have it."""
        phrase = (self.folder / "passphrase.txt").read_bytes().strip()
        site = open_site(load_settings(self.site(party), environ={}))
        at = NOW + self.later + timedelta(**later)
        desk = Desk(site, lambda: phrase, now=lambda: at)
        desk.keyring.work = 10
        return desk

    def sign(self) -> None:
        """Sign and lock the policies as they are now."""
        stage._sign({party: self.desk(party) for party in (DRIVE, POLICE, EVALUATOR)})

    def lock(self) -> None:
        """Pin the policies as they are now, signed or not."""
        lock.write(self.site() / "policies")

    def order(self, *parties: str, **more: Any) -> pipeline.Order:
        return pipeline.Order(folder=self.export, to=parties, **more)

    def draft(self, *parties: str, overwrite: bool = False, **more: Any) -> tuple[pipeline.Drafted, ...]:
        made = pipeline.draft(self.desk(), self.order(*parties, **more), self.out, overwrite=overwrite)
        self.drafted |= {one.party: one for one in made}
        return made

    def send(self, *parties: str, confirm: Callable[[str], bool] = lambda _: True, **later: float) -> tuple[Any, ...]:
        return pipeline.send(self.desk(DRIVE, **later), [self.drafts / one for one in parties], self.out, confirm)

    def read(self, *parties: str, withhold: Callable[[dict[str, str]], bool] = lambda _: False) -> int:
        """Play the person who reads: decide about every text that waits; how many."""
        desk, sheet = self.desk(), self.folder / "read.csv"
        reading = pipeline.review(desk, [self.drafts / one for one in parties])
        ask(reading.notes, sheet, overwrite=True)
        rows = list(csv.DictReader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"), newline="")))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow(row | {"Decision": "withhold" if withhold(row) else "read", "By": "A. Reader"})
        sheet.write_bytes(out.getvalue().encode("utf-8-sig"))
        taken, made = pipeline.decide(desk, reading, sheet)
        self.drafted |= {one.party: one for one in made}
        return len(taken)

    def receive(self, party: str, bundle: Path) -> Path:
        into = self.folder / f"opened-by-{party}"
        pipeline.receive(self.desk(party), bundle, into)
        return into

    def events(self, party: str = DRIVE) -> list[str]:
        return [str(one.content["event"]) for one in self.desk(party).log.lines()]

    def nothing_left(self) -> bool:
        """Nothing was sealed: no bundle, no line of a sealing, no paper of one."""
        return (
            not list(self.folder.rglob("*.age.part"))
            and not list(self.out.glob("DRV-*"))
            and not list((self.state() / "register").glob("*"))
            and not [one for one in self.events() if one.startswith("bundle.seal")]
        )


def codes(act: Callable[[], object]) -> list[str]:
    """The codes that ``act`` is refused with."""
    with pytest.raises(DrivectlError) as caught:
        act()
    return [one.code for one in caught.value.diagnostics]


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Three agencies and 60 cases, on a fixed day; so small an evaluation may lose more to the gate than it should."""
    policies = tmp_path_factory.mktemp("policies") / "p"
    shutil.copytree(shipped("policies"), policies)
    edit(policies / "isa" / "bristol-evaluation.yaml", ("max_suppressed_share: 0.10", "max_suppressed_share: 0.50"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "shipped", lambda _: policies)
        patch.setattr(stage, "Desk", partial(Desk, now=lambda: NOW))
        yield stage.set_stage(tmp_path_factory.mktemp("stage") / "s", lambda _: None, cases=60, work=10)


@pytest.fixture
def bench(staged: Stage, tmp_path: Path) -> Bench:
    folder = tmp_path / "s"
    shutil.copytree(staged.folder, folder)
    return Bench(folder=folder, world=staged.world)


@pytest.fixture
def refused() -> Callable[[Callable[[], object]], list[str]]:
    return codes


@pytest.fixture
def change() -> Callable[..., None]:
    return edit
