"""What a partner will see: every cell that leaves, in a workbook and a page for the person who looks before sending."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from drivectl.model.output import OutputTable
from drivectl.render.html import page

_WIDEST = 60
_LONGEST = 32_000
"""Excel holds 32,767 characters in a cell and drops the rest without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Who will see what, under which words. ``treatments``: field -> words (``render.words``), in shown order."""

    party: str
    """The partner's name, as people say it."""
    team: str
    agreement: str
    """Id and version."""
    purposes: Sequence[str]
    keep: str
    """How long the partner keeps it, in words."""
    treatments: Sequence[tuple[str, str]]
    not_in_export: Sequence[str] = ()
    tables: Sequence[OutputTable] = dataclasses.field(repr=False)
    synthetic: bool = False

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The head of both forms."""
        return [
            ("For", f"{self.party}, {self.team}"),
            ("Agreement", self.agreement),
            ("Purpose", "; ".join(one.rstrip(".") for one in self.purposes)),
            ("They keep it", self.keep),
            ("Agreed, but not in this export", ", ".join(self.not_in_export) or "nothing"),
            ("Rows", ", ".join(f"{one.name} {len(one.rows):,}" for one in self.tables)),
        ]


def preview_html(preview: Preview) -> bytes:
    """The page."""
    return page(
        "preview",
        party=preview.party,
        synthetic=preview.synthetic,
        facts=preview.facts,
        treatments=preview.treatments,
        tables=preview.tables,
    )


def preview_xlsx(preview: Preview, stream: BinaryIO) -> None:
    """The workbook: a first sheet of words, then one sheet for each table, every cell as text."""
    import xlsxwriter  # noqa: PLC0415 -- only where a workbook is written

    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    first = book.add_worksheet("Read this first")
    first.set_column(0, 0, 34)
    first.set_column(1, 1, _WIDEST + 20, wrap)
    lines = [("What " + preview.party + " will see", "SYNTHETIC: every person here is invented" * preview.synthetic)]
    lines += preview.facts
    lines += [("", ""), ("Field", "Treatment"), *preview.treatments]
    lines += [("", ""), ("A field that is not named here does not leave.", "")]
    for row, (label, value) in enumerate(lines):
        first.write_string(row, 0, label, bold)
        first.write_string(row, 1, value, wrap)
    for table in preview.tables:
        sheet = book.add_worksheet(table.name[:31])
        sheet.freeze_panes(1, 0)
        for column, one in enumerate(table.columns):
            cells = [len(row[column]) for row in table.rows]
            sheet.set_column(column, column, min(max([len(one.header), *cells]) + 2, _WIDEST))
            sheet.write_string(0, column, one.header, bold)
        for number, cells_of in enumerate(table.rows, start=1):
            for column, cell in enumerate(cells_of):
                sheet.write_string(number, column, _fits(cell), wrap)
    book.close()


def _fits(cell: str) -> str:
    return cell if len(cell) <= _LONGEST else cell[:_LONGEST] + "\n[The rest of this text is on the page, .html.]"
