"""Settings and where each comes from: flag, then DRIVECTL_*, then the site's .drivectl.yaml, then the user's file.

No setting holds a key, a passphrase or a secret, only the path of a file. A file can say where the state lies and
which party this is, no more: whoever can edit it must not be able to weaken the safety of everybody who uses it.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from drivectl.errors import problem
from drivectl.safe import name, names, say

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
    Setting(name="passphrase_file", help="file that holds the passphrase of the keys", origins=("environment",)),
    Setting(name="plain", help="1: one record a line", origins=("environment",), default="0"),
)
_PREFIX: Final = "DRIVECTL_"


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
) -> Settings:
    """Resolve every setting. ENV504 for a DRIVECTL_ variable that is none: a mistyped one must not be ignored."""
    files: list[tuple[Origin, Path]] = [("site", folder / SITE_FILE)] if folder else []
    files.append(("user", user_file or user_folder("config", environ) / "config.yaml"))
    values = {one.name: Value(value=one.default, origin="built-in") for one in SETTINGS}
    for origin, file in reversed(files):
        if file.is_file() or (origin == "user" and user_file):
            values |= {key: Value(value=one, origin=origin, file=file) for key, one in _read(file).items()}
    for variable, value in environ.items():
        key = variable.removeprefix(_PREFIX).lower()
        if variable.startswith(_PREFIX) and key not in values:
            known = names([_PREFIX + one.name.upper() for one in SETTINGS if "environment" in one.origins])
            raise problem(
                "ENV504", say("there is no setting {v}", v=name(variable)), fix=say("use one of {k}", k=known)
            )
        if variable.startswith(_PREFIX) and value:
            values[key] = Value(value=value, origin="environment")
    values |= {key: Value(value=value, origin="flag") for key, value in flags.items()}
    return Settings(folder=folder, values=MappingProxyType(values), files=tuple(file for _, file in files))


def user_folder(kind: Literal["config", "data"], environ: Mapping[str, str] = os.environ) -> Path:
    """The user's folder for drivectl's settings or data, by the custom of the system."""
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "drivectl"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "drivectl"
    fallback = {"config": ".config", "data": ".local/share"}[kind]
    return Path(environ.get(f"XDG_{kind.upper()}_HOME") or Path.home() / fallback) / "drivectl"


def _read(file: Path) -> Mapping[str, str]:
    from drivectl.spec.load import load_settings as load  # noqa: PLC0415 -- pydantic only where there is a file

    return load(file)
