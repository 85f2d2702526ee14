"""What the officer looks at before anything leaves, and the words about a partner that go with it."""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivectl import files
from drivectl.agreement import sign
from drivectl.agreement.document import agreement_document
from drivectl.model.canonical import Json, facts
from drivectl.render.plan import notices
from drivectl.render.preview import Preview, preview_html, preview_xlsx
from drivectl.render.words import of_action, retention_words
from drivectl.steps.changes import before, signed_file
from drivectl.steps.copies import Copy
from drivectl.steps.desk import Desk
from drivectl.steps.intake import FLAGS, Intake
from drivectl.steps.rulings import Ruling


def previews(intake: Intake, copy: Copy) -> dict[str, bytes]:
    """``what-PARTY-will-see`` as workbook and page: every cell that would be sealed, made from the same tables."""
    ruling, plan = copy.judged.ruling, copy.judged.plan
    beside = notices(plan)
    shown = Preview(
        party=ruling.party.name,
        team=ruling.address.team,
        agreement=f"{ruling.agreement.id} {ruling.agreement.version}",
        purposes=[one.text for one in ruling.agreement.purposes],
        keep=retention_words(ruling.agreement),
        treatments=[(path, of_action(action) + beside.get(path, "")) for path, action in copy.released],
        not_in_export=plan.not_in_export,
        tables=copy.tables,
        synthetic=intake.export.synthetic,
    )
    book = io.BytesIO()
    preview_xlsx(shown, book)
    stem = f"what-{ruling.party.id}-will-see"
    return {f"{stem}.xlsx": book.getvalue(), f"{stem}.html": preview_html(shown)}


def partner_document(desk: Desk, ruling: Ruling) -> bytes:
    """The agreement with its signatures, as it travels inside a bundle."""
    policies, words = desk.policies, ruling.agreement
    form = sign.canonical_form(words, policies.baseline, policies.catalogue)
    since = before(words.path, ruling.effective.sha256)
    return agreement_document(form, sign.read_signatures(words.path), since)


def signatures_digest(ruling: Ruling) -> str:
    """Names the signatures a draft was made under."""
    paths = (sign.signature_file(ruling.agreement.path), signed_file(ruling.agreement.path))
    found = [hashlib.sha256(files.read_whole(path)).hexdigest() for path in paths if path.exists()]
    return "-".join(found) or "none"


def flags_now(made_for: Mapping[str, Any]) -> str:
    """The digest of the flags sheet beside the export of a draft, as it is now."""
    path = Path(made_for["folder"]) / FLAGS
    return hashlib.sha256(files.read_whole(path)).hexdigest() if path.exists() else "none"


def check_of(desk: Desk, ruling: Ruling) -> dict[str, Json]:
    """Who verified the partner's key, how and when: for the release record."""
    record = desk.trust.record(ruling.party.id)
    return {} if record is None else facts(record, "party", "kind", "by", "on", "channel")


def contact(desk: Desk) -> str:
    """Whom the partner asks."""
    party = desk.party(desk.agency)
    return f"{party.name}, {party.dpo_email}" if party.dpo_email else party.name
