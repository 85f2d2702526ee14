"""What a shape says for its JSON Schema beside its types: the forms of texts, and rules that are checked after it."""

import re
from typing import Any, Final

from pydantic import ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function, no_info_before_validator_function

WORDS: Final = "x-words"
"""The mark of a place that takes words of the site's own policies; no published schema has it any more."""
NOT_SAID: Final = {"type": "null"}


class Formed:
    """The form that a text must have: checked here, and said in the JSON Schema."""

    def __init__(self, form: str, pattern: str) -> None:
        self.form = form
        self.pattern = re.compile(pattern)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Any text first, then its form."""
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The whole text and nothing after it: in some dialects ``$`` passes over a line end."""
        return handler(core) | {"pattern": rf"^(?:{self.pattern.pattern})(?![\s\S])"}

    def _check(self, text: str) -> str:
        if not self.pattern.fullmatch(text):
            raise PydanticCustomError(self.form, "form")
        return text


class Said:
    """What ``spec`` checks after the shape, for the JSON Schema only.

    ``words`` names what of the site's own policies may stand here (see ``spec.vocabulary``).
    """

    def __init__(self, words: str = "", **rules: Any) -> None:
        self.rules = rules | ({WORDS: words} if words else {})

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The shape with what was said."""
        return handler(core) | self.rules


class _OneOrMore:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_before_validator_function(lambda v: v if isinstance(v, list) else [v], handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        listed = handler(core)
        return {"anyOf": [listed["items"], listed]}


ONE_OR_MORE: Final = _OneOrMore()
"""A list that may be written as its only element."""


def if_is(key: str, value: object, then: dict[str, Any], otherwise: dict[str, Any] | None = None) -> dict[str, Any]:
    """A rule of JSON Schema: where ``key`` is ``value``, ``then``."""
    rule = {"if": {"properties": {key: {"const": value}}, "required": [key]}, "then": then}
    return rule | ({"else": otherwise} if otherwise else {})


def only_one(*keys: str, **also: Any) -> dict[str, Any]:
    """A rule of JSON Schema: one of ``keys`` is there and not null (and is as ``also`` says), and only one."""
    said = {"not": NOT_SAID, **also}
    return {"oneOf": [{"required": [key], "properties": {key: said}} for key in keys]}


def rules(*each: dict[str, Any]) -> ConfigDict:
    """The configuration of a shape about which the JSON Schema has more to say."""
    return ConfigDict(json_schema_extra={"allOf": list(each)})
