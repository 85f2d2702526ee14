"""The one door to pydantic: the shape of every file kind."""
