"""An event of the log as a row of words, and as lines of label and value."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

COLUMNS: Final = ("seq", "time", "event", "outcome", "party", "bundle", "agreement", "role", "key", "code", "counts")


def cells_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The row of one event, a cell for each of ``COLUMNS``."""
    agreement = f"{content['agreement']['id']} {content['agreement']['version']}" if "agreement" in content else ""
    counts = "; ".join(f"{key} {number}" for key, number in content.get("counts", {}).items())
    actor, of = content["actor"], [content.get(key, "") for key in ("party", "bundle_id")]
    ends = (actor["role"], actor["key_id"], content.get("code", ""), counts)
    return (f"{content['seq']:06}", content["time"], content["event"], content["outcome"], *of, agreement, *ends)


def flat(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and value of everything that the event says."""
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from ((f"{key} {inner}", str(one)) for inner, one in value.items())
        else:
            yield key, str(value)
