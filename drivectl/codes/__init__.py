"""THE registry of codes: code -> name, exit status, what it means, why it matters, how to fix it.

One code has one exit status wherever it is raised, and one page (``drivectl explain CODE``).
A family of codes is one small file beside this one; a duplicate is refused at import.
"""

from drivectl.codes._entry import Code
from drivectl.codes.agreements import AGREEMENTS
from drivectl.codes.audit import AUDIT
from drivectl.codes.bundles import BUNDLES
from drivectl.codes.environment import ENVIRONMENT
from drivectl.codes.keys import KEYS
from drivectl.codes.output import OUTPUT
from drivectl.codes.proofs import PROOFS
from drivectl.codes.rules import RULES
from drivectl.codes.rules_law import RULES_LAW
from drivectl.codes.rules_safety import RULES_SAFETY
from drivectl.codes.source import SOURCE

__all__ = ["CODES", "Code", "exit_of"]


def _registry(*families: tuple[Code, ...]) -> dict[str, Code]:
    codes: dict[str, Code] = {}
    for entry in (code for family in families for code in family):
        if entry.code in codes:
            raise ValueError(f"duplicate code {entry.code}")
        codes[entry.code] = entry
    return codes


CODES = _registry(AGREEMENTS, RULES, RULES_LAW, RULES_SAFETY, PROOFS, SOURCE, OUTPUT, KEYS, BUNDLES, AUDIT, ENVIRONMENT)


def exit_of(code: str) -> int:
    """The exit status of ``code`` (``KeyError`` for a code that is not registered)."""
    return CODES[code].exit
