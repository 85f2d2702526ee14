"""The kinds of document that can be read whole."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from drivectl.source.docx import read_docx
from drivectl.source.eml import read_eml
from drivectl.source.paper import Paper

_READERS: Final[Mapping[str, Callable[[bytes, Path], Paper]]] = {"docx": read_docx}
PAPERS: Final = frozenset({*_READERS, "eml"})


def read_paper(kind: str, data: bytes, path: Path, depth: int = 0) -> Paper:
    """The document in ``data``; what is attached to a mail is read as deep as it goes."""
    if kind == "eml":
        return read_eml(data, path, read_paper, depth)
    return _READERS[kind](data, path)
