"""Seal a draft: sign it, write the intent down, encrypt, read it back, rename once, write the end down.

Nothing leaves unrecorded: the journal's ``begin`` must stand on the disk before the first byte of the file
exists. Killed at any moment there is either no bundle or a whole one, and the journal can tell which.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivectl import files
from drivectl.bundle import container, layout, statement
from drivectl.bundle.draft import MEMBERS, pieces
from drivectl.bundle.payload import DigestingSource, check_payload
from drivectl.errors import DrivectlError, VerificationError, problem
from drivectl.model.bundle import PAYLOAD_TYPE, Draft, Intent, Journal, Member, Sealed
from drivectl.safe import say

if TYPE_CHECKING:
    from drivectl.crypto.agekeys import Passphrase, Recipient
    from drivectl.crypto.signing import SigningKey

SUFFIX: Final = ".age"


def seal(
    draft: Draft,
    target: Path,
    *,
    recipients: "Callable[[], Sequence[Recipient | Passphrase]]",
    keys: "Sequence[SigningKey]",
    journal: Journal,
) -> Sealed:
    """Seal ``draft`` (as ``read_draft`` gave it) as ``target`` (``<bundle id>.age``), which must not exist.

    ``recipients`` resolves the keys of today and refuses where the agreement does not allow them.
    """
    from drivectl.crypto.signing import sign_envelope  # noqa: PLC0415 -- cryptography loads late

    sealed_to = recipients()
    _check_keys(draft, sealed_to, keys)
    files.refuse_target(target)
    if target.name != draft.bundle_id + SUFFIX:
        raise ValueError("a sealed file is named after its bundle")
    envelope = sign_envelope(draft.payload, PAYLOAD_TYPE, keys)
    staged = files.staging_name(target)
    journal.begin(Intent(bundle_id=draft.bundle_id, statement_sha256=draft.digest, target=target, staged=staged))
    try:
        sealed = _write(draft, envelope, target, staged, sealed_to)
        journal.written(sealed.ciphertext_sha256)
        files.publish(staged, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)
        with contextlib.suppress(DrivectlError):  # then the next command settles it
            journal.drop(error.code if isinstance(error, DrivectlError) else None)
        raise
    journal.end(sealed)
    return sealed


def _check_keys(draft: Draft, sealed_to: "Sequence[Recipient | Passphrase]", keys: "Sequence[SigningKey]") -> None:
    """The keys of today are those that the statement names, and enough people sign."""
    from drivectl.crypto.agekeys import Recipient  # noqa: PLC0415

    predicate = statement.predicate_of(draft.statement)
    named = {one.get("encryption_key_sha256") for one in predicate["recipients"]}
    found = {hashlib.sha256(one.text.encode()).hexdigest() if isinstance(one, Recipient) else None for one in sealed_to}
    if named != found:
        raise problem("BND451", say("the recipients' keys changed after the draft was made"))
    signers = {one.key_id for one in keys}
    if predicate["sender"]["key_id"] not in signers:
        raise problem("BND451", say("the signing key changed after the draft was made"))
    if len(signers) < predicate["release"]["threshold"]:
        raise problem("BND443", say("this release needs {n} signatures", n=int(predicate["release"]["threshold"])))


def _write(
    draft: Draft, envelope: bytes, target: Path, staged: Path, sealed_to: "Sequence[Recipient | Passphrase]"
) -> Sealed:
    """Encrypt the archive into ``staged``, then read it back from the disk as a recipient would."""
    from drivectl.crypto.age import encrypting  # noqa: PLC0415

    with files.translated(target):
        with files.new_file(staged) as stream:
            writer = encrypting(stream, sealed_to)
            _archive(writer, draft, envelope)
            writer.close()
            stream.flush()
            os.fsync(stream.fileno())
        return Sealed(
            bundle_id=draft.bundle_id,
            path=target,
            size=staged.stat().st_size,
            statement_sha256=draft.digest,
            ciphertext_sha256=_read_back(draft, envelope, staged, writer.file_key),
        )


def _archive(stream: container.Writable, draft: Draft, envelope: bytes) -> None:
    mtime = _mtime(draft)
    first = Member(name=layout.STATEMENT, size=len(envelope), sha256=None)
    container.write_member(stream, draft.bundle_id, mtime, first, [envelope])
    for member in draft.members:
        content = _zeros(member.size) if member.sha256 is None else pieces(draft.folder / MEMBERS / member.name)
        try:
            container.write_member(stream, draft.bundle_id, mtime, member, content)
        except ValueError:
            raise _changed() from None
    container.write_end(stream)


def _zeros(size: int) -> Iterator[bytes]:
    for start in range(0, size, container.PIECE):
        yield bytes(min(container.PIECE, size - start))


def _read_back(draft: Draft, envelope: bytes, staged: Path, file_key: bytes) -> str:
    """The digest of the sealed file, if every chunk verifies and every member in it is the signed one.

    A member that changed after it was looked at shows here, in the very file that would leave.
    """
    from drivectl.crypto.age import reread  # noqa: PLC0415

    with staged.open("rb") as stream:
        raw = DigestingSource(stream)
        archive = container.ArchiveReader(reread(raw, file_key))  # type: ignore[arg-type]  # it only reads
        try:
            same = archive.first(layout.STATEMENT, len(envelope)) == envelope
            archive.expect(draft.bundle_id, _mtime(draft), {one.name for one in draft.members})
            check_payload(archive, draft.members, None)
        except VerificationError as error:
            raise _changed() from error
    if not same:
        raise _changed()
    return raw.hex()


def _mtime(draft: Draft) -> int:
    return int(statement.moment(statement.predicate_of(draft.statement)["created"]).timestamp())


def _changed() -> DrivectlError:
    return problem("OUT111", say("a file of the draft changed while it was sealed, or the disk did not keep it"))
