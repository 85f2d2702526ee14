"""What an agreement lets out, in words: for who is about to sign or accept it. All of it stands in the policy file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drivectl.render.cases import OPERATORS
from drivectl.render.words import treatment


def field_lines(agreement: Mapping[str, Any]) -> list[str]:
    """Each field that something is granted of, with its treatment and under which condition."""
    said = {field: field_words(clauses) for field, clauses in agreement["fields"].items()}
    return [*(f"{field}: {words}" for field, words in said.items()), "everything else: withheld"]


def field_words(clauses: Any) -> str:
    """The clauses of one field: the first whose condition is met counts."""
    return "; else ".join(_clause(one) for one in (clauses if isinstance(clauses, list) else [clauses]))


def change_lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What differs between two agreements in plain data: fields one by one, other blocks by name."""
    for field in {**old["fields"], **new["fields"]}:
        before, after = (field_words(one["fields"].get(field, [])) or "withheld" for one in (old, new))
        if before != after:
            yield f"{field}: {before} -> {after}"
        elif old["fields"].get(field) != new["fields"].get(field):
            yield f"{field}: for another purpose"
    if old.get("scope") != new.get("scope"):
        before, after = (_condition((one.get("scope") or {}).get("include") or {}) for one in (old, new))
        yield f"scope: {before or 'none'} -> {after or 'none'}" if before != after else "also changed: scope"
    others = sorted(key for key in {*old, *new} - {"fields", "scope"} if old.get(key) != new.get(key))
    if others:
        yield f"also changed: {', '.join(others)}"


def _clause(clause: Mapping[str, Any]) -> str:
    words = treatment(clause["action"], method=clause.get("method"), level=clause.get("to"))
    words += f", with the {clause['notice'].replace('_', ' ')} notice" if clause.get("notice") else ""
    words += f", tokens of the {clause['scope']}" if clause.get("scope") else ""
    return words + (f", where {_condition(clause['when'])}" if clause.get("when") else "")


def _condition(said: Any) -> str:
    if isinstance(said, Mapping):
        return " and ".join(_part(key, value) for key, value in said.items())
    return " or ".join(f"({_condition(one)})" for one in said)


def _part(key: str, value: Any) -> str:
    if key in {"any", "all"}:
        return f" {'or' if key == 'any' else 'and'} ".join(f"({_condition(one)})" for one in value)
    if key == "not":
        return f"not ({_condition(value)})"
    return _test(key, value)


def _test(field: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return " and ".join(_operation(field, operator, one) for operator, one in value.items())
    return f"{field} is {_any_of(value)}"


def _operation(field: str, operator: str, value: Any) -> str:
    if operator == "not":
        return f"not ({_test(field, value)})"
    if operator == "is":
        return f"{field} is {value}"
    return f"{field} {OPERATORS.get(operator, operator)} {_any_of(value)}"


def _any_of(value: Any) -> str:
    some = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return " or ".join(
        {True: "yes", False: "no"}.get(one, str(one)) if isinstance(one, bool) else str(one) for one in some
    )
