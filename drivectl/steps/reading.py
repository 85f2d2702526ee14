"""Who opens a bundle here, and what they know."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drivectl import files
from drivectl.agreement.document import read_form
from drivectl.errors import DrivectlError
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
        accepted={one: read_form(data, path).discloser for one, path, data in _accepted(desk)},
        now=desk.now(),
        seen=seen.get,
        max_size=max_size or MAX_SIZE,
    )


def _accepted(desk: Desk) -> Iterator[tuple[str, Path, bytes]]:
    for one in desk.trust.accepted():
        data = desk.trust.accepted_agreement(one)
        if data is not None:
            yield one, desk.trust.folder / "agreements" / f"{one}.json", data


def refuse_open_place(desk: Desk, bundle: Path, target: Path, *, allow: bool) -> None:
    """Real cases are not written where git or a sync program would carry them away; allowing it is logged."""
    from drivectl.bundle.open import inspect_bundle  # noqa: PLC0415 -- cryptography loads late

    if files.open_place(target) is None:
        return
    try:
        says: Any = inspect_bundle(bundle, reader_of(desk)).statement["predicate"]
    except DrivectlError:
        return  # it will not be opened: receiving it says why, and logs that
    if not says["treatment"]["synthetic"] and files.refuse_open_place(target, allow=allow):
        desk.did(Event.SETTING_WEAKENED)
