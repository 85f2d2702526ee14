"""Presidio inside our engine and our engine inside Presidio: what runs, what is never lost, and no network."""

import inspect
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import presidio_analyzer
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, predefined_recognizers

from drivectl.model.finding import Cast, Kind
from drivectl.recognise.engine import Engine
from drivectl.recognise.presidio import DrivectlNlpEngine, DrivectlRecognizer, WorldRecogniser, world
from drivectl.recognise.view import view_of

ROOT = Path(__file__).resolve().parents[3]
NOBODY = Cast(case="", people=())
REPLACED = {
    "DateRecognizer": "ours tell a date of birth from another day",
    "EmailRecognizer": "ours; it would also ask the network for a list",
    "IpRecognizer": "ours; it takes every two colons for an address",
    "NhsRecognizer": "UK: ours",
    "PhoneRecognizer": "ours; it does not take the numbers kept for fiction, and runs once per region",
    "SpacyRecognizer": "names: ours; needs a language model",
    "StanzaRecognizer": "names: ours; needs a language model",
    "TransformersRecognizer": "names: ours; needs a language model",
    "GLiNERRecognizer": "names: ours; needs torch and a model",
    "HuggingFaceNerRecognizer": "names: ours; needs torch and a model",
    "MedicalNERRecognizer": "names: ours; needs torch and a model",
    "AzureAILanguageRecognizer": "sends the text to a service",
    "AzureHealthDeidRecognizer": "sends the text to a service",
    "AzureOpenAILangExtractRecognizer": "sends the text to a service",
    "BasicLangExtractRecognizer": "sends the text to a language model",
    "LangExtractRecognizer": "sends the text to a language model",
    "UkDrivingLicenceRecognizer": "UK: ours",
    "UkNinoRecognizer": "UK: ours",
    "UkPassportRecognizer": "UK: ours",
    "UkPostcodeRecognizer": "UK: ours",
    "UkVehicleRegistrationRecognizer": "UK: ours",
    "UrlRecognizer": "ours",
    "ZaMobileNumberRecognizer": "ours find every number with a country code, and those of ten or eleven digits",
    "ZaTelephoneNumberRecognizer": "ours find every number with a country code, and those of ten or eleven digits",
}
SAMPLES = {
    "card": ("4012 8888 8888 1881", Kind.BANK),
    "crypto": ("16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ", Kind.BANK),
    "iban": ("IL150120690000003111111", Kind.BANK),
    "itin": ("911-70-1234", Kind.CASE_REF),
    "ssn": ("078-05-1126", Kind.CASE_REF),
    "pesel": ("44051401458", Kind.CASE_REF),
    "dni": ("55555555K", Kind.CASE_REF),
    "hetu": ("131052-308T", Kind.CASE_REF),
    "aadhaar": ("312345678909", Kind.CASE_REF),
    "pan": ("AAACM1234K", Kind.CASE_REF),
    "uuid": ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", Kind.CASE_REF),
    "fiscal code": ("RSSMRA80A01H501U", Kind.CASE_REF),
    "licence plate beside the word for it": ("Kennzeichen: M AB 1234", Kind.VEHICLE_REG),
}


def found(text: str) -> list[tuple[str, Kind, bool]]:
    view = view_of(text)
    return [(view.text[one.start : one.end], one.kind, one.unsure) for one in WorldRecogniser().find(view)]


def test_every_recogniser_that_presidio_brings_runs_or_is_replaced_for_a_reason() -> None:
    offered = {
        name
        for name, one in inspect.getmembers(predefined_recognizers, inspect.isclass)
        if issubclass(one, EntityRecognizer)
    }
    assert offered == set(world.RECOGNISERS) | set(REPLACED)
    assert not set(world.RECOGNISERS) & set(REPLACED)


@pytest.mark.parametrize("which", sorted(SAMPLES))
def test_identifiers_of_the_rest_of_the_world_are_found(which: str) -> None:
    value, kind = SAMPLES[which]
    hits = found(f"It said {value} on the form.")
    assert any(text in value and one is kind and value.endswith(text) for text, one, _ in hits), hits


@pytest.mark.parametrize(
    "text",
    [
        "She was 100th in line, took 200mg for 14 days, and left at 10 to 12 on 31 May 24.",
        "Driving on the A303 he was seen near junction 12.",
        "Room 12, bed 4; score 27 of 30; 12 MAY 2024.",
        "[2015] 76 SCA 2015 was cited.",
    ],
)
def test_shapes_that_say_too_little_hide_nothing(text: str) -> None:
    assert found(text) == []


def test_a_check_digit_makes_it_certain_and_a_shape_stays_in_doubt() -> None:
    assert found("card 4012 8888 8888 1881 ")[0][2] is False
    assert {unsure for _, kind, unsure in found("SSN 078-05-1126.") if kind is Kind.CASE_REF} == {True}


def everything(text: str) -> set[tuple[int, int, Kind]]:
    """What counts of all that Presidio's own ``analyze`` finds in the whole of ``text``."""
    view, hits = view_of(text), set()
    for name, kind in world.RECOGNISERS.items():
        theirs = getattr(predefined_recognizers, name)()
        ours = world._Runner(name)
        for one in theirs.analyze(view.text, theirs.supported_entities, None):
            explained = one.analysis_explanation
            if not (explained and explained.pattern_name == world._USELESS) and ours.weighed(
                view, one.start, one.end, one.score
            ):
                hits.add((one.start, one.end, kind))
    return hits


def test_nothing_that_presidio_finds_in_whole_notes_is_lost() -> None:
    lines = (ROOT / "tests/data/casenotes.jsonl").read_text(encoding="utf-8").splitlines()
    text = "\n".join(json.loads(line)["text"] for line in lines)
    text += "".join(f"\nNote {at}: {value}, and so on." for at, (value, _) in enumerate(SAMPLES.values()))
    want = everything(text)
    got = {(one.start, one.end, one.kind) for one in WorldRecogniser().find(view_of(text))}
    assert len(want) >= len(SAMPLES) - 1
    assert want <= got


@pytest.mark.parametrize("name", sorted(world.RECOGNISERS))
@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_shape_is_handed_over_whole(name: str, data: st.DataObject) -> None:
    """Whatever a pattern can match and that could count lies in one part, with what stands beside it."""
    theirs = getattr(predefined_recognizers, name)()
    pattern = data.draw(st.sampled_from([one for one in theirs.patterns if one.name != world._USELESS]))
    flags = theirs.global_regex_flags
    core = re.sub(r"^\(\?<=.*?\)\)\)?(?=\(\?:)", "", pattern.regex).replace(r"\b(?i)", r"(?i)\b")
    shape = re.compile(core.removeprefix("(?i)"), re.IGNORECASE if flags & re.IGNORECASE else 0)
    value = data.draw(st.from_regex(shape, alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
    matched = shape.search(value)
    assert matched
    value = matched.group()
    assume(sum(map(str.isdigit, value)) >= 3 and len(value) <= 70)
    text = f"{'so it goes on ' * 40}{value}{' and on it goes' * 400}{value}{' and on' * 40}"
    parts = list(world.handed_over(text))
    found_at = [text.find(value), text.rfind(value)]
    for at in found_at:
        assert any(
            begin <= at - 1
            and part[joined : joined + at - begin + len(value) + 1].endswith(text[at - 1 : at + len(value) + 1])
            for part, places in parts
            for joined, begin in places
        ), value


@pytest.mark.parametrize("unit", ["1", "1 ", "12-", "A1", "a", "claim\n\n\n1", "GB82 ", "1a:", "f0:", "A-1-"])
def test_no_text_takes_longer_than_it_is_long(unit: str) -> None:
    recogniser = WorldRecogniser()

    def seconds(size: int) -> float:
        view = view_of("policy claim rx driving " + unit * (size // len(unit)))
        begun = time.process_time()
        for _ in recogniser.find(view):
            pass
        return time.process_time() - begun

    seconds(8_000)
    assert seconds(96_000) < 12 * 8 * max(seconds(8_000), 0.02)


BLOCKED = """
import atexit, json, socket, sys
tried = []
class Refused(socket.socket):
    def __init__(self, *_, **__):
        tried.append("socket")
        raise OSError("refused")
def refuse(*_, **__):
    tried.append("look-up")
    raise OSError("refused")
socket.socket, socket.create_connection, socket.getaddrinfo = Refused, refuse, refuse
atexit.register(lambda: print(json.dumps(tried)))
"""


def run(code: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED + code], capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *lines, tried = map(json.loads, done.stdout.splitlines())
    assert tried == []
    return lines


def test_our_recognisers_work_in_an_analyzer_engine_without_a_model_or_a_network() -> None:
    out = run("""
from drivectl.recognise.presidio import DrivectlNlpEngine, DrivectlRecognizer
from presidio_analyzer import AnalyzerEngine
analyzer = AnalyzerEngine(nlp_engine=DrivectlNlpEngine())
analyzer.registry.add_recognizer(DrivectlRecognizer())
text = "Call Sioned Bevan on 07700 900150 or mail s.bevan@north.example.org, NHS 999 000 0018."
print(json.dumps([[one.entity_type, text[one.start:one.end]] for one in analyzer.analyze(text, language="en")]))
print(json.dumps(sorted({one.partition(".")[0] for one in sys.modules})))
""")
    results, modules = out
    assert ["PERSON", "Sioned Bevan"] in results
    assert ["PHONE", "07700 900150"] in results
    assert ["EMAIL", "s.bevan@north.example.org"] in results
    assert not {"torch", "transformers", "en_core_web_sm", "en_core_web_md", "en_core_web_lg"} & set(modules)


def test_their_context_words_work_with_our_nlp_engine() -> None:
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.add_recognizer(predefined_recognizers.UsSsnRecognizer())
    analyzer = AnalyzerEngine(nlp_engine=DrivectlNlpEngine(), registry=registry)
    plain, told = (
        max(one.score for one in analyzer.analyze(f"{word} 078-05-1126", language="en"))
        for word in ("number", "his social security")
    )
    assert told > plain
    artifacts = DrivectlNlpEngine().process_text("It's Mina.", "en")
    assert json.loads(artifacts.to_json())["tokens"] == ["It", "'", "s", "Mina", "."]


def test_what_the_recogniser_is_not_asked_for_is_not_given() -> None:
    recogniser = DrivectlRecognizer(Engine(("uk",)))
    assert recogniser.analyze("Ring 07700 900150", ["EMAIL"]) == []
    assert [one.entity_type for one in recogniser.analyze("Ring 07700 900150", ["PHONE"])] == ["PHONE"]


def test_a_default_run_asks_no_network_and_loads_no_model_of_others() -> None:
    out = run("""
from drivectl.model.finding import Cast
from drivectl.recognise.engine import Engine
text = "Mail a.b@north.example.org, card 4012 8888 8888 1881, see www.example.org"
found = Engine().find([text], Cast(case="", people=()))[0]
from presidio_analyzer import predefined_recognizers as theirs
theirs.EmailRecognizer().analyze(text, ["EMAIL_ADDRESS"])
print(json.dumps(sorted({one.kind for one in found})))
print(json.dumps(sorted({one.partition(".")[0] for one in sys.modules})))
""")
    kinds, modules = out
    assert {"BANK", "EMAIL", "URL_IP"} <= set(kinds)
    assert "presidio_analyzer" in modules
    assert not {"torch", "transformers", "tokenizers", "en_core_web_sm", "en_core_web_md"} & set(modules)


def test_the_detector_names_presidio_its_version_and_the_list() -> None:
    detector = WorldRecogniser().detector
    assert detector.name == "presidio"
    assert re.fullmatch(r"[0-9a-f]{64}", detector.sha256)
    assert presidio_analyzer.__name__ in sys.modules
