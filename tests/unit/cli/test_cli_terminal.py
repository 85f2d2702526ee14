"""Where words and data go, and what a terminal may be sent."""

import io
import os
import subprocess
import sys

import pytest

from drivectl.cli.terminal import Terminal, printable
from drivectl.errors import DrivectlError


class Screen(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline="\n")

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)


def put_screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """In the test itself: pytest sets the streams anew between fixture and test."""
    made = Screen()
    monkeypatch.setattr(sys, "stderr", made)
    return made


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("DRIVECTL_PLAIN", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_colour_marks_the_word_that_is_there_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = put_screen(monkeypatch)
    Terminal().words("error SRC210: x")
    assert screen.shown == "\x1b[31m\x1b[1merror\x1b[0m SRC210: x\n"


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("DRIVECTL_PLAIN", "1")])
def test_no_colour_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    screen = put_screen(monkeypatch)
    monkeypatch.setenv(variable, value)
    Terminal().words("error x")
    assert screen.shown == "error x\n"


def test_no_colour_by_flag_nor_in_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    screen = put_screen(monkeypatch)
    Terminal(no_color=True).words("error x")
    assert "\x1b" not in screen.shown
    Terminal().data("error x")
    assert capsys.readouterr().out == "error x\n"


def test_control_and_direction_characters_are_escaped() -> None:
    assert printable("a\x1b]0;x\x07b\u202ec\td\n") == "a\\x1b]0;x\\x07b\\x202ec\td\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_letter_that_the_console_lacks_is_no_crash(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    made = Screen(encoding)
    monkeypatch.setattr(sys, "stdout", made)
    Terminal(no_color=True).data("Llŷr 株")
    assert made.shown.endswith("\\u682a\n")


def test_quiet_keeps_errors_and_the_urgent_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(quiet=True)
    terminal.words("a receipt")
    terminal.urgent()
    terminal.urgent()
    err = capsys.readouterr().err
    assert "receipt" not in err
    assert err.count("Ring 999") == 1


def test_detail_is_for_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().detail("x")
    Terminal(verbose=True).detail("y")
    assert capsys.readouterr().err == "y\n"


def test_records_are_text_or_tabs_or_left_to_json(capsys: pytest.CaptureFixture[str]) -> None:
    for terminal in (Terminal(), Terminal(plain=True), Terminal(json=True)):
        terminal.record("a", 2, "b\tc", text="a has 2")
    Terminal(json=True).emit_json("keys list", 0, {"n": 1})
    Terminal().emit_json("keys list", 0, {"n": 1})
    assert capsys.readouterr().out == 'a has 2\na\t2\tb c\n{"schema": "drivectl/keys-list/v1", "status": 0, "n": 1}\n'


@pytest.mark.parametrize("no_input", [True, False])
def test_nobody_is_asked_where_nobody_can_answer(no_input: bool) -> None:
    with pytest.raises(DrivectlError) as caught:
        Terminal(no_input=no_input).ask("Passphrase", "a file")
    assert caught.value.code == "ENV506"
    assert "a file" in str(caught.value.diagnostics[0].fix)


def test_a_person_on_a_terminal_is_asked_and_a_secret_is_not_echoed() -> None:
    pty = pytest.importorskip("pty", reason="no pseudo-terminal here")
    ours, theirs = pty.openpty()
    code = "from drivectl.cli.terminal import Terminal as T\nt = T()\nt.data(t.ask('Name', '-') + t.ask('Word', '-', hidden=True))"
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=theirs,
        start_new_session=True,
        stderr=theirs,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    shown = b""
    for answer in (b"Ada\n", b"secret-word\n"):
        while not shown.endswith(b"> "):
            shown += os.read(ours, 1024)
        os.write(ours, answer)
        shown += b"\n"
    out, _ = child.communicate(timeout=60)
    shown += os.read(ours, 1024)
    os.close(ours)
    assert out == "Adasecret-word\n"
    assert b"Ada" in shown
    assert b"secret" not in shown
