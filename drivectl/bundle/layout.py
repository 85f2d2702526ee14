"""How a bundle is laid out: which names it may hold, their order, its BagIt files, its padded size."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from drivectl.model.bundle import Member, padme

BLOCK: Final = 512
END: Final = 2 * BLOCK  # what ends an archive
STATEMENT: Final = "statement.dsse.json"
PADDING: Final = "padding.bin"
TAGMANIFEST: Final = "tagmanifest-sha256.txt"
MANIFEST: Final = "manifest-sha256.txt"
BAG_INFO: Final = "bag-info.txt"
README: Final = "README.txt"
AGREEMENT: Final = "agreement.json"
BAGIT: Final = ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
_BEFORE_DATA: Final = (AGREEMENT, BAGIT[0], BAG_INFO, MANIFEST, README, "manifest.html")
_AFTER_DATA: Final = (TAGMANIFEST, PADDING)
_NEEDED: Final = frozenset((*_BEFORE_DATA[1:], *_AFTER_DATA))

_SEGMENT: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_SLACK: Final = 4096  # a second signer's signature may make the statement longer than the draft foresaw


def span(size: int) -> int:
    """How much of the archive a member of ``size`` bytes takes: header, content, filling."""
    return BLOCK + (size + BLOCK - 1) // BLOCK * BLOCK


def safe_name(name: str) -> bool:
    """Whether a file of this name can be written anywhere, under the folder it is meant for, and nowhere else."""
    segments = name.split("/")
    return name == README or (
        len(name) <= 96
        and len(segments) <= 4
        and all(_SEGMENT.fullmatch(one) and not one.endswith(".") and not _RESERVED.fullmatch(one) for one in segments)
    )


def ordered(names: Iterable[str]) -> list[str]:
    """The names in the order in which a bundle holds them."""
    return sorted(names, key=_rank)


def layout_fault(names: Sequence[str]) -> str | None:
    """Why these names (without the statement) are no bundle: ``path``, ``missing``, ``extra``, ``order``, or None."""
    known = (*_BEFORE_DATA, *_AFTER_DATA)
    if not all(map(safe_name, names)) or len({one.casefold() for one in names}) != len(names):
        return "path"
    if any(one not in known and not one.startswith("data/") for one in names):
        return "extra"
    if not _NEEDED.issubset(names) or not any(one.startswith("data/") for one in names):
        return "missing"
    return None if list(names) == ordered(names) else "order"


def _rank(name: str) -> tuple[int, bytes]:
    if name in _BEFORE_DATA:
        return _BEFORE_DATA.index(name), b""
    if name in _AFTER_DATA:
        return 100 + _AFTER_DATA.index(name), b""
    return 50, name.encode("utf-8")


def bag_info(bundle_id: str, date: str, data: Iterable[Member]) -> bytes:
    """``bag-info.txt``: which bundle, when, how much; nothing else."""
    sizes = [one.size for one in data]
    return f"External-Identifier: {bundle_id}\nBagging-Date: {date}\nPayload-Oxum: {sum(sizes)}.{len(sizes)}\n".encode()


def manifest(digests: Mapping[str, str]) -> bytes:
    """A BagIt manifest: digest, two spaces, name; sorted by name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def bag_files(bundle_id: str, date: str, members: Iterable[Member]) -> dict[str, bytes]:
    """The four BagIt files that follow from the other members."""
    data: list[Member] = []
    tags: dict[str, str] = {}
    for one in members:
        if one.name.startswith("data/"):
            data.append(one)
        elif one.name not in (PADDING, TAGMANIFEST, BAGIT[0], BAG_INFO, MANIFEST):
            tags[one.name] = _digest(one)
    files = {
        BAGIT[0]: BAGIT[1],
        BAG_INFO: bag_info(bundle_id, date, data),
        MANIFEST: manifest({one.name: _digest(one) for one in data}),
    }
    tags |= {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return files | {TAGMANIFEST: manifest(tags)}


def padding_for(statement_size: int, members: Iterable[Member]) -> int:
    """How many zero bytes take the archive to its Padmé size."""
    bare = _bare(statement_size, members)
    return padme(bare) - bare


def padding_plausible(statement_size: int, members: Sequence[Member]) -> bool:
    """Whether the padding is no larger than the step it is for (else it could fill a disk)."""
    padding = next(one.size for one in members if one.name == PADDING)
    bare = _bare(statement_size, members)
    return bare + padding <= padme(bare + _SLACK) + _SLACK


def padded(size: int) -> bool:
    """Whether an archive of this size can be whole: it ends at a Padmé size unless it was signed twice."""
    return padme(size) == size


def _bare(statement_size: int, members: Iterable[Member]) -> int:
    """The archive with empty padding: every member, the padding's header, the end."""
    return span(statement_size) + sum(span(one.size) for one in members if one.name != PADDING) + span(0) + END


def _digest(member: Member) -> str:
    assert member.sha256 is not None
    return member.sha256
