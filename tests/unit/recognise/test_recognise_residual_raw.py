"""Surnames of the record are searched for raw, whatever the layers make of the text."""

import pytest

from drivectl.model.finding import Cast, Finding
from drivectl.recognise.cast import record_cast
from drivectl.recognise.residual import residual

CAST = record_cast(
    {
        "victim": {"name": "Rebecca Hallam"},
        "perpetrator": {"name": "Darrel Hallam"},
        "others": [{"name": "June Kettle", "relation": "sister"}],
    }
)


class Blind:
    found: tuple[Finding, ...] = ()

    def find(self, texts: list[str], _: Cast) -> list[list[Finding]]:
        return [list(self.found) for _ in texts]


@pytest.mark.parametrize("form", ["Hallam", "HALLAM", "hallam", "hAlLaM", "Hal\u200blam", "“Hallam”", "Hallam's"])
def test_a_surname_is_found_in_any_form_as_the_most_protected_persons(form: str) -> None:
    text = f"then {form} left"
    ((one,),) = residual(Blind(), [text], CAST)  # type: ignore[arg-type]
    assert "".join(c for c in text[one.start : one.end] if c.isalpha()).lower() == "hallam"
    assert (one.role, one.layers) == ("victim", ("raw",))


def test_a_surname_that_is_a_word_counts_as_one_with_its_capital_alone() -> None:
    assert residual(Blind(), ["put the kettle on", "hallamshire"], CAST) == [[], []]  # type: ignore[arg-type]
    assert [len(one) for one in residual(Blind(), ["saw Kettle", "KETTLE rang"], CAST)] == [1, 1]  # type: ignore[arg-type]


def test_what_a_layer_judged_is_left_to_its_judgement() -> None:
    engine = Blind()
    ((raw,),) = residual(engine, ["Rebecca Hallam"], CAST)  # type: ignore[arg-type]
    engine.found = (Finding(start=0, end=14, kind=raw.kind, score=1.0, layers=("known",)),)
    assert residual(engine, ["Rebecca Hallam"], CAST, lambda _: True) == [[]]  # type: ignore[arg-type]
