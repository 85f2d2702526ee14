"""A small invented export, judged for the three partners of the illustrative set."""

import dataclasses
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from drivectl.agreement.judge import judge
from drivectl.agreement.resolve import resolve
from drivectl.model.agreement import Agreement
from drivectl.model.export import Export
from drivectl.model.flags import FlagsSheet
from drivectl.model.plan import Plan
from drivectl.source.read import read_export
from drivectl.spec.policies import Policies, load_policies
from drivectl.synth.export import write_export
from drivectl.synth.statements import flags_sheet
from drivectl.synth.world import World, make_world
from drivectl.transform.derive import derive
from drivectl.transform.limits import texts_needed
from drivectl.transform.tokens import Tokeniser
from drivectl.transform.treat import Treatment

TODAY = date(2027, 1, 15)


@dataclass(frozen=True)
class Stage:
    policies: Policies
    world: World
    export: Export
    sheet: FlagsSheet

    def plan(self, agreement: str, export: Export | None = None) -> Plan:
        chosen = self.policies.agreements[agreement]
        words = resolve(chosen, self.policies.baseline, self.policies.catalogue, self.policies.parties)
        return judge(export or self.export, words, chosen.recipients[0], self.sheet, TODAY)

    def agreement(self, name: str) -> Agreement:
        return self.policies.agreements[name]

    def treatment(self, plan: Plan, export: Export | None = None) -> Treatment:
        control = self.policies.agreements[plan.agreement].disclosure_control
        tokens = Tokeniser(lambda domain: hashlib.sha256(f"{plan.agreement} {domain}".encode()).hexdigest(), "7K")
        texts = {at: f"masked {at}" for _, at in texts_needed(export or self.export, plan, self.policies.catalogue)}
        return Treatment(
            catalogue=self.policies.catalogue,
            tokens={None: tokens, "agreement": tokens},
            texts=texts,
            today=TODAY,
            reference_date=control.reference_date if control else None,
        )


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    policies = load_policies(Path(__file__).parents[3] / "policies")
    world = make_world(11, 80, TODAY)
    folder = tmp_path_factory.mktemp("synth") / "export"
    layout = policies.layouts["da-case-management"]
    write_export(world, layout, folder)
    export = derive(read_export(folder, layout, policies.catalogue), policies.catalogue, TODAY)
    return Stage(policies, world, export, flags_sheet(world.flags))


@pytest.fixture(scope="session")
def without_record() -> Callable[[Export, str, int], Export]:
    def removed(export: Export, table: str, row: int) -> Export:
        cases = (
            dataclasses.replace(case, records=tuple(r for r in case.records if (r.table, r.row) != (table, row)))
            for case in export.cases
        )
        return dataclasses.replace(export, cases=tuple(cases))

    return removed
