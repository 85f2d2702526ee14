"""Settings and where each comes from: flag, then DRIVECTL_*, then the site's .drivectl.yaml, then the user's file.

No setting holds a key, a passphrase or a secret, only the path of a file. A site's file can be edited by whoever
can edit the policies, so a setting that could weaken safety is not read from there.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from drivectl.errors import Diagnostic, Place, failure
from drivectl.safe import Safe, name, names, say

Origin = Literal["flag", "environment", "site", "user", "built-in"]
SITE_FILE: Final = ".drivectl.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: what it means and who may set it."""

    name: str
    help: str
    origins: tuple[Origin, ...]
    default: str | None = None


SETTINGS: Final = (
    Setting(name="site", help="the site to work in", origins=("flag", "environment")),
    Setting(name="agency", help="the party that this site belongs to", origins=("environment", "site", "user")),
    Setting(name="state", help="folder of keys, trust, log and register", origins=("environment", "site", "user")),
    Setting(name="passphrase_file", help="file that holds the passphrase of the keys", origins=("environment", "user")),
    Setting(name="plain", help="1: one record a line", origins=("environment",), default="0"),
)
_BY_NAME: Final = {one.name: one for one in SETTINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A setting's value and its origin; ``file`` for one that a file gave."""

    value: str | None
    origin: Origin
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, resolved."""

    folder: Path | None
    """The site's folder, if there is one."""
    values: Mapping[str, Value]
    files: tuple[Path, ...]
    """The files that were looked for, nearest first."""

    def get(self, key: str) -> str | None:
        """The value of a setting."""
        return self.values[key].value

    def path(self, key: str) -> Path | None:
        """The value as a path: ``~`` is the home folder; relative to the file that gave it, else to here."""
        found = self.values[key]
        if not found.value:
            return None
        return (found.file.parent if found.file else Path()) / Path(found.value).expanduser()


def load_settings(
    folder: Path | None,
    *,
    user_file: Path | None = None,
    flags: Mapping[str, str] = MappingProxyType({}),
    environ: Mapping[str, str] = os.environ,
    read: Callable[[Path], Mapping[str, object]] | None = None,
) -> Settings:
    """Resolve every setting; ENV504 for each that is unknown or set where it may not be."""
    files: list[tuple[Origin, Path]] = [("site", folder / SITE_FILE)] if folder else []
    files.append(("user", user_file or user_folder("config") / "config.yaml"))
    values = {one.name: Value(value=one.default, origin="built-in") for one in SETTINGS}
    wrong: list[Diagnostic] = []
    for origin, file in reversed(files):
        if file.is_file() or (origin == "user" and user_file):
            given = (read or _read)(file)
            for key, value in given.items():
                wrong += _refused(key, value, origin, file)
            values |= {k: Value(value=str(v), origin=origin, file=file) for k, v in given.items()}
    for key in _BY_NAME:
        if value := environ.get(f"DRIVECTL_{key.upper()}"):
            values[key] = Value(value=value, origin="environment")
    values |= {key: Value(value=value, origin="flag") for key, value in flags.items()}
    if wrong:
        raise failure(*wrong)
    return Settings(folder=folder, values=MappingProxyType(values), files=tuple(file for _, file in files))


def user_folder(kind: Literal["config", "data"], environ: Mapping[str, str] = os.environ) -> Path:
    """The user's folder for drivectl's settings or data, by the custom of the system."""
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "drivectl"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "drivectl"
    fallback = {"config": ".config", "data": ".local/share"}[kind]
    return Path(environ.get(f"XDG_{kind.upper()}_HOME") or Path.home() / fallback) / "drivectl"


def _read(file: Path) -> Mapping[str, object]:
    from drivectl.spec.load import load_settings as load  # noqa: PLC0415 -- pydantic only where there is a file

    return load(file)


def _refused(key: str, value: object, origin: Origin, file: Path) -> list[Diagnostic]:
    known = _BY_NAME.get(key)
    if known and origin in known.origins and isinstance(value, str | int):
        return []
    at = Place(file=file)
    if known is None:
        can = [one.name for one in SETTINGS if origin in one.origins]
        return [Diagnostic(code="ENV504", what=say("there is no setting {k}", k=name(key)), at=at, fix=_one_of(can))]
    if origin not in known.origins:
        what = say("{k} cannot be set in this file", k=name(key))
        why = say("whoever can edit this file could weaken the safety of everybody who uses it")
        return [Diagnostic(code="ENV504", what=what, at=at, why=why)]
    return [Diagnostic(code="ENV504", what=say("{k} must be text", k=name(key)), at=at)]


def _one_of(can: list[str]) -> Safe:
    return say("use one of {names}", names=names(can))
