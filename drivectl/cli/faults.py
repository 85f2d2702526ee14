"""A fault of ours: a report of modules and lines only, no message, no value, no local."""

import hashlib
import traceback
from datetime import UTC, datetime
from pathlib import Path

from drivectl import __version__
from drivectl.errors import DrivectlError, problem
from drivectl.files import write_bytes
from drivectl.safe import Safe, name, say


def report_fault(error: BaseException) -> DrivectlError:
    """Write ``drivectl-fault-<id>.txt`` in the current folder and return what to tell the person."""
    lines = [f"{type(error).__name__}", *_stack(error)]
    ident = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:4]
    target = Path(f"drivectl-fault-{ident}.txt")
    head = [f"drivectl {__version__}, fault DC-{ident}, {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"]
    what = say("drivectl has a fault (DC-{ident}). Nothing half-written was left.", ident=name(ident))
    return problem("ENV500", what, why=say("this should not happen with any input"), fix=_written(target, head + lines))


def _written(target: Path, lines: list[str]) -> Safe:
    try:
        if not target.exists():  # the same fault again: its report is here already
            write_bytes(target, ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))
    except DrivectlError:
        return say("run it again in a folder that can be written, to get a report without case data")
    return say("the report {p} holds no case data: send it to the address in the README", p=target)


def _stack(error: BaseException) -> list[str]:
    """``module:line`` of each frame, innermost last; file paths outside the package are cut to their names."""
    found = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "?")
        found.append(f"{module}:{line}")
    if error.__cause__ is not None:
        found += [f"because of {type(error.__cause__).__name__}", *_stack(error.__cause__)]
    return found
