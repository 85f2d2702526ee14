"""Malformed files of every kind: each loads whole or ends in coded errors with places; nothing ever just breaks.

The corpus is made from the shipped files by seeded changes of bytes, of tokens and of structure. A few hundred are
tried here; ``DRIVECTL_FUZZ=20000 python -m pytest tests/property/test_spec_fuzz.py`` tries that many of each kind.
"""

import functools
import json
import os
import random
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from drivectl.errors import DrivectlError
from drivectl.spec import load, yamlmarks
from drivectl.spec.policies import Policies, load_policies, read_policies

SHIPPED = Path(__file__).parents[2] / "policies"
ROUNDS = int(os.environ.get("DRIVECTL_FUZZ", "12"))
FILES = ("parties.yaml", "baseline.yaml", "isa/police.yaml", "isa/childrens-social-care.yaml", "legal.yaml", "flags.yaml",
         "isa/bristol-evaluation.yaml", "layouts/da-case-management.yaml", "catalogue.yaml")  # fmt: skip
TOKENS = ("{", "}", "[", "]", ":", ",", "- ", "? ", "#", "&a ", "*a", "!!int ", "|\n", ">-\n", "'", '"', "\n", "\t", "<<: ", "%",
          "---\n", "...\n", "null", "true", "NO", "0x1f", "9999999999999999999", "1e9", ".nan", "2026-13-45", "\u202e", "\\ud800")  # fmt: skip
VALUES: tuple[Any, ...] = (None, True, False, 0, -1, 10**14, 0.5, "", " ", "x", "$recipient", "victim.name", [], {}, [[]], [None],
                           [{}], {"is": "missing"}, {"": None}, {"not": []}, {"any": [{"all": []}]}, "2026-02-30", "a" * 300)  # fmt: skip


@functools.cache
def whole() -> Policies:
    return load_policies(SHIPPED)


@functools.cache
def text_of(name: str) -> str:
    return (SHIPPED / name).read_text(encoding="utf-8")


@functools.cache
def plain_of(name: str) -> str:
    def number(value: object) -> float:
        assert isinstance(value, Decimal)
        return float(value)

    return json.dumps(yamlmarks.load(SHIPPED / name).data, default=number)


def read(name: str, path: Path) -> load.Read[Any]:
    known = whole()
    kinds: dict[str, Callable[[], load.Read[Any]]] = {
        "parties.yaml": lambda: load.read_parties(path),
        "catalogue.yaml": lambda: load.read_catalogue(path),
        "baseline.yaml": lambda: load.read_baseline(path, known.catalogue, known.parties),
        "flags.yaml": lambda: load.read_flags_form(path, known.catalogue, known.parties, known.baseline),
        "legal.yaml": lambda: load.read_legal(path, known.catalogue),
        "isa": lambda: load.read_agreement(path, known.catalogue, known.parties, known.baseline),
        "layouts": lambda: load.read_layout(path, known.catalogue),
    }
    return kinds[name.partition("/")[0]]()


def of_bytes(dice: random.Random, name: str) -> bytes:
    raw = bytearray(text_of(name).encode())
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(raw))
        how = dice.randrange(4)
        if how == 0:
            raw[at] = dice.randrange(256)
        elif how == 1:
            del raw[at : at + dice.randint(1, 40)]
        elif how == 2:
            raw[at:at] = raw[at : at + dice.randint(1, 200)]
        else:
            del raw[max(1, at) :]
    return bytes(raw)


def of_tokens(dice: random.Random, name: str) -> bytes:
    pieces = re.split(r"(\s+|[{}\[\],:#'\"])", text_of(name))
    for _ in range(dice.randint(1, 3)):
        at, other = dice.randrange(len(pieces)), dice.randrange(len(pieces))
        how = dice.randrange(4)
        if how == 0:
            pieces[at] = dice.choice(TOKENS)
        elif how == 1:
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif how == 2:
            pieces[at] = pieces[other]
        else:
            pieces.insert(at, dice.choice(TOKENS))
    return "".join(pieces).encode("utf-8", "surrogatepass")


def of_structure(dice: random.Random, name: str) -> bytes:
    data = json.loads(plain_of(name))
    for _ in range(dice.randint(1, 3)):
        here = data
        while True:  # down to a random container that is not empty
            inner = [
                one
                for one in (here.values() if isinstance(here, dict) else here)
                if isinstance(one, (dict, list)) and one
            ]
            if not inner or dice.random() < 0.25:
                break
            here = dice.choice(inner)
        key = dice.choice(list(here) if isinstance(here, dict) else range(len(here)))
        how = dice.randrange(4)
        if how == 0 and len(here) > 1:
            del here[key]
        elif how == 1 and isinstance(here, dict):
            here[dice.choice([f"{key}s", key[:-1], key.upper(), "unknown", "victim.name", "not", ""])] = here[key]
        elif how == 2:
            here[key] = json.loads(json.dumps(dice.choice([here, data.get("id"), here[key]])))
        else:
            here[key] = dice.choice(VALUES)
    return json.dumps(data, ensure_ascii=False).encode()


@pytest.mark.parametrize("change", [of_bytes, of_tokens, of_structure])
@pytest.mark.parametrize("name", FILES)
def test_malformed_files_end_in_coded_errors(
    name: str, change: Callable[[random.Random, str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "one.yaml"
    refused = 0
    for seed in range(ROUNDS):
        raw = change(random.Random(f"{name} {change.__name__} {seed}"), name)
        path.write_bytes(raw)
        found = read(name, path).found
        refused += bool(found)
        lines = len(re.split(rb"\r\n|\n|\r", raw)) + 1
        for one in found:
            assert one.exit == 3, (seed, one)
            assert one.at is not None, (seed, one)
            assert one.at.file == path
            assert 1 <= (one.at.line or 1) <= lines, (seed, one)
    assert refused > ROUNDS // 4


@pytest.mark.parametrize("name", FILES)
def test_a_folder_with_one_malformed_file_is_not_accepted_in_part(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "policies"))
    for seed in range(max(2, ROUNDS // 50)):
        (folder / name).write_bytes(of_structure(random.Random(f"folder {seed}"), name))
        reading = read_policies(folder)
        if reading.found:
            with pytest.raises(DrivectlError) as caught:
                load_policies(folder)
            assert caught.value.exit == 3
        else:
            assert load_policies(folder) == reading.policies
