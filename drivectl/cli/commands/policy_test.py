"""``drivectl policy test`` and ``coverage``: do the words do what their tests say, and do the tests say enough?"""

from typing import TYPE_CHECKING

import click

from drivectl.cli.options import Run, command
from drivectl.cli.telling import answer
from drivectl.errors import DrivectlError
from drivectl.render.words import many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from drivectl.agreement.coverage import Gap
    from drivectl.agreement.mutation import Outcome
    from drivectl.steps.desk import Desk

_NO_TEST = "# no case would try it: policy lint says what can never decide"
_NONE = "This site has no policies of its own: nothing to do."


@command(
    examples=("drivectl policy test", "drivectl policy test policies/isa/police.yaml --mutate -v"),
    see=("policy leaks", "policy verify", "explain TST901"),
)
@click.argument("isa", metavar="[AGREEMENT]...", nargs=-1)
@click.option("--mutate", is_flag=True, help="Widen each agreement by one step after another; some test must fail.")
@click.option("--update", is_flag=True, help="Write sees_only of the agreements' tests as the words are now.")
def test(run: Run, isa: tuple[str, ...], *, mutate: bool, update: bool) -> int:
    """Run the tests that stand in the agreements and the baseline. A failing one ends with status 1.

    With -v, those that pass are named too. With --mutate, the tests themselves are tried: a widening that none of
    them notices ends with status 1. With --update, read what came in: a test may have been there to stop it.
    """
    from drivectl.steps.selftests import mutate_all, run_all  # noqa: PLC0415 -- start-up

    desk = run.desk
    if not desk.site.policies.is_dir():
        return answer(run, "policy test", (), _NONE)
    if mutate and update:
        raise click.UsageError("--mutate and --update do not go together")
    try:
        if update:
            return _updated(run, desk, isa)
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


def _updated(run: Run, desk: "Desk", isa: tuple[str, ...]) -> int:
    """What was written; what is wider is said even where everything else is quiet."""
    from drivectl.steps.selftests import update_all  # noqa: PLC0415 -- start-up

    changed = update_all(desk, isa)
    tests = [
        {"file": str(path), "line": one.at.line, "test": one.test, "wider": list(one.wider), "changed": one.changed}
        for path, found in changed.items()
        for one in found
    ]
    for path, found in changed.items():
        run.terminal.words(f"Changed {path}: look at it; signatures and lock are over the words as they were.")
        for one in found:
            run.terminal.words(f"  {path}:{one.at.line}: {one.test}", always=bool(one.wider))
            for field, (said, now) in one.changed.items():
                wider = ("CAME IN: " if said == "withhold" else "WIDER: ") if field in one.wider else ""
                run.terminal.words(f"    {wider}{field}: {said} -> {now}", always=bool(wider))
    return answer(run, "policy test", (), f"{many(len(tests), 'test')} changed", updated=tests)


@command(
    examples=("drivectl policy coverage", "drivectl policy coverage police -q >> missing.yaml"),
    see=("policy test", "policy lint"),
)
@click.argument("isa", metavar="[AGREEMENT]...", nargs=-1)
def coverage(run: Run, isa: tuple[str, ...]) -> int:
    """Find what the tests of the agreements leave untried. A gap ends with status 1.

    Asked are every clause, all values that a condition tells apart, and every widening by one step. For each gap
    there is the test that is missing, as YAML for the end of tests: it says what the words do now, so read it first.
    """
    from drivectl.render.policytest import as_yaml  # noqa: PLC0415 -- start-up
    from drivectl.steps.selftests import cover_all  # noqa: PLC0415

    found, gaps = {}, 0
    for agreement, one in cover_all(run.desk, isa).items():
        counts = ", ".join(f"{some.tried} of {some.all} {what}" for what, some in one.counts.items())
        run.terminal.words(f"{agreement}: {counts} tried")
        gaps += len(one.gaps)
        offers = {gap.test.name: as_yaml(gap.test, one.indent) for gap in one.gaps if gap.test} | {"": _NO_TEST}
        said = [_json(gap, offers) for gap in one.gaps]
        found[agreement] = {what: some._asdict() for what, some in one.counts.items()} | {"gaps": said}
        for test, offer in offers.items():
            filled = [gap for gap in one.gaps if (gap.test.name if gap.test else "") == test]
            for gap in filled:
                at = f"{gap.at.file}:{gap.at.line}"
                run.terminal.record(agreement, gap.kind, at, gap.what, test, text=f"# {at}: {gap.what}")
            if filled and not run.terminal.plain:
                run.terminal.record(text=offer)
    run.terminal.emit_json("policy coverage", int(bool(gaps)), {"agreements": found})
    return int(bool(gaps))


def _json(gap: "Gap", offers: "Mapping[str, str]") -> dict[str, object]:
    test = offers[gap.test.name] if gap.test else None
    return {"kind": gap.kind, "message": gap.what, "file": str(gap.at.file), "line": gap.at.line, "test": test}
