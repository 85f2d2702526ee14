"""README.txt of a bundle: what a person with nothing but ``age`` and ``tar`` needs, from the statement alone."""

from collections.abc import Mapping
from typing import Any, Final

from drivectl.model.bundle import spoken_code

_TEXT: Final = """\
{bundle_id}
{rule}
From {sender} under agreement {agreement}, for {recipients}.
Purpose: {purpose}
Marking: {marking}. Passing it on: {onward}.
{lead}
BEFORE YOU USE IT
  * Never write to, ring or visit anyone with what is in here unless it says that this is safe. A blank
    address or number was left out for safety or is not known: do not look it up elsewhere.
  * Coded names and masked notes are still personal data: someone who knows the case can recognise it.
  * Delete everything by {retention} and tell the sender.
  * Wrong person, wrong content, anything odd: stop, and ring {contact} on a number you already have.
{instructions}
SAY THAT YOU HAVE IT
  Ring the sender and read out this code: {code}

HOW IT IS OPENED
  With drivectl:   drivectl bundle open {bundle_id}.age
  Without it, in two steps (never with a pipe or '>': PowerShell damages the file):
    {age}
    tar -xf bundle.tar
  Then delete bundle.tar. These two steps do not check who signed it, under which agreement,
  or whether another file was sent under its name; drivectl does.
"""
_ONWARD: Final = {"no": "not allowed", "ask": "ask the sender first", "agreement": "as the agreement says"}


def readme(predicate: Mapping[str, Any], contact: str) -> bytes:
    """The text; ``contact`` is whom the agreement says to call."""
    handling, changes = predicate["handling"], predicate["changes"]
    instructions = "".join(f"  * {_line(one)}\n" for one in handling["instructions"])
    lead = ""
    if changes["urgent"]:
        earlier = ", ".join(predicate["supersedes"]) or "earlier bundles"
        lead = f"\nURGENT: values in {earlier} must not be used any more. See data/changes first.\n"
    key = "-i KEY " if predicate["recipient_mode"] == "key" else ""
    marking = handling["classification"] + ("-SENSITIVE" if handling["marking"] == "SENSITIVE" else "")
    return _TEXT.format(
        bundle_id=predicate["bundle_id"],
        rule="=" * len(predicate["bundle_id"]),
        sender=predicate["sender"]["agency_id"],
        agreement=f"{predicate['agreement']['id']} {_line(predicate['agreement']['version'])}",
        recipients=", ".join(f"{one['agency_id']} ({_line(one['team'])})" for one in predicate["recipients"]),
        purpose=_line(predicate["purpose"]),
        marking=marking,
        onward=_ONWARD[handling["onward_sharing"]],
        lead=lead,
        retention=predicate["retention_until"][:10],
        contact=_line(contact),
        instructions=instructions,
        code=spoken_code(bytes.fromhex(predicate["nonce"])),
        age=f"age -d {key}-o bundle.tar {predicate['bundle_id']}.age",
    ).encode("utf-8")


def _line(text: str) -> str:
    """One printable line."""
    return "".join(one if one.isprintable() else " " for one in text)
