"""Words to stderr, data to stdout. Nothing here crashes on a character, colours a pipe or asks a script.

Rules of output: words say what happened, then what to do; colour never carries meaning alone; ``--plain`` is one
record a line; a prompt appears only where a person can answer it.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TextIO

import click

from drivectl.cli.options import Flags
from drivectl.errors import Diagnostic, problem
from drivectl.render.frames import frames
from drivectl.render.json import diagnostic_json
from drivectl.safe import say, shown_path

URGENT: Final = (
    "Risk to life now? Ring 999 or the MASH. You do not need drivectl. "
    "Write down when, to whom and why, and record it after."
)
_COLOUR: Final = {"error": "red", "warning": "yellow", "held": "yellow"}


@dataclass
class Terminal(Flags):
    """The two streams of one run and how they may be used."""

    _urgent: bool = False

    def __post_init__(self) -> None:
        self.plain = self.plain or os.environ.get("DRIVECTL_PLAIN", "") not in ("", "0")
        self.no_color = self.no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"

    def colours(self, stream: TextIO) -> bool:
        """Whether ``stream`` may carry colour: Click ignores NO_COLOR, so it is decided here."""
        return not self.no_color and not self.plain and stream.isatty()

    def words(self, text: str, *, always: bool = False) -> None:
        """Say something to the person (stderr); ``always`` also under ``--quiet``."""
        if always or not self.quiet:
            _write(sys.stderr, self._painted(printable(text), sys.stderr))

    def detail(self, text: str) -> None:
        """Say something only under ``--verbose``."""
        if self.verbose:
            self.words(text)

    def urgent(self) -> None:
        """Once in a run, whatever else is quiet: help does not wait for drivectl."""
        if not self._urgent:
            self._urgent = True
            self.words(URGENT, always=True)

    def data(self, text: str) -> None:
        """A line of the result (stdout)."""
        _write(sys.stdout, self._painted(printable(text), sys.stdout))

    def record(self, *cells: str | int, text: str) -> None:
        """One result: ``text`` for people, the cells tab-separated under ``--plain``; nothing under ``--json``."""
        if self.json:
            return
        self.data("\t".join(printable(str(cell)).replace("\t", " ") for cell in cells) if self.plain else text)

    def emit_json(self, command: str, status: int, payload: Mapping[str, object]) -> None:
        """The whole result as one JSON document, if ``--json`` was given."""
        if self.json:
            schema = f"drivectl/{command.replace(' ', '-')}/v1"
            _write(sys.stdout, json.dumps({"schema": schema, "status": status, **payload}, ensure_ascii=True))

    def diagnostics(self, found: Sequence[Diagnostic]) -> None:
        """Failures and findings: JSON on stdout under ``--json``, else frames on stderr."""
        if self.json:
            _write(sys.stdout, json.dumps([diagnostic_json(one) for one in found], ensure_ascii=True))
            return
        for text in frames(found):
            self.words(text, always=True)

    def ask(self, question: str, option: str, *, hidden: bool = False) -> str:
        """Ask the person; ENV506 naming ``option`` where nobody can answer."""
        if self.no_input or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise problem(
                "ENV506",
                say("there is no terminal to ask on: {question}", question=shown_path(question.rstrip(":"))),
                fix=say("give {option}", option=shown_path(option)),
            )
        answer: str = click.prompt(
            printable(question), default="", show_default=False, hide_input=hidden, err=True, prompt_suffix="\n> "
        )
        return answer.strip()

    def _painted(self, text: str, stream: TextIO) -> str:
        if not self.colours(stream):
            return text
        head, gap, rest = text.partition(" ")
        word = head.rstrip(":")
        return click.style(head, fg=_COLOUR[word], bold=True) + gap + rest if word in _COLOUR else text


def printable(text: str) -> str:
    """``text`` with control and direction characters escaped, so that data or a path cannot drive a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
