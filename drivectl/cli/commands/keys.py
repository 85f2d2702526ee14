"""``drivectl keys``: this agency's own keys. Cards and partners' keys are in ``keys_card``, ``keys_trust``."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from drivectl.cli.options import DAY, DRY_RUN, PATH, Run, command
from drivectl.cli.unlock import fresh_keyring
from drivectl.errors import problem
from drivectl.render.words import many
from drivectl.safe import say, shown_path

if TYPE_CHECKING:
    from drivectl.crypto.keyfile import KeyInfo
    from drivectl.crypto.keyring import Keyring

KINDS = ("identity", "signing", "log", "pseudonym", "vault")
USUAL = KINDS[:4]


@command(examples=("drivectl keys new", "drivectl keys new --role DPO"), see=("keys list", "keys backup", "keys card"))
@click.option("--kind", type=click.Choice(KINDS), multiple=True, help="Only this kind; else all but vault.")
@click.option("--role", metavar="ROLE", help="A signing key for who signs agreements in this role, as they name it.")
@click.option("--expires", type=DAY, help="Last day on which the key is used.")
def new(run: Run, kind: tuple[str, ...], role: str | None, expires: datetime | None) -> None:
    """Make the keys that are missing, locked with your passphrase. No key is ever overwritten.

    With --role: one more signing key, for a person who signs agreements (a DPO, say), with a passphrase of their own.
    Make a new card afterwards: partners believe a signature in a role only by a key that your card lists for it.
    """
    from drivectl.crypto.keyfile import ROLE, KeyKind  # noqa: PLC0415 -- start-up

    if role is not None and (kind not in ((), ("signing",)) or not ROLE.fullmatch(role)):
        raise click.UsageError("--role makes a signing key; a role is written as the agreements name it.")
    desk = run.desk
    here = {info.kind for info in desk.keyring.infos() if info.role is None}
    ring, agency = fresh_keyring(run) if role else _same_passphrase(run), desk.agency
    wanted = [one for one in get_args(KeyKind) if one in (("signing",) if role else kind or set(USUAL) - here)]
    if not wanted:
        raise problem("KEY354", say("every kind that is needed is here"))
    desk.check_log()
    made = [ring.new(one, agency, expires.date() if expires else None, role=role) for one in wanted]
    desk.did("key.created", key_id=made[0].key_id, keys=len(made))
    _tell(run, "keys new", made)
    run.terminal.words("Next: drivectl keys backup -o FILE --to KEY, so that a lost machine loses nothing")


@command(examples=("drivectl keys list", "drivectl keys list --plain"), see=("keys show", "keys new"))
def list_(run: Run) -> None:
    """List the keys on this machine. Nothing is unlocked."""
    infos = list(run.desk.keyring.infos())
    _tell(run, "keys list", infos)
    if not infos:
        run.terminal.words("There are no keys here. Next: drivectl keys new")


@command(examples=("drivectl keys show 0123456789abcdef", "drivectl keys show 0123456789abcdef --json"))
@click.argument("key_id")
def show(run: Run, key_id: str) -> None:
    """Show what is known of one key: its kind, its dates and its public half."""
    found = [info for info in run.desk.keyring.infos() if info.key_id == key_id]
    if not found:
        raise problem("KEY350", say("there is no key {k} here", k=shown_path(key_id)))
    _tell(run, "keys show", found)


@command(
    examples=("drivectl keys backup -o keys.backup.age --to age1...", "drivectl keys backup -o b.age --to key.txt"),
    see=("keys restore", "doctor"),
)
@click.option("-o", "--output", required=True, type=PATH, help="The file to write.")
@DRY_RUN
@click.option("--to", required=True, metavar="KEY", help="The other person's recipient (age1...), or a file of it.")
def backup(run: Run, output: Path, to: str, *, dry_run: bool) -> None:
    """Seal every key, the pseudonym root too, to another person's key. Keep the file away from this machine."""
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.crypto.agekeys import parse_recipient  # noqa: PLC0415

    text = to if to.startswith("age1") else files.read_whole(Path(to), 1 << 16).decode("utf-8", "replace")
    recipient = parse_recipient(next((word for word in text.split() if word.startswith("age1")), ""))
    files.refuse_target(output)
    desk = run.desk
    if dry_run:
        saved = desk.keyring.infos()
    else:
        desk.check_log()
        saved = desk.keyring.backup(output, recipient)
        desk.did("key.backed_up", key_id=saved[0].key_id, keys=len(saved))
    run.terminal.words(f"{'Would seal' if dry_run else 'Sealed'} {many(len(saved), 'key')} to {output}")
    run.terminal.emit_json(
        "keys backup", 0, {"file": str(output), "written": not dry_run, "keys": [info.key_id for info in saved]}
    )


@command(
    examples=("drivectl keys restore keys.backup.age --key holder.txt", "drivectl keys restore b.age --key id.txt"),
    see=("keys backup", "keys list"),
)
@click.argument("file", type=PATH)
@click.option("--key", required=True, type=PATH, help="The age identity file that opens it.")
def restore(run: Run, file: Path, key: Path) -> None:
    """Take the keys of a backup in. Keys that are here already stay as they are."""
    from drivectl import files  # noqa: PLC0415 -- start-up
    from drivectl.crypto.agekeys import parse_identity  # noqa: PLC0415

    files.check_private(key, "KEY352")
    text = files.read_whole(key, 1 << 16).decode("utf-8", "replace")
    identities = [parse_identity(line) for line in text.split("\n") if line.startswith("AGE-SECRET-KEY-")]
    desk = run.desk
    desk.check_log()
    added = list(_same_passphrase(run).restore(file, identities))
    desk.did("key.restored", keys=len(added))
    _tell(run, "keys restore", added)


def _same_passphrase(run: Run) -> "Keyring":
    """The keyring to add to: one passphrase locks all, so what is typed must open a key that is here already."""
    ring = run.desk.keyring
    infos = [info for info in ring.infos() if info.role is None]
    if not infos:
        return fresh_keyring(run)
    openers = {"identity": ring.identities, "pseudonym": ring.root, "vault": ring.vault_key, "log": ring.log_key}
    openers.get(infos[0].kind, ring.signing_key)()
    return ring


def _tell(run: Run, command_name: str, infos: "list[KeyInfo]") -> None:
    rows = []
    for info in infos:
        ends = info.expires.isoformat() if info.expires else "no date"
        rows.append(
            {"id": info.key_id, "kind": info.kind, "agency": info.agency, "created": info.created, "expires": ends}
            | {"public": info.public, "role": info.role or ""}
        )
        holder = f", for {info.role}" if info.role else ""
        text = f"{info.kind:<10} {info.key_id}   made {info.created}, ends: {ends}{holder}"
        public = f"\n{info.public}" if info.public and command_name == "keys show" else ""
        run.terminal.record(*rows[-1].values(), text=text + public)
    run.terminal.emit_json(command_name, 0, {"keys": rows})
