"""The outward part of a British postcode, read with the shapes that exist and nothing looser."""

import re
import unicodedata
from typing import Final

from drivectl.model.idspace import POSTCODE_AREAS

_SHAPE: Final = re.compile(r"(?P<out>(?P<area>[A-Z]{1,2})[0-9](?:[0-9]|[A-Z])?)(?P<sector>[0-9])[ABD-HJLNP-UW-Z]{2}")
_ISLANDS: Final = frozenset({"GY", "JE", "IM"})


def parts(text: str) -> tuple[str, str] | None:
    """(area, outcode), or None for what says nothing of a place here.

    None for pseudo-codes (ZZ99), forces mail (BFPO, BF1), GIR 0AA, the Crown dependencies, whose codes
    are not part of UK geography, and everything that has not the shape of a postcode.
    """
    found = _SHAPE.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper())
    if not found or found["area"] not in POSTCODE_AREAS or found["area"] in _ISLANDS:
        return None
    return found["area"], found["out"]


def find(text: str) -> tuple[str, str] | None:
    """The postcode that ends ``text`` (an address), as :func:`parts` gives it."""
    found = re.search(r"([A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2})\s*$", text)
    return parts(found[1]) if found else None
