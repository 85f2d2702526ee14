"""Every kind of YAML file into the model: all that is wrong with a file at once, each thing at its place."""

from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from drivectl.model.agreement import Agreement, Baseline, Parties, Party
from drivectl.model.catalogue import Catalogue
from drivectl.model.layout import Layout
from drivectl.spec import yamlmarks
from drivectl.spec.agreements import agreement_of
from drivectl.spec.baselines import baseline_of
from drivectl.spec.catalogues import catalogue_of
from drivectl.spec.flagsform import check_form
from drivectl.spec.layouts import layout_of
from drivectl.spec.report import Report
from drivectl.spec.schemas.baseline import BaselineShape
from drivectl.spec.schemas.catalogue import CatalogueShape, PartiesShape, PartyShape
from drivectl.spec.schemas.check import check
from drivectl.spec.schemas.isa import AgreementShape
from drivectl.spec.schemas.layout import FlagsFormShape, LayoutShape, SettingsShape

Shape = TypeVar("Shape", bound=BaseModel)


def load_catalogue(path: Path) -> Catalogue:
    """The catalogue at ``path``."""
    shape, report = _shaped(CatalogueShape, path)
    found = catalogue_of(shape, report)
    report.finish()
    return found


def load_parties(path: Path) -> Parties:
    """The parties at ``path``."""
    shape, report = _shaped(PartiesShape, path)
    return Parties(
        path=path,
        sha256=report.doc.sha256,
        parties=MappingProxyType({key: _party(key, one) for key, one in shape.parties.items()}),
    )


def load_baseline(path: Path, catalogue: Catalogue, parties: Parties | None = None) -> Baseline:
    """The baseline at ``path``; with ``parties``, the parties that its tests name are checked too."""
    shape, report = _shaped(BaselineShape, path)
    found = baseline_of(shape, report, catalogue, parties)
    report.finish()
    return found


def load_agreement(path: Path, catalogue: Catalogue, parties: Parties, baseline: Baseline) -> Agreement:
    """The agreement at ``path``."""
    shape, report = _shaped(AgreementShape, path)
    found = agreement_of(shape, report, catalogue, parties, baseline)
    report.finish()
    return found


def load_layout(path: Path, catalogue: Catalogue) -> Layout:
    """The layout at ``path``."""
    shape, report = _shaped(LayoutShape, path)
    found = layout_of(shape, report, catalogue)
    report.finish()
    return found


def check_flags_form(path: Path, catalogue: Catalogue, parties: Parties, baseline: Baseline) -> None:
    """Raise what is wrong with the description of the flags sheet at ``path``."""
    shape, report = _shaped(FlagsFormShape, path)
    check_form(shape, report, catalogue, parties, baseline)
    report.finish()


def load_settings(path: Path) -> dict[str, str]:
    """The settings of a site (``.drivectl.yaml``): ``state`` and ``agency``, where they are said."""
    shape, _ = _shaped(SettingsShape, path)
    return {key: str(one) for key, one in shape.model_dump(exclude_none=True).items()}


def _shaped(model: type[Shape], path: Path) -> tuple[Shape, Report]:
    report = Report(yamlmarks.load(path))
    shape = check(model, report)
    report.finish()
    assert shape is not None
    return shape, report


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
