"""One spelling per identifier, before a token is made of it.

Two spellings of one identifier would give one person two tokens, so the join would break; two identifiers
under one spelling would merge two people. ``NORMALISER`` is part of every token's message: a change of any
rule here is a new version, and its tokens never mix silently with the old ones.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from drivectl.model import idspace
from drivectl.model.export import Scalar

NORMALISER: Final = "1"


def normal(domain: str, value: Scalar) -> str | None:
    """The one spelling of ``value`` in its token domain, or None where it is no identifier of that kind."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return _RULES.get(domain, plain)(str(value)) or None


def plain(text: str) -> str:
    """NFKC, case folded, spaces collapsed; letters with accents stay as they are."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def phone(text: str) -> str:
    """E.164, read as a British number where no country is given. Drama numbers are possible, so they pass."""
    import phonenumbers  # noqa: PLC0415 -- heavy, and few runs tokenise phones

    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), "GB")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _nhs(text: str) -> str:
    digits = re.sub(r"[\s\-]", "", plain(text))
    return digits if re.fullmatch(r"[0-9]{10}", digits) and idspace.nhs_valid(digits) else ""


def _nino(text: str) -> str:
    compact = re.sub(r"[\s\-]", "", plain(text)).upper()
    return compact if re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-D]", compact) else ""


def _uprn(text: str) -> str:
    digits = plain(text).replace(" ", "")
    return str(int(digits)) if re.fullmatch(r"[0-9]{1,12}", digits) else ""


def _email(text: str) -> str:
    lowered = plain(text)
    return lowered if re.fullmatch(r"[^@\s]+@[^@\s]+", lowered) else ""


_RULES: Final[Mapping[str, Callable[[str], str]]] = {
    "nhs": _nhs,
    "nino": _nino,
    "phone": phone,
    "email": _email,
    "uprn": _uprn,
}
