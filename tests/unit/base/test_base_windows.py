"""The Windows branch, read against samples of what ``icacls`` prints. It has NOT been run on Windows."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drivectl import files, files_windows
from drivectl.errors import DrivectlError

PATH = Path(r"C:\Users\ann\state")
OURS = r"EXAMPLE\ann:(F)"
SYSTEM, ADMINS = r"NT AUTHORITY\SYSTEM:(F)", r"BUILTIN\Administrators:(F)"


def printed(*entries: str, path: Path = PATH) -> bytes:
    """Entries as icacls prints them: the first on the line of the path, the others below it."""
    pad = " " * (len(str(path)) + 1)
    lines = [f"{pad}{one}" for one in entries]
    lines[0] = f"{path} {entries[0]}"
    text = "\r\n".join([*lines, "", "Successfully processed 1 files; Failed processing 0 files", ""])
    return text.encode()


class Icacls:
    """Stands in for the program."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.says, self.status, self.asked = b"", 0, list[list[str]]()
        patch.setattr(subprocess, "run", self.run)
        patch.setenv("USERDOMAIN", "EXAMPLE")
        patch.setenv("USERNAME", "ann")
        patch.setenv("SYSTEMROOT", "C:/Windows")
        patch.setenv("PATH", "C:/evil")

    def run(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        assert options == {"capture_output": True, "check": False}  # no shell
        self.asked.append(command)
        return subprocess.CompletedProcess(command, self.status, self.says, b"")


@pytest.fixture
def icacls(monkeypatch: pytest.MonkeyPatch) -> Icacls:
    return Icacls(monkeypatch)


@pytest.mark.parametrize(
    "entries",
    [
        (OURS,),
        (OURS, SYSTEM, ADMINS),
        (r"example\ANN:(OI)(CI)(F)", SYSTEM),
        (SYSTEM, r"BUILTIN\Administrators:(I)(OI)(CI)(F)", OURS),
    ],
)
def test_the_owner_system_and_administrators_are_nobody_else(icacls: Icacls, entries: tuple[str, ...]) -> None:
    icacls.says = printed(*entries)
    assert files_windows.owner_only(PATH)


@pytest.mark.parametrize(
    "other",
    [
        r"BUILTIN\Users:(I)(RX)", "Everyone:(R)", r"EXAMPLE\bob:(F)", r"EXAMPLE\annabel:(F)", r"OTHER\ann:(F)",
        r"NT AUTHORITY\Authenticated Users:(I)(M)", r"EXAMPLE\bob:(DENY)(F)", "S-1-5-21-1-2-3-1001:(F)",
        "CREATOR OWNER:(OI)(CI)(IO)(F)", r"VORDEFINIERT\Administratoren:(F)",
    ],
)  # fmt: skip
def test_anybody_else_or_an_unknown_name_is_somebody_else(icacls: Icacls, other: str) -> None:
    for entries in ((other,), (OURS, other), (other, OURS), (OURS, SYSTEM, ADMINS, other)):
        icacls.says = printed(*entries)
        assert not files_windows.owner_only(PATH)


@pytest.mark.parametrize("says", [b"", b"\xff\xfe", b"Successfully processed 0 files; Failed processing 1 files\r\n"])
def test_what_cannot_be_read_is_not_private(icacls: Icacls, says: bytes) -> None:
    icacls.says = says
    assert not files_windows.owner_only(PATH)
    icacls.says, icacls.status = printed(OURS), 5
    assert not files_windows.owner_only(PATH)


def test_a_path_with_a_name_in_it_is_not_taken_for_an_entry(icacls: Icacls) -> None:
    path = Path(r"C:\EXAMPLE\ann")
    icacls.says = printed(r"EXAMPLE\bob:(F)", path=path)
    assert not files_windows.owner_only(path)
    icacls.says = printed(OURS, path=path)
    assert files_windows.owner_only(path)


def test_rights_are_set_by_the_program_of_the_system_for_owner_system_and_administrators(icacls: Icacls) -> None:
    files_windows.make_owner_only(PATH)
    ((program, path, *rest),) = icacls.asked
    assert Path(program) == Path("C:/Windows/System32/icacls.exe")
    assert path == str(PATH)
    assert rest == ["/inheritance:r", "/grant:r", r"EXAMPLE\ann:F", "*S-1-5-18:F", "*S-1-5-32-544:F"]
    icacls.status = 1
    with pytest.raises(OSError, match="not set"):
        files_windows.make_owner_only(PATH)


def test_a_file_whose_rights_cannot_be_set_is_not_left_behind(
    icacls: Icacls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    icacls.status = 1
    with pytest.raises(DrivectlError) as caught:
        files.new_file(tmp_path / "a")
    assert caught.value.code == "OUT112"
    assert not (tmp_path / "a").exists()


def test_a_place_whose_rights_cannot_be_read_is_refused(
    icacls: Icacls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    icacls.says = printed(OURS, "Everyone:(R)", path=tmp_path)
    with pytest.raises(DrivectlError) as caught:
        files.check_private(tmp_path, "KEY352")
    assert caught.value.code == "KEY352"
    icacls.says = printed(OURS, path=tmp_path)
    files.check_private(tmp_path, "KEY352")
