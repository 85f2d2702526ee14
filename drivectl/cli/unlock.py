"""Where the passphrase of the keys comes from: a file, or a person; never a variable or a flag."""

from typing import TYPE_CHECKING

from drivectl.errors import problem
from drivectl.safe import say

if TYPE_CHECKING:
    from drivectl.cli.options import Run
    from drivectl.crypto.keyring import Keyring


_FILE = say("correct DRIVECTL_PASSPHRASE_FILE or passphrase_file, or take it away and type the passphrase")


def fresh_keyring(run: "Run") -> "Keyring":
    """The keys of the site, where a key is to be locked with a new passphrase, asked for twice."""
    from drivectl.crypto.keyring import Keyring  # noqa: PLC0415 -- start-up

    return Keyring(
        run.site.room("keys"),
        lambda: passphrase(run, fresh=True),
        of_role=lambda role: passphrase(run, fresh=True, role=role),
    )


def passphrase(run: "Run", *, fresh: bool = False, role: str | None = None) -> bytes:
    """From DRIVECTL_PASSPHRASE_FILE (its first line; owner-only), else asked for on the terminal."""
    from drivectl.files import check_private, read_whole  # noqa: PLC0415 -- start-up

    if path := run.settings.path("passphrase_file"):
        if not path.is_file():
            raise problem("KEY351", say("there is no passphrase file {p}", p=path), fix=_FILE)
        check_private(path, "KEY352")
        return read_whole(path, 4096).split(b"\n")[0].rstrip(b"\r")
    option = "DRIVECTL_PASSPHRASE_FILE, a file that holds it"
    keys = f"the {role}'s key" if role else "your keys"
    question = f"Choose a passphrase for {keys}; nobody can recover it" if fresh else f"Passphrase of {keys}"
    typed = run.terminal.ask(question, option, hidden=True)
    if fresh and run.terminal.ask("The same again", option, hidden=True) != typed:
        raise problem("KEY351", say("the two passphrases differ"), fix=say("run the command again"))
    return typed.encode()
