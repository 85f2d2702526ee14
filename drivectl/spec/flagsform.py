"""flags/v1 as written: the description of the case flags sheet, checked against the baseline that allows its fields."""

from drivectl.model.agreement import Baseline, Parties
from drivectl.model.catalogue import Catalogue
from drivectl.safe import say
from drivectl.spec.report import Report
from drivectl.spec.schemas.layout import FlagsFormShape
from drivectl.spec.words import Words, check_reference


def check_form(
    shape: FlagsFormShape, report: Report, catalogue: Catalogue, parties: Parties, baseline: Baseline
) -> None:
    """Report what does not hold: the sheet can state exactly the fields that the baseline lists."""
    words = Words(catalogue, report, parties.parties)
    check_reference(report, shape.catalogue, catalogue.id, catalogue.version, "catalogue")
    words.one_of("party", shape.party, parties.parties, "party")
    for sheet, one in shape.sheets.items():
        at = ("sheets", sheet, "columns")
        for header, column in one.columns.items():
            here = (*at, header)
            if sum(x is not None for x in (column.key, column.field, column.hold, column.meta)) != 1:
                report.add("STR004", say("a column is a key, a field, a hold or who said it"), *here, key=True)
            if column.key is not None:
                words.rule_field(column.key, *here, "key")
            if column.field is None or not words.one_of(
                "flag field of the baseline", column.field, baseline.flag_fields, *here, "field"
            ):
                continue
            domain = catalogue.domains.get(catalogue.field(column.field).domain or "")
            known = [str(v).lower() if isinstance(v, bool) else v for v in domain.values] if domain else []
            for code in column.codes or {}:
                words.one_of(f"value of {column.field}", code, known, *here, "codes", code, key=True)
        for i, row in enumerate(shape.rows):
            for header in row:
                words.one_of("column of this sheet", header, one.columns, "rows", i, header, key=True)
