# ruff: noqa: T201 -- a script that prints figures
"""CPU seconds of drivectl's age codec and of the `age` program on one file, and their ratio.

    python tests/benchmarks/crypto_throughput.py [MIB]

Prints figures and asserts nothing: a shared machine decides too much of them.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from drivectl.crypto.age import decrypting, encrypting
from drivectl.crypto.agekeys import X25519, new_identity

PIECE = 1 << 20


def measured(name: str, work: Callable[[], object], who: int) -> float:
    """Run ``work`` and print what it took of this process, or of its children."""
    before, start = resource.getrusage(who), time.perf_counter()
    work()
    wall, after = time.perf_counter() - start, resource.getrusage(who)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:24} {wall:7.2f} s wall {cpu:7.2f} s CPU")
    return cpu


def main() -> None:
    """Make a file of random bytes and seal and open it with both."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    mine = new_identity(X25519)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, ours, theirs, out, key = (folder / one for one in ("plain", "ours", "theirs", "out", "key"))
        key.write_text(mine.text + "\n")
        with plain.open("wb") as stream:
            for _ in range(size):
                stream.write(os.urandom(PIECE))

        def seal() -> None:
            with plain.open("rb") as src, ours.open("wb") as dst, encrypting(dst, [mine.recipient]) as writer:
                while piece := src.read(PIECE):
                    writer.write(piece)

        def unseal() -> None:
            with ours.open("rb") as src, out.open("wb") as dst:
                for piece in decrypting(src, [mine]):
                    dst.write(piece)

        sealing = measured("drivectl seal", seal, resource.RUSAGE_SELF)
        opening = measured("drivectl open", unseal, resource.RUSAGE_SELF)
        age = shutil.which("age")
        if age is None:
            print("the age program is not installed: no ratio")
            return
        commands: tuple[list[str | Path], ...] = (
            [age, "-r", mine.recipient.text, "-o", theirs, plain],
            [age, "-d", "-i", key, "-o", out, theirs],
        )
        cpu = [
            measured(label, partial(subprocess.check_call, command), resource.RUSAGE_CHILDREN)
            for label, command in zip(("age seal", "age open"), commands, strict=True)
        ]
        print(f"ratio to age: seal {sealing / cpu[0]:.2f}, open {opening / cpu[1]:.2f}")


if __name__ == "__main__":
    main()
