"""``drivectl policy test`` and ``coverage``: do the words do what their tests say, and do the tests say enough?"""

from typing import TYPE_CHECKING

import click

from drivectl.cli.desk import desk_of
from drivectl.cli.options import Run, command
from drivectl.cli.telling import answer
from drivectl.errors import DrivectlError
from drivectl.render.words import many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drivectl.agreement.mutation import Outcome

_NONE = "This site has no policies of its own: nothing to do."


@command(
    examples=("drivectl policy test", "drivectl policy test policies/isa/police.yaml --mutate -v"),
    see=("policy leaks", "policy verify", "explain TST901"),
)
@click.argument("isa", metavar="[AGREEMENT]...", nargs=-1)
@click.option("--mutate", is_flag=True, help="Widen each agreement by one step after another; some test must fail.")
def test(run: Run, isa: tuple[str, ...], *, mutate: bool) -> int:
    """Run the tests that stand in the agreements and the baseline. A failing one ends with status 1.

    With -v, those that pass are named too. With --mutate, the tests themselves are tried: a widening that none of
    them notices ends with status 1.
    """
    from drivectl.steps.selftests import mutate_all, run_all  # noqa: PLC0415 -- start-up

    desk = desk_of(run)
    if not desk.site.policies.is_dir():
        return answer(run, "policy test", (), _NONE)
    try:
        results = run_all(desk, isa)
    except DrivectlError as error:
        return answer(run, "policy test", error.diagnostics, "")
    for words, one in results:
        if one.passed:
            run.terminal.detail(f"passed: {words}: {one.name} ({one.party})")
    found = [finding for _, one in results for finding in one.diagnostics()]
    if mutate and not found:
        return _mutated(run, mutate_all(desk, isa))
    return answer(run, "policy test", found, f"{len(results)} tests pass")


def _mutated(run: Run, outcomes: "Mapping[str, Sequence[Outcome]]") -> int:
    """The score of each agreement; the widenings that survive are findings."""
    from drivectl.agreement.mutation import Fate, score  # noqa: PLC0415 -- start-up
    from drivectl.steps.selftests import survivors  # noqa: PLC0415

    scores = {}
    for agreement, some in outcomes.items():
        total = score(some)
        scores[agreement] = {fate.value: number for fate, number in total.items()}
        real = total[Fate.KILLED] + total[Fate.SURVIVED]
        text = f"{agreement}: {total[Fate.KILLED]} of {many(real, 'widening')} noticed"
        run.terminal.words(f"{text}; {total[Fate.HARMLESS]} more let nothing out in any case")
        for one in some:
            if one.killer is not None:
                run.terminal.detail(f"noticed: {agreement}: {one.mutant.what} (by: {one.killer})")
    found = [finding for some in outcomes.values() for finding in survivors(some)]
    return answer(run, "policy test", found, "every widening is noticed by some test", scores=scores)
