"""What stands encrypted beside the log: the release record, and the register of what each partner holds.

The record says why, the register what: neither may travel, and neither may lie about in the clear.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from drivectl.errors import DrivectlError, problem
from drivectl.model.canonical import Json, canonical, parse
from drivectl.model.event import HEX
from drivectl.safe import say

if TYPE_CHECKING:
    from drivectl.crypto.agekeys import Identity, Passphrase, Recipient

_STATES: Final = frozenset({"sent", "corrected", "do_not_use", "no_longer_shared"})
_TOKEN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,95}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """A register and a record as they go to the disk."""

    register: bytes = field(repr=False)
    register_root: str
    record: bytes = field(repr=False)
    record_sha256: str


def register_lines(head: Mapping[str, Json], entries: Iterable[Mapping[str, Any]]) -> tuple[bytes, ...]:
    """The lines of a register: which bundle, to whom, until when; then what the partner holds, entries sorted.

    ``ValueError`` for what is no token, digest or state: an entry has no place for a value.
    """
    return (canonical({"v": 1, **head}) + b"\n", *sorted(canonical(_entry(one)) + b"\n" for one in entries))


def _entry(one: Mapping[str, Any]) -> Mapping[str, Json]:
    """Of one field group of one subject: tokens of our own and a keyed digest."""
    said = {key: value for key, value in one.items() if value is not None}
    tokens = [said[key] for key in ("case", "subject") if key in said]
    known = said.keys() - {"subject"} == {"case", "group", "digest", "state"}
    if not known or not all(map(_TOKEN.fullmatch, tokens)) or not HEX.fullmatch(said["digest"]):
        raise ValueError("not an entry of a register")
    if said["state"] not in _STATES:
        raise ValueError("not the state of an entry")
    return said


def merkle_root(lines: Iterable[bytes]) -> str:
    """The RFC 6962 root over ``lines``, each with its line feed."""
    peaks: list[tuple[int, bytes]] = []  # complete subtrees, highest first
    for one in lines:
        height, node = 0, hashlib.sha256(b"\x00" + one).digest()
        while peaks and peaks[-1][0] == height:
            node = hashlib.sha256(b"\x01" + peaks.pop()[1] + node).digest()
            height += 1
        peaks.append((height, node))
    if not peaks:
        return hashlib.sha256(b"").hexdigest()
    root = peaks.pop()[1]
    while peaks:
        root = hashlib.sha256(b"\x01" + peaks.pop()[1] + root).digest()
    return root.hex()


def papers(
    record: Mapping[str, Json],
    head: Mapping[str, Json],
    entries: Iterable[Mapping[str, Any]],
    recipients: "Sequence[Recipient]",
) -> Papers:
    """Both, encrypted to ``recipients`` (the site's and the DPO's); the register's head names the record's digest."""
    sealed = encrypted(canonical({"v": 1, **record}), recipients)
    digest = hashlib.sha256(sealed).hexdigest()
    lines = register_lines({**head, "record_sha256": digest}, entries)
    return Papers(
        register=encrypted(b"".join(lines), recipients),
        register_root=merkle_root(lines),
        record=sealed,
        record_sha256=digest,
    )


def read_record(data: bytes, identities: "Sequence[Identity | Passphrase]", sha256: str) -> Mapping[str, Any]:
    """The release record in ``data``; AUD704 unless it is the one whose digest the log holds."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise _differs()
    return cast("Mapping[str, Any]", parse(decrypted(data, identities)))


def read_register(
    data: bytes, identities: "Sequence[Identity | Passphrase]", root: str
) -> tuple[Mapping[str, Any], tuple[Mapping[str, Any], ...]]:
    """Head and entries of the register in ``data``; AUD704 unless it has the root that the log holds."""
    lines = decrypted(data, identities).splitlines(keepends=True)
    if not lines or merkle_root(lines) != root:
        raise _differs()
    head, *entries = (cast("Mapping[str, Any]", parse(one)) for one in lines)
    return head, tuple(entries)


def encrypted(data: bytes, recipients: "Sequence[Recipient]") -> bytes:
    """``data`` as an age file for what we keep."""
    from drivectl.crypto.age import encrypting  # noqa: PLC0415 -- cryptography loads late

    if not recipients:
        raise problem("KEY350", say("there is no key to encrypt the release record to"))
    sink = io.BytesIO()
    with encrypting(sink, recipients) as writer:
        writer.write(data)
    return sink.getvalue()


def decrypted(data: bytes, identities: "Sequence[Identity | Passphrase]") -> bytes:
    """What :func:`encrypted` kept; AUD704 where it was changed."""
    from drivectl.crypto.age import decrypting  # noqa: PLC0415

    try:
        return decrypting(io.BytesIO(data), identities).read()
    except DrivectlError as error:
        if error.code in ("KEY350", "KEY351", "BND427"):
            raise
        raise _differs() from error


def _differs() -> DrivectlError:
    return problem("AUD704", say("a file of the register is not the one that was logged"))
