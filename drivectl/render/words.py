"""The words that officers and partners read, for what the code calls otherwise."""

from drivectl.model.action import Act, Action

_PLAIN = {
    Act.SHARE: "as it is",
    Act.GENERALISE: "made less exact",
    Act.PSEUDONYMISE: "replaced by a token",
    Act.REDACT: "names and details hidden",
    Act.WITHHOLD: "withheld",
}


def treatment(action: str, *, method: str | None = None, level: str | None = None) -> str:
    """``made less exact, to month``; the parts as a statement's ``treatment.fields`` has them."""
    words = _PLAIN[Act(action)]
    if level:
        words += f", to {level.replace('_', ' ')}"
    return f"{words} ({method.replace('_', ' ')})" if method else words


def of_action(action: Action) -> str:
    """The same for an action of the model."""
    return treatment(action.act, method=action.method, level=action.to)


def many(number: int, thing: str) -> str:
    """``1 field``, ``2 fields``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
