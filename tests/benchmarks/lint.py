# ruff: noqa: T201 -- a script that prints figures
"""How long a lint of the shipped policies takes: CPU seconds to load, to lint, and the rules that take longest.

python tests/benchmarks/lint.py
"""

import time
from datetime import date
from pathlib import Path

from drivectl.agreement.lint.rule import RULES, Machine
from drivectl.agreement.lint.run import asked, lint
from drivectl.spec.policies import read_policies

SHIPPED = Path(__file__).parents[2] / "policies"
DAY = date(2026, 12, 4)
RUNS = 5


def spent(wanted: tuple[str, ...]) -> tuple[float, float]:
    """Seconds to load and to lint."""
    start = time.process_time()
    reading = read_policies(SHIPPED)
    loaded = time.process_time()
    lint(reading, DAY, Machine(), asked(wanted, ()))
    return loaded - start, time.process_time() - loaded


def main() -> None:
    """Print the best of some runs."""
    runs = [spent(()) for _ in range(RUNS)]
    load, rules = (min(one) for one in zip(*runs, strict=True))
    print(f"load {load:.2f} s, lint {rules:.2f} s, together {load + rules:.2f} s")
    slow = sorted(((spent((code,))[1], code) for code in RULES), reverse=True)[:6]
    print("alone: " + ", ".join(f"{code} {seconds:.2f} s" for seconds, code in slow))


if __name__ == "__main__":
    main()
