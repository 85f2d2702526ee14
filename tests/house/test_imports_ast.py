"""What import-linter cannot see: submodules of the standard library, computed names, text that must be literal."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "drivectl").rglob("*.py"))

NETWORK = {"urllib.request", "http.client", "http.server", "xmlrpc", "asyncio", "multiprocessing.connection"}
COMPUTED_IMPORT = {"drivectl/cli/registry.py": "the map of commands to modules"}
SAFE_MAKER = {"drivectl/safe.py"}


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            yield node, target.id if isinstance(target, ast.Name) else getattr(target, "attr", "")


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def findings(path: str, tree: ast.AST) -> list[str]:
    found = [f"imports {one}" for one in imported(tree) if one in NETWORK]
    found += [f"imports {one}: chance comes from secrets or a seed" for one in imported(tree) if one == "random"]
    for node, name in calls(tree):
        line = f"line {node.lineno}: "
        if name in {"__import__", "import_module"} and not literal(node.args[0]) and path not in COMPUTED_IMPORT:
            found.append(line + "imports by a computed name")
        if name == "say" and isinstance(node.func, ast.Name) and not (node.args and literal(node.args[0])):
            found.append(line + "say() takes a literal")
        if name == "Safe" and path not in SAFE_MAKER:
            found.append(line + "Safe() is made in safe.py only")
        if name in {"print", "eval", "exec"} and isinstance(node.func, ast.Name):
            found.append(line + f"calls {name}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_source_keeps_the_rules(path: Path) -> None:
    assert findings(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "bad",
    [
        "import urllib.request",
        "from urllib import request",
        "from http import client",
        "import random",
        "__import__(name)",
        "importlib.import_module('drivectl.' + name)",
        "say(f'{cell}')",
        "say(text)",
        "Safe(cell)",
        "print(1)",
    ],
)
def test_each_rule_catches_its_breach(bad: str) -> None:
    assert findings("drivectl/source/x.py", ast.parse(bad))


@pytest.mark.parametrize("good", ["from urllib.parse import quote", "say('literal {n}', n=1)", "import_module('json')"])
def test_harmless_code_passes(good: str) -> None:
    assert findings("drivectl/source/x.py", ast.parse(good)) == []
