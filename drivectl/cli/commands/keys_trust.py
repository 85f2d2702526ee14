"""``drivectl keys trust`` and ``revoke``: believing a partner's keys, and no longer."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drivectl.cli.options import DAY, PATH, Run, command
from drivectl.errors import DrivectlError
from drivectl.model.canonical import facts

if TYPE_CHECKING:
    from drivectl.crypto.trust import Channel, Trusted

_KEY_ID = re.compile("[0-9a-f]{16}")
_YEAR = timedelta(days=365)
_RING = "Ring them on a number you already have. Type the {what} they read out"


@command(
    examples=(
        "drivectl keys trust police.card.json --party exampleshire-police",
        "drivectl keys trust --recipient age1... --party evaluator --team research",
    ),
    see=("keys card", "keys revoke"),
)
@click.argument("file", required=False, type=PATH)
@click.option("--recipient", metavar="age1...", help="A bare age key: it can receive and never sign.")
@click.option("--party", metavar="PARTY", help="Whose it is, by id.")
@click.option("--team", help="The team of a bare key, as agreements name it.")
@click.option("--expires", type=DAY, help="Last day of a bare key; else a year from now, which is the most.")
@click.option("--channel", type=click.Choice(["phone", "video", "in-person"]), default="phone", show_default=True)
def trust(  # noqa: PLR0913, PLR0917 -- one option each
    run: Run,
    file: Path | None,
    recipient: str | None,
    party: str | None,
    team: str | None,
    expires: datetime | None,
    channel: "Channel",
) -> None:
    """Verify a partner's card, or a bare age key, by typing what they read out over the telephone."""
    desk = run.desk
    desk.check_log()
    if (file is None) == (recipient is None):
        raise click.UsageError("Give the partner's card file, or --recipient with a bare key.")
    if file is not None:
        record = _trust_card(run, file, party, channel)
    else:
        if party is None or recipient is None:
            raise click.UsageError("Say whose key it is: --party PARTY.")
        last = expires.date() if expires else desk.today + _YEAR
        typed = run.terminal.ask(_RING.format(what="first 25 characters after age1"), "a terminal to type on")
        by = f"{desk.agency}:officer"
        record = desk.trust.add_recipient(party, recipient, typed, channel, by, desk.today, expires=last, team=team)
    number = desk.did("partner.verified", party=record.party)
    run.terminal.words(f"Verified {record.party}, until {record.expires}. Recorded as event {number:06}.")
    told = {**facts(record, "party", "kind", "expires"), "event": number}
    run.terminal.emit_json("keys trust", 0, told)


@command(
    examples=(
        "drivectl keys revoke 0123456789abcdef --reason lost",
        "drivectl keys revoke 0123456789abcdef --reason left",
    ),
    see=("keys trust",),
)
@click.argument("key_id")
@click.option("--reason", required=True, type=click.Choice(["lost", "compromised", "left", "superseded"]))
def revoke(run: Run, key_id: str, reason: str) -> None:
    """Never seal to, nor believe, this key again."""
    if not _KEY_ID.fullmatch(key_id):
        raise click.BadParameter("a key id is 16 letters and digits; drivectl keys list shows yours.")
    desk = run.desk
    desk.check_log()
    number = desk.did("key.revoked", key_id=key_id)
    desk.trust.revoke(key_id, reason, desk.today)
    run.terminal.words(f"Revoked. Recorded as event {number:06}.")
    run.terminal.emit_json("keys revoke", 0, {"key_id": key_id, "reason": reason, "event": number})


def _trust_card(run: Run, file: Path, party: str | None, channel: "Channel") -> "Trusted":
    """A new card that a key trusted before has signed needs no call; any other card does."""
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.crypto.cards import read_card  # noqa: PLC0415

    desk, data = run.desk, files.read_whole(file, 1 << 20)
    by = f"{desk.agency}:officer"
    try:
        return desk.trust.add_card(data, None, channel, by, desk.today, party=party)
    except DrivectlError as error:
        if error.code != "KEY331":
            raise
    made = read_card(data)
    run.terminal.words(f"{made.name}, card {made.version}, expires {made.expires}", always=True)
    typed = run.terminal.ask(_RING.format(what="fingerprint"), "a terminal to type on")
    return desk.trust.add_card(data, typed, channel, by, desk.today, party=party)
