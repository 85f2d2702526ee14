"""Pages that stand alone: one file, no script, nothing fetched, and only our own style sheet may apply."""

import base64
import hashlib

from drivectl.resources import shipped


def page(template: str, **values: object) -> bytes:
    """Fill ``templates/<template>.html.j2``; every value is escaped, a missing one is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 -- the one door, when needed
    from markupsafe import Markup  # noqa: PLC0415

    folder = shipped("templates")
    style = (folder / "style.css").read_text(encoding="utf-8")
    digest = "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own = {"style": Markup(style), "style_digest": Markup(digest)}  # noqa: S704 -- shipped files, not data
    return environment.get_template(f"{template}.html.j2").render(**values, **own).encode("utf-8")
