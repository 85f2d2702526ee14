"""What every kind of document is read as: its words piece by piece, and how the clean file is made of other words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drivectl.safe import Safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that stand together (a paragraph, a header line). ``place`` is our word for where."""

    place: str
    text: str = field(repr=False)
    written: bool = True
    """It is in the output, masked. What is not is read all the same: ``scan`` counts it, and names in it are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document, read whole."""

    pieces: tuple[Piece, ...]
    left_out: Mapping[Safe, int]
    """What was not read and is not in the output (images, embedded files), by number."""
    write: Callable[[Sequence[str]], bytes] = field(repr=False)
    """The same kind of file, made anew of one text for each written piece and of nothing else."""


Attached = Callable[[str, bytes, Path, int], Paper]
"""Reads what is attached to a document: (its kind, its bytes, the document's path, how deep it lies)."""
