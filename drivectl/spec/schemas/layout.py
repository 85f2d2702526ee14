"""layout/v1, flags/v1 and the settings file of a site."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from drivectl.spec.schemas.base import Date, Dates, FieldName, FileName, Id, Reference, Strict, Text, Version, Word
from drivectl.spec.schemas.said import NOT_SAID, ONE_OR_MORE, Said, only_one, rules

CatalogueName = Annotated[Reference, Said("catalogue")]
AnyField = Annotated[str, Said("field")]
_UNSAID = dict.fromkeys(("part", "codes", "split", "empty", "format", "text"), NOT_SAID)
Spellings = Annotated[list[str], Field(min_length=1), ONE_OR_MORE]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Whole = Annotated[int, Field(ge=0, le=1)]


class VerifiedShape(Strict):
    """Whether a person compared the layout with a real export."""

    against_real_export: bool
    by: Text
    on: Date | Literal["none"]


class InputShape(Strict):
    """How bytes become cells; declared, never guessed."""

    format: Literal["csv", "tsv", "jsonl", "xlsx", "ods", "parquet", "sqlite"] | None = None
    encoding: Literal["utf-8", "utf-8-sig", "utf-16", "cp1252"] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    skip_rows: Annotated[int, Field(ge=0, le=100)] | None = None
    header_rows: Annotated[int, Field(ge=1, le=2)] | None = None
    sheet: Text | None = None
    hidden: list[Text] | None = None
    line_end: Literal["lf", "crlf", "cr"] | None = None
    dates: Dates | None = None
    datetimes: Dates | None = None
    missing: list[str] | None = None
    yes_no: Annotated[dict[Literal["true", "false"], Spellings], Said(required=["true", "false"])] | None = None


class ColumnShape(Strict):
    """One column: bound to a field, or ignored with a reason."""

    field: AnyField | None = None
    part: str | None = None
    codes: dict[str, Spellings] | None = None
    unknown_values: Literal["fail", "missing"] = "fail"
    split: Annotated[str, Field(min_length=1, max_length=3)] | None = None
    empty: Literal["none"] | None = None
    format: Text | None = None
    text: Literal[True] | None = None
    ignore: Text | None = None
    synth: Literal["constant"] | None = None
    value: str | None = None
    model_config = rules(
        only_one("field", "ignore"),
        {
            "if": {"required": ["ignore"], "properties": {"ignore": {"not": NOT_SAID}}},
            "then": {"properties": _UNSAID},
            "else": {"properties": {"synth": NOT_SAID, "value": NOT_SAID}},
        },
    )


class TableShape(Strict):
    """One table of the export."""

    file: FileName
    input: InputShape = InputShape()
    grain: list[str] = Field(min_length=1)
    subjects: Annotated[dict[Annotated[str, Said("subject")], str], Said(required=["case"])]
    unknown_columns: Literal["fail"] = "fail"
    columns: dict[str, Annotated[ColumnShape, Said("column")]] = Field(min_length=1)
    fixed: Annotated[dict[str, str | int | bool], Said("fixed")] = Field(default_factory=dict)


class QuirkShape(Strict):
    """A defect that synth writes in some columns."""

    columns: list[str]
    rate: Share | Whole


class LayoutShape(Strict):
    """The whole file."""

    drivectl: Literal["layout/v1"]
    id: Id
    version: Version
    title: Text
    verified: VerifiedShape
    catalogue: CatalogueName
    input: InputShape
    tables: dict[str, TableShape] = Field(min_length=1)
    quirks: dict[Word, QuirkShape | Share | Whole] = Field(default_factory=dict)


class FlagColumnShape(Strict):
    """One column of the flags sheet: a key, a field, a hold or who said it."""

    key: FieldName | None = None
    optional: bool = False
    field: Annotated[str, Said("flag_field")] | None = None
    codes: dict[str, str] | None = None
    split: Annotated[str, Field(min_length=1, max_length=3)] | None = None
    nobody: Text | None = None
    hold: Literal["until", "reason"] | None = None
    meta: Literal["by", "on"] | None = None
    model_config = rules(only_one("key", "field", "hold", "meta"))


class FlagSheetShape(Strict):
    """One sheet of the workbook."""

    columns: dict[str, Annotated[FlagColumnShape, Said("flag_column")]] = Field(min_length=1)


class FlagsFormShape(Strict):
    """The whole file: what the flags sheet looks like, with rows made up for the reader."""

    drivectl: Literal["flags/v1"]
    id: Id
    version: Version
    catalogue: CatalogueName
    layout: Reference
    party: Annotated[str, Said("party")]
    same: Text
    sheets: dict[str, FlagSheetShape] = Field(min_length=1, max_length=1)
    rows: list[dict[str, str]] = Field(default_factory=list)


class SettingsShape(Strict):
    """``.drivectl.yaml``: where the state folder lies and which party this site is. Nothing here weakens safety."""

    state: Text | None = None
    agency: Id | None = None
