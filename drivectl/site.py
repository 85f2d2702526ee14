"""The site (policies, may be in git) and its state (keys, trust, log, register: never in it, never synchronised)."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drivectl.config import SITE_FILE, Settings, user_folder
from drivectl.errors import problem
from drivectl.files import check_private, open_place, private_folder
from drivectl.safe import say

Room = Literal["keys", "trust", "audit", "register", "vault", "flags", "review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where this agency's policies and its state lie."""

    folder: Path
    state: Path
    settings: Settings

    @property
    def policies(self) -> Path:
        """The folder of the policies."""
        return self.folder / "policies"

    def room(self, which: Room) -> Path:
        """A folder of the state, made owner-only or checked to be."""
        private_folder(self.state, "KEY352")
        return private_folder(self.state / which, "KEY352")


def find_site(flag: Path | None = None, *, start: Path | None = None, named: str | None = None) -> Path | None:
    """The site's folder: ``flag`` or ``named`` (DRIVECTL_SITE) as given, else upward from ``start``; None if none.

    ENV502 where a folder is named and is no site: a mistyped name must not fall back to another site.
    """
    wanted = flag or (Path(named) if named else None)
    if wanted is not None:
        if not _is_site(wanted):
            raise problem("ENV502", say("{p} is not a site", p=wanted))
        return wanted
    here = start or Path.cwd()
    found = next((one for one in (here, *here.parents) if _is_site(one)), None)
    return found if found is None or start else Path(os.path.relpath(found, here))  # messages name short paths


def open_site(settings: Settings) -> Site:
    """The site of these settings with its state folder checked; ENV502 without a site, ENV503 for a bad place."""
    if settings.folder is None:
        raise problem("ENV502", say("there is no site here or above"))
    state = settings.path("state") or _default_state(settings)
    if travels(state):
        raise problem("ENV503", say("{p} travels with git or a synchronised folder", p=state))
    if state.exists():
        check_private(state, "KEY352")
    return Site(folder=settings.folder, state=state, settings=settings)


def travels(folder: Path) -> bool:
    """Whether git or a sync program would carry ``folder`` away; a folder whose .gitignore says * stays."""
    place = open_place(folder)
    if place != "git":
        return place is not None
    real = folder.resolve()
    for one in (real, *real.parents):
        ignore = one / ".gitignore"
        if ignore.is_file() and ignore.read_bytes().split()[:1] == [b"*"]:
            tree = next(above for above in (one, *one.parents) if (above / ".git").exists())
            return open_place(tree.parent) is not None
        if (one / ".git").exists():
            break
    return True


def _is_site(folder: Path) -> bool:
    return (folder / SITE_FILE).is_file() or (folder / "policies").is_dir()


def _default_state(settings: Settings) -> Path:
    """By agency and site: two sites of one agency must not share a log by accident."""
    site = (settings.folder or Path()).resolve()
    mark = hashlib.sha256(str(site).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return user_folder("data") / (settings.get("agency") or "agency") / f"{site.name or 'site'}-{mark}"
