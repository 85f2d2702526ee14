"""The Windows branch of ``files``: owner-only access lists through ``icacls``. Not run on Windows yet."""

import os
import subprocess
from pathlib import Path

_ALLOWED = ("NT AUTHORITY\\SYSTEM", "BUILTIN\\ADMINISTRATORS")


def make_owner_only(path: Path) -> None:
    """Take inheritance away and grant the owner, SYSTEM and Administrators; ``OSError`` where that fails."""
    user = os.environ.get("USERDOMAIN", "") + "\\" + os.environ.get("USERNAME", "")
    done = subprocess.run(  # noqa: S603 -- fixed program, our own arguments
        [_icacls(), str(path), "/inheritance:r", "/grant:r", f"{user}:F", "*S-1-5-18:F", "*S-1-5-32-544:F"],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise OSError("access list not set")


def owner_only(path: Path) -> bool:
    """Whether nobody but the owner, SYSTEM and Administrators is on the access list; False where it cannot be read."""
    done = subprocess.run([_icacls(), str(path)], capture_output=True, check=False)  # noqa: S603
    if done.returncode != 0:
        return False
    user = (os.environ.get("USERDOMAIN", "") + "\\" + os.environ.get("USERNAME", "")).upper()
    text = done.stdout.decode("utf-8", "replace").replace(str(path), "", 1).upper()
    entries = [line.strip().split(":(")[0] for line in text.splitlines() if ":(" in line]
    return bool(entries) and all(entry in (*_ALLOWED, user) for entry in entries)


def _icacls() -> str:
    return str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "icacls.exe"))
