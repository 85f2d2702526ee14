"""A world written as one case system would export it, in the shape that a layout declares, mess included.

The mess is what the layout says its system does: other spellings of a code, spaces after a value, surnames in
capitals, a row twice. None of it changes what a strict reader understands.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from drivectl import files
from drivectl.model.canonical import canonical
from drivectl.model.export import MISSING, SYNTHETIC_FILE, SYNTHETIC_LINE, Value
from drivectl.model.layout import Binding, Layout, TableLayout
from drivectl.synth.dice import Dice
from drivectl.synth.sheet import workbook
from drivectl.synth.world import Row, World


def write_export(world: World, layout: Layout, folder: Path) -> None:
    """Write every table of ``layout`` into the new folder ``folder``, with the label of synthetic data."""
    with files.writing_folder(folder) as staged:
        for table in layout.tables:
            rows = world.rows.get(table.grain[-1].partition(".")[0], ())
            path = staged / table.file.replace("*", "")
            files.write_bytes(path, _bytes(table, _lines(world, table, rows, layout)))
        files.write_bytes(staged / SYNTHETIC_FILE, f"{SYNTHETIC_LINE}\n".encode())


def write_truth(world: World, path: Path) -> None:
    """What was planted where, as JSON, for tests of leaks; never beside the export that is read."""
    gold = {
        note: [[one.start, one.end, one.kind.value, one.role] for one in found] for note, found in world.gold.items()
    }
    truth = {case: {kind: list(values) for kind, values in found.items()} for case, found in world.truth.items()}
    files.write_bytes(path, canonical({"cases": truth, "notes": gold, "unique_case": world.unique_case}))


def _lines(world: World, table: TableLayout, rows: tuple[Row, ...], layout: Layout) -> Iterator[list[str]]:
    for at, row in enumerate(rows):
        dice = Dice(world.seed).at("export", table.name, at)
        line = [_mess(dice, one, _cell(dice, one, row, table), layout) for one in table.bindings]
        yield line
        if dice.number("twice", 10_000) < _rate(layout, "duplicate_rows"):
            yield line


def _cell(dice: Dice, binding: Binding, row: Row, table: TableLayout) -> str:
    if binding.field is None:
        return binding.value or ""
    value = row.get(binding.field, MISSING)
    if isinstance(value, Mapping):
        return binding.format.format_map(value) if binding.format else value.get(binding.part or "", "")
    shape = table.shape
    if value is MISSING or value in {"", ()}:
        return dice.pick(f"missing {binding.header}", shape.missing) if binding.codes else shape.missing[0]
    if isinstance(value, tuple):
        return (binding.split or "; ").join(_word(dice, binding, one) for one in value)
    if isinstance(value, date):
        return value.strftime(shape.datetimes if isinstance(value, datetime) else shape.dates)
    return _word(dice, binding, value)


def _word(dice: Dice, binding: Binding, value: Value) -> str:
    spellings = binding.codes.get(str(value))
    return dice.pick(f"spelling {binding.header} {value}", spellings) if spellings else str(value)


def _mess(dice: Dice, binding: Binding, text: str, layout: Layout) -> str:
    upper = layout.quirks.get("upper_case")
    if isinstance(upper, Mapping) and binding.header in upper.get("columns", ()):
        text = text.upper() if dice.number("upper", 10_000) < upper.get("rate", 0) * 10_000 else text
    short = "\n" not in text and text
    return (
        f"{text} "
        if short and dice.number(f"space {binding.header}", 10_000) < _rate(layout, "trailing_spaces")
        else text
    )


def _rate(layout: Layout, quirk: str) -> float:
    rate = layout.quirks.get(quirk, 0)
    return rate * 10_000 if isinstance(rate, (int, float)) else 0


def _bytes(table: TableLayout, lines: Iterator[list[str]]) -> bytes:
    shape = table.shape
    headers = [one.header for one in table.bindings]
    if shape.format == "xlsx":
        return workbook(
            shape.sheet or "Sheet1", headers, list(lines), title_rows=shape.skip_rows, grouped=shape.header_rows == 2
        )
    buffer = io.StringIO(newline="")
    ending = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}[shape.line_end]
    writer = csv.writer(buffer, delimiter="\t" if shape.format == "tsv" else shape.delimiter, lineterminator=ending)
    writer.writerow(headers)
    writer.writerows(lines)
    return buffer.getvalue().encode(shape.encoding)
