"""Seal a draft: sign it, write the intent down, encrypt, read it back, rename once, write the end down.

Nothing leaves unrecorded: the journal's ``begin`` must stand on the disk before the first byte of the file
exists. Killed at any moment there is either no bundle or a whole one, and the journal can tell which.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from drivectl import files
from drivectl.bundle import container, layout, statement
from drivectl.bundle.draft import MEMBERS, check_members, pieces
from drivectl.errors import DrivectlError, problem
from drivectl.model.bundle import PAYLOAD_TYPE, Draft, Intent, Journal, Member, Sealed
from drivectl.safe import say

if TYPE_CHECKING:
    from drivectl.crypto.agekeys import Passphrase, Recipient
    from drivectl.crypto.signing import SigningKey

SUFFIX: Final = ".age"


class _Digesting:
    """Passes bytes on and takes their digest."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        self._write = write
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._digest.update(data)
        self.size += len(data)
        return self._write(data)

    def hex(self) -> str:
        return self._digest.hexdigest()


def seal(
    draft: Draft,
    target: Path,
    *,
    recipients: "Callable[[], Sequence[Recipient | Passphrase]]",
    keys: "Sequence[SigningKey]",
    journal: Journal,
) -> Sealed:
    """Seal ``draft`` as ``target`` (``<bundle id>.age``), which must not exist.

    ``recipients`` resolves the keys of today and refuses where the agreement does not allow them.
    """
    from drivectl.crypto.signing import sign_envelope  # noqa: PLC0415 -- cryptography loads late

    sealed_to = recipients()
    _check_keys(draft, sealed_to, keys)
    files.refuse_target(target)
    if target.name != draft.bundle_id + SUFFIX:
        raise ValueError("a sealed file is named after its bundle")
    check_members(draft)
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
    """Encrypt the archive into ``staged`` and read it back from the disk."""
    from drivectl.crypto.age import encrypting  # noqa: PLC0415

    with files.translated(target):
        with files.new_file(staged) as stream:
            outside = _Digesting(stream.write)
            writer = encrypting(outside, sealed_to)  # type: ignore[arg-type]  # it only writes
            inside = _Digesting(writer.write)
            _archive(inside, draft, envelope)
            writer.close()
            stream.flush()
            os.fsync(stream.fileno())
        _read_back(staged, writer.file_key, inside, outside)
    return Sealed(
        bundle_id=draft.bundle_id,
        path=target,
        size=outside.size,
        statement_sha256=draft.digest,
        tar_sha256=inside.hex(),
        ciphertext_sha256=outside.hex(),
    )


def _archive(stream: _Digesting, draft: Draft, envelope: bytes) -> None:
    predicate: Any = statement.predicate_of(draft.statement)
    mtime = int(statement.moment(predicate["created"]).timestamp())
    folder = draft.bundle_id
    first = Member(name=layout.STATEMENT, size=len(envelope), sha256=None)
    container.write_member(stream, folder, mtime, first, [envelope])
    for number, member in enumerate(draft.members, 1):
        content = _zeros(member.size) if member.sha256 is None else _unchanged(draft, member, number)
        try:
            container.write_member(stream, folder, mtime, member, content)
        except ValueError:
            raise _changed(number) from None
    container.write_end(stream)


def _unchanged(draft: Draft, member: Member, number: int) -> Iterator[bytes]:
    """The member's content, re-hashed on its way out."""
    digest = hashlib.sha256()
    for piece in pieces(draft.folder / MEMBERS / member.name):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != member.sha256:
        raise _changed(number)


def _zeros(size: int) -> Iterator[bytes]:
    for start in range(0, size, container.PIECE):
        yield bytes(min(container.PIECE, size - start))


def _read_back(staged: Path, file_key: bytes, inside: _Digesting, outside: _Digesting) -> None:
    """What is on the disk is what was written, and it opens."""
    from drivectl.crypto.age import reread  # noqa: PLC0415

    found = hashlib.sha256()
    with staged.open("rb") as stream:
        for piece in reread(stream, file_key):
            found.update(piece)
    if found.hexdigest() != inside.hex() or files.sha256_of(staged) != outside.hex():
        raise problem("OUT111", say("the sealed file does not read back as it was written"))


def _changed(number: int) -> DrivectlError:
    return problem("OUT111", say("file {n} of the draft changed while it was sealed", n=number))
