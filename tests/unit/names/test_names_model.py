"""The name model as a recogniser: what it finds, when it refuses, and what it never needs."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from drivectl.errors import DrivectlError
from drivectl.model.finding import Cast, Finding
from drivectl.recognise.engine import NAMES, Engine
from drivectl.recognise.names import model, weights
from drivectl.recognise.names.model import NameModel
from drivectl.recognise.names.tagger import Seen, Tagger
from drivectl.recognise.view import view_of

ROOT = Path(__file__).resolve().parents[3]
NOBODY = Cast(case="", people=())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(("names",))


def found(engine: Engine, text: str) -> list[str]:
    return [text[one.start : one.end] for one in engine.find([text], NOBODY)[0]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Spoke with Oluwaseun Adebayo about the children.", ["Oluwaseun Adebayo"]),
        ("spoke with oluwaseun adebayo about the children", ["oluwaseun adebayo"]),
        ("Gwenllian's mother rang.", ["Gwenllian"]),
        ("Statement from Zbigniew Wojcik taken.", ["Zbigniew Wojcik"]),
    ],
)
def test_it_finds_people(engine: Engine, text: str, names: list[str]) -> None:
    assert found(engine, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "She may come in May.",
        "MARAC heard; IDVA to call on Monday.",
        "He takes sertraline and diazepam.",
        "1.2.3",
    ],
)
def test_it_leaves_plain_words(engine: Engine, text: str) -> None:
    assert found(engine, text) == []


def test_the_end_of_a_long_text_is_read(engine: Engine) -> None:
    text = "and then she said that it was all right and " * 60 + "then Oluwaseun Adebayo rang"
    assert "Oluwaseun Adebayo" in found(engine, text)


def test_an_answer_does_not_depend_on_what_else_is_read(engine: Engine) -> None:
    texts = ["Spoke with Gwenllian.", "Home visit with Kofi and Bridie Connors, who was upset.", "no names here at all"]
    alone = [Engine(("names",)).find([text], NOBODY)[0] for text in texts]
    assert engine.find(texts, NOBODY) == alone
    assert engine.find(list(reversed(texts)), NOBODY) == alone[::-1]


class Fixed(Tagger):
    """Answers with what the test says, word by word."""

    def __init__(self, chances: dict[str, float]) -> None:
        super().__init__(None, weights.pieces())
        self.chances = chances

    def seen(self, text: str, explained: Sequence[tuple[int, int]] = ()) -> list[Seen]:
        self.explained = [text[start:end] for start, end in explained]
        words = self._pieces.words(text)
        rates = [self.chances.get(text[one.start : one.end], 0.0) for one in words]
        return [Seen(one.start, one.end, rate, rate) for one, rate in zip(words, rates, strict=True)]


def hits(text: str, **chances: float) -> list[tuple[str, bool]]:
    recogniser = NameModel()
    recogniser.__dict__["_tagger"] = Fixed(chances)
    return [(text[one.start : one.end], one.unsure) for one in recogniser.find(view_of(text))]


def test_doubt_is_unsure_and_lists_only_take_away() -> None:
    assert hits("Zed Quill rang", Zed=0.9, Quill=model.EDGE) == [("Zed Quill", True)]
    assert hits("Zed/Quill rang", Zed=0.9, Quill=0.9) == [("Zed", False), ("Quill", False)]
    assert hits("Zed Quill rang", Zed=0.9, Quill=model.EDGE - 0.01) == [("Zed", False)]
    assert hits("MARAC met Sertraline", MARAC=0.9, Sertraline=0.9) == []
    assert hits("Clare said may", Clare=0.9, may=0.3) == [("Clare", False)]
    assert hits("told the kitchen", kitchen=0.4) == []


def test_who_was_nobody_by_far_is_not_read_again() -> None:
    recogniser = NameModel()
    nobody: set[tuple[int, int]] = set()
    fixed = recogniser.__dict__["_tagger"] = Fixed({"Zed": 0.9, "Quill": model.LOW, "rang": model.LOW / 2})
    text = "Zed, Quill rang"
    for view, cleared in ((view_of(text), []), (view_of(text, [(0, 3)]), ["rang"])):
        list(recogniser.find(view, nobody=nobody))
        assert fixed.explained == cleared


def test_what_was_read_before_changes_nothing(engine: Engine) -> None:
    texts = ["Gwenllian met Kofi at the shop. Ho rang Bridie Connors twice.", "Best wishes\nOluwaseun Adebayo"]
    first = engine.find(texts, NOBODY)
    assert engine.find(texts, NOBODY) == first == [Engine(("names",)).find([one], NOBODY)[0] for one in texts]


def test_states_reach_the_findings(engine: Engine) -> None:
    one: Finding
    (one,) = engine.find(["Statement from Zbigniew Wojcik taken."], NOBODY)[0]
    assert (one.state, one.layers, one.kind.value) == ("accepted", ("names",), "PERSON")
    assert {"name": "names", "sha256": weights.SHA256["names.onnx"]}.items() <= {
        "name": engine.detectors[0].name, "sha256": engine.detectors[0].sha256,
    }.items()  # fmt: skip


@pytest.mark.parametrize("file", ["names.onnx", "vocabulary.txt"])
@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_changed_or_missing_files_stop_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, harm: str
) -> None:
    for name in weights.SHA256:
        shutil.copyfile(weights.FOLDER / name, tmp_path / name)
    if harm == "missing":
        (tmp_path / file).unlink()
    else:
        data = bytearray((tmp_path / file).read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / file).write_bytes(bytes(data))
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    with pytest.raises(DrivectlError) as caught:
        Engine(("known", "uk", "names")).find(["Rang Zed."], NOBODY)
    assert caught.value.code == "ENV501"


def test_without_onnxruntime_a_run_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(DrivectlError) as caught:
        Engine().find(["Rang Zed."], NOBODY)
    assert caught.value.code == "ENV501"


PROBE = """
import json, socket, sys
def refuse(*_, **__): raise AssertionError("a socket was opened")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from drivectl.model.finding import Cast
from drivectl.recognise.engine import Engine
found = Engine(tuple(sys.argv[1].split(","))).find(["Rang Zbigniew Wojcik."], Cast(case="", people=()))
print(json.dumps([len(found[0]), sorted({one.partition(".")[0] for one in sys.modules})]))
"""


def modules_of(recognisers: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, recognisers],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300,
    )  # fmt: skip
    people, modules = json.loads(done.stdout)
    assert people
    return set(modules)


def test_the_lane_without_the_model_loads_nothing_of_it() -> None:
    assert not modules_of("known,uk,names-rules") & {"onnxruntime", "numpy", "presidio_analyzer", "spacy"}


def test_the_model_needs_neither_a_network_nor_what_it_was_trained_with() -> None:
    seen = modules_of("known,uk,names")
    assert {"onnxruntime", "numpy"} <= seen
    training: set[str] = {
        "torch",
        "transformers",
        "tokenizers",
        "huggingface_hub",
        "spacy",
        "presidio_analyzer",
        "onnx",
    }
    assert not seen & training


def test_the_model_is_among_the_defaults() -> None:
    assert "names" in NAMES
    assert "names" in {one.name for one in Engine().detectors}
