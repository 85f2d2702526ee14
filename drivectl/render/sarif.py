"""Findings of ``policy lint`` as SARIF 2.1.0, which code hosts and editors show beside the line."""

from collections.abc import Sequence
from pathlib import Path

from drivectl import __version__
from drivectl.codes import CODES
from drivectl.errors import Place
from drivectl.model.lint import Finding
from drivectl.render.lint import fingerprint

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(found: Sequence[Finding]) -> dict[str, object]:
    """One run; only rules that found something are described."""
    codes = sorted({one.code for one in found})
    driver = {"name": "drivectl", "version": __version__, "rules": [_rule(code) for code in codes]}
    results = [_result(one, codes.index(one.code)) for one in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, object]:
    entry = CODES[code]
    law = f" Law: {'; '.join(entry.law)}." if entry.law else ""
    return {
        "id": code,
        "name": entry.name,
        "shortDescription": {"text": entry.what},
        "fullDescription": {"text": entry.why},
        "help": {"text": f"{entry.fix}{law} More: drivectl explain {code}"},
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(one: Finding, index: int) -> dict[str, object]:
    location: dict[str, object] = {"physicalLocation": _physical(one.at)}
    if one.path:
        location["logicalLocations"] = [{"fullyQualifiedName": one.path}]
    result: dict[str, object] = {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": one.grave,
        "message": {"text": str(one.what)},
        "locations": [location],
        "partialFingerprints": {"drivectl/v1": fingerprint(one)},
    }
    if one.related is not None:
        result["relatedLocations"] = [
            {"physicalLocation": _physical(one.related), "message": {"text": "the words that it is measured by"}}
        ]
    if one.edits:
        result["fixes"] = [_fix(one)]
    return result


def _physical(at: Place) -> dict[str, object]:
    where: dict[str, object] = {"artifactLocation": {"uri": _uri(at.file)}}
    if at.line is not None:
        start = {"startLine": at.line, "startColumn": at.column}
        where["region"] = start | ({"endLine": at.line, "endColumn": at.end_column} if at.end_column else {})
    return where


def _uri(file: Path) -> str:
    """Relative to where the command ran: reports are read beside the files, on other machines too."""
    real, here = file.resolve(), Path.cwd()
    return real.relative_to(here).as_posix() if real.is_relative_to(here) else real.as_uri()


def _fix(one: Finding) -> dict[str, object]:
    keys = ("startLine", "startColumn", "endLine", "endColumn")
    replacements = [
        {"deletedRegion": dict(zip(keys, edit[:4], strict=True)), "insertedContent": {"text": edit.text}}
        for edit in one.edits
    ]
    change = {"artifactLocation": {"uri": _uri(one.at.file)}, "replacements": replacements}
    return {"description": {"text": str(one.fix or CODES[one.code].fix)}, "artifactChanges": [change]}
