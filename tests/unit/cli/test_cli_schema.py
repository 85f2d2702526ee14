"""``policy schema`` at the command line, and what a malformed policy does to the commands that read one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from drivectl.resources import shipped

Drivectl = Callable[..., Any]


@pytest.fixture
def site(home: Path) -> Path:
    (home / ".drivectl.yaml").write_text("agency: drive-delivery\n", encoding="utf-8")
    shutil.copytree(shipped("policies"), home / "policies")
    return home


def test_a_schema_is_printed_or_all_are_written_once(site: Path, drivectl: Drivectl) -> None:
    done = drivectl("policy", "schema", "isa")
    assert done.status == 0
    printed = json.loads(done.out)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "victim.address" in printed["properties"]["fields"]["properties"]
    assert drivectl("policy", "schema", "-o", "policies/schemas").status == 0
    written = {one.name for one in (site / "policies" / "schemas").iterdir()}
    assert written == {f"{one}.v1.json" for one in
                       ("catalogue", "parties", "isa-baseline", "isa", "layout", "flags", "legal", "recognisers")}  # fmt: skip
    assert json.loads((site / "policies" / "schemas" / "isa.v1.json").read_text(encoding="utf-8")) == printed
    assert drivectl("policy", "schema", "isa", "-o", "policies/schemas").status == 3
    assert drivectl("policy", "schema", "isa", "-o", "policies/schemas", "--overwrite").status == 0
    assert drivectl("--json", "policy", "schema", "isa").json["json_schema"] == printed
    assert drivectl("policy", "schema").status == 2


def test_the_words_are_those_of_the_site(site: Path, drivectl: Drivectl) -> None:
    parties = site / "policies" / "parties.yaml"
    parties.write_text(
        parties.read_text(encoding="utf-8").replace("  exampleshire-police:", "  other-police:"), encoding="utf-8"
    )
    baseline = site / "policies" / "baseline.yaml"
    baseline.write_text(
        baseline.read_text(encoding="utf-8").replace("exampleshire-police", "other-police"), encoding="utf-8"
    )
    assert "other-police" in json.loads(drivectl("policy", "schema", "isa").out)["$defs"]["party"]["enum"]
    assert "other-police" not in drivectl("policy", "schema", "isa", "--shipped").out
    (site / "policies" / "catalogue.yaml").write_text("drivectl: catalogue/v1\n", encoding="utf-8")
    done = drivectl("policy", "schema", "isa")
    assert done.status == 3
    assert "STR004" in done.err
    assert drivectl("policy", "schema", "catalogue").status == 0  # it says what the names are: it needs none


@pytest.mark.parametrize("file", ["catalogue.yaml", "isa/police.yaml"])
@pytest.mark.parametrize("text", ["", "[" * 99, "a: 1\na: 2\n"])
def test_a_malformed_file_is_a_finding_of_lint_and_stops_the_rest(
    site: Path, drivectl: Drivectl, file: str, text: str
) -> None:
    (site / "policies" / file).write_text(text, encoding="utf-8")
    for command, status in (("lint", 1), ("test", 1), ("lock", 3)):
        done = drivectl("policy", command)
        assert done.status == status, (command, done.err)
        assert "STR00" in done.out + done.err
        assert "Traceback" not in done.err
    assert not (site / "policies" / "policies.lock").exists()


def test_recognisers_of_the_site_are_linted_and_have_a_schema(site: Path, drivectl: Drivectl) -> None:
    own = site / "policies" / "recognisers.yaml"
    good = "recognizers:\n  - {name: Places, supported_entity: PLACE, deny_list: [tin hut], deny_list_score: 0.9}\n"
    wrong = good.replace("deny_list:", "denied:")
    own.write_text(good, encoding="utf-8")
    assert drivectl("policy", "lint", "recognisers").status == 0
    validator = jsonschema.Draft202012Validator(json.loads(drivectl("policy", "schema", "recognisers").out))
    assert [validator.is_valid(yaml.safe_load(one)) for one in (good, wrong)] == [True, False]
    for text in (wrong, good.replace("[tin hut]", "[]"), "recognizers: []\n"):
        own.write_text(text, encoding="utf-8")
        done = drivectl("policy", "lint", "recognisers")
        assert done.status == 1
        assert "recognisers.yaml" in done.out
        assert "STR004" in done.out
        assert "recognisers.yaml" in drivectl("policy", "lock").err
