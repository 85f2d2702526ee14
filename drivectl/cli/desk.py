"""The desk that a command works at: this site, with the passphrase asked on this terminal."""

from typing import TYPE_CHECKING

from drivectl.cli.unlock import passphrase

if TYPE_CHECKING:
    from drivectl.cli.options import Run
    from drivectl.steps.desk import Desk


def desk_of(run: "Run") -> "Desk":
    """The desk; nothing is read or unlocked before it is needed."""
    from drivectl.steps.desk import Desk  # noqa: PLC0415 -- start-up

    return Desk(run.site, lambda: passphrase(run), of_role=lambda role: passphrase(run, role=role))
