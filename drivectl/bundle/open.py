"""Open a sealed bundle: nothing is released until everything is verified.

The order matters. Who may read it and who signed it are settled from the first member alone; only then do
payload bytes reach the disk, in a private folder beside the target that becomes the target in one rename
or is removed.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from drivectl import files
from drivectl.bundle import layout, statement
from drivectl.bundle.container import ArchiveReader
from drivectl.bundle.payload import DigestingSource, check_payload
from drivectl.errors import problem
from drivectl.model.bundle import PAYLOAD_TYPE, Member, Opened, Statement
from drivectl.safe import name, say

if TYPE_CHECKING:
    from drivectl.crypto.age import HeaderInfo
    from drivectl.crypto.agekeys import Identity, Passphrase
    from drivectl.crypto.signing import VerifyKey

MAX_SIZE: Final = 4 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who opens, whom they trust, and what they know.

    ``trusted`` holds the verified signing keys of each party; ``accepted`` the digests of agreements accepted
    here, each with the party that shares under it; ``seen`` gives the statement digest under which a bundle id was
    opened before.
    """

    agency: str
    identities: "Sequence[Identity | Passphrase]" = field(repr=False)
    trusted: "Mapping[str, Mapping[str, VerifyKey]]"
    accepted: Mapping[str, str]
    now: datetime
    seen: Callable[[str], str | None]
    max_size: int = MAX_SIZE


def open_bundle(
    source: Path, target: Path, reader: Reader, *, staging: Callable[[Path], None] = lambda _: None
) -> Opened:
    """Verify everything, then release the files as the folder ``target``, which must not exist.

    ``staging`` is told the private folder before anything is written there, so that it can be removed should this
    process be killed.
    """
    files.refuse_target(target)
    with _begun(source, reader) as (archive, raw, opened):
        _admit(opened.statement, opened.statement_sha256, reader)
        members = _bounded(archive, opened.statement, reader)
        _refuse_full(target, sum(one.size for one in members))
        with files.writing_folder(target) as staged:
            staging(staged)
            check_payload(archive, members, staged)
    return replace(opened, ciphertext_sha256=raw.hex(), released=target)


def verify_bundle(source: Path, reader: Reader) -> Opened:
    """Every check of :func:`open_bundle`, and nothing is written."""
    with _begun(source, reader) as (archive, raw, opened):
        _admit(opened.statement, opened.statement_sha256, reader)
        check_payload(archive, _bounded(archive, opened.statement, reader), None)
    return replace(opened, ciphertext_sha256=raw.hex())


def inspect_bundle(source: Path, reader: Reader) -> Opened:
    """The statement, its signature and that it is addressed to us; the payload is not read."""
    with _begun(source, reader) as (_, _, opened):
        _refuse_unaddressed(opened.statement, reader)
        return opened


def agreement_copy(source: Path, reader: Reader) -> bytes:
    """The agreement that travels in a bundle: it and the contents page are verified and read, nothing else is."""
    with _begun(source, reader) as (archive, _, opened):
        _refuse_unaddressed(opened.statement, reader)
        first = _bounded(archive, opened.statement, reader)[0]
        if first.name != layout.AGREEMENT:
            raise problem("BND429", say("the bundle brings no copy of its agreement"))
        if first.size > statement.LIMIT:
            raise problem("BND433", say("the agreement is larger than {n} bytes", n=statement.LIMIT))
        content = b"".join(archive.member(first.name, first.size))
        if hashlib.sha256(content).hexdigest() != first.sha256:
            raise problem("BND428", say("the agreement does not have its signed digest"))
        return content


def inspect_header(source: Path) -> "HeaderInfo":
    """What anybody can see without a key: how many recipients, of which kind."""
    from drivectl.crypto.age import inspect  # noqa: PLC0415 -- cryptography loads late

    with _opening(source) as stream:
        return inspect(stream)


@contextmanager
def _opening(source: Path) -> Iterator[BinaryIO]:
    try:
        stream = source.open("rb")
    except OSError as error:
        raise problem("SRC200", say("{p} cannot be read", p=source)) from error
    with stream:
        yield stream


@contextmanager
def _begun(source: Path, reader: Reader) -> Iterator[tuple[ArchiveReader, DigestingSource, Opened]]:
    """Unwrap, read the first member, verify its signature, and only then parse it."""
    from drivectl.crypto.age import decrypting  # noqa: PLC0415
    from drivectl.crypto.signing import open_envelope  # noqa: PLC0415

    with _opening(source) as stream:
        raw = DigestingSource(stream)
        archive = ArchiveReader(decrypting(raw, reader.identities, whole=layout.padded))  # type: ignore[arg-type]  # it only reads
        envelope = archive.first(layout.STATEMENT, statement.LIMIT)
        everyone = {key_id: key for keys in reader.trusted.values() for key_id, key in keys.items()}
        payload, signers = open_envelope(envelope, PAYLOAD_TYPE, everyone)
        try:
            told = statement.read(payload)
        except ValueError:
            raise problem("BND434", say("the contents page does not have its one form")) from None
        _refuse_strangers(told, signers, reader)
        digest = hashlib.sha256(payload).hexdigest()
        yield (
            archive,
            raw,
            Opened(statement=told, signers=tuple(sorted(signers)), statement_sha256=digest, ciphertext_sha256=None),
        )


def _refuse_strangers(told: Statement, signers: frozenset[str], reader: Reader) -> None:
    """The signatures must be the named sender's own, and as many as the release needed."""
    predicate = statement.predicate_of(told)
    own = signers & reader.trusted.get(predicate["sender"]["agency_id"], {}).keys()
    if predicate["sender"]["key_id"] not in own:
        raise problem("BND426", say("the bundle names a sender who did not sign it"))
    if len(own) < predicate["release"]["threshold"]:
        raise problem("BND443", say("the release needed {n} signatures", n=int(predicate["release"]["threshold"])))


def _refuse_unaddressed(told: Statement, reader: Reader) -> None:
    """My key, or in passphrase mode my agency, must be among the recipients: else somebody passed it on."""
    from drivectl.crypto.agekeys import Identity  # noqa: PLC0415

    predicate = statement.predicate_of(told)
    if predicate["recipient_mode"] == "passphrase":
        mine = reader.agency in {one["agency_id"] for one in predicate["recipients"]}
    else:
        held = [one.recipient.text for one in reader.identities if isinstance(one, Identity)]
        digests = {hashlib.sha256(one.encode()).hexdigest() for one in held}
        mine = not digests.isdisjoint(one["encryption_key_sha256"] for one in predicate["recipients"])
    if not mine:
        raise problem("BND427", say("its sender named other recipients"))


def _admit(told: Statement, digest: str, reader: Reader) -> None:
    """Addressed to us, under words accepted here, in time, not a replay."""
    _refuse_unaddressed(told, reader)
    predicate = statement.predicate_of(told)
    agreement = predicate["agreement"]
    discloser = reader.accepted.get(agreement["sha256"])
    if discloser is None:
        raise problem("BND440", say("agreement {id} was not accepted here in this form", id=name(agreement["id"])))
    if discloser != predicate["sender"]["agency_id"]:
        raise problem("BND440", say("under agreement {id} another party shares", id=name(agreement["id"])))
    if reader.now >= statement.moment(predicate["expires"]):
        raise problem("BND444", say("the bundle had to be opened before {day}", day=name(predicate["expires"][:10])))
    if reader.now < statement.moment(predicate["not_before"]):
        raise problem("BND445", say("the bundle may be opened from {day}", day=name(predicate["not_before"][:10])))
    if reader.seen(predicate["bundle_id"]) not in (None, digest):
        raise problem("BND435", say("{id} was seen before with other content", id=name(predicate["bundle_id"])))


def _bounded(archive: ArchiveReader, told: Statement, reader: Reader) -> tuple[Member, ...]:
    """The members, if their sizes, their BagIt files and the archive's own fields fit the statement."""
    predicate, members = statement.predicate_of(told), statement.members_of(told)
    names = frozenset(one.name for one in members)
    archive.expect(predicate["bundle_id"], int(statement.moment(predicate["created"]).timestamp()), names)
    if sum(one.size for one in members) > reader.max_size:
        raise problem("BND433", say("the bundle holds more than {n} bytes", n=reader.max_size))
    if not layout.padding_plausible(archive.first_size, members):
        raise problem("BND433", say("the padding is larger than its step"))
    bag = layout.bag_files(predicate["bundle_id"], predicate["created"][:10], members)
    signed = {one.name: one.sha256 for one in members}
    if any(signed[one] != hashlib.sha256(content).hexdigest() for one, content in bag.items()):
        raise problem("BND428", say("the BagIt files do not agree with the contents page"))
    return members


def _refuse_full(target: Path, needed: int) -> None:
    with files.translated(target):
        if shutil.disk_usage(target.parent).free < needed:
            raise problem("OUT112", say("no room on the disk for {p}", p=target))
