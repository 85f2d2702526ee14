"""Which file of a folder is which table of a layout; a file that belongs to none stops the run."""

import fnmatch
from pathlib import Path
from typing import Final

from drivectl.errors import Diagnostic, Place, failure, problem
from drivectl.model.export import SYNTHETIC_FILE, SYNTHETIC_LINE
from drivectl.model.layout import Layout, TableLayout
from drivectl.safe import name, say

FLAGS_FILE: Final = "flags.xlsx"
_ENDINGS: Final = (".csv", ".tsv", ".xlsx")
_BESIDE: Final = {FLAGS_FILE, SYNTHETIC_FILE.lower(), "thumbs.db", "desktop.ini"}


def fits(path: Path, table: TableLayout) -> bool:
    """Whether ``path`` has the name of ``table``; the same table may come as CSV or as XLSX."""
    own, pattern = path.name.lower(), table.file.lower()
    ending = Path(pattern).suffix
    if ending in _ENDINGS and path.suffix.lower() in _ENDINGS:
        own, pattern = own[: -len(path.suffix)], pattern[: -len(ending)]
    return fnmatch.fnmatchcase(own, pattern)


def find_tables(folder: Path, layout: Layout) -> dict[str, Path]:
    """Table name -> file. SRC200, and all at once SRC206, SRC207, SRC208."""
    files = _files(folder)
    wrong: list[Diagnostic] = []
    found: dict[str, Path] = {}
    for table in layout.tables:
        match [one for one in files if fits(one, table)]:
            case [one]:
                found[table.name] = one
            case []:
                what = say("{p} has no file for the table {t}", p=folder, t=name(table.name))
                wrong.append(Diagnostic(code="SRC206", what=what, at=Place(file=folder)))
            case several:
                what = say("{n} files fit the table {t}", n=len(several), t=name(table.name))
                wrong.append(Diagnostic(code="SRC207", what=what, at=Place(file=folder)))
    for one in files:
        owners = [table.name for table in layout.tables if fits(one, table)]
        if not owners:
            wrong.append(
                Diagnostic(code="SRC208", what=say("{p} belongs to no table of the layout", p=one), at=Place(file=one))
            )
        elif len(owners) > 1:
            wrong.append(
                Diagnostic(code="SRC207", what=say("{p} fits {n} tables", p=one, n=len(owners)), at=Place(file=one))
            )
    if wrong:
        raise failure(*wrong)
    return found


def is_synthetic(folder: Path) -> bool:
    """Whether the label of synthetic data stands in ``folder`` and says exactly what it must."""
    label = folder / SYNTHETIC_FILE
    if label.is_symlink() or not label.is_file():
        return False
    with label.open("rb") as stream:
        return stream.readline(200).rstrip(b"\r\n") == SYNTHETIC_LINE.encode()


def _files(folder: Path) -> list[Path]:
    """The files to account for: not dotfiles, not Excel's lock files, not our own sheet and label, not a README."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        raise problem("SRC200", say("{p} cannot be read as a folder", p=folder), at=Place(file=folder)) from None
    files = [one for one in inside if one.is_symlink() or not one.is_dir()]
    return [one for one in files if not one.name.startswith((".", "~$")) and not _is_beside(one.name.lower())]


def _is_beside(own: str) -> bool:
    return own in _BESIDE or own == "readme" or own.startswith("readme.")
