"""A small catalogue and layout, and an export that fits them; tests change one thing at a time."""

import dataclasses
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter

from drivectl.errors import Place
from drivectl.model.catalogue import Catalogue, Domain, Entity, Field
from drivectl.model.layout import Binding, InputShape, Layout, TableLayout

HERE = Place(file=Path("layout.yaml"), line=1, column=1)


def _entity(
    name: str, table: str | None, key: tuple[str, ...], fields: Mapping[str, dict[str, Any]], of: str | None = None
) -> Entity:
    made = {
        one: Field(**{"path": f"{name}.{one}", "type": "string", "classes": ("admin",), **about})
        for one, about in fields.items()
    }
    return Entity(name=name, kind="view" if of else "table", table=table, subject="none", key=key, of=of, fields=made)


def make_catalogue() -> Catalogue:
    person: dict[str, dict[str, Any]] = {
        "person_id": {"type": "id"},
        "name": {"sources": ("person.first_name", "person.last_name")},
        "date_of_birth": {"type": "date"},
        "aliases": {"type": "list"},
        "address": {"type": "address"},
        "address_status": {"type": "enum", "domain": "address_status"},
        "safe_phone": {},
    }
    entities = [
        _entity("person", "persons", ("person_id",), {"person_id": {"type": "id"}}),
        _entity("victim", None, (), person, of="person"),
        _entity("perpetrator", None, (), person, of="person"),
        _entity(
            "case",
            "cases",
            ("case_ref",),
            {
                "case_ref": {"type": "id"},
                "opened": {"type": "datetime"},
                "risk_level": {"type": "enum", "domain": "risk_level"},
                "victim_consent": {"type": "enum", "domain": "consent"},
                "score": {"type": "int", "minimum": 0, "maximum": 24},
                "live_sar": {"type": "yn", "domain": "yes_no"},
                "research_objection": {"type": "yn", "domain": "yes_no"},
                "insider_orgs": {"type": "set", "of": "party"},
            },
        ),
        _entity(
            "note",
            "notes",
            ("note_id",),
            {
                "note_id": {"type": "id"},
                "case_ref": {"type": "id", "references": "case.case_ref"},
                "person_id": {"type": "id"},
                "victim_id": {"type": "id", "references": "victim.person_id"},
                "text": {"type": "text"},
                "originator": {},
            },
        ),
    ]
    domains = [
        Domain(name="risk_level", values=("standard", "medium", "high"), ordered=True),
        Domain(name="yes_no", values=(True, False)),
        Domain(name="consent", values=("given", "refused", "withdrawn")),
        Domain(name="address_status", values=("known_to_perpetrator", "confidential", "unknown")),
    ]
    return Catalogue(
        id="small",
        version="1.0.0",
        path=Path("catalogue.yaml"),
        sha256="0" * 64,
        classes={},
        domains={one.name: one for one in domains},
        ladders=(),
        entities={one.name: one for one in entities},
    )


def _bind(header: str, field: str | None, **more: Any) -> Binding:
    return Binding(header=header, at=HERE, field=field, **more)


SHAPE = InputShape(
    encoding="utf-8-sig",
    dates="%d/%m/%Y",
    datetimes="%d/%m/%Y %H:%M",
    missing=("", "NK"),
    true=("Yes", "Y"),
    false=("No", "N"),
)
CLIENTS = (
    _bind("Case Ref", "case.case_ref"),
    _bind("Client ID", "victim.person_id", text=True),
    _bind("First Name", "victim.name", part="first_name"),
    _bind("Surname", "victim.name", part="last_name"),
    _bind("DOB", "victim.date_of_birth"),
    _bind("Perp ID", "perpetrator.person_id"),
    _bind("Perp Name", "perpetrator.name", format="{last_name}, {first_name}"),
    _bind("Aliases", "perpetrator.aliases", split=";"),
    _bind("Opened", "case.opened"),
    _bind("Risk", "case.risk_level", unknown_values="missing",
          codes={"standard": ("Standard", "Low"), "medium": ("Medium",), "high": ("High", "HIGH")}),
    _bind("Score", "case.score"),
    _bind("SAR", "case.live_sar"),
    _bind("Working Here", "case.insider_orgs", split=";", empty_is_none=True),
    _bind("Updated By", None, ignore="internal", value="system"),
)  # fmt: skip
NOTES = (
    _bind("Note ID", "note.note_id"),
    _bind("Case Ref", "note.case_ref"),
    _bind("Person", "note.person_id"),
    _bind("Note", "note.text"),
)
GOOD = {
    "Case Ref": "D-1042", "Client ID": "0017", "First Name": "Maria", "Surname": "Testova", "DOB": "03/02/1990",
    "Perp ID": "P9", "Perp Name": "Zzsampleton, Dai", "Aliases": "Dai Z; Zed", "Opened": "01/10/2026 09:30",
    "Risk": "HIGH", "Score": "14", "SAR": "No", "Working Here": "", "Updated By": "jo",
}  # fmt: skip
NOTE = {
    "Note ID": "N1",
    "Case Ref": "D-1042",
    "Person": "0017",
    "Note": 'She said "stay away",\nthen rang 07700 900123.  ',
}


def make_layout(**shape: Any) -> Layout:
    inputs = dataclasses.replace(SHAPE, **shape)
    clients = TableLayout(
        name="clients", file="clients*.csv", shape=inputs, grain=("case.case_ref", "victim.person_id"),
        subjects={"case": "Case Ref", "victim": "Client ID", "perpetrator": "Perp ID"}, bindings=CLIENTS, fixed={}, at=HERE,
    )  # fmt: skip
    notes = TableLayout(
        name="case_notes", file="notes*.csv", shape=inputs, grain=("note.note_id",),
        subjects={"case": "Case Ref", "by_role": "Person"}, bindings=NOTES, fixed={"note.originator": "us"}, at=HERE,
    )  # fmt: skip
    return Layout(
        id="small-system", version="1.0.0", title="Small", path=Path("layout.yaml"), sha256="1" * 64, catalogue="small@1",
        verified=False, tables=(clients, notes), quirks={},
    )  # fmt: skip


def quote(row: list[str]) -> str:
    return ",".join('"' + one.replace('"', '""') + '"' if set(one) & set(',"\r\n') else one for one in row)


def as_csv(rows: list[Mapping[str, str]]) -> str:
    lines = [quote(list(rows[0]))] + [quote(list(one.values())) for one in rows]
    return "\r\n".join(lines) + "\r\n"


def as_xlsx(fill: Callable[[Any, Any], None]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Clients"))
    return stream.getvalue()


@pytest.fixture
def catalogue() -> Catalogue:
    return make_catalogue()


@pytest.fixture
def layout() -> Layout:
    return make_layout()


@pytest.fixture
def kit() -> SimpleNamespace:
    """The builders above, for tests that change them."""
    return SimpleNamespace(
        layout=make_layout, csv=as_csv, xlsx=as_xlsx, good=dict(GOOD), note=dict(NOTE), bind=_bind, shape=SHAPE,
        catalogue=make_catalogue, quote=quote,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An export that reads."""
    export = tmp_path / "export"
    export.mkdir()
    (export / "clients.csv").write_bytes(as_csv([GOOD]).encode("utf-8-sig"))
    (export / "notes.csv").write_bytes(as_csv([NOTE]).encode())
    return export
