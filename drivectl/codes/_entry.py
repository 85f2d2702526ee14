"""What the registry knows of one code."""

from typing import Literal, NamedTuple


class Code(NamedTuple):
    """One entry: ``exit`` is the status a command ends with; the texts make up the page of ``explain``."""

    code: str
    name: str
    exit: int
    what: str
    why: str
    fix: str
    severity: Literal["error", "warning", "note"] = "error"
    """How grave a finding of this code is, where the finding itself does not say."""
    law: tuple[str, ...] = ()
    """What the rule rests on: statute, guidance or published practice."""
