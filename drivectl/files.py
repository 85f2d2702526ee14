"""Every write goes through here: owner-only from creation, staged beside the target, fsynced, one rename.

Rules: nothing is overwritten unless asked, no symbolic link is followed, the output is never the input,
and a failure at any moment leaves the old target whole or the new one whole, never half of either.
On Windows there are no mode bits: a protected access list (owner, SYSTEM, Administrators) takes their
place; that branch has not been run on Windows yet (the README says so).
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from drivectl.errors import DrivectlError, problem
from drivectl.safe import say

_NOFOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_BINARY: Final = getattr(os, "O_BINARY", 0)
_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0)
_NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
_SYNCED: Final = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "box sync", "nextcloud", "sharepoint")


def private_folder(path: Path, code: str = "OUT117") -> Path:
    """Make ``path`` (and parents) owner-only, or check that it is. Raises ``code`` where others can read it."""
    with translated(path):
        if path.is_symlink():
            raise _link(path)
        if not path.exists():
            for one in (*(above for above in reversed(path.parents) if not above.exists()), path):
                one.mkdir(mode=0o700, exist_ok=True)
            if sys.platform != "win32":
                path.chmod(0o700)
    check_private(path, code)
    return path


def check_private(path: Path, code: str = "OUT117") -> None:
    """Raise ``code`` unless only the owner can reach ``path``; where rights cannot be read, refuse too."""
    if sys.platform == "win32":
        from drivectl import files_windows  # noqa: PLC0415 -- only there

        if not files_windows.owner_only(path):
            raise problem(code, say("others can read {p}, or its rights cannot be read", p=path))
        return
    with translated(path):
        state = path.stat(follow_symlinks=False)
    if stat.S_ISLNK(state.st_mode) or state.st_mode & 0o077 or state.st_uid != os.geteuid():
        raise problem(code, say("others can read {p}", p=path))


def new_file(path: Path) -> BinaryIO:
    """Create ``path`` owner-only and open it for writing; OUT110 where it exists, OUT114 for a link."""
    with translated(path):
        try:
            handle = os.open(path, _NEW, 0o600)
        except FileExistsError:
            raise _exists(path) if not path.is_symlink() else _link(path) from None
        try:
            _restrict(handle, path)
        except OSError:
            os.close(handle)
            path.unlink(missing_ok=True)
            raise
    return cast("BinaryIO", os.fdopen(handle, "wb"))


def _restrict(handle: int, path: Path) -> None:
    """Make sure that only the owner can reach a new file, whatever its folder hands down."""
    if sys.platform == "win32":
        from drivectl import files_windows  # noqa: PLC0415

        files_windows.make_owner_only(path)
    else:
        os.fchmod(handle, 0o600)


def appending(path: Path) -> BinaryIO:
    """Open ``path`` (made owner-only where it is missing) for reading and for adding at its end, unbuffered."""
    if not os.path.lexists(path):
        new_file(path).close()
        with translated(path):
            sync_folder(path.parent)
    check_private(path)
    with translated(path):
        handle = os.open(path, os.O_RDWR | os.O_APPEND | _NOFOLLOW | _BINARY)
    return cast("BinaryIO", os.fdopen(handle, "r+b", buffering=0))


@contextlib.contextmanager
def writing(target: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """A file that becomes ``target`` in one rename when the block ends without an error; else it never was."""
    refuse_target(target, overwrite=overwrite)
    staged = staging_name(target)
    stream = new_file(staged)
    try:
        with translated(target):
            with stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            publish(staged, target, overwrite=overwrite)
    finally:
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)


@contextlib.contextmanager
def writing_folder(target: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A private folder that becomes ``target`` in one rename when the block ends without an error."""
    refuse_target(target, overwrite=overwrite)
    staged = staging_name(target)
    with translated(target):
        staged.mkdir(mode=0o700, parents=False)
    try:
        with translated(target):
            yield staged
            for folder, _, names in os.walk(staged):
                for one in names:
                    sync_file(Path(folder, one))
                sync_folder(Path(folder))
            publish(staged, target, overwrite=overwrite)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def write_bytes(target: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write ``data`` to ``target`` as :func:`writing` does."""
    with writing(target, overwrite=overwrite) as stream:
        stream.write(data)


def publish(staged: Path, target: Path, *, overwrite: bool = False) -> None:
    """Rename ``staged`` to ``target`` and make the rename durable. OUT110 if somebody made ``target`` meanwhile."""
    with translated(target):
        if overwrite and target.is_dir() and not target.is_symlink():
            old = staging_name(target)
            target.rename(old)
            try:
                staged.rename(target)
            except OSError:
                old.rename(target)
                raise
            shutil.rmtree(old)  # an error is told: what stays may be plain
        elif overwrite or staged.is_dir():
            if not overwrite and os.path.lexists(target):
                raise _exists(target)
            os.replace(staged, target)
        else:
            _link_or_refuse(staged, target)
        sync_folder(target.parent)


def _link_or_refuse(staged: Path, target: Path) -> None:
    """Rename without replacing: a hard link fails where the target exists, a plain rename would not."""
    try:
        os.link(staged, target, follow_symlinks=False)
    except FileExistsError:
        raise _exists(target) from None
    except OSError:  # a file system without hard links (FAT, some shares)
        if os.path.lexists(target):
            raise _exists(target) from None
        os.replace(staged, target)
    else:
        staged.unlink()


def staging_name(target: Path) -> Path:
    """A fresh hidden name beside ``target``, on the same file system."""
    return target.with_name(f".drivectl-{secrets.token_hex(6)}.part")


def sweep(folder: Path) -> None:
    """Remove what killed processes left half-written in ``folder``; hold the lock under which it is written."""
    with translated(folder):
        for one in folder.glob(".drivectl-*.part"):
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink(missing_ok=True)


def refuse_target(target: Path, *, overwrite: bool = False) -> None:
    """OUT110 where ``target`` exists, OUT114 where it, or its folder, is a symbolic link."""
    for one in (target, target.parent):
        if one.is_symlink():
            raise _link(one)
    if not overwrite and os.path.lexists(target):
        raise _exists(target)
    if not target.parent.is_dir():
        raise problem("OUT112", say("there is no folder {p}", p=target.parent))


def refuse_same(output: Path, *inputs: Path) -> None:
    """OUT116 where ``output`` is one of ``inputs`` (by identity, not by name)."""
    for one in inputs:
        if output.exists() and one.exists() and os.path.samefile(output, one):
            raise problem("OUT116", say("{p} is the input", p=output))


def open_place(folder: Path) -> str | None:
    """Why plain personal data should not be written in ``folder``: ``git``, ``synchronised``, or None."""
    real = folder.resolve()
    for one in (real, *real.parents):
        if (one / ".git").exists():
            return "git"
        if any(word in one.name.lower() for word in _SYNCED) or (one / ".stfolder").exists():
            return "synchronised"
    return None


def refuse_open_place(folder: Path, *, allow: bool) -> bool:
    """OUT115 where ``folder`` is no place for plain personal data; True where ``allow`` let it pass (to be logged)."""
    if open_place(folder) is None:
        return False
    if not allow:
        raise problem("OUT115", say("{p} is in a git work tree or a synchronised folder", p=folder))
    return True


def read_whole(path: Path, limit: int = 1 << 30) -> bytes:
    """The bytes of ``path``; SRC200 where it cannot be read, SRC205 over ``limit``, OUT111 if it changed meanwhile."""
    try:
        handle = os.open(path, os.O_RDONLY | _BINARY | _NO_WAIT)  # a pipe is refused below, not waited for
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            os.close(handle)
            raise problem("SRC200", say("{p} is not a file", p=path))
        with os.fdopen(handle, "rb") as stream:
            if before.st_size > limit:
                raise problem("SRC205", say("{p} is larger than {n} bytes", p=path, n=limit))
            data = stream.read(limit + 1)
            after = os.fstat(stream.fileno())
    except OSError as error:
        raise problem("SRC200", say("{p} cannot be read", p=path)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != before.st_size:
        raise problem("OUT111", say("{p} changed while it was read", p=path))
    return data


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextlib.contextmanager
def locked(path: Path, wait: float = 30.0) -> Iterator[None]:
    """Hold the lock file ``path``; OUT113 after ``wait`` seconds."""
    until = time.monotonic() + wait
    with translated(path):
        handle = _lock_file(path)
    try:
        while not _try_lock(handle) or not _stands(handle, path):
            if time.monotonic() > until:
                age = int(max(0, time.time() - os.fstat(handle).st_mtime))
                raise problem("OUT113", say("another drivectl holds {p} (for {s} seconds)", p=path, s=age))
            time.sleep(0.02)
            with translated(path):
                again = _lock_file(path)
            os.close(handle)
            handle = again
        with translated(path):
            os.utime(path)
        yield
    finally:
        os.close(handle)


def _lock_file(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | _NOFOLLOW | _BINARY, 0o600)


def _stands(handle: int, path: Path) -> bool:
    """Whether the file that was locked is still the one at ``path``: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def sync_file(path: Path) -> None:
    """Make the content of ``path`` durable."""
    handle = os.open(path, os.O_RDONLY | _BINARY | _NOFOLLOW)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Make renames in ``path`` durable (Windows has no such call)."""
    if sys.platform != "win32":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` into OUT112 or OUT113 naming ``path``; ours pass through."""
    try:
        yield
    except DrivectlError:
        raise
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY) and sys.platform == "win32":
            raise problem("OUT113", say("{p} is open in another program", p=path)) from error
        reason = (
            say("no room on the disk for {p}", p=path)
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else (say("{p} cannot be written", p=path))
        )
        raise problem("OUT112", reason) from error


def _link(path: Path) -> DrivectlError:
    return problem("OUT114", say("{p} is a link", p=path))


def _exists(path: Path) -> DrivectlError:
    return problem("OUT110", say("{p} already exists", p=path))
