"""One cell: its text to a catalogue value, by what the layout declares."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from drivectl.model.catalogue import Catalogue, Field
from drivectl.model.export import MISSING, Missing, Value
from drivectl.model.layout import Binding, InputShape
from drivectl.safe import Safe, say
from drivectl.source.grid import Raw

_INT: Final = re.compile(r"-?[0-9]{1,9}")
_EARLIEST: Final = 1900


class MisfitError(Exception):
    """A cell is not what the layout declares; ``why`` says it without the value."""

    def __init__(self, why: Safe, *, word: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.word = word
        """Whether it is merely a word that is not listed, which ``unknown_values: missing`` may excuse."""


class Column:
    """From the cells of one column to values of its field."""

    def __init__(self, binding: Binding, field: Field, shape: InputShape, catalogue: Catalogue) -> None:
        self.binding, self.field, self.shape = binding, field, shape
        codes = _codes(binding, field, shape, catalogue)
        self._code_of = None if codes is None else {text: code for code, texts in codes.items() for text in texts}
        self._many = field.type in ("list", "set")
        self.tolerant = binding.unknown_values == "missing" and not (
            field.type == "id" or field.path.endswith(".date_of_birth") or binding.format or binding.part
        )

    def text(self, raw: Raw) -> str | Missing:
        """The cell as text; what the layout lists as missing is MISSING. Notes are kept to the letter."""
        plain = as_text(raw, self.binding, self.shape)
        tidy = plain.strip()
        if tidy in self.shape.missing or not tidy:
            return MISSING
        return plain if self.field.type == "text" else tidy

    def read(self, raw: Raw) -> Value:
        """The value of a cell. Raises ``MisfitError``."""
        if self.field.type == "date" and isinstance(raw, date):
            return _day(raw)
        if self.field.type == "datetime" and isinstance(raw, date):
            return raw if isinstance(raw, datetime) else datetime(raw.year, raw.month, raw.day)  # noqa: DTZ001 -- local
        text = self.text(raw)
        if text is MISSING:
            empty = isinstance(raw, str) and not raw.strip()
            return () if empty and self.binding.empty_is_none else MISSING
        return self._many_of(text) if self._many else self._one(text)

    def _many_of(self, text: str) -> tuple[str, ...]:
        pieces = [one.strip() for one in text.split(self.binding.split)] if self.binding.split else [text]
        words = tuple(str(self._coded(one)) for one in pieces if one)
        if not words:  # a lone separator must not become the empty set
            raise MisfitError(say("it holds separators and no entry"))
        return tuple(dict.fromkeys(words)) if self.field.type == "set" else words

    def _one(self, text: str) -> Value:
        kind = self.field.type
        if kind == "date":
            return _day(_parsed(text, self.shape.dates))
        if kind == "datetime":
            return _parsed(text, self.shape.datetimes)
        if kind == "int":
            return self._number(text)
        if kind == "yn":
            if text == "U" and text not in (self._code_of or {}):
                return MISSING
            return self._coded(text) == "true"
        if kind == "id" and ("\n" in text or "\r" in text):
            raise MisfitError(say("an id of several lines"))
        return self._coded(text)

    def _number(self, text: str) -> int:
        if not _INT.fullmatch(text):
            raise MisfitError(say("it is not a whole number"), word=True)
        number = int(text)
        low, high = self.field.minimum, self.field.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise MisfitError(say("the number is out of range"))
        return number

    def _coded(self, text: str) -> str:
        if self._code_of is None:
            return text
        if text not in self._code_of:
            raise MisfitError(say("the word is not one that the layout lists"), word=True)
        return self._code_of[text]


def as_text(raw: Raw, binding: Binding, shape: InputShape) -> str:
    """A cell of a CSV or a workbook as the text that the layout would have in a CSV."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return (shape.true if raw else shape.false)[0]
    if isinstance(raw, datetime):
        return raw.strftime(shape.datetimes)
    if isinstance(raw, date):
        return raw.strftime(shape.dates)
    if binding.text:
        raise MisfitError(say("it is a number, not text: zeros at its start are lost"))
    return str(raw)


def _codes(
    binding: Binding, field: Field, shape: InputShape, catalogue: Catalogue
) -> dict[str, tuple[str, ...]] | None:
    """Code -> spellings: the layout's own, else yes and no, else the domain's codes as they are."""
    if binding.codes:
        return dict(binding.codes)
    if field.type == "yn":
        return {"true": shape.true, "false": shape.false}
    if field.domain is None:
        return None
    return {str(one): (str(one),) for one in catalogue.domains[field.domain].values}


def _day(value: date) -> date:
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second) != (0, 0, 0):
            raise MisfitError(say("a date with a time of day, where the catalogue has a date"))
        return value.date()
    if value.year < _EARLIEST:
        raise MisfitError(say("the date is before {year}", year=_EARLIEST))
    return value


@lru_cache(maxsize=65_536)
def _try_parse(text: str, pattern: str) -> datetime | None:
    if not text.isascii():
        return None
    try:
        return datetime.strptime(text, pattern)  # noqa: DTZ007 -- exports have local times without a zone
    except ValueError:
        return None


def _parsed(text: str, pattern: str) -> datetime:
    found = _try_parse(text, pattern)
    if found is None or found.year < _EARLIEST:
        raise MisfitError(say("it is not a date as the layout declares it"), word=True)
    return found
