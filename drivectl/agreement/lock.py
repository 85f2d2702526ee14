"""``policies.lock``: the digest of every policy file, so that an edit of approved words is noticed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from drivectl import files
from drivectl.errors import Diagnostic, Place, problem
from drivectl.model.canonical import parse
from drivectl.safe import Safe, say

NAME: Final = "policies.lock"
LOCK: Final = "policies-lock/v1"


def digests(folder: Path) -> dict[str, str]:
    """Relative path -> SHA-256 of every policy file under ``folder``; signatures change on their own."""
    every = (*folder.glob("*.yaml"), *folder.glob("*/*.yaml"))  # as they are loaded: a folder may be a link
    found = sorted(path for path in every if not path.name.endswith(".sig.yaml"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(files.read_whole(path)).hexdigest() for path in found}


def write(folder: Path) -> Path:
    """Pin the files as they are now."""
    said = {"drivectl": LOCK, "files": [{"path": path, "sha256": sha} for path, sha in digests(folder).items()]}
    target = folder / NAME
    files.write_bytes(target, (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode("utf-8"), overwrite=True)
    return target


def check(folder: Path) -> list[Diagnostic]:
    """GOV811 for every file that changed, came or went since the lock was written, and for a missing lock."""
    lock = folder / NAME
    if not lock.exists():
        what, why = say("there is no policies.lock"), say("Nothing says which words were approved.")
        fix = say("when the policies are as they should be, run drivectl policy lock")
        return [Diagnostic(code="GOV811", what=what, at=Place(file=lock), why=why, fix=fix)]
    pinned, here = _read(lock), digests(folder)
    return [
        Diagnostic(code="GOV811", what=_difference(path, pinned, here), at=Place(file=folder / path))
        for path in sorted(pinned.keys() | here.keys())
        if pinned.get(path) != here.get(path)
    ]


def _difference(path: str, pinned: Mapping[str, str], here: Mapping[str, str]) -> Safe:
    shown = Path(path)
    if path not in here:
        return say("{p} is gone since it was locked", p=shown)
    return say("{p} changed since it was locked", p=shown) if path in pinned else say("{p} is not locked", p=shown)


def _read(lock: Path) -> dict[str, str]:
    try:
        return _pinned(files.read_whole(lock))
    except (ValueError, KeyError):
        raise problem("GOV812", say("{p} cannot be read", p=lock)) from None


def _pinned(data: bytes) -> dict[str, str]:
    said = parse(data)
    if not isinstance(said, Mapping) or said.get("drivectl") != LOCK:
        raise ValueError("not a lock")
    listed = said.get("files")
    if not isinstance(listed, Sequence):
        raise ValueError("no files")  # noqa: TRY004 -- one error for a bad file
    return {str(one["path"]): str(one["sha256"]) for one in listed if isinstance(one, Mapping)}
