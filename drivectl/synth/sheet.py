"""A workbook as an office makes it: title rows, merged group heads over the names, all cells text.

Written part by part with the standard library, so that the same rows are the same bytes on every machine.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook(
    sheet: str, headers: Sequence[str], lines: Sequence[Sequence[str]], *, title_rows: int, grouped: bool
) -> bytes:
    """The bytes of an .xlsx with one sheet."""
    rows: list[Sequence[str]] = [[f"{sheet} (invented)"] for _ in range(title_rows)]
    merges: list[str] = []
    if grouped:
        pairs = [header.split(" / ", 1) if " / " in header else [header, ""] for header in headers]
        merges = list(_merges([group for group, _ in pairs], len(rows) + 1))
        rows.append([group if at == 0 or pairs[at - 1][0] != group else "" for at, (group, _) in enumerate(pairs)])
        rows.append([name for _, name in pairs])
    else:
        rows.append(headers)
    body = "".join(_row(number, cells) for number, cells in enumerate([*rows, *lines], 1))
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in merges)
    merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
    return _zipped(
        {
            "[Content_Types].xml": _types(),
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>'
            f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{merged}</worksheet>',
        }
    )


def _merges(groups: Sequence[str], row: int) -> Iterator[str]:
    for _, run in groupby(range(len(groups)), key=lambda at: groups[at]):
        places = list(run)
        if len(places) > 1:
            yield f"{_letter(places[0])}{row}:{_letter(places[-1])}{row}"


def _letter(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


def _row(number: int, cells: Sequence[str]) -> str:
    texts = (
        f'<c r="{_letter(at)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        for at, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{"".join(texts)}</row>'


def _types() -> str:
    parts = (("/xl/workbook.xml", "sheet.main"), ("/xl/worksheets/sheet1.xml", "worksheet"))
    overrides = "".join(f'<Override PartName="{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{rels}{overrides}</Types>'


def _relation(kind: str, target: str) -> str:
    one = f'<Relationship Id="rId1" Type="{_RELS}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{one}</Relationships>'


def _zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode())
    return buffer.getvalue()
