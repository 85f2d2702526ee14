"""A full disk or a kill at any moment: the old whole, or the new whole, and no rubbish that names anybody."""

import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from drivectl import files
from drivectl.errors import DrivectlError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="calls of POSIX")

POINTS: Final = ("open", "mkdir", "fchmod", "fsync", "link", "replace", "rename", "unlink")
OLD, NEW = b"old" * 1000, b"new" * 9000


def write_file(target: Path, *, overwrite: bool) -> None:
    files.write_bytes(target, NEW, overwrite=overwrite)


def write_folder(target: Path, *, overwrite: bool) -> None:
    with files.writing_folder(target, overwrite=overwrite) as staged:
        for one in ("a", "b"):
            with files.new_file(staged / one) as stream:
                stream.write(NEW)


def write_old(target: Path, *, folder: bool) -> None:
    if folder:
        target.mkdir(0o700)
        (target / "a").write_bytes(OLD)
        (target / "b").write_bytes(OLD)
    else:
        target.write_bytes(OLD)


def content(target: Path) -> set[bytes] | None:
    if target.is_dir():
        assert sorted(one.name for one in target.iterdir()) == ["a", "b"]
        return {one.read_bytes() for one in target.iterdir()}
    return {target.read_bytes()} if target.exists() else None


def tripwire(trip: Callable[[], None], at: int, patch: pytest.MonkeyPatch) -> list[str]:
    """Call ``trip`` in place of the ``at``-th of the calls that a write is made of; the calls that were made."""
    calls: list[str] = []
    for point in POINTS:
        real: Any = getattr(os, point)

        def call(*args: Any, real: Any = real, point: str = point, **more: Any) -> Any:
            calls.append(point)
            if len(calls) == at + 1:
                trip()
            return real(*args, **more)

        patch.setattr(os, point, call)
    return calls


CASES = [(write_file, False), (write_file, True), (write_folder, False), (write_folder, True)]


@pytest.mark.parametrize(("write", "overwrite"), CASES)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_full_disk_at_any_call_leaves_the_old_or_the_new(
    tmp_path: Path, write: Callable[..., None], overwrite: bool, number: int
) -> None:
    def full() -> None:
        raise OSError(number, os.strerror(number))

    failed, codes, whats = 0, set[str](), set[bool]()
    for at in range(100):
        folder = tmp_path / str(at)
        folder.mkdir(0o700)
        target = folder / "t"
        if overwrite:
            write_old(target, folder=write is write_folder)
        with pytest.MonkeyPatch.context() as patch:
            calls, told = tripwire(full, at, patch), False
            try:
                write(target, overwrite=overwrite)
            except DrivectlError as error:
                failed, told = failed + 1, True
                codes.add(error.code)
                if number != errno.EIO:
                    whats.add("no room" in str(error))
        assert content(target) in ({frozenset({NEW})} | ({frozenset({OLD})} if overwrite else {None}))
        tripped = calls[at] if at < len(calls) else None
        if not told or (tripped != "unlink" and content(target) != {NEW}):  # removing may fail, but not unsaid
            assert [one.name for one in folder.iterdir()] in (["t"], [])
        if tripped is None:
            assert content(target) == {NEW}
            break
    assert failed >= 4
    assert codes == {"OUT112"}
    assert whats <= {True}


@pytest.mark.parametrize(("write", "overwrite"), CASES)
def test_a_kill_at_any_call_leaves_the_old_or_the_new(
    tmp_path: Path, write: Callable[..., None], overwrite: bool
) -> None:
    killed = 0
    for at in range(100):
        folder = tmp_path / str(at)
        folder.mkdir(0o700)
        target = folder / "t"
        if overwrite:
            write_old(target, folder=write is write_folder)
        child = os.fork()
        if child == 0:
            tripwire(lambda: os.kill(os.getpid(), signal.SIGKILL), at, pytest.MonkeyPatch())
            write(target, overwrite=overwrite)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        found = content(target)
        if overwrite and write is write_folder and found is None:
            # Two renames: killed between them, both are whole under hidden private names.
            (old,) = [one for one in folder.glob(".drivectl-*.part") if (one / "a").read_bytes() == OLD]
            found = content(old)
        assert found in ({frozenset({NEW})} | ({frozenset({OLD})} if overwrite else {None}))
        for one in folder.iterdir():
            assert one.name == "t" or one.name.startswith(".drivectl-")
            assert one.stat().st_mode & 0o077 == 0 or (overwrite and one.name == "t" and found == {OLD})
        if os.WIFEXITED(status):
            break
        killed += 1
    assert killed >= 4
    assert content(target) == {NEW}


def test_a_write_cut_short_by_a_limit_leaves_the_old(tmp_path: Path) -> None:
    target = tmp_path / "t"
    target.write_bytes(OLD)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        try:
            files.write_bytes(target, NEW, overwrite=True)
        except DrivectlError as error:
            os._exit(0 if error.code == "OUT112" else 2)
        os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert content(target) == {OLD}
    assert [one.name for one in tmp_path.iterdir()] == ["t"]


def test_a_failed_swap_of_folders_puts_the_old_one_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, real = tmp_path / "t", os.rename
    write_old(target, folder=True)
    calls: list[object] = []

    def second_fails(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        real(*args)

    monkeypatch.setattr(os, "rename", second_fails)
    with pytest.raises(DrivectlError):
        write_folder(target, overwrite=True)
    assert content(target) == {OLD}
    assert [one.name for one in tmp_path.iterdir()] == ["t"]


@pytest.mark.parametrize(("write", "overwrite"), CASES)
def test_content_is_on_the_disk_before_its_name_is_and_the_name_after(
    tmp_path: Path, write: Callable[..., None], overwrite: bool
) -> None:
    if overwrite:
        write_old(tmp_path / "t", folder=write is write_folder)
    with pytest.MonkeyPatch.context() as patch:
        calls = tripwire(lambda: None, 1000, patch)
        write(tmp_path / "t", overwrite=overwrite)
    named = max(at for at, one in enumerate(calls) if one in {"link", "replace", "rename"})
    files_in_it = 3 if write is write_folder else 1  # two files and their folder
    assert calls[:named].count("fsync") == files_in_it
    assert "fsync" in calls[named:]
