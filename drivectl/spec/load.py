"""Every kind of YAML file into the model: all that is wrong with a file at once, each thing at its place."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from drivectl.errors import Diagnostic, DrivectlError, failure
from drivectl.model.agreement import Agreement, Baseline, Parties, Party
from drivectl.model.catalogue import Catalogue
from drivectl.model.layout import Layout
from drivectl.model.legal import Register
from drivectl.model.own import OwnRecognisers
from drivectl.safe import say
from drivectl.spec import yamlmarks
from drivectl.spec.agreements import agreement_of
from drivectl.spec.baselines import baseline_of
from drivectl.spec.catalogues import catalogue_of
from drivectl.spec.conditions import given
from drivectl.spec.flagsform import check_form
from drivectl.spec.layouts import layout_of
from drivectl.spec.legal import legal_of
from drivectl.spec.own import own_of
from drivectl.spec.report import Report
from drivectl.spec.schemas.baseline import BaselineShape
from drivectl.spec.schemas.catalogue import CatalogueShape, PartiesShape, PartyShape
from drivectl.spec.schemas.check import check
from drivectl.spec.schemas.isa import AgreementShape
from drivectl.spec.schemas.layout import FlagsFormShape, LayoutShape, SettingsShape
from drivectl.spec.schemas.legal import LegalShape
from drivectl.spec.schemas.own import OwnRecognisersShape
from drivectl.spec.words import Words
from drivectl.spec.yamlmarks import Marked

Shape = TypeVar("Shape", bound=BaseModel)
Held = TypeVar("Held")
_SHAPES: Final[dict[str, type[BaseModel]]] = {
    "catalogue/v1": CatalogueShape,
    "parties/v1": PartiesShape,
    "isa-baseline/v1": BaselineShape,
    "isa/v1": AgreementShape,
    "layout/v1": LayoutShape,
    "flags/v1": FlagsFormShape,
    "legal/v1": LegalShape,
}


@dataclass(frozen=True, slots=True)
class Read(Generic[Held]):
    """A file as far as it could be read, and all that is wrong with it."""

    path: Path
    doc: Marked | None
    value: Held | None
    found: tuple[Diagnostic, ...]

    def whole(self) -> Held:
        """What the file holds, if nothing at all is wrong with it."""
        if self.found:
            raise failure(*self.found)
        assert self.value is not None
        return self.value


def read_catalogue(path: Path, raw: bytes | None = None) -> Read[Catalogue]:
    """The catalogue at ``path``; here and below, or the one in ``raw`` that stands there in another version."""
    return _read(CatalogueShape, path, catalogue_of, raw)


def read_parties(path: Path, raw: bytes | None = None) -> Read[Parties]:
    """The parties at ``path``."""
    return _read(PartiesShape, path, _parties, raw)


def read_baseline(
    path: Path, catalogue: Catalogue, parties: Parties | None = None, raw: bytes | None = None
) -> Read[Baseline]:
    """The baseline at ``path``; with ``parties``, the parties that its tests name are checked too."""
    return _read(BaselineShape, path, lambda shape, report: baseline_of(shape, report, catalogue, parties), raw)


def read_agreement(
    path: Path, catalogue: Catalogue, parties: Parties, baseline: Baseline, raw: bytes | None = None
) -> Read[Agreement]:
    """The agreement at ``path``, or the one in ``raw`` that is to stand there."""
    return _read(
        AgreementShape, path, lambda shape, report: agreement_of(shape, report, catalogue, parties, baseline), raw
    )


def read_layout(path: Path, catalogue: Catalogue) -> Read[Layout]:
    """The layout at ``path``."""
    return _read(LayoutShape, path, lambda shape, report: layout_of(shape, report, catalogue))


def read_legal(path: Path, catalogue: Catalogue) -> Read[Register]:
    """The legal register at ``path``."""
    return _read(LegalShape, path, lambda shape, report: legal_of(shape, report, catalogue))


def read_own(path: Path) -> Read[OwnRecognisers]:
    """The site's own recognisers at ``path``."""
    return _read(OwnRecognisersShape, path, own_of)


def load_own(path: Path) -> OwnRecognisers:
    """The site's own recognisers at ``path``, if nothing at all is wrong with it."""
    return read_own(path).whole()


def read_flags_form(path: Path, catalogue: Catalogue, parties: Parties, baseline: Baseline) -> Read[None]:
    """What is wrong with the description of the flags sheet at ``path``; nothing is kept of it."""
    return _read(FlagsFormShape, path, lambda shape, report: check_form(shape, report, catalogue, parties, baseline))


def read_shape(kind: str, path: Path) -> Read[None]:
    """What is wrong with the file of ``kind`` at ``path`` as it stands, whatever it names."""
    shapes: dict[str, type[BaseModel]] = {
        "isa-baseline": BaselineShape,
        "isa": AgreementShape,
        "layout": LayoutShape,
        "flags": FlagsFormShape,
        "legal": LegalShape,
    }
    return _read(shapes[kind], path, lambda *_: None)


def load_catalogue(path: Path) -> Catalogue:
    """The catalogue at ``path``. Here and below, all that is wrong with a file is raised at once."""
    return read_catalogue(path).whole()


def load_parties(path: Path) -> Parties:
    """The parties at ``path``."""
    return read_parties(path).whole()


def load_baseline(path: Path, catalogue: Catalogue, parties: Parties | None = None) -> Baseline:
    """The baseline at ``path``."""
    return read_baseline(path, catalogue, parties).whole()


def load_agreement(path: Path, catalogue: Catalogue, parties: Parties, baseline: Baseline) -> Agreement:
    """The agreement at ``path``."""
    return read_agreement(path, catalogue, parties, baseline).whole()


def load_layout(path: Path, catalogue: Catalogue) -> Layout:
    """The layout at ``path``."""
    return read_layout(path, catalogue).whole()


def check_flags_form(path: Path, catalogue: Catalogue, parties: Parties, baseline: Baseline) -> None:
    """Raise what is wrong with the description of the flags sheet at ``path``."""
    if found := read_flags_form(path, catalogue, parties, baseline).found:
        raise failure(*found)


def load_record(path: Path, catalogue: Catalogue, parties: Parties) -> dict[str, object]:
    """One made-up case at ``path``: attribute -> value, or ``{is: missing}``; checked against the catalogue."""
    doc = yamlmarks.load(path)
    report = Report(doc)
    if not isinstance(doc.data, dict):
        report.add("STR004", say("a record is a mapping of fields to values"))
        raise failure(*report.sorted())
    found = given(Words(catalogue, report, parties.parties), doc.data)
    if report.found:
        raise failure(*report.sorted())
    return found


def load_settings(path: Path) -> dict[str, str]:
    """The settings of a site (``.drivectl.yaml``): ``state`` and ``agency``, where they are said."""
    shape = _read(SettingsShape, path, lambda shape, _: shape).whole()
    return {key: str(one) for key, one in shape.model_dump(exclude_none=True).items()}


def usual_order(doc: Marked) -> tuple[str, ...]:
    """The keys of a file of this kind, in the order in which the format lists them; none for an unknown kind."""
    said = doc.data.get("drivectl") if isinstance(doc.data, dict) else None
    shape = _SHAPES.get(str(said))
    return tuple(field.alias or key for key, field in shape.model_fields.items()) if shape else ()


def _read(
    model: type[Shape], path: Path, make: Callable[[Shape, Report], Held], raw: bytes | None = None
) -> Read[Held]:
    try:
        doc = yamlmarks.load(path) if raw is None else yamlmarks.parse(raw, path)
    except DrivectlError as error:
        return Read(path, None, None, error.diagnostics)
    report = Report(doc)
    shape = check(model, report)
    value = None if shape is None else make(shape, report)
    return Read(path, doc, value, report.sorted())


def _parties(shape: PartiesShape, report: Report) -> Parties:
    return Parties(
        path=report.doc.path,
        sha256=report.doc.sha256,
        parties=MappingProxyType({key: _party(key, one) for key, one in shape.parties.items()}),
    )


def _party(key: str, one: PartyShape) -> Party:
    weakest = one.min_alg or ("age-x25519" if one.receives == "age" else "age-mlkem768x25519")
    return Party(
        id=key,
        name=one.name,
        kind=one.kind,
        public_authority=one.public_authority,
        competent_authority=one.competent_authority,
        relevant_authority_cda115=one.relevant_authority_cda115,
        s11_body=one.s11_body,
        nation=tuple(one.nation),
        receives=one.receives,
        min_alg=weakest,
        dpo_email=one.dpo.email if one.dpo else None,
    )
