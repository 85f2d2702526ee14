"""What no name is: the phrases of ``data/phrases.txt``. They take away what lists, grammar and the model say only.

The case record, names that the notes introduced and every pattern stand whatever the phrase.
"""

import re
from collections.abc import Iterator
from typing import Final

from drivectl.model.finding import Kind
from drivectl.recognise.base import Hit
from drivectl.recognise.lists import phrases
from drivectl.recognise.scan import heads, register, tried
from drivectl.recognise.view import View

_ANIMALS: Final = "dog|puppy|pup|cat|kitten|rabbit|hamster|horse|pony|parrot|budgie"
_HEAD: Final = re.compile("[a-z]+")
register({"phrase": phrases(), "pet": heads(_ANIMALS)})


_PET: Final = re.compile(rf"(?:{_ANIMALS})(?: is| was)?(?: called| named)? (?P<n>[A-Z]?[a-z]{{2,12}})(?=[.,;)\n]|$)")
"""An animal and its name, which is nobody's where the clause ends: in "kicked the dog Sarah left" she is somebody."""


def without_phrases(view: View, hits: list[Hit]) -> list[Hit]:
    """``hits`` without the mere guesses that lie inside a phrase, or name an animal."""
    spans = [*_phrases(view), *(pet.span("n") for pet in tried(_PET, view.text, view.scan.at("pet")))]
    if not spans:
        return hits
    return [one for one in hits if not (_guessed(one) and any(a <= one.start and one.end <= b for a, b in spans))]


def _phrases(view: View) -> Iterator[tuple[int, int]]:
    lower, known = view.lower, phrases()
    for head in tried(_HEAD, lower, view.scan.at("phrase")):
        at = head.start()
        for one in known[head.group()]:
            if lower.startswith(one, at) and not lower[at + len(one) : at + len(one) + 1].isalnum():
                yield at, at + len(one)


def _guessed(hit: Hit) -> bool:
    return hit.layer in {"names-rules", "names", "presidio"} or (
        hit.unsure and hit.kind in {Kind.ORG_IDENTIFYING, Kind.LOCATION}
    )
