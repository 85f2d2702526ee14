"""The policies of a site: every file of the folder, loaded and checked against each other."""

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from drivectl.errors import Diagnostic, DrivectlError, Place, failure, problem
from drivectl.model.agreement import Agreement, Baseline, Parties
from drivectl.model.catalogue import Catalogue
from drivectl.model.layout import Layout
from drivectl.safe import name, names, say
from drivectl.spec import load
from drivectl.spec.report import nearest

Loaded = TypeVar("Loaded", Agreement, Layout)
Anything = TypeVar("Anything")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """One folder of policies: one catalogue, one baseline, agreements and layouts by id."""

    folder: Path
    catalogue: Catalogue
    parties: Parties
    baseline: Baseline
    agreements: Mapping[str, Agreement]
    layouts: Mapping[str, Layout]


def load_policies(folder: Path) -> Policies:
    """Load ``folder``; what is wrong in any file is raised at once."""
    found: list[Diagnostic] = []
    catalogue = _tried(lambda: load.load_catalogue(folder / "catalogue.yaml"), found)
    parties = _tried(lambda: load.load_parties(folder / "parties.yaml"), found)
    if catalogue is None or parties is None:
        raise failure(*found)  # the rest can only be checked against these two
    baseline = load.load_baseline(folder / "baseline.yaml", catalogue, parties)
    agreements = _by_id(
        policy_files(folder / "isa"), lambda path: load.load_agreement(path, catalogue, parties, baseline), found
    )
    layouts = _by_id(policy_files(folder / "layouts"), lambda path: load.load_layout(path, catalogue), found)
    if (form := folder / "flags.yaml").exists():
        _tried(lambda: load.check_flags_form(form, catalogue, parties, baseline), found)
    found.extend(_one_sided(agreements))
    if found:
        raise failure(*found)
    return Policies(
        folder=folder,
        catalogue=catalogue,
        parties=parties,
        baseline=baseline,
        agreements=MappingProxyType(agreements),
        layouts=MappingProxyType(layouts),
    )


def policy_files(folder: Path) -> list[Path]:
    """The policy files of ``folder`` in order of name; signatures beside them are not policies."""
    return sorted(one for one in folder.glob("*.yaml") if not one.name.endswith(".sig.yaml"))


def _tried(read: Callable[[], Anything], found: list[Diagnostic]) -> Anything | None:
    try:
        return read()
    except DrivectlError as error:
        found.extend(error.diagnostics)
        return None


def _by_id(paths: list[Path], read: Callable[[Path], Loaded], found: list[Diagnostic]) -> dict[str, Loaded]:
    known: dict[str, Loaded] = {}
    for path in paths:
        one = _tried(functools.partial(read, path), found)
        if one is None:
            continue
        if one.id in known:
            what = say("the id {id} is taken by {other}", id=name(one.id), other=known[one.id].path)
            found.append(Diagnostic(code="STR010", what=what, at=Place(file=path)))
        known.setdefault(one.id, one)
    return known


def _one_sided(agreements: Mapping[str, Agreement]) -> Iterator[Diagnostic]:
    """Tokens join across two agreements only where both say so."""
    for one in agreements.values():
        for other in one.linkable_with:
            if other not in agreements or one.id not in agreements[other].linkable_with:
                what = say("linkable_with names {other}, which does not name this agreement", other=name(other))
                yield Diagnostic(code="STR010", what=what, at=Place(file=one.path))


def find_agreement(policies: Policies, named: str) -> Agreement:
    """The agreement that ``named`` means: the path of a file, else an id, else the stem of one file."""
    agreements = policies.agreements
    path = Path(named)
    if path.suffix in {".yaml", ".yml"} or path.is_file():
        same = [one for one in agreements.values() if path.exists() and one.path.exists() and one.path.samefile(path)]
        if not same and path.is_file():
            return load.load_agreement(path, policies.catalogue, policies.parties, policies.baseline)
    elif named in agreements:
        same = [agreements[named]]
    else:
        same = [one for one in agreements.values() if one.path.stem == named]
    if len(same) == 1:
        return same[0]
    stems = [one.path.stem for one in agreements.values()]
    fix = nearest(named, [*agreements, *stems]) or say("there are: {all}", all=names(list(agreements)))
    raise problem("XFR612", say("{named} names no agreement here, or more than one", named=name(named)), fix=fix)
