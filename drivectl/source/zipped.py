"""The zip container of an office file, checked before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from drivectl.errors import DrivectlError, Place, problem
from drivectl.safe import Safe, say

UNPACKED_LIMIT: Final = 1 << 30
RATIO_LIMIT: Final = 200
_PARTS_LIMIT: Final = 2000
_SMALL: Final = 16 << 20  # below this, no ratio can hurt
BROKEN: Final = (
    KeyError,
    ParseError,
    zipfile.BadZipFile,
    OSError,
    EOFError,
    ValueError,  # what defusedxml refuses is one too
    RuntimeError,  # a part with a password; nesting without end
    NotImplementedError,
    LookupError,
    zlib.error,
)
"""What a reader of a damaged or hostile container raises."""


def open_zip(
    data: bytes, path: Path, broken: Callable[[Safe], DrivectlError], limit: int = UNPACKED_LIMIT
) -> zipfile.ZipFile:
    """The container in ``data``; ``broken`` makes the refusal, SRC205 is one that unpacks to more than is safe."""
    if data[:4] != b"PK\x03\x04":
        raise broken(say("{p} is protected by a password, or not of the kind that its name says", p=path))
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise broken(say("{p} is damaged", p=path)) from None
    entries = container.infolist()
    names = [one.filename for one in entries]
    if len(set(names)) != len(names) or len(names) > _PARTS_LIMIT or any(_is_outside(one) for one in names):
        raise broken(say("{p} is damaged: its parts have names that no office file has", p=path))
    unpacked = sum(one.file_size for one in entries)
    if unpacked > limit or (unpacked > _SMALL and unpacked > RATIO_LIMIT * len(data)):
        raise problem("SRC205", say("{p} unpacks to {n} bytes", p=path, n=unpacked), at=Place(file=path))
    return container


def _is_outside(part: str) -> bool:
    return part.startswith("/") or "\\" in part or ".." in part.split("/") or ":" in part
