"""What stands where personal data stood, beyond labels: tokens, invented values, blocks of one width.

A text is first masked with numbered labels and searched until nothing is left; only then are the labels filled in.
So what is invented is never mistaken for what was missed, and what was missed never stands among what is invented.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from drivectl.model.finding import Cast, Finding, Kind, Role
from drivectl.recognise.view import LABEL
from drivectl.transform.labels import kind_label
from drivectl.transform.tokens import Tokeniser

Style = Literal["role", "label", "token", "surrogate", "blank"]
BLOCK: Final = "\u2588" * 5
"""As wide for a short name as for a long one."""
_MOST: Final = 9999
"""Numbers that a label can have; what is beyond them keeps its plain label."""
_OWN: Final = re.compile(rf"(?<!\\){LABEL.pattern}")
_BEFORE: Final = 24


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is hidden, whatever the number of its mentions."""

    kind: Kind
    role: Role
    person_id: str | None = field(repr=False)
    value: str = field(repr=False)
    before: str = field(repr=False)
    """The word before it, in small letters: a title tells more of a name."""


Maker = Callable[[Item], str | None]
"""What is written for an item; None for its plain label."""


class Numbers:
    """Gives everything hidden in the texts of one case a number; picklable, since texts may be read elsewhere."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._at: dict[Item, int] = {}

    def __call__(self, text: str, one: Finding) -> str:
        """The numbered label of a span of ``text``."""
        words = re.findall(r"\w+", text[max(0, one.start - _BEFORE) : one.start].lower())
        value = " ".join(text[one.start : one.end].split())
        item = Item(one.kind, one.role, one.person_id, value, words[-1] if words else "")
        if item not in self._at and len(self.items) < _MOST:
            self.items.append(item)
            self._at[item] = len(self.items)
        plain = kind_label(one.kind)
        return f"{plain[:-1]} {self._at[item]}]" if item in self._at else plain


def filled(text: str, items: Sequence[Item], make: Maker) -> str:
    """``text`` with what ``make`` says for each of our numbered labels."""

    def one(found: re.Match[str]) -> str:
        item = items[int(found[2]) - 1] if found[2] else None
        made = make(item) if item else None
        return made if made is not None else f"[{found[1]}]"

    return _OWN.sub(one, text)


def blocked(text: str) -> str:
    """``text`` with a block for each of our labels."""
    return _OWN.sub(BLOCK, text)


def token_maker(tokens: Tokeniser, cast: Cast, domain_of: Callable[[str], str | None]) -> Maker:
    """A person's token, by the key that the record has for them: the same as in a table of the same scope.

    ``domain_of``: the token domain of a field that is a person's key. Whoever has no key gets a label: a token of a
    spelling would make one person of two. So does an informant, whose mentions may not be linked.
    """
    keys: dict[str, str] = {}
    for person in cast.people:
        for path, values in person.known.items():
            domain = domain_of(path) if person.person_id in values and person.role != "informant" else None
            token = tokens.token(domain, person.person_id) if domain else None
            if token is not None:
                keys[person.person_id] = token

    def make(item: Item) -> str | None:
        token = keys.get(item.person_id or "") if item.kind is Kind.PERSON and item.role != "informant" else None
        return f"[PERSON {token}]" if token else None

    return make
