"""Text that may be shown: no value from the data can enter a message, by type.

``Safe`` is a ``str`` that only this module makes: from a literal template and slots that are
counts, paths, identifiers of ours, or other ``Safe`` text. A message field typed ``Safe`` refuses
a plain ``str`` (mypy at build time, ``TypeError`` at run time), so a cell value cannot get in by
habit or by haste. A house test checks that every template is a literal.
"""

import re
from pathlib import PurePath
from typing import Final, LiteralString

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _./@:$*'&()\-]{0,119}")


class Safe(str):
    """Text free of values from the data; made by :func:`say`, :func:`name` and :func:`shown_path`."""

    __slots__ = ()


def say(template: LiteralString, /, **slots: int | Safe | PurePath) -> Safe:
    """Fill ``template`` (a literal) with counts, paths and safe text.

    Raises ``TypeError`` when a slot holds anything else, a plain ``str`` included.
    """
    for key, slot in slots.items():
        if not isinstance(slot, (int, Safe, PurePath)):
            raise TypeError(f"slot {key!r} is {type(slot).__name__}, not safe text")
    return Safe(template.format(**{key: shown_path(s) if isinstance(s, PurePath) else s for key, s in slots.items()}))


def name(identifier: str) -> Safe:
    """An identifier that a policy file, the catalogue or the tool itself defined: never a cell.

    Anything that does not look like one becomes ``(not shown)``, so that a mistake hides rather than leaks.
    """
    return Safe(identifier) if _NAME.fullmatch(identifier) else Safe("(not shown)")


def names(identifiers: "list[str] | tuple[str, ...]", limit: int = 12) -> Safe:
    """Several identifiers, comma separated, with a count of those left out."""
    shown = [name(one) for one in identifiers[:limit]]
    more = len(identifiers) - len(shown)
    return Safe(", ".join(shown) + (f" and {more} more" if more > 0 else ""))


def shown_path(path: PurePath | str) -> Safe:
    """A path the person typed or the tool made, with control and bidirectional characters escaped."""
    return Safe("".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in str(path)))
