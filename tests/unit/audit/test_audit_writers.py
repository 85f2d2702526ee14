"""Several writers at once, killed while they write: nothing reported as done is lost, and the chain holds."""

import json
import os
import random
import signal
import time
from pathlib import Path

from drivectl.audit.log import Log
from drivectl.audit.verify import verify
from drivectl.model.event import Actor, Entry, Event


def writer(folder: Path, number: int, limit: int) -> int:
    """A child that appends and says after each append that it is done."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        log = Log(folder, "drive")
        with (folder.parent / f"done-{number}").open("a") as done:
            for count in range(limit):
                entry = Entry(event=Event.EXPORT_RUN, actor=Actor("drive", f"w{number}", "k"), counts={"rows": count})
                done.write(f"{log.append(entry)}\n")
                done.flush()
        code = 0
    finally:
        os._exit(code)


def reported(folder: Path, number: int) -> list[int]:
    path = folder.parent / f"done-{number}"
    return [int(one) for one in path.read_text().split()] if path.exists() else []


def check(folder: Path, writers: range) -> None:
    Log(folder, "drive").append(Entry(event=Event.EXPORT_RUN, actor=Actor("drive", "last", "k")))
    verdict = verify(folder)
    assert verdict.failure is None
    assert not verdict.notes
    raw = (folder / "log.jsonl").read_bytes().splitlines()
    roles = {one["seq"]: one["actor"]["role"] for one in map(json.loads, raw)}
    for number in writers:
        for seq in reported(folder, number):
            assert roles[seq] == f"w{number}"


def test_eight_writers_follow_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    children = [writer(folder, number, 25) for number in range(8)]
    assert [os.waitpid(one, 0)[1] for one in children] == [0] * 8
    check(folder, range(8))
    assert sum(len(reported(folder, number)) for number in range(8)) == 200


def test_writers_killed_at_random_moments_lose_nothing_they_reported(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    chance = random.Random(7)
    for round_ in range(8):
        children = [writer(folder, number, 10_000) for number in range(round_ * 3, round_ * 3 + 3)]
        for one in children:
            time.sleep(chance.uniform(0.01, 0.06))
            os.kill(one, signal.SIGKILL)
        for one in children:
            os.waitpid(one, 0)
        check(folder, range(round_ * 3 + 3))
