"""The JSON Schema of each kind of policy file, made from the shapes that the loader itself uses."""

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from drivectl.spec.schemas.baseline import BaselineShape
from drivectl.spec.schemas.catalogue import CatalogueShape, PartiesShape
from drivectl.spec.schemas.isa import AgreementShape
from drivectl.spec.schemas.layout import FlagsFormShape, LayoutShape
from drivectl.spec.schemas.legal import LegalShape
from drivectl.spec.schemas.own import OwnRecognisersShape
from drivectl.spec.schemas.said import WORDS
from drivectl.spec.vocabulary import Vocabulary

KINDS: Final[dict[str, type[BaseModel]]] = {
    "catalogue": CatalogueShape,
    "parties": PartiesShape,
    "isa-baseline": BaselineShape,
    "isa": AgreementShape,
    "layout": LayoutShape,
    "flags": FlagsFormShape,
    "legal": LegalShape,
    "recognisers": OwnRecognisersShape,
}
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Keys that have a form are held to it, and a decimal is a number."""

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        keys = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        values = self.generate_inner(schema["values_schema"]) if "values_schema" in schema else {}
        found = {"type": "object", "additionalProperties": values}
        self.update_with_validations(found, schema, self.ValidationsMapping.object)
        return found if keys in ({}, {"type": "string"}) else found | {"propertyNames": keys}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        found: JsonSchemaValue = {"type": "number"}
        for key, word in (("ge", "minimum"), ("le", "maximum")):
            if (limit := schema.get(key)) is not None:
                found[word] = int(str(limit))
        return found


def schema_of(kind: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``kind``, with the words of ``vocabulary`` where they may stand."""
    made = KINDS[kind].model_json_schema(by_alias=True, schema_generator=_Generator)
    placed: dict[str, Any] = _placed(made, vocabulary)
    placed["$defs"] = placed.get("$defs", {}) | vocabulary.defs
    return {"$schema": _DIALECT, "$id": f"urn:drivectl:{kind}:v1", "title": f"{kind}/v1"} | placed


def _placed(node: Any, vocabulary: Vocabulary) -> Any:
    """``node`` without titles and defaults, which say nothing here, and with the words of the site."""
    if isinstance(node, list):
        return [_placed(one, vocabulary) for one in node]
    if not isinstance(node, dict):
        return node
    named = {"properties", "$defs"}  # what stands under these are names, however they look
    kept = {
        key: {name: _placed(inner, vocabulary) for name, inner in one.items()}
        if key in named
        else _placed(one, vocabulary)
        for key, one in node.items()
        if key not in {"title", "default", WORDS}
    }
    return vocabulary.place(node[WORDS], kept) if WORDS in node else kept
