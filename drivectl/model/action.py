"""What may happen to one field, and the order between such actions.

The lattice (``share`` on top, ``withhold`` at the bottom): two actions meet at the most that both
allow; actions that cannot be compared meet at ``withhold``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Act(StrEnum):
    """The kinds of action, as an agreement writes them."""

    WITHHOLD = "withhold"
    GENERALISE = "generalise"
    PSEUDONYMISE = "pseudonymise"
    REDACT = "redact"
    SHARE = "share"


SCOPES: Final = ("release", "agreement", "shared", "partnership")
"""Token scopes, least to most linkable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action with what it needs: ``to`` a level, ``method``, ``scope`` of a token, ``params`` of ``with:``."""

    act: Act
    to: str | None = None
    method: str | None = None
    scope: str | None = None
    params: Mapping[str, str | int | bool] = field(default_factory=lambda: MappingProxyType({}))


WITHHOLD: Final = Action(act=Act.WITHHOLD)
SHARE: Final = Action(act=Act.SHARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Named levels for ``generalise`` from the catalogue: ``steps`` from least to most exact.

    ``also`` levels compare only with themselves. ``options`` are the remaining keys of the level group
    (``edges``, ``anchor``, ``codes``, ``via``, ``min_population``).
    """

    name: str
    steps: tuple[str, ...]
    also: tuple[str, ...] = ()
    method: str
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def meet(one: Action, other: Action, ladders: tuple[Ladder, ...]) -> Action:
    """The most that both actions allow (commutative up to ``params``, associative, idempotent)."""
    if one == other or other.act is Act.SHARE:
        return one
    if one.act is Act.SHARE:
        return other
    if one.act is not other.act or one.act is Act.WITHHOLD:
        return WITHHOLD
    if one.act is Act.GENERALISE:
        return _meet_levels(one, other, ladders)
    if one.act is Act.PSEUDONYMISE:
        return _meet_scopes(one, other)
    return one if one.params == other.params else WITHHOLD


def _meet_levels(one: Action, other: Action, ladders: tuple[Ladder, ...]) -> Action:
    if (one.method, one.params) != (other.method, other.params):
        return WITHHOLD
    if one.to == other.to:
        return one
    for ladder in ladders:
        if one.to in ladder.steps and other.to in ladder.steps:
            return one if ladder.steps.index(one.to) < ladder.steps.index(other.to) else other
    return WITHHOLD


def _meet_scopes(one: Action, other: Action) -> Action:
    if (one.method, one.params) != (other.method, other.params):
        return WITHHOLD
    if one.scope is None or other.scope is None:  # None: the agreement's own key scope, the widest it allows
        return one if other.scope is None else other
    return one if SCOPES.index(one.scope) <= SCOPES.index(other.scope) else other
