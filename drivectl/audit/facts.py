"""What the log knows, for those who must act on it; and whether the register still agrees with it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drivectl.audit.line import Line
from drivectl.audit.papers import read_register
from drivectl.errors import Diagnostic, DrivectlError, Place
from drivectl.files import sha256_of
from drivectl.model.event import Event
from drivectl.safe import name, say

if TYPE_CHECKING:
    from drivectl.crypto.agekeys import Identity, Passphrase


def check_register(
    folder: Path, lines: Iterable[Line], identities: "Sequence[Identity | Passphrase]" = ()
) -> list[Diagnostic]:
    """AUD704 for each record or register that is missing or differs; roots are compared only with ``identities``."""
    found = []
    for one in lines:
        if one.content["event"] != Event.BUNDLE_SEALING:
            continue
        bundle_id = one.content["bundle_id"]
        record, register = (folder / f"{bundle_id}.{kind}.age" for kind in ("record", "register"))
        try:
            same = sha256_of(record) == one.content["record_sha256"] and register.is_file()
            if same and identities:
                read_register(register.read_bytes(), identities, one.content["register_root"])
        except OSError:
            same = False
        except DrivectlError as error:
            if error.code != "AUD704":
                raise
            same = False
        if not same:
            what = say("the register of {id} is missing or is not the one that was logged", id=name(bundle_id))
            found.append(Diagnostic(code="AUD704", what=what, at=Place(file=folder)))
    return found
