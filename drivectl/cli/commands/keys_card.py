"""``drivectl keys card``: showing our keys to a partner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from drivectl.cli.options import DAY, PATH, Run, command
from drivectl.errors import problem
from drivectl.model.canonical import facts
from drivectl.safe import say

_OURS = "card.dsse.json"


@command(
    examples=("drivectl keys card -o us.card.json --team mash", "drivectl keys card --fingerprint"),
    see=("keys trust", "keys list"),
)
@click.option("-o", "--output", type=PATH, help="Where to write the card for your partners.")
@click.option("--team", help="The team that the keys belong to, as agreements name it.")
@click.option("--expires", type=DAY, help="Last day of the card; else a year from now.")
@click.option("--fingerprint", is_flag=True, help="Only show the fingerprint of the card made last, to read it out.")
def card(run: Run, output: Path | None, team: str | None, expires: datetime | None, *, fingerprint: bool) -> None:
    """Publish this agency's card: its public keys, signed by itself. It holds no secret."""
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.crypto.cards import make_card, read_card  # noqa: PLC0415
    from drivectl.spec.load import load_parties  # noqa: PLC0415

    desk = run.desk
    ours = desk.site.room("keys") / _OURS
    previous = files.read_whole(ours) if ours.exists() else None
    if fingerprint:
        if previous is None:
            raise problem("KEY350", say("no card was made here yet"), fix=say("run drivectl keys card -o FILE"))
        data = previous
    else:
        if output is None:
            raise click.UsageError("Say where to write it: -o FILE.")
        files.refuse_target(output)
        parties = load_parties(desk.site.policies / "parties.yaml").parties
        party = parties.get(desk.agency)
        if party is None:
            raise problem("STR006", say("the agency of this site is not in parties.yaml"))
        day = datetime.now(UTC).date()
        last = expires.date() if expires else day + timedelta(days=365)
        data = make_card(
            desk.keyring,
            desk.agency,
            party.name,
            team,
            issued=day,
            expires=last,
            previous=previous,
            holder_role="officer",
        )
        files.write_bytes(output, data)
        files.write_bytes(ours, data, overwrite=True)
        run.terminal.words(f"Wrote {output}. Send it to your partners; read this out when they ring you:")
    made = read_card(data)
    run.terminal.record(made.fingerprint, text=made.fingerprint)
    run.terminal.emit_json("keys card", 0, facts(made, "fingerprint", "version", "expires"))
