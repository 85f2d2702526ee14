"""Which tokens a release uses: one scope for each agreement and partner unless the words say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from drivectl.crypto import pseudokeys
from drivectl.errors import problem
from drivectl.model.agreement import Agreement
from drivectl.safe import name, say
from drivectl.steps.desk import Desk
from drivectl.steps.rulings import Ruling
from drivectl.transform.tokens import Tokeniser

_REGISTER: Final = "register"
_KINDS: Final[Mapping[str, pseudokeys.ScopeKind]] = {
    "release": "release",
    "agreement": "agreement",
    "shared": "shared",
    "partnership": "partnership",
}


@dataclass(frozen=True, slots=True)
class Scopes:
    """Scope that a clause names -> its tokens (None: the agreement's own); ``fingerprint`` names the own key."""

    tokens: dict[str | None, Tokeniser] = field(repr=False)
    fingerprint: str


def scopes(desk: Desk, ruling: Ruling, bundle_id: str) -> Scopes:
    """The tokens of one release. KEY353 where there is no root: one is never made on the way."""
    agreement = ruling.agreement
    own = agreement.key_scope
    named = {clause.action.scope for clauses in agreement.fields.values() for clause in clauses} - {None}
    keys = {one: _key(desk, ruling, one, bundle_id) for one in {own, *named} if one is not None}
    tokens: dict[str | None, Tokeniser] = {one: tokeniser_of(key) for one, key in keys.items()}
    tokens[None] = tokens[own]
    return Scopes(tokens=tokens, fingerprint=pseudokeys.fingerprint(keys[own]))


def register_key(desk: Desk) -> bytes:
    """The key of our own register, in a scope that no recipient ever gets tokens of."""
    return pseudokeys.scope_key(desk.keyring.root(), desk.agency, _REGISTER, _REGISTER, "0")


def text_tokens(desk: Desk, ruling: Ruling | None) -> Tokeniser:
    """The tokens of loose texts: those of the tables that go to a partner, or of a scope that no partner gets."""
    if ruling is None:
        root = desk.keyring.root()
        return tokeniser_of(pseudokeys.scope_key(root, desk.agency, _REGISTER, "texts", "0"))
    scope = ruling.agreement.key_scope
    if scope == "release":
        what = say("tokens of {a} are made anew for each release: no text has the same", a=name(ruling.agreement.id))
        raise problem("XFR612", what, fix=say("leave --to out"))
    return tokeniser_of(_key(desk, ruling, scope, ""))


def _key(desk: Desk, ruling: Ruling, scope: str, bundle_id: str) -> bytes:
    agreement, party = ruling.agreement, ruling.party.id
    ids = {
        "release": f"{agreement.id}/{party}/{bundle_id}",
        "agreement": f"{agreement.id}/{party}",
        "shared": "shared:" + ",".join(sorted({agreement.id, *agreement.linkable_with})),
        "partnership": ruling.effective.baseline.id,
    }
    return pseudokeys.scope_key(
        desk.keyring.root(), desk.agency, _KINDS[scope], ids[scope], _epoch(agreement, desk.today)
    )


def _epoch(agreement: Agreement, today: date) -> str:
    """Tokens change with the major version, on a date, or never: a wording fix must not break a study's join."""
    if agreement.rotate == "on_major_version":
        return "v" + agreement.version.partition(".")[0]
    if agreement.rotate == "never":
        return "0"
    return agreement.rotate if today >= date.fromisoformat(agreement.rotate) else "0"


def tokeniser_of(key: bytes) -> Tokeniser:
    """The tokens of one scope key."""
    columns = cache(lambda domain: pseudokeys.column_key(key, "tok", domain))  # HKDF once a domain, not once a cell
    return Tokeniser(column_key=columns, key_id=pseudokeys.key_id(key))
