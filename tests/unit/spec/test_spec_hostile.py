"""A policy made to exhaust the machine, or to deceive a reader, is refused within bounded time and memory.

All of them are read by one child process whose memory and processor time the operating system limits: ten times
what it needs, so that only a blow-up trips it.
"""

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
POLICE = (ROOT / "policies" / "isa" / "police.yaml").read_text(encoding="utf-8")
CHILD = """
import json, sys
from pathlib import Path
from drivectl.spec import load
from drivectl.errors import DrivectlError
policies = Path(sys.argv[2])
catalogue, parties = load.load_catalogue(policies / "catalogue.yaml"), load.load_parties(policies / "parties.yaml")
baseline = load.load_baseline(policies / "baseline.yaml", catalogue, parties)
said = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    found = load.read_agreement(path, catalogue, parties, baseline).found
    said[path.name] = [(one.code, str(one.what), [str(note) for note in one.notes], str(one.fix)) for one in found]
print(json.dumps(said))
"""
MEMORY, SECONDS = 1 << 30, 40


def laughs() -> str:
    lines = ["a0: &a0 [lol]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(lines)


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "nested-flow": ("a: " + "[" * 200_000, "nested more than 32 deep"),
    "nested-maps": ("a: " + "{a: " * 50_000, "nested more than 32 deep"),
    "nested-block": ("\n".join(" " * i + "a:" for i in range(600)), "nested more than 32 deep"),
    "nested-dashes": ("- " * 100_000, "nested more than 32 deep"),
    "nested-questions": ("? " * 100_000, "a key must be one word or a quoted text"),
    "million-keys": ("\n".join(f"k{i}: 1" for i in range(1_000_000)), "the file is larger than 262144 bytes"),
    "many-keys": ("\n".join(f"k{i}: 1" for i in range(20_000)), "more than 5000 values in one file"),
    "flow-of-lines": ("a: [\n" + "1,\n" * 80_000 + "]", "more than 5000 values in one file"),
    "huge-plain": ("a: " + "x" * 250_000, "a text longer than 10000 characters"),
    "huge-quoted": ('a: "' + "\\x41" * 60_000 + '"', "a text longer than 10000 characters"),
    "huge-block": ("a: |\n" + "  x\n" * 60_000, "a text longer than 10000 characters"),
    "huge-key": ("? " + "x" * 250_000 + "\n: 1", "a text longer than 10000 characters"),
    "huge-number": ("a: " + "9" * 9_000, "the file must say drivectl: isa/v1"),
    "open-quotes": ('"' * 200_001, "this is not YAML"),
    "open-mail": (re.sub("breach: {email: [^,]*", "breach: {email: a@" + "." * 9_000 + "@", POLICE, count=1), "email takes an e-mail address"),
    "billion-laughs": (laughs(), "an alias (*) is not used here"),
    "many-anchors": ("\n".join(f"- &a{i} x" for i in range(4_000)), "an anchor (&) is not used here"),
    "many-tags": ("\n".join(f"%TAG !a{i}! tag:x" for i in range(11_000)) + "\n---\na: 1", "a line that starts with % is not used here"),
    "many-documents": ("a: 1\n---\n" * 20_000, "a second document starts here"),
    "fifty-megabytes": (b"# x\n" * 13_000_000, "the file is larger than 262144 bytes"),
    "zeros": (b"drivectl: isa/v1\n\0\0\0\n", "a character that cannot be seen (control or direction mark)"),
    "all-zeros": (b"\0" * 200_000, "a character that cannot be seen (control or direction mark)"),
    "hidden-everywhere": ("\u200b\n" * 60_000, "a character that cannot be seen (control or direction mark)"),
    "surrogate-bytes": (b"a: \xed\xa0\x80\n", "the file is not UTF-8 text"),
    "surrogate-escape": ('a: "\\ud800"\n', "this is not YAML"),
    "utf-16": ("drivectl: isa/v1\n".encode("utf-16"), "the file is not UTF-8 text"),
    "utf-16-no-mark": ("drivectl: isa/v1\n".encode("utf-16-le"), "a character that cannot be seen (control or direction mark)"),
    "utf-32": ("drivectl: isa/v1\n".encode("utf-32"), "the file is not UTF-8 text"),
    "carriage-returns": ("drivectl: isa/v1\rid: x\rid: y\r", "the key id stands twice"),
    "tabs": ("drivectl: isa/v1\nscope:\n\tinclude: 1\n", "a tab cannot indent: use spaces"),
    "wrong-names": (POLICE.replace("fields:\n", "fields:\n" + "".join(f"  victim.nam{i}: {{action: withhold}}\n" for i in range(1_000)), 1), "victim.nam7 is no field of the catalogue"),
    "homoglyph": (POLICE.replace("  victim.name: ", "  victim.n\u0430me: ", 1), "(not shown) is no field of the catalogue"),
    "homoglyph-key": (POLICE.replace("expires: ", "\u0435xpires: ", 1), "(not shown) is not a key here"),
}  # fmt: skip


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str, list[str], str]]]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (text, _) in HOSTILE.items():
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(ROOT / "policies")],
        capture_output=True, cwd=ROOT, preexec_fn=limit, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: dict[str, list[tuple[str, str, list[str], str]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_code(name: str, answers: dict[str, list[tuple[str, str, list[str], str]]]) -> None:
    found = answers[name]
    assert HOSTILE[name][1] in {what for _, what, _, _ in found}, found[:5]
    assert all(code[:3] in {"STR", "TXT", "DIS"} for code, _, _, _ in found)


def test_letters_that_look_alike_are_named_with_the_name_that_was_meant(
    answers: dict[str, list[tuple[str, str, list[str], str]]],
) -> None:
    for name, letter, meant in (("homoglyph", "A", "victim.name"), ("homoglyph-key", "IE", "expires")):
        notes, fix = next((notes, fix) for _, what, notes, fix in answers[name] if what.startswith("(not shown)"))
        assert notes == [f"it holds CYRILLIC SMALL LETTER {letter}, which no name here does"]
        assert meant in fix
