"""``manifest.html``: what a partner reads first, made from the statement's predicate alone, so it can say no more."""

from collections.abc import Mapping, Sequence
from typing import Any

from drivectl.render.html import page
from drivectl.render.words import treatment

Predicate = Mapping[str, Any]


def manifest_html(predicate: Predicate) -> bytes:
    """The page, the same bytes for the same predicate."""
    done: Predicate = predicate["treatment"]
    handling: Predicate = predicate["handling"]
    return page(
        "manifest",
        id=predicate["bundle_id"],
        synthetic=bool(done.get("synthetic")),
        draft=bool(done.get("draft")),
        urgent=bool(predicate.get("changes", {}).get("urgent")),
        facts=_facts(predicate),
        instructions=list(handling.get("instructions", ())),
        content=[_content(one) for one in predicate["content"]],
        not_in_export=", ".join(predicate.get("not_in_export", ())),
        fields=[{"field": one["field"], "words": _words(one)} for one in done["fields"]],
        checks=_checks(done),
    )


def _facts(predicate: Predicate) -> list[tuple[str, str]]:
    agreement, sender, handling = predicate["agreement"], predicate["sender"], predicate["handling"]
    to = "; ".join(f"{one['agency_id']}, {one['team']}" for one in predicate["recipients"])
    basis = "; ".join(" ".join(filter(None, (b.get("article"), b.get("condition")))) for b in predicate["lawful_basis"])
    marking = handling.get("marking")
    facts = [
        ("From", sender["agency_id"]),
        ("To", to),
        ("Agreement", f"{agreement['id']} {agreement['version']}"),
        ("Purpose", _listed(predicate["purpose"])),
        ("Lawful basis", basis),
        ("Made", predicate["created"]),
        ("Open by", predicate.get("expires") or "no date"),
        ("Delete by", predicate.get("retention_until") or "as the agreement says, for each case"),
        ("Handling", f"{handling['classification']}" + (f"-{marking}" if marking and marking != "none" else "")),
        ("Passing it on", {"no": "no", "ask": "ask first", "agreement": "as agreed"}[handling["onward_sharing"]]),
    ]
    changes = predicate.get("changes", {})
    if changes.get("kind") == "changes":
        names = (("new", "new"), ("corrected", "corrected"), ("do_not_use", "do not use any more"))
        told = [f"{changes.get(key, 0)} {words}" for key, words in names]
        facts.append(("Since last time", ", ".join([*told, f"{changes.get('no_longer_shared', 0)} no longer shared"])))
    if predicate.get("supersedes"):
        facts.append(("Replaces values of", ", ".join(predicate["supersedes"])))
    return facts


def _content(one: Predicate) -> dict[str, object]:
    columns = [c if isinstance(c, str) else c.get("name", c.get("header", "")) for c in one.get("columns", ())]
    return {"path": one["path"], "rows": one["rows"], "about": one["subject_group"], "columns": ", ".join(columns)}


def _words(one: Predicate) -> str:
    return treatment(one["action"], method=one.get("method"), level=one.get("level"))


def _checks(done: Predicate) -> list[tuple[str, str]]:
    review, risk = done.get("review") or {}, done.get("risk") or {}
    hidden = done.get("redactions") or {}
    checks = [
        ("Hidden in texts", ", ".join(f"{n} {kind}" for kind, n in sorted(hidden.items())) or "nothing"),
        ("Read by a person", f"{review.get('read', 0)} of {review.get('notes', 0)} texts"),
        ("Cells guarded against formulas", str(done.get("guarded_cells", 0))),
        ("Rows left out", str(done.get("suppressed_rows", 0))),
    ]
    if risk.get("k"):
        ppm = int(risk.get("suppressed_ppm", 0))
        checks.append(("Smallest group", f"{risk['k']} people alike; {ppm / 10_000:.1f} % of cases left out for it"))
    checks += [("Found with", ", ".join(f"{one['name']} {one['version']}" for one in done.get("detectors", ())))]
    return [(label, value) for label, value in checks if value]


def _listed(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "; ".join(value)
