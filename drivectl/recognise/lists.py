"""Our own word lists (``data/*.txt``): one or more entries a line, ``#`` starts a comment, lower case."""

import hashlib
import re
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
def any_of(*names: str) -> frozenset[str]:
    """The words of several lists together."""
    return frozenset().union(*(words(name) for name in names))


@cache
def is_plain(word: str) -> bool:
    """Whether a lower-case word is everyday English or on the keep-list, as it stands, by its parts or by its stem."""
    plain = any_of("keep", "common")
    if word in plain:
        return True
    parts = word.replace("'", "-").split("-")
    if len(parts) > 1:
        return all(one in plain or len(one) < 3 for one in parts)
    ends = ((end, len(end)) for end in ("s", "es", "d", "ed", "ing", "ly", "er") if word.endswith(end))
    return any(word[:-size] in words("common") and len(word) - size > 3 for _, size in ends)


@cache
def is_word(word: str) -> bool:
    """Whether a lower-case word is plain, or any English word that is none of our names: a capital makes it no name."""
    if is_plain(word) or word in words("english"):
        return True
    if word in any_of("first_names", "surnames", "wordy", "nicknames"):
        return False
    ends = (end for end in ("s", "es", "d", "ed", "ing", "ly", "er") if word.endswith(end))
    return any(word[: -len(end)] in words("english") and len(word) - len(end) > 3 for end in ends)


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Names of laws, bodies and conditions with a word in them that may be a name, by their first letters."""
    lines = (line.partition("#")[0] for line in _read("phrases").splitlines())
    found: dict[str, tuple[str, ...]] = {}
    for one in (one.strip() for line in lines for one in line.split(",")):
        if one:
            head = re.split("[^a-z]", one)[0]
            found[head] = (*found.get(head, ()), one)
    return found


@cache
def groups(name: str) -> dict[str, frozenset[str]]:
    """Word -> every word that stands on a line with it (nicknames)."""
    table: dict[str, set[str]] = {}
    for line in (line.partition("#")[0].split() for line in _read(name).splitlines()):
        for word in line:
            table.setdefault(word, set()).update(line)
    return {word: frozenset(others) for word, others in table.items()}


@cache
def digest(*names: str) -> str:
    """SHA-256 over the named lists, for the statement."""
    return hashlib.sha256("\0".join(_read(name) for name in names).encode()).hexdigest()


@cache
def _read(name: str) -> str:
    return (_DATA / f"{name}.txt").read_text(encoding="utf-8").lower()
