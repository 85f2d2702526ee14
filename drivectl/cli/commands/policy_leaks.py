"""``drivectl policy leaks``."""

from typing import TYPE_CHECKING

import click

from drivectl.cli.options import Run, command
from drivectl.cli.telling import answer
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
        "fact": leak.fact,
        "rule": leak.rule,
        "parties": list(leak.parties),
        "facts": [
            {
                "field": one.field,
                "party": one.party,
                "agreement": one.agreement,
                "file": str(one.at.file),
                "line": one.at.line,
            }
            for one in leak.facts
        ],
        "joins": list(leak.joins),
        "steps": [{"id": one.id, "from": list(one.sources), "gives": one.gives, "how": one.how} for one in leak.steps],
        "case": shown(leak.case),
        "closing": {
            "change": leak.closing.change,
            "loses": leak.closing.loses,
            "file": str(leak.closing.at.file),
            "line": leak.closing.at.line,
        },
    }
