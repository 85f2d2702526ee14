"""Every write is private, whole or absent, never through a link, never over somebody else's file."""

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from drivectl import files
from drivectl.errors import DrivectlError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mode bits and links of POSIX")


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(DrivectlError) as caught:
        act()
    return caught.value.code


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def make_folder(target: Path, *, overwrite: bool = False) -> None:
    with files.writing_folder(target, overwrite=overwrite) as staged:
        (staged / "in").mkdir()
        files.new_file(staged / "in" / "a").close()


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_whatever_the_umask_only_the_owner_can_reach_what_is_made(tmp_path: Path) -> None:
    folder = files.private_folder(tmp_path / "a" / "b" / "c")
    files.write_bytes(folder / "file", b"x")
    make_folder(folder / "made")
    with files.locked(folder / "lock"), files.appending(folder / "log") as log:
        log.write(b"x")
    for one in (tmp_path / "a", tmp_path / "a" / "b", *folder.rglob("*"), folder):
        if one != folder / "made" / "in":  # made by the caller, below a private folder
            assert mode(one) & 0o077 == 0, one
    assert mode(folder / "file") == 0o600
    assert mode(folder / "made") == 0o700


@pytest.mark.usefixtures("umask")
def test_a_file_is_private_from_its_first_moment(tmp_path: Path) -> None:
    with files.writing(tmp_path / "a") as stream:
        stream.write(b"x")
        (staged,) = tmp_path.iterdir()
        assert mode(staged) == 0o600
    with files.writing_folder(tmp_path / "b") as folder:
        assert mode(folder) == 0o700


@pytest.mark.parametrize("bits", [0o710, 0o701, 0o750, 0o777])
def test_a_folder_that_others_can_reach_is_refused_with_the_code_asked_for(tmp_path: Path, bits: int) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    folder.chmod(bits)
    assert code_of(lambda: files.private_folder(folder)) == "OUT117"
    assert code_of(lambda: files.check_private(folder, "KEY352")) == "KEY352"
    assert mode(folder) == bits


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = files.private_folder(tmp_path / "a")
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert code_of(lambda: files.check_private(folder)) == "OUT117"


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    target, folder = tmp_path / "a", tmp_path / "b"
    files.write_bytes(target, b"old")
    make_folder(folder)
    assert code_of(lambda: files.write_bytes(target, b"new")) == "OUT110"
    assert code_of(lambda: make_folder(folder)) == "OUT110"
    assert code_of(lambda: files.new_file(target)) == "OUT110"
    assert target.read_bytes() == b"old"
    files.write_bytes(target, b"new", overwrite=True)
    make_folder(folder, overwrite=True)
    assert target.read_bytes() == b"new"
    assert left(tmp_path) == ["a", "b"]


def test_a_target_that_appears_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    def late() -> None:
        with files.writing(tmp_path / "a") as stream:
            stream.write(b"ours")
            (tmp_path / "a").write_bytes(b"theirs")

    def late_folder() -> None:
        with files.writing_folder(tmp_path / "b"):
            (tmp_path / "b").write_bytes(b"theirs")

    def late_link() -> None:
        with files.writing(tmp_path / "c"):
            (tmp_path / "c").symlink_to(tmp_path / "elsewhere")

    for act in (late, late_folder, late_link):
        assert code_of(act) == "OUT110"
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == b"theirs"
    assert left(tmp_path) == ["a", "b", "c"]


def test_without_hard_links_a_target_that_appears_is_still_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    files.write_bytes(tmp_path / "a", b"ours")

    def late() -> None:
        with files.writing(tmp_path / "b"):
            (tmp_path / "b").write_bytes(b"theirs")

    assert code_of(late) == "OUT110"
    assert (tmp_path / "a").read_bytes() == b"ours"
    assert (tmp_path / "b").read_bytes() == b"theirs"


@pytest.mark.parametrize("exists", [True, False])
def test_no_link_is_followed(tmp_path: Path, exists: bool) -> None:
    aim = tmp_path / "aim"
    if exists:
        aim.write_bytes(b"aim")
    link = tmp_path / "link"
    link.symlink_to(aim)
    for act in (
        lambda: files.write_bytes(link, b"x", overwrite=True),
        lambda: files.write_bytes(link, b"x"),
        lambda: make_folder(link, overwrite=True),
        lambda: files.new_file(link),
        lambda: files.private_folder(link),
    ):
        assert code_of(act) == "OUT114"
    assert code_of(lambda: files.appending(link)) in {"OUT117", "OUT112"}
    assert code_of(lambda: files.locked(link).__enter__()) == "OUT112"
    assert aim.exists() is exists
    assert not exists or aim.read_bytes() == b"aim"


def test_a_folder_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    aim = files.private_folder(tmp_path / "aim")
    (tmp_path / "link").symlink_to(aim)
    assert code_of(lambda: files.write_bytes(tmp_path / "link" / "a", b"x")) == "OUT114"
    assert code_of(lambda: files.private_folder(tmp_path / "link")) == "OUT114"
    assert code_of(lambda: files.check_private(tmp_path / "link")) == "OUT117"
    assert left(aim) == []


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    assert code_of(lambda: files.write_bytes(tmp_path / "no" / "a", b"x")) == "OUT112"
    assert code_of(lambda: make_folder(tmp_path / "no" / "a")) == "OUT112"
    assert left(tmp_path) == []


def test_the_output_is_the_input_under_another_name_too(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"only copy")
    hard, soft = tmp_path / "hard", tmp_path / "soft"
    os.link(source, hard)
    soft.symlink_to(source)
    for output in (source, hard, soft, tmp_path / "x" / ".." / "a"):
        (tmp_path / "x").mkdir(exist_ok=True)
        assert code_of(partial(files.refuse_same, output, tmp_path / "other", source)) == "OUT116"
    files.refuse_same(tmp_path / "new", source)
    files.write_bytes(hard, b"new", overwrite=True)
    assert source.read_bytes() == b"only copy"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def read_only(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", read_only)
    for act in (lambda: files.write_bytes(tmp_path / "a", b"x"), lambda: files.locked(tmp_path / "a").__enter__()):
        assert code_of(act) == "OUT112"
    assert left(tmp_path) == []


@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert code_of(lambda: files.write_bytes(tmp_path / "a", b"x")) == "OUT112"
    assert code_of(lambda: make_folder(tmp_path / "a")) == "OUT112"
    tmp_path.chmod(0o700)


def test_an_error_of_the_writer_leaves_nothing_and_keeps_its_own_kind(tmp_path: Path) -> None:
    def fails() -> None:
        with files.writing(tmp_path / "a") as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    def fails_in_folder() -> None:
        with files.writing_folder(tmp_path / "a") as staged:
            files.new_file(staged / "x").close()
            raise ZeroDivisionError

    for act, kind in ((fails, KeyboardInterrupt), (fails_in_folder, ZeroDivisionError)):
        with pytest.raises(kind):
            act()
    assert left(tmp_path) == []


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_a_pipe_or_a_folder_is_no_input_and_nobody_waits_for_it(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a")
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append(code_of(lambda: files.read_whole(tmp_path / "a"))))
    reader.daemon = True
    reader.start()
    reader.join(10)
    assert found == ["SRC200"]


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/no/such/file"])
def test_a_device_or_nothing_is_no_input(path: str) -> None:
    assert code_of(lambda: files.read_whole(Path(path))) == "SRC200"


def test_a_refused_input_leaves_no_file_open(tmp_path: Path) -> None:
    opened = os.open(os.devnull, os.O_RDONLY)
    os.close(opened)
    for _ in range(5):
        code_of(lambda: files.read_whole(tmp_path))
    again = os.open(os.devnull, os.O_RDONLY)  # the lowest number that is free
    os.close(again)
    assert again == opened


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert code_of(lambda: files.read_whole(tmp_path / "a", 4)) == "SRC205"
    assert files.read_whole(tmp_path / "a", 5) == b"12345"
    assert files.read_whole(tmp_path / "a") == b"12345"


@pytest.mark.parametrize("change", [b"grown by a lot", b"", b"other", b"short"[:2]])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: bytes
) -> None:
    path, real, calls = tmp_path / "a", os.fstat, []
    path.write_bytes(b"first")
    os.utime(path, ns=(1, 1))

    def meanwhile(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) == 2:
            path.write_bytes(change)
        return real(handle)

    monkeypatch.setattr(os, "fstat", meanwhile)
    assert code_of(lambda: files.read_whole(path)) == "OUT111"


def test_a_lock_is_waited_for_and_given_up_with_its_age(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with files.locked(path):
        started = time.monotonic()
        assert code_of(lambda: files.locked(path, wait=0.1).__enter__()) == "OUT113"
        assert time.monotonic() - started >= 0.1
        assert code_of(lambda: files.locked(path, wait=0).__enter__()) == "OUT113"
    with files.locked(path, wait=0):
        pass


def test_a_lock_ends_with_its_holder_however_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = "import sys,time;from pathlib import Path;from drivectl import files\n"
    code += "with files.locked(Path(sys.argv[1])):\n print('held',flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert code_of(lambda: files.locked(path, wait=0).__enter__()) == "OUT113"
        holder.kill()
        holder.wait()
    with files.locked(path, wait=5):
        pass


def test_a_lock_file_that_its_holder_removes_is_not_two_locks(tmp_path: Path) -> None:
    path, inside, most = tmp_path / "lock", [0], [0]
    guard = threading.Lock()

    def work() -> None:
        for _ in range(15):
            with files.locked(path, wait=30):
                with guard:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                time.sleep(0.001)
                with guard:
                    inside[0] -= 1
                path.unlink()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert most == [1]


def test_a_lock_on_a_file_that_was_just_removed_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real, calls = tmp_path / "lock", files._try_lock, list[int]()

    def removed_just_before(handle: int) -> bool:
        calls.append(handle)
        if len(calls) == 1:
            path.unlink()
        return real(handle)

    monkeypatch.setattr(files, "_try_lock", removed_just_before)
    with files.locked(path, wait=5):
        assert code_of(lambda: files.locked(path, wait=0).__enter__()) == "OUT113"


def test_a_waiter_whose_lock_file_is_gone_is_told_that_it_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with files.locked(path):
        later = threading.Timer(0.05, path.unlink)
        later.start()
        try:
            with files.locked(path, wait=5):  # a fresh file: the holder gave the old one up
                assert path.exists()
        finally:
            later.join()


def test_where_plain_data_may_not_lie_is_known(tmp_path: Path) -> None:
    work = tmp_path / "work" / "deep"
    work.mkdir(parents=True)
    (tmp_path / "OneDrive - Agency" / "x").mkdir(parents=True)
    (tmp_path / "sync" / ".stfolder").mkdir(parents=True)
    assert files.open_place(work) is None
    assert files.open_place(tmp_path / "OneDrive - Agency" / "x") == "synchronised"
    assert files.open_place(tmp_path / "sync") == "synchronised"
    (tmp_path / "work" / ".git").write_text("gitdir: elsewhere")
    assert files.open_place(work) == "git"
    (tmp_path / "way").symlink_to(work)
    assert files.open_place(tmp_path / "way") == "git"
    assert code_of(lambda: files.refuse_open_place(work, allow=False)) == "OUT115"
    assert files.refuse_open_place(work, allow=True) is True
    assert files.refuse_open_place(tmp_path, allow=False) is False
