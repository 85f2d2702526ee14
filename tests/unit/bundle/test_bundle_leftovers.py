"""Nothing plain stays behind an opening that was killed, and the register answers for itself."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from drivectl.audit.facts import check_register
from drivectl.audit.log import Log
from drivectl.audit.opening import opening
from drivectl.audit.papers import Papers, papers
from drivectl.audit.sealing import Release, SealingJournal, recover
from drivectl.bundle import payload
from drivectl.bundle.open import open_bundle
from drivectl.errors import DrivectlError
from drivectl.model.event import Actor, AgreementRef, Entry, Event


def killed_at(world: Any, log: Log, state: Path, sealed: Any, at: int, monkeypatch: pytest.MonkeyPatch) -> int:
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    count = 0
    real = payload._written

    def struck(*args: Any) -> str:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args)

    monkeypatch.setattr(payload, "_written", struck)
    code = 1
    try:
        with opening(state, log) as tell:
            open_bundle(sealed.path, world.root / "in", world.reader(), staging=tell)
        code = 0
    finally:
        os._exit(code)


def test_a_killed_opening_leaves_nothing_after_the_next_command(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    state, sealed = world.root / "state", world.seal()
    state.mkdir(mode=0o700)
    log = Log(state / "audit", "police")
    log.append(Entry(event=Event.EXPORT_RUN, actor=log.tool))
    stranger = world.root / ".drivectl-000000000000.part"
    stranger.mkdir()
    left = 0
    for at in range(1, 50):
        status = killed_at(world, log, state, sealed, at, monkeypatch)
        if status == 0:
            break
        assert os.WIFSIGNALED(status)
        assert not (world.root / "in").exists()
        left += len(list(world.root.glob(".drivectl-*"))) - 1
        recover(state, Log(state / "audit", "police"))
        assert list(world.root.glob(".drivectl-*")) == [stranger]
    assert left > 3
    assert (world.root / "in" / "data" / "cases.csv").read_bytes() == world.tables["data/cases.csv"]
    assert not list((state / "pending").iterdir())


def test_nothing_to_settle_makes_no_log(tmp_path: Path) -> None:
    assert recover(tmp_path / "state", Log(tmp_path / "state" / "audit", "drive")) == {}
    assert not (tmp_path / "state").exists()


def test_two_seals_at_once_make_one_bundle_and_any_umask_keeps_it_private(world: Any) -> None:
    draft, target = world.draft(), world.target()
    old = os.umask(0)
    try:
        children = []
        for _ in range(4):
            child = os.fork()
            if not child:
                code = 1
                try:
                    world.seal(draft, target=target)
                    code = 0
                except DrivectlError as error:
                    code = 10 if error.code == "OUT110" else 11
                finally:
                    os._exit(code)
            children.append(child)
        codes = sorted(os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children)
        opened = open_bundle(target, world.root / "in", world.reader())
    finally:
        os.umask(old)
    assert codes == [0, 10, 10, 10]
    assert opened.released
    assert not list(target.parent.glob(".drivectl-*"))
    for path in (target, opened.released, *opened.released.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0


def test_a_running_opening_is_left_alone(world: Any) -> None:
    state, sealed = world.root / "state", world.seal()
    state.mkdir(mode=0o700)
    log = Log(state / "audit", "police")
    with opening(state, log) as tell:

        def told(staged: Path) -> None:
            tell(staged)
            recover(state, Log(state / "audit", "police"))

        open_bundle(sealed.path, world.root / "in", world.reader(), staging=told)
    assert (world.root / "in" / "README.txt").exists()


def logged(world: Any, state: Path) -> tuple[Log, Papers]:
    state.mkdir(mode=0o700)
    log = Log(state / "audit", "drive")
    agreement = AgreementRef("drive-police", "1.0.0", "a" * 64)
    record = {"statement": world.draft().statement, "flow": {"held": 1}, "cases": []}
    head = {
        "bundle_id": world.predicate["bundle_id"],
        "nonce": "c" * 64,
        "party": "police",
        "agreement": agreement._asdict(),
        "sent": "2026-11-21T09:00:00Z",
        "retention_until": "2027-11-21T00:00:00Z",
        "kind": "full",
    }
    made = papers(
        record, head, [{"case": "T1", "group": "g", "digest": "d" * 64, "state": "sent"}], [world.identity.recipient]
    )
    release = Release(actor=Actor("drive", "officer", "k"), party="police", agreement=agreement, papers=made)
    world.seal(journal=SealingJournal(state, log, release))
    return log, made


def test_the_register_must_match_the_log(world: Any, tmp_path: Path) -> None:
    state = tmp_path / "state"
    log, _ = logged(world, state)
    folder, me = state / "register", [world.identity]
    assert check_register(folder, log.lines(), me) == []
    for path in list(folder.iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert [one.code for one in check_register(folder, log.lines(), me)] == ["AUD704"]
        path.unlink()
        assert [one.code for one in check_register(folder, log.lines())] == ["AUD704"]
        path.write_bytes(whole)


def test_papers_need_a_key_and_take_no_value(world: Any) -> None:
    record: dict[str, Any] = {"statement": {}, "flow": {}, "cases": []}
    with pytest.raises(DrivectlError, match="KEY350"):
        papers(record, {}, [], [])
    for entry in (
        {"case": "Ann Example", "group": "g", "digest": "d" * 64, "state": "sent"},
        {"case": "T1", "group": "g", "digest": "short", "state": "sent"},
        {"case": "T1", "subject": "1 High Street", "group": "g", "digest": "d" * 64, "state": "sent"},
    ):
        from drivectl.audit.papers import _entry

        with pytest.raises(ValueError, match="not an entry"):
            _entry(entry)
