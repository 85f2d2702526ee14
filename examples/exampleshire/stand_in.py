"""Stands in for the people of this walk-through, where they would sit in an editor or in Excel.

    python stand_in.py edit SITE PARTY    who you are, in .drivectl.yaml; dates and status, in the policies
    python stand_in.py flags EXPORT       the statements of flags.xlsx, said again today
    python stand_in.py read SHEET         every note of a review, read

For these invented cases only. With real ones every line of this is a person's decision.
"""

import csv
import re
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

TODAY = datetime.now(UTC).date()


def edit(site: Path, party: str) -> None:
    """A data protection officer dates the agreements and says that they are agreed."""
    settings = f"agency: {party}\nstate: ../state/{party}\n"
    (site / ".drivectl.yaml").write_text(settings, encoding="utf-8")
    days = {"effective": TODAY, "review_by": TODAY + timedelta(days=180), "expires": TODAY + timedelta(days=365)}
    for path in (site / "policies/baseline.yaml", *sorted((site / "policies/isa").glob("*.yaml"))):
        text = path.read_text(encoding="utf-8")
        for key, day in days.items():
            text = re.sub(rf"(?m)^{key}: .*$", f"{key}: {day}", text)
        text = re.sub(r"(?m)^status: draft\b", "status: agreed", text)
        path.write_text(text, encoding="utf-8")


def flags(export: Path) -> None:
    """The officer asks again who works where, finds that nothing changed, and writes today beside each answer."""
    sheet = export / "flags.xlsx"
    with zipfile.ZipFile(sheet) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    day = str(TODAY).encode()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            cells = name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml"
            book.writestr(name, re.sub(rb">\d{4}-\d\d-\d\d<", b">" + day + b"<", data) if cells else data)


def read(sheet: Path) -> None:
    """The officer reads what would leave of each note, and hides nothing more."""
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.DictWriter(stream, rows[0].keys())
        table.writeheader()
        table.writerows(row | {"Decision": "read", "By": "A. Example"} for row in rows)


if __name__ == "__main__":
    verb, where, *party = sys.argv[1:]
    {"edit": edit, "flags": flags, "read": read}[verb](Path(where), *party)
