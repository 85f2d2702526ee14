"""Sealing with the real journal, stopped everywhere it can stop."""

import errno
import os
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivectl.audit.log import Log
from drivectl.audit.papers import Papers, papers, read_record, read_register
from drivectl.audit.sealing import Release, SealingJournal, recover
from drivectl.audit.verify import verify
from drivectl.bundle.open import open_bundle, verify_bundle
from drivectl.errors import DrivectlError
from drivectl.model.event import Actor, AgreementRef, Outcome

CANARIES = ("D-1042", "Ann Example", "held because", "999 000 0018")
POINTS = ("fsync", "link", "replace", "open", "unlink", "ftruncate", "mkdir")


def prepared(world: Any) -> Papers:
    record: dict[str, Any] = {
        "statement": world.draft().statement,
        "flow": {"in_export": 9, "in_scope": 5, "held": 3, "suppressed": 1, "leaving": 1},
        "cases": [{"case": "D-1042", "state": "held", "reasons": ["held because Ann Example works there"]}],
    }
    head = {
        "bundle_id": world.predicate["bundle_id"],
        "nonce": "c" * 64,
        "party": "police",
        "agreement": AgreementRef("drive-police", "1.0.0", "a" * 64)._asdict(),
        "sent": "2026-11-21T09:00:00Z",
        "retention_until": "2027-11-21T00:00:00Z",
        "kind": "full",
    }
    entries = [
        {"case": "T1-K7-AAAA", "subject": "T1-K7-BBBB", "group": "victim.share", "digest": "d" * 64, "state": "sent"}
    ]
    return papers(record, head, entries, [world.identity.recipient])


def journal_for(world: Any, state: Path) -> tuple[Log, SealingJournal]:
    state.mkdir(mode=0o700, exist_ok=True)
    log = Log(state / "audit", "drive")
    release = Release(
        actor=Actor("drive", "data-officer", "ab12"),
        party="police",
        agreement=AgreementRef("drive-police", "1.0.0", "a" * 64),
        counts={"cases": 1, "rows": 2},
        papers=prepared(world),
    )
    return log, SealingJournal(state, log, release)


def events(state: Path) -> list[tuple[str, str]]:
    return [(one.content["event"], one.content["outcome"]) for one in Log(state / "audit", "drive").lines()]


def settled(world: Any, state: Path) -> None:
    """What must be true after any interruption, once the next command has begun."""
    recover(state, Log(state / "audit", "drive"))
    assert verify(state / "audit").failure is None
    seals = [one for one in events(state) if one[0].startswith("bundle.")]
    target = world.target()
    if target.exists():
        verify_bundle(target, world.reader())
        assert seals in (
            [("bundle.sealing", "done"), ("bundle.sealed", "done")],
            [("bundle.sealing", "done"), ("bundle.sealed", "recovered")],
        )
        assert target.stat().st_mode & 0o777 == 0o600
    else:
        assert seals in ([], [("bundle.sealing", "done"), ("bundle.sealed", "abandoned")])
    kept = sorted(one.name.split(".", 1)[1] for one in (state / "register").glob("*"))
    assert kept == (["record.age", "register.age"] if seals else [])
    assert not list(world.root.rglob("*.part"))
    assert not list((state / "pending").glob("*.json"))


def test_a_seal_is_logged_and_its_papers_read_back(world: Any, tmp_path: Path) -> None:
    state = tmp_path / "state"
    log, journal = journal_for(world, state)
    sealed = world.seal(journal=journal)
    assert events(state)[1:] == [("bundle.sealing", "done"), ("bundle.sealed", "done")]
    sealing, done = (one.content for one in log.lines()[1:])
    assert done["ciphertext_sha256"] == sealed.ciphertext_sha256
    assert sealing["statement_sha256"] == done["statement_sha256"] == sealed.statement_sha256
    bundle_id = world.predicate["bundle_id"]
    record = (state / "register" / f"{bundle_id}.record.age").read_bytes()
    register = (state / "register" / f"{bundle_id}.register.age").read_bytes()
    assert read_record(record, [world.identity], sealing["record_sha256"])["flow"]["held"] == 3
    head, entries = read_register(register, [world.identity], sealing["register_root"])
    assert head["record_sha256"] == sealing["record_sha256"]
    assert entries[0]["state"] == "sent"
    for call in (
        lambda: read_record(record + b"x", [world.identity], sealing["record_sha256"]),
        lambda: read_register(register, [world.identity], "0" * 64),
        lambda: read_register(register[:-1], [world.identity], sealing["register_root"]),
    ):
        with pytest.raises(DrivectlError, match="AUD704"):
            call()
    settled(world, state)


def test_no_held_count_and_no_value_leaves_or_is_logged(world: Any, tmp_path: Path) -> None:
    state = tmp_path / "state"
    _, journal = journal_for(world, state)
    world.tables["data/cases.csv"] = b"name,nhs\r\nAnn Example,999 000 0018\r\n"
    sealed = world.seal(journal=journal)
    for path in state.rglob("*"):
        for canary in CANARIES:
            assert canary not in path.name
            assert not path.is_file() or canary.encode() not in path.read_bytes()
    assert not any(one.encode() in sealed.path.read_bytes() for one in CANARIES)
    opened = open_bundle(sealed.path, tmp_path / "in", world.reader())
    assert opened.released
    inside = b"".join(one.read_bytes() for one in opened.released.rglob("*") if one.is_file())
    assert b"Ann Example" in inside
    assert not any(one in inside for one in (b"held", b"D-1042", b"out_of_scope", b"in_scope", b"never_share"))


def test_without_the_line_nothing_leaves(world: Any, tmp_path: Path) -> None:
    state = tmp_path / "state"
    log, journal = journal_for(world, state)
    log.lines()
    with log.held():
        pass
    path = state / "audit" / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":2'))
    with pytest.raises(DrivectlError, match="AUD710"):
        world.seal(journal=SealingJournal(state, Log(state / "audit", "drive"), journal._release))
    assert not world.target().exists()


@pytest.fixture
def tripwire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], None], int], list[int]]]:
    """Calls ``strike`` at the nth call of any of the system calls that change the disk."""

    def arm(strike: Callable[[], None], at: int) -> list[int]:
        count = [0]
        for name in POINTS:
            real = getattr(os, name)

            def counted(*args: Any, _real: Any = real, **kwargs: Any) -> Any:
                count[0] += 1
                if count[0] == at:
                    strike()
                return _real(*args, **kwargs)

            monkeypatch.setattr(os, name, counted)
        return count

    yield arm
    monkeypatch.undo()


def forked(work: Callable[[], int]) -> int:
    """Run ``work`` in a child and give its wait status."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def test_killed_at_any_moment_there_is_none_or_a_whole_one(
    make_world: Callable[[Path], Any], tmp_path: Path, tripwire: Any
) -> None:
    kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
    outcomes = set()
    for at in range(1, 200):
        world = make_world(tmp_path / f"w{at}")
        state = world.root / "state"
        draft, (_, journal), target = world.draft(), journal_for(world, state), world.target()

        def work(at: int = at, world: Any = world, draft: Any = draft, journal: Any = journal) -> int:
            tripwire(kill, at)
            world.seal(draft, journal=journal)
            return 0

        status = forked(work)
        settled(world, state)
        outcomes.add((target.exists(), tuple(one[1] for one in events(state) if one[0] == "bundle.sealed")))
        if status == 0:
            break
        assert os.WIFSIGNALED(status)
    else:
        pytest.fail("never ran to its end")
    assert outcomes == {(False, ()), (False, ("abandoned",)), (True, ("recovered",)), (True, ("done",))}


def test_a_full_disk_at_any_write_leaves_nothing(
    make_world: Callable[[Path], Any], tmp_path: Path, tripwire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for at in range(1, 200):
        world = make_world(tmp_path / f"w{at}")
        state = world.root / "state"
        draft, (_, journal), target = world.draft(), journal_for(world, state), world.target()
        with monkeypatch.context():
            count = tripwire(full, at)
            try:
                world.seal(draft, journal=journal)
            except DrivectlError as error:
                code = error.code
            except OSError as error:
                pytest.fail(f"an untranslated {error!r} at {at}")
            else:
                code = ""
        monkeypatch.undo()
        assert (target.exists(), code) in ((True, ""), (False, "OUT112"), (True, "OUT112"))
        settled(world, state)
        if count[0] < at:
            break
    else:
        pytest.fail("never ran to its end")


def test_a_file_limit_at_any_size_leaves_nothing(make_world: Callable[[Path], Any], tmp_path: Path) -> None:
    """The kernel cuts a write short: also in the last bytes of the sealed file."""
    whole = make_world(tmp_path / "whole").seal().size
    for size in (0, 1, 300, 900, 1500, whole // 2, whole - 1024, whole - 16, whole - 1, whole):
        world = make_world(tmp_path / f"s{size}")
        world.tables["data/cases.csv"] = make_world(tmp_path / "whole").tables["data/cases.csv"]
        state = world.root / "state"
        draft, (_, journal), target = world.draft(), journal_for(world, state), world.target()

        def work(size: int = size, world: Any = world, draft: Any = draft, journal: Any = journal) -> int:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            try:
                world.seal(draft, journal=journal)
            except DrivectlError as error:
                return 5 if error.code == "OUT112" else 98
            return 0

        status = os.waitstatus_to_exitcode(forked(work))
        assert status == (0 if target.exists() else 5), size
        assert target.exists() is (size == whole)
        settled(world, state)


def test_ctrl_c_is_passed_on_and_logged_as_abandoned(world: Any, tmp_path: Path, monkeypatch: Any) -> None:
    from drivectl.bundle import seal as sealing

    state = tmp_path / "state"
    _, journal = journal_for(world, state)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sealing, "_read_back", interrupt)
    with pytest.raises(KeyboardInterrupt):
        world.seal(journal=journal)
    assert events(state)[-1] == ("bundle.sealed", "abandoned")
    settled(world, state)


def test_a_member_that_changes_while_sealing_stops_it(world: Any, tmp_path: Path) -> None:
    state = tmp_path / "state"
    _, journal = journal_for(world, state)
    draft = world.draft()

    class Meddling:
        def begin(self, intent: Any) -> None:
            journal.begin(intent)
            path = draft.folder / "members" / "data" / "cases.csv"
            path.write_bytes(b"X" + path.read_bytes()[1:])

        def __getattr__(self, name: str) -> Any:
            return getattr(journal, name)

    with pytest.raises(DrivectlError, match="OUT111"):
        world.seal(draft, journal=Meddling())
    assert Log(state / "audit", "drive").lines()[-1].content["code"] == "OUT111"
    settled(world, state)


def test_a_running_seal_is_left_alone_and_a_lost_note_is_not_guessed_at(world: Any, tmp_path: Path) -> None:
    state = tmp_path / "state"
    _, journal = journal_for(world, state)
    seen: list[dict[str, Outcome]] = []

    class Watching:
        def begin(self, intent: Any) -> None:
            journal.begin(intent)
            seen.append(recover(state, Log(state / "audit", "drive")))

        def written(self, digest: str) -> None:
            journal.written(digest)
            (state / "pending" / f"{world.predicate['bundle_id']}.json").unlink()
            raise SystemExit

        def drop(self, code: str | None) -> None:
            journal._stack.close()

        def end(self, sealed: Any) -> None:
            raise AssertionError

    with pytest.raises(SystemExit):
        world.seal(journal=Watching())
    assert seen == [{}]
    log = Log(state / "audit", "drive")
    assert recover(state, log) == {world.predicate["bundle_id"]: Outcome.FAILED}
    assert recover(state, log) == {}
