"""Stop ``share`` and ``share --send`` anywhere: what left is whole and written down, what did not is still here.

A process is stopped by a real signal at one of its own steps on the disk (an open, a rename, a removal ...), drawn
with a fixed seed from all those that an undisturbed run takes.
"""

import contextlib
import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from drivectl import pipeline
from drivectl.audit.verify import verify
from drivectl.bundle.draft import drafts_in, read_draft
from drivectl.errors import DrivectlError
from drivectl.model.canonical import parse
from drivectl.steps.desk import Desk
from drivectl.tour.scenes import TO

SEED: Final = 20
SENDS, DRAFTS = 20, 2
HOOK: Final = """
import atexit, os, sys

_folder, _stop, _signal = os.environ["HOUSE_FOLDER"], int(os.environ["HOUSE_STOP"]), int(os.environ["HOUSE_SIGNAL"])
_places = tuple(os.path.join(_folder, one) for one in ("drafts", "drive-delivery/state", "DRV-", ".drivectl-"))
_count = 0

def _step(event, args):
    global _count
    if event == "open" or event.startswith("os."):
        paths = [os.path.abspath(os.fsdecode(one)) for one in args if isinstance(one, (str, bytes))]
        if any(one.startswith(_places) for one in paths):
            _count += 1
            if _count == _stop:
                os.kill(os.getpid(), _signal)

def _tell():
    with open(os.environ["HOUSE_COUNT"], "w") as stream:
        stream.write(str(_count))

if _stop == 0:
    atexit.register(_tell)
sys.addaudithook(_step)
"""
SEND: Final = ("share", "--send", "--confirm", TO[0], "--confirm", TO[1])


class Stopper:
    """Runs a command of the site of ``ready`` and stops it at its n-th step (0: never)."""

    def __init__(self, ready: Any, hooks: Path, environment: Callable[..., dict[str, str]]) -> None:
        self.ready, self._hooks, self._environment = ready, hooks, environment
        (hooks / "sitecustomize.py").write_text(HOOK, encoding="utf-8")

    def run(self, words: tuple[str, ...], stop: int, number: int) -> "subprocess.CompletedProcess[str]":
        folder = self.ready.stage.folder
        environment = self._environment(
            self._hooks,
            PYTHONPATH=f"{self._hooks}:{Path(__file__).resolve().parents[2]}",
            DRIVECTL_SITE=str(self.ready.stage.drive.site.folder),
            DRIVECTL_PASSPHRASE_FILE=str(folder / "passphrase.txt"),
            HOUSE_FOLDER=str(folder), HOUSE_STOP=str(stop), HOUSE_SIGNAL=str(int(number)),
            HOUSE_COUNT=str(self._hooks / "count"),
        )  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "drivectl", *words],
            cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def steps(self, words: tuple[str, ...]) -> int:
        """How many steps an undisturbed run takes."""
        done = self.run(words, 0, 0)
        assert done.returncode == 0, done.stderr
        self.ready.restore()
        return int((self._hooks / "count").read_text())


@pytest.fixture(scope="module")
def stopper(ready: Any, environment: Callable[..., dict[str, str]], tmp_path_factory: Any) -> Stopper:
    return Stopper(ready, tmp_path_factory.mktemp("stopping"), environment)


@pytest.fixture(scope="module")
def send_steps(stopper: Stopper) -> int:
    return stopper.steps(SEND)


@pytest.fixture(scope="module")
def draft_words(ready: Any) -> tuple[str, ...]:
    to = [word for party in TO for word in ("--to", party)]
    return ("share", str(ready.stage.export), *to, "--overwrite", "--recognisers", "known,uk,names-rules")


@pytest.fixture(scope="module")
def draft_steps(stopper: Stopper, draft_words: tuple[str, ...]) -> int:
    return stopper.steps(draft_words)


def fresh(stage: Any) -> Desk:
    """The desk as a new process has it: nothing read or unlocked yet."""
    return Desk(stage.drive.site, lambda: bytes((stage.folder / "passphrase.txt").read_bytes().strip()))


def log_lines(stage: Any) -> list[dict[str, Any]]:
    return [json.loads(one) for one in (stage.drive.site.state / "audit" / "log.jsonl").read_bytes().splitlines()]


def id_of(stage: Any, party: str, bundle: Path) -> str:
    """The id of a bundle that its partner verifies whole; raises where it is not."""
    found = pipeline.receive(stage.desks[party], bundle, None)
    predicate: Any = found.statement["predicate"]
    return str(predicate["bundle_id"])


def draft_is_whole(folder: Path) -> bool:
    payload = (folder / "statement.json").read_bytes()
    state: Any = parse((folder / "draft.json").read_bytes())
    found = read_draft(folder, logged=hashlib.sha256(payload).hexdigest(), now=datetime.now(UTC), basis=state["basis"])
    return found.folder == folder


@pytest.mark.parametrize("moment", range(SENDS))
def test_sending_stopped_at_a_random_moment(moment: int, stopper: Stopper, send_steps: int) -> None:
    ready = stopper.ready
    stage = ready.stage
    number = (signal.SIGINT, signal.SIGKILL)[moment % 2]
    stop = random.Random(SEED).sample(range(1, send_steps + 1), SENDS)[moment]
    ids = {one.draft.bundle_id: one.party for one in ready.made}
    try:
        done = stopper.run(SEND, stop, number)
        assert done.returncode == (130 if number is signal.SIGINT else -9), (stop, done.stderr)
        assert "Traceback" not in done.stderr
        left = {one.stem: one for one in stage.folder.glob("*.age")}
        assert set(left) <= set(ids)
        begun = {one["bundle_id"] for one in log_lines(stage) if one["event"] == "bundle.sealing"}
        for bundle_id, path in left.items():
            assert id_of(stage, ids[bundle_id], path) == bundle_id
            assert bundle_id in begun
        unsent = {one.party: one.draft.folder for one in ready.made if one.draft.bundle_id not in left}
        assert all(draft_is_whole(folder) for folder in unsent.values()), "nothing was sealed and the draft is gone"
        _next_command(stage, left)
        for party, folder in unsent.items() if moment % 5 == 0 else ():
            stopped = party in {ids[one] for one in begun}
            with pytest.raises(DrivectlError, match="BND451") if stopped else contextlib.nullcontext():
                (again,) = pipeline.send(fresh(stage), [folder], stage.folder, party.__eq__)
                assert id_of(stage, party, again.path) == again.bundle_id
    finally:
        ready.restore()


def _next_command(stage: Any, left: dict[str, Path]) -> None:
    """What the next command finds: it says how each interrupted sealing ended, and tidies up."""
    assert fresh(stage).log.lines()  # the log is settled when it is first used
    lines = log_lines(stage)
    begun = {one["bundle_id"] for one in lines if one["event"] == "bundle.sealing"}
    ended = {one["bundle_id"]: one["outcome"] for one in lines if one["event"] == "bundle.sealed"}
    assert set(ended) == begun
    for bundle_id, outcome in ended.items():
        assert outcome in ({"done", "recovered"} if bundle_id in left else {"abandoned"})
    assert verify(stage.drive.site.room("audit")).failure is None
    assert {one.suffix for one in (stage.drive.site.state / "pending").glob("*")} <= {".lock"}  # empty, of no meaning
    assert not [*stage.folder.glob(".drivectl-*")]
    assert {one.stem for one in stage.folder.glob("*.age")} == set(left)


@pytest.mark.parametrize("moment", range(DRAFTS))
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_drafting_stopped_at_a_random_moment(
    moment: int, number: signal.Signals, stopper: Stopper, draft_words: tuple[str, ...], draft_steps: int
) -> None:
    ready = stopper.ready
    drafts = ready.stage.folder / pipeline.DRAFTS
    stop = random.Random(SEED).sample(range(1, draft_steps + 1), DRAFTS)[moment]
    try:
        done = stopper.run(draft_words, stop, number)
        assert done.returncode == (130 if number is signal.SIGINT else -9), (stop, done.stderr)
        assert "Traceback" not in done.stderr
        assert all(draft_is_whole(one) for one in drafts_in(drafts))
        assert not [*ready.stage.folder.glob("*.age")]
        if number is signal.SIGINT:
            assert {one.name for one in drafts.iterdir()} == set(TO)
    finally:
        ready.restore()


def test_what_a_killed_run_left_half_made_is_no_draft_and_goes(ready: Any) -> None:
    drafts = ready.stage.folder / pipeline.DRAFTS
    try:
        shutil.copytree(drafts / TO[0], drafts / ".drivectl-0123456789ab.part")
        assert [one.name for one in drafts_in(drafts)] == sorted(TO)
        pipeline.draft(
            fresh(ready.stage), pipeline.Order(folder=ready.stage.export, to=TO), ready.stage.folder, overwrite=True
        )
        assert {one.name for one in drafts.iterdir()} == set(TO)
    finally:
        ready.restore()
