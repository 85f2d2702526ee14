"""The members of an archive against the signed statement: when a bundle is opened, and when one was just sealed."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from drivectl import files
from drivectl.bundle.container import ArchiveReader
from drivectl.errors import problem
from drivectl.model.bundle import Member
from drivectl.safe import say


class DigestingSource:
    """A file whose digest is taken as it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes of the file."""
        data = self._stream.read(size)
        self._digest.update(data)
        return data

    def hex(self) -> str:
        """The digest of what was read."""
        return self._digest.hexdigest()


def check_payload(archive: ArchiveReader, members: Sequence[Member], staged: Path | None) -> None:
    """Check each member as it comes, writing it below ``staged`` where there is one; the padding stays behind."""
    for number, member in enumerate(members, 1):
        content = archive.member(member.name, member.size)
        if member.sha256 is None:
            if any(map(any, content)):
                raise problem("BND428", say("the padding is not empty"))
        elif _written(content, staged / member.name if staged else None) != member.sha256:
            raise problem("BND428", say("file {n} does not have its signed digest", n=number))
    archive.finish()


def _written(content: Iterator[bytes], path: Path | None) -> str:
    """The digest of ``content``, written to ``path`` on its way if there is one."""
    digest = hashlib.sha256()
    if path is None:
        for piece in content:
            digest.update(piece)
        return digest.hexdigest()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with files.new_file(path) as stream:
        for piece in content:
            digest.update(piece)
            stream.write(piece)
    return digest.hexdigest()
