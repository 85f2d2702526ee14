"""Values as the recipient reads them: catalogue codes, ISO dates, Y and N, lists joined with a semicolon."""

from datetime import date, datetime

from drivectl.model.export import MISSING, Value


def written(value: Value) -> str:
    """``value`` as text; what is missing, and an empty set, are empty."""
    if value is MISSING:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
