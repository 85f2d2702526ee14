"""isa/v1 into the model, each name checked, each thing this version cannot honour refused."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from drivectl.model.agreement import (
    Agreement,
    Baseline,
    Clause,
    DisclosureControl,
    Parties,
    Purpose,
    Signatory,
    TeamAddress,
    TextRule,
)
from drivectl.model.catalogue import Catalogue
from drivectl.safe import name, say
from drivectl.spec.agreement_checks import Checks
from drivectl.spec.clauses import Clauses
from drivectl.spec.conditions import Conditions
from drivectl.spec.report import Report
from drivectl.spec.schemas.isa import AgreementShape
from drivectl.spec.words import Words, check_reference
from drivectl.spec.yamlmarks import Plain


def agreement_of(
    shape: AgreementShape, report: Report, catalogue: Catalogue, parties: Parties, baseline: Baseline
) -> Agreement:
    """The agreement; what does not resolve is in ``report``."""
    words = Words(catalogue, report, parties.parties)
    clauses = Clauses(words, Conditions(words))
    check_reference(report, shape.extends, baseline.id, baseline.version, "extends")
    granted = _fields(shape, words, clauses, baseline)
    Checks(shape, words, baseline, granted).run()
    held_by = [one.id for one in baseline.holds]
    transfer, retention, consent = shape.transfer, shape.retention, shape.scope.consent if shape.scope else None
    return Agreement(
        id=shape.id,
        version=shape.version,
        path=report.doc.path,
        kind=shape.kind,
        release=shape.release,
        title=shape.title,
        status=shape.status,
        extends=shape.extends,
        effective=shape.effective,
        review_by=shape.review_by,
        expires=shape.expires,
        discloser=next((one.party for one in shape.parties if one.role == "discloser"), None),
        recipients=tuple(one.party for one in shape.parties if one.role == "recipient"),
        standing={one.party: parties.parties[one.party] for one in shape.parties if one.party in parties.parties},
        purposes=_purposes(shape),
        include=clauses.conditions.read(shape.scope.include, "scope", "include") if shape.scope else None,
        consent_required=consent.required if consent else False,
        consent_record=consent.record if consent else None,
        fields=MappingProxyType(granted),
        not_shared=tuple(path for one in shape.not_shared for path in one.fields),
        free_text=MappingProxyType(_free_text(shape)),
        key_scope=shape.pseudonyms.key_scope,
        linkable_with=tuple(shape.pseudonyms.linkable_with),
        rotate=shape.pseudonyms.rotate,
        reidentification=shape.pseudonyms.reidentification,
        disclosure_control=_control(shape, report),
        addresses=tuple(
            TeamAddress(party=r.party, team=r.team, pin=r.pin) for r in (transfer.recipients if transfer else ())
        ),
        channel=transfer.channel if transfer else None,
        format=transfer.format if transfer else None,
        classification=transfer.classification if transfer else None,
        handling=transfer.handling if transfer else None,
        acknowledge_within=transfer.acknowledge_within if transfer else None,
        onward_allowed=shape.onward.allowed,
        propagate=shape.accuracy.propagate if shape.accuracy else None,
        flag_max_age=shape.flags.max_age if shape.flags else None,
        keep=retention.recipient.keep if retention else None,
        keep_from=retention.recipient.from_ if retention else None,
        keep_copy=retention.discloser_copy.keep if retention and retention.discloser_copy else None,
        signatories=tuple(
            Signatory(party=s.party, role=s.role, deputies=tuple(s.deputies), required=s.required)
            for s in shape.signatories
        ),
        tests=tuple(clauses.test(one, held_by, "tests", i) for i, one in enumerate(shape.tests)),
        whole=_whole(report),
    )


def _fields(shape: AgreementShape, words: Words, clauses: Clauses, baseline: Baseline) -> dict[str, tuple[Clause, ...]]:
    purposes = [one.id for one in shape.purposes]
    notices = [one.requires_notice for one in baseline.coherence if one.requires_notice]
    found = {}
    for path, grants in shape.fields.items():
        field = words.clause_field(path, "fields", path, key=True)
        if field is None:
            continue
        made = []
        for i, one in enumerate(grants):
            at = ("fields", path, i)
            if one.action != "withhold" and not one.for_:
                words.report.add("DAT201", say("{f} names no purpose (for:)", f=name(path)), *at)
            for n, purpose in enumerate(one.for_):
                words.one_of("purpose of this agreement", purpose, purposes, *at, "for", n)
            if one.notice is not None:
                words.one_of("notice of the baseline", one.notice, notices, *at, "notice")
            made.append(replace(clauses.clause(field, one, *at), purposes=tuple(one.for_), notice=one.notice))
        found[path] = tuple(made)
    return found


def _purposes(shape: AgreementShape) -> tuple[Purpose, ...]:
    return tuple(
        Purpose(
            id=one.id,
            text=one.text,
            basis=one.lawful_basis.model_dump(exclude_none=True) if one.lawful_basis else {},
            gateway=tuple(one.gateway),
            special_category=tuple(one.special_category),
            criminal_offence=tuple(one.criminal_offence),
        )
        for one in shape.purposes
    )


def _free_text(shape: AgreementShape) -> dict[str, TextRule]:
    return {
        path: TextRule(
            people=MappingProxyType(one.people.model_dump()),
            entities=MappingProxyType(one.entities.model_dump()),
            residual_check=one.residual_check,
            max_chars=one.max_chars,
        )
        for path, one in shape.free_text.items()
    }


def _control(shape: AgreementShape, report: Report) -> DisclosureControl | None:
    one = shape.disclosure_control
    if one is None or one.on_violation == "generalise_then_suppress":  # the second is reported by the checks
        return None
    return DisclosureControl(
        k=one.k,
        quasi_identifiers=tuple(one.quasi_identifiers),
        on_violation=one.on_violation,
        max_suppressed_share=float(one.max_suppressed_share),
        reference_date=one.reference_date,
        at=report.doc.at("disclosure_control"),
    )


def _whole(report: Report) -> Mapping[str, object]:
    data = _signable(report.doc.data)
    assert isinstance(data, dict)
    return MappingProxyType(data)


def _signable(value: Plain) -> object:
    """Decimals as the text that stands in the file: what is signed has no floating point."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [_signable(one) for one in value]
    if isinstance(value, dict):
        return {key: _signable(one) for key, one in value.items()}
    return value
