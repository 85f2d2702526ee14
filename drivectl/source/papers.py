"""The kinds of document that can be read whole."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from drivectl.source.docx import read_docx
from drivectl.source.eml import read_eml
from drivectl.source.paper import Attached, Paper
from drivectl.source.pdf import read_pdf

_HOLDERS: Final[Mapping[str, Callable[[bytes, Path, Attached, int], Paper]]] = {"eml": read_eml, "pdf": read_pdf}
"""Kinds with files in them."""
PAPERS: Final = frozenset({"docx", *_HOLDERS})


def read_paper(kind: str, data: bytes, path: Path, depth: int = 0) -> Paper:
    """The document in ``data``; what is attached to it is read as deep as it goes."""
    return read_docx(data, path) if kind == "docx" else _HOLDERS[kind](data, path, read_paper, depth)
