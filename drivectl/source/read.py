"""A folder, a layout and the catalogue to an export; every fault of every file at once, before anything else."""

import hashlib
from pathlib import Path
from typing import Final, cast

from drivectl import files
from drivectl.errors import Diagnostic, DrivectlError, Place, failure, problem
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import Case, Export, Record, Table
from drivectl.model.layout import Layout, TableLayout
from drivectl.safe import say
from drivectl.source import delimited, workbook
from drivectl.source.bind import Binder
from drivectl.source.cases import Loaded, check_keys, records_of
from drivectl.source.faults import Faults
from drivectl.source.find import find_tables, fits, is_synthetic
from drivectl.source.grid import Grid, Raw, grid_of
from drivectl.source.precheck import FILE_LIMIT, decode

_BY_ENDING: Final = {".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx"}


def read_export(folder: Path, layout: Layout, catalogue: Catalogue) -> Export:
    """Read every table of ``layout`` from ``folder``; or the one table that ``folder`` is, where it is a file.

    A single file is not a whole export: references to other tables are not checked, and ``by_role`` stays unknown.
    """
    whole = folder.is_dir()
    paths = find_tables(folder, layout) if whole else _single(folder, layout)
    outputs = _outputs(layout, catalogue)
    wrong: list[Diagnostic] = []
    tables: list[Table] = []
    loaded: list[Loaded] = []
    for table in layout.tables:
        if table.name in paths:
            try:
                about, rows = _table(paths[table.name], table, catalogue, outputs[table.name])
            except DrivectlError as error:
                wrong.extend(error.diagnostics)
                continue
            tables.append(about)
            loaded.append(rows)
    sound = not wrong and not any(table.faults for table in loaded)
    records = records_of(loaded, catalogue, whole=whole and sound)
    wrong.extend(one for table in loaded for one in table.faults.diagnostics)
    if wrong:
        raise failure(*wrong)
    return Export(
        folder=folder if whole else folder.parent,
        layout=layout.id,
        layout_version=layout.version,
        layout_sha256=layout.sha256,
        layout_verified=layout.verified,
        tables=tuple(tables),
        cases=_cases(records),
        notes=tuple(note for table in loaded for note in table.notes),
        synthetic=is_synthetic(folder if whole else folder.parent),
    )


def read_grid(path: Path, table: TableLayout) -> tuple[Grid, str, bool, str]:
    """The grid of one file, its kind, whether it has a byte order mark, and its digest."""
    if path.is_symlink():
        raise problem("SRC200", say("{p} is a link", p=path), at=Place(file=path))
    kind = _BY_ENDING.get(path.suffix.lower(), table.shape.format)
    if kind not in _BY_ENDING.values():
        raise problem("SRC231", say("{p} cannot be read here", p=path), at=Place(file=path))
    data = files.read_whole(path, FILE_LIMIT)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "xlsx":
        return grid_of(workbook.rows_of(data, table.shape, path), table.shape, path), kind, False, digest
    text, mark = decode(data, table.shape.encoding, path)
    delimiter = "\t" if kind == "tsv" else table.shape.delimiter
    rows = delimited.rows_of(text, delimiter, path, cr_ends=table.shape.line_end == "cr")
    return grid_of(cast("list[list[Raw]]", rows), table.shape, path), kind, mark, digest


def _table(path: Path, layout: TableLayout, catalogue: Catalogue, output: str) -> tuple[Table, Loaded]:
    grid, kind, mark, digest = read_grid(path, layout)
    faults = Faults(path)
    rows, notes = Binder(layout, catalogue).bind(grid, faults)
    faults.stop()
    loaded = Loaded(layout=layout, rows=rows, faults=faults, notes=notes)
    check_keys(loaded)
    bound = [(one.field, one.part) for one in layout.bindings if one.field is not None]
    split = {one for one, part in bound if part is not None}
    parts = {one: tuple(part for of, part in bound if of == one and part is not None) for one in split}
    about = Table(
        name=layout.name,
        output=output,
        path=path,
        sha256=digest,
        kind=kind,
        bom=mark,
        fields=tuple(dict.fromkeys(one for one, _ in bound)),
        parts=parts,
        grain=layout.grain,
        rows=len(loaded.rows),
        fixed=tuple(layout.fixed),
    )
    return about, loaded


def _single(path: Path, layout: Layout) -> dict[str, Path]:
    if not path.exists():
        raise problem("SRC200", say("{p} does not exist", p=path), at=Place(file=path))
    owners = [one.name for one in layout.tables if fits(path, one)]
    if len(owners) != 1:
        raise problem("SRC208", say("{p} fits {n} tables of the layout", p=path, n=len(owners)), at=Place(file=path))
    return {owners[0]: path}


def _outputs(layout: Layout, catalogue: Catalogue) -> dict[str, str]:
    """Layout name -> the catalogue's name of the table, where that is not taken yet."""
    outputs: dict[str, str] = {}
    for table in layout.tables:
        entity = catalogue.entities.get(table.grain[0].partition(".")[0])
        wanted = (entity.table if entity else None) or table.name
        outputs[table.name] = table.name if wanted in outputs.values() else wanted
    return outputs


def _cases(records: list[Record]) -> tuple[Case, ...]:
    by_case: dict[str, list[Record]] = {}
    for one in records:
        by_case.setdefault(one.case, []).append(one)
    return tuple(Case(ref=ref, records=tuple(rows)) for ref, rows in by_case.items())
