"""Whatever happens to one character of a policy file, it loads or says where it is wrong; it never just breaks."""

import functools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivectl.errors import DrivectlError
from drivectl.spec import load, yamlmarks
from drivectl.spec.policies import Policies, load_policies

SHIPPED = Path(__file__).parents[2] / "policies"
FILES = ("parties.yaml", "baseline.yaml", "isa/police.yaml", "isa/bristol-evaluation.yaml",
         "layouts/da-case-management.yaml", "flags.yaml", "legal.yaml", "catalogue.yaml")  # fmt: skip
ODD = st.sampled_from(
    [*"{}[]:,#&*!|>'\"%@`?- \n\t\r0a~<=$\\é", "\u202e", "\x00", "\ufeff", "\u2028", "- ", ": ", "{", "]"]
)


@functools.cache
def whole() -> Policies:
    return load_policies(SHIPPED)


def load_one(name: str, path: Path) -> None:
    known = whole()
    if name == "parties.yaml":
        load.load_parties(path)
    elif name == "catalogue.yaml":
        load.load_catalogue(path)
    elif name == "baseline.yaml":
        load.load_baseline(path, known.catalogue, known.parties)
    elif name == "legal.yaml":
        load.read_legal(path, known.catalogue).whole()
    elif name == "flags.yaml":
        load.check_flags_form(path, known.catalogue, known.parties, known.baseline)
    elif name.startswith("isa/"):
        load.load_agreement(path, known.catalogue, known.parties, known.baseline)
    else:
        load.load_layout(path, known.catalogue)


def refusal_of(run: Callable[[], object]) -> DrivectlError | None:
    try:
        run()
    except DrivectlError as error:
        return error
    return None


def check_loads_or_explains(name: str, path: Path) -> bool:
    error = refusal_of(lambda: load_one(name, path))
    lines = len(path.read_bytes().decode("utf-8", "replace").splitlines()) + 1
    for one in error.diagnostics if error else ():
        assert one.exit == 3
        assert one.at is not None
        assert one.at.file == path
        assert one.at.line is not None
        assert 1 <= one.at.line <= lines
        assert (one.at.column or 0) >= 1
    return error is None


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_character(name: str, tmp_path: Path, data: st.DataObject) -> None:
    text = (SHIPPED / name).read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(text) - 1))
    how = data.draw(st.sampled_from(["lose", "double", "change", "insert"]))
    new = {"lose": "", "double": text[at] * 2, "change": "", "insert": text[at]}[how]
    if how in {"change", "insert"}:
        new = data.draw(ODD) + new
    path = tmp_path / "one.yaml"
    path.write_bytes((text[:at] + new + text[at + 1 :]).encode())
    check_loads_or_explains(name, path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_typing_mistake_in_a_field_name_is_never_permission(tmp_path: Path, data: st.DataObject) -> None:
    name = "isa/police.yaml"
    doc = yamlmarks.load(SHIPPED / name)
    spans = [span for route, span in doc.keys.items() if len(route) == 2 and route[0] == "fields"]
    span = data.draw(st.sampled_from(spans))
    lines = (SHIPPED / name).read_text(encoding="utf-8").splitlines(keepends=True)
    row = lines[span.line - 1]
    at = data.draw(st.integers(span.column - 1, (span.end or span.column) - 2))
    lines[span.line - 1] = row[:at] + row[at + 1 :]
    path = tmp_path / "one.yaml"
    path.write_text("".join(lines), encoding="utf-8")
    assert not check_loads_or_explains(name, path)


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=200))
def test_any_bytes_are_data_or_a_diagnostic(raw: bytes) -> None:
    error = refusal_of(lambda: yamlmarks.parse(raw, Path("any.yaml")))
    assert error is None or error.exit == 3


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("ab1{}[]:,-&*!#|>'\"\n ?%@\t"), max_size=60))
def test_any_yaml_like_text_is_data_or_a_diagnostic(text: str) -> None:
    error = refusal_of(lambda: yamlmarks.parse(text.encode(), Path("any.yaml")))
    assert error is None or error.exit == 3
