"""Findings of ``policy lint`` as data."""

import hashlib
from collections.abc import Sequence

from drivectl.codes import CODES
from drivectl.model.export import record_of
from drivectl.model.legal import Register
from drivectl.model.lint import Finding


def finding_json(found: Finding) -> dict[str, object]:
    """One finding: every key is always there, null where it says nothing."""
    entry, at = CODES[found.code], found.at
    return {
        "code": found.code,
        "name": entry.name,
        "severity": found.grave,
        "message": str(found.what),
        "file": str(at.file),
        "line": at.line,
        "column": at.column,
        "end_line": at.line if at.end_column else None,
        "end_column": at.end_column,
        "path": found.path or None,
        "why": str(found.why or entry.why),
        "legal": [*entry.law, *map(str, found.legal)],
        "help": str(found.fix or entry.fix),
        "fix": {"safe": found.safe, "edits": [one._asdict() for one in found.edits]},
        "counterexample": record_of(found.example) if found.example else None,
        "fingerprint": fingerprint(found),
    }


def fingerprint(found: Finding) -> str:
    """The same for the same finding when lines above it come or go."""
    said = (found.code, found.at.file.name, found.path, found.what)
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:16]


def totals(found: Sequence[Finding]) -> dict[str, int]:
    """How many of each severity."""
    return {one: sum(each.grave == one for each in found) for one in ("error", "warning", "note")}


def reviewers(legal: Register | None) -> str:
    """Who has reviewed the rows of the legal register that findings rest on."""
    if legal is None:
        return "There is no legal register here: what agreements cite was not checked."
    names = sorted({one.reviewed_by for one in legal.rows.values() if one.reviewed_by})
    done = sum(bool(one.reviewed_by) for one in legal.rows.values())
    if not done:
        return "Legal rows: reviewed by nobody. This is not legal advice."
    return f"Legal rows: {done} of {len(legal.rows)} reviewed by {', '.join(names)}. This is not legal advice."
