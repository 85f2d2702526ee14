"""A site's own recognisers: the shape in which Presidio reads custom ones, and no key beyond it but ``allow_list``."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from drivectl.spec.schemas.base import Strict, Text

Score = Annotated[Decimal, Field(ge=0, le=1)] | Annotated[int, Field(ge=0, le=1)]
Words = Annotated[list[Text], Field(max_length=2_000)]


class OwnPatternShape(Strict):
    """One pattern."""

    name: Text
    regex: Annotated[Text, Field(max_length=500)]
    score: Score


class OwnRecogniserShape(Strict):
    """One recogniser. What it finds is hidden whatever the score, so that words of ``context`` change nothing."""

    name: Text
    supported_entity: Text
    supported_language: Literal["en"] = "en"
    type: Literal["custom"] = "custom"
    enabled: bool = True
    patterns: Annotated[list[OwnPatternShape], Field(max_length=100)] = Field(default_factory=list)
    context: Words = Field(default_factory=list)
    deny_list: Words = Field(default_factory=list)
    deny_list_score: Score = 1
    allow_list: Words = Field(default_factory=list)


class OwnRecognisersShape(Strict):
    """The file ``policies/recognisers.yaml``."""

    recognizers: Annotated[list[OwnRecogniserShape], Field(min_length=1, max_length=200)]
