"""A small stage with cheap keys, made once; each attack works on a copy of its own."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivectl import pipeline
from drivectl.config import load_settings
from drivectl.model.layout import InputShape
from drivectl.model.plan import Plan
from drivectl.site import open_site
from drivectl.source.flagcolumns import SHEET
from drivectl.source.workbook import rows_of
from drivectl.source.write import text_workbook
from drivectl.steps import reviews
from drivectl.steps.desk import Desk
from drivectl.tour.stage import DRIVE, POLICE, set_stage


@dataclass(frozen=True)
class Scene:
    """One copy of the stage, as an insider at the service has it."""

    folder: Path

    @property
    def export(self) -> Path:
        return self.folder / "export"

    @property
    def policies(self) -> Path:
        return self.folder / DRIVE / "site" / "policies"

    @property
    def draft_of_police(self) -> Path:
        return self.folder / pipeline.DRAFTS / POLICE

    @property
    def desk(self) -> Desk:
        """The service's desk, opened anew as another run would."""
        phrase = (self.folder / "passphrase.txt").read_bytes().strip()
        return Desk(open_site(load_settings(self.folder / DRIVE / "site", environ={})), lambda: phrase)

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.export / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def write(self, table: str, rows: Sequence[Mapping[str, str]]) -> None:
        with (self.export / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)

    def flags(self) -> list[list[str]]:
        """The flags sheet, its header first."""
        path = self.export / "flags.xlsx"
        shape = InputShape(format="xlsx", sheet=SHEET)
        return [[str(cell) for cell in row] for row in rows_of(path.read_bytes(), shape, path)]

    def write_flags(self, rows: Sequence[Sequence[str]]) -> None:
        (self.export / "flags.xlsx").write_bytes(text_workbook({SHEET: [tuple(row) for row in rows]}))

    def order(self, **more: object) -> pipeline.Order:
        lane = {"recognisers": ("known", "uk", "names-rules")}  # what is attacked is not what a model guesses
        return pipeline.Order(folder=self.export, to=(POLICE,), **lane | more)  # type: ignore[arg-type]

    def states(self) -> dict[str, str]:
        """Case -> what becomes of it for the police."""
        _, (found,) = pipeline.plan(self.desk, self.order())
        return {one.case: one.state for one in found.plan.cases}

    def ready(self, address: str) -> list[str]:
        """Cases that leave for the police, by what the export says of the victim's address; one victim each."""
        states, rows = self.states(), self.rows("clients")
        refs = [row["Case Ref"] for row in rows]
        return [
            row["Case Ref"]
            for row in rows
            if row["Address Known To Perp"] == address
            and states[row["Case Ref"]] == "ready"
            and refs.count(row["Case Ref"]) == 1
        ]

    def draft(self, **more: object) -> str:
        """Draft for the police; everything that would be sealed, as one text."""
        pipeline.draft(self.desk, self.order(**more), self.folder, overwrite=True)
        members = sorted((self.draft_of_police / "members" / "data").iterdir())
        sheets = {one: InputShape(format="xlsx", sheet=one.stem) for one in members if one.suffix == ".xlsx"}
        books = [str(rows_of(one.read_bytes(), shape, one)) for one, shape in sheets.items()]
        return "\n".join([*books, *(one.read_text("utf-8-sig") for one in members if one not in sheets)])

    def plan_of(self, party: str) -> Plan:
        """What would leave to ``party``, without the gate's say."""
        _, (found,) = pipeline.plan(self.desk, pipeline.Order(folder=self.export, to=(party,)))
        return found.plan

    def read_all(self) -> None:
        """Play the person who reads every text, and draft again."""
        desk, sheet, done = self.desk, self.folder / "to-read.csv", self.folder / "read.csv"
        reading = pipeline.review(desk, [self.draft_of_police])
        reviews.ask(reading.notes, sheet)
        with sheet.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        with done.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(row | {"Decision": "read", "By": "A. Reader"} for row in rows)
        pipeline.decide(desk, reading, done)


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_stage(tmp_path_factory.mktemp("attack") / "s", lambda _: None, cases=60, work=10).folder


@pytest.fixture
def scene(attacked: Path, tmp_path: Path) -> Scene:
    shutil.copytree(attacked, tmp_path / "s")
    return Scene(tmp_path / "s")
