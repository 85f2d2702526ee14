"""``drivectl policy leaks``."""

from typing import TYPE_CHECKING

import click

from drivectl.cli.options import Run, command
from drivectl.cli.telling import answer
from drivectl.model.canonical import facts
from drivectl.render.words import many

if TYPE_CHECKING:
    from drivectl.agreement.proof.leaks import Leak


@command(
    examples=("drivectl policy leaks", "drivectl policy leaks exampleshire-police --with exampleshire-csc"),
    see=("policy test", "policy lint", "explain LEK951"),
)
@click.argument("parties", metavar="[PARTY]...", nargs=-1)
@click.option("--with", "partner", metavar="PARTY", help="Only together with this one, and each alone.")
def leaks(run: Run, parties: tuple[str, ...], partner: str | None) -> int:
    """Find what recipients can work out although it is never shared, alone or two together. A leak ends with status 1.

    Each comes with the chain that leads to it, what joins their rows, and the least change that closes it.
    """
    from drivectl.agreement.lint.leaks import finding  # noqa: PLC0415 -- start-up
    from drivectl.steps import asking  # noqa: PLC0415

    desk = run.desk
    found = asking.leaks(desk, parties, partner)
    fine = f"nothing that is never shared can be worked out from {many(len(desk.policies.agreements), 'agreement')}"
    return answer(
        run, "policy leaks", [finding(one).diagnostic() for one in found], fine, leaks=list(map(_json, found))
    )


def _json(leak: "Leak") -> dict[str, object]:
    from drivectl.agreement.lint.leaks import shown  # noqa: PLC0415 -- start-up

    return {
        **facts(leak, "fact", "rule", "parties", "joins"),
        "facts": [facts(one, "field", "party", "agreement") | facts(one.at, "file", "line") for one in leak.facts],
        "steps": [{"id": one.id, "from": list(one.sources), "gives": one.gives, "how": one.how} for one in leak.steps],
        "case": shown(leak.case),
        "closing": facts(leak.closing, "change", "loses") | facts(leak.closing.at, "file", "line"),
    }
