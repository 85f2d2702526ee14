"""The one door to Presidio.

Its pattern recognisers for the rest of the world run inside our engine, and our engine can be used as a recogniser
in anybody's ``AnalyzerEngine``. The list is explicit: no language model, no context enhancer, nothing that ours
replace, and never ``EmailRecognizer``, which fetches a list from the network at the first address it sees.
"""

import hashlib
import re
import socket
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, Final, Protocol

from drivectl.model.finding import Cast, Detector, Finding, Kind
from drivectl.recognise.base import Hit
from drivectl.recognise.view import View

_has_ipv6, socket.has_ipv6 = socket.has_ipv6, False  # else urllib3, which Presidio brings, tries one on import
from presidio_analyzer import EntityRecognizer, RecognizerResult, predefined_recognizers  # noqa: E402 -- see above

socket.has_ipv6 = _has_ipv6

_WORLD: Final = {
    "CryptoRecognizer": Kind.BANK,
    "IbanRecognizer": Kind.BANK,
    "CreditCardRecognizer": Kind.BANK,
    "UsSsnRecognizer": Kind.CASE_REF,
    "UsItinRecognizer": Kind.CASE_REF,
    "MedicalLicenseRecognizer": Kind.CASE_REF,
    "AuAbnRecognizer": Kind.CASE_REF,
    "AuAcnRecognizer": Kind.CASE_REF,
    "AuTfnRecognizer": Kind.CASE_REF,
    "AuMedicareRecognizer": Kind.CASE_REF,
    "InAadhaarRecognizer": Kind.CASE_REF,
    "InPanRecognizer": Kind.CASE_REF,
    "EsNifRecognizer": Kind.CASE_REF,
    "EsNieRecognizer": Kind.CASE_REF,
    "ItFiscalCodeRecognizer": Kind.CASE_REF,
    "PlPeselRecognizer": Kind.CASE_REF,
    "FiPersonalIdentityCodeRecognizer": Kind.CASE_REF,
    "SePersonnummerRecognizer": Kind.CASE_REF,
    "SgFinRecognizer": Kind.CASE_REF,
    "KrRrnRecognizer": Kind.CASE_REF,
    "ZaIdNumberRecognizer": Kind.CASE_REF,
    "MacAddressRecognizer": Kind.URL_IP,
    "UuidRecognizer": Kind.CASE_REF,
}
_DENSE: Final = re.compile(
    r"(?:\d[ .\-]?){6}|[A-Za-z]{5}\d{4}|(?=\w{0,16}\d)\w{12}|[0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}[:\-]"
)
"""Every shape in the list has one of these in it: six digits close together, five letters and four digits, a long
word with a digit, or pairs with colons. A text without any is not handed over at all."""

_LEAST: Final = 0.4
"""Weaker guesses are shapes such as "any nine digits", which our own table already hides in doubt."""


class WorldRecogniser:
    """The ``presidio`` recogniser."""

    def __init__(self) -> None:
        self._each = [(getattr(predefined_recognizers, one)(), kind) for one, kind in _WORLD.items()]

    @property
    def detector(self) -> Detector:
        """Presidio's own version; the digest covers the list of recognisers that run."""
        listed = "\n".join(f"{one} {kind.value}" for one, kind in _WORLD.items())
        return Detector(
            name="presidio", version=version("presidio-analyzer"), sha256=hashlib.sha256(listed.encode()).hexdigest()
        )

    def find(self, view: View) -> Iterator[Hit]:
        """Hits of every recogniser in the list."""
        if not _DENSE.search(view.text):
            return
        for one, kind in self._each:
            for result in one.analyze(view.text, one.supported_entities, None) or ():
                if result.score >= _LEAST:
                    yield Hit(
                        result.start,
                        result.end,
                        kind,
                        float(result.score) * 0.9,
                        "presidio",
                        "world-pattern",
                        unsure=result.score < 1,
                    )


class _Finder(Protocol):
    def find(self, texts: list[str], cast: Cast) -> list[list[Finding]]: ...


class DrivectlRecognizer(EntityRecognizer):
    """Our engine as one recogniser of Presidio. It knows no case: only rules and lists work here."""

    def __init__(self, engine: _Finder) -> None:
        self._engine = engine
        super().__init__(supported_entities=[kind.value for kind in Kind], name="drivectl", supported_language="en")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:  # noqa: ARG002
        """Findings as Presidio results."""
        found = self._engine.find([text], Cast(case="", people=()))[0]
        wanted = set(entities)
        return [
            RecognizerResult(entity_type=one.kind.value, start=one.start, end=one.end, score=one.score)
            for one in found
            if one.kind.value in wanted
        ]
