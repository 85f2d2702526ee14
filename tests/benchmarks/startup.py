"""CPU time of ``--version`` and ``--help`` against ``python -c "import click"``: run by hand and by CI, no test.

python tests/benchmarks/startup.py [REPEATS]
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 2.5
CASES = {
    "import click": ["-c", "import click"],
    "drivectl --version": ["-m", "drivectl", "--version"],
    "drivectl --help": ["-m", "drivectl", "--help"],
    "drivectl explain --help": ["-m", "drivectl", "explain", "--help"],
}


def cpu(arguments: list[str]) -> float:
    """CPU seconds of one child, from the operating system's own count."""
    child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{arguments} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def main(repeats: int) -> None:
    """Print the table; what is over the limit is said, and ends nothing: a busy machine proves little."""
    best = {name: min(cpu(arguments) for _ in range(repeats)) for name, arguments in CASES.items()}
    base = best["import click"]
    for name, seconds in best.items():
        over = "   over the limit" if seconds / base > LIMIT else ""
        sys.stdout.write(f"{name:<26} {seconds * 1000:6.1f} ms CPU   x {seconds / base:4.2f}{over}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
