"""An agreement as it was, or as somebody has it: a file, an id, a signed copy, or ``REF:PATH`` in git's history.

Git only reads one object out of its own store: no network, no filter, no pager, and nothing typed can be an option.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from drivectl.agreement.document import read_agreement_document
from drivectl.agreement.resolve import Effective, resolve
from drivectl.errors import problem
from drivectl.files import read_whole
from drivectl.safe import say, shown_path
from drivectl.spec import load
from drivectl.spec.policies import find_agreement
from drivectl.spec.yamlmarks import MAX_BYTES
from drivectl.steps.changes import loaded
from drivectl.steps.desk import Desk

_REF: Final = re.compile(r"(\w[\w./@{}^~+-]*):([^:\x00-\x1f]+\.ya?ml)")
_COPY: Final = ".json"
_SECONDS: Final = 30


def every(desk: Desk) -> Iterator[Effective]:
    """Every agreement of this site, resolved under what goes with it here."""
    policies = desk.policies
    for words in policies.agreements.values():
        yield resolve(words, policies.baseline, policies.catalogue, policies.parties)


def version_of(desk: Desk, named: str) -> Effective:
    """What ``named`` says, resolved under the baseline, catalogue and parties that go with it.

    Those of a git ref are the ones of the same ref, where it has them beside the agreement; else this site's.
    """
    policies = desk.policies
    if not Path(named).exists() and (found := _REF.fullmatch(named)):
        return _at_ref(desk, found[1], PurePosixPath(found[2]))
    if named.endswith(_COPY):
        words = loaded(desk, read_agreement_document(read_whole(Path(named)), Path(named)))
        if words is None:
            raise problem("STR010", say("{p} does not load under this site's catalogue", p=Path(named)))
    else:
        words = find_agreement(policies, named)
    return resolve(words, policies.baseline, policies.catalogue, policies.parties)


def _at_ref(desk: Desk, ref: str, path: PurePosixPath) -> Effective:
    def stood(one: PurePosixPath) -> tuple[Path, bytes | None]:
        return Path(f"{ref}:{one}"), _blob(desk.site.folder, ref, one)

    words_at, words = stood(path)
    if words is None:
        what = say("git has no {named} here", named=shown_path(str(words_at)))
        raise problem("STR010", what, fix=say("write a branch, tag or commit, a colon, and the path in the repository"))
    folder = path.parent.parent
    catalogue_at, raw = stood(folder / "catalogue.yaml")
    catalogue = load.read_catalogue(catalogue_at, raw).whole() if raw is not None else desk.policies.catalogue
    parties_at, raw = stood(folder / "parties.yaml")
    parties = load.read_parties(parties_at, raw).whole() if raw is not None else desk.policies.parties
    at, raw = stood(folder / "baseline.yaml")
    baseline = load.read_baseline(at, catalogue, parties, raw).whole() if raw is not None else desk.policies.baseline
    found = load.read_agreement(words_at, catalogue, parties, baseline, words).whole()
    return resolve(found, baseline, catalogue, parties)


def _blob(folder: Path, ref: str, path: PurePosixPath) -> bytes | None:
    """The file at ``path`` in ``ref``, from the top of the repository or from the site; None where there is none."""
    git = shutil.which("git")
    if git is None:
        raise problem("STR010", say("git is not installed, so {r} cannot be read", r=shown_path(f"{ref}:{path}")))
    quiet = {**os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    for one in (f"{ref}:{path}", f"{ref}:./{path}"):
        done = subprocess.run(  # noqa: S603 -- git, a fixed question, and a name that begins with a letter
            [git, "-C", str(folder), "cat-file", "blob", one],
            capture_output=True,
            check=False,
            env=quiet,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
        if done.returncode == 0:
            if len(done.stdout) > MAX_BYTES:
                raise problem("STR001", say("{r} is larger than {n} bytes", r=shown_path(one), n=MAX_BYTES))
            return done.stdout
    return None
