"""The frame: one exit status per outcome, JSON for failures too, help everywhere, faults without values."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest

from drivectl.cli import frame, registry
from drivectl.cli.options import Command, Run, agreements, command, layouts, writers
from drivectl.cli.registry import Entry
from drivectl.errors import problem
from drivectl.safe import say

CANARY = "Morwenna Trelawny"


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object], str], None]:
    """Put a command of ours on the registry, one that does what the test says."""

    def put(act: Callable[[], object], path: str = "share") -> None:
        @command(examples=("drivectl x", "drivectl x -q"))
        def staged(run: Run) -> object:
            assert run.command == path
            return act()

        monkeypatch.setitem(registry.COMMANDS, path, Entry(registry.DAILY, "explain:explain", "x"))
        load = registry.load
        monkeypatch.setattr(registry, "load", lambda word: staged if word == path else load(word))

    return put


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def act(*_: object) -> NoReturn:
        raise error

    return act


def test_no_argument_is_help_and_no_failure(drivectl: Any) -> None:
    done = drivectl()
    assert done.status == 0
    assert "Usage: drivectl" in done.out


def test_a_group_without_a_command_is_help_and_wrong_use(drivectl: Any) -> None:
    done = drivectl("config")
    assert (done.status, done.out) == (2, "")
    assert "where each comes from" in done.err


@pytest.mark.parametrize("words", [["--version"], ["-V"], ["-V", "--json"]])
def test_version_says_that_nothing_is_sent(drivectl: Any, words: list[str]) -> None:
    done = drivectl(*words)
    assert done.status == 0
    assert re.match(r"drivectl \d+\.\d+\.\d+\n.*no network", done.out)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["explian", "X"], "Did you mean explain"),
        (["config", "shwo"], "Did you mean show?"),
        (["explain", "--jsn", "X"], "Did you mean '--json'?"),
        (["nothing-like-it"], "--help lists them"),
        (["explain"], "Missing argument 'CODE|AGREEMENT'"),
        (["completion", "tcsh"], "is not one of"),
        (["exp", "SRC210"], "no command"),
        (["help", "explain", "more"], "takes no command"),
    ],
)
def test_wrong_use_is_2_with_the_nearest_word(drivectl: Any, words: list[str], hint: str) -> None:
    done = drivectl(*words)
    assert (done.status, done.out) == (2, "")
    assert hint in done.err
    assert "error ENV507" in done.err


def test_wrong_use_is_json_when_json_is_asked_for(drivectl: Any) -> None:
    done = drivectl("explian", "--json")
    assert done.status == 2
    assert done.json[0]["schema"] == "drivectl/diagnostic/v1"
    assert done.json[0]["code"] == "ENV507"


@pytest.mark.parametrize("words", [["--json", "explain", "SRC210"], ["explain", "SRC210", "--json"]])
def test_global_options_stand_before_or_after_the_command(drivectl: Any, words: list[str]) -> None:
    data = drivectl(*words).json
    assert (data["schema"], data["status"], data["exit"]) == ("drivectl/explain/v1", 0, 4)


def test_help_of_a_command_three_ways(drivectl: Any) -> None:
    shown = [drivectl(*words) for words in (["config", "show", "-h"], ["config", "show", "--help"])]
    helped = drivectl("help", "config", "show")
    assert shown[0] == shown[1] == helped
    assert "For every command:" in helped.out


@pytest.mark.parametrize(
    ("code", "status"), [("SRC210", 4), ("OUT110", 3), ("KEY350", 5), ("BND421", 1), ("ENV504", 2)]
)
def test_the_status_is_that_of_the_code(drivectl: Any, stage: Any, code: str, status: int) -> None:
    stage(raising(problem(code, say("x"))), "stage")
    done = drivectl("stage")
    assert (done.status, done.out) == (status, "")
    assert f"error {code}: x" in done.err


@pytest.mark.parametrize("path", ["share", "flags"])
@pytest.mark.parametrize("extra", [[], ["-q"], ["--json"]])
def test_a_refusal_where_it_is_urgent_says_first_whom_to_ring(
    drivectl: Any, stage: Any, path: str, extra: list[str]
) -> None:
    stage(raising(problem("GOV801", say("x"))), path)
    done = drivectl(path, *extra)
    assert done.status == 3
    assert done.err.startswith("Risk to life now? Ring 999")
    assert done.err.count("Ring 999") == 1


def test_other_failures_and_other_commands_do_not_cry_wolf(drivectl: Any, stage: Any) -> None:
    stage(raising(problem("SRC210", say("x"))), "share")
    assert "999" not in drivectl("share").err
    stage(raising(problem("OUT110", say("x"))), "stage")
    assert "999" not in drivectl("stage").err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_is_one_line_and_130(drivectl: Any, stage: Any, error: BaseException) -> None:
    stage(raising(error))
    done = drivectl("share")
    assert (done.status, done.out) == (130, "")
    assert done.err.count("\n") == 1


def test_a_fault_is_70_and_neither_screen_nor_report_holds_a_value(drivectl: Any, stage: Any, home: Path) -> None:
    def act() -> None:
        victim = CANARY
        try:
            int(victim)
        except ValueError as error:
            raise KeyError(victim) from error

    stage(act)
    done = drivectl("share")
    assert done.status == 70
    (report,) = home.glob("drivectl-fault-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "Trelawny" not in text + done.out + done.err
    assert "Traceback" not in done.err
    assert report.name in done.err
    assert report.stat().st_mode & 0o777 == 0o600
    assert re.search(r"^KeyError\n.*:\d+\n.*because of ValueError\n", text, re.MULTILINE | re.DOTALL)
    assert drivectl("share").status == 70
    assert len(list(home.glob("drivectl-fault-*"))) == 1


def test_a_fault_where_nothing_can_be_written_is_still_told(
    drivectl: Any, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivectl.cli.faults.write_bytes", raising(problem("OUT112", say("x"))))
    stage(raising(RuntimeError(CANARY)))
    done = drivectl("share")
    assert done.status == 70
    assert "folder that can be written" in done.err


def test_the_debug_file_holds_everything_behind_a_warning(drivectl: Any, stage: Any, home: Path) -> None:
    stage(raising(RuntimeError(CANARY)))
    done = drivectl("share", "--debug-file", "trace.txt")
    trace = home / "trace.txt"
    assert CANARY in trace.read_text(encoding="utf-8")
    assert trace.stat().st_mode & 0o777 == 0o600
    assert "may hold case data" in done.err
    assert "Trelawny" not in done.err


def test_a_closed_pipe_is_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "drivectl", "explain", "SRC210"], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_with_130(number: signal.Signals) -> None:
    code = "import os, signal, sys\nfrom drivectl.cli import frame, main\n"
    code += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what runs behind nohup does not get it
    code += f"frame.registry.load = lambda _: os.kill(os.getpid(), {int(number)})\nsys.exit(main(['explain', 'X']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr.startswith("Stopped.")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script(drivectl: Any, shell: str) -> None:
    done = drivectl("completion", shell)
    assert done.status == 0
    assert "_DRIVECTL_COMPLETE" in done.out


def test_completion_answers_a_shell(drivectl: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("_DRIVECTL_COMPLETE", "bash_complete"),
        ("COMP_WORDS", "drivectl config sh"),
        ("COMP_CWORD", "2"),
    ):
        monkeypatch.setenv(name, value)
    assert drivectl().out == "plain,show\n"


def test_config_shows_origin_and_a_mistyped_variable_stops(drivectl: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIVECTL_STATE", "/somewhere")
    rows = {row["name"]: row for row in drivectl("config", "show", "--json").json["settings"]}
    assert (rows["state"]["value"], rows["state"]["origin"]) == ("/somewhere", "environment")
    monkeypatch.setenv("DRIVECTL_SATE", "/somewhere")
    done = drivectl("config", "show")
    assert done.status == 2
    assert "DRIVECTL_STATE" in done.err


def test_plain_is_one_record_a_line(drivectl: Any) -> None:
    lines = drivectl("config", "show", "--plain").out.splitlines()
    assert all(line.count("\t") == 2 for line in lines)


def test_shared_options_have_their_names() -> None:
    @click.command()
    @writers()
    @agreements()
    @layouts()
    def staged() -> None:
        """Nothing."""

    assert isinstance(staged, click.Command)
    names = [param.name for param in staged.params]
    assert names == ["output", "overwrite", "dry_run", "allow_here", "agreement", "to", "layout"]
    assert isinstance(Command("x"), click.Command)
    assert frame.root().name == "drivectl"


def test_json_documents_are_ascii_lines(drivectl: Any) -> None:
    out = drivectl("explain", "KEY331", "--json").out
    assert out.isascii()
    assert out.count("\n") == 1
    json.loads(out)
