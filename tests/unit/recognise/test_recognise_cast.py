"""The cast is read through the catalogue's classes: a column's name or table says nothing."""

from datetime import date
from pathlib import Path

from drivectl.model.catalogue import Catalogue, Entity, Field
from drivectl.model.export import MISSING, Case, Cell, Record, Value
from drivectl.model.finding import Kind
from drivectl.recognise.cast import cast_of
from drivectl.recognise.engine import Engine
from drivectl.recognise.residual import never_shared


def field(path: str, kind: str, *classes: str) -> Field:
    return Field(path=path, type=kind, classes=classes)  # type: ignore[arg-type]


FIELDS = [
    field("victim.name", "string", "identity"),
    field("victim.date_of_birth", "date", "identity"),
    field("victim.safe_address", "address", "locating", "safe_location"),
    field("victim.new_partner", "string", "third_party", "safety"),
    field("victim.colour", "string", "admin"),
    field("informant.name", "string", "third_party", "informant"),
    field("informant.relationship", "string", "third_party", "informant"),
    field("case.case_ref", "id", "linkage_key"),
]
SUBJECTS = {"victim": "victim", "informant": "third_party", "case": "none"}
CATALOGUE = Catalogue(
    id="c",
    version="1.0.0",
    path=Path("c"),
    sha256="",
    classes={},
    domains={},
    ladders=(),
    entities={
        name: Entity(
            name=name,
            kind="table",
            table=name,
            subject=subject,
            key=(),
            fields={one.path.partition(".")[2]: one for one in FIELDS if one.entity == name},
        )
        for name, subject in SUBJECTS.items()
    },
)
VALUES: dict[str, Value] = {
    "victim.name": "Ayla Demirtas",
    "victim.date_of_birth": date(1990, 2, 1),
    "victim.safe_address": "9 Foxglove Court, Nuneaton, RB1 9QZ",
    "victim.new_partner": "Bo Qvist",
    "victim.colour": "turquoise",
    "informant.name": "Nasra Kauser",
    "informant.relationship": "neighbour",
    "case.case_ref": "CS-7K2M9Q",
}
CELLS = {path: Cell(field=path, value=value) for path, value in VALUES.items()}
RECORD = Record(table="t", row=2, case="CS-7K2M9Q", subjects={"case": "CS-7K2M9Q", "victim": "PE-1"}, cells=CELLS)
CAST = cast_of(Case(ref="CS-7K2M9Q", records=(RECORD,)), CATALOGUE)


def test_who_owns_what() -> None:
    roles = {path: one.role for one in CAST.people for path in one.known}
    assert roles == {
        "victim.name": "victim",
        "victim.date_of_birth": "victim",
        "victim.safe_address": "victim",
        "victim.new_partner": "associate",
        "informant.name": "informant",
        "informant.relationship": "informant",
    }
    assert dict(CAST.case_known) == {"case.case_ref": ("CS-7K2M9Q",)}
    assert {path: kind for one in CAST.people for path, kind in one.kinds.items()}[
        "victim.safe_address"
    ] is Kind.ADDRESS


def test_notes_are_searched_for_it() -> None:
    text = "the turquoise coat of ayla demirtas, 1.2.90, 9 foxglove ct; bo qvist; nasra kauser, a neighbour; cs7k2m9q"
    found = Engine(("known",)).find([text], CAST)[0]
    shown = {text[one.start : one.end]: (one.role, one.field) for one in found}
    assert shown["ayla demirtas"] == ("victim", "victim.name")
    assert shown["1.2.90"] == ("victim", "victim.date_of_birth")
    assert shown["9 foxglove ct"] == ("victim", "victim.safe_address")
    assert shown["bo qvist"] == ("associate", "victim.new_partner")
    assert shown["nasra kauser"] == ("informant", "informant.name")
    assert "cs7k2m9q" in shown
    assert not {"turquoise", "neighbour"} & set(shown)


def test_a_missing_cell_says_nothing() -> None:
    cells = {path: Cell(field=path, value=MISSING) for path in VALUES}
    record = Record(table="t", row=2, case="x", subjects={}, cells=cells)
    assert not cast_of(Case(ref="x", records=(record,)), CATALOGUE).has_record


def test_what_may_never_be_shared_is_named_by_field_only() -> None:
    texts = ["moved to 9-Foxglove Court, Nuneaton RB1 9QZ", "KAUSER rang", "nothing"]
    assert never_shared(texts, CAST, {"victim.safe_address"}) == [["victim.safe_address"], ["informant.name"], []]
