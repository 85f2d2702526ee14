"""The log for commands whose act is recorded: checked before it, since what cannot be recorded is not done."""

from typing import TYPE_CHECKING

from drivectl.cli.desk import desk_of

if TYPE_CHECKING:
    from drivectl.cli.options import Run


class Logbook:
    """One run's way to the log; making it raises AUD710 where the log is broken."""

    def __init__(self, run: "Run") -> None:
        self._agency = run.agency
        self._log = desk_of(run).log
        with self._log.held():
            pass

    def record(self, event: str, *, key_id: str = "none", party: str | None = None, keys: int | None = None) -> int:
        """Record what an officer did; the number of the event."""
        from drivectl.model.event import Actor, Entry, Event  # noqa: PLC0415

        counts = {} if keys is None else {"keys": keys}
        actor = Actor(self._agency, "officer", key_id)
        return self._log.append(Entry(event=Event[event], actor=actor, party=party, counts=counts))
