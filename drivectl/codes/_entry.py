"""What the registry knows of one code."""

from typing import NamedTuple


class Code(NamedTuple):
    """One entry: ``exit`` is the status a command ends with; the texts make up the page of ``explain``."""

    code: str
    name: str
    exit: int
    what: str
    why: str
    fix: str
