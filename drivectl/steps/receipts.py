"""What the log says of a redaction: how many files and texts, how much was hidden by kind; nothing of the texts."""

from collections import Counter
from collections.abc import Sequence

from drivectl.model.event import Entry, Event
from drivectl.steps.desk import Desk
from drivectl.steps.redacting import Redacted


def record_redaction(desk: Desk, made: Sequence[Redacted], weakened: int) -> None:
    """One line for the run, and one for each setting with which the officer made it less careful."""
    hidden: Counter[str] = Counter()
    for one in made:
        hidden.update({f"redacted.{kind}": number for kind, number in one.counts.items()})
    counts = {"files": len(made), "notes": sum(one.texts for one in made), **hidden}
    for _ in range(weakened):
        desk.record(Entry(event=Event.SETTING_WEAKENED, actor=desk.actor()))
    desk.record(Entry(event=Event.REDACT_RUN, actor=desk.actor(), counts=counts))
