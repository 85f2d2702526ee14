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


def main(repeats: int) -> int:
    """Print the table; 1 where a ratio is over the limit."""
    best = {name: min(cpu(arguments) for _ in range(repeats)) for name, arguments in CASES.items()}
    base = best["import click"]
    for name, seconds in best.items():
        sys.stdout.write(f"{name:<26} {seconds * 1000:6.1f} ms CPU   x {seconds / base:4.2f}\n")
    return int(max(best.values()) / base > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 9))
