"""Who opens a bundle here, and what they know."""

from typing import TYPE_CHECKING

from drivectl.model.event import Event
from drivectl.steps.desk import Desk

if TYPE_CHECKING:
    from drivectl.bundle.open import Reader


def reader_of(desk: Desk, max_size: int | None = None) -> "Reader":
    """Who opens here: our keys, whom we trust, which agreements we accepted, which bundles we have seen."""
    from drivectl.bundle.open import MAX_SIZE, Reader  # noqa: PLC0415

    lines = [one.content for one in desk.log.lines() if one.content["event"] == Event.BUNDLE_OPENED]
    seen = {one["bundle_id"]: one["statement_sha256"] for one in lines}
    return Reader(
        agency=desk.agency,
        identities=desk.keyring.identities(),
        trusted={one.party: desk.signing_keys(one.party) for one in desk.trust.records()},
        accepted=desk.trust.accepted(),
        now=desk.now(),
        seen=seen.get,
        max_size=max_size or MAX_SIZE,
    )
