"""The command line: ``main`` answers ``--version`` before anything heavy is imported."""

import sys
from collections.abc import Sequence

from drivectl import __version__

VERSION = f"""drivectl {__version__}
Works on files only: no network, no telemetry, no update check.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run drivectl on ``argv`` (default: the process's own) and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(VERSION)
        return 0
    from drivectl.cli.frame import run  # noqa: PLC0415 -- Click is not needed to say a version

    return run(arguments)
