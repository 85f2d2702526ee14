"""Presidio as the peer of a score: what it said is measured as ours is, and what goes wrong quotes no note."""

import stat
import sys
from pathlib import Path

import pytest

from drivectl.errors import DrivectlError
from drivectl.steps.measuring import Note, Span, measure
from drivectl.steps.peer import presidio, ratios

TEXT = "Ring Sioned Bevan on 07700 900150."
SPANS = (Span(5, 17, "PERSON", "victim"), Span(21, 33, "PHONE", "victim"))
NOTES = [Note(id="n", case="c", text=TEXT, spans=SPANS, negatives=(), ignore=())]


def python(folder: Path, program: str) -> Path:
    """A stand-in for the other Python: whatever it is asked, it runs ``program``."""
    script = folder / "python"
    script.write_text(
        f"#!{sys.executable}\nimport json, sys\ntexts = json.load(sys.stdin)\n{program}\n", encoding="utf-8"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def test_what_the_peer_finds_is_measured_like_ours(tmp_path: Path) -> None:
    found = "[[[21, 33, 'PHONE_NUMBER']] for _ in texts]"
    said = f"json.dump(dict(model='m', seconds=0.5, found={found}), sys.stdout)"
    peer = presidio(python(tmp_path, said), NOTES)
    assert (peer.model, peer.speed) == ("m", len(TEXT) / 0.5)
    assert peer.score.rates["entity_recall"].value == 0.5
    assert peer.score.rates["typed_recall"].value == 0.5
    ours = measure(NOTES, {"n": SPANS})
    assert ratios(ours, peer)["entity_recall"] == 2
    assert ratios(ours, peer)["hard_negatives"] is None


@pytest.mark.parametrize(
    "program",
    [
        "raise ValueError(texts)",
        "print(texts)",
        "print('{}')",
        "print(json.dumps(dict(model='m', seconds=1, found=[])))",
    ],
)
def test_a_peer_that_cannot_answer_is_refused_without_a_word_of_the_notes(
    tmp_path: Path, program: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DrivectlError) as caught:
        presidio(python(tmp_path, program), NOTES)
    assert caught.value.code == "ENV501"
    assert caught.value.__suppress_context__
    streams = capfd.readouterr()
    assert "Sioned" not in str(caught.value) + streams.out + streams.err


def test_a_python_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DrivectlError) as caught:
        presidio(tmp_path / "none", NOTES)
    assert caught.value.code == "ENV501"
