"""The draft: exactly the files that will be sealed, for a person to look at first.

``statement.json`` names the digest of every member, so its own digest stands for the whole draft. What the
draft was made from (``basis``) and the state of the human check stay in ``draft.json``, which never travels.
"""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from drivectl import files
from drivectl.bundle import layout, statement
from drivectl.bundle.readme import readme
from drivectl.errors import DrivectlError, problem
from drivectl.model.bundle import PAYLOAD_TYPE, Draft, Member, Statement
from drivectl.model.canonical import Json, canonical, parse
from drivectl.safe import Safe, say

MEMBERS: Final = "members"
STATEMENT: Final = "statement.json"
_STATE: Final = "draft.json"
_LIFE: Final = timedelta(days=7)
_SIGNATURE: Final = "A" * 88  # base64 of the 64 bytes of an Ed25519 signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a draft. ``tables`` are the files under ``data/`` by their whole member name."""

    predicate: Mapping[str, Json]
    tables: Mapping[str, bytes] = field(repr=False)
    manifest: bytes = field(repr=False)
    contact: str
    agreement: bytes | None = field(default=None, repr=False)
    previews: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    basis: Mapping[str, str] = field(default_factory=dict)
    review: Mapping[str, Json] = field(default_factory=dict)


def write_draft(folder: Path, contents: Contents, *, overwrite: bool = False) -> Draft:
    """Write the draft of one bundle as ``folder`` (owner-only, in one rename)."""
    whole = _members(contents)
    told, members = _settled(contents.predicate, whole)
    payload = canonical(told)
    state: Json = {"v": 1, "basis": dict(contents.basis), "review": dict(contents.review)}
    files.private_folder(folder.parent)
    with files.writing_folder(folder, overwrite=overwrite) as staged:
        for name, content in {STATEMENT: payload, _STATE: canonical(state), **contents.previews}.items():
            _put(staged / name, content)
        for name, content in whole.items():
            _put(_below(staged, name), content)
        padding = members[-1].size
        _put(_below(staged, layout.PADDING), bytes(padding))
    return _draft(folder, payload, contents.basis, contents.review)


def read_draft(folder: Path, *, logged: str, now: datetime, basis: Mapping[str, str]) -> Draft:
    """The draft in ``folder``, if it is still what was looked at (BND450) and still true (BND451).

    ``logged`` is the draft digest in the log; ``basis`` are the fingerprints of today.
    """
    files.check_private(folder)
    try:
        payload = files.read_whole(folder / STATEMENT, statement.LIMIT)
        state = cast("Mapping[str, Any]", parse(files.read_whole(folder / _STATE, statement.LIMIT)))
        draft = _draft(folder, payload, state["basis"], state["review"])
    except (ValueError, KeyError, TypeError, DrivectlError) as error:
        raise _changed(say("the draft's contents page cannot be read")) from error
    if draft.digest != logged:
        raise _changed(say("the draft is not the one that was logged"))
    _check_members(draft)
    made = statement.moment(statement.predicate_of(draft.statement)["created"])
    if not made - timedelta(hours=1) <= now <= made + _LIFE:
        raise problem("BND451", say("the draft was not made in the last {n} days", n=_LIFE.days))
    if draft.basis != dict(basis):
        raise problem("BND451", say("flags, keys or the agreement changed after the draft was made"))
    return draft


def peek_review(folder: Path) -> Mapping[str, Any]:
    """What a draft says it was made from, before any of it is checked: believe nothing of it that matters."""
    files.check_private(folder)
    try:
        state = cast("Mapping[str, Any]", parse(files.read_whole(folder / _STATE, statement.LIMIT)))
        return cast("Mapping[str, Any]", dict(state["review"]))
    except (ValueError, KeyError, TypeError, DrivectlError) as error:
        raise _changed(say("{p} is not a draft", p=folder)) from error


def _check_members(draft: Draft) -> None:
    """BND450 unless the members on the disk are those the statement names, and no others."""
    folder = draft.folder / MEMBERS
    found = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir() or one.is_symlink()}
    if found != {one.name for one in draft.members}:
        raise _changed(say("a file was added to the draft or taken from it"))
    for number, member in enumerate(draft.members, 1):
        path = folder / member.name
        if path.is_symlink() or path.stat().st_size != member.size or not _fits(path, member):
            raise _changed(say("file {n} of the draft was changed", n=number))


def drafts_in(folder: Path) -> list[Path]:
    """The drafts in ``folder``, but for one that is half made or half deleted; BND455 where there is none."""
    found = [one for one in folder.iterdir() if one.is_dir() and one.name[0] != "."] if folder.is_dir() else []
    if not found:
        raise problem("BND455", say("there is no draft in {p}", p=folder))
    return sorted(found)


def discard_draft(folder: Path) -> None:
    """Delete the draft, its preview included (after it was sent, or when it is too old)."""
    files.check_private(folder)
    gone = files.staging_name(folder)
    with files.translated(folder):
        folder.rename(gone)  # a draft is whole or not there; the next one sweeps
        shutil.rmtree(gone)


def envelope_size(payload: int, key_id: str, signatures: int) -> int:
    """How long the signed statement will be: the padding is settled before it is signed."""
    signature: Mapping[str, Json] = {"keyid": key_id, "sig": _SIGNATURE}
    bare = canonical({"payload": "", "payloadType": PAYLOAD_TYPE, "signatures": [signature] * signatures})
    return len(bare) + (payload + 2) // 3 * 4


def _members(contents: Contents) -> dict[str, bytes]:
    """Every member but the padding, in order."""
    predicate = cast("Mapping[str, Any]", contents.predicate)
    whole = {layout.README: readme(predicate, contents.contact), "manifest.html": contents.manifest}
    if contents.agreement is not None:
        whole["agreement.json"] = contents.agreement
    whole |= contents.tables
    members = [_member(name, content) for name, content in whole.items()]
    whole |= layout.bag_files(predicate["bundle_id"], predicate["created"][:10], members)
    return {name: whole[name] for name in layout.ordered(whole)}


def _settled(predicate: Mapping[str, Json], whole: Mapping[str, bytes]) -> tuple[Statement, tuple[Member, ...]]:
    """The statement with the padding that fits it (its size is in the statement, which it pads)."""
    known = cast("Mapping[str, Any]", predicate)
    fixed = [_member(name, content) for name, content in whole.items()]
    padding = 0
    for _ in range(4):
        members = (*fixed, Member(name=layout.PADDING, size=padding, sha256=None))
        told = statement.build(predicate, members)
        size = envelope_size(len(canonical(told)), known["sender"]["key_id"], known["release"]["threshold"])
        fitting = layout.padding_for(size, fixed)
        if fitting == padding:
            break
        padding = fitting
    return told, members


def _member(name: str, content: bytes) -> Member:
    return Member(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _fits(path: Path, member: Member) -> bool:
    if member.sha256 is not None:
        return files.sha256_of(path) == member.sha256
    return not any(map(any, pieces(path)))


def pieces(path: Path, size: int = 1 << 16) -> Iterable[bytes]:
    """The content of a file, piece by piece."""
    with path.open("rb") as stream:
        while piece := stream.read(size):
            yield piece


def _below(staged: Path, name: str) -> Path:
    path = staged / MEMBERS / name
    for one in reversed(path.relative_to(staged).parents[:-1]):
        (staged / one).mkdir(mode=0o700, exist_ok=True)
    return path


def _put(path: Path, content: bytes) -> None:
    with files.new_file(path) as stream:
        stream.write(content)


def _draft(folder: Path, payload: bytes, basis: Mapping[str, str], review: Mapping[str, Json]) -> Draft:
    told = statement.read(payload)
    return Draft(
        folder=folder,
        statement=told,
        payload=payload,
        digest=hashlib.sha256(payload).hexdigest(),
        members=statement.members_of(told),
        basis=dict(basis),
        review=dict(review),
    )


def _changed(what: Safe) -> DrivectlError:
    return problem("BND450", what)
