"""A diagnostic as plain data for ``--json``."""

import hashlib

from drivectl.codes import CODES
from drivectl.errors import Diagnostic


def diagnostic_json(found: Diagnostic) -> dict[str, object]:
    """``drivectl/diagnostic/v1``: every key is always there, null where it says nothing."""
    entry, at = CODES[found.code], found.at
    place = (str(at.file), at.line, at.column, at.row, at.field) if at else ()
    print_of = hashlib.sha256("\0".join(map(str, (found.code, found.what, *place))).encode("utf-8", "replace"))
    return {
        "schema": "drivectl/diagnostic/v1",
        "code": found.code,
        "name": entry.name,
        "exit": entry.exit,
        "severity": found.severity,
        "message": str(found.what),
        "file": str(at.file) if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "end_column": at.end_column if at else None,
        "row": at.row if at else None,
        "field": str(at.field) if at and at.field else None,
        "why": str(found.why or entry.why),
        "fix": str(found.fix or entry.fix),
        "notes": [str(note) for note in found.notes],
        "fingerprint": print_of.hexdigest()[:16],
    }
