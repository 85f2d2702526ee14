"""The scenes of the tour, in order: scan, plan, draft, read, send, open, compare, verify."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from drivectl import files, pipeline
from drivectl.audit.verify import verify
from drivectl.model.action import Act
from drivectl.model.bundle import Sealed
from drivectl.model.layout import InputShape
from drivectl.recognise.engine import NAMES, Engine
from drivectl.render.plan import field_rows, flow_lines
from drivectl.source.workbook import rows_of
from drivectl.steps import reviews
from drivectl.steps.copies import Judged
from drivectl.steps.intake import take_in
from drivectl.steps.scanning import count_export
from drivectl.tour.stage import EVALUATOR, POLICE, Stage

TO: Final = (POLICE, EVALUATOR)
READER: Final = "A. Reader"
_SHOWN: Final = 3


@dataclass
class Tour:
    """What the scenes share: where things lie, how to tell, and what was checked on the way."""

    stage: Stage
    tell: Callable[[str], None]
    checks: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def order(self) -> pipeline.Order:
        """What the officer asks for."""
        return pipeline.Order(folder=self.stage.export, to=TO)

    def check(self, what: str, holds: object) -> None:
        """Note whether something is as it should be; the tour fails where it is not."""
        self.checks.append((what, bool(holds)))
        self.tell(f"  {'ok' if holds else 'WRONG'}: {what}")


def scan(tour: Tour) -> None:
    """Count what personal data the texts hold."""
    tour.tell("\n1. Scan: what personal data is in the notes? (counts only, never values)")
    intake = take_in(tour.stage.drive, tour.stage.export)
    counts = count_export(intake, Engine(NAMES))
    for kind, number in sorted(counts.kinds.items(), key=lambda one: -one[1]):
        tour.tell(f"  {kind:<18} {number:>6,}")
    tour.check(f"personal data was found in {counts.texts_with:,} of {counts.texts:,} texts", counts.texts_with)


def draft(tour: Tour) -> tuple[pipeline.Drafted, ...]:
    """Draft for both partners and show a corner of a preview."""
    tour.tell("\n2. Draft: what would the police and the evaluator get?")
    made = pipeline.draft(tour.stage.drive, tour.order, tour.stage.folder)
    for one in made:
        tour.tell(f"  {one.copy.judged.ruling.party.name}")
        for line in flow_lines(one.copy.judged.plan):
            tour.tell(f"    {line}")
        table = one.copy.tables[0]
        tour.tell(f"    The first row of {table.name}, as they would see it:")
        for column, cell in list(zip(table.columns, table.rows[0], strict=True))[:6]:
            tour.tell(f"      {column.header}: {cell or '(empty)'}")
        tour.tell(f"    Everything: {one.draft.folder.name}/what-{one.party}-will-see.xlsx")
    gate = made[1].copy.judged.gate
    unique = tour.stage.world.unique_case
    tour.check("the one case that stands out is withheld from the evaluator", gate and unique in gate.suppressed)
    return made


def read(tour: Tour, made: Sequence[pipeline.Drafted]) -> tuple[pipeline.Drafted, ...]:
    """Play the person who reads the notes: decide in a sheet, take it in, draft again."""
    tour.tell("\n3. Read: the police agreement asks that a person reads each note. Here we play that person.")
    sheet, done = tour.stage.folder / "notes-to-read.csv", tour.stage.folder / "notes-read.csv"
    notes = [(one.party, note) for one in made for note in one.copy.notes]
    waiting = reviews.ask(notes, sheet)
    _decide(sheet, done)
    for row in _rows(done)[:_SHOWN]:
        tour.tell(f"  {row['Note']}: {row['Decision']} by {row['By']}. Hidden: {row['Hidden'] or 'nothing'}")
    tour.tell(f"  ... {waiting} texts in all, in {sheet.name} and {done.name}")
    unread = sum(one.copy.unread for one in made)
    taken = reviews.take(tour.stage.drive, notes, done)
    again = pipeline.draft(tour.stage.drive, tour.order, tour.stage.folder, overwrite=True)
    tour.check("texts waited for a reader before", unread)
    tour.check(
        f"{len(taken)} decisions were taken in and no text waits any more", not any(o.copy.unread for o in again)
    )
    return again


def _decide(sheet: Path, done: Path) -> None:
    """Every text is read; the first note is left out."""
    rows = _rows(sheet)
    first = next(at for at, row in enumerate(rows) if row["Field"] == "note.text")
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, [*rows[0]], quoting=csv.QUOTE_ALL)
    table.writeheader()
    for at, row in enumerate(rows):
        table.writerow(row | {"Decision": "withhold" if at == first else "read", "By": READER})
    files.write_bytes(done, text.getvalue().encode())


def _rows(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def send(tour: Tour, made: Sequence[pipeline.Drafted]) -> tuple[Sealed, ...]:
    """Seal both drafts."""
    tour.tell("\n4. Send: seal the bytes that were looked at, each to one partner's verified key")
    drafts = [one.draft.folder for one in made]
    sealed = pipeline.send(tour.stage.drive, drafts, tour.stage.folder, lambda party: party in TO)
    for one, party in zip(sealed, TO, strict=True):
        tour.tell(f"  {one.path.name} for {party}, {one.size:,} bytes")
    tour.check(
        "two bundles lie here and no draft is left", len(sealed) == len(TO) and not any(map(Path.exists, drafts))
    )
    return sealed


def opened(tour: Tour, sealed: Sequence[Sealed], made: Sequence[pipeline.Drafted]) -> None:
    """Open each bundle as its partner, and look for what must not be there."""
    tour.tell("\n5. Open, as each partner")
    for one, party, copy in zip(sealed, TO, made, strict=True):
        into = tour.stage.folder / f"opened-by-{party}"
        result = pipeline.receive(tour.stage.desks[party], one.path, into)
        tables = [path.name for path in sorted((into / "data").iterdir())]
        tour.tell(f"  {party}: {', '.join(tables)}; start with {into.name}/manifest.html")
        same = all((into / name).read_bytes() == content for name, content in copy.copy.files.items())
        tour.check(f"{party} got exactly what the preview showed", same and result.released == into)
        leaked = _planted(tour, into, copy.copy.judged)
        tour.check(f"no safe address, refuge or informant is in what {party} got", not leaked)


def _planted(tour: Tour, into: Path, judged: Judged) -> int:
    """How many of the values that may never be shared, of any case, stand in what was opened."""
    text = "\n".join(_text(path) for path in sorted((into / "data").iterdir()))
    never = {value for found in tour.stage.world.truth.values() for value in found.get("never", ())}
    assert judged.plan.cases
    return sum(value in text for value in never)


def _text(path: Path) -> str:
    if path.suffix == ".xlsx":
        rows = rows_of(path.read_bytes(), InputShape(format="xlsx", sheet=path.stem), path)
        return "\n".join(str(cell) for row in rows for cell in row)
    return path.read_text(encoding="utf-8-sig")


def compare(tour: Tour, found: Sequence[Judged]) -> None:
    """Field by field: what did each see?"""
    tour.tell("\n6. Who saw what")
    seen = [{row.field: row for row in field_rows(one.plan)} for one in found]
    fields = sorted({path for one in seen for path in one})
    tour.tell(f"  {'':<36} {'police':<36} evaluator")
    for path in fields:
        words = []
        for one in seen:
            row = one.get(path)
            partly = row is not None and row.widest is not Act.WITHHOLD and row.acts.get(Act.WITHHOLD, 0)
            word = "never" if row is None or row.never else row.words
            words.append(f"{word}{' (in part)' if partly else ''}")
        if set(words) != {"withheld"}:
            tour.tell(f"  {path:<36} {words[0]:<26} {words[1]}")
    tour.check(
        "the evaluator saw no name", all(seen[1][p].widest is Act.WITHHOLD for p in fields if p.endswith(".name"))
    )


def log(tour: Tour) -> None:
    """Verify the log."""
    tour.tell("\n7. The log: who did what, without a word about anybody")
    verdict = verify(tour.stage.drive.site.room("audit"))
    tour.check(f"the log is whole: {verdict.events} events", verdict.failure is None and verdict.events)
