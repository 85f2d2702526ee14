"""No plain copy survives a killed opening: its private folder is noted first, and the next command removes it."""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from drivectl import files
from drivectl.audit.log import Log
from drivectl.errors import DrivectlError

PENDING: Final = "pending"
STAGED: Final = re.compile(r"\.drivectl-[0-9a-f]{12}\.part")


@contextlib.contextmanager
def opening(state: Path, log: Log) -> Iterator[Callable[[Path], None]]:
    """Around one opening: call what it gives with the private folder before anything is written there."""
    note = files.private_folder(state / PENDING) / f"open-{secrets.token_hex(6)}.note"
    with claimed(note.with_suffix(".lock")):

        def tell(staged: Path) -> None:
            with log.held():
                files.write_bytes(note, os.fsencode(staged.absolute()).hex().encode())

        try:
            yield tell
        finally:
            with contextlib.suppress(OSError):
                note.unlink(missing_ok=True)


def sweep_openings(state: Path) -> int:
    """Remove what killed openings left; how many. One that still runs is left alone."""
    removed = 0
    for note in (state / PENDING).glob("open-*.note"):
        try:
            with claimed(note.with_suffix(".lock")), files.translated(state):
                staged = _noted(note)
                if STAGED.fullmatch(staged.name) and staged.is_dir() and not staged.is_symlink():
                    shutil.rmtree(staged)
                    removed += 1
                note.unlink()
        except DrivectlError as error:
            if error.code != "OUT113":
                raise
    return removed


def _noted(note: Path) -> Path:
    """The folder that a note names; no folder where it was damaged, which must not stop every later command."""
    try:
        return Path(os.fsdecode(bytes.fromhex(note.read_text("ascii"))))
    except ValueError:
        return Path()


@contextlib.contextmanager
def claimed(lock: Path) -> Iterator[None]:
    """Show with ``lock`` that this process works on something; OUT113 where another does."""
    with files.locked(lock, wait=0):
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                lock.unlink(missing_ok=True)
