"""Presidio's own pattern recognisers for the rest of the world, inside our engine.

The list is explicit: all of them but those that ours replace (names, e-mail, web addresses, phones, dates, the UK).
Only the places where a hit can stand are handed over, many at once and never much at a time, so that no pattern,
however it is written, can take longer than the text is long. Presidio's context enhancer is not used.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from presidio_analyzer import PatternRecognizer, predefined_recognizers

from drivectl.model.finding import Detector, Kind
from drivectl.recognise.base import Hit
from drivectl.recognise.view import View

_WORLD: Final[dict[Kind, str]] = {
    Kind.BANK: "AbaRouting CreditCard Crypto Iban UsBank",
    Kind.PASSPORT: "DePassport EsPassport InPassport ItPassport KrPassport PhPassport UsPassport ZaPassport",
    Kind.DRIVING_LICENCE: "DeFuehrerschein ItDriverLicense KrDriverLicense UsLicense ZaDriverLicense",
    Kind.VEHICLE_REG: "DeKfz InVehicleRegistration NgVehicleRegistration TrLicensePlate ZaLicensePlate",
    Kind.POSTCODE: "CaPostalCode DePlz",
    Kind.URL_IP: "MacAddress",
    Kind.CASE_REF: (
        "AuAbn AuAcn AuMedicare AuTfn CaSin DeBsnr DeHandelsregister DeHealthInsurance DeIdCard DeLanr"
        " DeSocialSecurity DeTaxId DeTaxNumber DeVatId EsNie EsNif FiPersonalIdentityCode InAadhaar InGstin InPan"
        " InVoter ItFiscalCode ItIdentityCard ItVatCode KrBrn KrFrn KrRrn MedicalLicense NgNin PhTin PhUmid PlPesel"
        " SeOrganisationsnummer SePersonnummer SgFin SgUen ThTnin TrNationalId UsClaimNumber"
        " UsHealthInsuranceMemberId UsItin UsMbi UsNpi UsPrescriptionNumber UsPriorAuthorizationNumber"
        " UsProviderTaxId UsReferralNumber UsSsn Uuid ZaCompanyRegistration ZaIdNumber ZaIncomeTaxNumber"
        " ZaTrafficRegisterNumber ZaVatNumber"
    ),
}
RECOGNISERS: Final = {f"{one}Recognizer": kind for kind, those in _WORLD.items() for one in those.split()}
_SHAPES: Final = (
    "InVehicleRegistrationRecognizer",
    "KrDriverLicenseRecognizer",
    "TrLicensePlateRecognizer",
    "ZaDriverLicenseRecognizer",
    "ZaLicensePlateRecognizer",
    "ZaPassportRecognizer",
    "ZaTrafficRegisterNumberRecognizer",
)
"""Presidio calls these certain where no more than the shape is right: plates, and numbers without a check digit."""

_CORE: Final = re.compile(
    r"\d\D{0,11}\d\D{0,11}\d+|[^\W_]{15,}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-"
    r"|[0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}[:\-]|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\."
)
"""Every hit that counts has one of these in it: digits close to each other, a very long word, or pairs of digits."""
_REACH: Final = 48
"""No hit goes farther beyond its core."""
_MUCH: Final = 4_000
_GAP: Final = "\n\x01\n"
_LEAST: Final = 0.4
"""What Presidio gives a shape that is telling by itself; a weaker one counts beside a word that says what it is."""
_USELESS: Final = "PAN (Low)"
"""A pattern for any ten letters, digits and signs in a text with four digits somewhere."""
_DIGIT: Final = re.compile(r"\d")
_NEAR: Final = 60


class _Runner:
    """One of Presidio's recognisers, without what it does beside finding."""

    def __init__(self, name: str) -> None:
        self._one = getattr(predefined_recognizers, name)()
        self._shape = name in _SHAPES
        self._own = type(self._one).analyze is not PatternRecognizer.analyze
        self._one.analyze("", self._one.supported_entities, None)  # compiles the patterns
        self._patterns = [(one.compiled_regex, one.score) for one in self._one.patterns if one.name != _USELESS]
        checks = type(self._one).validate_result is not PatternRecognizer.validate_result and not self._shape
        self._telling = [(pattern, score) for pattern, score in self._patterns if checks or score >= _LEAST]
        words = [one.strip().lower() for one in self._one.context]
        self.heads = {found.group() for one in words if (found := re.search(r"[^\W_]+", one))}
        self._words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")

    def results(self, piece: str, *, told: bool) -> Iterator[tuple[int, int, float]]:
        """Start, end and score of what Presidio finds in ``piece``; ``told``: words that say what it is are about."""
        if self._own:
            for result in self._one.analyze(piece, self._one.supported_entities, None):
                yield result.start, result.end, float(result.score)
            return
        for pattern, score in self._patterns if told else self._telling:
            for found in pattern.finditer(piece):
                valid = self._one.validate_result(found.group())
                if valid is not False and found.group() and not self._one.invalidate_result(found.group()):
                    yield found.start(), found.end(), 1.0 if valid else score

    def weighed(self, view: View, start: int, end: int, score: float) -> tuple[float, bool] | None:
        """What a hit is worth and whether it is in doubt; None for a shape that says too little to hide anything.

        A shape without a check must be a telling one, or stand beside a word that says what it is.
        """
        if score == 1 and not self._shape:
            return 0.9, False
        found = view.text[start:end]
        digits = len(_DIGIT.findall(found))
        if score >= _LEAST and not self._shape:
            counts = digits >= 4 or (found.isupper() and (digits == 0 or digits >= 3))
        else:
            counts = digits >= 3 and len(found) >= 5 and self._beside(view.lower, start, end)
        return (score * 0.9 if not self._shape else 0.3, True) if counts else None

    def _beside(self, lower: str, start: int, end: int) -> bool:
        before = self._words.search(lower, max(0, start - _NEAR), start)
        return bool(before or self._words.search(lower, end, end + _NEAR // 3))


class WorldRecogniser:
    """The ``presidio`` recogniser."""

    def __init__(self) -> None:
        self._each = [(_Runner(one), kind) for one, kind in RECOGNISERS.items()]
        self._about: dict[str, set[_Runner]] = {}
        for one, _ in self._each:
            for word in one.heads:
                self._about.setdefault(word, set()).add(one)

    @property
    def detector(self) -> Detector:
        """Presidio's own version; the digest covers the list of recognisers that run."""
        listed = "\n".join(f"{one} {kind.value}" for one, kind in RECOGNISERS.items())
        return Detector(
            name="presidio", version=version("presidio-analyzer"), sha256=hashlib.sha256(listed.encode()).hexdigest()
        )

    def find(self, view: View) -> Iterator[Hit]:
        """Hits of every recogniser in the list."""
        told = {one for word in set(view.words[0]) for one in self._about.get(word, ())}
        for piece, places in handed_over(view.text):
            for one, kind in self._each:
                for start, end, score in one.results(piece, told=one in told):
                    joined, begin = places[bisect_right(places, (start, len(view.text))) - 1]
                    there = start - joined + begin, end - joined + begin
                    if worth := one.weighed(view, *there, score):
                        yield Hit(*there, kind, worth[0], "presidio", "world-pattern", unsure=worth[1])


def handed_over(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The parts of ``text`` with a core and what is around it, joined; where each begins there, and in ``text``."""
    spans: list[tuple[int, int]] = []
    for core in _CORE.finditer(text):
        start, end = max(0, core.start() - _REACH), core.end() + _REACH
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for start, end in spans:
        for at in range(start, end, _MUCH):
            begin = max(start, at - 2 * _REACH)
            parts.append(text[begin : min(end, at + _MUCH + _REACH)])
            places.append((length, begin))
            length += len(parts[-1]) + len(_GAP)
            if length > _MUCH:
                yield _GAP.join(parts), places
                parts, places, length = [], [], 0
    if parts:
        yield _GAP.join(parts), places
