"""The pages and workbooks that people look at: whole, escaped, and able to stand alone."""

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from drivectl.model.output import OutputColumn, OutputTable
from drivectl.render.manifest import manifest_html
from drivectl.render.preview import Preview, preview_html, preview_xlsx

PREDICATE: dict[str, Any] = {
    "bundle_id": "DRV-20261204-7F3AQ2M9KX",
    "nonce": "00",
    "created": "2026-12-04T10:00:00Z",
    "not_before": None,
    "expires": "2026-12-18T10:00:00Z",
    "retention_until": "2027-12-04T10:00:00Z",
    "tool": {"name": "drivectl", "version": "0.1.0"},
    "sender": {"agency_id": "drive-delivery", "key_id": "k1", "role": "officer"},
    "recipient_mode": "key",
    "recipients": [{"agency_id": "exampleshire-police", "team": "da-disruption", "role": "recipient"}],
    "purpose": "prevent-crime",
    "lawful_basis": [{"article": "ukgdpr.6.1.ea", "condition": "dpa2018.sch1.10"}],
    "agreement": {"id": "drive-police", "version": "1.0.0", "sha256": "00", "signed": "keys"},
    "handling": {
        "classification": "OFFICIAL",
        "marking": "SENSITIVE",
        "instructions": ["<b>x"],
        "onward_sharing": "no",
    },
    "content": [
        {"path": "data/cases.csv", "media_type": "text/csv", "rows": 3, "columns": ["Ref"], "subject_group": "mixed"}
    ],
    "not_in_export": ["perpetrator.vehicle"],
    "treatment": {
        "fields": [
            {"field": "case.case_ref", "action": "pseudonymise", "method": None, "level": None},
            {"field": "victim.date_of_birth", "action": "generalise", "method": None, "level": "age_band_10"},
        ],
        "redactions": {"PERSON": 4},
        "suppressed_rows": 1,
        "guarded_cells": 2,
        "detectors": [{"name": "uk", "version": "1", "sha256": "00"}],
        "review": {"mode": "human", "notes": 9, "read": 9},
        "risk": {"k": 5, "l": None, "suppressed_ppm": 12500},
        "synthetic": True,
        "draft": False,
    },
    "changes": {"kind": "full", "urgent": False, "new": 3, "corrected": 0, "do_not_use": 0, "no_longer_shared": 0},
    "release": {"threshold": 1},
    "supersedes": [],
}


class Outside(HTMLParser):
    """Everything a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "iframe", "link", "object", "embed", "base", "form"}:
            self.found.append(tag)
        for key, value in attrs:
            if key.startswith("on") or key == "style" or (key in {"href", "src"} and value != "about:blank"):
                self.found.append(f"{tag} {key}={value}")


def outside(data: bytes) -> list[str]:
    parser = Outside()
    parser.feed(data.decode())
    return parser.found


def preview(**changes: Any) -> Preview:
    columns = (OutputColumn(header="Ref", field="case.case_ref"), OutputColumn(header="Note", field="note.text"))
    table = OutputTable(name="notes", kind="csv", columns=columns, rows=(("dr-1", "=HYPERLINK(1)"), ("0042", "<i>")))
    values: dict[str, Any] = {
        "party": "Exampleshire Police",
        "team": "da-disruption",
        "agreement": "drive-police 1.0.0",
        "purposes": ["Prevent crime"],
        "keep": "6 years after the case closes",
        "treatments": [("case.case_ref", "replaced by a token"), ("note.text", "names and details hidden")],
        "tables": [table],
        "synthetic": True,
    }
    return Preview(**values | changes)


@pytest.mark.parametrize("data", [manifest_html(PREDICATE), preview_html(preview())], ids=["manifest", "preview"])
def test_a_page_stands_alone(data: bytes) -> None:
    assert outside(data) == []
    text = data.decode()
    assert re.search(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'", text)
    assert "http:" not in text
    assert "https:" not in text
    assert "Leave this page" in text
    assert "SYNTHETIC" in text


def test_the_style_digest_is_that_of_the_style() -> None:
    import base64
    import hashlib

    text = manifest_html(PREDICATE).decode()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    assert base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() in text


def test_the_manifest_says_who_under_which_words_and_each_treatment() -> None:
    text = manifest_html(PREDICATE).decode()
    for words in (
        "exampleshire-police, da-disruption", "drive-police 1.0.0", "made less exact, to age band 10",
        "replaced by a token", "perpetrator.vehicle", "OFFICIAL-SENSITIVE", "9 of 9 texts", "1.2 % of cases", "4 PERSON",
    ):  # fmt: skip
        assert words in text
    assert "&lt;b&gt;x" in text
    assert manifest_html(PREDICATE) == manifest_html(dict(reversed(PREDICATE.items())))


def test_the_page_shows_every_cell_escaped() -> None:
    text = preview_html(preview()).decode()
    assert "=HYPERLINK(1)" in text
    assert "&lt;i&gt;" in text
    assert "<i>" not in text


def test_the_workbook_shows_every_cell_as_text() -> None:
    stream = io.BytesIO()
    preview_xlsx(preview(), stream)
    book = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue()))
    assert book.sheet_names == ["Read this first", "notes"]
    assert book.get_sheet_by_name("notes").to_python() == [["Ref", "Note"], ["dr-1", "=HYPERLINK(1)"], ["0042", "<i>"]]
    first = book.get_sheet_by_name("Read this first").to_python()
    assert ["note.text", "names and details hidden"] in first
    assert ["Agreement", "drive-police 1.0.0"] in first


def test_a_text_that_excel_would_cut_says_so() -> None:
    columns = (OutputColumn(header="Note", field="note.text"),)
    stream = io.BytesIO()
    table = OutputTable(name="notes", kind="csv", columns=columns, rows=(("a" * 40_000,),))
    preview_xlsx(preview(tables=[table]), stream)
    cell = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue())).get_sheet_by_name("notes").to_python()[1][0]
    assert str(cell).endswith("[The rest of this text is on the page, .html.]")


def test_no_repr_shows_a_value() -> None:
    assert "HYPERLINK" not in repr(preview())
