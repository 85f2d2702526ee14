"""What a careless or curious officer could change so that more leaves."""

import json
import shutil
from typing import Any

import pytest

from drivectl import pipeline
from drivectl.errors import DrivectlError
from drivectl.model.canonical import canonical
from drivectl.tour.stage import LAYOUT

Scene = Any  # the fixture of conftest.py

_CODES = 'codes: {known_to_perpetrator: "Yes", confidential: "No", unknown: "Not sure"}'
_OPEN = 'codes: {known_to_perpetrator: ["No", "Yes", "Not sure"], confidential: "x", unknown: "y"}'


def refused(scene: Scene, **order: object) -> str:
    with pytest.raises(DrivectlError) as raised:
        scene.draft(**order)
    return raised.value.code


def test_a_layout_that_is_not_locked_cannot_call_addresses_known(scene: Scene) -> None:
    words = (scene.policies / "layouts" / f"{LAYOUT}.yaml").read_text("utf-8")
    assert _CODES in words
    own = scene.folder / "own.yaml"
    own.write_text(words.replace(_CODES, _OPEN), "utf-8")
    assert refused(scene, layout=str(own)) == "GOV811"
    assert not scene.draft_of_police.exists()


def test_an_earlier_signed_agreement_cannot_be_brought_back_from_elsewhere(scene: Scene) -> None:
    earlier = scene.folder / "earlier"
    shutil.copytree(scene.policies / "isa", earlier)
    assert refused(scene, agreement=str(earlier / "police.yaml")) == "GOV811"


@pytest.mark.parametrize("lost", [{"Hold Until"}, {"Why Held"}, {"Hold Until", "Why Held"}])
def test_a_hold_is_not_lifted_by_deleting_its_columns(scene: Scene, lost: set[str]) -> None:
    head, *rows = scene.flags()
    case = next(case for case, state in scene.states().items() if state == "ready")
    until, why = head.index("Hold Until"), head.index("Why Held")
    for row in rows:
        if row[0] == case:
            row[until], row[why] = "2999-01-01", "Safety"
    scene.write_flags([head, *rows])
    assert scene.states()[case] == "held"
    kept = [at for at, one in enumerate(head) if one not in lost]
    scene.write_flags([[row[at] for at in kept] for row in (head, *rows)])
    with pytest.raises(DrivectlError) as raised:
        scene.states()
    assert raised.value.code == "SRC240"


def test_a_draft_cannot_be_pointed_at_an_earlier_flags_sheet(scene: Scene) -> None:
    scene.draft()
    scene.read_all()
    earlier = scene.folder / "earlier"
    shutil.copytree(scene.export, earlier)
    head, *rows = scene.flags()
    at = head.index("Address")
    scene.write_flags([head, *([*row[:at], "Confidential", *row[at + 1 :]] for row in rows)])
    state = scene.draft_of_police / "draft.json"
    said = json.loads(state.read_bytes())
    said["review"]["folder"] = str(earlier)
    state.write_bytes(canonical(said))
    with pytest.raises(DrivectlError) as raised:
        pipeline.send(scene.desk, [scene.draft_of_police], scene.folder, lambda _: True)
    assert raised.value.code == "BND450"
    assert not list(scene.folder.glob("*.age"))


@pytest.mark.parametrize("live", [{"Safe Phone": "020 7946 1234"}, {"Client Postcode": "BS1 4DJ"}])
def test_a_label_does_not_make_real_data_synthetic(scene: Scene, live: dict[str, str]) -> None:
    for signature in (scene.policies / "isa").glob("*.sig.yaml"):
        signature.unlink()
    assert scene.draft(drafts=True)
    rows = scene.rows("clients")
    scene.write("clients", [rows[0] | live, *rows[1:]])
    assert refused(scene, drafts=True) == "GOV801"


@pytest.mark.parametrize("recognisers", [("presidio",), ("uk", "names-rules"), ("known", "uk")])
def test_a_release_looks_for_what_the_record_knows(scene: Scene, recognisers: tuple[str, ...]) -> None:
    assert refused(scene, recognisers=recognisers) == "ENV501"
