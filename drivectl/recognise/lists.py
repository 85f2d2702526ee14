"""Our own word lists (``data/*.txt``): one or more entries a line, ``#`` starts a comment, lower case."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data"


@cache
def words(name: str) -> frozenset[str]:
    """The single words of a list."""
    text = "\n".join(line.partition("#")[0] for line in _read(name).splitlines())
    return frozenset(text.replace(",", " ").split())


@cache
def phrases(name: str) -> frozenset[str]:
    """The entries of a list that may hold blanks: separated by commas or line ends."""
    lines = (line.partition("#")[0] for line in _read(name).splitlines())
    return frozenset(entry.strip() for line in lines for entry in line.split(",") if entry.strip())


@cache
def groups(name: str) -> tuple[frozenset[str], ...]:
    """One group of equivalent words a line (nicknames)."""
    lines = (line.partition("#")[0].split() for line in _read(name).splitlines())
    return tuple(frozenset(line) for line in lines if line)


@cache
def digest(*names: str) -> str:
    """SHA-256 over the named lists, for the statement."""
    return hashlib.sha256("\0".join(_read(name) for name in names).encode()).hexdigest()


@cache
def _read(name: str) -> str:
    return (_DATA / f"{name}.txt").read_text(encoding="utf-8").lower()
