"""Presidio by itself, in a Python that has it and a language model, on the same notes: what a score is held against."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from drivectl.errors import problem
from drivectl.safe import say
from drivectl.steps.measuring import Note, Score, Span, measure

_LABELS: Final = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "DATE_TIME": "DATE",
    "URL": "URL_IP",
    "IP_ADDRESS": "URL_IP",
    "CREDIT_CARD": "BANK",
    "IBAN_CODE": "BANK",
    "UK_NHS": "NHS_NUMBER",
    "UK_NINO": "NINO",
    "UK_POSTCODE": "POSTCODE",
    "UK_PASSPORT": "PASSPORT",
    "UK_DRIVING_LICENCE": "DRIVING_LICENCE",
    "UK_VEHICLE_REGISTRATION": "VEHICLE_REG",
}
_PROGRAM: Final = """
import json, logging, pkgutil, socket, sys, time
logging.disable()
def refuse(*_, **__): raise OSError("no network here")
socket.create_connection = socket.getaddrinfo = refuse
models = [one.name for one in pkgutil.iter_modules() if one.name.startswith("en_core_web_")]
model = min(models, key=lambda one: (one != "en_core_web_md", one))
from presidio_analyzer import AnalyzerEngine, predefined_recognizers as theirs
from presidio_analyzer.nlp_engine import NlpEngineProvider
with_model = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]}
analyzer = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=with_model).create_engine())
for one in ("UkNino", "UkPostcode", "UkPassport", "UkDrivingLicence", "UkVehicleRegistration"):
    analyzer.registry.add_recognizer(getattr(theirs, one + "Recognizer")())
texts = json.load(sys.stdin)
analyzer.analyze("Warm up.", language="en")
begun = time.process_time()
found = [[[one.start, one.end, one.entity_type] for one in analyzer.analyze(text, language="en")] for text in texts]
json.dump({"model": model, "seconds": time.process_time() - begun, "found": found}, sys.stdout)
"""
"""What the other Python runs. It reads the notes from its input, opens no socket and writes no file."""


class Peer(NamedTuple):
    """How the peer did; ``speed`` in bytes per CPU second, its start left out."""

    model: str
    score: Score
    speed: float


def presidio(python: Path, notes: Sequence[Note]) -> Peer:
    """Presidio with its UK recognisers and a language model of spaCy (md if there is one); ENV501 if it cannot run."""
    asked = json.dumps([one.text for one in notes]).encode()
    try:
        done = subprocess.run(  # noqa: S603 -- the Python that the user names, and our own program
            [python, "-I", "-c", _PROGRAM], input=asked, capture_output=True, check=True
        )
        said = json.loads(done.stdout)
        places = {one.id: tuple(map(_span, found)) for one, found in zip(notes, said["found"], strict=True)}
        speed = sum(len(one.text.encode()) for one in notes) / said["seconds"]
    except (OSError, subprocess.CalledProcessError, ValueError, KeyError):
        what = say("{p} cannot run Presidio with a language model of spaCy", p=python)
        fix = say("give --peer-python a Python where presidio-analyzer and en_core_web_md are installed")
        raise problem("ENV501", what, fix=fix) from None  # its error could quote a note
    return Peer(str(said["model"]), measure(notes, places), speed)


def _span(found: Sequence[int | str]) -> Span:
    start, end, label = found
    return Span(int(start), int(end), _LABELS.get(str(label), str(label)), "none", "accepted")


def ratios(ours: Score, peer: Peer) -> Mapping[str, float | None]:
    """Every rate of ours as a multiple of the peer's, where both have one."""
    theirs = {name: rate.value for name, rate in peer.score.rates.items()}
    return {
        name: rate.value / below if rate.value is not None and (below := theirs[name]) else None
        for name, rate in ours.rates.items()
    }
