"""Errors are values with one exit status each, and carry nothing but safe text."""

from pathlib import Path
from typing import Any, cast

import pytest

from drivectl.codes import CODES, Code, _registry, exit_of
from drivectl.errors import (
    Diagnostic,
    DrivectlError,
    InputError,
    InternalError,
    Place,
    RefusedError,
    SetupError,
    UsageError,
    VerificationError,
    failure,
    problem,
)
from drivectl.safe import name, say

CLASSES = {1: VerificationError, 2: UsageError, 3: RefusedError, 4: InputError, 5: SetupError, 70: InternalError}


def of_exit(status: int) -> Diagnostic:
    code = next(one for one in CODES if exit_of(one) == status)
    return Diagnostic(code=code, what=say("it happened"))


@pytest.mark.parametrize("part", ["what", "why", "fix", "notes"])
def test_a_diagnostic_refuses_plain_text_in_every_part(part: str) -> None:
    given: dict[str, Any] = {"what": say("x"), part: ("Ann",) if part == "notes" else "Ann"}
    with pytest.raises(TypeError):
        Diagnostic(code="OUT110", **given)


def test_a_place_refuses_a_plain_field_and_a_diagnostic_an_unknown_code() -> None:
    with pytest.raises(TypeError):
        Place(file=Path("a"), field=cast("Any", "victim.name"))
    assert Place(file=Path("a"), field=name("victim.name")).field == "victim.name"
    with pytest.raises(KeyError):
        Diagnostic(code="XXX999", what=say("x"))


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_raises_the_class_of_its_exit_status(code: str) -> None:
    error = problem(code, say("x"))
    assert type(error) is CLASSES[CODES[code].exit]
    assert (error.exit, error.code) == (CODES[code].exit, code)


def test_the_gravest_of_several_decides_class_and_exit() -> None:
    known = [of_exit(one) for one in (1, 3, 4, 5)]
    for at in range(1, 5):
        error = failure(*reversed(known[:at]))
        assert error.exit == (1, 3, 4, 5)[at - 1]
        assert type(error) is CLASSES[error.exit]
        assert len(error.diagnostics) == at
    assert failure(known[0], known[3]).code == known[0].code


def test_a_failure_without_a_diagnostic_is_a_mistake_and_an_empty_error_is_internal() -> None:
    with pytest.raises(ValueError):
        failure()
    assert DrivectlError().exit == 70


def test_an_error_tells_its_codes_and_whats_only() -> None:
    error = problem("OUT110", say("there"), why=say("because"), fix=say("do"), notes=(say("aside"),))
    assert str(error) == "OUT110: there"


def test_two_families_cannot_define_one_code() -> None:
    one: Code = CODES["OUT110"]
    with pytest.raises(ValueError, match="OUT110"):
        _registry((one,), (one,))
