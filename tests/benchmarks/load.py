"""CPU time of loading the shipped policies: run by hand and by CI, no test.

python tests/benchmarks/load.py [REPEATS]
"""

import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[2] / "policies"
LIMIT = 0.5


def timed(what: str, work: Callable[[], object]) -> float:
    """Print and return the CPU seconds of ``work``."""
    start = time.process_time()
    work()
    seconds = time.process_time() - start
    sys.stdout.write(f"{what:<34} {seconds * 1000:6.1f} ms CPU\n")
    return seconds


def first() -> None:
    """What a run pays before it can read a file: pydantic and the shapes."""
    importlib.import_module("drivectl.spec.policies")


def load() -> None:
    """Every file of the shipped folder, checked against each other."""
    importlib.import_module("drivectl.spec.policies").load_policies(SHIPPED)


def main(repeats: int) -> int:
    """Print the table; 1 where every load is over the limit."""
    timed("import the loader", first)
    loads = [timed("first load of all shipped files", load), *(timed("load again", load) for _ in range(repeats))]
    return int(min(loads) > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
