"""The kinds of document that can be read whole."""

from pathlib import Path
from typing import Final

from drivectl.source.paper import Paper

PAPERS: Final = frozenset({"docx", "eml", "pdf"})


def read_paper(kind: str, data: bytes, path: Path, depth: int = 0) -> Paper:
    """The document in ``data``; what is attached to it is read too. Each reader loads when it is needed."""
    if kind == "docx":
        from drivectl.source.docx import read_docx  # noqa: PLC0415 -- start-up

        return read_docx(data, path)
    if kind == "eml":
        from drivectl.source.eml import read_eml  # noqa: PLC0415

        return read_eml(data, path, read_paper, depth)
    from drivectl.source.pdf import read_pdf  # noqa: PLC0415

    return read_pdf(data, path, read_paper, depth)
