"""The shape of each YAML kind, as pydantic models; names and references are checked after them."""
