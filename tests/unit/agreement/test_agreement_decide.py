"""Truth tables in full, and clause lists where an unknown counts both ways."""

import itertools
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from drivectl.agreement.decide import Facts, Truth, Words, attributes, decide, limited, together, truth, withheld
from drivectl.errors import Place
from drivectl.model.action import SHARE, WITHHOLD, Act, Action, Ladder
from drivectl.model.agreement import All, AnyOf, Clause, Condition, Not, Operator
from drivectl.model.agreement import Test as Asks
from drivectl.model.export import MISSING, Value
from drivectl.model.plan import Decision, Reason

HERE = Place(file=Path("words.yaml"))
LADDERS = (Ladder(name="date", steps=("year", "month", "day"), method="date_floor"),)
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
ORDERS: dict[str, tuple[str | bool, ...]] = {"c.level": ("low", "medium", "high")}
PARTS: dict[Truth, Condition] = {
    T: Asks("c.yes", "in", (True,)),
    F: Asks("c.yes", "in", (False,)),
    U: Asks("c.none", "in", (True,)),
}
FACTS = Facts({"c.yes": True, "c.none": MISSING}, ORDERS)


@pytest.mark.parametrize(("one", "other"), list(itertools.product(Truth, repeat=2)))
def test_and_or_are_kleenes(one: Truth, other: Truth) -> None:
    rank = [F, U, T]
    parts = (PARTS[one], PARTS[other])
    assert truth(All(parts), FACTS) is min(one, other, key=rank.index)
    assert truth(AnyOf(parts), FACTS) is max(one, other, key=rank.index)


@pytest.mark.parametrize(("part", "answer"), [(T, F), (F, T), (U, U)])
def test_not_keeps_unknown(part: Truth, answer: Truth) -> None:
    assert truth(Not(PARTS[part]), FACTS) is answer


def test_empty_conditions() -> None:
    assert (truth(None, FACTS), truth(All(()), FACTS), truth(AnyOf(()), FACTS)) == (T, T, F)


@pytest.mark.parametrize(
    ("value", "op", "wanted", "answer"),
    [
        (MISSING, "missing", (), T),
        ("x", "missing", (), F),
        (MISSING, "in", ("x",), U),
        ("x", "in", ("y", "x"), T),
        ("x", "in", ("y",), F),
        (True, "in", (1,), U),
        (1, "in", (True,), U),
        ("1", "in", (1,), U),
        (("x",), "in", ("x",), U),
        (("x", "y"), "contains", ("y",), T),
        ((), "contains", ("y",), F),
        (MISSING, "contains", ("y",), U),
        ("xyz", "contains", ("y",), U),
        (3, "gte", (3,), T),
        (3, "gt", (3,), F),
        (3, "lte", (3,), T),
        (3, "lt", (3,), F),
        (2, "lt", (3,), T),
        (4, "gt", (3,), T),
        (MISSING, "gte", (3,), U),
        ("b", "gte", ("a",), U),
        (date(2026, 1, 2), "gt", ("2026-01-01",), T),
        (date(2026, 1, 2), "in", ("2026-01-02",), T),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), "gt", ("2026-01-01",), F),
    ],
)
def test_tests(value: Value, op: Operator, wanted: tuple[str | int | bool, ...], answer: Truth) -> None:
    assert truth(Asks("c.x", op, wanted), Facts({"c.x": value}, ORDERS)) is answer


@pytest.mark.parametrize(
    ("value", "op", "answer"),
    [("medium", "gte", T), ("low", "gte", F), ("high", "lt", F), ("low", "lt", T), ("odd", "gte", U)],
)
def test_ordered_domains_compare_by_rank(value: str, op: Operator, answer: Truth) -> None:
    assert truth(Asks("c.level", op, ("medium",)), Facts({"c.level": value}, ORDERS)) is answer


def test_an_attribute_that_is_not_there_is_missing() -> None:
    assert truth(Asks("c.gone", "in", ("x",)), Facts({}, ORDERS)) is U
    assert truth(Asks("c.gone", "missing"), Facts({}, ORDERS)) is T


def test_attributes_are_found_everywhere() -> None:
    nested = All((Not(Asks("a.b", "missing")), AnyOf((Asks("c.d", "in", ("x",)), Asks("a.b", "in", ("y",))))))
    assert attributes(nested) == {"a.b", "c.d"}
    assert attributes(None) == frozenset()


def clause(action: Action, when: Truth | None = None, *purposes: str, notice: str | None = None) -> Clause:
    return Clause(action=action, purposes=purposes, notice=notice, when=None if when is None else PARTS[when], at=HERE)


def outcome(*clauses: Clause) -> Decision:
    return decide(Words(kind="clause", id=None, clauses=clauses), FACTS, LADDERS)


MONTH = Action(act=Act.GENERALISE, to="month")
YEAR = Action(act=Act.GENERALISE, to="year")


@pytest.mark.parametrize(
    ("clauses", "action"),
    [
        ((), WITHHOLD),
        ((clause(SHARE, F),), WITHHOLD),
        ((clause(SHARE),), SHARE),
        ((clause(SHARE, T),), SHARE),
        ((clause(SHARE, U),), WITHHOLD),
        ((clause(SHARE, U), clause(MONTH)), MONTH),
        ((clause(MONTH, U), clause(SHARE)), MONTH),
        ((clause(WITHHOLD, U), clause(SHARE)), WITHHOLD),
        ((clause(WITHHOLD, F), clause(SHARE)), SHARE),
        ((clause(MONTH, T), clause(SHARE)), MONTH),
        ((clause(MONTH, U), clause(YEAR, U), clause(SHARE)), YEAR),
        ((clause(Action(act=Act.REDACT), U), clause(MONTH)), WITHHOLD),
    ],
)
def test_clause_lists(clauses: tuple[Clause, ...], action: Action) -> None:
    assert outcome(*clauses).action == action


def test_unknown_terms_are_not_promised() -> None:
    assert outcome(clause(SHARE, U, "a", "b"), clause(SHARE, None, "b")).purposes == ("b",)
    assert outcome(clause(SHARE, U, "a"), clause(SHARE, None, "b")).action == WITHHOLD
    assert outcome(clause(SHARE, U, notice="safe_contact"), clause(SHARE)).action == WITHHOLD
    assert outcome(clause(SHARE, U, notice="n"), clause(SHARE, notice="n")).notice == "n"


def test_reasons_name_every_clause_that_counted() -> None:
    found = outcome(clause(SHARE, F), clause(SHARE, U), clause(MONTH))
    assert [(one.kind, one.met, one.because) for one in found.reasons] == [
        ("clause", "unknown", ("c.none",)),
        ("clause", "none", ()),
    ]
    assert [(one.kind, one.met) for one in outcome(clause(SHARE, F)).reasons] == [("clause", "false")]
    assert [one.kind for one in outcome().reasons] == ["no_clause"]


def test_limits_narrow_and_take_the_terms_with_them() -> None:
    granted = outcome(clause(SHARE, None, "a", notice="n"))
    ceiling = Decision(action=MONTH, reasons=(Reason(kind="limit", action=MONTH, id="date", at=HERE),))
    assert limited(granted, (ceiling,), LADDERS).purposes == ("a",)
    gone = limited(granted, (ceiling, withheld(Reason(kind="never", action=WITHHOLD, id="NS", at=HERE))), LADDERS)
    assert (gone.action, gone.purposes, gone.notice) == (WITHHOLD, (), None)
    assert [one.id for one in gone.reasons] == [None, "date", "NS"]


def test_together_is_a_meet_in_any_order() -> None:
    some = [outcome(clause(a, None, "p")) for a in (SHARE, MONTH, YEAR)]
    assert {together(order, LADDERS).action.to for order in itertools.permutations(some)} == {"year"}
