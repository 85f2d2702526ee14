"""legal/v1 into the model, its fields and nations checked against the catalogue."""

from types import MappingProxyType
from typing import Final

from drivectl.model.catalogue import Catalogue
from drivectl.model.legal import LegalRow, Needs, Register, Side
from drivectl.spec.report import Report
from drivectl.spec.schemas.legal import LegalRowShape, LegalShape, WhoShape
from drivectl.spec.words import Words

NOBODY: Final = "none"


def legal_of(shape: LegalShape, report: Report, catalogue: Catalogue) -> Register:
    """The register; what does not resolve is in ``report``."""
    words = Words(catalogue, report)
    domain = catalogue.domains.get("nation")
    nations = tuple(map(str, domain.values)) if domain else ()
    for key, one in shape.rows.items():
        for i, nation in enumerate(one.nations if nations else ()):
            words.one_of("nation of the catalogue", nation, nations, "rows", key, "nations", i)
        for i, path in enumerate(one.excludes.fields):
            words.rule_field(path, "rows", key, "excludes", "fields", i)
    return Register(
        path=report.doc.path,
        sha256=report.doc.sha256,
        version=shape.version,
        rows=MappingProxyType({key: _row(key, one) for key, one in shape.rows.items()}),
    )


def _row(key: str, one: LegalRowShape) -> LegalRow:
    needs = one.needs
    return LegalRow(
        id=key,
        text=one.text,
        kind=one.kind,
        in_force_from=one.in_force_from,
        nations=tuple(one.nations),
        who=_who(one.who),
        about=one.about,
        opens=tuple(one.opens),
        excluded_kinds=tuple(one.excludes.from_kinds),
        excluded_fields=tuple(one.excludes.fields),
        needs=Needs(
            consent=needs.consent,
            paragraph=needs.paragraph,
            reason=tuple(needs.reason),
            adults_at_risk=needs.adults_at_risk,
            policy_document=needs.policy_document,
            research_safeguards=needs.research_safeguards,
        ),
        source=one.source,
        checked_on=one.checked_on,
        reviewed_by=None if one.reviewed_by == NOBODY else one.reviewed_by,
    )


def _who(shape: WhoShape) -> MappingProxyType[Side, dict[str, bool]]:
    said: dict[Side, dict[str, bool]] = {
        "relies": shape.relies.model_dump(exclude_none=True),
        "discloser": shape.discloser.model_dump(exclude_none=True),
        "recipient": shape.recipient.model_dump(exclude_none=True),
    }
    return MappingProxyType({side: facts for side, facts in said.items() if facts})
