"""The pieces of one document (paragraphs, cells, notes) searched as the one text that a person reads.

A name and its label, or the lines of an address, may stand in several pieces. What is found across an edge is cut
there, so that each piece can be masked where it stands.
"""

import dataclasses
from collections.abc import Sequence

from drivectl.model.finding import Cast, Finding
from drivectl.recognise.engine import Engine


class Whole(Engine):
    """An engine whose texts are pieces of one document, in the order of reading."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, texts: Sequence[str], cast: Cast) -> list[list[Finding]]:
        """The findings of each piece."""
        (found,) = self._engine.find(["\n".join(texts)], cast)
        parted: list[list[Finding]] = []
        start = 0
        for text in texts:
            here = [one for one in found if one.start < start + len(text) and start < one.end]
            parted.append([_inside(one, start, text) for one in here])
            start += len(text) + 1
        return parted


def _inside(one: Finding, start: int, text: str) -> Finding:
    return dataclasses.replace(one, start=max(0, one.start - start), end=min(len(text), one.end - start))
