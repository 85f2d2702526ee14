"""Which layout fits an export: the one whose every table is there with exactly its headers."""

from collections.abc import Sequence
from pathlib import Path

from drivectl.errors import DrivectlError, Place, problem
from drivectl.model.layout import Layout
from drivectl.safe import names, say
from drivectl.source.bind import match_header
from drivectl.source.faults import Faults
from drivectl.source.find import find_tables, fits
from drivectl.source.read import read_grid


def choose_layout(folder: Path, layouts: Sequence[Layout]) -> Layout:
    """The one of ``layouts`` that fits ``folder`` (or the file it is); SRC209 where none or several do.

    Where the site has one layout that is the one: reading then says exactly what does not fit.
    """
    if len(layouts) == 1:
        return layouts[0]
    fitting = [one for one in layouts if _agrees(folder, one)]
    if len(fitting) != 1:
        listed = names([one.id for one in fitting or layouts])
        what = say("{n} layouts fit {p}", n=len(fitting), p=folder)
        raise problem("SRC209", what, at=Place(file=folder), notes=(say("layouts: {ids}", ids=listed),))
    return fitting[0]


def _agrees(folder: Path, layout: Layout) -> bool:
    try:
        paths = find_tables(folder, layout) if folder.is_dir() else {}
        for table in layout.tables:
            path = paths.get(table.name, folder)
            if not paths and not fits(path, table):
                continue
            faults = Faults(path)
            match_header(read_grid(path, table)[0], table, faults)
            if faults:
                return False
    except DrivectlError:
        return False
    return bool(paths) or any(fits(folder, table) for table in layout.tables)
