"""The flags sheet: it starts from the export, carries statements over, is read strictly and never widens by accident."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from drivectl.errors import DrivectlError
from drivectl.model.catalogue import Catalogue
from drivectl.model.export import MISSING
from drivectl.model.flags import SAME, FlagsSheet
from drivectl.model.layout import InputShape
from drivectl.source.flagcolumns import choices, flag_columns
from drivectl.source.flags import read_flags, write_flags
from drivectl.source.read import read_export
from drivectl.source.workbook import rows_of

FIELDS = (
    "case.victim_consent",
    "victim.address_status",
    "case.insider_orgs",
    "case.live_sar",
    "case.research_objection",
)
TODAY = date(2026, 12, 10)
HEADER = (
    "Case", "Person", "Consent", "Address", "Works For Partner", "Access Request Open", "Objects To Research",
    "Hold Until", "Why Held", "Stated By", "Stated On",
)  # fmt: skip
STATED = {"Case": "D-1042", "Works For Partner": "Nobody", "Stated By": "A. Example", "Stated On": "2026-12-03"}
PARTIES = ("exampleshire-police", "bristol")
Read = Callable[..., FlagsSheet]


@pytest.fixture
def read(tmp_path: Path, catalogue: Catalogue, kit: SimpleNamespace) -> Read:
    """Writes rows to a sheet and reads them."""

    def run(*rows: Mapping[str, str], header: tuple[str, ...] = HEADER, today: date = TODAY) -> FlagsSheet:
        def fill(book: Any, sheet: Any) -> None:
            sheet.name = "Cases"
            for number, row in enumerate([dict(zip(header, header, strict=True)), *rows]):
                for column, one in enumerate(header):
                    sheet.write_string(number, column, row.get(one, ""))

        path = tmp_path / "flags.xlsx"
        path.write_bytes(kit.xlsx(fill))
        return read_flags(path, choices(FIELDS, kit.layout(), catalogue, PARTIES), 31, today)

    return run


def test_a_new_sheet_has_references_only(folder: Path, catalogue: Catalogue, kit: SimpleNamespace) -> None:
    layout = kit.layout()
    export = read_export(folder, layout, catalogue)
    target = folder / "flags.xlsx"
    known = choices(FIELDS, layout, catalogue, PARTIES)
    write_flags(target, export, known, None)
    rows = rows_of(target.read_bytes(), InputShape(format="xlsx"), target)
    assert tuple(rows[0]) == HEADER
    # the layout binds insider_orgs and live_sar, nothing else of the five
    assert rows[1] == ["D-1042", "", "", "", "As in the export", "As in the export", "", "", "", "", ""]
    sheet = read_flags(target, known, 31, TODAY)
    (row,) = sheet.rows
    assert row.values["case.live_sar"] is SAME
    assert row.values["case.victim_consent"] is MISSING
    assert (row.by, row.on, row.hold_until, row.hold_unreadable) == (None, None, None, False)
    read_export(folder, layout, catalogue)  # the sheet is no stray file


def test_a_refresh_carries_statements_over(
    folder: Path, catalogue: Catalogue, kit: SimpleNamespace, read: Read
) -> None:
    layout = kit.layout()
    earlier = read(
        STATED | {"Consent": "Withdrawn", "Hold Until": "soon", "Access Request Open": "Yes"},
        {
            "Case": "D-GONE",
            "Hold Until": "2027-01-01",
            "Why Held": "Safety",
            "Stated By": "B",
            "Stated On": "01/12/2026",
        },
        {
            "Case": "D-1",
            "Works For Partner": "bristol; exampleshire-police",
            "Stated By": "B",
            "Stated On": "2026-12-01",
        },
    )
    export = read_export(folder, layout, catalogue)
    target = folder / "flags.xlsx"
    known = choices(FIELDS, layout, catalogue, PARTIES)
    write_flags(target, export, known, earlier)
    again = read_flags(target, known, 31, TODAY)
    plain = [dataclasses.replace(one, row=0) for one in again.rows]
    assert plain == [dataclasses.replace(one, row=0) for one in earlier.rows]
    assert plain[0].hold_unreadable
    assert plain[1].hold_until == date(2027, 1, 1)


def test_a_case_with_two_victims_has_a_row_for_each(folder: Path, catalogue: Catalogue, kit: SimpleNamespace) -> None:
    (folder / "clients.csv").write_text(kit.csv([kit.good, kit.good | {"Client ID": "0018"}]), newline="")
    layout = kit.layout()
    target = folder / "flags.xlsx"
    known = choices(FIELDS, layout, catalogue, ())
    write_flags(target, read_export(folder, layout, catalogue), known, None)
    sheet = read_flags(target, known, 31, TODAY)
    assert [(one.case, one.person) for one in sheet.rows] == [("D-1042", "0017"), ("D-1042", "0018")]


def test_statements(read: Read) -> None:
    (row,) = read(
        STATED | {"Consent": "Yes", "Access Request Open": "No", "Objects To Research": "Yes", "Address": "Not known"}
    ).rows
    assert row.values == {
        "case.victim_consent": "given",
        "victim.address_status": "unknown",
        "case.insider_orgs": (),
        "case.live_sar": False,
        "case.research_objection": True,
    }
    assert (row.by, row.on) == ("A. Example", date(2026, 12, 3))


@pytest.mark.parametrize("on", ["2026-11-08", "2026-12-11", "2025-12-03", "11/12/2026"])
def test_too_old_or_of_a_day_to_come_says_nothing_but_still_holds(read: Read, on: str) -> None:
    (row,) = read(STATED | {"Stated On": on, "Consent": "Yes", "Hold Until": "2027-01-01"}).rows
    assert set(row.values.values()) == {MISSING}
    assert row.hold_until == date(2027, 1, 1)


def test_the_last_day_still_counts(read: Read) -> None:
    (row,) = read(STATED | {"Stated On": "2026-11-09"}).rows
    assert row.values["case.insider_orgs"] == ()


@pytest.mark.parametrize("until", ["soon", "31/31/2026", "2026-12", "?"])
def test_an_unreadable_date_holds(read: Read, until: str) -> None:
    (row,) = read(STATED | {"Hold Until": until}).rows
    assert row.hold_unreadable
    assert row.hold_until is None


def test_a_reason_without_a_date_holds(read: Read) -> None:
    (row,) = read(STATED | {"Why Held": "Being checked"}).rows
    assert (row.hold_unreadable, row.hold_reason) == (True, "checking")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"Consent": "Yess"}, "Consent"),
        ({"Consent": "As in the export"}, "Consent"),
        ({"Works For Partner": "CANARY-police"}, "Works For Partner"),
        ({"Works For Partner": "Nobody; bristol"}, "Works For Partner"),
        ({"Works For Partner": ";"}, "Works For Partner"),
        ({"Stated By": ""}, "Stated By"),
        ({"Stated On": ""}, "Stated On"),
        ({"Stated On": "yesterday"}, "Stated On"),
        ({"Why Held": "CANARY"}, "Why Held"),
        ({"Case": ""}, "Case"),
    ],
)
def test_a_cell_that_is_not_one_of_its_choices(read: Read, change: dict[str, str], column: str) -> None:
    with pytest.raises(DrivectlError) as error:
        read(STATED | change)
    assert [one.code for one in error.value.diagnostics] == ["SRC242"]
    assert f"row 2, {column} " in str(error.value)
    assert "CANARY" not in str(error.value)


def test_two_rows_of_one_case(read: Read) -> None:
    with pytest.raises(DrivectlError) as error:
        read(STATED, STATED)
    assert error.value.code == "SRC240"
    read(STATED | {"Person": "0017"}, STATED | {"Person": "0018"}, STATED)


@pytest.mark.parametrize("header", [HEADER[:-1], (*HEADER, "Address 2"), ("Case", "Name", "Stated By", "Stated On")])
def test_columns_that_are_not_of_the_sheet(read: Read, header: tuple[str, ...]) -> None:
    with pytest.raises(DrivectlError) as error:
        read(STATED, header=header)
    assert error.value.code == "SRC240"


def test_a_column_taken_out_says_nothing(read: Read) -> None:
    header = tuple(one for one in HEADER if one != "Consent")
    sheet = read(STATED, header=header)
    assert "case.victim_consent" not in sheet.fields
    assert "case.victim_consent" not in sheet.rows[0].values


def test_the_shipped_description_of_the_sheet_is_what_we_write() -> None:
    from drivectl.spec.load import load_catalogue

    policies = Path(__file__).parents[3] / "policies"
    columns = yaml.safe_load((policies / "flags.yaml").read_text())["sheets"]["Cases"]["columns"]
    assert tuple(columns) == HEADER
    ours = {one.header: one for one in flag_columns(FIELDS, load_catalogue(policies / "catalogue.yaml"))}
    for header, about in columns.items():
        if "field" in about:
            assert ours[header].field == about["field"]
            codes = {str(code).lower(): word for code, word in about.get("codes", {}).items()}
            assert dict(ours[header].words) == codes
