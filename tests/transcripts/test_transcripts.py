"""Every dialogue is true: each command runs as its own process, answers are typed on a terminal, output is compared.

``examples/README.md`` is played from top to bottom; each script beside this file is then played on a copy of what it
left. A step is ``$ command``; ``# status 3`` after it says how it must end (0 without it). Below stands what it
prints: ``> text`` is typed by a person (``>* text``: without an echo; ``> $(cat FILE)``: what stands in a file), ``...`` stands for any lines. A document shows what a terminal shows, and a
step with nothing below it is only run; a script tells the streams apart (``2: `` begins a line of stderr) and is
complete.

What differs from run to run is compared by its shape: days, numbers that stand alone, ids, keys, fingerprints, runs
of spaces. A shape in a command or an answer stands for the one seen last, as a reader would take it.
"""

import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the dialogues are played on a POSIX terminal")
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WALK = ROOT / "examples/README.md"
SCRIPTS = sorted(HERE.glob("*.txt"))
SHAPES = {
    "<fingerprint>": r"\b[0-9A-Z]{5}(?: [0-9A-Z]{5}){4}\b",
    "<bundle>": r"\bDRV-\d{8}-[0-9A-Z]{10}\b",
    "<age key>": r"\bage1[0-9a-z]{30,}",
    "<start of an age key>": r"\b(?=[a-z]*\d)[02-9ac-hj-np-z]{25}\b",
    "<digest>": r"\b[0-9a-f]{64}\b",
    "<id>": r"\b[0-9a-f]{16}\b",
    "<time>": r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ",
    "<day>": r"\b\d{4}-\d\d-\d\d\b",
    "<n>": r"(?<![\w.-])\d[\d,]*(?!\.?[\w-])",
}
NOT_RUN = ("python3 -m venv", "py -m venv")
"""Installing: run by CI itself."""
LIMIT = 120


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command of a dialogue with what must come of it."""

    at: str
    command: str
    status: int
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Machine:
    """A home folder, and a shell that remembers where it stands, its settings and the shapes it showed."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def play(self, step: Step, *, complete: bool) -> str:
        """Run it; what is wrong with the outcome, or nothing."""
        if setting := re.fullmatch(r"export (\w+)=(\S*)|cd (\S+)", step.command):
            name, value, folder = setting.groups()
            self.settings[name or "PWD"] = str(self._at(folder)) if folder else value.replace("$PWD", str(self._at()))
            return ""
        typed = [self._filled(one[1:].lstrip("* ")) for one in step.shown if one.startswith(">")]
        status, *streams = self._run(self._filled(step.command), typed, together=not complete)
        out, err = (one.replace(str(self.home), "~") for one in streams)
        self.seen.update({shape: one for shape, p in SHAPES.items() for one in re.findall(p, out + err)})
        wrong = [f"ended with status {status}"] * (status != step.status)
        shown = [
            ">" if one.startswith(">*") else self._filled(one) if one.startswith(">") else one for one in step.shown
        ]
        to_err = [one.removeprefix("2: ") for one in shown if not complete or one.startswith(("2:", ">"))]
        to_out = [one for one in shown if complete and not one.startswith(("2:", ">"))]
        if complete or step.shown:
            wrong += ["says something else"] * (not fits(to_err, err)) + ["prints something else"] * (
                not fits(to_out, out)
            )
        return "\n".join([f"{step.at}: {step.command}", *wrong, err, out]) if wrong else ""

    def copied(self, to: Path) -> "Machine":
        """Another machine, which has the same in its home."""
        shutil.copytree(self.home, to, symlinks=True)
        settings = {name: value.replace(str(self.home), str(to)) for name, value in self.settings.items()}
        return replace(self, home=to, settings=settings, seen=dict(self.seen))

    def _at(self, folder: str = ".") -> Path:
        return Path(self.settings.get("PWD", ROOT), folder.replace("~", str(self.home))).resolve()

    def _filled(self, text: str) -> str:
        for shape in ("<fingerprint>", "<bundle>", "<age key>"):
            text = re.sub(SHAPES[shape], self.seen.get(shape, shape), text)
        text = re.sub(r"\$\(cat (\S+)\)", lambda m: (self._at() / m[1]).read_text(encoding="utf-8").strip(), text)
        return re.sub(f"^{SHAPES['<start of an age key>']}$", self.seen.get("<age key>", "age1")[4:29], text)

    def _run(self, command: str, answers: list[str], *, together: bool) -> tuple[int, str, str]:
        import pty  # not on Windows

        ours, theirs = pty.openpty()
        env = {key: value for key, value in os.environ.items() if not key.startswith(("DRIVECTL_", "XDG_"))}
        env |= {"HOME": str(self.home), "PATH": f"{self.home / '.bin'}:{env['PATH']}", "NO_COLOR": "1"} | self.settings
        with tempfile.TemporaryFile() as stdout:
            child = subprocess.Popen(
                ["/bin/sh", "-c", command],
                stdin=theirs,
                stdout=theirs if together else stdout,
                stderr=theirs,
                cwd=self._at(),
                env=env,
                start_new_session=True,
            )
            os.close(theirs)
            err = b"".join(_conversation(ours, answers)).decode().replace("\r\n", "\n")
            os.close(ours)
            status = child.wait(LIMIT)
            stdout.seek(0)
            return status, stdout.read().decode(), re.sub(r"\r[^\n]*\x1b\[K", "", err)


def _conversation(terminal: int, answers: list[str]) -> Iterator[bytes]:
    """Everything that appears on ``terminal``; an answer is typed whenever a question waits for one."""
    tail, end = b"", time.monotonic() + LIMIT
    while time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            try:
                data = os.read(terminal, 4096)
            except OSError:  # so Linux says that nobody holds the other end any more
                return
            yield data
            tail = (tail + data)[-4:]
            if tail.rstrip(b" ").endswith(b"\n>") and answers:
                os.write(terminal, answers.pop(0).encode() + b"\n")
    raise TimeoutError


def shaped(text: str) -> str:
    """``text`` with everything that differs from run to run replaced by the name of its shape."""
    for shape, pattern in SHAPES.items():
        text = re.sub(pattern, shape, text)
    return re.sub(r"(?<=\S) {2,}", " ", text).rstrip()


def fits(wanted: list[str], text: str) -> bool:
    """Whether the lines of ``text`` are those ``wanted``, where ``...`` stands for any."""
    pattern = "".join("(?:.*\n)*?" if one == "..." else re.escape(shaped(one)) + "\n" for one in wanted)
    return re.fullmatch(pattern, "".join(shaped(one) + "\n" for one in text.splitlines() if one.strip())) is not None


def steps(path: Path) -> list[Step]:
    """The dialogue in ``path``: a whole script, or the ``console`` blocks of a document."""
    document = path.suffix == ".md"
    found: list[Step] = []
    inside = not document
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if document and line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            command, _, status = line[2:].partition("# status ")
            found.append(Step(at=f"{path.name}:{number}", command=command.strip(), status=int(status or 0), shown=()))
        elif inside and found and line and not line.startswith("# "):
            found[-1] = replace(found[-1], shown=(*found[-1].shown, line))
    return found


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, str]:
    """The machine after the walk-through, and what went wrong on the way."""
    machine = fresh(tmp_path_factory.mktemp("day") / "home")
    wrong = (machine.play(one, complete=False) for one in playable())
    return machine, next(filter(None, wrong), "")


def fresh(home: Path, clock: str = "") -> Machine:
    """A machine with drivectl and python3 on its path, and its own ``clock``."""
    (home / ".bin").mkdir(parents=True)
    for name, module in {"drivectl": "-m drivectl", "python3": ""}.items():
        words = f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec {clock} "{sys.executable}" {module} "$@"\n'
        (home / ".bin" / name).write_text(words, encoding="utf-8")
        (home / ".bin" / name).chmod(0o755)
    return Machine(home)


def playable() -> list[Step]:
    """The walk-through; without age it has no backup to a colleague, and ends before the partner with only age."""
    found = steps(WALK)
    if shutil.which("age"):
        return found
    end = next(at for at, one in enumerate(found) if "csc.txt" in one.command)
    return [one for one in found[:end] if "colleague.txt" not in one.command]


@pytest.mark.oracle
def test_the_walk_through_was_played_to_its_end() -> None:
    if playable() != steps(WALK):
        pytest.skip("age is not installed: the backup and the partner with only age were not played")


def test_the_walk_through_is_true(day: tuple[Machine, str]) -> None:
    assert not day[1], day[1]


@pytest.mark.oracle
def test_the_walk_through_does_not_age(tmp_path: Path) -> None:
    """In three years the same cases leave, though every date in ``examples/`` is old by then."""
    if shutil.which("faketime") is None:
        pytest.skip("faketime is not installed")
    machine = fresh(tmp_path / "home", clock="faketime -f +1100d")
    wanted = r"cp |cd |drivectl (new|flags|plan)|python3 stand_in.py (edit|flags)|export DRIVECTL_SITE"
    upto = next(at for at, one in enumerate(steps(WALK)) if one.command.startswith("drivectl share"))
    for step in (one for one in steps(WALK)[:upto] if re.match(wanted, one.command)):
        wrong = machine.play(step, complete=False)
        assert not wrong, wrong


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.stem))
def test_the_script_is_true(script: Path, day: tuple[Machine, str], tmp_path: Path) -> None:
    machine = day[0].copied(tmp_path / "home")
    for step in steps(script):
        wrong = machine.play(step, complete=True)
        assert not wrong, wrong


def named(document: Path) -> list[str]:
    """The drivectl commands in the fenced blocks of a document, without what a comment says."""
    blocks = re.findall(r"(?ms)^```\w*\n(.*?)^```", document.read_text(encoding="utf-8"))
    lines = [re.sub(r"^\$ |\s+# .*", "", line) for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("drivectl ")]


def like(command: str) -> str:
    """A pattern for ``command``: a word in capitals stands for any."""
    return " ".join(".+" if re.fullmatch("[A-Z]+", word) else re.escape(word) for word in command.split())


def test_every_command_of_the_readme_was_run_in_its_order() -> None:
    run = iter([one.command for one in steps(WALK)])
    missing = [one for one in named(ROOT / "README.md") if not any(re.fullmatch(like(one), ran) for ran in run)]
    assert missing == []


def test_every_command_of_the_walk_through_is_one_that_was_run() -> None:
    assert named(WALK) == [one.command for one in steps(WALK) if one.command.startswith("drivectl ")]


def test_every_command_named_in_the_readme_was_run() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    ran = [step.command for path in (WALK, *SCRIPTS) for step in steps(path)]
    inline = re.findall(r"`((?:drivectl|age|tar) [^`]+)`", re.sub(r"(?ms)^```.*?^```", "", text))
    assert [one for one in inline if not any(re.match(like(one), line) for line in ran)] == []


def test_the_comparison_itself_finds_what_differs(tmp_path: Path) -> None:
    assert fits(["Wrote 12 rows", "...", "Next: x"], "Wrote 9 rows\na\nb\nNext: x\n")
    assert not fits(["Wrote 12 rows"], "Wrote 12 rows\nmore\n")
    assert not fits(["error SRC210: x"], "error SRC211: x\n")
    machine = Machine(tmp_path)
    step = Step(
        at="here", command="printf 'Name:\\n> ' >&2; read x; echo got $x", status=0, shown=("2: Name:", "> A", "got A")
    )
    assert not machine.play(step, complete=True)
    assert "prints something else" in machine.play(replace(step, shown=("2: Name:", "> B", "got A")), complete=True)
    assert "status 0" in machine.play(replace(step, status=3), complete=True)
