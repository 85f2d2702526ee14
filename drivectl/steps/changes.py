"""What changed since the words were last signed: the copy of them beside the policy, and how far the new ones go.

``<file>.signed.json`` beside ``<file>.yaml`` is the last copy that was signed as it had to be. It proves itself by
its signatures, so it may travel with the policies; an older one put in its place is noticed by version and log.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from drivectl import files
from drivectl.agreement import sign
from drivectl.agreement.document import LARGEST, AgreementDocument, agreement_document, read_agreement_document
from drivectl.agreement.proof import differ
from drivectl.agreement.resolve import resolve
from drivectl.agreement.sign import Signature, Words
from drivectl.errors import DrivectlError
from drivectl.model.agreement import Agreement
from drivectl.model.canonical import canonical
from drivectl.model.event import Event
from drivectl.safe import Safe, name, say
from drivectl.spec.load import read_agreement
from drivectl.steps.desk import Desk

Level = Literal["wider", "narrower", "words"]
"""How new words go beyond those signed before; *wider* also where there are none, or that cannot be told."""
WORDING: Final = frozenset({"version", "title", "contacts", "tests"})
"""Keys that say nothing of what leaves, to whom, why or for how long: whoever reads both copies can tell.

A test can only stop a release, and who answers the telephone changes more often than what was agreed. What the words
promise not to share is no wording: taking a promise back is for the discloser's DPO to sign.
"""
_SHARE: Final = re.compile(rb'("max_suppressed_share":)"([0-9.]+)"')
"""What is signed has no floating point: the one decimal of an agreement stands there as text."""
_LEVELS: Final[Mapping[differ.Level, Level]] = {"major": "wider", "minor": "narrower", "patch": "narrower"}
"""What changes nothing but stands beside what does (a grant that a limit blocks today) is still ours to sign."""


def signed_file(policy: Path) -> Path:
    """Where the copy of the words last signed stands."""
    return policy.with_name(f"{policy.stem}.signed.json")


def last_signed_document(policy: Path) -> AgreementDocument | None:
    """The copy beside ``policy``, if there is one; nothing in it is believed before its signatures are checked."""
    path = signed_file(policy)
    return read_agreement_document(files.read_whole(path, LARGEST), path) if path.exists() else None


def before(policy: Path, sha256: str) -> AgreementDocument | None:
    """The words in force before those with this digest."""
    found = last_signed_document(policy)
    return found.since if found is not None and found.sha256 == sha256 else found


def last_signed(desk: Desk, agreement: Agreement) -> Agreement | None:
    """The words last signed, under today's catalogue and baseline; None where none are kept or they do not load."""
    found = last_signed_document(agreement.path)
    return None if found is None else loaded(desk, found)


def keep_signed(desk: Desk, words: Agreement, marks: tuple[Signature, ...], level: Level) -> None:
    """Keep ``words`` as the last ones signed; those before stay inside where they are still needed to prove it."""
    form = sign.canonical_form(words, desk.policies.baseline, desk.policies.catalogue)
    since = before(words.path, hashlib.sha256(form).hexdigest()) if level != "wider" else None
    files.write_bytes(signed_file(words.path), agreement_document(form, marks, since), overwrite=True)


def measured(desk: Desk, words: Words, sha256: str, since: AgreementDocument | None) -> tuple[Level, Safe | None]:
    """How far ``words`` go beyond ``since``, and what a person must know of it."""
    if since is None:
        return "wider", None
    old = name(since.version)
    if since.id != words.id or order(words.version) <= order(since.version):
        return "wider", say("version {old} is signed: changed words need a later version", old=old)
    if later := next((one for one, _ in later_than(desk, since, sha256)), None):
        return "wider", say("version {new} was signed here after version {old}", new=name(later), old=old)
    form = _form(desk, words)
    if any(form.get(one) != since.form.get(one) for one in ("baseline", "catalogue", "parties")):
        return "wider", say("the baseline, the catalogue or a party changed since version {old} was signed", old=old)
    level = _level(desk, words, form, since)
    if level == "wider":
        return level, say("this goes further than version {old}, which was signed: all sign again", old=old)
    return level, None


def order(version: str) -> tuple[int, ...]:
    """A version to compare with others."""
    return tuple(map(int, re.findall("[0-9]+", version)))


def _level(desk: Desk, words: Words, form: Mapping[str, Any], since: AgreementDocument) -> Level:
    """Compared in every case there is, where both stand under the baseline and the catalogue that are here."""
    old, new = since.words, form["agreement"]
    if {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)} <= WORDING:
        return "words"
    if not desk.site.policies.is_dir():
        return "wider"
    policies = desk.policies
    here = {"baseline": policies.baseline.sha256, "catalogue": policies.catalogue.sha256}
    both = [one if isinstance(one, Agreement) else loaded(desk, one) for one in (since, words)]
    known = [
        resolve(one, policies.baseline, policies.catalogue, policies.parties)
        for one in both
        if one is not None and sign.standing(one) == form.get("parties")
    ]
    if len(known) < len(both) or any(form[key]["sha256"] != sha256 for key, sha256 in here.items()):
        return "wider"
    before, after = known
    try:
        return _LEVELS[differ.level(differ.compare(before, after))]
    except DrivectlError:  # more cases than can be tried
        return "wider"


def _form(desk: Desk, words: Words) -> Mapping[str, Any]:
    """The form of ``words``: of our own file, or as the copy has it."""
    if isinstance(words, AgreementDocument):
        return words.form
    assert isinstance(words, Agreement)
    return sign.form_of(words, desk.policies.baseline, desk.policies.catalogue)


def loaded(desk: Desk, copy: Words) -> Agreement | None:
    """The agreement that a copy holds, if it loads under our catalogue, parties and baseline."""
    assert isinstance(copy, AgreementDocument)
    policies = desk.policies
    raw = _SHARE.sub(rb"\1\2", canonical(copy.form["agreement"]))
    try:
        return read_agreement(copy.path, policies.catalogue, policies.parties, policies.baseline, raw).whole()
    except DrivectlError:
        return None


def later_than(desk: Desk, words: Words, sha256: str) -> Iterator[tuple[str, bool]]:
    """Versions after ``words`` that were signed or accepted here and are not those of ``sha256``; whether in force.

    What took the place of signed words of ours is logged as in force: older files do not bring the older words back.
    """
    kinds = (Event.AGREEMENT_ADDED, Event.AGREEMENT_APPROVED)
    for line in desk.log.lines():
        said: Any = line.content
        ref = said.get("agreement") if said["event"] in kinds else None
        if ref and ref["id"] == words.id and ref["sha256"] != sha256 and order(ref["version"]) > order(words.version):
            yield str(ref["version"]), said["event"] == Event.AGREEMENT_ADDED and said.get("party") is None


def replaces(desk: Desk, words: Words, sha256: str) -> bool:
    """Whether other words of this agreement were signed here before."""
    for line in desk.log.lines():
        said: Any = line.content
        ref = said.get("agreement") if said["event"] == Event.AGREEMENT_APPROVED else None
        if ref and ref["id"] == words.id and ref["sha256"] != sha256:
            return True
    return False
