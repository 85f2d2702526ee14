"""The policies of a site: every file of the folder, loaded and checked against each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from drivectl.errors import Diagnostic, Place, failure, problem
from drivectl.model.agreement import Agreement, Baseline, Parties
from drivectl.model.catalogue import Catalogue
from drivectl.model.layout import Layout
from drivectl.model.legal import Register
from drivectl.safe import name, names, say
from drivectl.spec import load
from drivectl.spec.report import nearest
from drivectl.spec.yamlmarks import Marked

Named = TypeVar("Named", Agreement, Layout)
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
    legal: Register | None
    """None where the site has no ``legal.yaml``: then lint says so, and nothing else needs one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A folder of policies as far as it could be read, for whoever says what is wrong instead of stopping at it."""

    policies: Policies | None
    """Without what did not take its shape at all; none where catalogue, parties or baseline are not right."""
    docs: Mapping[Path, Marked]
    found: tuple[Diagnostic, ...]


def load_policies(folder: Path) -> Policies:
    """Load ``folder``; what is wrong in any file is raised at once."""
    reading = read_policies(folder)
    if reading.found or reading.policies is None:
        raise failure(*reading.found)
    return reading.policies


def read_policies(folder: Path) -> Reading:
    """Read every file of ``folder`` that can be checked."""
    taken = _Taken()
    if (own := folder / "recognisers.yaml").exists():
        taken.right(load.read_own(own))
    catalogue = taken.right(load.read_catalogue(folder / "catalogue.yaml"))
    parties = taken.right(load.read_parties(folder / "parties.yaml"))
    if catalogue is None or parties is None:
        taken.alone("isa-baseline", folder / "baseline.yaml")
        return taken.without(folder)
    baseline = taken.right(load.read_baseline(folder / "baseline.yaml", catalogue, parties))
    if baseline is None:
        return taken.without(folder)
    isas = [load.read_agreement(one, catalogue, parties, baseline) for one in policy_files(folder / "isa")]
    agreements = taken.by_id(isas)
    layouts = taken.by_id([load.read_layout(one, catalogue) for one in policy_files(folder / "layouts")])
    if (form := folder / "flags.yaml").exists():
        taken.right(load.read_flags_form(form, catalogue, parties, baseline))
    register = folder / "legal.yaml"
    legal = taken.right(load.read_legal(register, catalogue)) if register.exists() else None
    taken.found.extend(_one_sided(agreements))
    return taken.reading(
        Policies(
            folder=folder,
            catalogue=catalogue,
            parties=parties,
            baseline=baseline,
            agreements=MappingProxyType(agreements),
            layouts=MappingProxyType(layouts),
            legal=legal,
        )
    )


class _Taken:
    """What the files gave so far."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.docs: dict[Path, Marked] = {}

    def reading(self, policies: Policies | None) -> Reading:
        return Reading(policies=policies, docs=MappingProxyType(self.docs), found=tuple(self.found))

    def without(self, folder: Path) -> Reading:
        """The names in the other files cannot be checked; that each has its shape can."""
        self.alone("isa", *policy_files(folder / "isa"))
        self.alone("layout", *policy_files(folder / "layouts"))
        for kind in ("flags", "legal"):
            self.alone(kind, *folder.glob(f"{kind}.yaml"))
        return self.reading(None)

    def alone(self, kind: str, *paths: Path) -> None:
        """What is wrong with files as they stand, whatever they name."""
        for path in paths:
            self._note(load.read_shape(kind, path))

    def right(self, read: "load.Read[Anything]") -> Anything | None:
        """What a file holds if nothing is wrong with it."""
        self._note(read)
        return None if read.found else read.value

    def by_id(self, reads: "Sequence[load.Read[Named]]") -> dict[str, Named]:
        known: dict[str, Named] = {}
        for read in reads:
            self._note(read)
            if (one := read.value) is None:
                continue
            if one.id in known:
                what = say("the id {id} is taken by {other}", id=name(one.id), other=known[one.id].path)
                self.found.append(Diagnostic(code="STR010", what=what, at=Place(file=read.path)))
            known.setdefault(one.id, one)
        return known

    def _note(self, read: "load.Read[Anything]") -> None:
        self.found.extend(read.found)
        if read.doc is not None:
            self.docs[read.path] = read.doc


def policy_files(folder: Path) -> list[Path]:
    """The policy files of ``folder`` in order of name; signatures beside them are not policies."""
    return sorted(one for one in folder.glob("*.yaml") if not one.name.endswith(".sig.yaml"))


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
