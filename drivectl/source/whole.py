"""Names and addresses: several columns, or one column in a declared pattern, as one field with its parts."""

import re
from collections.abc import Mapping
from functools import cache

from drivectl.model.catalogue import Field
from drivectl.model.export import MISSING, Missing
from drivectl.safe import say
from drivectl.source.values import MisfitError


def joined(field: Field, parts: Mapping[str, str]) -> str | Missing:
    """The whole of ``parts``, in the catalogue's order where it has one (first name before last name)."""
    order = [one.rpartition(".")[2] for one in field.sources]
    ranked = sorted(parts, key=lambda part: order.index(part) if part in order else len(order))
    pieces = [parts[part] for part in ranked if parts[part]]
    if not pieces:
        return MISSING
    return (", " if field.type == "address" else " ").join(pieces)


@cache
def _pattern(form: str) -> tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str]]:
    """Parts, literals between them, and the expression of ``{last_name}, {first_name}``."""
    pieces = re.split(r"\{([a-z0-9_]+)\}", form)
    names, literals = tuple(pieces[1::2]), tuple(pieces[::2])
    body = "".join(re.escape(text) + f"(?P<{one}>.*?)" for text, one in zip(literals, names, strict=False))
    return names, literals, re.compile(body + re.escape(literals[-1]), re.DOTALL)


def split_form(form: str, text: str) -> dict[str, str]:
    """The parts of ``text``. Raises ``MisfitError`` unless there is exactly one way to split it."""
    names, literals, pattern = _pattern(form)
    match = pattern.fullmatch(text)
    between = [one for one in literals[1:-1] if one]
    if match is None or any(text.count(one) != between.count(one) for one in between):
        raise MisfitError(say("it does not follow the pattern that the layout declares"))
    return {one: match[one].strip() for one in names}
