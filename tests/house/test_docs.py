"""Documents tell the truth: every command line and option they name exists."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from drivectl.cli import registry
from drivectl.cli.options import GLOBAL

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", ".github/**/*.md", "examples/**/*.md", "templates/**/*", "policies/**/*.yaml")
    for path in ROOT.glob(pattern)
    if path.is_file()
)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(drivectl [^`]+)`")
PROSE = {
    "a", "again", "and", "holds", "synthetic", "asks", "can", "cannot", "does", "for", "from", "goes", "has", "hides", "in", "is", "keeps", "knows",
    "made", "makes", "never", "on", "opens", "or", "reads", "refuses", "says", "shows", "takes", "to", "was", "will",
    "will not", "with", "writes", "wrote", "yourself",
}  # fmt: skip
"""Words after "drivectl" in a sentence; any other word there must be a command."""


def in_document(text: str) -> Iterator[str]:
    for block in FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            yield from re.findall(r"(?:^|[\s|&/\\])drivectl(?:\.exe)? ([^|&#]+)", line)
    yield from (one.removeprefix("drivectl ") for one in INLINE.findall(FENCE.sub("", text)))


def in_source(path: Path) -> Iterator[str]:
    """Command lines in the texts of the program: messages, fixes, examples; in docstrings only what is quoted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node in docstrings:
                yield from (one.removeprefix("drivectl ") for one in re.findall(r"``(drivectl [^`]+)``", node.value))
                continue
            for line in re.findall(r"\bdrivectl ((?:--)?[a-z][^\n.,;:)]*)", node.value):
                if line.split()[0] not in PROSE:
                    yield line


def resolve(words: list[str]) -> tuple[str | None, list[str]]:
    for size in (2, 1):
        path = " ".join(words[:size])
        if path in registry.COMMANDS:
            return path, words[size:]
    return None, words


def wrong(line: str, *, prose: bool = False) -> str | None:
    """What is wrong with one command line (without its first word), or None. In ``prose`` words may follow it."""
    try:
        words = shlex.split(line.strip().rstrip("\\"))
    except ValueError:
        words = line.split()
    if not words or words[0].startswith("-") or (words[0] in registry.GROUPS and len(words) == 1):
        return None
    path, rest = resolve(words)
    if path is None:
        return f"there is no command: {line}"
    known = {option for param in registry.load(path).params for option in (*param.opts, *param.secondary_opts)}
    known |= {"--help", "-h"}
    for word in rest:
        option = word.partition("=")[0].rstrip(".,;:")
        if option.startswith("-") and option not in known and option != "-" and not re.fullmatch(r"-\d+", option):
            if prose and not option.startswith("--"):
                continue
            return f"{path} has no option {option}"
    return None


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_in_documents_exist(path: Path) -> None:
    assert [found for line in in_document(path.read_text(encoding="utf-8")) if (found := wrong(line))] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "drivectl").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT / "drivectl"))
)
def test_commands_in_messages_exist(path: Path) -> None:
    assert [found for line in in_source(path) if (found := wrong(line, prose=True))] == []


def test_the_check_itself_finds_a_wrong_command_and_a_wrong_option() -> None:
    text = "```console\n$ drivectl redct x\n$ cat a | drivectl explain --jsn SRC210\n```\nUse `drivectl explain X`."
    assert [wrong(line) for line in in_document(text)] == [
        "there is no command: redct x",
        "explain has no option --jsn",
        None,
    ]


@pytest.mark.parametrize("path", registry.COMMANDS)
def test_registry_is_real(path: str) -> None:
    command = registry.load(path)
    assert isinstance(command, click.Command)
    assert all(option in command.params for option in GLOBAL)
    assert command.help
    assert path.count(" ") <= 1


def test_every_command_module_is_registered() -> None:
    modules = {entry.target.partition(":")[0] for entry in registry.COMMANDS.values()}
    folder = ROOT / "drivectl/cli/commands"
    assert modules == {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}


def test_every_group_has_commands() -> None:
    assert set(registry.GROUPS) == {path.split()[0] for path in registry.COMMANDS if " " in path} - set(
        registry.COMMANDS
    )
