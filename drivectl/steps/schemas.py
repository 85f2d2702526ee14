"""The JSON Schema of a kind of policy file, with the names that this site's own files define."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from drivectl.spec import load
from drivectl.spec.schemas.published import KINDS, schema_of
from drivectl.spec.vocabulary import Vocabulary

ALONE = ("catalogue", "parties", "recognisers")
"""The kinds that name nothing which other files define."""


def schemas(folder: Path, kinds: Iterable[str] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of each of ``kinds``, or of all; what stands in ``folder`` must load as far as it is needed."""
    wanted = list(kinds) or list(KINDS)
    yield from ((kind, schema_of(kind, Vocabulary())) for kind in wanted if kind in ALONE)
    if set(wanted) <= set(ALONE):
        return
    catalogue = load.load_catalogue(folder / "catalogue.yaml")
    parties = load.load_parties(folder / "parties.yaml")
    baseline = None
    for kind in (one for one in wanted if one not in ALONE):
        if kind != "isa-baseline" and baseline is None:
            baseline = load.load_baseline(folder / "baseline.yaml", catalogue, parties)
        own = None if kind == "isa-baseline" else baseline
        yield kind, schema_of(kind, Vocabulary(catalogue, parties, own))
