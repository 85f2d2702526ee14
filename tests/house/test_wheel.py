"""What is published: the same bytes however often it is built, with everything a user needs and nothing else."""

import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = "drivectl/_data"
Packaging = Callable[[Path, Path, str], None]


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def shipped(folder: str) -> set[str]:
    """What a folder of the checkout holds, but for what a run leaves there."""
    return {
        one.relative_to(ROOT).as_posix()
        for one in (ROOT / folder).rglob("*")
        if one.is_file() and "__pycache__" not in one.parts
    }


def test_the_wheel_holds_the_policies_templates_and_examples(wheel: Path) -> None:
    names = names_in(wheel)
    for folder in ("policies", "templates", "examples"):
        expected = {f"{DATA}/{one}" for one in shipped(folder)}
        assert expected
        assert {one for one in names if one.startswith(f"{DATA}/{folder}/")} == expected
    assert "drivectl/py.typed" in names
    assert shipped("drivectl") <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    stray = {
        one
        for one in names_in(wheel)
        if not one.startswith(("drivectl/", "drivectl-"))
        or one.endswith((".pyc", ".sig.yaml", ".age", ".lock", ".key"))
        or "__pycache__" in one
    }
    assert stray == set()


def test_it_is_the_same_wheel_from_a_copy_and_from_the_sdist(wheel: Path, packaging: Packaging, tmp_path: Path) -> None:
    """Another folder, other times and other rights of the files: the same bytes. The sdist holds all it takes."""
    source, target = tmp_path / "source", tmp_path / "target"
    kept = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "dist")
    shutil.copytree(ROOT, source, ignore=kept, copy_function=shutil.copyfile)
    for path in source.rglob("*.py"):
        os.utime(path, (1, 1))
        path.chmod(0o640)
    packaging(source, target, "wheel")
    packaging(source, target, "sdist")
    (sdist,) = target.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    packaging(unpacked, tmp_path / "again", "wheel")
    built = wheel.read_bytes()
    assert (target / wheel.name).read_bytes() == built
    assert (tmp_path / "again" / wheel.name).read_bytes() == built
    inside = {one.name for one in unpacked.iterdir()}
    assert {"tests", "LICENSE", "README.md", "CHANGELOG.md"} <= inside
    assert ".training" not in inside


def test_the_installed_program_uses_its_own_files(installed: Path, tmp_path: Path) -> None:
    """In a virtual environment without this checkout: its data, a site made from it, and its tests."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DRIVECTL_", "XDG_"))}
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}

    def run(*words: str, program: str = "drivectl", folder: Path = tmp_path) -> str:
        done = subprocess.run(
            [str(installed / "bin" / program), *words],
            cwd=folder, env=clean | home, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    where = run("-c", "from drivectl import resources; print(resources.shipped('policies'))", program="python")
    assert Path(where.strip()).is_relative_to(installed)
    assert run("--version").startswith("drivectl ")
    run("new", "site", "service")
    run("policy", "test", folder=tmp_path / "service")


def test_the_demo_runs_from_the_wheel(elsewhere: tuple[Any, frozenset[str]]) -> None:
    done, _ = elsewhere
    assert done.status == 0, done.words
    assert done.attempts == ""
