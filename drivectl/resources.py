"""What ships with drivectl: policies, templates and examples, in a wheel or beside the checkout."""

from pathlib import Path
from typing import Final, Literal

_PACKAGE: Final = Path(__file__).resolve().parent


def shipped(kind: Literal["policies", "templates", "examples"]) -> Path:
    """The folder of shipped files; a site's own policies never come from here."""
    packaged = _PACKAGE / "_data" / kind
    return packaged if packaged.is_dir() else _PACKAGE.parent / kind
