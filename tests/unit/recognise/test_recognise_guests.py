"""A site's own recognisers and those of installed packages: strictly loaded, bounded in time, hidden like the rest."""

import hashlib
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from presidio_analyzer import EntityRecognizer, RecognizerResult

from drivectl.errors import DrivectlError
from drivectl.model.finding import Cast, Kind
from drivectl.recognise import engine as engines
from drivectl.recognise.engine import NAMES, Engine
from drivectl.recognise.presidio import guests
from drivectl.spec.load import load_own
from drivectl.steps.crew import Crew, own_recognisers

NOBODY = Cast(case="", people=())
GOOD = r"""
recognizers:
  - name: Tenancy number
    supported_entity: TENANCY
    supported_language: en
    patterns:
      - {name: tenancy, regex: '\bT-[a-z]{3}\b', score: 0.9}
    context: [tenancy]
    allow_list: [T-shi]
  - name: Places that locate
    supported_entity: ORG_IDENTIFYING
    deny_list: [blue anchor, tin hut]
  - name: Not now
    supported_entity: OTHER
    enabled: false
    deny_list: [harbour]
"""


def site(folder: Path, text: str) -> Path:
    (folder / "policies").mkdir()
    (folder / "policies/recognisers.yaml").write_text(text, encoding="utf-8")
    return folder


def hidden(engine: Engine, text: str) -> list[tuple[str, Kind]]:
    return [(text[one.start : one.end], one.kind) for one in engine.find([text], NOBODY)[0]]


def test_what_a_site_names_is_hidden_and_what_it_allows_stays(tmp_path: Path) -> None:
    own = own_recognisers(site(tmp_path, GOOD), ("presidio",))
    engine = Engine(("presidio",), own)
    text = f"She has t-qux and a t-shi. {'It went on. ' * 600}Met at the BLUE  Anchor by the harbour."
    assert hidden(engine, text) == [("t-qux", Kind.CASE_REF), ("BLUE  Anchor", Kind.ORG_IDENTIFYING)]
    assert own is not None
    assert [(one.name, one.sha256) for one in engine.detectors][-1] == (
        "site",
        hashlib.sha256((tmp_path / "policies/recognisers.yaml").read_bytes()).hexdigest(),
    )


def test_they_run_where_presidio_runs_and_nowhere_else(tmp_path: Path) -> None:
    folder = site(tmp_path, GOOD)
    assert own_recognisers(folder, NAMES) is not None
    assert own_recognisers(folder, ("known", "uk", "names")) is None
    assert own_recognisers(None, NAMES) is None


def found_by(engine: Engine, texts: list[str]) -> int:
    return sum(map(len, engine.find(texts, NOBODY)))


def test_workers_have_them_too(tmp_path: Path) -> None:
    engine = Engine(("presidio",), own_recognisers(site(tmp_path, GOOD), ("presidio",)))
    tasks = [(["at the tin hut"],), (["no"],)]
    assert list(Crew(engine, 2).each(found_by, tasks)) == [1, 0]


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ("context: [tenancy]", "contexts: [tenancy]", 8, 5),
        (r"\bT-[a-z]{3}\b", "T-[a-z", 7, 32),
        (r"\bT-[a-z]{3}\b", "(?:T-)?", 7, 32),
        (r"\bT-[a-z]{3}\b", "a" * 501, 7, 32),
        ("score: 0.9", "score: 9", 7, 57),
        ("supported_language: en", "supported_language: xx", 5, 25),
        ("    deny_list: [blue anchor, tin hut]\n", "", 10, 5),
    ],
)
def test_a_mistake_is_named_at_its_place(tmp_path: Path, old: str, new: str, line: int, column: int) -> None:
    assert old in GOOD
    with pytest.raises(DrivectlError) as caught:
        load_own(site(tmp_path, GOOD.replace(old, new, 1)) / "policies/recognisers.yaml")
    places = [(one.code, one.at.line, one.at.column) for one in caught.value.diagnostics if one.at]
    assert places == [("STR004", line, column)]


@pytest.mark.parametrize("trap", ["(?:a+)+b", r"(?:\w+\s?)+x$", "(?:a|aa)+b", r"\d+\d+\d+\d+x"])
def test_a_pattern_that_could_take_for_ever_is_refused_at_its_place(tmp_path: Path, trap: str) -> None:
    own = load_own(site(tmp_path, GOOD.replace(r"\bT-[a-z]{3}\b", trap)) / "policies/recognisers.yaml")
    begun = time.monotonic()
    with pytest.raises(DrivectlError) as caught:
        Engine(("presidio",), own)
    assert time.monotonic() - begun < 60
    (one,) = caught.value.diagnostics
    assert (one.code, one.at and one.at.line) == ("STR004", 7)


def test_a_pattern_that_takes_too_long_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = load_own(site(tmp_path, GOOD.replace(r"\bT-[a-z]{3}\b", r"\d+\d+\d+\d+x")) / "policies/recognisers.yaml")
    monkeypatch.setattr(guests, "_refuse_trap", lambda *_: None)
    monkeypatch.setattr(guests, "_RUN", 0.2)
    with pytest.raises(DrivectlError) as caught:
        hidden(Engine(("presidio",), own), "1" * 3_000 + " x")
    assert caught.value.code == "ENV501"


class Berths(EntityRecognizer):
    """Stands for what another package offers."""

    def __init__(self) -> None:
        super().__init__(supported_entities=["BERTH"], name="berths")

    def load(self) -> None: ...

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[RecognizerResult]:
        at = text.find("berth nine")
        return [RecognizerResult("BERTH", at, at + 10, 0.8)] if at >= 0 else []


def test_a_plug_in_runs_only_when_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def offered(*, group: str, name: str) -> list[EntryPoint]:
        asked.append((group, name))
        points = {"berths": f"{__name__}:Berths", "broken": "no.such:thing", "other": "pathlib:Path"}
        return [EntryPoint(name, points[name], group)] if name in points else []

    monkeypatch.setattr(engines, "entry_points", offered)
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    assert hidden(Engine(("uk", "presidio")), "at berth nine") == []
    assert asked == []
    engine = Engine(("uk", "berths"))
    assert hidden(engine, "at berth nine") == [("berth nine", Kind.CASE_REF)]
    assert asked == [("drivectl.recognisers", "berths")]
    last = engine.detectors[-1]
    assert (last.name, last.sha256) == ("berths", hashlib.sha256(Path(__file__).read_bytes()).hexdigest())
    for wrong in ("broken", "other", "absent"):
        with pytest.raises(DrivectlError) as caught:
            Engine(("uk", wrong))
        assert caught.value.code == "ENV501"
