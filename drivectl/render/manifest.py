"""``manifest.html``: what a partner reads first, made from the statement's predicate alone, so it can say no more."""

from collections.abc import Mapping
from typing import Any

from drivectl.render.html import page
from drivectl.render.words import treatment

Predicate = Mapping[str, Any]
_SINCE = {"do_not_use": "do not use any more", "no_longer_shared": "no longer shared"}


def manifest_html(predicate: Predicate) -> bytes:
    """The page, the same bytes for the same predicate."""
    done: Predicate = predicate["treatment"]
    return page(
        "manifest",
        id=predicate["bundle_id"],
        synthetic=done["synthetic"],
        draft=done["draft"],
        urgent=predicate["changes"]["urgent"],
        facts=_facts(predicate),
        instructions=predicate["handling"]["instructions"],
        content=[_content(one) for one in predicate["content"]],
        not_in_export=", ".join(predicate["not_in_export"]),
        fields=[{"field": one["field"], "words": _words(one)} for one in done["fields"]],
        checks=_checks(done),
    )


def _facts(predicate: Predicate) -> list[tuple[str, str]]:
    agreement, handling, changes = predicate["agreement"], predicate["handling"], predicate["changes"]
    basis = "; ".join(" ".join(filter(None, (b["article"], b["condition"]))) for b in predicate["lawful_basis"])
    marking = f"-{handling['marking']}" if handling["marking"] != "none" else ""
    facts = [
        ("From", predicate["sender"]["agency_id"]),
        ("To", "; ".join(f"{one['agency_id']}, {one['team']}" for one in predicate["recipients"])),
        ("Agreement", f"{agreement['id']} {agreement['version']}"),
        ("Purpose", predicate["purpose"]),
        ("Lawful basis", basis),
        ("Made", predicate["created"]),
        ("Open by", predicate["expires"]),
        ("Delete by", predicate["retention_until"]),
        ("Handling", f"{handling['classification']}{marking}"),
        ("Passing it on", {"no": "no", "ask": "ask first", "agreement": "as agreed"}[handling["onward_sharing"]]),
    ]
    if changes["kind"] == "changes":
        kinds = ("new", "corrected", "do_not_use", "no_longer_shared")
        told = (f"{changes[one]} {_SINCE.get(one, one)}" for one in kinds)
        facts.append(("Since last time", ", ".join(told)))
    if predicate["supersedes"]:
        facts.append(("Replaces values of", ", ".join(predicate["supersedes"])))
    return facts


def _content(one: Predicate) -> dict[str, object]:
    return {
        "path": one["path"],
        "rows": one["rows"],
        "about": one["subject_group"],
        "columns": ", ".join(one["columns"]),
    }


def _words(one: Predicate) -> str:
    return treatment(one["action"], method=one["method"], level=one["level"])


def _checks(done: Predicate) -> list[tuple[str, str]]:
    review, risk, hidden = done["review"], done["risk"], done["redactions"]
    checks = [
        ("Hidden in texts", ", ".join(f"{n} {kind}" for kind, n in sorted(hidden.items())) or "nothing"),
        ("Read by a person", f"{review['read']} of {review['notes']} texts"),
        ("Cells guarded against formulas", str(done["guarded_cells"])),
        ("Rows left out", str(done["suppressed_rows"])),
    ]
    if risk["k"]:
        left = f"{risk['suppressed_ppm'] / 10_000:.1f} % of cases left out for it"
        checks.append(("Smallest group", f"{risk['k']} people alike; {left}"))
    checks += [("Found with", ", ".join(f"{one['name']} {one['version']}" for one in done["detectors"]))]
    return [(label, value) for label, value in checks if value]
